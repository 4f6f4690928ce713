"""What a chart is asked for with, and the pixels on which its rows and its drawing agree. Without the library that draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorecard.look import TOKENS, Theme

INK = "currentColor"
SUB_GOAL_ROW, SCENARIO_ROW, SURVEY_ROW, SERIES_ROW = 44, 34, 54, 56
"""Pixels: the height of a row."""
UNITS_PER_ROW, UNIT = 18, 19
"""Marks in a row, and the pixels that each takes."""
FAN_HEIGHT = 470
TILE, TILE_GAP = 78, 6
MAP_TEXT = 2 * (TILE + TILE_GAP) - TILE_GAP
"""The width of what the map tells of a county: two squares, beside which others may stand."""
STEPS, NAME, NUMBER, BAR, COUNTS, NAMES, NAMES_LINE = 28, 13, 39, 62, 79, 97, 15
"""Pixels: the height of the steps through goals, and from below them where each thing that is told stands."""


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
    """A drawing of a kind in `charts.KINDS`, with that function's arguments."""
    return Drawing(kind=kind, arguments=tuple(sorted(arguments.items())))
