"""What every chart is drawn on: in one size, font and language. Knows no chart."""

from __future__ import annotations

from typing import Any

import altair as alt

from scorecard.drawing import INK, Look
from scorecard.vega import locale

FONT = '"Source Sans", sans-serif'


def base() -> alt.Chart:
    """Marks without rows."""
    return alt.Chart()


def finished(layers: list[Any], look: Look, height: int | alt.Step, width: int | str = "container") -> alt.LayerChart:
    """The one wrapper: size, font, colours of axes, the language of numbers and months.

    No mark may be clipped: for a window of another size Streamlit fits the chart anew, and marks placed in pixels then
    leave the area that they would be clipped to no height.
    """
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


def x(field: str, highest: float, lowest: float = 0) -> alt.X:
    """A number along the width, without an axis."""
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[lowest, highest], nice=False, zero=False))


def pixel(field: str, size: float) -> alt.Y:
    """A place in pixels from the top."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, size], range=[0, size], nice=False, zero=False))


def text(chart: alt.Chart, field: str, **mark: Any) -> alt.Chart:
    """A field as text in ink, read out by another mark."""
    return chart.mark_text(aria=False, color=INK, baseline="middle", **mark).encode(text=f"{field}:N")
