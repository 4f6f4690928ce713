"""A briefing as an Excel workbook: native tables, native charts of the tables' own cells, nothing in it that runs."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorecard.briefing import Briefing, GoalPage, Section
from scorecard.export import WIDEST, native_table, new_workbook, widths
from scorecard.figures import Figure
from scorecard.language import Language
from scorecard.look import STACKED, TOKENS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

A4 = 9
LONGEST_HEADER = 250
"""Characters: Excel takes 255 with its commands."""
LONGEST_SHEET_NAME = 31
LINE = 15
"""Points of a line of text."""
WIDEST_OF_GOAL = 44
"""Characters of a column in which sentences stand above numbers."""
CHART_WIDTH, CHART_HEIGHT, CHART_ROWS = 720, 320, 18
INK, STRONG = TOKENS["light"]["ink"], TOKENS["light"]["yes"]
FILLS: dict[str, dict[str, Any]] = {
    **{answer: {"fill": {"color": TOKENS["light"][token]}} for answer, token in STACKED.items()},
    "not_stated": {"pattern": {"pattern": "light_upward_diagonal", "fg_color": TOKENS["light"]["line"]}},
}
"""How an answer looks in a stacked bar; all have the same border, so that pale ones are seen."""


class Names:
    """Names that Excel takes: ASCII, not too long, unlike all others also in small letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, wish: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", wish)[:LONGEST_SHEET_NAME]
        name, number = plain, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{plain[: LONGEST_SHEET_NAME - 3]}_{number}"
        self._taken.add(name.lower())
        return name


class Pad:
    """One sheet that is filled from above; `row` is the next free row."""

    def __init__(self, book: Workbook, sheet: Worksheet, tables: Sequence[pd.DataFrame], widest: int = WIDEST) -> None:
        self.book, self.sheet, self.row = book, sheet, 0
        self.widths = widths(tables, widest)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)

    def line(self, text: str, *, size: int = 11, bold: bool = False) -> None:
        """A text over the whole width of the tables."""
        look = self.book.add_format({"text_wrap": True, "valign": "top", "bold": bold, "font_size": size})
        if len(self.widths) > 1:
            self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        lines = math.ceil(len(text) * size / 11 / sum(self.widths))
        self.sheet.set_row(self.row, max(lines, 1) * LINE * size / 11)
        self.row += 1

    def table(self, rows: pd.DataFrame, name: str) -> int:
        """A native table; returns the row of its header."""
        top = self.row
        self.row = native_table(self.book, self.sheet, top, rows, name) + 2
        return top

    def chart(self, chart: Chart, alt: str) -> None:
        self.sheet.insert_chart(self.row, 0, chart, {"description": alt, "object_position": 2, "x_offset": 4})
        self.row += CHART_ROWS


def workbook(briefing: Briefing, language: Language) -> bytes:
    """The workbook of a briefing (see `ledger`): about, every section and every goal on a sheet of its own."""
    file = io.BytesIO()
    with new_workbook(file) as book:
        book.set_properties({"title": briefing.title, "subject": briefing.header, "comments": briefing.finding})
        sheets, tables = Names(), Names()
        about = book.add_worksheet(sheets.new(language("ledger.about")))
        contents = []
        parts: list[Section | GoalPage] = [briefing.overview, briefing.follow_up, *briefing.pages, *briefing.appendix]
        for part in parts:
            name = sheets.new(part.name if isinstance(part, Section) else f"goal_{part.goal.id}")
            sheet = book.add_worksheet(name)
            if isinstance(part, Section):
                _section(book, sheet, part, tables)
            else:
                _goal(book, sheet, part, language, tables)
            contents.append((name, part.title))
        _about(book, about, briefing, language, contents)
        for sheet in book.worksheets():
            _printed(sheet, briefing)
    return file.getvalue()


def _section(book: Workbook, sheet: Worksheet, section: Section, names: Names) -> None:
    pad = Pad(book, sheet, [section.rows])
    pad.line(section.title, size=14, bold=True)
    if section.note:
        pad.line(section.note)
    top = pad.table(section.rows, names.new(f"table_{section.name}"))
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)


def _goal(book: Workbook, sheet: Worksheet, page: GoalPage, language: Language, names: Names) -> None:
    facts = _facts(page, language)
    pad = Pad(book, sheet, [facts, *(each.table for each in page.figures)], WIDEST_OF_GOAL)
    pad.line(page.title, size=14, bold=True)
    sheet.freeze_panes(pad.row, 0)
    pad.line(page.finding, bold=True)
    pad.table(facts, names.new(f"facts_{page.goal.id}"))
    if page.sources:
        pad.line(page.sources)
    pad.row += 1
    for figure in page.figures:
        _figure(book, sheet, pad, figure, language, names)


def _facts(page: GoalPage, language: Language) -> pd.DataFrame:
    """Everything that is said about a goal, in two columns."""
    rows = [
        (language("column.status"), page.status_words), (language("column.result"), page.result),
        (language("column.reason"), page.reason), *page.facts, (language("column.needed"), page.needed),
        *((language("ledger.judgement"), each) for each in page.words),
        *((language("column.decision"), each) for each in page.decisions),
    ]  # fmt: skip
    return pd.DataFrame([row for row in rows if row[1]], columns=[language("column.what"), language("column.value")])


def _figure(book: Workbook, sheet: Worksheet, pad: Pad, figure: Figure, language: Language, names: Names) -> None:
    title = pad.row
    pad.line(figure.title, size=12, bold=True)
    for each in (figure.note, figure.sources, language("sample.figure") if figure.sample else ""):
        if each:
            pad.line(each)
    top = pad.table(figure.table, names.new(f"figure_{figure.name}"))
    if chart := native_chart(book, sheet.get_name(), figure, title, top):
        pad.chart(chart, figure.alt)


def native_chart(book: Workbook, sheet: str, figure: Figure, title: int, top: int) -> Chart | None:
    """A chart of the cells of a figure's table, with its title from a cell; None for a table of words."""
    table, kind = figure.table, figure.drawing.kind
    numbers = [place for place, name in enumerate(table) if pd.api.types.is_numeric_dtype(table[name])]
    if not numbers or table.empty:
        return None
    first, last, line = top + 1, top + len(table), kind == "path"
    shape = {"type": "bar", "subtype": "stacked"} if kind == "survey" else {"type": "line" if line else "bar"}
    chart = book.add_chart(shape)
    if kind == "bullet":
        headers, values = ([sheet, row, numbers[0], row, numbers[-1]] for row in (top, first))
        chart.add_series(_series(headers, values, shape))
    for number, column in enumerate([] if kind == "bullet" else numbers if kind == "survey" else numbers[:1]):
        series = _series([sheet, first, 0, last, 0], [sheet, first, column, last, column], shape)
        look = {**FILLS[figure.answers[number]], "border": {"color": TOKENS["light"]["line"]}} if kind == "survey" else {}
        chart.add_series(series | {"name": [sheet, top, column]} | look)
    chart.set_title({"name": [sheet, title, 0], "name_font": {"size": 12, "color": INK}, "overlay": False})
    chart.set_legend({"position": "bottom"} if kind == "survey" else {"none": True})
    if line:
        chart.set_x_axis({"text_axis": True, "num_format": "yyyy-mm-dd"})
        chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": TOKENS["light"]["grid"]}}})
    else:
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart


def _series(categories: list[Any], values: list[Any], shape: dict[str, str]) -> dict[str, Any]:
    """A series that prints its numbers; a nought in a stack is no segment and has none."""
    stacked = "subtype" in shape
    labels: dict[str, Any] = {"value": True, "num_format": "#,##0;;" if stacked else "#,##0", "font": {"color": INK}}
    if stacked:
        return {"categories": categories, "values": values, "data_labels": labels, "gap": 40}
    look: dict[str, Any] = {"fill": {"color": STRONG}, "gap": 60}
    if shape["type"] == "line":
        labels["position"] = "above"
        look = {"line": {"color": STRONG, "width": 2.25}, "marker": {"type": "circle", "size": 8, "fill": {"color": STRONG}}}
    return {"categories": categories, "values": values, "data_labels": labels, **look}


def _about(
    book: Workbook, sheet: Worksheet, briefing: Briefing, language: Language, contents: Sequence[tuple[str, str]]
) -> None:
    """What the workbook shows, of which version, what is on its sheets, and how it is read."""
    manifest = briefing.manifest
    facts = [
        (language("column.round"), briefing.round), (language("column.version"), manifest["store_version"]),
        (language("ledger.locked"), manifest["locked_in_version"] or "–"), (language("ledger.app"), manifest["app_version"]),
        (language("ledger.fingerprint"), manifest["fingerprint"]),
    ]  # fmt: skip
    shown = pd.DataFrame(facts, columns=[language("column.what"), language("column.value")])
    listed = pd.DataFrame(contents, columns=[language("column.sheet"), language("column.title")])
    pad = Pad(book, sheet, [shown, listed])
    pad.line(briefing.title, size=16, bold=True)
    pad.line(briefing.finding, bold=True)
    for note in briefing.notes:
        pad.line(note)
    pad.row += 1
    pad.table(shown, "about")
    top = pad.table(listed, "contents")
    for number, (name, _) in enumerate(contents, start=top + 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", string=name)
    pad.line(language("ledger.how"), bold=True)
    for each in ("status", "missing", "charts", "text"):
        pad.line(language(f"ledger.how_{each}"))


def _printed(sheet: Worksheet, briefing: Briefing) -> None:
    """A4 across, as wide as a page, with what is shown above and the fingerprint of the figures below."""
    header = briefing.header[:LONGEST_HEADER].replace(
        "&", "＆"
    )  # Excel commands begin with &, and "&&G" is taken for one too
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{header}")
    sheet.set_footer(f"&L{briefing.manifest['fingerprint'][:12]}&R&P / &N")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
