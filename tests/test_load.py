"""Whatever is wrong in a file of the programme folder is told with its file, line and column, and never raised."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from scorecard.check import check
from scorecard.language import language, languages
from scorecard.load import programme_folder
from tests.conftest import DATA
from tests.test_language import ENTRIES

Told = tuple[str, int, int, str]
"""File, line, column and message key of a problem."""


class Spoilt(NamedTuple):
    """One thing replaced in a file, and what must be told where: at the first place of a text, or at a line and column."""

    file: str
    old: str
    new: str
    at: str | tuple[int, int]
    key: str


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first `old`, or writes the whole file where `old` is empty."""
    path = folder / file
    text = path.read_text(encoding="utf-8") if old else ""
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")


def told(folder: Path) -> list[Told]:
    return [(each.file, each.line, each.column, each.message.key) for each in check(folder)[1]]


def place(folder: Path, file: str, text: str) -> tuple[int, int]:
    """Line and column of the first place of a text."""
    before = (folder / file).read_text(encoding="utf-8").split(text, 1)[0]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def told_key(case: Spoilt) -> str:
    return case.key if "." in case.key else f"check.{case.key}"


def must_be_told(folder: Path, case: Spoilt) -> None:
    """The mistake is told at its place, in every language, and nothing else is."""
    spoil(folder, case.file, case.old, case.new)
    at = case.at if isinstance(case.at, tuple) else place(folder, case.file, case.at)
    problems = check(folder)[1]
    assert [(each.file, each.line, each.column, each.message.key) for each in problems] == [(case.file, *at, told_key(case))]
    for problem in problems:
        assert all(language(code).plain(problem.message).endswith((".", "?")) for code in languages())


TOML = {
    "unknown key": Spoilt("goals/K1.toml", 'owner = "SKL"', 'owner = "SKL"\nx9 = 1', "x9", "unknown_key"),
    "near key": Spoilt("goals/K1.toml", "[rule]", '[rule]\nmesure = "x"', "mesure", "unknown_key_near"),
    "key in a table": Spoilt("indicators.toml", "[effects]", "[effects]\ncolour = 1", "colour", "unknown_key"),
    "id of its own": Spoilt("goals/K1.toml", "label", 'id = "K2"\nlabel', "id =", "unknown_key"),
    "missing key": Spoilt("goals/K1.toml", 'owner = "SKL"\n', "", (1, 1), "missing"),
    "missing key in a table": Spoilt("indicators.toml", 'group = "funded"\n', "", "goals_reached]", "missing"),
    "number for text": Spoilt("goals/K1.toml", 'owner = "SKL"', "owner = 1", "owner", "expected_text"),
    "text for integer": Spoilt("goals/K1.toml", "count = 40", 'count = "x"', "count", "expected_integer"),
    "zero target": Spoilt("goals/K1.toml", "count = 40", "count = 0", "count", "expected_least"),
    "text for date": Spoilt("goals/K1.toml", "deadline = 2013-12-31", 'deadline = "x"', "deadline", "expected_date"),
    "text for boolean": Spoilt("goals/K1c.toml", "owner", 'judged = "x"\nowner', "judged", "expected_boolean"),
    "text for list": Spoilt("goals/K1.toml", '["citizen_effects", "reach", "participants"]', "1", "themes", "expected_list"),
    "text for table": Spoilt("goals/K1.toml", "{ count = 40 }", "1", "target", "expected_table"),
    "text for texts": Spoilt("scorecard.toml", '{ sv = "HåJ", en = "HåJ" }', '"HåJ"', "short", "expected_table"),
    "bad choice": Spoilt("goals/K1.toml", 'certainty = "certain"', 'certainty = "sure"', "certainty", "one_of"),
    "share above one": Spoilt("goals/L1.toml", "share = 0.6", "share = 60", "share", "expected_most"),
    "true for a number": Spoilt("goals/K1.toml", "count = 40", "count = true", "count", "expected_integer"),
    "number in quotation marks": Spoilt("goals/K1.toml", "count = 40", 'count = "40"', "count", "expected_integer"),
    "decimals for an integer": Spoilt("goals/K1.toml", "count = 40", "count = 40.0", "count", "expected_integer"),
    "yes for true": Spoilt("goals/K1c.toml", "owner", 'judged = "yes"\nowner', "judged", "expected_boolean"),
    "one for true": Spoilt("goals/K1c.toml", "owner", "judged = 1\nowner", "judged", "expected_boolean"),
    "date and time for a date": Spoilt("goals/K1.toml", "2013-12-31", "2013-12-31T00:00:00", "deadline", "expected_date"),
    "share in quotation marks": Spoilt("goals/L1.toml", "share = 0.6", 'share = "0.6"', "share", "expected_share"),
    "true for a share": Spoilt("goals/L1.toml", "share = 0.6", "share = true", "share", "expected_share"),
    "format of a later program": Spoilt("scorecard.toml", "format = 1", "format = 2", "format =", "format_newer"),
    "format that never was": Spoilt("scorecard.toml", "format = 1", "format = 0", "format =", "one_of"),
    "format in quotation marks": Spoilt("scorecard.toml", "format = 1", 'format = "1"', "format =", "one_of"),
    "no languages": Spoilt("scorecard.toml", '["sv", "en"]', "[]", "languages", "expected_not_empty"),
    "syntax": Spoilt("goals/K3.toml", "owner =", "owner", (6, 7), "not_toml"),
    "syntax in many": Spoilt("indicators.toml", "[effects]", "[effects", (14, 9), "not_toml"),
}  # fmt: skip
FIRST = "kommun-01,Kommun 01 (exempel),municipality,14,,funded municipalities_and_regions,true,sample"
CSV = {
    "unknown column": Spoilt("organisations.csv", ",sample,source", ",sample,source,colour", (1, 1), "unknown_columns"),
    "missing column": Spoilt("organisations.csv", ",sample,source", ",sample", (1, 1), "missing_columns"),
    "duplicate column": Spoilt("counties.csv", ",tile_row", ",tile_row,tile_row", (1, 1), "duplicate_columns"),
    "too many cells": Spoilt("organisations.csv", FIRST, f"{FIRST},", (2, 1), "cells"),
    "too few cells": Spoilt("organisations.csv", FIRST, "kommun-01", (2, 1), "cells"),
    "bad boolean": Spoilt("organisations.csv", FIRST, FIRST.replace("true", "kanske"), (2, 7), "expected_boolean"),
    "bad id": Spoilt("municipalities.csv", "0114,", "114,", (2, 1), "expected_pattern"),
    "empty name": Spoilt("organisations.csv", FIRST, FIRST.replace("Kommun 01 (exempel)", ""), (2, 2), "expected_text"),
    "bad number": Spoilt("funding.csv", ",240000000,", ",många,", (2, 4), "expected_number"),
    "bad evidence": Spoilt("rounds/2013-12-31.csv", "self_assessed", "guessed", (2, 4), "one_of"),
}  # fmt: skip


@pytest.mark.parametrize("case", [*TOML.values(), *CSV.values()], ids=[*TOML, *CSV])
def test_a_mistake_is_told_where_it_stands_and_nothing_follows_from_it(copy: Path, case: Spoilt) -> None:
    must_be_told(copy, case)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("goals/K1.toml", "[rule]", '[rule]\nmesure = "x"', "Okänd nyckel mesure. Menade du measure?"),
        ("scorecard.toml", 'owner = "SKL"', "", "owner saknas. Lägg till det."),
        (
            "goals/K1.toml",
            "count = 40",
            "count = 1.5",
            "count är 1.5, men ska vara ett heltal. Skriv talet med bara siffror",
        ),
        ("goals/K1.toml", '"certain"', '"sure"', "certainty är 'sure', men ska vara något av 'not_found', 'inferred'"),
        ("organisations.csv", ",sample,source", ",sample", "Kolumner saknas: source. Väntade: id, name, kind"),
        ("organisations.csv", FIRST, f"{FIRST},,", "Raden har 10 celler, 8 väntades."),
    ],
)
def test_a_problem_says_what_was_found_and_what_to_do(copy: Path, file: str, old: str, new: str, said: str) -> None:
    spoil(copy, file, old, new)
    (problem,) = check(copy)[1]
    assert language("sv").plain(problem.message).startswith(said)


MENDING = {
    "sv": "Skriv|Rätta|Ta bort|Lägg|Välj|Behåll|Ändra|Korta|Ange|Sätt|Spara|Kontrollera|Sänk|Formatera|Installera",
    "en": "Write|Type|Mend|Correct|Remove|Add|Put|Choose|Keep|Change|Shorten|Name|Save|Check|Lower|Give|Format|Install",
}
"""How a sentence begins that says what to do."""


@pytest.mark.parametrize("code", languages())
def test_every_message_of_check_says_how_to_mend_it(code: str) -> None:
    told = {
        key: forms[-1]
        for key, forms in ENTRIES[code].items()
        if (key.startswith("check.") and not key.startswith(("check.what.", "check.clean")))
        or (key.startswith("answer.") and "{found}" in forms[-1])
    }
    assert len(told) > 40
    assert not {key for key, words in told.items() if not re.search(rf"(^|[.?!:;] |, eller )({MENDING[code]}) ", words)}


def test_a_folder_without_a_format_is_of_the_first(copy: Path) -> None:
    spoil(copy, "scorecard.toml", "format = 1\n", "")
    assert told(copy) == []


def test_a_folder_of_a_later_program_is_told_as_that_alone_and_what_to_do(copy: Path) -> None:
    spoil(copy, "scorecard.toml", "format = 1", "format = 2\nx9 = 1")
    spoil(copy, "goals/K1.toml", "owner", "colour = 1\nowner")
    problem = check(copy)[1][0]
    assert told(copy) == [("scorecard.toml", 2, 1, "check.format_newer")]
    assert "Installera den senaste versionen av styrkortet" in language("sv").plain(problem.message)


def test_a_share_may_be_written_as_a_fraction(copy: Path) -> None:
    spoil(copy, "goals/L1.toml", "share = 0.6", 'share = "2/3"')
    programme, problems = check(copy)
    assert not problems
    assert programme is not None
    target = programme.goals["L1"].target
    assert target is not None
    assert target.of(310) == 207


def test_a_column_that_may_be_blank_may_be_left_out(copy: Path) -> None:
    spoil(
        copy, "counties.csv", "", "county_code,county_sv,source\n" + "".join(f"{n:02},Län {n},scb\n" for n in range(1, 26))
    )
    assert told(copy) == []


def test_an_unclosed_quote_is_told_on_the_line_where_reading_ended(copy: Path) -> None:
    spoil(copy, "glossary.csv", "", 'sv,en,source\na,b,c\na,"b,c\nd,e,f\n')
    assert told(copy) == [("glossary.csv", 4, 1, "check.not_csv")]


def test_a_row_that_spans_lines_does_not_shift_the_lines_after_it(copy: Path) -> None:
    spoil(copy, "glossary.csv", "", 'sv,en,source\n"a\n\nb",b,c\nd,e\n')
    assert told(copy) == [("glossary.csv", 5, 1, "check.cells")]


@pytest.mark.parametrize(
    "file", ["scorecard.toml", "goals/K2.toml", "sources.toml", "published.csv", "rounds/2013-12-31.csv"]
)
def test_a_file_that_is_not_utf8_is_told_at_the_first_wrong_byte(copy: Path, file: str) -> None:
    (copy / file).write_bytes("# ok\nåä".encode("latin-1"))
    assert told(copy) == [(file, 2, 1, "check.not_utf8")]


def test_a_byte_order_mark_and_windows_lines_are_read(copy: Path) -> None:
    for path in [copy / "organisations.csv", copy / "goals" / "K1.toml"]:
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(text.encode("utf-8-sig"))
    assert told(copy) == []


@pytest.mark.parametrize("file", ["scorecard.toml", "indicators.toml", "sources.toml"])
def test_a_missing_file_is_told_by_its_name_and_nothing_follows_from_it(copy: Path, file: str) -> None:
    (copy / file).unlink()
    assert told(copy) == [(file, 1, 1, "check.cannot_read")]


def test_a_missing_folder_is_told_by_its_name(tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere") == [(str(tmp_path / "nowhere"), 1, 1, "check.no_folder")]


@pytest.mark.parametrize(
    "file",
    [
        file
        for path in DATA.rglob("*.*")
        if path.suffix in {".toml", ".csv"} and not (file := path.relative_to(DATA).as_posix()).startswith("programmes/")
    ],
)
def test_a_refused_file_causes_no_problems_in_other_files(copy: Path, file: str) -> None:
    spoil(copy, file, "", "= not a header\n")
    assert {each[0] for each in told(copy)} == {file}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("indicators.toml", "[effects]", "[effects]\ncolour = 1"),
        ("sources.toml", "[skl_2014]", "[skl_2014]\ncolour = 1"),
        ("goals/K1.toml", "label", "colour = 1\nlabel"),
        ("organisations.csv", FIRST, f"{FIRST},"),
        ("organisations.csv", FIRST, FIRST.replace("true", "kanske")),
        ("counties.csv", "01,AB,SE-AB", "01,AB,SE-AB,x"),
        ("municipalities.csv", "0123,Järfälla,01,scb", "0123,Järfälla,01,scb,x"),
    ],
)
def test_a_refused_record_causes_no_problems_elsewhere(copy: Path, file: str, old: str, new: str) -> None:
    spoil(copy, file, old, new)
    assert len(told(copy)) == 1


def test_a_refused_record_does_not_hide_what_other_records_name(copy: Path) -> None:
    spoil(copy, "organisations.csv", FIRST, FIRST.replace(",14,", ",99,").replace("true", "kanske"))
    spoil(copy, "organisations.csv", "kommun-02,Kommun 02 (exempel),municipality,14", "kommun-02,B,municipality,99")
    assert told(copy) == [
        ("organisations.csv", 2, 7, "check.expected_boolean"),
        ("organisations.csv", 3, 4, "check.unknown"),
    ]


@settings(deadline=None, max_examples=60)
@given(number=any_of.integers(1, 400), junk=any_of.sampled_from(["[", '"x"', "1", "=", "\ufeff", "]]", '"""', "a.b=1"]))
def test_whatever_a_line_of_the_settings_becomes_is_told_and_never_raised(
    copies: Path, settings_text: str, number: int, junk: str
) -> None:
    lines = settings_text.splitlines()
    lines[number % len(lines)] = junk
    (copies / "scorecard.toml").write_text("\n".join(lines), encoding="utf-8")
    for problem in check(copies)[1]:
        assert language("sv").plain(problem.message)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoilt") / "programme"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("store", "programmes", "*.py"))
    return folder


@pytest.fixture(scope="module")
def settings_text(copies: Path) -> str:
    return (copies / "scorecard.toml").read_text(encoding="utf-8")


def test_the_folder_asked_for_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCORECARD_PROGRAMME", str(tmp_path / "other"))
    assert programme_folder(tmp_path) == tmp_path
    assert programme_folder() == tmp_path / "other"
    monkeypatch.delenv("SCORECARD_PROGRAMME")
    assert programme_folder() == DATA
