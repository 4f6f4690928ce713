"""One slide deck as it grows: places, sizes and texts in PowerPoint's format. Knows nothing of goals."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.presentation import Presentation
from pptx.slide import Slide

from scorecard.export import NOT_IN_XML
from scorecard.language import Language
from scorecard.look import TOKENS

POINT = 12700
"""English metric units, in which a slide is measured."""
WIDTH, HEIGHT, MARGIN = 960, 540, 30
"""Points of a slide of 16:9 and of its edges."""
TITLE_TOP, TITLE_HEIGHT, BODY_TOP = 22, 74, 104
SOURCES_TOP, LEFT_WIDTH, GAP = 480, 400, 20
TITLE, LARGE, STRONG, TEXT, LISTED, SMALL = 28, 48, 24, 18, 14, 12
"""Sizes of text in points; only sources are smaller than TEXT."""
CHARACTER, LINE = 0.53, 1.2
"""Width of a character and height of a line, in parts of the size of the text: Calibri, rather too wide than too narrow."""
LAYOUT_TITLE, LAYOUT_BODY = 0, 5
"""Places in the template of python-pptx: title with subtitle, title only."""
PROOFING = {"sv": "SWEDISH", "en": "ENGLISH_UK"}
COLOURS = TOKENS["light"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph; it is cut after `most` lines."""

    text: str
    size: float = TEXT
    bold: bool = False
    colour: str = "ink"
    most: int = 2


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a slide, in points."""

    left: float = MARGIN
    top: float = BODY_TOP
    width: float = WIDTH - 2 * MARGIN
    height: float = HEIGHT - MARGIN - BODY_TOP

    @property
    def measures(self) -> tuple[int, ...]:
        return tuple(round(each * POINT) for each in (self.left, self.top, self.width, self.height))


class Deck:
    """The slides made so far and the one language of all their texts."""

    def __init__(self, language: Language) -> None:

        self.say = language
        self.proofing = MSO_LANGUAGE_ID[PROOFING.get(language.code, "NONE")]
        self._show: Presentation = pptx.Presentation()
        _widen(self._show)

    def slide(self, title: str, notes: Iterable[str], layout: int = LAYOUT_BODY, size: float = TITLE) -> Slide:
        """A new slide with its title in the title's place and its notes."""
        slide = self._show.slides.add_slide(self._show.slide_layouts[layout])
        box = Box(top=TITLE_TOP, height=TITLE_HEIGHT)
        self.fill(slide.shapes.title, [Line(text=title, size=size, bold=True)], box)
        spoken = slide.notes_slide.notes_text_frame
        self.write(spoken, [Line(text=each, size=SMALL) for each in dict.fromkeys([title, *notes]) if each])
        return slide

    def text(self, slide: Slide, lines: Sequence[Line], box: Box) -> None:
        self.fill(slide.shapes.add_textbox(*box.measures), lines, box)

    def fill(self, shape: Any, lines: Sequence[Line], box: Box) -> None:
        """As many lines as a box has room for, from its top left."""
        shape.left, shape.top, shape.width, shape.height = box.measures
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self.write(frame, fitting(lines, box))

    def write(self, frame: Any, lines: Sequence[Line]) -> None:
        """Paragraphs instead of what a frame holds."""
        frame.clear()
        for number, line in enumerate(lines):
            paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = clean(line.text)
            self.look(run.font, line)

    def look(self, font: Any, line: Line) -> None:
        font.size, font.bold, font.language_id = round(line.size * POINT), line.bold, self.proofing
        font.color.rgb = rgb(line.colour)

    def file(self, title: str, subject: str) -> bytes:
        about = self._show.core_properties
        about.title, about.subject = clean(title)[:255], clean(subject)[:255]
        about.language = {"sv": "sv-SE", "en": "en-GB"}.get(self.say.code, self.say.code)
        made = io.BytesIO()
        self._show.save(made)
        return made.getvalue()


def _widen(show: Presentation) -> None:
    """The template is 4:3 and as high as 16:9: its layouts become wider and keep their heights."""
    wider = WIDTH * POINT / show.slide_width
    show.slide_width, show.slide_height = WIDTH * POINT, HEIGHT * POINT
    for each in (show.slide_master, *show.slide_layouts):
        for frame in each.element.xpath(".//p:spPr/a:xfrm"):
            frame.off.x = round(frame.off.x * wider)
            frame.ext.cx = round(frame.ext.cx * wider)


def clean(text: str) -> str:
    """A text of one line without what XML cannot hold."""
    return NOT_IN_XML.sub("", re.sub("[\t\n\r\v\f]+", " ", text))


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The lines that a text takes on a width of so many points."""
    return textwrap.wrap(clean(text), max(int(width / (size * CHARACTER)), 2), break_on_hyphens=False) or [""]


def cut(text: str, width: float, size: float, most: int) -> str:
    """A text that ends with … where it would take more lines than it may."""
    whole, lines, end = clean(text), wrapped(text, width, size), 0
    if len(lines) <= most:
        return whole
    for line in lines[:most]:
        end = whole.index(line, end) + len(line)
    return whole[: end - 1].rstrip() + "…"


def fitting(lines: Iterable[Line], box: Box) -> list[Line]:
    """The lines that a box has room for, from above; the last of them may be cut."""
    room, kept = box.height, []
    for line in lines:
        most = min(line.most, int(room / (line.size * LINE)))
        if most:
            kept.append(replace(line, text=cut(line.text, box.width, line.size, most)))
            room -= len(wrapped(kept[-1].text, box.width, line.size)) * line.size * LINE
    return kept


def rgb(colour: str) -> Any:
    return RGBColor.from_string(COLOURS[colour].removeprefix("#"))


def describe(frame: Any, alt: str) -> None:
    """What is heard instead of a table or a chart."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(alt))
