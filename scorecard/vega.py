"""What Vega needs beside a chart: numbers and months of a language, and a specification made larger. Draws nothing."""

from __future__ import annotations

import re
from typing import Any

LOCALES: dict[str, dict[str, Any]] = {
    "sv": {
        "number": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"], "minus": "−"},
        "time": {
            "dateTime": "%A den %d %B %Y %X", "date": "%Y-%m-%d", "time": "%H:%M:%S", "periods": ["fm", "em"],
            "days": ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"],
            "shortDays": ["sön", "mån", "tis", "ons", "tor", "fre", "lör"],
            "months": ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
                       "oktober", "november", "december"],
            "shortMonths": ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
        },
    },
}  # fmt: skip
"""What Vega needs where a language differs from its English."""
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
