"""A new programme is made whole or not at all, holds together, and every page and command shows it, with areas or without."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from hypothesis import given, settings
from hypothesis import strategies as any_of
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from scorecard import founding
from scorecard.__main__ import main
from scorecard.check import check, open_programme
from scorecard.founding import FoundingError, Given
from scorecard.language import language, languages
from scorecard.model import Date
from scorecard.programme import Programme
from scorecard.records import Area
from scorecard.roster import Listed, named, new_id, read_roster
from scorecard.ui.pages import PAGES
from scorecard.ui.view import WHOLE_PAGES
from tests.conftest import ROOT
from tests.test_load import told
from tests.test_pages import links, words

SCHOOLS = (
    "Namn;Typ;Skoldistrikt\nBjörkskolan;Grundskola;Norra\nEkskolan;Grundskola;Södra\nAlmens gymnasium;Gymnasium;Norra\n"
)
MUNICIPALITIES = "Name,County\nCity of Malmö,Skåne\nCity of Lund,12\nTown of Umeå,Västerbottens län\n"
TODAY = Date(2026, 3, 1)
AREA = "Skoldistrikt | School district/School districts"


def listed(folder: Path, text: str) -> str:
    """The path of a list as a CSV file."""
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def made(folder: Path, code: str = "sv", **given: str) -> Programme:
    founding.found(folder, Given(**given), language(code), None, TODAY)
    assert told(folder) == []
    return open_programme(folder)


# ---------------------------------------------------------------------------------------------------------- the list


@pytest.mark.parametrize(
    "text",
    [
        "Namn\nA\nB\n", "A\nB\n", "namn;typ\nA;\nB;\n", "ID,Name\na,A\nb,B\n", "Organisation\tLän\nA\tSkåne\nB\t\n",
        "Medlemmar 2026\n\nNamn;Typ\nA;\nB;\n",
    ],
)  # fmt: skip
def test_a_list_of_names_is_read_however_it_is_written(text: str) -> None:
    found, findings = read_roster("list.csv", text.encode())
    assert ([each.name for each in found], [each.id for each in found]) == (["A", "B"], ["a", "b"])
    assert not [each for each in findings if each.error]


def test_a_workbook_is_read_as_a_list_too() -> None:
    book, file = Workbook(), io.BytesIO()
    for row in (["Namn", "Organisations-ID", "Typ"], ["Verket", "v-1", "Myndighet"], ["Rådet", None, "myndighet"]):
        book.active.append(row)
    book.save(file)
    found, findings = read_roster("list.xlsx", file.getvalue())
    assert found == (Listed(id="v-1", name="Verket", kind="Myndighet"), Listed(id="radet", name="Rådet", kind="Myndighet"))
    assert not findings


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("Namn\nA\nB\nA\n", 4, "roster.duplicate"),
        ("ID;Namn\nx;A\nX;B\n", 3, "roster.duplicate"),
        ("ID;Namn\nx;A\ny;\n", 3, "roster.no_name"),
        ("ID;Namn\nå b;A\n", 2, "roster.bad_id"),
        (f"Namn\n{'a' * 121}\n", 2, "roster.long_name"),
        ("Namn\nhttp://x.example\n", 2, "check.name"),
        ("Namn\nA\u200bB\n", 2, "import.invisible_chars"),
        ("Stad;Land\nA;B\n", None, "roster.no_header"),
        ("Namn;Typ\n", None, "import.no_rows"),
        ("", None, "import.empty_file"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_in_words_with_its_row(text: str, row: int | None, code: str) -> None:
    found, findings = read_roster("list.csv", text.encode())
    assert not found
    assert (row, code) in {(each.row, each.message.key) for each in findings if each.error}
    assert all(language(each).plain(finding.message) for each in languages() for finding in findings)


@given(names=any_of.lists(any_of.text(min_size=1, max_size=60), max_size=40))
def test_every_name_gets_an_id_of_its_own(names: list[str]) -> None:
    ids = [each.id for each in named(Listed(id="", name=name) for name in names)]
    assert len(set(ids)) == len(names)
    assert all(0 < len(each) <= 32 and each.isascii() and each.replace("-", "").isalnum() for each in ids)


def test_an_id_says_what_it_names() -> None:
    assert new_id("Göteborgs stad", set()) == "goteborgs-stad"
    assert new_id("Göteborgs stad", {"goteborgs-stad"}) == "goteborgs-stad-2"


# -------------------------------------------------------------------------------------------------------- the folder


@pytest.mark.parametrize("code", languages())
def test_a_programme_of_defaults_holds_together(tmp_path: Path, code: str) -> None:
    programme = made(tmp_path / "new", code)
    assert programme.settings.languages[0] == code
    assert (len(programme.goals), len(programme.organisations), len(programme.rounds)) == (2, founding.EXAMPLES, 1)
    assert not programme.counties
    assert programme.settings.area is None


def test_what_is_chosen_stands_in_the_folder(tmp_path: Path) -> None:
    programme = made(
        tmp_path / "new", languages="en,sv", title='Every "school" | Alla skolor', owner="The office", rounds="2026-06-30 2027-06-30",
        organisations="North School; South, School", goals="Has a plan | Har en plan; Counts girls and boys", target="75 %",
        deadline="2030-06-30",
    )  # fmt: skip
    assert programme.settings.title == {"en": 'Every "school"', "sv": "Alla skolor"}
    assert [each.name for each in programme.organisations.values()] == ["North School", "South, School"]
    assert [each.date.isoformat() for each in programme.rounds] == ["2026-06-30", "2027-06-30"]
    goals = list(programme.goals.values())
    assert [each.rule.measure for each in goals if each.rule] == [
        {"en": "Has a plan", "sv": "Har en plan"}, {"en": "Counts girls and boys", "sv": "Counts girls and boys"},
    ]  # fmt: skip
    assert all(each.target and each.target.of(100) == 75 and each.deadline == Date(2030, 6, 30) for each in goals)


def test_sweden_s_counties_are_known_by_name_and_code(tmp_path: Path) -> None:
    programme = made(tmp_path / "new", organisations=listed(tmp_path, MUNICIPALITIES))
    assert [each.county_code for each in programme.organisations.values()] == ["12", "12", "24"]
    assert len(programme.counties) == 21
    assert programme.settings.area is None


def test_other_areas_are_numbered_and_called_what_the_programme_calls_them(tmp_path: Path) -> None:
    programme = made(tmp_path / "new", organisations=listed(tmp_path, SCHOOLS), area=AREA)
    assert [(each.county_code, each.county_sv) for each in programme.counties.values()] == [("01", "Norra"), ("02", "Södra")]
    assert programme.settings.area == Area(
        text={"sv": "Skoldistrikt", "en": "School district"}, plural={"sv": "Skoldistrikt", "en": "School districts"}
    )
    assert {each.kind for each in programme.organisations.values()} == {"grundskola", "gymnasium"}


def test_areas_that_look_like_the_codes_of_others_are_not_mistaken_for_them(tmp_path: Path) -> None:
    rows = "".join(f"Skola {number};{number + 100}\n" for number in range(1, 13)) + "Skola x;2\n"
    programme = made(tmp_path / "new", organisations=listed(tmp_path, f"Namn;Område\n{rows}"), area="Område")
    for each in programme.organisations.values():
        number = each.name.removeprefix("Skola ")
        expected = "2" if number == "x" else str(int(number) + 100)
        assert programme.counties[each.county_code or ""].county_sv == expected


def test_areas_that_were_given_a_name_are_no_counties_whatever_they_are_called(tmp_path: Path) -> None:
    roster = listed(tmp_path, "Namn;Område\nA;1\nB;3\nC;3\n")
    programme = made(tmp_path / "new", organisations=roster, area="Område")
    assert [each.county_sv for each in programme.counties.values()] == ["1", "3"]
    areas = [programme.counties[each.county_code or ""].county_sv for each in programme.organisations.values()]
    assert areas == ["1", "3", "3"]


plain_text = any_of.text(min_size=1, max_size=80).filter(
    lambda words: any(each.isprintable() and not each.isspace() for each in words)
)


@settings(deadline=None, max_examples=15)
@given(title=plain_text, goal=plain_text, owner=plain_text)
def test_whatever_is_written_the_folder_holds_together(
    tmp_path_factory: pytest.TempPathFactory, title: str, goal: str, owner: str
) -> None:
    folder = tmp_path_factory.mktemp("any") / "new"
    try:
        founding.found(folder, Given(title=title, goals=goal, owner=owner), language("sv"), None, TODAY)
    except FoundingError:
        assert not folder.exists()
    else:
        assert told(folder) == []


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"languages": "sv,xx"}, "init.languages"), ({"title": "a|b|c"}, "init.too_many"), ({"title": " | "}, "init.blank"),
        ({"rounds": "2026-13-01"}, "init.date"), ({"target": "0"}, "init.percent"), ({"target": "all"}, "init.percent"),
        ({"deadline": "2020-01-01"}, "init.deadline"), ({"organisations": "nowhere.csv"}, "show.cannot_read"),
        ({"organisations": "A;B;A"}, "init.in_file"), ({"goals": " ; "}, "init.blank"), ({"owner": "\u200b"}, "init.blank"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_read_is_refused_in_words_and_nothing_stays(
    tmp_path: Path, given: dict[str, str], key: str
) -> None:
    with pytest.raises(FoundingError) as refused:
        founding.found(tmp_path / "new", Given(**given), language("sv"), None, TODAY)
    assert [each.key for each in refused.value.messages] == [key]
    assert all(language(code).plain(each) for code in languages() for each in refused.value.messages)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(FoundingError) as refused:
        founding.found(tmp_path / "new", Given(), language("sv"), None, TODAY)
    assert refused.value.messages[0].key == "init.exists"
    assert [each.name for each in tmp_path.rglob("*")] == ["new", "mine.txt"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    made(tmp_path / "new")


@pytest.mark.parametrize("failing", range(1, 12))
def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    write, written = Path.write_text, []

    def full_disk(path: Path, *arguments: object, **named: object) -> int:
        written.append(path)
        if len(written) == failing:
            raise OSError(28, "No space left on device")
        return write(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full_disk)
    if failing <= len(founding.skeleton.files(choices(), {}) | founding.schemas()):
        with pytest.raises(FoundingError) as refused:
            founding.found(tmp_path / "new", Given(), language("sv"), None, TODAY)
        assert refused.value.messages[0].key == "show.cannot_write"
        assert not list(tmp_path.iterdir())


def choices() -> founding.Choices:
    """Those of a programme of defaults."""
    return founding._Founding(Given(), language("sv"), None, TODAY, {}).choices()[0]


# --------------------------------------------------------------------------------------------------- the conversation


def test_only_what_is_not_given_is_asked_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    answers = iter(["", "Skolor | Schools", "", "A; B", "den sista juni", "2027-06-30", "", "", ""])
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(answers)

    folder = tmp_path / "new"
    founding.found(
        folder, Given(owner="Kontoret"), language("sv"), lambda question: ask(question) if question else "", TODAY
    )
    programme = open_programme(folder)
    assert programme.settings.owner == "Kontoret"
    assert programme.settings.title["en"] == ["Skolor", "Schools"][1]
    assert any("inte ett datum" in each for each in asked)
    assert not any("Vem leder" in each for each in asked)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nobody_is_asked_where_standard_input_is_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: str) -> str:
        raise AssertionError("asked")

    monkeypatch.setattr("builtins.input", fail)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(["init", str(tmp_path / "a")]) == 0
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert main(["init", str(tmp_path / "b"), "--yes"]) == 0
    assert "SCORECARD_PROGRAMME=" in capsys.readouterr().out


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_who_stops_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: type[BaseException]
) -> None:
    def stop(_: str) -> str:
        raise end

    monkeypatch.setattr("builtins.input", stop)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert main(["init", str(tmp_path / "new"), "--language", "en"]) == 1
    assert capsys.readouterr().err == "Stopped. Nothing has been written.\n"
    assert not list(tmp_path.iterdir())


# ----------------------------------------------------------------------------------------- every command, every page

LISTS = {"without areas": "", "with districts": SCHOOLS, "with counties": MUNICIPALITIES}


@pytest.fixture(scope="module", params=LISTS)
def programme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """A new programme with a filled-in round, which is what the pages open."""
    folder = tmp_path_factory.mktemp("made")
    text = LISTS[request.param]
    flags = ["--organisations", listed(folder, text)] if text else []
    flags += ["--area", AREA] if text == SCHOOLS else []
    assert main(["init", str(folder / "new"), "--yes", "--rounds", "2025-12-31,2026-12-31", *flags]) == 0
    programme = open_programme(folder / "new")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SCORECARD_PROGRAMME", str(folder / "new"))
        environment.delenv("SCORECARD_STORE", raising=False)
        fill(programme)
        st.cache_resource.clear()
        yield programme
    st.cache_resource.clear()


def fill(programme: Programme) -> None:
    """The workbook of every round, written, filled in and loaded by the commands."""
    for number, round in enumerate(programme.rounds):
        file, date = programme.folder.parent / "answers.xlsx", round.date.isoformat()
        assert main(["template", str(file), "--round", date]) == 0
        book = load_workbook(file)
        sheet = book.worksheets[0]
        headers = [cell.value for cell in sheet[1]]
        for row in range(2, sheet.max_row + 1):
            for place in range(len(headers) - 3, len(headers) - 1):
                sheet.cell(row, place, "Ja" if (row + number) % 2 else "På gång")
        book.save(file)
        assert main(["import", str(file), "--round", date, "--by", "Kim", "--why", "Första svaren"]) == 0


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_and_areas_are_there_where_the_programme_has_them(
    programme: Programme, page: str, code: str
) -> None:
    if page == "counties" and not programme.counties:
        pytest.skip("no way leads there")
    app = opened(page, code)
    areas = language(code).naming(programme.settings.area)("page.counties")
    filters = {each.key for each in app.selectbox}
    assert (areas in links(app)) == (bool(programme.counties) and page != "meeting")
    assert ("choice_county" in filters) == (bool(programme.counties) and page not in WHOLE_PAGES)
    if programme.settings.area:
        said = "\n".join([words(app), *(str(each.value) for each in app.title)])
        assert not {each for each in ("Län", "län ", "länet", "County", "Counties", "county", "counties") if each in said}
        assert page in WHOLE_PAGES or {each.label for each in app.selectbox if each.key == "choice_county"} == {
            programme.settings.area.text[code]
        }


@pytest.mark.parametrize("code", languages())
def test_an_old_link_to_the_areas_of_a_programme_without_any_says_so(programme: Programme, code: str) -> None:
    if not programme.counties:
        app = opened("counties", code)
        assert app.title[0].value == language(code)("counties.no_areas")


def opened(page: str, code: str) -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=30)
    if page != "overview":
        app.switch_page(PAGES[page])
    app.query_params["language"] = code
    app.run()
    assert not app.exception
    assert len(app.title) == 1
    return app


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("format", ["pdf", "pptx", "docx", "xlsx", "csv"])
def test_every_export_is_made(programme: Programme, tmp_path: Path, format: str, code: str) -> None:
    assert main(["export", str(tmp_path / "out"), "--format", format, "--language", code]) == 0
    assert (tmp_path / "out").stat().st_size > 1000


@pytest.mark.parametrize("code", languages())
def test_show_counts_what_was_loaded(programme: Programme, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--json", "--language", code]) == 0
    goals = json.loads(capsys.readouterr().out)["goals"]
    size = len(programme.organisations)
    assert [(each["count"], each["under_way"], each["of"]) for each in goals] == [(-(-size // 2), size // 2, size)] * 2
    for county in programme.counties:
        assert main(["show", "--county", county, "--language", code]) == 0
    assert main(["show", "--county", "99", "--language", code]) == 1


def test_the_workbook_has_a_column_for_areas_only_where_there_are_any(programme: Programme, tmp_path: Path) -> None:
    assert main(["template", str(tmp_path / "t.xlsx"), "--round", "2026-12-31"]) == 0
    headers = [cell.value for cell in load_workbook(tmp_path / "t.xlsx").worksheets[0][1]]
    assert len(headers) == (8 if programme.counties else 7)
    if programme.settings.area:
        assert "Skoldistrikt" in headers


def test_a_column_of_areas_is_left_out_where_the_programme_has_none(
    programme: Programme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if programme.counties:
        return
    organisation, indicator = next(iter(programme.organisations)), next(iter(programme.indicators))
    rows = [["Organisations-ID", "Länskod", "Indikator", "Svar"], [organisation, "12", indicator, "Nej"]]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    flags = ["--round", "2026-12-31", "--by", "Kim", "--why", "x", "--dry-run"]
    assert main(["import", str(tmp_path / "a.csv"), *flags]) == 0
    assert "Länskod" in capsys.readouterr().out


def test_an_answer_for_another_area_is_refused_in_the_programme_s_words(
    programme: Programme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if programme.settings.area is None:
        return
    organisation, indicator = next(iter(programme.organisations)), next(iter(programme.indicators))
    rows = [["Organisations-ID", "Skoldistrikt", "Indikator", "Svar"], [organisation, "Västra", indicator, "Nej"]]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    flags = ["--round", "2026-12-31", "--by", "Kim", "--why", "x", "--dry-run"]
    assert main(["import", str(tmp_path / "a.csv"), *flags]) == 1
    assert "Skoldistrikt: Västra finns inte." in capsys.readouterr().out


def test_the_folder_made_is_checked_before_it_is_moved_to_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scorecard.founding.skeleton.files", lambda *_: {"scorecard.toml": "format = 1\n"})
    assert main(["init", str(tmp_path / "new"), "--yes"]) == 1
    assert "scorecard.toml:1:1: title saknas." in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert check(tmp_path / "new")[0] is None
