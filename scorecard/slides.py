"""A briefing as slides for a projector: native text, tables and charts that can be edited, in PowerPoint's format."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorecard.briefing import Briefing, GoalPage, Section
from scorecard.export import NOT_IN_XML, new_workbook
from scorecard.figures import Figure
from scorecard.language import Language
from scorecard.look import STATUS, TOKENS

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.chart.series import BarSeries, LineSeries
    from pptx.presentation import Presentation
    from pptx.slide import Slide

POINT = 12700
"""English metric units, in which a slide is measured."""
WIDTH, HEIGHT, MARGIN = 960, 540, 30
"""Points of a slide of 16:9 and of its edges."""
TITLE_TOP, TITLE_HEIGHT, BODY_TOP = 22, 74, 104
SOURCES_TOP, LEFT_WIDTH, GAP = 480, 400, 20
TITLE, LARGE, STRONG, TEXT, LISTED, SMALL = 28, 48, 24, 18, 14, 12
"""Sizes of text in points; only sources are smaller than TEXT."""
CHARACTER, LINE = 0.53, 1.2
"""Width of a character and height of a line, in parts of the size of the text: Calibri, rather too wide than too narrow."""
CELL_SIDES, CELL_ENDS, WIDEST_WORD, WIDEST_CELL = 14.4, 7.2, 14, 60
MOST_ROWS, LONGEST_LABEL = 12, 60
LAYOUT_TITLE, LAYOUT_BODY = 0, 5
"""Places in the template of python-pptx: title with subtitle, title only."""
GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's table style of thin lines without fill."""
PROOFING = {"sv": "SWEDISH", "en": "ENGLISH_UK"}
COLOURS = TOKENS["light"]
MARKS = {each.mark: each.colour for each in STATUS.values()}
FILLS = {"under_way": "under_way", "no": "no", "missing": "page", "not_applicable": "track",
         "women": "women", "men": "men", "unknown": "unknown"}  # fmt: skip
ON_FILL = {each: f"on_{each}" for each in ("yes", "under_way", "women", "men")}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph; it is cut after `most` lines."""

    text: str
    size: float = TEXT
    bold: bool = False
    colour: str = "ink"
    most: int = 2


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a slide, in points."""

    left: float = MARGIN
    top: float = BODY_TOP
    width: float = WIDTH - 2 * MARGIN
    height: float = HEIGHT - MARGIN - BODY_TOP

    @property
    def measures(self) -> tuple[int, ...]:
        return tuple(round(each * POINT) for each in (self.left, self.top, self.width, self.height))


def pptx(briefing: Briefing, language: Language) -> bytes:
    """The slides of a briefing. What does not fit on a slide is cut with … there and stands whole in its notes."""
    deck = Deck(language)
    _opening(deck, briefing)
    overview = replace(briefing.overview, rows=briefing.overview.rows.iloc[:, :4])  # what it takes is on each goal's slide
    _table_slides(deck, overview, _told(briefing.overview), briefing.notes)
    if briefing.follow_up.rows.empty:
        none = [Line(text=language("paper.no_decisions"))]
        deck.text(deck.slide(briefing.follow_up.title, [none[0].text, *briefing.notes]), none, Box())
    else:
        _table_slides(deck, briefing.follow_up, _told(briefing.follow_up), briefing.notes)
    for page in briefing.pages:
        _goal(deck, page, briefing.notes)
    _sources(deck, briefing)
    return deck.file(briefing)


class Deck:
    """The slides made so far and the one language of all their texts."""

    def __init__(self, language: Language) -> None:
        from pptx import Presentation  # noqa: PLC0415  only who asks for slides needs it
        from pptx.enum.lang import MSO_LANGUAGE_ID  # noqa: PLC0415  as above

        self.say = language
        self.proofing = MSO_LANGUAGE_ID[PROOFING.get(language.code, "NONE")]
        self._show: Presentation = Presentation()
        _widen(self._show)

    def slide(self, title: str, notes: Iterable[str], layout: int = LAYOUT_BODY, size: float = TITLE) -> Slide:
        """A new slide with its title in the title's place and its notes."""
        slide = self._show.slides.add_slide(self._show.slide_layouts[layout])
        box = Box(top=TITLE_TOP, height=TITLE_HEIGHT)
        self.fill(slide.shapes.title, [Line(text=title, size=size, bold=True)], box)
        spoken = slide.notes_slide.notes_text_frame
        self.write(spoken, [Line(text=each, size=SMALL) for each in dict.fromkeys([title, *notes]) if each])
        return slide

    def text(self, slide: Slide, lines: Sequence[Line], box: Box) -> None:
        self.fill(slide.shapes.add_textbox(*box.measures), lines, box)

    def fill(self, shape: Any, lines: Sequence[Line], box: Box) -> None:
        """As many lines as a box has room for, from its top left."""
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE  # noqa: PLC0415  as above

        shape.left, shape.top, shape.width, shape.height = box.measures
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self.write(frame, fitting(lines, box))

    def write(self, frame: Any, lines: Sequence[Line]) -> None:
        """Paragraphs instead of what a frame holds."""
        from pptx.enum.text import PP_ALIGN  # noqa: PLC0415  as above

        frame.clear()
        for number, line in enumerate(lines):
            paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = clean(line.text)
            self.look(run.font, line)

    def look(self, font: Any, line: Line) -> None:
        font.size, font.bold, font.language_id = round(line.size * POINT), line.bold, self.proofing
        font.color.rgb = _rgb(line.colour)

    def file(self, briefing: Briefing) -> bytes:
        about = self._show.core_properties
        about.title, about.subject = clean(briefing.title)[:255], clean(briefing.header)[:255]
        about.language = {"sv": "sv-SE", "en": "en-GB"}.get(self.say.code, self.say.code)
        made = io.BytesIO()
        self._show.save(made)
        return made.getvalue()


def _widen(show: Presentation) -> None:
    """The template is 4:3 and as high as 16:9: its layouts become wider and keep their heights."""
    wider = WIDTH * POINT / show.slide_width
    show.slide_width, show.slide_height = WIDTH * POINT, HEIGHT * POINT
    for each in (show.slide_master, *show.slide_layouts):
        for frame in each.element.xpath(".//p:spPr/a:xfrm"):
            frame.off.x = round(frame.off.x * wider)
            frame.ext.cx = round(frame.ext.cx * wider)


def clean(text: str) -> str:
    """A text of one line without what XML cannot hold."""
    return NOT_IN_XML.sub("", re.sub("[\t\n\r\v\f]+", " ", text))


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The lines that a text takes on a width of so many points."""
    return textwrap.wrap(clean(text), max(int(width / (size * CHARACTER)), 2), break_on_hyphens=False) or [""]


def cut(text: str, width: float, size: float, most: int) -> str:
    """A text that ends with … where it would take more lines than it may."""
    whole, lines, end = clean(text), wrapped(text, width, size), 0
    if len(lines) <= most:
        return whole
    for line in lines[:most]:
        end = whole.index(line, end) + len(line)
    return whole[: end - 1].rstrip() + "…"


def fitting(lines: Iterable[Line], box: Box) -> list[Line]:
    """The lines that a box has room for, from above; the last of them may be cut."""
    room, kept = box.height, []
    for line in lines:
        most = min(line.most, int(room / (line.size * LINE)))
        if most:
            kept.append(replace(line, text=cut(line.text, box.width, line.size, most)))
            room -= len(wrapped(kept[-1].text, box.width, line.size)) * line.size * LINE
    return kept


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor  # noqa: PLC0415  as above

    return RGBColor.from_string(COLOURS[colour].removeprefix("#"))


def _opening(deck: Deck, briefing: Briefing) -> None:
    slide = deck.slide(briefing.title, [briefing.round, briefing.finding, *briefing.notes], LAYOUT_TITLE, LARGE * 0.75)
    lines = [Line(text=briefing.round, size=STRONG, colour="mute"), Line(text=briefing.finding, size=LARGE * 0.75, most=3)]
    lines += [Line(text=each, most=3) for each in briefing.notes]
    deck.fill(slide.placeholders[1], lines, Box(top=BODY_TOP + GAP, height=HEIGHT - BODY_TOP - GAP - MARGIN))


def _told(section: Section) -> list[str]:
    """Every row as a line of notes."""
    return [" · ".join(str(each) for each in row if each) for row in section.rows.to_numpy().tolist()]


def _table_slides(deck: Deck, section: Section, told: Sequence[str], notes: Sequence[str]) -> None:
    """A section as native tables on as many slides as its rows need."""
    box, header = Box(), [clean(str(each)) for each in section.rows]
    rows = [[clean(str(each)) for each in row] for row in section.rows.to_numpy().tolist()]
    widths = column_widths([header, *rows], box.width)
    top = _cut_row(header, widths, 2)
    room = box.height - _row_height(top, widths)
    cut_rows = [_cut_row(row, widths, int((room - CELL_ENDS) / (TEXT * LINE))) for row in rows]
    parts = list(_parts(cut_rows, widths, room))
    for number, part in enumerate(parts, start=1):
        title = section.title if len(parts) == 1 else f"{section.title} ({number}/{len(parts)})"
        slide = deck.slide(title, [*told, *notes])
        _table(deck, slide, [top, *part], widths, f"{title}. {', '.join(header)}")


def column_widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Room for each column's longest word, the rest for those that have most to say; in points."""
    character = TEXT * CHARACTER
    columns = [[row[place] for row in rows] for place in range(len(rows[0]))]
    words = [max((len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    least = [min(each, WIDEST_WORD) * character + CELL_SIDES for each in words]
    wishes = [min(max(len(each) for each in column), WIDEST_CELL) * character + CELL_SIDES for column in columns]
    more = [max(wish - need, 1) for wish, need in zip(wishes, least, strict=True)]
    spare = width - sum(least)
    if spare < 0:
        return [each * width / sum(least) for each in least]
    return [need + spare * each / sum(more) for need, each in zip(least, more, strict=True)]


def _cut_row(row: Sequence[str], widths: Sequence[float], most: int) -> list[str]:
    return [cut(cell, width - CELL_SIDES, TEXT, most) for cell, width in zip(row, widths, strict=True)]


def _row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(len(wrapped(cell, width - CELL_SIDES, TEXT)) for cell, width in zip(row, widths, strict=True))
    return lines * TEXT * LINE + CELL_ENDS


def _parts(rows: Iterable[list[str]], widths: Sequence[float], room: float) -> Iterator[list[list[str]]]:
    """Rows in parts that a slide has room for."""
    part: list[list[str]] = []
    for row in rows:
        if part and (len(part) == MOST_ROWS or sum(_row_height(each, widths) for each in (*part, row)) > room):
            yield part
            part = []
        part.append(row)
    yield part


def _table(deck: Deck, slide: Slide, rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str) -> None:
    from pptx.oxml.ns import qn  # noqa: PLC0415  as above

    heights = [_row_height(row, widths) for row in rows]
    frame = slide.shapes.add_table(len(rows), len(widths), *Box(height=sum(heights)).measures)
    _describe(frame, alt)
    frame.table._tbl.tblPr.find(qn("a:tableStyleId")).text = GRID
    for column, width in zip(frame.table.columns, widths, strict=True):
        column.width = int(width * POINT)
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        frame.table.rows[number].height = int(height * POINT)
        for place, text in enumerate(row):
            _cell(deck, frame.table.cell(number, place), text, header=not number)


def _cell(deck: Deck, cell: Any, text: str, *, header: bool) -> None:
    """A cell; words that begin with a status mark have its colour."""
    colour = "on_yes" if header else MARKS.get(text[:1], "ink")
    deck.write(cell.text_frame, [Line(text=text, bold=header or text[:1] in MARKS, colour=colour)])
    if header:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb("yes")


def _describe(frame: Any, alt: str) -> None:
    """What is heard instead of a table or a chart."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(alt))


def _goal(deck: Deck, page: GoalPage, notes: Sequence[str]) -> None:
    """The finding, then what the status rests on, beside the first chart that has numbers."""
    figure = next((each for each in page.figures if numbers(each.table)), None)
    slide = deck.slide(page.finding, [*_spoken(page, figure), *notes])
    name = Line(text=f"{page.goal.id} · {page.title}", colour="mute", most=1)
    deck.text(slide, [name], Box(height=TEXT * LINE))
    top = BODY_TOP + TEXT * LINE + GAP / 2
    beside = Box(top=top, width=LEFT_WIDTH if figure else Box().width, height=SOURCES_TOP - GAP / 2 - top)
    deck.text(slide, _said(deck.say, page), beside)
    if figure:
        left = MARGIN + LEFT_WIDTH + GAP
        _chart(deck, slide, figure, replace(beside, left=left, width=WIDTH - MARGIN - left))
    sample = deck.say("sample.notice") if figure and figure.sample else ""
    below = [Line(text=each, size=SMALL, colour="mute") for each in (sample, page.sources) if each]
    if below:
        deck.text(slide, below, Box(top=SOURCES_TOP, height=HEIGHT - SOURCES_TOP - 8))


def _said(say: Language, page: GoalPage) -> list[Line]:
    colour = STATUS[page.status].colour if page.status else "ink"
    lines = [
        Line(text=page.result, size=LARGE, bold=True),
        Line(text=page.status_words, size=STRONG, bold=True, colour=colour),
    ]
    lines += [Line(text=f"{label}: {value}") for label, value in page.facts]
    if page.needed:
        lines += [Line(text=say("need.title"), bold=True), Line(text=page.needed, most=HEIGHT)]
    return lines


def _spoken(page: GoalPage, figure: Figure | None) -> list[str]:
    """The notes of a goal: all that its slide says or had to cut, and what it has no room for."""
    drawn = [figure.title, figure.note, figure.alt, figure.sources] if figure else []
    return [
        f"{page.goal.id} · {page.title}", page.status_words, page.result, page.reason,
        *(f"{label}: {value}" for label, value in page.facts), page.needed,
        *page.words, *page.decisions, *drawn, page.sources,
    ]  # fmt: skip


def numbers(table: pd.DataFrame) -> list[int]:
    """The places of a table's columns of numbers; none where it has no rows."""
    return [] if table.empty else [place for place, name in enumerate(table) if pd.api.types.is_numeric_dtype(table[name])]


def chart_table(figure: Figure) -> pd.DataFrame:
    """What a chart draws of a figure's table: labels as index, one column per series."""
    table, places = figure.table, numbers(figure.table)
    if figure.drawing.kind == "bullet":
        return pd.DataFrame({figure.title: table.iloc[0, places]}, index=table.columns[places])
    shown = places if figure.drawing.kind == "survey" else places[:1]
    return table.iloc[:, shown].set_axis([clean(str(each)) for each in table.iloc[:, 0]])


def _chart(deck: Deck, slide: Slide, figure: Figure, box: Box) -> None:
    """A native chart. Results of assumptions are points and not joined: between them there is no time."""
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415  as above
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415  as above

    kind, drawn = figure.drawing.kind, chart_table(figure)
    labels, series = [_label(each) for each in drawn.index], [clean(str(each)) for each in drawn]
    values = [[None if pd.isna(each) else float(each) for each in drawn.iloc[:, place]] for place in range(len(series))]
    data = CategoryChartData(number_format="#,##0")
    data.categories = labels
    for name, column in zip(series, values, strict=True):
        data.add_series(name, column)
    types = {"path": XL_CHART_TYPE.LINE_MARKERS, "fan": XL_CHART_TYPE.LINE_MARKERS, "survey": XL_CHART_TYPE.BAR_STACKED}
    frame = slide.shapes.add_chart(types.get(kind, XL_CHART_TYPE.BAR_CLUSTERED), *box.measures, data)
    _describe(frame, figure.alt)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(_workbook(labels, series, values))
    _dress(deck, frame.chart, figure, box)


def _label(text: object) -> str:
    whole = clean(str(text))
    return whole if len(whole) <= LONGEST_LABEL else whole[: LONGEST_LABEL - 1] + "…"


def _workbook(labels: Sequence[str], series: Sequence[str], values: Sequence[Sequence[float | None]]) -> bytes:
    """The numbers to edit, where python-pptx looks for them; its own workbook would take "=1+1" for a formula."""
    file = io.BytesIO()
    with new_workbook(file) as book:
        sheet = book.add_worksheet("Sheet1")
        for row, label in enumerate(labels, start=1):
            sheet.write_string(row, 0, label)
        for place, (name, column) in enumerate(zip(series, values, strict=True), start=1):
            sheet.write_string(0, place, name)
            for row, value in enumerate(column, start=1):
                if value is not None:
                    sheet.write_number(row, place, value)
    return file.getvalue()


def _dress(deck: Deck, chart: Chart, figure: Figure, box: Box) -> None:
    """Title, axes and series of a chart in the sizes of a projector."""
    kind = figure.drawing.kind
    deck.look(chart.font, Line(text=""))
    chart.has_title = True
    deck.write(chart.chart_title.text_frame, [Line(text=cut(figure.title, box.width, TEXT, 3), bold=True)])
    chart.has_legend = kind == "survey"
    if chart.has_legend:
        from pptx.enum.chart import XL_LEGEND_POSITION  # noqa: PLC0415  as above

        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = chart.value_axis
    axis.minimum_scale, axis.has_major_gridlines, axis.visible = 0, False, False
    chart.category_axis.reverse_order = kind not in {"path", "fan"}
    chart.category_axis.format.line.color.rgb = _rgb("line")
    answers = dict(figure.drawing.arguments).get("answers", ())
    for number, series in enumerate(chart.plots[0].series):
        if kind in {"path", "fan"}:
            _points(deck, series, joined=kind == "path")
        else:
            _bars(deck, series, answers[number] if kind == "survey" else "")
    if kind not in {"path", "fan"}:
        chart.plots[0].gap_width = 60


def _points(deck: Deck, series: LineSeries, *, joined: bool) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE  # noqa: PLC0415  as above

    series.smooth = False
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 10
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _rgb("yes")
    if joined:
        series.format.line.color.rgb, series.format.line.width = _rgb("yes"), round(2.25 * POINT)
    else:
        series.format.line.fill.background()
    _labels(deck, series, "ink", "#,##0")
    series.data_labels.position = XL_LABEL_POSITION.ABOVE


def _bars(deck: Deck, series: BarSeries, answer: str) -> None:
    """Bars of one answer of a survey, or of the only series of a chart; a nought in a stack has no label."""
    from pptx.enum.dml import MSO_PATTERN  # noqa: PLC0415  as above

    fill = series.format.fill
    if answer == "not_stated":
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb, fill.back_color.rgb = _rgb("line"), _rgb("page")
    else:
        fill.solid()
        fill.fore_color.rgb = _rgb(FILLS.get(answer, "yes"))
    if answer:
        series.format.line.color.rgb = _rgb("line")
    _labels(deck, series, ON_FILL.get(answer, "ink"), "#,##0;;" if answer else "#,##0")


def _labels(deck: Deck, series: Any, colour: str, form: str) -> None:
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, form, False
    deck.look(labels.font, Line(text="", colour=colour))


def _sources(deck: Deck, briefing: Briefing) -> None:
    """Where each goal's figures come from, on as many slides as that takes."""
    said = [f"{page.goal.id} {deck.say.content(page.goal.label)}: {page.sources or '–'}" for page in briefing.pages]
    for first in range(0, max(len(said), 1), MOST_ROWS):
        slide = deck.slide(deck.say("briefing.sources"), [*said, *briefing.notes])
        deck.text(slide, [Line(text=each, size=LISTED) for each in said[first : first + MOST_ROWS]], Box())
