"""The page on the format, the schemas and the data dictionary are those of the records, and refuse what check refuses."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from scorecard import founding, reference
from scorecard.check import check
from scorecard.language import language
from scorecard.meanings import (
    EVERYWHERE,
    FILES,
    IDS,
    MEANINGS,
    NAMED_BY_THE_FILE,
    NEEDED,
    ROWS,
    TABLES,
    UNITS,
    VALUES,
    meaning,
)
from scorecard.model import Date
from scorecard.records import Written
from tests.conftest import DATA, ROOT
from tests.test_load import TOML, Spoilt, spoil

SCHEMAS = reference.schemas()
SCHEMA_OF = {"scorecard.toml": "scorecard.json", "indicators.toml": "indicators.json", "sources.toml": "sources.json"}
PROGRAMMES = [DATA, *sorted(DATA.glob("programmes/*/"))]
TOML_FILES = [
    (folder, path.relative_to(folder).as_posix())
    for folder in PROGRAMMES
    for path in sorted([*folder.glob("*.toml"), *folder.glob("goals/*.toml")])
]
"""Of every programme that ships."""


def schema_of(file: str) -> str:
    return "goal.json" if file.startswith("goals/") else SCHEMA_OF[file]


def refused(folder: Path, file: str) -> list[str]:
    """What a schema says of a file, as an editor would."""
    written = json.loads(json.dumps(tomllib.loads((folder / file).read_text(encoding="utf-8")), default=iso))
    validator = Draft7Validator(SCHEMAS[schema_of(file)], format_checker=Draft7Validator.FORMAT_CHECKER)
    return [each.message for each in validator.iter_errors(written)]


def iso(date: Any) -> str:
    assert isinstance(date, datetime.date)
    return date.isoformat()


def test_the_page_on_the_format_is_what_the_records_say() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run python -m scorecard.reference"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_what_the_records_say(name: str) -> None:
    written = (reference.SCHEMAS / name).read_text(encoding="utf-8")
    assert written == reference.as_text(SCHEMAS[name]), "run python -m scorecard.reference"
    Draft7Validator.check_schema(SCHEMAS[name])


def test_there_is_no_schema_of_a_file_that_does_not_exist() -> None:
    assert {path.name for path in reference.SCHEMAS.iterdir()} == set(SCHEMAS)


def records() -> list[type[Written]]:
    """Those of the files and all that stand inside them."""
    return list(MEANINGS)


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_every_key_and_column_has_a_meaning_and_nothing_else_has(record: type[Written]) -> None:
    assert set(MEANINGS[record]) <= set(record.model_fields)
    for name in record.model_fields:
        assert (record, name) in NAMED_BY_THE_FILE or meaning(record, name)


def test_every_record_of_a_file_has_meanings() -> None:
    inside = {each for file in (*TABLES.values(), *ROWS.values()) for each in reference.records_of(file)}
    assert inside == set(MEANINGS)


def test_every_file_of_the_format_is_described_once() -> None:
    assert list(FILES) == [*TABLES, *ROWS]
    assert set(NEEDED) <= set(FILES)
    fields = {name for record in MEANINGS for name in record.model_fields}
    assert set(EVERYWHERE) | IDS <= fields
    assert all(name in record.model_fields for record, name in UNITS)


@pytest.mark.parametrize("values", VALUES, ids=lambda values: values.__name__)
def test_every_value_of_a_closed_set_has_a_meaning(values: Any) -> None:
    assert set(VALUES[values]) == set(values)


@pytest.mark.parametrize("record", ROWS.values(), ids=lambda record: record.__name__)
def test_every_number_has_a_unit(record: type[Written]) -> None:
    properties = record.model_json_schema()["properties"]
    numbers = {name for name, each in properties.items() if "integer" in str(each) or "'number'" in str(each)}
    assert numbers == {name for known, name in UNITS if known is record}


@pytest.mark.parametrize(("folder", "file"), TOML_FILES)
def test_the_files_that_ship_are_what_the_schemas_ask_for(folder: Path, file: str) -> None:
    assert refused(folder, file) == []


EQUAL_IN_JSON = {"decimals for an integer"}
"""JSON has one kind of number: 40.0 is 40 there."""
SPOILT = {name: case for name, case in TOML.items() if "syntax" not in name and name not in EQUAL_IN_JSON}


@pytest.mark.parametrize("case", SPOILT.values(), ids=SPOILT)
def test_a_schema_refuses_what_check_refuses(copy: Path, case: Spoilt) -> None:
    spoil(copy, case.file, case.old, case.new)
    assert check(copy)[1]
    assert refused(copy, case.file)


def test_a_new_folder_carries_the_schemas_that_its_files_name(tmp_path: Path) -> None:
    founding.found(tmp_path / "new", founding.Given(), language("sv"), None, Date(2026, 3, 1))
    for path in (tmp_path / "new").rglob("*.toml"):
        directive, _, schema = path.read_text(encoding="utf-8").splitlines()[0].partition(" ")
        assert directive == "#:schema"
        named = path.parent / schema
        file = path.relative_to(tmp_path / "new").as_posix()
        assert named.read_text(encoding="utf-8") == reference.as_text(SCHEMAS[schema_of(file)])
        assert refused(tmp_path / "new", file) == []


def test_editors_find_the_schema_of_every_file_that_ships() -> None:
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text(encoding="utf-8"))["rule"]
    found = {path: rule["schema"]["path"] for rule in rules for pattern in rule["include"] for path in ROOT.glob(pattern)}
    assert found == {folder / file: f"scorecard/schemas/{schema_of(file)}" for folder, file in TOML_FILES}


def test_the_reference_is_made_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "PAGE", tmp_path / "format.md")
    monkeypatch.setattr(reference, "SCHEMAS", tmp_path)
    reference.main()
    assert {path.name for path in tmp_path.iterdir()} == {"format.md", *SCHEMAS}
