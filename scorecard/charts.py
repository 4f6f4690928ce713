"""Rows in, alt.Chart out. Nothing here reads files, state or the screen.

A chart is drawn for a theme and a language and knows only the field names of its rows, never their values, so one
specification serves every view. Text and lines are `currentColor`: they follow the page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import altair as alt

from scorecard import canvas
from scorecard.drawing import (
    BAR,
    COUNTS,
    INK,
    MAP_TEXT,
    NAME,
    NAMES,
    NAMES_LINE,
    NUMBER,
    SCENARIO_ROW,
    SERIES_ROW,
    STEPS,
    SUB_GOAL_ROW,
    SURVEY_ROW,
    TILE,
    TILE_GAP,
    UNIT,
    UNITS_PER_ROW,
    Drawing,
    Look,
)  # fmt: skip
from scorecard.look import EDGELESS, ON_STACKED, STACKED, STATUS
from scorecard.model import Status
from scorecard.timelines import fan, path
from scorecard.vega import enlarged


@lru_cache(maxsize=512)
def specification(what: Drawing, look: Look) -> dict[str, Any]:
    """The Vega-Lite specification of a drawing, without rows. Made once; treat it as read-only."""
    found: dict[str, Any] = json.loads(KINDS[what.kind](look, **dict(what.arguments)).to_json(validate=True))
    found.pop("data", None)
    return enlarged(found) if look.large else found


def bullet(
    look: Look, *, limit: float, target: float, status: Status, missing: bool, required: float | None, of: bool
) -> alt.LayerChart:
    """One goal: result and missing answers against the target and what is required today.

    Rows: one of result, possible, target, required, end, target_label, required_label, end_label, description.
    """
    colour, highest = look[STATUS[status].colour], limit * 1.015
    base = canvas.base()
    bar: dict[str, Any] = {"orient": "horizontal"}
    above = 42 if required is not None and required != target else 22
    middle, below = alt.YValue(above), alt.YValue(above + 30)
    across: dict[str, Any] = {"y": alt.YValue(above - 15), "y2": alt.YValue(above + 17)}
    layers: list[Any] = [
        base.mark_bar(**bar, size=24, color=look["track"], aria=False).encode(
            x=canvas.x("zero", highest), x2="end:Q", y=middle
        ),
        base.mark_bar(**bar, size=16, color=colour).encode(
            x=canvas.x("zero", highest), x2="result:Q", y=middle, description="description:N"
        ),
        base.mark_rule(color=look["page"], strokeWidth=9, aria=False).encode(x=canvas.x("target", highest), **across),
        base.mark_rule(color=INK, strokeWidth=4, aria=False).encode(x=canvas.x("target", highest), **across),
        canvas.text(
            base, "target_label", fontWeight="bold", align="right" if target > 0.6 * limit else "center", dx=2
        ).encode(x=canvas.x("target", highest), y=below),
        canvas.text(base, "zero_label", align="left").encode(x=canvas.x("zero", highest), y=below),
    ]
    if missing:
        dashed: dict[str, Any] = {"fill": look["page"], "stroke": colour, "strokeDash": [3, 2], "strokeWidth": 1.5}
        layers.insert(2, base.mark_bar(**bar, size=15, **dashed, aria=False).encode(
            x=canvas.x("result", highest), x2="possible:Q", y=middle
        ))  # fmt: skip
    if of and target < 0.9 * limit:
        layers.append(canvas.text(base, "end_label", align="right").encode(x=canvas.x("end", highest), y=below))
    if required is not None and required != target:
        left = required > 0.45 * limit
        at: dict[str, Any] = {"x": canvas.x("required", highest)}
        layers += [
            base.mark_point(shape="triangle-down", size=90, filled=True, color=INK, aria=False).encode(
                **at, y=alt.YValue(20)
            ),
            canvas.text(base, "required_label", align="right" if left else "left", dx=-9 if left else 9).encode(
                **at, y=alt.YValue(18)
            ),
        ]
    return canvas.finished(layers, look, above + 36)


def sub_goals(
    look: Look, *, limit: float, statuses: tuple[str, ...], counted: bool, silent: bool, missing: bool
) -> alt.LayerChart:
    """Sub-goals below each other; which layers there are tells which rows there are, so that none stays empty.

    Rows: top, line, zero, label, value, status, result, possible, target, end, description.
    """
    height, highest = SUB_GOAL_ROW * len(statuses), limit * 1.015
    base = canvas.base()
    counting = base.transform_filter("isValid(datum.result)")
    present = [each for each in STATUS if each in statuses]
    colour = alt.Color("status:N", legend=None, scale=alt.Scale(
        domain=present, range=[look[STATUS[each].colour] for each in present]
    ))  # fmt: skip
    shape = alt.Shape("status:N", legend=None, scale=alt.Scale(
        domain=present, range=[STATUS[each].shape for each in present]
    ))  # fmt: skip
    top, line = canvas.pixel("top", height), canvas.pixel("line", height)
    bar: dict[str, Any] = {"orient": "horizontal", "size": 10}
    name = {"expr": "width - 105"}
    layers: list[Any] = [
        base.mark_point(size=110, strokeWidth=2).encode(
            x=alt.XValue(8), y=top, shape=shape, color=colour, description="description:N",
            fillOpacity=alt.condition(
                alt.FieldOneOfPredicate(field="status", oneOf=[Status.CANNOT_ASSESS, Status.UNDECIDED]),
                alt.value(0), alt.value(1),
            ),
            fill=colour,
        ),
        canvas.text(base, "label", align="left", limit=name).encode(x=alt.XValue(21), y=top),
        canvas.text(base, "value", align="right", fontWeight="bold").encode(x=alt.XValue("width"), y=top),
    ]  # fmt: skip
    if counted:
        layers += [
            counting.mark_bar(**bar, color=look["track"], aria=False).encode(
                x=canvas.x("zero", highest), x2="end:Q", y=line
            ),
            counting.mark_bar(**bar, aria=False).encode(x=canvas.x("zero", highest), x2="result:Q", y=line, color=colour),
            counting.mark_tick(orient="vertical", thickness=7, size=14, color=look["page"], aria=False).encode(
                x=canvas.x("target", highest), y=line
            ),
            counting.mark_tick(orient="vertical", thickness=3, size=14, color=INK, aria=False).encode(
                x=canvas.x("target", highest), y=line
            ),
        ]
    if missing:
        layers.insert(
            5,
            counting.transform_filter("datum.possible > datum.result")
            .mark_bar(**bar, fill=look["page"], strokeWidth=1.5, strokeDash=[2, 1], aria=False)
            .encode(x=canvas.x("result", highest), x2="possible:Q", y=line, stroke=colour),
        )
    if silent:
        layers.append(
            base.transform_filter("!isValid(datum.result)")
            .mark_rule(color=look["line"], strokeDash=[2, 4], aria=False)
            .encode(x=alt.XValue(0), x2=alt.XValue("width"), y=line)
        )
    return canvas.finished(layers, look, height)


def scenarios(look: Look, *, of: int, rows: int) -> alt.LayerChart:
    """One scenario per row: median, 80 % interval, and the target across. Rows: top, line, zero, end, low, median, high,
    target, label, value, target_label, end_label, first, description."""
    height = 24 + SCENARIO_ROW * rows + 22
    base, line = canvas.base(), canvas.pixel("line", height)
    first = base.transform_filter("datum.first")
    target = canvas.x("target", of)
    layers = [
        base.mark_rule(color=look["grid"], aria=False).encode(x=canvas.x("zero", of), x2="end:Q", y=line),
        base.mark_bar(orient="horizontal", size=8, color=look["under_way"]).encode(
            x=canvas.x("low", of), x2="high:Q", y=line, description="description:N"
        ),
        first.mark_rule(color=INK, strokeWidth=3, aria=False).encode(
            x=target, y=alt.YValue(22), y2=alt.YValue(24 + SCENARIO_ROW * rows)
        ),
        base.mark_point(size=80, filled=True, fill=look["page"], stroke=look["done"], strokeWidth=2.5, aria=False).encode(
            x=canvas.x("median", of), y=line
        ),
        canvas.text(base, "label", align="left").encode(x=alt.XValue(0), y=canvas.pixel("top", height)),
        canvas.text(base, "value", align="right", fontWeight="bold").encode(
            x=alt.XValue("width"), y=canvas.pixel("top", height)
        ),
        canvas.text(first, "target_label", fontWeight="bold").encode(x=target, y=alt.YValue(10)),
        canvas.text(first, "zero_label", align="left").encode(x=alt.XValue(0), y=alt.YValue(height - 8)),
        canvas.text(first, "end_label", align="right").encode(x=alt.XValue("width"), y=alt.YValue(height - 8)),
    ]
    return canvas.finished(layers, look, height)


def survey(look: Look, *, questions: int) -> alt.LayerChart:
    """Answers to questions, stacked: yes, under way, no, missing; every count is printed. The same drawing whatever was
    answered: the browser only has to move what it has drawn.

    Rows: top, line, question, answer, start, end, middle, count, description; one per question and answer.
    """
    height = SURVEY_ROW * questions
    base, line = canvas.base(), canvas.pixel("line", height)
    edges, dashes = dict.fromkeys(EDGELESS, "page"), {"missing": [3, 2]}
    inks = {answer: look[token] for answer, token in ON_STACKED.items()}

    def by_answer(values: list[Any]) -> dict[str, Any]:
        return {"legend": None, "scale": alt.Scale(domain=[*STACKED], range=values)}

    x: dict[str, Any] = {"axis": None, "scale": alt.Scale(domain=[0, 1], nice=False)}
    layers = [
        canvas.text(base.transform_filter("datum.first"), "question", align="left", limit={"expr": "width"}).encode(
            x=alt.XValue(0), y=canvas.pixel("top", height)
        ),
        base.mark_bar(orient="horizontal", size=22, strokeWidth=1.2).encode(
            x=alt.X("start:Q", **x), x2="end:Q", y=line, description="description:N",
            fill=alt.Fill("answer:N", **by_answer([look[each] for each in STACKED.values()])),
            stroke=alt.Stroke("answer:N", **by_answer([look[edges.get(each, "line")] for each in STACKED])),
            strokeDash=alt.StrokeDash("answer:N", **by_answer([dashes.get(each, [1, 0]) for each in STACKED])),
        ),
        base.mark_text(aria=False, fontWeight="bold", baseline="middle").encode(
            x=alt.X("middle:Q", **x), y=line, text="count:N",
            color=alt.Color("answer:N", **by_answer([inks.get(each, INK) for each in STACKED])),
        ),
    ]  # fmt: skip
    return canvas.finished(layers, look, height)


def series(look: Look, *, questions: int, same: tuple[bool, ...]) -> alt.LayerChart:
    """Two published shares per question: a ring then a point; between them a line where the same were asked, else dots.

    Rows: top, line, question, earlier, later, earlier_label, later_label, same, description.
    """
    height = SERIES_ROW * questions
    base, line = canvas.base(), canvas.pixel("line", height)
    x: dict[str, Any] = {"axis": None, "scale": alt.Scale(domain=[0, 108], nice=False)}
    earlier, later = alt.X("earlier:Q", **x), alt.X("later:Q", **x)
    point: dict[str, Any] = {"size": 110, "strokeWidth": 2.5, "color": look["done"]}
    layers: list[Any] = [
        canvas.text(base, "question", align="left", limit={"expr": "width"}).encode(
            x=alt.XValue(0), y=canvas.pixel("top", height)
        ),
        *(
            base.transform_filter(f"datum.same === {str(each).lower()}")
            .mark_rule(color=look["line"], strokeWidth=2, strokeDash=[1, 0] if each else [2, 4], aria=False)
            .encode(x=earlier, x2="later:Q", y=line)
            for each in same
        ),
        base.mark_point(**point, fill=look["page"], aria=False).encode(x=earlier, y=line),
        base.mark_point(**point, fill=look["done"]).encode(x=later, y=line, description="description:N"),
        canvas.text(base, "earlier_label", align="right", dx=-11).encode(x=earlier, y=line),
        canvas.text(base, "later_label", align="left", dx=11, fontWeight="bold").encode(x=later, y=line),
    ]
    return canvas.finished(layers, look, height)


def tiles(look: Look, *, width: int, height: int, steps: bool, still: bool = False) -> alt.LayerChart:
    """The counties as squares for one goal, and what one county or the whole contributes; a click chooses either.

    One row per goal and county, and one per goal for the whole, which has no square. Rows: at_goal, at_county; of a square
    x, y, name, second, value, fill, description; told of it title, number, zero, counted, way, end, counts, names; of the
    whole also step, before, after.
    """
    # Both are chosen at once, and always both: what is shown depends on nothing else, so the chart needs no new rows.
    choose = alt.selection_point(
        name="choice",
        fields=["county", "goal"],
        toggle=False,
        clear=False,
        on="click[event.item && event.item.datum && event.item.datum.goal]",
    )
    base = canvas.base().transform_filter("datum.at_goal === choice.goal[0]")
    top = STEPS if steps else 0
    layers = [*_squares(look, base, width, height), *_told(look, base, width, top)]
    layers[0] = layers[0].add_params(choose)
    if steps:
        layers += _steps(look, base, still=still)
    return canvas.finished(layers, look, height, width)


def _squares(look: Look, base: alt.Chart, width: int, height: int) -> list[Any]:
    """A click on the chosen square chooses the whole."""
    squares = base.transform_filter("datum.value !== ''").transform_calculate(
        county="datum.at_county === choice.county[0] ? '' : datum.at_county", goal="datum.at_goal"
    )
    chosen, deep = "datum.at_county === choice.county[0]", "datum.fill >= 3"
    x, y = _across("x", width), canvas.pixel("y", height)
    on_fill = alt.condition(deep, alt.value(look["on_map_deep"]), alt.value(look["on_map_pale"]))
    fill = alt.Scale(domain=list(range(5)), range=[look[f"map{number}"] for number in range(5)])
    text: dict[str, Any] = {"aria": False, "cursor": "pointer"}
    return [
        squares.mark_point(shape="square", size=TILE * TILE, filled=True, cursor="pointer").encode(
            x=x, y=y, description="description:N", fill=alt.Fill("fill:O", legend=None, scale=fill),
            stroke=alt.condition(chosen, alt.value(look["ink"]), alt.value(look["line"])),
            strokeWidth=alt.condition(chosen, alt.value(4), alt.value(1.2)),
        ).properties(name="squares"),
        squares.mark_text(**text, fontSize=12, dy=-22).encode(x=x, y=y, text="name:N", color=on_fill),
        squares.mark_text(**text, fontSize=12, dy=-8).encode(x=x, y=y, text="second:N", color=on_fill),
        squares.mark_text(**text, fontSize=18, fontWeight="bold", dy=20).encode(x=x, y=y, text="value:N", color=on_fill),
    ]  # fmt: skip


def _told(look: Look, base: alt.Chart, width: int, top: int) -> list[Any]:
    """Name, number, bar and names of what is chosen."""
    told = base.transform_filter("datum.at_county === choice.county[0]")

    def line(field: str, y: int, **mark: Any) -> alt.Chart:
        left = alt.XValue(TILE_GAP)
        return (
            canvas.text(told, field, align="left", limit=MAP_TEXT + TILE_GAP, **mark)
            .encode(x=left, y=alt.YValue(top + y))
            .properties(name=f"told_{field}")
        )

    def bar(start: str, end: str, colour: str) -> alt.Chart:
        mark = told.mark_bar(orient="horizontal", size=12, color=look[colour], aria=False)
        return mark.encode(x=_across(start, width), x2=f"{end}:Q", y=alt.YValue(top + BAR)).properties(name=f"told_{colour}")

    return [
        line("title", NAME, fontSize=16, fontWeight="bold"),
        line("number", NUMBER, fontSize=30, fontWeight="bold"),
        bar("zero", "end", "track"), bar("zero", "counted", "yes"), bar("counted", "way", "under_way"),
        line("counts", COUNTS),
        line("names", NAMES, fontSize=13, lineBreak="\n", lineHeight=NAMES_LINE),
    ]  # fmt: skip


def _steps(look: Look, base: alt.Chart, *, still: bool) -> list[Any]:
    """The goal shown, and where it can be clicked on between a step to the one before and a step to the one after."""
    whole = base.transform_filter("datum.at_county === ''").transform_calculate(county="choice.county[0]")
    right = TILE_GAP + MAP_TEXT
    layers: list[Any] = [
        canvas.text(whole, "step", fontWeight="bold", limit=MAP_TEXT - 70).encode(
            x=alt.XValue((TILE_GAP + right) / 2), y=alt.YValue(STEPS / 2)
        )
    ]
    if still:
        return layers
    for name, goal, x, sign in (
        ("before", "datum.before", TILE_GAP + 13, "‹"),
        ("after", "datum.after", right - 13, "›"),
    ):
        step = whole.transform_calculate(goal=goal)
        at: dict[str, Any] = {"x": alt.XValue(x), "y": alt.YValue(STEPS / 2)}
        button: dict[str, Any] = {"shape": "square", "size": 26 * 26, "fill": look["page"], "stroke": look["line"]}
        layers += [
            step.mark_point(**button, strokeWidth=1.2, cursor="pointer", aria=False)
            .encode(**at)
            .properties(name=f"step_{name}"),
            step.mark_text(aria=False, color=INK, cursor="pointer", fontSize=20, dy=-1)
            .encode(text=alt.TextValue(sign), **at)
            .properties(name=f"step_{name}_sign"),
        ]
    return layers


def _across(field: str, width: int) -> alt.X:
    """A place in pixels from the left."""
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False))


def stilled(what: Drawing) -> Drawing:
    """The drawing where nothing can be clicked on."""
    clickable = what.kind == tiles.__name__
    return replace(what, arguments=(*what.arguments, ("still", True))) if clickable else what


def begun(found: Mapping[str, Any], selected: Mapping[str, str]) -> dict[str, Any]:
    """A specification in which something is chosen to begin with."""
    if not selected:
        return dict(found)
    return {**found, "params": [each | {"value": [dict(selected)]} for each in found["params"]]}


def following(found: Mapping[str, Any]) -> dict[str, Any]:
    """A specification that draws the rows of one part of the country: of that which the page names at the moment
    (`scorecard/ui/ahead.js`). Of no other one a row is drawn."""
    named = {"name": "part", "value": "", "bind": {"element": "#part", "event": "input"}}
    shown = {"filter": "datum.part === part"}
    return {**found, "params": [*found.get("params", []), named], "transform": [shown, *found.get("transform", [])]}


def units(look: Look, *, organisations: int, states: tuple[str, ...]) -> alt.LayerChart:
    """One mark per organisation, the counting ones first. Rows: x, y, state, description."""
    lines = -(-organisations // UNITS_PER_ROW)
    width, height = UNITS_PER_ROW * UNIT, lines * UNIT
    shapes = {"yes": ("circle", look["done"]), "under_way": ("triangle-up", look["phase"]),
              "no": ("square", look["late"]), "missing": ("circle", look["none"])}  # fmt: skip
    base = canvas.base()
    x = _across("x", width)
    layers: list[Any] = []
    for state in states:
        shape, colour = shapes[state]
        fill = "transparent" if state == "missing" else colour
        layers.append(
            base.transform_filter(f"datum.state === '{state}'")
            .mark_point(shape=shape, size=110, fill=fill, stroke=colour, strokeWidth=1.5)
            .encode(x=x, y=canvas.pixel("y", height), description="description:N", tooltip=alt.Tooltip("description:N"))
        )
    return canvas.finished(layers, look, height, width)


KINDS: dict[str, Callable[..., alt.LayerChart]] = {
    each.__name__: each for each in (bullet, sub_goals, path, scenarios, fan, survey, series, tiles, units)
}
