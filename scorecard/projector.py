"""Makes a chart's specification larger for a projector: everything in pixels but the width. Draws nothing."""

from __future__ import annotations

import re
from typing import Any

LARGE = 1.85
TALLEST = 560
"""Pixels that a chart may take of a screen that also says what it means."""
LENGTHS = frozenset({
    "fontSize", "labelFontSize", "titleFontSize", "labelPadding", "dx", "dy", "xOffset", "yOffset", "strokeWidth",
    "limit", "cornerRadius",
})  # fmt: skip


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
