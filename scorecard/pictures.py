"""A figure as a picture that stands alone: SVG or PNG with finding, key, note and source line. Writes no file."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast
from xml.sax.saxutils import escape

import pandas as pd

from scorecard.drawing import INK, Look
from scorecard.export import NOT_IN_XML
from scorecard.figures import Figure
from scorecard.language import language
from scorecard.look import MAP_CLASSES
from scorecard.model import Message, message

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The one that vl-convert carries and measures with, and those of the same widths elsewhere."""
MARGIN, KEY_HEIGHT, KEY_GAP = 24, 30, 22
NARROW, WIDE = frozenset("fijltrI.,:;!'|()[]/- \u00a0"), frozenset("mwMW@%—")
ANSWERS = {
    "yes": ("yes", "yes", ""), "under_way": ("under_way", "under_way", ""), "no": ("no", "line", ""),
    "missing": ("page", "line", "3 2"), "not_applicable": ("page", "line", ""), "not_stated": ("track", "track", ""),
    "women": ("women", "line", ""), "men": ("men", "line", ""), "unknown": ("unknown", "line", ""),
}  # fmt: skip
"""Fill, edge and dashes of an answer in a stacked chart."""
STATES = {
    "yes": ("M0,-6A6,6 0 1 1 0,6A6,6 0 1 1 0,-6Z", "done", "done"), "under_way": ("M0,-6L7,6L-7,6Z", "phase", "phase"),
    "no": ("M-5,-5H5V5H-5Z", "late", "late"), "missing": ("M0,-5A5,5 0 1 1 0,5A5,5 0 1 1 0,-5Z", "page", "none"),
}  # fmt: skip
"""Outline, fill and edge of what an organisation's answer means."""


class PictureError(Exception):
    """A picture or a paper cannot be made; the message says why and what to do."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.key, dict(what.values))
        self.message = what


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text of the frame: how large, how bold, in which colour, and the space below it, in pixels."""

    text: str
    size: int
    weight: int = 400
    colour: str = "mute"
    below: int = 0


def svg(figure: Figure, look: Look, *, width: int = 900, framed: bool = True) -> str:
    """The chart with the key to its marks; `framed` also with finding, note, source line and what is sample data.

    Raises `PictureError` where it cannot be drawn.
    """
    margin = MARGIN if framed else 0
    above, below = _frame(figure, look) if framed else ([], [])
    top, head = _set(above, look, margin, margin, width - 2 * margin)
    keyed, key = _key(figure, look, margin, top, width - margin)
    drawn, chart_height = _chart(figure, look, width - 2 * margin)
    bottom, foot = _set(below, look, margin, keyed + chart_height + (12 if below else 0), width - 2 * margin)
    height = round(bottom + margin)
    return NOT_IN_XML.sub(
        "□",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{FONT}"><title>{escape(figure.title)}</title><desc>{escape(figure.alt)}</desc>'
        f'<rect width="{width}" height="{height}" fill="{look["page"]}"/>{head}{key}'
        f'<g transform="translate({margin},{keyed})">{drawn}</g>{foot}</svg>',
    )


def png(figure: Figure, look: Look, *, width: int = 900, framed: bool = True, scale: float = 2) -> bytes:
    """The same picture in dots, `scale` of them to a pixel."""
    import vl_convert  # noqa: PLC0415  only who saves a picture needs it, and it is slow to import

    picture = svg(figure, look, width=width, framed=framed)
    try:
        return vl_convert.svg_to_png(picture, scale=scale)
    except ValueError as error:
        raise _failure(error) from error


def _failure(error: Exception) -> PictureError:
    return PictureError(message("picture.failed", why=str(error).split("\n")[0]))


def _chart(figure: Figure, look: Look, width: int) -> tuple[str, float]:
    """The chart as an inner SVG at most as wide as the room, and its height."""
    import vl_convert  # noqa: PLC0415  as above

    try:
        drawn = vl_convert.vegalite_to_svg(_standalone(figure, look, width))
        found = _size(drawn)
        if found[0] > width:
            # Labels of an axis stand beside the drawing: it is drawn again, narrower by what they took.
            drawn = vl_convert.vegalite_to_svg(_standalone(figure, look, round(2 * width - found[0])))
            found = _size(drawn)
    except ValueError as error:
        raise _failure(error) from error
    return drawn.replace(INK, look["ink"]), found[1]


def _size(drawn: str) -> tuple[float, float]:
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    assert found is not None
    return float(found[1]), float(found[2])


def _standalone(figure: Figure, look: Look, width: int) -> dict[str, Any]:
    """The specification with its rows, its width, and a font that exists outside the app."""
    from scorecard.charts import begun, specification, stilled  # noqa: PLC0415  Altair is slow to import

    found = begun(specification(stilled(figure.drawing), look), figure.selected)
    fixed = width if found["width"] == "container" else found["width"]
    rows = json.loads(figure.rows.to_json(orient="records", date_format="iso"))
    return found | {"width": fixed, "data": {"values": rows}, "config": found["config"] | {"font": FONT}}


def _frame(figure: Figure, look: Look) -> tuple[list[Words], list[Words]]:
    """What stands above and below the chart."""
    above = [
        Words(text=figure.title, size=20, weight=700, colour="ink", below=6),
        Words(text=figure.note, size=14, below=14),
    ]
    notice = language(look.language)("sample.figure") if figure.sample else ""
    below = [Words(text=figure.sources, size=13), Words(text=notice, size=13, weight=700, colour="ink")]
    return above, below


def _set(texts: Iterable[Words], look: Look, left: int, top: float, room: int) -> tuple[float, str]:
    """Texts below each other, wrapped to the room; returns where the next thing may begin."""
    drawn = []
    for each in texts:
        lines = wrapped(each.text, room, each.size, bold=each.weight > 400)
        for line in lines:
            top += round(1.35 * each.size)
            drawn.append(_line(line, each, look, left, top))
        top += each.below if lines else 0
    return top, "".join(drawn)


def _line(text: str, how: Words, look: Look, left: float, base: float) -> str:
    return (
        f'<text x="{left}" y="{base - 0.3 * how.size:.1f}" font-size="{how.size}" font-weight="{how.weight}" '
        f'fill="{look[how.colour]}">{escape(text)}</text>'
    )


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines that fit a room of pixels; a word that is wider than the room is broken."""
    lines: list[str] = []
    for word in _pieces(text, room, size, bold=bold):
        if lines and measured(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        piece = ""
        for character in word:
            if measured(piece + character, size, bold=bold) > room:
                yield piece
                piece = ""
            piece += character
        if piece:
            yield piece


def measured(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels, never less than it takes in a sans-serif of usual widths."""
    return size * sum(map(_share, text)) * (1.08 if bold else 1)


def _share(character: str) -> float:
    """The width of a character in parts of the size of the font."""
    if unicodedata.combining(character):
        return 0
    if character in NARROW:
        return 0.34
    if character in WIDE or (ord(character) > 0x24F and character not in "–’”“…"):
        return 1
    return 0.73 if character.isupper() else 0.557


def _key(figure: Figure, look: Look, left: int, top: float, right: int) -> tuple[float, str]:
    """What the marks of the chart mean, in as many lines as it takes; returns where the chart may begin."""
    drawn, x, middle = [], float(left), top + KEY_HEIGHT / 2 - 3
    entries = list(_entries(figure, look))
    for symbol, words in entries:
        wide = 20 + measured(words, 14)
        if x > left and x + wide > right:
            x, middle = float(left), middle + KEY_GAP
        drawn.append(f'<g transform="translate({x + 7:.1f},{middle})" stroke-width="1.5">{symbol}</g>')
        drawn.append(_line(words, Words(text=words, size=14, colour="ink"), look, x + 20, middle + 9))
        x += wide + 18
    return (middle + KEY_HEIGHT / 2 + 3 if entries else top), "".join(drawn)


def _entries(figure: Figure, look: Look) -> Iterator[tuple[str, str]]:
    """Each mark that occurs in a chart without labels of its own, with its words."""
    say, kind, rows = language(look.language), figure.drawing.kind, figure.rows
    if kind == "survey":
        for name in _present(rows["answer"]):
            fill, edge, dashes = ANSWERS[name]
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            yield _shape("M-7,-7H7V7H-7Z", look[fill], look[edge], dashed), say(f"answer.{name}")
    if kind == "units":
        for name in _present(rows["state"]):
            path, fill, edge = STATES[name]
            yield _shape(path, look[fill], look[edge]), say(f"counting.{name}")
    if kind == "tiles":
        for number, (_, label) in enumerate(MAP_CLASSES):
            words = f"{label} {say('chart.organisations')}" if label == MAP_CLASSES[-1][1] else label
            yield _shape("M-7,-7H7V7H-7Z", look[f"map{number}"], look["line"]), words


def _present(column: pd.Series[Any]) -> Iterable[str]:
    return cast(Iterable[str], dict.fromkeys(column))


def _shape(path: str, fill: str, edge: str, dashed: str = "") -> str:
    return f'<path d="{path}" fill="{fill}" stroke="{edge}"{dashed}/>'
