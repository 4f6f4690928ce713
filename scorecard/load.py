"""Reads a programme folder into records and tells every problem with its file, line and column. Writes nothing."""

from __future__ import annotations

import csv
import difflib
import io
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from scorecard.model import Message, Problem, message
from scorecard.programme import Programme
from scorecard.records import (
    FORMAT,
    Answer,
    County,
    Engagement,
    Funding,
    Goal,
    Indicator,
    Municipality,
    Organisation,
    PublishedFigure,
    Settings,
    Source,
    Term,
    Training,
    Written,
    records_in,
)

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "data"
MAXIMUM_BYTES = 50_000_000

Record = TypeVar("Record", bound=Written)
Place = tuple[int, int]
KeyPath = tuple[str | int, ...]


@dataclass
class Reading:
    """What has been read so far: the problems, and where in which file every value stands."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    places: dict[tuple[str, KeyPath], Place] = field(default_factory=dict)
    origins: dict[int, tuple[str, KeyPath]] = field(default_factory=dict)
    """By identity of a record: the file and key path it was read from."""
    broken: set[str] = field(default_factory=set)
    """Ids of records and names of files that were refused; references to them are not problems of their own."""

    def place(self, file: str, path: KeyPath) -> Place:
        """The line and column of a value, or of the nearest thing around it."""
        while path and (file, path) not in self.places:
            path = path[:-1]
        return self.places.get((file, path), (1, 1))

    def tell(self, file: str, path: KeyPath, what: Message) -> None:
        line, column = self.place(file, path)
        self.problems.append(Problem(file=file, line=line, column=column, message=what))

    def tell_of(self, record: Written, path: KeyPath, what: Message) -> None:
        """A problem with one value of a record."""
        file, start = self.origins[id(record)]
        self.tell(file, (*start, *path), what)


class ProgrammeError(Exception):
    """A programme folder that cannot be used, with everything that is wrong in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the programme folder")
        self.problems = sorted(problems)


def programme_folder(given: str | Path | None = None) -> Path:
    """The folder asked for, else `SCORECARD_PROGRAMME`, else the one that ships."""
    return Path(given or os.environ.get("SCORECARD_PROGRAMME") or DEFAULT_FOLDER)


def programme_folders(given: str | Path | None = None) -> dict[str, Path]:
    """The programmes of the folder asked for, by name: itself, then those in its `programmes/`; or, where it is no
    programme but holds some, these. A folder with neither is taken for a programme, so that what it lacks is told.
    """
    folder = programme_folder(given)
    own = _is_programme(folder)
    inside = sorted(each for each in (folder / "programmes" if own else folder).glob("*/") if _is_programme(each))
    return {each.resolve().name: each for each in ([folder, *inside] if own or not inside else inside)}


def _is_programme(folder: Path) -> bool:
    return (folder / "scorecard.toml").is_file()


def read_programme(folder: Path) -> tuple[Programme | None, Reading]:
    """The folder as records. None where the settings are unusable; whatever else is wrong stands in the reading."""
    reading = Reading(folder)
    if not folder.is_dir():
        reading.tell(str(folder), (), message("check.no_folder"))
        return None, reading
    inside = programme_folders(folder)
    if not _is_programme(folder) and folder not in inside.values():
        reading.tell(str(folder), (), message("check.several_programmes", names=", ".join(map(str, inside.values()))))
        return None, reading
    written = _toml(reading, "scorecard.toml")
    if written is not None and _is_newer(reading, written):
        return None, reading
    settings = next(iter(_records(reading, "scorecard.toml", Settings, {(): written})), None)
    goals = [goal for file in _goal_files(folder) for goal in _goal(reading, file)]
    programme_parts: dict[str, Any] = {
        "goals": {goal.id: goal for goal in goals},
        "indicators": _tables(reading, "indicators.toml", Indicator, with_id=True),
        "sources": _tables(reading, "sources.toml", Source, with_id=False),
        "organisations": _by(reading, "organisations.csv", Organisation, "id"),
        "counties": _by(reading, "counties.csv", County, "county_code"),
        "municipalities": _by(reading, "municipalities.csv", Municipality, "municipality_code"),
        "published": tuple(read_rows(reading, "published.csv", PublishedFigure)),
        "engagement": tuple(read_rows(reading, "engagement.csv", Engagement)),
        "training": tuple(read_rows(reading, "training.csv", Training)),
        "funding": tuple(read_rows(reading, "funding.csv", Funding)),
        "glossary": tuple(read_rows(reading, "glossary.csv", Term)),
    }
    if settings is None:
        return None, reading
    programme_parts["organisations"] = _grouped_by_kind(reading, settings, programme_parts["organisations"])
    return Programme(folder=folder, settings=settings, **programme_parts), reading


def _is_newer(reading: Reading, written: Mapping[str, Any]) -> bool:
    """Whether a later program wrote the folder: nothing else about it can be told then."""
    found = written.get("format", FORMAT)
    newer = type(found) is int and found > FORMAT
    if newer:
        reading.tell("scorecard.toml", ("format",), message("check.format_newer", found=found, known=FORMAT))
    return newer


def _grouped_by_kind(
    reading: Reading, settings: Settings, organisations: Mapping[str, Organisation]
) -> dict[str, Organisation]:
    """Every organisation with the groups that follow from its kind; these are not written."""
    found = {}
    for name, each in organisations.items():
        written = [group for group in each.groups if group in settings.groups and settings.groups[group].kinds]
        if written:
            reading.tell_of(each, ("groups",), message("check.group_follows", group=", ".join(written)))
        follows = [
            group for group, rules in settings.groups.items()
            if each.kind in rules.kinds and (rules.part_of is None or rules.part_of in each.groups)
        ]  # fmt: skip
        found[name] = each.model_copy(update={"groups": (*each.groups, *follows)}) if follows else each
        reading.origins[id(found[name])] = reading.origins[id(each)]
    return found


def read_rows(reading: Reading, file: str, record: type[Record]) -> list[Record]:
    """The rows of a CSV file as records; a file that is not there has no rows."""
    if not (reading.folder / file).exists():
        return []
    rows = _csv(reading, file, record)
    return _records(reading, file, record, {(number,): row for number, row in rows})


def round_files(folder: Path) -> list[str]:
    """The names of the round files, oldest first."""
    return sorted(f"rounds/{path.name}" for path in (folder / "rounds").glob("*.csv"))


def read_round(reading: Reading, file: str) -> list[Answer]:
    """The answers a new store starts from."""
    return read_rows(reading, file, Answer)


def read_text(reading: Reading, file: str) -> str | None:
    try:
        data = (reading.folder / file).read_bytes()
        if len(data) > MAXIMUM_BYTES:
            raise OSError(f"larger than {MAXIMUM_BYTES} bytes")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        reading.places[file, ("#",)] = (before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        reading.tell(file, ("#",), message("check.not_utf8"))
    except OSError as error:
        reading.tell(file, (), message("check.cannot_read", why=error.strerror or str(error)))
    reading.broken.add(file)
    return None


def _goal_files(folder: Path) -> list[str]:
    return sorted(f"goals/{path.name}" for path in (folder / "goals").glob("*.toml"))


def _goal(reading: Reading, file: str) -> list[Goal]:
    name = Path(file).stem
    written = _toml(reading, file)
    goals = _records(reading, file, Goal, {(): None if written is None else _named(reading, file, (), name, written)})
    if not goals:
        reading.broken.add(name)
    return goals


def _tables(reading: Reading, file: str, record: type[Record], *, with_id: bool) -> dict[str, Record]:
    found = {}
    for name, table in (_toml(reading, file) or {}).items():
        values = _named(reading, file, (name,), name, table) if with_id and isinstance(table, dict) else table
        records = _records(reading, file, record, {(name,): values})
        if records:
            found[name] = records[0]
        else:
            reading.broken.add(name)
    return found


def _named(reading: Reading, file: str, path: KeyPath, name: str, written: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with the id that its file or table gives it; it cannot write another one itself."""
    if "id" in written:
        reading.tell(file, (*path, "id"), message("check.unknown_key", key="id"))
    return {**written, "id": name}


def _by(reading: Reading, file: str, record: type[Record], key: str) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for each in read_rows(reading, file, record):
        name = getattr(each, key)
        if name in found:
            reading.tell_of(each, (key,), message("check.duplicate", value=name))
        found[name] = each
    return found


def _records(
    reading: Reading, file: str, record: type[Record], written: Mapping[KeyPath, Mapping[str, Any] | None]
) -> list[Record]:
    found = []
    for path, values in written.items():
        try:
            if values is not None:
                found.append(_validated(file, record, values))
                reading.origins[id(found[-1])] = (file, path)
        except ValidationError as error:
            for each in error.errors():
                reading.tell(file, (*path, *each["loc"]), _explain(each, record))
            _refuse(reading, record, values)
    return found


def _validated(file: str, record: type[Record], values: Mapping[str, Any]) -> Record:
    """A row's cells are read as what they stand for; TOML has types of its own, and "40" or true is no number there."""
    if file.endswith(".csv"):
        return record.model_validate(values)
    return record.model_validate_json(json.dumps(values, default=lambda date: date.isoformat()), strict=True)


OWN_ID = {Goal: "id", Indicator: "id", Organisation: "id", County: "county_code", Municipality: "municipality_code"}


def _refuse(reading: Reading, record: type[Written], values: Any) -> None:
    if record in OWN_ID and isinstance(values, Mapping):
        reading.broken.add(str(values.get(OWN_ID[record])))


EXPECTED = (
    ("int", "integer"), ("float", "number"), ("bool", "boolean"), ("date", "date"), ("string_pattern", "pattern"),
    ("string_too_long", "shorter"), ("string", "text"), ("greater", "least"), ("less", "most"), ("dict", "table"),
    ("model", "table"), ("tuple", "list"), ("too_short", "not_empty"), ("value_error", "share"),
)  # fmt: skip
LIMITS = ("pattern", "max_length", "ge", "le")
"""Where pydantic says which limit was passed."""
EXAMPLE = '{ sv = "…", en = "…" }'


WEIGHTS = frozenset({"weight", "weights", "weighting", "vikt", "vikter", "viktning"})
"""What nobody may hide in a programme: every organisation counts once."""


def _explain(error: Any, record: type[Written]) -> Message:
    """A finding of pydantic in words of our own."""
    key, found = str(error["loc"][-1]) if error["loc"] else "", repr(error.get("input"))[:80]
    if error["type"] == "missing":
        return message("check.missing", key=key)
    if error["type"] == "extra_forbidden":
        if key.casefold() in WEIGHTS:
            return message("check.weights", key=key)
        near = difflib.get_close_matches(key, _model_at(record, error["loc"][:-1]).model_fields, 1)
        return message("check.unknown_key_near", key=key, near=near[0]) if near else message("check.unknown_key", key=key)
    if error["type"] in ("enum", "literal_error"):
        return message("check.one_of", key=key, found=found, expected=error["ctx"]["expected"].replace(" or ", ", "))
    kind = next((kind for start, kind in EXPECTED if error["type"].startswith(start)), "other")
    limit = next((str(error["ctx"][name]) for name in LIMITS if name in error.get("ctx", {})), "")
    return message(f"check.expected_{kind}", key=key, found=found, limit=limit, example=EXAMPLE)


def _model_at(record: type[Written], path: KeyPath) -> type[Written]:
    """The record that stands at a place inside another."""
    for key in path:
        field = record.model_fields.get(str(key))
        record = next(records_in(field.annotation), record) if field else record
    return record


def _toml(reading: Reading, file: str) -> dict[str, Any] | None:
    text = read_text(reading, file)
    if text is None:
        return None
    reading.places |= {(file, path): place for path, place in _toml_places(text.splitlines())}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        reading.places[file, ("#",)] = (int(where[1]), int(where[2])) if where else (text.count("\n") + 1, 1)
        reading.tell(file, ("#",), message("check.not_toml", why=str(error).split(" (at ")[0]))
        reading.broken.add(file)
        return None


def _toml_places(lines: Iterable[str]) -> Iterable[tuple[KeyPath, Place]]:
    """Where every table and key of a TOML text stands. tomllib tells only values."""
    table: KeyPath = ()
    seen: dict[KeyPath, int] = {}
    inside_text = False
    for number, line in enumerate(lines, start=1):
        if not inside_text and (header := re.match(r"\s*(\[\[?)([^\]]+)\]", line)):
            table = tuple(part.strip(" \"'") for part in header[2].split("."))
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            yield table, (number, header.start(2) + 1)
        elif not inside_text and (key := re.match(r"\s*([\w.\"'-]+)\s*=", line)):
            path = (*table, *(part.strip(" \"'") for part in key[1].split(".")))
            yield path, (number, key.start(1) + 1)
            for inner in re.finditer(r"[{,]\s*([\w-]+)\s*=", line[key.end() :]):
                yield (*path, inner[1]), (number, key.end() + inner.start(1) + 1)
        inside_text ^= (line.count('"""') + line.count("'''")) % 2 == 1


def _csv(reading: Reading, file: str, record: type[Written]) -> list[tuple[int, dict[str, str]]]:
    """Numbered rows of a comma-separated file, by the header's names."""
    text = read_text(reading, file)
    if text is None:
        return []
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = next(lines, [])
        if _header_is_wrong(reading, file, header, record):
            reading.broken.add(file)
            return []
        start = lines.line_num + 1
        for key, cells in enumerate(lines):
            reading.places |= {(file, (key, name)): (start, number) for number, name in enumerate(header, start=1)}
            reading.places[file, (key,)] = (start, 1)
            start = lines.line_num + 1
            if cells and len(cells) != len(header):
                reading.tell(file, (key,), message("check.cells", found=len(cells), expected=len(header)))
                _refuse(reading, record, dict(zip(header, cells, strict=False)))
            elif any(cells):
                rows.append((key, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        reading.places[file, ("#",)] = (lines.line_num, 1)
        reading.tell(file, ("#",), message("check.not_csv", why=str(error)))
        reading.broken.add(file)
    return rows


def _header_is_wrong(reading: Reading, file: str, header: list[str], record: type[Written]) -> bool:
    """A column that may be blank in every row may also be left out."""
    columns = list(record.model_fields)
    missing = [name for name, field in record.model_fields.items() if field.is_required() and name not in header]
    unknown = [name for name in header if name not in columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    for key, names in (("missing_columns", missing), ("unknown_columns", unknown), ("duplicate_columns", twice)):
        if names:
            reading.tell(file, (), message(f"check.{key}", columns=", ".join(names), expected=", ".join(columns)))
    return bool(missing or unknown or twice)
