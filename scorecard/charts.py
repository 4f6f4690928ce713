"""Rows in, alt.Chart out. Nothing here reads files, state or the screen.

A chart is drawn for a theme and a language and knows only the field names of its rows, never their values, so one
specification serves every view. Text and lines are `currentColor`: they follow the page.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import altair as alt

from scorecard.look import STATUS, TOKENS, Theme
from scorecard.model import Status
from scorecard.vega import enlarged, locale

FONT = '"Source Sans", sans-serif'
INK = "currentColor"


@dataclass(frozen=True, kw_only=True)
class Look:
    """For whom a chart is drawn."""

    theme: Theme
    language: str
    large: bool = False
    """For a projector: everything but the width grows with the text."""

    def __getitem__(self, token: str) -> str:
        return TOKENS[self.theme][token]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart kind and the few numbers that its axes need."""

    kind: str
    arguments: tuple[tuple[str, Any], ...] = ()


def drawing(kind: str, **arguments: Any) -> Drawing:
    return Drawing(kind=kind, arguments=tuple(sorted(arguments.items())))


@lru_cache(maxsize=512)
def specification(what: Drawing, look: Look) -> dict[str, Any]:
    """The Vega-Lite specification of a drawing, without rows. Made once; treat it as read-only."""
    found: dict[str, Any] = json.loads(KINDS[what.kind](look, **dict(what.arguments)).to_json(validate=True))
    found.pop("data", None)
    return enlarged(found) if look.large else found


def _base() -> alt.Chart:
    return alt.Chart()


def _finished(layers: list[Any], look: Look, height: int | alt.Step, width: int | str = "container") -> alt.LayerChart:
    """The one wrapper: size, font, colours of axes, the language of numbers and months."""
    chart = alt.layer(*layers, data=alt.NamedData(name="rows")).properties(height=height, width=width)
    axis: dict[str, Any] = {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 14,
        "domainColor": look["line"],
        "tickColor": look["line"],
    }
    return (
        chart.configure(background="transparent", font=FONT, locale=locale(look.language), padding=0)
        .configure_view(stroke=None)
        .configure_axis(**axis, gridColor=look["grid"], aria=False)
        .configure_text(fontSize=14)
        .configure_mark(opacity=1)
    )


def _x(field: str, highest: float, lowest: float = 0) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[lowest, highest], nice=False, zero=False))


def _pixel(field: str, size: float) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, size], range=[0, size], nice=False, zero=False))


def _text(chart: alt.Chart, field: str, **mark: Any) -> alt.Chart:
    return chart.mark_text(aria=False, color=INK, baseline="middle", **mark).encode(text=f"{field}:N")


def bullet(
    look: Look, *, limit: int, target: int, status: Status, missing: bool, required: int | None, of: bool
) -> alt.LayerChart:
    """One goal: result and missing answers against the target and what is required today.

    Rows: one of result, possible, target, required, end, target_label, required_label, end_label, description.
    """
    colour, highest = look[STATUS[status].colour], limit * 1.015
    base = _base()
    bar: dict[str, Any] = {"orient": "horizontal", "clip": True}
    middle = alt.YValue(42)
    layers: list[Any] = [
        base.mark_bar(**bar, size=24, color=look["track"], aria=False).encode(x=_x("zero", highest), x2="end:Q", y=middle),
        base.mark_bar(**bar, size=16, color=colour).encode(
            x=_x("zero", highest), x2="result:Q", y=middle, description="description:N"
        ),
        base.mark_rule(color=look["page"], strokeWidth=9, aria=False).encode(
            x=_x("target", highest), y=alt.YValue(27), y2=alt.YValue(59)
        ),
        base.mark_rule(color=INK, strokeWidth=4, aria=False).encode(
            x=_x("target", highest), y=alt.YValue(27), y2=alt.YValue(59)
        ),
        _text(base, "target_label", fontWeight="bold", align="right" if target > 0.6 * limit else "center", dx=2).encode(
            x=_x("target", highest), y=alt.YValue(72)
        ),
        _text(base, "zero_label", align="left").encode(x=_x("zero", highest), y=alt.YValue(72)),
    ]
    if missing:
        dashed: dict[str, Any] = {"fill": look["page"], "stroke": colour, "strokeDash": [3, 2], "strokeWidth": 1.5}
        layers.insert(2, base.mark_bar(**bar, size=15, **dashed, aria=False).encode(
            x=_x("result", highest), x2="possible:Q", y=middle
        ))  # fmt: skip
    if of and target < 0.9 * limit:
        layers.append(_text(base, "end_label", align="right").encode(x=_x("end", highest), y=alt.YValue(72)))
    if required is not None and required != target:
        left = required > 0.45 * limit
        at: dict[str, Any] = {"x": _x("required", highest)}
        layers += [
            base.mark_point(shape="triangle-down", size=90, filled=True, color=INK, aria=False).encode(
                **at, y=alt.YValue(20)
            ),
            _text(base, "required_label", align="right" if left else "left", dx=-9 if left else 9).encode(
                **at, y=alt.YValue(18)
            ),
        ]
    return _finished(layers, look, 78)


SUB_GOAL_ROW = 42


def sub_goals(
    look: Look, *, limit: int, statuses: tuple[str, ...], counted: bool, silent: bool, missing: bool
) -> alt.LayerChart:
    """Sub-goals below each other; which layers there are tells which rows there are, so that none stays empty.

    Rows: top, line, zero, label, value, status, result, possible, target, end, description.
    """
    height, highest = SUB_GOAL_ROW * len(statuses), limit * 1.015
    base = _base()
    counting = base.transform_filter("isValid(datum.result)")
    present = [each for each in STATUS if each in statuses]
    colour = alt.Color("status:N", legend=None, scale=alt.Scale(
        domain=present, range=[look[STATUS[each].colour] for each in present]
    ))  # fmt: skip
    shape = alt.Shape("status:N", legend=None, scale=alt.Scale(
        domain=present, range=[STATUS[each].shape for each in present]
    ))  # fmt: skip
    line = _pixel("line", height)
    bar: dict[str, Any] = {"orient": "horizontal", "size": 10}
    name = {"expr": "width - 105"}
    layers: list[Any] = [
        base.mark_point(size=110, strokeWidth=2).encode(
            x=alt.XValue(8), y=_pixel("top", height), shape=shape, color=colour, description="description:N",
            fillOpacity=alt.condition(
                alt.FieldOneOfPredicate(field="status", oneOf=[Status.CANNOT_ASSESS, Status.UNDECIDED]),
                alt.value(0), alt.value(1),
            ),
            fill=colour,
        ),
        _text(base, "label", align="left", limit=name).encode(x=alt.XValue(21), y=_pixel("top", height)),
        _text(base, "value", align="right", fontWeight="bold").encode(x=alt.XValue("width"), y=_pixel("top", height)),
    ]  # fmt: skip
    if counted:
        layers += [
            counting.mark_bar(**bar, color=look["track"], aria=False).encode(x=_x("zero", highest), x2="end:Q", y=line),
            counting.mark_bar(**bar, aria=False).encode(x=_x("zero", highest), x2="result:Q", y=line, color=colour),
            counting.mark_tick(orient="vertical", thickness=7, size=14, color=look["page"], aria=False).encode(
                x=_x("target", highest), y=line
            ),
            counting.mark_tick(orient="vertical", thickness=3, size=14, color=INK, aria=False).encode(
                x=_x("target", highest), y=line
            ),
        ]
    if missing:
        layers.insert(
            5,
            counting.transform_filter("datum.possible > datum.result")
            .mark_bar(**bar, fill=look["page"], strokeWidth=1.5, strokeDash=[2, 1], aria=False)
            .encode(x=_x("result", highest), x2="possible:Q", y=line, stroke=colour),
        )
    if silent:
        layers.append(
            base.transform_filter("!isValid(datum.result)")
            .mark_rule(color=look["line"], strokeDash=[2, 4], aria=False)
            .encode(x=alt.XValue(0), x2=alt.XValue("width"), y=line)
        )
    return _finished(layers, look, height)


PATH_PARTS = ("plan", "result", "required", "target", "decision")


def path(
    look: Look, *, of: int, start: str, end: str, status: Status | None, required: bool, joined: bool, stepped: bool,
    decided: bool,
) -> alt.LayerChart:  # fmt: skip
    """The way to a near goal. Rows by `part` (PATH_PARTS) with date, value, label, description."""
    base = _base()
    step = 10 if of < 100 else 50
    tick_values = [*range(0, of - step // 2, step), of]
    x = alt.X("date:T", title=None, scale=alt.Scale(domain=[start, end]), axis=alt.Axis(
        format="%Y", tickCount="year", grid=False, labelFlush=False, labelPadding=6
    ))  # fmt: skip
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, of], nice=False), axis=alt.Axis(
        values=tick_values, domain=False, ticks=False, labelPadding=8
    ))  # fmt: skip
    colour = look[STATUS[status].colour] if status else look["none"]
    shape: Literal["step-after", "linear"] = "step-after" if stepped else "linear"
    part = {name: base.transform_filter(f"datum.part === '{name}'") for name in PATH_PARTS}
    layers: list[Any] = [
        part["target"].mark_rule(color=INK, strokeWidth=2.5, aria=False).encode(y=y),
        _text(part["target"], "label", align="left", dx=5, dy=-11, fontWeight="bold").encode(x=alt.XValue(0), y=y),
    ]
    layers += [
        part["plan"]
        .mark_line(
            color=look["none"],
            strokeWidth=2,
            strokeDash=[6, 5],
            interpolate=shape,
            aria=False,
        )
        .encode(x=x, y=y),
        _text(part["plan"], "label", align="left", dx=10, dy=16).encode(x=x, y=y),
    ]
    if joined:
        layers.append(part["result"].mark_line(color=colour, strokeWidth=4, aria=False).encode(x=x, y=y))
    layers += [
        part["result"].mark_point(filled=True, size=190, color=colour, stroke=look["page"], strokeWidth=2.5)
        .encode(x=x, y=y, description="description:N"),
        _text(part["result"], "label", fontSize=22, fontWeight="bold", align="right", dx=-9, dy=-15).encode(x=x, y=y),
    ]  # fmt: skip
    if required:
        layers += [
            part["required"].mark_point(shape="triangle-up", filled=True, size=90, color=INK, yOffset=13, aria=False)
            .encode(x=x, y=y),
            _text(part["required"], "label", align="left", dx=10, dy=15).encode(x=x, y=y),
        ]  # fmt: skip
    if decided:
        layers += [
            part["decision"].mark_rule(color=look["none"], strokeWidth=1.5, strokeDash=[2, 4], aria=False).encode(x=x),
            part["decision"].mark_point(shape="diamond", filled=True, size=110, color=INK).encode(
                x=x, y=y, description="description:N"
            ),
            _text(part["decision"], "label", align="right", dx=-10).encode(x=x, y=y),
        ]  # fmt: skip
    return _finished(layers, look, 330)


SCENARIO_ROW = 28


def scenarios(look: Look, *, of: int, rows: int) -> alt.LayerChart:
    """One scenario per row: median, 80 % interval, and the target across. Rows: top, line, zero, end, low, median, high,
    target, label, value, target_label, end_label, first, description."""
    height = 24 + SCENARIO_ROW * rows + 22
    base, line = _base(), _pixel("line", height)
    first = base.transform_filter("datum.first")
    target = _x("target", of)
    layers = [
        base.mark_rule(color=look["grid"], aria=False).encode(x=_x("zero", of), x2="end:Q", y=line),
        base.mark_bar(orient="horizontal", size=8, color=look["under_way"]).encode(
            x=_x("low", of), x2="high:Q", y=line, description="description:N"
        ),
        first.mark_rule(color=INK, strokeWidth=3, aria=False).encode(
            x=target, y=alt.YValue(22), y2=alt.YValue(24 + SCENARIO_ROW * rows)
        ),
        base.mark_point(size=80, filled=True, fill=look["page"], stroke=look["done"], strokeWidth=2.5, aria=False).encode(
            x=_x("median", of), y=line
        ),
        _text(base, "label", align="left").encode(x=alt.XValue(0), y=_pixel("top", height)),
        _text(base, "value", align="right", fontWeight="bold").encode(x=alt.XValue("width"), y=_pixel("top", height)),
        _text(first, "target_label", fontWeight="bold").encode(x=target, y=alt.YValue(10)),
        _text(first, "zero_label", align="left").encode(x=alt.XValue(0), y=alt.YValue(height - 8)),
        _text(first, "end_label", align="right").encode(x=alt.XValue("width"), y=alt.YValue(height - 8)),
    ]
    return _finished(layers, look, height)


FAN_HEIGHT = 470


def fan(look: Look, *, of: int, start: str, end: str) -> alt.LayerChart:
    """Scenarios of a far goal. Rows by `part`: chosen, other, needed, target, end, observed; with date, value, low, high,
    scenario, label, label_at, second, description."""
    base = _base()
    part = {
        name: base.transform_filter(f"datum.part === '{name}'")
        for name in ("chosen", "other", "needed", "target", "end", "observed")
    }
    step = 10 if of < 100 else 50
    x = alt.X("date:T", title=None, scale=alt.Scale(domain=[start, end]), axis=alt.Axis(
        format="%Y", tickCount={"interval": "year", "step": 2}, grid=False, labelFlush=False, labelPadding=6
    ))  # fmt: skip
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, of], nice=False), axis=alt.Axis(
        values=[*range(0, of - step // 2, step), of], domain=False, ticks=False, labelPadding=8
    ))  # fmt: skip
    beside = alt.Y("label_at:Q")
    dots: dict[str, Any] = {"filled": True, "fill": look["page"], "size": 110, "strokeWidth": 2.5}
    layers = [
        part["chosen"].mark_area(color=look["done"], opacity=0.16, aria=False).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        part["target"].mark_rule(color=INK, strokeWidth=2.5, aria=False).encode(y=y),
        part["needed"].mark_line(color=INK, strokeWidth=2.5, strokeDash=[7, 5], aria=False).encode(x=x, y=y),
        part["other"]
        .mark_line(color=look["done"], strokeWidth=2, strokeDash=[2, 3], aria=False)
        .encode(x=x, y=y, detail="scenario:N"),
        part["chosen"].mark_line(color=look["done"], strokeWidth=3, aria=False).encode(x=x, y=y),
        part["end"].mark_point(stroke=look["done"], **dots).encode(x=x, y=y, description="description:N"),
        part["observed"].mark_point(stroke=INK, **dots).encode(x=x, y=y, description="description:N"),
        _text(part["target"], "label", align="left", dx=5, dy=-11, fontWeight="bold").encode(x=alt.XValue(0), y=y),
        _text(part["end"], "label", align="left", dx=12, dy=-1, fontWeight="bold").encode(x=x, y=beside),
        _text(part["end"], "second", align="left", dx=12, dy=15, fontSize=13).encode(x=x, y=beside),
        _text(part["observed"], "label", fontWeight="bold", dy=-17).encode(x=x, y=y),
    ]
    return _finished(layers, look, FAN_HEIGHT)


SURVEY_ROW = 54


def survey(look: Look, *, questions: int, answers: tuple[str, ...]) -> alt.LayerChart:
    """Answers to questions, stacked: yes, under way, no, missing; every count is printed.

    Rows: top, line, question, answer, start, end, middle, count, description; one per question and answer.
    """
    height = SURVEY_ROW * questions
    base, line = _base(), _pixel("line", height)
    styles: dict[str, dict[str, Any]] = {
        "yes": {"fill": look["yes"], "stroke": look["page"]},
        "under_way": {"fill": look["under_way"], "stroke": look["page"]},
        "no": {"fill": look["no"], "stroke": look["line"]},
        "missing": {"fill": look["page"], "stroke": look["line"], "strokeDash": [3, 2]},
        "not_applicable": {"fill": look["track"], "stroke": look["line"]},
        "not_stated": {"fill": look["track"], "stroke": look["page"]},
    }
    ink = {"yes": look["on_yes"], "under_way": look["on_under_way"]}
    x: dict[str, Any] = {"axis": None, "scale": alt.Scale(domain=[0, 1], nice=False)}
    layers: list[Any] = [
        _text(base.transform_filter("datum.first"), "question", align="left", limit={"expr": "width"}).encode(
            x=alt.XValue(0), y=_pixel("top", height)
        )
    ]
    for answer in answers:
        rows = base.transform_filter(f"datum.answer === '{answer}'")
        layers += [
            rows.mark_bar(orient="horizontal", size=22, strokeWidth=1.2, **styles[answer]).encode(
                x=alt.X("start:Q", **x), x2="end:Q", y=line, description="description:N"
            ),
            rows.mark_text(aria=False, fontWeight="bold", color=ink.get(answer, INK), baseline="middle").encode(
                x=alt.X("middle:Q", **x), y=line, text="count:N"
            ),
        ]
    return _finished(layers, look, height)


SERIES_ROW = 56


def series(look: Look, *, questions: int) -> alt.LayerChart:
    """Two published shares per question: a ring then a point, a dotted line between (not the same organisations).

    Rows: top, line, question, earlier, later, earlier_label, later_label, description.
    """
    height = SERIES_ROW * questions
    base, line = _base(), _pixel("line", height)
    x: dict[str, Any] = {"axis": None, "scale": alt.Scale(domain=[0, 108], nice=False)}
    earlier, later = alt.X("earlier:Q", **x), alt.X("later:Q", **x)
    point: dict[str, Any] = {"size": 110, "strokeWidth": 2.5, "color": look["done"]}
    layers: list[Any] = [
        _text(base, "question", align="left", limit={"expr": "width"}).encode(x=alt.XValue(0), y=_pixel("top", height)),
        base.mark_rule(color=look["line"], strokeWidth=2, strokeDash=[2, 4], aria=False).encode(
            x=earlier, x2="later:Q", y=line
        ),
        base.mark_point(**point, fill=look["page"], aria=False).encode(x=earlier, y=line),
        base.mark_point(**point, fill=look["done"]).encode(x=later, y=line, description="description:N"),
        _text(base, "earlier_label", align="right", dx=-11).encode(x=earlier, y=line),
        _text(base, "later_label", align="left", dx=11, fontWeight="bold").encode(x=later, y=line),
    ]
    return _finished(layers, look, height)


TILE, TILE_GAP = 78, 6


def tiles(look: Look, *, columns: float, rows: float) -> alt.LayerChart:
    """The counties as squares; a click selects one. Rows: x, y, county, name, second, value, fill, chosen, description."""
    width, height = (int(number * (TILE + TILE_GAP)) + 2 * TILE_GAP for number in (columns, rows))
    base = _base()
    fills = [look[f"map{number}"] for number in range(5)]
    dark_from = 3
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False))
    y = _pixel("y", height)
    select = alt.selection_point(name="county", fields=["county"], toggle=False, on="click")
    on_fill = alt.condition(f"datum.fill >= {dark_from}", alt.value(look["on_map_deep"]), alt.value(look["on_map_pale"]))
    square: dict[str, Any] = {"shape": "square", "size": TILE * TILE, "filled": True}
    layers: list[Any] = [
        base.mark_point(**square, cursor="pointer").encode(
            x=x, y=y, description="description:N",
            fill=alt.Fill("fill:O", legend=None, scale=alt.Scale(domain=list(range(5)), range=fills)),
            stroke=alt.condition("datum.chosen", alt.value(look["ink"]), alt.value(look["line"])),
            strokeWidth=alt.condition("datum.chosen", alt.value(4), alt.value(1.2)),
        ).add_params(select),
        base.mark_text(aria=False, fontSize=12, dy=-22).encode(x=x, y=y, text="name:N", color=on_fill),
        base.mark_text(aria=False, fontSize=12, dy=-8).encode(x=x, y=y, text="second:N", color=on_fill),
        base.mark_text(aria=False, fontSize=18, fontWeight="bold", dy=20).encode(x=x, y=y, text="value:N", color=on_fill),
    ]  # fmt: skip
    return _finished(layers, look, height, width)


UNITS_PER_ROW, UNIT = 18, 19


def units(look: Look, *, organisations: int, states: tuple[str, ...]) -> alt.LayerChart:
    """One mark per organisation, the counting ones first. Rows: x, y, state, description."""
    lines = -(-organisations // UNITS_PER_ROW)
    width, height = UNITS_PER_ROW * UNIT, lines * UNIT
    shapes = {"yes": ("circle", look["done"]), "under_way": ("triangle-up", look["phase"]),
              "no": ("square", look["late"]), "missing": ("circle", look["none"])}  # fmt: skip
    base = _base()
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False))
    layers: list[Any] = []
    for state in states:
        shape, colour = shapes[state]
        fill = "transparent" if state == "missing" else colour
        layers.append(
            base.transform_filter(f"datum.state === '{state}'")
            .mark_point(shape=shape, size=110, fill=fill, stroke=colour, strokeWidth=1.5)
            .encode(x=x, y=_pixel("y", height), description="description:N", tooltip=alt.Tooltip("description:N"))
        )
    return _finished(layers, look, height, width)


KINDS: dict[str, Callable[..., alt.LayerChart]] = {
    each.__name__: each for each in (bullet, sub_goals, path, scenarios, fan, survey, series, tiles, units)
}
