"""What is handed out says what the screen says: workbook, CSV and the command line that writes them."""

from __future__ import annotations

import datetime
import errno
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from scorecard import minutes, versions
from scorecard.__main__ import main
from scorecard.briefing import Briefing, briefing
from scorecard.export import csv_file, write_file
from scorecard.handout import FORMATS, PACKAGE, Step, file_name, handout
from scorecard.language import Language, language, languages
from scorecard.minutes import Decision, State
from scorecard.model import EVERYTHING, Date, Selection, Status
from scorecard.programme import Programme
from scorecard.records import Recorded
from scorecard.sentences import Context, answer_words
from scorecard.spreadsheet import Names
from scorecard.store import Store, open_store
from scorecard.tables import seen
from tests.conftest import FINAL, ROOT, STATUS_REPORT, ContextMaker
from tests.test_docs import commands
from tests.test_export import opened, read_back
from tests.test_load import spoil

TODAY = Date(2014, 9, 1)
VIEWS = {
    "everything": (FINAL, EVERYTHING), "county": (FINAL, Selection(county="12")), "earlier": (STATUS_REPORT, EVERYTHING),
    "verified": (FINAL, Selection(evidence="verified")), "kind": (FINAL, Selection(kind="municipality")),
}  # fmt: skip
HOSTILE = ["=1+1", "@SUM(A1)", "+46", "-1", "{=1+1}", "http://x.example", "<b>&amp;", "\t=1", "tecken \x01 \x0b"]
Made = Callable[..., bytes]
BookOf = Callable[..., Workbook]


def decision(number: int, text: str, **changes: Any) -> Decision:
    values = {
        "id": number, "version": number, "text": text, "owner": "Anna", "due": Date(2014, 6, 30), "goal": "K1",
        "decided": Date(2014, 1, 15), "state": State.OPEN, "round": FINAL, "count": 40, "of": 53, "status": Status.ACHIEVED,
        "shown_version": 1,
    }  # fmt: skip
    return Decision(**{**values, **changes})


SEVERAL = [
    decision(2, "Granska ett urval"), decision(3, "Utse den som bedömer", due=None, goal="K3", count=None, of=None, status=None),
    decision(4, "Följ upp", state=State.DONE, goal=None), decision(5, "Ännu ett", due=Date(2015, 1, 1), goal="K2a"),
]  # fmt: skip


@pytest.fixture(scope="module")
def view(context: ContextMaker) -> Callable[[str, str], Context]:
    return lambda name, code: context(*VIEWS[name], code)


@pytest.fixture(scope="module")
def made(store: Store) -> Made:
    """Makes a file of a context."""

    def make(context: Context, format: str, decisions: list[Decision], step: Step = lambda *_: None) -> bytes:
        answers = store.answers(context.cube.version, round=context.round)
        return handout(context, format, answers, decisions, None, TODAY, step)

    return make


@pytest.fixture(scope="module")
def file_of(view: Callable[[str, str], Context], made: Made) -> Callable[..., bytes]:
    """The workbook of a view, made once."""
    return cache(lambda name, code, several: made(view(name, code), "xlsx", SEVERAL if several else []))


@pytest.fixture(scope="module")
def book_of(file_of: Callable[..., bytes]) -> BookOf:
    """Opens the workbook of a view, once."""
    open_book = cache(lambda *which: opened(file_of(*which)))
    return lambda name, code="sv", several=True: open_book(name, code, several)


def written(store: Store, context: Context, decisions: list[Decision]) -> Briefing:
    """The briefing as it is read, before anything is made of it."""
    answers = seen(context, store.answers(context.cube.version, round=context.round))
    return briefing(context, answers, decisions, None, TODAY)


@cache
def tables(book: Workbook) -> dict[str, list[list[Any]]]:
    """The rows of every native table under its name, headers first."""
    return {
        table.name: [[cell.value for cell in row] for row in sheet[table.ref]]
        for sheet in book.worksheets
        for table in sheet.tables.values()
    }


def in_words(cell: Any, say: Language) -> str:
    if isinstance(cell, datetime.date):
        return say.date(cell)
    return "" if cell is None or cell is pd.NA else str(cell)


def same(cells: list[list[Any]], rows: pd.DataFrame, say: Language) -> None:
    """A native table says what a frame says; one without rows has an empty row."""
    assert cells[0] == list(rows.columns)
    wanted = [[in_words(cell, say) for cell in row] for row in rows.astype(object).to_numpy().tolist()]
    assert [[in_words(cell, say) for cell in row] for row in cells[1:]] == (wanted or [[""] * len(rows.columns)])


@pytest.mark.parametrize(
    ("name", "code", "several"),
    [*((name, code, True) for name in VIEWS for code in languages()), ("everything", "sv", False)],
)
def test_a_workbook_says_cell_by_cell_what_the_briefing_says(
    store: Store, view: Callable[..., Context], book_of: BookOf, name: str, code: str, several: bool
) -> None:
    context, say = view(name, code), language(code)
    told, book = written(store, context, SEVERAL if several else []), book_of(name, code, several=several)
    found = tables(book)
    same(found["table_scorecard"], told.overview.rows, say)
    same(found["table_decisions"], told.follow_up.rows, say)
    for section in told.appendix:
        same(found[f"table_{section.name}"], section.rows, say)
    for page in told.pages:
        facts = [tuple(row) for row in found[f"facts_{page.goal.id}"]]
        assert (say("column.status"), page.status_words) in facts
        assert (say("column.result"), page.result) in facts
        assert {*page.facts} <= {*facts}
        assert [text for _, text in facts if text in page.decisions] == list(page.decisions)
        texts = [cell.value for row in book[f"goal_{page.goal.id}"].iter_rows() for cell in row]
        assert {page.title, page.finding, *page.words} <= {*texts}
        for figure in page.figures:
            same(found[f"figure_{figure.name}".replace("-", "_")], figure.table, say)
            assert {figure.title, *filter(None, (figure.note, figure.sources))} <= {*texts}


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("name", VIEWS)
def test_the_answers_are_those_of_the_view_one_by_one(
    store: Store, view: Callable[..., Context], book_of: BookOf, name: str, code: str
) -> None:
    context = view(name, code)
    programme, selection = context.programme, context.selection
    wanted = [
        (each.organisation, context.language.content(programme.indicators[each.indicator].label),
         answer_words(context, programme.indicators[each.indicator], each))
        for each in seen(context, store.answers(context.cube.version, round=context.round))
        for organisation in [programme.organisations[each.organisation]]
        if selection.county in (None, organisation.county_code) and selection.kind in (None, organisation.kind)
    ]  # fmt: skip
    rows = tables(book_of(name, code))["table_answers"][1:]
    assert wanted
    assert [(row[0], row[4], row[5]) for row in rows] == wanted
    counties = {row[2] for row in rows}
    assert (counties == {"Skåne"}) is (selection.county is not None)


@pytest.mark.parametrize("code", languages())
def test_numbers_are_numbers_and_dates_are_dates(book_of: BookOf, code: str) -> None:
    found = tables(book_of("everything", code))
    assert [row[:4] for row in found["figure_K1_path"][1:]] == [
        [datetime.datetime(2012, 12, 31), 26, 53, 0], [datetime.datetime(2013, 12, 31), 40, 53, 0],
    ]  # fmt: skip
    late, *rest = found["table_decisions"][1:]
    assert (late[3], late[6], late[7]) == (datetime.datetime(2014, 6, 30), datetime.datetime(2014, 1, 15), 2)
    assert "–" in [row[3] for row in rest]
    assert {type(row[5]) for row in found["table_published"][1:]} <= {int, str}
    assert 53 in [row[5] for row in found["table_published"][1:]]


@pytest.mark.parametrize("name", VIEWS)
def test_every_figure_with_numbers_has_a_native_chart_of_its_own_cells(
    store: Store, view: Callable[..., Context], file_of: Callable[..., bytes], book_of: BookOf, name: str
) -> None:
    context = view(name, "sv")
    book, figures = book_of(name), []
    for page in written(store, context, SEVERAL).pages:
        sheet = book[f"goal_{page.goal.id}"]
        drawn = [each for each in page.figures if len(each.table.select_dtypes("number").columns) and len(each.table)]
        figures += drawn
        for chart, figure in zip(sheet._charts, drawn, strict=True):
            own = next(each for each in sheet.tables.values() if each.name == f"figure_{figure.name}".replace("-", "_"))
            cells = {cell.coordinate for row in sheet[own.ref] for cell in row}
            for series in chart.series:
                area = series.val.numRef.f.split("!")[1].replace("$", "")
                drawn_cells = [cell for row in sheet[f"{area}:{area}" if ":" not in area else area] for cell in row]
                assert {cell.coordinate for cell in drawn_cells} <= cells
                assert all(isinstance(cell.value, int | None) for cell in drawn_cells)
            place = chart.title.tx.strRef.f.split("!")[1].replace("$", "")
            assert sheet[place].value == figure.title
    assert sorted(descriptions(file_of(name, "sv", True))) == sorted(each.alt for each in figures)


def descriptions(file: bytes) -> list[str]:
    """The alternative texts of all drawings."""
    with ZipFile(io.BytesIO(file)) as parts:
        drawings = [parts.read(name) for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
    tag = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
    return [element.attrib["descr"] for each in drawings for element in ET.fromstring(each).iter(tag)]


def test_the_main_goals_of_the_shipped_programme_are_drawn(book_of: BookOf) -> None:
    book = book_of("everything")
    kinds = {name: [type(each).__name__ for each in book[name]._charts[:1]] for name in ("goal_L1", "goal_K1", "goal_K2")}
    assert kinds == {"goal_L1": ["BarChart"], "goal_K1": ["LineChart"], "goal_K2": ["BarChart"]}


@pytest.mark.parametrize("code", languages())
def test_the_first_sheet_says_what_the_workbook_is(
    store: Store, view: Callable[..., Context], book_of: BookOf, code: str
) -> None:
    context = view("county", code)
    told, book = written(store, context, SEVERAL), book_of("county", code)
    texts = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert texts[: 2 + len(told.notes)] == [told.title, told.finding, *told.notes]
    assert {told.manifest["fingerprint"], told.manifest["store_version"], told.round} <= {*texts}
    listed = [row[0] for row in tables(book)["contents"][1:]]
    assert listed == book.sheetnames[1:]
    links = [cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert [(each.target, each.location) for each in links] == [(None, f"'{name}'!A1") for name in listed]


def test_every_sheet_is_ready_to_print_and_its_header_stays(book_of: BookOf) -> None:
    book = book_of("everything")
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0), "one page wide, as high as it gets"
        assert sheet.oddHeader.left.text.startswith("HåJ")
        assert sheet.oddFooter.right.text == "&P / &N"
    for name in ("scorecard", "answers"):
        sheet = book[name]
        (table,) = sheet.tables.values()
        assert sheet.freeze_panes == f"B{int(table.ref.split(':')[0][1:]) + 1}"
        assert sheet.column_dimensions["A"].width > 10


@pytest.mark.parametrize("name", VIEWS)
def test_names_of_sheets_and_tables_are_such_as_excel_takes(book_of: BookOf, name: str) -> None:
    book = book_of(name)
    for names in (book.sheetnames, [each.name for sheet in book.worksheets for each in sheet.tables.values()]):
        assert len({each.lower() for each in names}) == len(names)
        assert all(each.isascii() and each.replace("_", "").isalnum() and len(each) <= 31 for each in names)
    assert not [each for each in tables(book) if re.fullmatch(r"[A-Za-z]{1,3}\d+", each)], "a name that is a cell"


def test_names_that_would_be_alike_are_told_apart() -> None:
    names = Names()
    long = "organisations_" + "x" * 30
    found = [names.new(each) for each in ("a-b", "a_b", "A/b", long, long + "y")]
    assert found == ["a_b", "a_b_2", "A_b_3", long[:31], f"{long[:28]}_2"]


def test_no_cell_of_a_workbook_runs_whatever_is_decided(view: Callable[..., Context], made: Made) -> None:
    hostile = [decision(number, text, owner=text) for number, text in enumerate(HOSTILE, start=2)]
    book = opened(made(view("everything", "sv"), "xlsx", hostile))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink and not cell.hyperlink.location]
    kept = [row[1] for row in tables(book)["table_decisions"][1:] if row[1] == row[2]]
    assert {text for text in HOSTILE if text.isprintable()} <= {*kept}


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("name", VIEWS)
def test_the_manifest_of_the_archive_tells_every_file(
    store: Store, view: Callable[..., Context], made: Made, name: str, code: str
) -> None:
    context = view(name, code)
    told = written(store, context, SEVERAL)
    with ZipFile(io.BytesIO(made(context, "csv", SEVERAL))) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert {key: manifest[key] for key in told.manifest} == told.manifest
    assert manifest["notes"] == list(told.notes)
    listed = {each["name"]: each for each in manifest["files"]}
    assert list(listed) == list(files)
    for file, content in files.items():
        assert file.isascii()
        assert listed[file]["sha256"] == sha256(content).hexdigest()
        assert listed[file]["rows"] == len(read_back(content, ";" if code == "sv" else ",")) - 1
    for section in told.appendix:
        assert listed[f"{section.name}.csv"]["title"] == section.title
    figures = {each.name: each for page in told.pages for each in page.figures}
    assert {*figures} == {file.removesuffix(".csv") for file in files} - {
        "scorecard", "decisions", "answers", *(each.name for each in told.appendix),
    }  # fmt: skip
    for figure in figures.values():
        entry = listed[f"{figure.name}.csv"]
        assert (entry["source"], entry["sample"], entry["title"]) == (figure.sources, figure.sample, figure.title)
    assert listed["scorecard.csv"]["sample"]
    assert not listed["published.csv"]["sample"]
    assert files["scorecard.csv"] == csv_file(told.overview.rows, context.language)


def test_the_same_view_gives_the_same_archive_byte_for_byte(view: Callable[..., Context], made: Made) -> None:
    first, second = (made(view("county", "sv"), "csv", SEVERAL) for _ in range(2))
    assert first == second
    with ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}, "no clock is part of it"
    assert first != made(view("everything", "sv"), "csv", SEVERAL)


def test_a_programme_with_hostile_names_is_handed_out_as_text(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCORECARD_STORE", raising=False)
    spoil(copy, "scorecard.toml", 'short = { sv = "HåJ"', 'short = { sv = "=1&2 &P &G"')
    spoil(copy, "goals/K1.toml", "Minst 40 utvecklingsarbeten", "=HYPERLINK(1);")
    spoil(copy, "goals/K2.toml", "Minst 50 organisationer", "=[x]Blad!A1:")
    for format in ("xlsx", "csv"):
        assert main(["export", str(tmp_path / format), "--format", format, "--programme", str(copy)]) == 0
    book = opened((tmp_path / "xlsx").read_bytes())
    assert str(book["goal_K1"]["A1"].value).startswith("=HYPERLINK(1);")
    assert not [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert str(book["scorecard"].oddHeader.left.text).startswith("=1＆2 ＆P ＆G · ")
    bullet = book["goal_K2"]._charts[0].title.tx.strRef
    assert bullet.f.startswith("goal_K2!$A$")
    assert bullet.strCache.pt[0].v.startswith("=[x]Blad!A1:")


def test_no_text_of_an_archive_runs(view: Callable[..., Context], made: Made) -> None:
    with ZipFile(io.BytesIO(made(view("everything", "sv"), "csv", [decision(2, "=1+1")]))) as archive:
        assert read_back(archive.read("decisions.csv"), ";")[1][1] == "'=1+1"


def test_a_handout_says_what_it_does_before_it_does_it(
    view: Callable[..., Context], made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    paper = SimpleNamespace(pdf=lambda told_of, words: told.append(f"{told_of.round} {words.code}") or b"%PDF")
    monkeypatch.setitem(sys.modules, "scorecard.paper", paper)
    assert made(view("everything", "en"), "pdf", [], lambda _, step: told.append(step.key)) == b"%PDF"
    assert told == ["handout.gathers", "handout.makes", "Round 2013, final report en"]


def test_the_package_holds_every_form_as_it_is_alone_and_tells_how_far_it_has_come(
    view: Callable[..., Context], made: Made, stand_ins: None
) -> None:
    context, told = view("everything", "sv"), []
    with ZipFile(io.BytesIO(made(context, PACKAGE, SEVERAL, lambda share, _: told.append(share)))) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    assert kept.keys() == {file_name(FINAL, each, context.language) for each in FORMATS}
    for each in FORMATS.keys() - {"xlsx"}:  # a workbook holds the moment it was made
        assert kept[file_name(FINAL, each, context.language)] == made(context, each, SEVERAL)
    assert opened(kept[file_name(FINAL, "xlsx", context.language)]).sheetnames
    assert told == sorted(set(told))
    assert told[0] == 0 < told[1] < told[-1] < 1


def test_the_fingerprint_is_of_the_figures_and_not_of_the_language(view: Callable[..., Context], store: Store) -> None:
    def fingerprint(name: str, code: str, **changes: Any) -> str:
        context = replace(view(name, code), **changes)
        return str(briefing(context, store.answers(1, round=context.round), [], None, TODAY).manifest["fingerprint"])

    assert fingerprint("everything", "sv") == fingerprint("everything", "en")
    assert (
        len({fingerprint("everything", "sv"), fingerprint("county", "sv"), fingerprint("everything", "sv", loss=0.02)}) == 3
    )


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms that are drawn elsewhere: here each writes its name and the finding."""
    for module, function in (("paper", "pdf"), ("slides", "pptx"), ("protocol", "docx")):
        form = {function: lambda told, _, name=function: f"{name} {told.finding}".encode()}
        monkeypatch.setitem(sys.modules, f"scorecard.{module}", SimpleNamespace(**form))


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A store of its own for the command line."""
    found = f"sqlite:///{tmp_path / 'own.sqlite'}"
    monkeypatch.delenv("SCORECARD_PROGRAMME", raising=False)
    monkeypatch.setenv("SCORECARD_STORE", found)
    return found


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to write in."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.mark.usefixtures("url", "stand_ins")
@pytest.mark.parametrize("format", FORMATS)
def test_export_writes_the_file_and_says_so_in_one_line(out: Path, capsys: pytest.CaptureFixture[str], format: str) -> None:
    file = out / "fil"
    assert main(["export", str(file), "--format", format]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"Skriven: {file} (")
    assert printed.out.endswith("version 1)\n")
    assert printed.err == ""
    assert list(out.iterdir()) == [file]
    begins = {"xlsx": b"PK", "csv": b"PK"}.get(format, f"{format} 2 av 2".encode())
    assert file.read_bytes().startswith(begins)


@pytest.mark.usefixtures("url")
def test_the_command_line_makes_the_file_that_the_page_makes(out: Path, view: Callable[..., Context], made: Made) -> None:
    for name, options in {"county": ["--county", "12"], "verified": ["--evidence", "verified"], "kind": ["--kind", "municipality"],
                          "earlier": ["--round", "2012-12-31"]}.items():  # fmt: skip
        assert main(["export", str(out / name), "--format", "csv", "--language", "en", *options]) == 0
        assert (out / name).read_bytes() == made(view(name, "en"), "csv", [])


@pytest.mark.usefixtures("url")
def test_a_terminal_is_told_the_steps(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["export", str(out / "x.zip"), "--format", "csv"]) == 0
    assert capsys.readouterr().err.splitlines() == ["  0% Sammanställer underlaget …", " 50% Skriver csv …"]


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "odt"], "--format är odt, men ska vara något av: pdf, pptx, docx, xlsx, csv, zip."),
        (
            ["--format", "csv", "--round", "2014-01-01"],
            "--round är 2014-01-01, men ska vara något av: 2012-12-31, 2013-12-31.",
        ),
        (["--format", "csv", "--county", "99"], "--county är 99, men ska vara något av: 01"),
    ],
)
def test_an_export_that_cannot_be_is_refused_in_words(
    out: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["export", str(out / "x"), *arguments]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err[: len(said)]) == ("", said)
    assert list(out.iterdir()) == []


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize("place", ["nowhere/x.zip", "taken"])
def test_a_place_that_cannot_be_written_is_said_and_nothing_stays(
    out: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (out / "taken").mkdir()
    assert main(["export", str(out / place), "--format", "csv"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"Filen {out / place} kan inte skrivas: ")
    assert list(out.iterdir()) == [out / "taken"]


def test_a_write_that_fails_halfway_leaves_what_stood_there(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = out / "x"
    write_file(file, b"before")

    def full(_: int) -> None:
        assert len(list(out.iterdir())) == 2, "the new file is written beside the old one"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_file(file, b"after")
    assert [(each.name, each.read_bytes()) for each in out.iterdir()] == [("x", b"before")]


@pytest.mark.usefixtures("url")
def test_a_form_that_fails_writes_no_file(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bytes:
        raise RuntimeError("no font")

    monkeypatch.setitem(sys.modules, "scorecard.paper", SimpleNamespace(pdf=fails))
    with pytest.raises(RuntimeError, match="no font"):
        main(["export", str(out / "x.pdf"), "--format", "pdf"])
    assert list(out.iterdir()) == []


def test_the_help_names_every_format() -> None:
    text = commands()["export"].format_help()
    assert all(format in text for format in FORMATS)


def test_what_was_judged_and_decided_is_shown_and_exported(
    programme: Programme, url: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judged = Recorded(
        round=FINAL, status=Status.BEHIND, by="Anna", date="2014-02-01", evidence="Enkät", happened="Stödet dröjde",
        cause="Ingen utsedd", proposed="Utse någon",
    )  # fmt: skip
    with closing(open_store(programme, url)) as store:
        version = minutes.judge(store, "K3", judged, by="Anna", seen=1)
        minutes.decide(
            store, text="Utse den som bedömer", owner="Bo", due=None, decided=Date(2014, 2, 1), by="Anna", assessment=None,
            round=FINAL, shown_version=version,
        )  # fmt: skip
        newest = versions.lock(store, FINAL, by="Bo", why="")
    assert main(["show", "--json"]) == 0
    goals = {each["id"]: each for each in json.loads(capsys.readouterr().out)["goals"]}
    assert (goals["K3"]["judgement"]["status"], goals["K3"]["judgement"]["by"]) == ("behind", "Anna")
    assert goals["K1"]["judgement"]["by"].startswith("SKL")
    assert main(["export", str(out / "x.xlsx"), "--format", "xlsx"]) == 0
    assert capsys.readouterr().out.endswith(f"version {newest})\n")
    book = openpyxl.load_workbook(out / "x.xlsx")
    assert "Stödet dröjde" in " ".join(str(row[1]) for row in tables(book)["facts_K3"])
    assert [row[1:3] for row in tables(book)["table_decisions"][1:]] == [["Utse den som bedömer", "Bo"]]
    assert [str(newest), str(newest)] == [str(row[1]) for row in tables(book)["about"][2:4]]


@pytest.mark.usefixtures("url")
def test_export_does_without_the_screen(out: Path) -> None:
    code = (
        f"import sys; from scorecard.__main__ import main; code = main(['export', {str(out / 'x')!r}, '--format', 'xlsx'])\n"
        "print(sorted({'streamlit', 'altair'} & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "streamlit" not in done.stderr
