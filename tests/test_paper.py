"""The paper holds all of the briefing in words, can be heard, and takes any text as text."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
import typst

from scorecard.briefing import Briefing, Section, briefing
from scorecard.language import language, languages
from scorecard.minutes import Decision
from scorecard.model import EVERYTHING, Date, Selection
from scorecard.paper import LONGEST_ON_PAPER, _text, pdf
from scorecard.pictures import PictureError
from scorecard.store import Store
from tests.conftest import FINAL, ROOT, STATUS_REPORT, ContextMaker
from tests.rows import DECISIONS

TODAY = Date(2014, 3, 1)
Maker = Callable[..., Briefing]
PaperMaker = Callable[[str], tuple[pypdf.PdfReader, list[str]]]


@pytest.fixture(scope="session")
def handed_out(context: ContextMaker, store: Store) -> Maker:
    """Makes a briefing of the shipped programme, once for every view."""

    @cache
    def make(
        round: Date = FINAL, selection: Selection = EVERYTHING, code: str = "sv", decisions: tuple[Decision, ...] = ()
    ) -> Briefing:
        shown = context(round=round, selection=selection, code=code)
        return briefing(shown, store.answers(shown.cube.version, round=round), decisions, None, TODAY)

    return make


@pytest.fixture(scope="session")
def paper(handed_out: Maker) -> PaperMaker:
    """The paper of the whole country in the final round and the text of its pages, made once in each language."""

    @cache
    def make(code: str) -> tuple[pypdf.PdfReader, list[str]]:
        found = opened(pdf(handed_out(code=code, decisions=DECISIONS), language(code)))
        return found, [plain(page.extract_text()) for page in found.pages]

    return make


def opened(file: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(file))


def plain(text: str) -> str:
    """A text without what setting it changes: spaces, line ends, hyphens at line ends."""
    return re.sub(r"[\s\u00a0\u200b\u200d\u00ad\u2010-]+", "", text)


def said(found: pypdf.PdfReader) -> str:
    return plain(" ".join(page.extract_text() for page in found.pages))


def tags(element: Any) -> Iterator[dict[str, Any]]:
    """The elements of a tagged file in reading order."""
    below = element.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        inner = each.get_object()
        if isinstance(inner, dict) and "/S" in inner:
            yield inner
            yield from tags(inner)


def small(whole: Briefing, rows: pd.DataFrame) -> Briefing:
    """A briefing of one table, which is quick to set."""
    section = Section(name="x", title="x", rows=rows)
    return dataclasses.replace(whole, overview=section, follow_up=section, pages=[], appendix=[section])


@pytest.mark.parametrize("code", languages())
def test_the_paper_has_every_word_of_the_briefing(handed_out: Maker, paper: PaperMaker, code: str) -> None:
    whole, text, say = handed_out(code=code, decisions=DECISIONS), "".join(paper(code)[1]), language(code)
    expected = [whole.title, whole.round, whole.finding, *whole.notes, say("sample.figure"), say("legend.text")]
    for page in whole.pages:
        expected += [page.title, page.finding, page.status_words, page.result, page.reason, page.needed, page.sources]
        expected += [*page.words, *page.decisions, *(word for fact in page.facts for word in fact)]
        expected += [word for each in page.figures for word in (each.title, each.note, each.sources)]
    for section in (whole.overview, whole.follow_up, *whole.appendix):
        expected += [section.title, *section.rows.columns]
    for section in (whole.overview, whole.follow_up):
        expected += [cell for row in section.rows.to_numpy().tolist() for cell in row]
    assert len(expected) > 200
    assert [each for each in expected if plain(each) not in text] == []


@pytest.mark.parametrize("code", languages())
def test_every_page_says_what_is_shown_and_its_number(handed_out: Maker, paper: PaperMaker, code: str) -> None:
    (found, texts), whole = paper(code), handed_out(code=code, decisions=DECISIONS)
    assert len(whole.pages) + 3 < len(found.pages) < 40
    for number, (page, text) in enumerate(zip(found.pages, texts, strict=True), start=1):
        assert plain(whole.header) in text
        assert plain(language(code)("paper.page", page=number, pages=len(found.pages))) in text
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


@pytest.mark.parametrize("code", languages())
def test_the_paper_can_be_heard(handed_out: Maker, paper: PaperMaker, code: str) -> None:
    (found, _), whole = paper(code), handed_out(code=code, decisions=DECISIONS)
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == code
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert found.metadata.title == f"{whole.title}, {whole.round}"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    elements = list(tags(root["/StructTreeRoot"]))
    figures = [figure for page in whole.pages for figure in page.figures]
    assert [plain(each["/Alt"]) for each in elements if each["/S"] == "/Figure"] == [plain(figure.alt) for figure in figures]
    headings = [each["/S"] for each in elements if re.match("/H[1-9]", each["/S"])]
    assert headings.count("/H1") == len(whole.pages) + 3
    assert set(headings) == {"/H1", "/H2"}
    tables = (whole.overview, whole.follow_up, *whole.appendix)
    assert sum(each["/S"] == "/TH" for each in elements) == sum(len(each.rows.columns) for each in tables)
    assert sum(each["/S"] == "/TD" for each in elements) == sum(each.rows.size for each in tables)


def test_the_same_briefing_makes_the_same_file_and_leaves_none_behind(
    handed_out: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    whole = small(handed_out(), pd.DataFrame({"x": ["y"]}))
    assert pdf(whole, language("sv")) == pdf(whole, language("sv"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "view",
    [{"selection": Selection(county="12")}, {"round": STATUS_REPORT}, {"selection": Selection(county="09", kind="company")}],
)
def test_every_view_can_be_printed(handed_out: Maker, view: dict[str, object]) -> None:
    whole = dataclasses.replace(handed_out(**view), appendix=[])
    text = said(opened(pdf(whole, language("sv"))))
    for page in whole.pages:
        assert plain(page.status_words) + plain(page.result) in text
    assert plain(language("sv")("paper.no_decisions")) in text


HOSTILE = [
    '#import "@preview/x:1.0.0": *', "$x^2$ *fet* _kursiv_ `kod`", "\\ \\u{41} \\\"' ''", "= Rubrik", "<label> @ref // /* */",
    "#sys.inputs #panic()", "]} ) {[", "{{x}} {0} %s", "~ -- ... http://x.example/", "- 1. + / punkt",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_printed_and_never_run(handed_out: Maker, text: str) -> None:
    whole = dataclasses.replace(small(handed_out(), pd.DataFrame({text: [text]})), title=text, finding=text, header=text)
    found = opened(pdf(whole, language("sv")))
    assert said(found).count(plain(text)) >= 8
    assert not [page for page in found.pages if "/Annots" in page]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Åsa → 5 ≥ 4 ● ▲ ◆ ■ ○ − – “”", "Åsa → 5 ≥ 4 ● ▲ ◆ ■ ○ − – “”"),
        ("Kommun 中文 ab", "Kommun □□ ab"),
        ("Kommun 😀 👩\u200d👧", "Kommun □ □□"),
        ("\u1acd\u2738ä\u1acd\u2658\u033cc", "□□□□□□c"),
        ("rad\tett\nrad\x01två\x00", "rad ett rad två"),
        ("\U0010ffff\ufffe\u0e01", "□"),
    ],
)
def test_a_character_that_no_font_has_is_a_square_and_never_an_error(handed_out: Maker, text: str, printed: str) -> None:
    found = opened(pdf(small(handed_out(), pd.DataFrame({"x": [text]})), language("sv")))
    assert plain(printed) in said(found)


def test_half_a_character_is_never_an_error(handed_out: Maker) -> None:
    whole = dataclasses.replace(small(handed_out(), pd.DataFrame({"x": ["y"]})), finding="halv \ud800 här")
    assert "halv?här" in said(opened(pdf(whole, language("sv"))))


def test_arabic_is_printed_too(handed_out: Maker) -> None:
    found = opened(pdf(small(handed_out(), pd.DataFrame({"x": ["بلدية"]})), language("sv")))
    assert re.search("[\u0600-\u06ff\ufe70-\ufeff]{3}|□", said(found))


def test_a_word_longer_than_a_line_stays_on_the_page(handed_out: Maker) -> None:
    word = "x/" * 200
    rows = pd.DataFrame({name: [word] for name in "abcdefgh"})
    found = opened(pdf(dataclasses.replace(small(handed_out(), rows), title=word, finding=word), language("sv")))
    right: list[float] = []

    def visit(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip():
            right.append(matrix[4] + len(text.strip()) * 0.25 * size)

    for page in found.pages:
        page.extract_text(visitor_text=visit)
    assert right
    assert max(right) <= 595
    assert said(found).count(word) >= 10


def test_what_prints_is_loaded_only_when_something_is_printed() -> None:
    code = "import sys, scorecard.paper; print({'typst', 'vl_convert'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        == "set()\n"
    )


@pytest.mark.parametrize("more", [0, 1])
def test_of_very_many_rows_the_first_are_printed_and_the_paper_says_so(handed_out: Maker, more: int) -> None:
    rows = pd.DataFrame({"x": [f"rad{number}" for number in range(LONGEST_ON_PAPER + more)]})
    text = "".join(page.extract_text() for page in opened(pdf(small(handed_out(), rows), language("sv"))).pages)
    assert f"rad{LONGEST_ON_PAPER - 1}" in text
    assert f"rad{LONGEST_ON_PAPER}" not in text
    assert (plain(language("sv")("print.first_rows", rows=len(rows))) in plain(text)) == bool(more)


def test_a_compound_is_hyphenated_and_an_address_broken_where_it_is_too_long() -> None:
    assert _text("självskattningar: besluta") == "självskattningar: besluta"
    assert _text("http://x.example/1") == "http://x\u200b.example\u200b/1"


def test_what_stops_the_printer_is_said_in_words(handed_out: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise typst.TypstError("out of paper")

    whole = small(handed_out(), pd.DataFrame({"x": ["y"]}))
    monkeypatch.setattr(typst, "compile", refuse)
    with pytest.raises(PictureError) as error:
        pdf(whole, language("en"))
    assert language("en").say(error.value.message) == "The paper could not be made: out of paper"
