"""The one table of status words, shapes and colours, and the colour tokens of both themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scorecard.model import Status

Theme = Literal["light", "dark"]


@dataclass(frozen=True, kw_only=True)
class StatusLook:
    """How a status looks: a character in text, a shape in charts, a colour of Streamlit's palette and a token of ours."""

    mark: str
    shape: str
    palette: Literal["blue", "green", "orange", "violet", "gray"]
    colour: str


STATUS = {
    Status.ACHIEVED: StatusLook(mark="●", shape="circle", palette="blue", colour="done"),
    Status.ON_TRACK: StatusLook(mark="▲", shape="triangle-up", palette="green", colour="phase"),
    Status.NEAR_PLAN: StatusLook(mark="◆", shape="diamond", palette="orange", colour="near"),
    Status.BEHIND: StatusLook(mark="■", shape="square", palette="violet", colour="late"),
    Status.MISSED: StatusLook(mark="■", shape="square", palette="violet", colour="late"),
    Status.UNDECIDED: StatusLook(mark="○", shape="circle", palette="gray", colour="none"),
    Status.CANNOT_ASSESS: StatusLook(mark="○", shape="circle", palette="gray", colour="none"),
}

TOKENS: dict[Theme, dict[str, str]] = {
    "light": {
        "page": "#FFFFFF", "ink": "#14202B", "mute": "#46525E",
        "done": "#12436D", "phase": "#1F8377", "near": "#C2540A", "late": "#7A0E46", "none": "#5B6875",
        "line": "#7B8894", "grid": "#DDE3E9", "track": "#E3E8ED",
        "yes": "#12436D", "under_way": "#6792BD", "no": "#DDE3E9", "on_yes": "#FFFFFF", "on_under_way": "#14202B",
        "women": "#5B3A8C", "men": "#D9A21B", "unknown": "#E3E8ED", "on_women": "#FFFFFF", "on_men": "#14202B",
        "map0": "#E4ECF4", "map1": "#BCD2E6", "map2": "#7FA6CB", "map3": "#3F74A6", "map4": "#12436D",
        "on_map_pale": "#14202B", "on_map_deep": "#FFFFFF",
    },
    "dark": {
        "page": "#12181F", "ink": "#F2F5F8", "mute": "#C3CCD5",
        "done": "#8FBDF2", "phase": "#2AA696", "near": "#E8872F", "late": "#F5C0D8", "none": "#9AA6B2",
        "line": "#7F8C99", "grid": "#33404C", "track": "#2B3641",
        "yes": "#8FBDF2", "under_way": "#41709F", "no": "#2F3B47", "on_yes": "#0B1A2A", "on_under_way": "#FFFFFF",
        "women": "#C3A6EE", "men": "#B27F0A", "unknown": "#2B3641", "on_women": "#0B1A2A", "on_men": "#0B1A2A",
        "map0": "#1D2E40", "map1": "#274B6E", "map2": "#3A70A3", "map3": "#6FA3D8", "map4": "#B5D3F7",
        "on_map_pale": "#F2F5F8", "on_map_deep": "#0B1A2A",
    },
}  # fmt: skip

ANSWER_MARKS = {"yes": "●", "under_way": "▲", "no": "■", "not_reported": "○", "not_applicable": "–", "not_asked": "–",
                "number": "·"}  # fmt: skip
ANSWER_TOKENS = {
    "yes": "done", "under_way": "phase", "no": "late", "not_reported": "none", "not_applicable": "none", "not_asked": "none",
    "number": "ink",
}  # fmt: skip
STACKED = {
    "yes": "yes", "under_way": "under_way", "no": "no", "missing": "page", "not_applicable": "page", "not_stated": "track",
    "women": "women", "men": "men", "unknown": "unknown",
}  # fmt: skip
"""What fills an answer's part of a stacked bar, on every screen and in every file."""
EDGELESS = ("yes", "under_way", "not_stated")
"""Answers whose fill is seen without an edge; the others have a line around theirs."""
ON_STACKED = {each: f"on_{each}" for each in ("yes", "under_way", "women", "men")}
"""The colour of a number on it, where that is not ink."""
MAP_CLASSES = ((0, "0"), (1, "1–2"), (3, "3–4"), (5, "5–6"), (7, "7–"))
"""Lowest count and label of each fill of the tile map."""


def map_class(count: int) -> int:
    """Which fill of the tile map a count has."""
    return max(number for number, (lowest, _) in enumerate(MAP_CLASSES) if count >= lowest)
