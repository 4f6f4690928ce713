"""A locked round for other systems: Parquet and CSV with columns that no language changes, and `show` as JSON per view.

The same lock of the same programme folder gives the same bytes. Writes no file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scorecard import __version__
from scorecard.export import csv_file
from scorecard.language import language
from scorecard.model import EVERYTHING, Basis, Selection
from scorecard.records import Organisation
from scorecard.report import scorecard_object
from scorecard.sentences import Context
from scorecard.store import Commit, StoredAnswer

FORMAT = 2
"""Of names and columns; a change that breaks a reader is a new one."""
TEXT, NUMBER, AMOUNT, YES_OR_NO, DAY = pa.string(), pa.int32(), pa.float64(), pa.bool_(), pa.date32()
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "answers": {
        "organisation": TEXT, "indicator": TEXT, "state": TEXT, "answer": TEXT, "evidence": TEXT, "note": TEXT,
        "kind": TEXT, "county_code": TEXT, "sample": YES_OR_NO, "basis": TEXT, "source": TEXT, "written_in": NUMBER,
    },
    "organisations": {
        "organisation": TEXT, "name": TEXT, "kind": TEXT, "county_code": TEXT, "municipality_code": TEXT, "groups": TEXT,
        "sample": YES_OR_NO, "source": TEXT,
    },
    "figures": {
        "county_code": TEXT, "kind": TEXT, "evidence": TEXT, "goal": TEXT, "parent": TEXT, "count": NUMBER, "of": NUMBER,
        "missing": NUMBER, "under_way": NUMBER, "measure": TEXT, "better": TEXT, "value": AMOUNT, "target": AMOUNT,
        "required_today": AMOUNT, "deadline": DAY, "status": TEXT, "early": YES_OR_NO, "uncertain": YES_OR_NO,
        "judged": TEXT, "sample": YES_OR_NO, "basis": TEXT, "certainty": TEXT, "source": TEXT,
    },
    "counts": {
        "indicator": TEXT, "county_code": TEXT, "kind": TEXT, "groups": TEXT, "state": TEXT, "answer": TEXT,
        "evidence": TEXT, "organisations": NUMBER, "sample": YES_OR_NO, "basis": TEXT, "source": TEXT,
    },
}  # fmt: skip
"""Every table and its columns, a contract with readers. Round and version stand in the path of a Parquet file."""

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A locked round: the files of its folder, which are written together, and the views that stand at a fixed place."""

    folder: str
    files: Mapping[str, bytes]
    views: Mapping[str, bytes]
    entry: Mapping[str, Any]


def publication(context: Context, answers: Iterable[StoredAnswer], lock: Commit) -> Publication:
    """All that is published of a round at the version that locked it."""
    round, place = context.round.isoformat(), f"round={context.round}/version={lock.version}"
    found = {selection: scorecard_object(replace(context, selection=selection)) for selection in _selections(context)}
    rows = {
        "answers": [_answer(context, each) for each in answers if each.organisation in context.programme.organisations],
        "organisations": [_organisation(each) for each in context.programme.organisations.values()],
        "figures": [row for each in found.values() for row in _figures(context, each)],
        "counts": list(_counts(context)),
    }
    files: dict[str, bytes] = {}
    for name, columns in COLUMNS.items():
        files[f"{name}/{name}.parquet"] = _parquet(rows[name], columns)
        files[f"csv/{name}.csv"] = _csv(rows[name], columns, {"round": round, "version": lock.version})
    entry = {
        "round": round,
        "version": lock.version,
        "locked_at": lock.at.isoformat(),
        "folder": place,
        "show": f"show/{round}",
    }
    about = {
        "sample": context.programme.has_sample, "app_version": __version__,
        "tables": {
            name: {"rows": len(rows[name]), "columns": {column: str(kind) for column, kind in columns.items()}}
            for name, columns in COLUMNS.items()
        },
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }  # fmt: skip
    files["manifest.json"] = _json({"format": FORMAT, **entry, **about})
    return Publication(folder=place, files=files, views=_views(context, found), entry=entry)


def manifest(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Which rounds are locked at this moment, in which version, and where they stand."""
    return _json({"format": FORMAT, "rounds": list(entries)})


def tells_the_same(name: str, one: bytes, other: bytes) -> bool:
    """Whether a file tells the same in two publications. The tables are compared as CSV: Parquet holds pyarrow's version
    too, and the manifest the app's."""
    if name.endswith(".parquet"):
        return True
    if name != "manifest.json":
        return one == other
    first, second = ({**json.loads(each), "app_version": None, "files": None} for each in (one, other))
    return first == second


def _selections(context: Context) -> list[Selection]:
    """The whole, and every narrowing by one thing."""
    programme = context.programme
    counties = [Selection(county=code) for code in programme.counties]
    kinds = [Selection(kind=kind) for kind in programme.settings.kinds]
    return [EVERYTHING, *counties, *kinds, *(Selection(evidence=each) for each in (Basis.SELF_ASSESSED, Basis.VERIFIED))]


def _views(context: Context, found: Mapping[Selection, Row]) -> dict[str, bytes]:
    """What `show --json` prints, for every view and language, by the name of its file."""
    views = {}
    for code in context.programme.settings.languages:
        for selection, first in found.items():
            told = replace(context, language=language(code), selection=selection)
            shown = first if code == context.language.code else scorecard_object(told)
            views[f"show/{context.round}/{code}/{_name(selection)}.json"] = _json(shown)
    return views


def _name(selection: Selection) -> str:
    narrowed = [f"{name}-{value}" for name, value in vars(selection).items() if value]
    return narrowed[0] if narrowed else "whole"


def _answer(context: Context, each: StoredAnswer) -> Row:
    organisation = context.programme.organisations[each.organisation]
    return {
        **each.row, "written_in": each.version, "sample": organisation.sample, "kind": organisation.kind,
        "county_code": organisation.county_code, "basis": Basis.SAMPLE if organisation.sample else each.evidence,
        "source": organisation.source if organisation.sample else context.programme.round(context.round).source,
    }  # fmt: skip


def _organisation(each: Organisation) -> Row:
    return {**each.model_dump(), "organisation": each.id, "groups": " ".join(sorted(each.groups))}


def _figures(context: Context, shown: Row) -> Iterator[Row]:
    """The goals of one view, as `show` has them."""
    narrowed = shown["filter"]
    for goal in shown["goals"]:
        sources = (f"{each['source']} p. {each['page']}" if each["page"] else each["source"] for each in goal["sources"])
        judgement, rule = goal["judgement"], context.programme.goals[goal["id"]].rule
        yield {
            **goal, "goal": goal["id"], "measure": rule.kind if rule else None, "better": rule.better if rule else None,
            "value": goal["measure"]["value"] if "measure" in goal else goal["count"],
            "county_code": narrowed["county"], "kind": narrowed["kind"], "evidence": narrowed["evidence"],
            "deadline": pd.Timestamp(goal["deadline"]).date() if goal["deadline"] else None,
            "judged": judgement["status"] if judgement else None, "sample": goal["basis"] == Basis.SAMPLE,
            "source": "; ".join(sources) or None,
        }  # fmt: skip


def _counts(context: Context) -> Iterator[Row]:
    """How many gave which answer, by the sort of organisation: all surveys are counted from these."""
    invented = "; ".join(sorted({each.source for each in context.programme.organisations.values() if each.sample}))
    source = context.programme.round(context.round).source
    for indicator in sorted(context.cube.asked(context.round)):
        for each in context.cube.cells(context.round, indicator):
            own = {field.name: getattr(each, field.name) for field in fields(each)}
            basis, origin = (Basis.SAMPLE, invented) if each.sample else (each.evidence, source)
            yield {**own, "groups": " ".join(sorted(each.groups)), "basis": basis, "source": origin}


def _plain(row: Row, columns: Iterable[str]) -> dict[str, Any]:
    return {name: str(row[name]) if isinstance(row[name], str) else row[name] for name in columns}


def _parquet(rows: Iterable[Row], columns: Mapping[str, pa.DataType]) -> bytes:
    file = io.BytesIO()
    table = pa.Table.from_pylist([_plain(row, columns) for row in rows], schema=pa.schema(list(columns.items())))
    pq.write_table(table, file, compression="snappy")  # what every reader knows
    return file.getvalue()


def _csv(rows: Iterable[Row], columns: Iterable[str], place: Row) -> bytes:
    """With commas and decimal points, whatever language the app is read in."""
    cells = [[_cell(each) for each in {**place, **_plain(row, columns)}.values()] for row in rows]
    return csv_file(pd.DataFrame(cells, columns=[*place, *columns], dtype=object), language("en"))


def _cell(value: Any) -> Any:
    """Nothing stays empty, so that whole numbers beside it stay whole."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _json(what: Any) -> bytes:
    return (json.dumps(what, ensure_ascii=False, indent=2) + "\n").encode()
