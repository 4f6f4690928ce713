"""Charts with years along them: the way to a near goal, and the scenarios of a far one."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from scorecard import canvas
from scorecard.drawing import FAN_HEIGHT, INK, Look
from scorecard.look import STATUS
from scorecard.model import Date, Status
from scorecard.vega import ticks


def _years(start: str, end: str, *, until: str, beginning: bool = False) -> alt.X:
    """Time with a mark at the end of every year, where rounds stand, and the month in words: 31 December is not the year
    that begins the day after. Labels that would touch are left out, and those after the deadline."""
    first, last = Date.fromisoformat(start), Date.fromisoformat(until)
    days = [first] if beginning else []
    days += [Date(year, 12, 31) for year in range(first.year, last.year + 1)]
    return alt.X("date:T", title=None, scale=alt.Scale(domain=[start, end]), axis=alt.Axis(
        values=[alt.DateTime(year=each.year, month=each.month, date=each.day) for each in days],
        format="%b %Y", grid=False, labelFlush=False, labelPadding=6, labelOverlap="parity", labelSeparation=8,
    ))  # fmt: skip


PATH_PARTS = ("plan", "result", "required", "target", "decision")


def path(
    look: Look, *, of: float, start: str, end: str, until: str, status: Status | None, required: bool, joined: bool,
    stepped: bool, decided: bool,
) -> alt.LayerChart:  # fmt: skip
    """The way to a near goal. Rows by `part` (PATH_PARTS) with date, value, label, description."""
    base = canvas.base()
    x = _years(start, end, until=until, beginning=True)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, of], nice=False), axis=alt.Axis(
        values=ticks(of), domain=False, ticks=False, labelPadding=8
    ))  # fmt: skip
    colour = look[STATUS[status].colour] if status else look["none"]
    shape: Literal["step-after", "linear"] = "step-after" if stepped else "linear"
    part = {name: base.transform_filter(f"datum.part === '{name}'") for name in PATH_PARTS}
    layers: list[Any] = [
        part["target"].mark_rule(color=INK, strokeWidth=2.5, aria=False).encode(y=y),
        canvas.text(part["target"], "label", align="left", dx=5, dy=-11, fontWeight="bold").encode(x=alt.XValue(0), y=y),
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
        canvas.text(part["plan"], "label", align="left", dx=10, dy=16).encode(x=x, y=y),
    ]
    if joined:
        layers.append(part["result"].mark_line(color=colour, strokeWidth=4, aria=False).encode(x=x, y=y))
    layers += [
        part["result"].mark_point(filled=True, size=190, color=colour, stroke=look["page"], strokeWidth=2.5)
        .encode(x=x, y=y, description="description:N"),
        canvas.text(part["result"], "label", fontSize=22, fontWeight="bold", align="right", dx=-9, dy=-15).encode(x=x, y=y),
    ]  # fmt: skip
    if required:
        layers += [
            part["required"].mark_point(shape="triangle-up", filled=True, size=90, color=INK, yOffset=13, aria=False)
            .encode(x=x, y=y),
            canvas.text(part["required"], "label", align="left", dx=10, dy=15).encode(x=x, y=y),
        ]  # fmt: skip
    if decided:
        layers += _decisions(part["decision"], look, x, y, align="right", dx=-10)
    return canvas.finished(layers, look, 330)


def _decisions(decision: alt.Chart, look: Look, x: alt.X, y: alt.Y, **label: Any) -> list[Any]:
    """Decisions at the round whose figures the group had before it."""
    return [
        decision.mark_rule(color=look["none"], strokeWidth=1.5, strokeDash=[2, 4], aria=False).encode(x=x),
        decision.mark_point(shape="diamond", filled=True, size=110, color=INK).encode(x=x, y=y, description="description:N"),
        canvas.text(decision, "label", **label).encode(x=x, y=y),
    ]


def fan(look: Look, *, of: int, start: str, end: str, until: str, decided: bool) -> alt.LayerChart:
    """Scenarios of a far goal. Rows by `part`: chosen, other, needed, target, end, observed, decision; with date, value,
    low, high, scenario, label, label_at, second, description."""
    base = canvas.base()
    part = {
        name: base.transform_filter(f"datum.part === '{name}'")
        for name in ("chosen", "other", "needed", "target", "end", "observed", "decision")
    }
    x = _years(start, end, until=until)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, of], nice=False), axis=alt.Axis(
        values=ticks(of), domain=False, ticks=False, labelPadding=8
    ))  # fmt: skip
    beside = alt.Y("label_at:Q")
    dots: dict[str, Any] = {"filled": True, "fill": look["page"], "size": 110, "strokeWidth": 2.5}
    layers: list[Any] = [
        part["chosen"].mark_area(color=look["done"], opacity=0.16, aria=False).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        part["target"].mark_rule(color=INK, strokeWidth=2.5, aria=False).encode(y=y),
        part["needed"].mark_line(color=INK, strokeWidth=2.5, strokeDash=[7, 5], aria=False).encode(x=x, y=y),
        part["other"]
        .mark_line(color=look["done"], strokeWidth=2, strokeDash=[2, 3], aria=False)
        .encode(x=x, y=y, detail="scenario:N"),
        part["chosen"].mark_line(color=look["done"], strokeWidth=3, aria=False).encode(x=x, y=y),
        part["end"].mark_point(stroke=look["done"], **dots).encode(x=x, y=y, description="description:N"),
        part["observed"].mark_point(stroke=INK, **dots).encode(x=x, y=y, description="description:N"),
        canvas.text(part["target"], "label", align="left", dx=5, dy=-11, fontWeight="bold").encode(x=alt.XValue(0), y=y),
        canvas.text(part["end"], "label", align="left", dx=12, dy=-1, fontWeight="bold").encode(x=x, y=beside),
        canvas.text(part["end"], "second", align="left", dx=12, dy=15, fontSize=13).encode(x=x, y=beside),
        canvas.text(part["observed"], "label", fontWeight="bold", dy=-17).encode(x=x, y=y),
    ]
    if decided:
        layers += _decisions(part["decision"], look, x, y, align="left", dx=10)
    return canvas.finished(layers, look, FAN_HEIGHT)
