"""A figure as a native chart of a slide, whose numbers can be edited."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries, LineSeries
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.slide import Slide

from scorecard.deck import POINT, TEXT, Box, Deck, Line, clean, cut, describe, rgb
from scorecard.export import new_workbook
from scorecard.figures import Figure
from scorecard.look import ON_STACKED, STACKED

LONGEST_LABEL = 60
AGREED = (("line", MSO_LINE.DASH), ("ink", MSO_LINE.SOLID))
"""Of plan and target."""


def numbers(table: pd.DataFrame) -> list[int]:
    """The places of a table's columns of numbers; none where it has no rows."""
    return [] if table.empty else [place for place, name in enumerate(table) if pd.api.types.is_numeric_dtype(table[name])]


def chart_table(figure: Figure) -> pd.DataFrame:
    """What a chart draws of a figure: labels or dates as index, one column per series."""
    table, places = figure.table, numbers(figure.table)
    if figure.drawing.kind == "path":
        return _way(figure)
    if figure.drawing.kind == "bullet":
        known = table.iloc[0, places].dropna()
        return pd.DataFrame({figure.title: known[known != 0]})
    shown = places if figure.drawing.kind == "survey" else places[:1]
    return table.iloc[:, shown].set_axis([clean(str(each)) for each in table.iloc[:, 0]])


def _way(figure: Figure) -> pd.DataFrame:
    """Results, plan and target of a goal by date; the target from the first date to the last."""
    rows = figure.rows
    named = (rows["part"] == "plan") & (rows["label"] != "")  # a point that is there to carry the plan's name
    way = rows[rows["part"].isin(["result", "plan"]) & ~named].pivot(index="date", columns="part", values="value")
    target = rows[rows["part"] == "target"].iloc[0]
    way.loc[way.index[[0, -1]], "target"] = target["value"]
    names = {"result": figure.table.columns[1], "plan": rows.loc[named, "label"].iloc[0], "target": target["label"]}
    return way.set_index(way.index.map(date.fromisoformat))[list(names)].rename(columns=names)


def draw(deck: Deck, slide: Slide, figure: Figure, box: Box) -> None:
    """A native chart. Results of assumptions are points and not joined: between them there is no time."""
    kind, drawn = figure.drawing.kind, chart_table(figure)
    labels, series = [_label(each) for each in drawn.index], [clean(str(each)) for each in drawn]
    values = [[None if pd.isna(each) else float(each) for each in drawn.iloc[:, place]] for place in range(len(series))]
    data = CategoryChartData(number_format="#,##0")
    data.categories = labels
    for name, column in zip(series, values, strict=True):
        data.add_series(name, column)
    types = {"path": XL_CHART_TYPE.LINE_MARKERS, "fan": XL_CHART_TYPE.LINE_MARKERS, "survey": XL_CHART_TYPE.BAR_STACKED}
    frame = slide.shapes.add_chart(types.get(kind, XL_CHART_TYPE.BAR_CLUSTERED), *box.measures, data)
    describe(frame, figure.alt)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(_workbook(labels, series, values))
    _dress(deck, frame.chart, figure, box)


def _label(each: object) -> str | date:
    """A date as it is, so that the axis is one of time; any other text short enough for an axis."""
    if isinstance(each, date):
        return each
    whole = clean(str(each))
    return whole if len(whole) <= LONGEST_LABEL else whole[: LONGEST_LABEL - 1] + "…"


def _workbook(labels: Sequence[str | date], series: Sequence[str], values: Sequence[Sequence[float | None]]) -> bytes:
    """The numbers to edit, where python-pptx looks for them; its own workbook would take "=1+1" for a formula."""
    file = io.BytesIO()
    with new_workbook(file) as book:
        sheet, day = book.add_worksheet("Sheet1"), book.add_format({"num_format": "yyyy-mm-dd"})
        for row, label in enumerate(labels, start=1):
            if isinstance(label, date):
                sheet.write_datetime(row, 0, label, day)
            else:
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
    chart.has_legend = kind in {"survey", "path"}
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = chart.value_axis
    axis.minimum_scale, axis.has_major_gridlines, axis.visible = 0, False, False
    chart.category_axis.reverse_order = kind not in {"path", "fan"}
    chart.category_axis.format.line.color.rgb = rgb("line")
    for number, series in enumerate(chart.plots[0].series):
        if kind == "path" and number:
            _line(series, AGREED[number - 1])
        elif kind in {"path", "fan"}:
            _points(deck, series, joined=kind == "path")
        else:
            _bars(deck, series, figure.answers[number] if kind == "survey" else "")
    if kind == "path":
        _years(chart)
    if kind not in {"path", "fan"}:
        chart.plots[0].gap_width = 60


def _years(chart: Chart) -> None:
    """An axis of time with a mark a year; lines go on between the dates that have a value."""
    axis = chart.category_axis
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "yyyy", False
    for name, value in (("baseTimeUnit", "days"), ("majorUnit", "1"), ("majorTimeUnit", "years")):
        for old in axis._element.findall(qn(f"c:{name}")):
            axis._element.remove(old)
        axis._element.append(axis._element.makeelement(qn(f"c:{name}"), val=value))
    chart._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "span")


def _line(series: LineSeries, style: tuple[str, MSO_LINE]) -> None:
    """Plan or target: agreed, not measured, so without points."""
    series.smooth, series.marker.style = False, XL_MARKER_STYLE.NONE
    colour, series.format.line.dash_style = style
    series.format.line.color.rgb, series.format.line.width = rgb(colour), round(1.5 * POINT)


def _points(deck: Deck, series: LineSeries, *, joined: bool) -> None:
    series.smooth = False
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 10
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb("yes")
    if joined:
        series.format.line.color.rgb, series.format.line.width = rgb("yes"), round(2.25 * POINT)
    else:
        series.format.line.fill.background()
    _labels(deck, series, "ink", "#,##0")
    series.data_labels.position = XL_LABEL_POSITION.ABOVE


def _bars(deck: Deck, series: BarSeries, answer: str) -> None:
    """Bars of one answer of a survey, or of the only series of a chart; a nought in a stack has no label."""
    fill = series.format.fill
    if answer == "not_stated":
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb, fill.back_color.rgb = rgb("line"), rgb("page")
    else:
        fill.solid()
        fill.fore_color.rgb = rgb(STACKED.get(answer, "yes"))
    if answer:
        series.format.line.color.rgb = rgb("line")
    _labels(deck, series, ON_STACKED.get(answer, "ink"), "#,##0;;" if answer else "#,##0")


def _labels(deck: Deck, series: Any, colour: str, form: str) -> None:
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, form, False
    deck.look(labels.font, Line(text="", colour=colour))
