"""The slides say what the briefing says, can be edited, and take any text as text."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CATEGORY_TYPE
from pptx.enum.shapes import MSO_SHAPE_TYPE

from scorecard.briefing import Briefing, briefing
from scorecard.deck import LISTED, POINT, SMALL, TEXT, wrapped
from scorecard.language import language
from scorecard.look import STATUS, TOKENS
from scorecard.model import EVERYTHING, Date, Selection
from scorecard.slide_charts import chart_table, numbers
from scorecard.slides import CELL_SIDES, MOST_ROWS, column_widths, pptx
from scorecard.store import Store
from tests.conftest import FINAL, ROOT, STATUS_REPORT, ContextMaker
from tests.rows import DECISIONS

TODAY = Date(2014, 3, 1)
VIEWS = {
    "sv": (FINAL, EVERYTHING, "sv", DECISIONS), "en": (FINAL, EVERYTHING, "en", DECISIONS),
    "none": (FINAL, EVERYTHING, "sv", ()), "county": (FINAL, Selection(county="12"), "sv", DECISIONS),
    "earlier": (STATUS_REPORT, EVERYTHING, "en", ()),
}  # fmt: skip
WORD = "x/" * 200
HOSTILE = ["tecken \x01\x0b\x00\ud800 \ufffe slut", WORD, "lång " * 300, "<b>&amp;</b>", "=1+1", "http://x.example", ""]
Maker = Callable[[str], Briefing]
Shown = Callable[[str], Any]


@pytest.fixture(scope="session")
def handed_out(context: ContextMaker, store: Store) -> Maker:
    """The briefing of a view, made once."""

    @cache
    def make(view: str) -> Briefing:
        round, selection, code, decisions = VIEWS[view]
        shown = context(round=round, selection=selection, code=code)
        return briefing(shown, store.answers(shown.cube.version, round=round), decisions, None, TODAY)

    return make


@pytest.fixture(scope="session")
def shown(handed_out: Maker) -> Shown:
    """The slides of a view, made once."""
    return cache(lambda view: opened(pptx(handed_out(view), language(VIEWS[view][2]))))


def opened(file: bytes) -> Any:
    return Presentation(io.BytesIO(file))


def title(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def frames(slide: Any) -> Iterator[Any]:
    """Every text frame of a slide, those of cells too."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame
        elif shape.has_table:
            yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def lines(slide: Any) -> list[str]:
    return [paragraph.text for frame in frames(slide) for paragraph in frame.paragraphs]


def rows(slides: list[Any]) -> list[list[str]]:
    """The rows of the tables of some slides under one header."""
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    found = [[[cell.text_frame.text for cell in row.cells] for row in table.rows] for table in tables]
    assert len({tuple(table[0]) for table in found}) <= 1
    return [found[0][0], *(row for table in found for row in table[1:])] if found else []


def titled(deck: Any, wanted: str) -> list[Any]:
    return [slide for slide in deck.slides if title(slide).startswith(wanted)]


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def axis(chart: Any) -> list[str]:
    """The categories of a chart; those of an axis of time are stored as days since 1899-12-30."""
    labels = list(chart.plots[0].categories)
    if chart.category_axis.category_type == XL_CATEGORY_TYPE.TIME_SCALE:
        return [str(date(1899, 12, 30) + timedelta(days=float(each))) for each in labels]
    return labels


def goal_slides(deck: Any, whole: Briefing) -> list[Any]:
    """The slides of the goals, which stand before the sources."""
    slides = list(deck.slides)
    last = next(
        number
        for number, each in enumerate(slides)
        if any(line.startswith(whole.pages[0].goal.id + " ·") for line in lines(each))
    )
    return slides[last : last + len(whole.pages)]


@pytest.mark.parametrize("view", VIEWS)
def test_every_goal_has_a_slide_with_its_status_result_and_finding(handed_out: Maker, shown: Shown, view: str) -> None:
    whole, deck = handed_out(view), shown(view)
    assert whole.pages
    for page, slide in zip(whole.pages, goal_slides(deck, whole), strict=True):
        assert title(slide) == page.finding
        assert {page.status_words, page.result, *(f"{label}: {value}" for label, value in page.facts)} <= {*lines(slide)}
        assert not page.sources or page.sources in lines(slide)
        for told in (page.reason, page.needed, page.sources, *page.words, *page.decisions, *whole.notes):
            assert told in notes(slide)


@pytest.mark.parametrize("view", VIEWS)
def test_the_whole_scorecard_is_a_table_of_what_the_briefing_says(handed_out: Maker, shown: Shown, view: str) -> None:
    overview = handed_out(view).overview
    wanted = overview.rows.iloc[:, :4]
    assert rows(titled(shown(view), overview.title)) == [list(wanted.columns), *wanted.to_numpy().tolist()]


@pytest.mark.parametrize("view", VIEWS)
def test_decisions_are_those_of_the_briefing_or_said_to_be_none(handed_out: Maker, shown: Shown, view: str) -> None:
    decided = handed_out(view).follow_up
    found = titled(shown(view), decided.title)
    if VIEWS[view][3]:
        assert rows(found) == [list(decided.rows.columns), *decided.rows.to_numpy().tolist()]
    else:
        assert [lines(each)[1:] for each in found] == [[language(VIEWS[view][2])("paper.no_decisions")]]


@pytest.mark.parametrize("view", VIEWS)
def test_a_chart_is_native_and_has_the_numbers_of_the_table(handed_out: Maker, shown: Shown, view: str) -> None:
    whole, drawn = handed_out(view), 0
    for page, slide in zip(whole.pages, goal_slides(shown(view), whole), strict=True):
        figure = next((each for each in page.figures if numbers(each.table)), None)
        assert len(charts(slide)) == (figure is not None)
        if figure is None:
            continue
        (chart,), wanted = charts(slide), chart_table(figure)
        drawn += 1
        assert axis(chart) == [str(each) for each in wanted.index]
        assert [each.name for each in chart.plots[0].series] == list(wanted.columns)
        for series, name in zip(chart.plots[0].series, wanted, strict=True):
            assert list(series.values) == [None if pd.isna(each) else each for each in wanted[name]]
        assert ("LINE" in chart.chart_type.name) == (figure.drawing.kind in {"path", "fan"})
    assert drawn


def test_a_way_is_drawn_with_its_plan_and_its_target_on_an_axis_of_time(handed_out: Maker, shown: Shown) -> None:
    whole = handed_out("sv")
    (slide,) = [
        each for page, each in zip(whole.pages, goal_slides(shown("sv"), whole), strict=True) if page.goal.id == "K1"
    ]
    (chart,) = charts(slide)
    result, plan, target = chart.plots[0].series
    assert chart.category_axis.category_type == XL_CATEGORY_TYPE.TIME_SCALE
    assert dict(zip(axis(chart), result.values, strict=True)).items() >= {"2012-12-31": 26, "2013-12-31": 40}.items()
    assert [each for each in target.values if each is not None] == [40, 40]
    assert [each for each in plan.values if each is not None][-1] == 40
    assert "40" in target.name


def test_a_goals_slide_names_its_sub_goals_and_its_notes_what_the_sources_contradict(
    handed_out: Maker, shown: Shown
) -> None:
    whole = handed_out("sv")
    for page, slide in zip(whole.pages, goal_slides(shown("sv"), whole), strict=True):
        assert {each[:20] for each in page.sub_goals} <= {each[:20] for each in lines(slide)}
        assert all(each in notes(slide) for each in (*page.sub_goals, *page.footnotes))
    assert any(page.footnotes for page in whole.pages)


def test_what_a_chart_draws_stands_in_the_figures_table(handed_out: Maker) -> None:
    for figure in (each for page in handed_out("sv").pages for each in page.figures if numbers(each.table)):
        stated = {each for place in numbers(figure.table) for each in figure.table.iloc[:, place].dropna()}
        stated |= {*figure.rows["value"]} if figure.drawing.kind == "path" else set()
        assert {each for name in chart_table(figure) for each in chart_table(figure)[name].dropna()} <= stated


@pytest.mark.parametrize("view", VIEWS)
def test_the_workbook_behind_a_chart_has_the_same_numbers(shown: Shown, view: str) -> None:
    for chart in (chart for slide in shown(view).slides for chart in charts(slide)):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        header, *kept = [list(row) for row in book["Sheet1"].values]
        assert header[1:] == [each.name for each in chart.plots[0].series]
        assert [str(row[0].date() if isinstance(row[0], datetime) else row[0]) for row in kept] == axis(chart)
        assert [list(column) for column in zip(*(row[1:] for row in kept), strict=True)] == [
            list(each.values) for each in chart.plots[0].series
        ]


def test_results_of_assumptions_are_not_joined(handed_out: Maker, shown: Shown) -> None:
    whole = handed_out("sv")
    joined = {
        figure.drawing.kind: "a:noFill" not in charts(slide)[0].plots[0].series[0]._element.spPr.xml
        for page, slide in zip(whole.pages, goal_slides(shown("sv"), whole), strict=True)
        if (figure := next((each for each in page.figures if numbers(each.table)), None))
    }
    assert joined["path"]
    assert not joined["fan"]


@pytest.mark.parametrize("view", VIEWS)
def test_status_words_have_the_colour_of_the_status(handed_out: Maker, shown: Shown, view: str) -> None:
    whole = handed_out(view)
    for page, slide in zip(whole.pages, goal_slides(shown(view), whole), strict=True):
        (run,) = [
            run for frame in frames(slide) for each in frame.paragraphs for run in each.runs if run.text == page.status_words
        ]
        colour = STATUS[page.status].colour if page.status else "ink"
        assert f"#{run.font.color.rgb}" == TOKENS["light"][colour]


@pytest.mark.parametrize("view", VIEWS)
def test_the_sources_of_all_goals_end_the_slides(handed_out: Maker, shown: Shown, view: str) -> None:
    last, say = list(shown(view).slides)[-1], language(VIEWS[view][2])
    assert title(last) == say("briefing.sources")
    assert len(lines(last)) == 1 + len(handed_out(view).pages)
    assert all(page.sources in notes(last) for page in handed_out(view).pages)


@pytest.mark.parametrize("view", VIEWS)
def test_the_first_slide_says_what_is_shown(handed_out: Maker, shown: Shown, view: str) -> None:
    whole = handed_out(view)
    assert lines(shown(view).slides[0]) == [whole.title, whole.round, whole.finding, *whole.notes]


@pytest.mark.parametrize("view", VIEWS)
def test_the_slides_can_be_heard_and_read_from_afar(shown: Shown, view: str) -> None:
    well_made(shown(view), {"sv": "sv-SE", "en": "en-GB"}[VIEWS[view][2]])


def well_made(deck: Any, code: str) -> None:
    """Titles, notes, alt texts, no pictures, all inside and nothing on top of another, large letters, one language."""
    assert (deck.slide_width, deck.slide_height) == (960 * POINT, 540 * POINT)
    assert deck.core_properties.language == code
    for slide in deck.slides:
        assert title(slide)
        assert notes(slide)
        assert not [each for each in slide.shapes if each.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert not [each for each in slide.placeholders if not each.text_frame.text]
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        apart(slide, deck)
        sizes = [run.font.size.pt for frame in frames(slide) for each in frame.paragraphs for run in each.runs]
        assert min(sizes) >= SMALL
        assert "a:rPr" not in slide._element.xml or {*slide._element.xpath("//a:rPr/@lang")} == {code}
        assert {*slide.notes_slide._element.xpath("//p:sp//a:r/a:rPr/@lang")} == {code}


def apart(slide: Any, deck: Any) -> None:
    for each in slide.shapes:
        assert each.left >= 0
        assert each.top >= 0
        assert each.left + each.width <= deck.slide_width
        assert each.top + each.height <= deck.slide_height
    for one, other in combinations(slide.shapes, 2):
        beside = one.left + one.width <= other.left or other.left + other.width <= one.left
        assert beside or one.top + one.height <= other.top or other.top + other.height <= one.top


def test_only_sources_are_smaller_than_a_list(handed_out: Maker, shown: Shown) -> None:
    *before, _ = shown("sv").slides
    pages = handed_out("sv").pages
    sources = {page.sources for page in pages} | {language("sv")("sample.figure")}
    sources |= {figure.sources for page in pages for figure in page.figures}
    small = {
        run.text for slide in before for frame in frames(slide) for each in frame.paragraphs for run in each.runs
        if run.font.size.pt < LISTED
    }  # fmt: skip
    assert small
    assert small <= sources


def test_a_chart_from_another_source_than_its_goal_says_so(handed_out: Maker, shown: Shown) -> None:
    whole = handed_out("sv")
    (page,) = (each for each in whole.pages if each.goal.id == "L1")
    figure = next(each for each in page.figures if numbers(each.table))
    assert figure.sources != page.sources
    assert {figure.sources, page.sources} <= {*lines(goal_slides(shown("sv"), whole)[whole.pages.index(page)])}


def test_a_short_cell_keeps_to_one_line() -> None:
    header, row = ["Mål", "Resultat", "Förändring"], ["Ett mål med ett långt namn " * 3, "minst 36 av 310", "+12 (24 → 36)"]
    for cell, width in zip(row[1:], column_widths([header, row], 500)[1:], strict=True):
        assert len(wrapped(cell, width - CELL_SIDES, TEXT)) == 1


def test_a_figure_of_sample_data_says_so_on_its_slide(handed_out: Maker, shown: Shown) -> None:
    whole = handed_out("sv")
    for page, slide in zip(whole.pages, goal_slides(shown("sv"), whole), strict=True):
        figure = next((each for each in page.figures if numbers(each.table)), None)
        assert (language("sv")("sample.figure") in lines(slide)) == bool(figure and figure.sample)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_as_text(handed_out: Maker, text: str) -> None:
    file = pptx(hostile(handed_out("sv"), text), language("sv"))
    deck = opened(file)
    for slide in deck.slides:
        apart(slide, deck)
    for chart in (chart for slide in deck.slides for chart in charts(slide)):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert not [cell for row in book["Sheet1"] for cell in row if cell.data_type == "f" or cell.hyperlink]
    if text:
        whole = text.replace("\x01", "").replace("\x0b", " ").replace("\x00", "").replace("\ud800", "").replace("\ufffe", "")
        assert any(whole.strip() in notes(slide) for slide in deck.slides)
    assert not [name for name in ZipFile(io.BytesIO(file)).namelist() if "vba" in name.lower()]


def hostile(whole: Briefing, text: str) -> Briefing:
    """A briefing in which every text that people write is this one."""
    page = whole.pages[1]
    figure = page.figures[0]
    table = figure.table.astype({figure.table.columns[0]: object}).copy()
    table.iloc[:, 0] = text
    page = dataclasses.replace(
        page, title=text, finding=text, status_words=text, result=text, reason=text, facts=[(text, text)] * 9, needed=text,
        words=[text], decisions=[text], sources=text, figures=[dataclasses.replace(figure, title=text, alt=text, table=table)],
    )  # fmt: skip
    cells = pd.DataFrame(
        [[text] * len(whole.follow_up.rows.columns)] * 3, columns=whole.follow_up.rows.columns, dtype=object
    )
    return dataclasses.replace(
        whole, title=text, round=text, finding=text, header=text, notes=[text], pages=[page],
        overview=dataclasses.replace(whole.overview, rows=cells), follow_up=dataclasses.replace(whole.follow_up, rows=cells),
    )  # fmt: skip


def test_a_long_table_goes_on_on_further_slides(handed_out: Maker) -> None:
    whole = handed_out("sv")
    many = pd.DataFrame(
        [[f"M{number}", "● Uppnått", "1 av 2", "+1", ""] for number in range(30)], columns=whole.overview.rows.columns
    )
    deck = opened(pptx(dataclasses.replace(whole, overview=dataclasses.replace(whole.overview, rows=many)), language("sv")))
    parts = titled(deck, whole.overview.title)
    assert [title(each) for each in parts] == [f"{whole.overview.title} ({number}/3)" for number in (1, 2, 3)]
    assert all(len(rows([each])) <= MOST_ROWS + 1 for each in parts)
    assert [row[0] for row in rows(parts)[1:]] == list(many.iloc[:, 0])


def test_the_template_is_of_calibri_and_as_wide_as_the_slides(shown: Shown) -> None:
    deck = shown("sv")
    for layout in deck.slide_layouts:
        assert all(each.left + each.width <= deck.slide_width for each in layout.shapes)
    (theme,) = [each.target_part.blob for each in deck.slide_master.part.rels.values() if each.reltype.endswith("/theme")]
    assert theme.count(b'<a:latin typeface="Calibri"/>') == 2


def test_what_makes_slides_is_loaded_only_when_they_are_made() -> None:
    code = "import sys, scorecard.handout; print('pptx' in sys.modules)"
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == "False\n"
