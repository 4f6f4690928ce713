"""What Vega needs beside a chart: numbers and months of a language, and a specification made larger. Draws nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from babel.core import Locale

LARGE = 1.85
"""How much larger a chart is on a projector: its smallest text is then 24 pixels."""
TALLEST = 560
"""Pixels that a chart may take of a screen that also says what it means."""
LENGTHS = frozenset({
    "fontSize", "labelFontSize", "titleFontSize", "labelPadding", "dx", "dy", "xOffset", "yOffset", "strokeWidth",
    "limit", "cornerRadius",
})  # fmt: skip


def ticks(highest: float) -> list[float]:
    """Where an axis from nought is labelled: at round numbers, and at its end."""
    digits = len(str(int(highest)))
    step = 1 if highest <= 5 else 10 if highest < 100 else 50 if highest < 1000 else 5 * 10 ** (digits - 2)
    return [*range(0, int(highest) - step // 2, step), highest]


@cache
def locale(code: str) -> dict[str, Any]:
    """Numbers, days and months of a language, as Vega asks for them."""
    found = Locale.parse(code)
    symbols = found.number_symbols["latn"]

    def names(forms: Mapping[int, object], order: Iterable[int]) -> list[str]:
        return [str(forms[each]).rstrip(".") for each in order]

    days, months = found.days["format"], found.months["format"]
    from_sunday, from_january = (6, 0, 1, 2, 3, 4, 5), range(1, 13)
    return {
        "number": {
            "decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""],
            "minus": "−",
        },
        "time": {
            "dateTime": "%Y-%m-%d %H:%M", "date": "%Y-%m-%d", "time": "%H:%M",
            "periods": [str(found.day_periods["format"]["abbreviated"][half]) for half in ("am", "pm")],
            "days": names(days["wide"], from_sunday), "shortDays": names(days["abbreviated"], from_sunday),
            "months": names(months["wide"], from_january), "shortMonths": names(months["abbreviated"], from_january),
        },
    }  # fmt: skip


def enlarged(what: Any, key: str = "", mark: str = "") -> Any:
    """A specification whose lengths in pixels are larger; those of the data and of the page are not."""
    if isinstance(what, dict):
        own = what.get("type", "") if key == "mark" else mark
        return {name: enlarged(value, name, own) for name, value in what.items()}
    if isinstance(what, list):
        pixels = key in ("strokeDash", "range") and all(isinstance(each, int | float) for each in what)
        return [each * LARGE for each in what] if pixels else [enlarged(each) for each in what]
    if key == "expr":
        return re.sub(r"\d+$", lambda number: str(round(int(number[0]) * LARGE)), what)
    if not isinstance(what, int | float) or isinstance(what, bool):
        return what
    if key == "size":
        return what * (LARGE**2 if mark in ("point", "square", "circle") else LARGE)
    if key == "height":
        return min(what * LARGE, TALLEST)
    return what * LARGE if key in LENGTHS or key == "value" else what
