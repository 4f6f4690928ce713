"""A briefing on paper: a tagged PDF of A4 pages that is read in grey too. Writes no file and needs no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from scorecard.briefing import Briefing, GoalPage, Section
from scorecard.drawing import Look
from scorecard.figures import Figure
from scorecard.language import Language
from scorecard.look import ANSWER_MARKS, ANSWER_TOKENS, STATUS, TOKENS
from scorecard.model import message
from scorecard.pictures import PictureError, svg

TEMPLATE = Path(__file__).with_suffix(".typ")
WHOLE, HALF = 860, 420
"""Pixels across the page, and across half of it: text of 14 pixels becomes 8 points."""
LARGE, MIDDLE, SMALL = 9, 8.25, 7.5
"""Sizes of the text of tables, in points."""
PAGE_WIDTH, CHARACTER = 493, 0.47
"""In points, and in parts of the size of the text."""
FITTING = 0.92
"""Part of a column's words and texts that should stand on one line."""
READING = 30
"""In characters: a line of sentences or of a web address is never shorter."""
LONGEST_WORD, LONGEST_PLAIN, PIECE, ROOM = 24, 16, 8, 3
"""In characters: a word that is hyphenated where it must be, one that cannot be hyphenated, where longer ones may break,
and what the edges of a column take."""

LONGEST_ON_PAPER = 400
"""Rows of a table; of more only the first are printed, and the files have all."""


def pdf(briefing: Briefing, language: Language) -> bytes:
    """The paper of a briefing as PDF/UA-1. A character that no font of ours has is printed as □.

    Raises `PictureError` where it cannot be made.
    """
    from typst import TypstError  # noqa: PLC0415  only who asks for the paper needs it

    content = json.dumps(_content(briefing, language), ensure_ascii=False)
    try:
        return _compiled(content)
    except TypstError:
        # Fonts are asked only now: nearly every paper has all its characters.
        known = UNUSUAL.sub(lambda found: _readable(found[0]), content)
    try:
        return _compiled(known)
    except TypstError as error:
        raise PictureError(message("paper.failed", why=str(error).split("\n")[0])) from error


def _compiled(content: str) -> bytes:
    import typst  # noqa: PLC0415  as above

    return typst.compile(str(TEMPLATE), sys_inputs={"content": content}, ignore_system_fonts=True, pdf_standards="ua-1")


UNUSUAL = re.compile(r"\w?[^\x00-\x7f]+")
"""Characters that a font may lack, with the letter that a mark would stand on."""


def _readable(text: str) -> str:
    """The text with □ for each character that no font has; for all of them where they cannot stand together."""
    if _printable(text):
        return text
    apart = "".join(each if _printable(each) else "□" for each in text)
    return apart if _printable(apart) else re.sub(r"[^\x00-\x7f]", "□", text)


@lru_cache(maxsize=1024)
def _printable(text: str) -> bool:
    import typst  # noqa: PLC0415  as above

    probe = b'#set document(title: "-")\n#sys.inputs.text #strong(sys.inputs.text)'
    try:
        typst.compile(probe, sys_inputs={"text": text}, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError:
        return False
    return True


def _content(briefing: Briefing, language: Language) -> dict[str, Any]:
    """What the template sets: texts, tables and pictures, in the order of the pages."""
    say, tops = language, [page.goal.id for page in briefing.pages]
    return {
        "language": language.code,
        "title": _text(briefing.title),
        "round": _text(briefing.round),
        "finding": _text(briefing.finding),
        "header": _text(briefing.header),
        "footer": say("paper.page", page="\n", pages="\n").split("\n"),
        "notes": [_text(each) for each in briefing.notes],
        "overview": _table(briefing.overview, language, LARGE, strong=tops),
        "legend": _text(say("legend.text")),
        "follow_up": _table(briefing.follow_up, language, MIDDLE),
        "pages": [_page(each, language) for each in briefing.pages],
        "appendix": [_table(each, language, SMALL) for each in briefing.appendix],
        "words": {name: say(key) for name, key in WORDS.items()},
        "colours": _colours(),
    }


WORDS = {
    "needed": "need.title", "judgement": "judgement.title", "decisions": "paper.decisions",
    "computed": "judgement.computed", "no_decisions": "paper.no_decisions", "nothing": "paper.nothing",
    "appendix": "paper.appendix", "sample": "sample.figure",
}  # fmt: skip


def _colours() -> dict[str, str]:
    """The colour of every mark that words begin with, and those of lines and quiet text."""
    tokens = TOKENS["light"]
    marks = {each.mark: tokens[each.colour] for each in STATUS.values()}
    marks |= {mark: tokens[ANSWER_TOKENS[state]] for state, mark in ANSWER_MARKS.items()}
    return marks | {name: tokens[name] for name in ("ink", "mute", "line", "grid", "track", "done")}


def _page(page: GoalPage, language: Language) -> dict[str, Any]:
    texts = {name: _text(getattr(page, name)) for name in ("title", "finding", "status_words", "result", "reason", "needed")}
    return texts | {
        "label": _text(f"{page.goal.id} {language.content(page.goal.label)}"),
        "facts": [[_text(label), _text(value)] for label, value in page.facts],
        "figures": [_figure(each, language) for each in page.figures],
        "words": [_text(each) for each in page.words],
        "decisions": [_text(each) for each in page.decisions],
        "footnotes": _text(language("paper.footnotes", count=len(page.footnotes))) if page.footnotes else "",
        "sources": _text(page.sources),
    }


def _figure(figure: Figure, language: Language) -> dict[str, Any]:
    look, wide = Look(theme="light", language=language.code), figure.drawing.kind == "fan"
    texts = {name: _text(getattr(figure, name)) for name in ("title", "note", "alt", "sources")}
    picture = svg(figure, look, width=WHOLE if wide else HALF, framed=False)
    return texts | {"sample": figure.sample, "wide": wide, "picture": picture}


def _table(section: Section, language: Language, size: float, strong: Iterable[str] = ()) -> dict[str, Any]:
    """A table with the size of its text and its columns' widths; the rows that begin with one of `strong` stand out."""
    printed = section.rows.head(LONGEST_ON_PAPER)
    cut = language("print.first_rows", rows=len(section.rows)) if len(printed) < len(section.rows) else ""
    rows = printed.astype(object).where(printed.notna(), "–")
    cells = [[_text(_cell(cell, language)) for cell in row] for row in rows.to_numpy().tolist()]
    columns = [_text(str(name)) for name in section.rows.columns]
    return {
        "title": _text(section.title),
        "note": _text(" ".join(filter(None, [section.note, cut]))),
        "size": size,
        "columns": columns,
        "rows": cells,
        "strong": [row[0].split(" ")[0] in strong for row in cells],
        "numbers": [pd.api.types.is_numeric_dtype(each) for each in section.rows.dtypes],
        "widths": _widths([columns, *cells], PAGE_WIDTH / (CHARACTER * size)),
    }


def _widths(rows: list[list[str]], room: float) -> list[float]:
    """Every column has room for its words; what is left of a line is shared until nearly all of a column's texts fit."""
    columns = list(zip(*rows, strict=True))
    wishes = [_usual(map(len, column)) + ROOM for column in columns]
    widths = [float(max(_longest(column[0]), _usual(map(_longest, column))) + ROOM) for column in columns]
    wide = [
        wish > 2 * READING or any("://" in cell for cell in column) for wish, column in zip(wishes, columns, strict=True)
    ]
    widths = [max(width, READING) if reads else width for width, reads in zip(widths, wide, strict=True)]
    left = room - sum(widths)
    open = [number for number, wish in enumerate(wishes) if wish > widths[number]]
    while open and left > 0:
        number = min(open, key=lambda each: wishes[each] - widths[each])
        more = min(wishes[number] - widths[number], left / len(open))
        widths[number] += more
        left -= more
        open.remove(number)
    return widths


def _usual(lengths: Iterable[int]) -> int:
    """What all but the few longest keep to."""
    ordered = sorted(lengths)
    return ordered[ceil(FITTING * (len(ordered) - 1))]


def _longest(text: str) -> int:
    return min(max(map(len, re.split("[ \u200b]", text))), LONGEST_PLAIN)


def _cell(cell: Any, language: Language) -> str:
    return language.number(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


def _text(text: str) -> str:
    """A text without what no font can show, and with places where a word that is too long for a line may break."""
    shown = re.sub(r"[\x00-\x20\x7f]+", " ", text).encode("utf-8", "replace").decode()
    return re.sub(r"\S+", lambda word: _broken(word[0]), shown)


LETTERS = re.compile(r"\W*[^\W\d_]+(?:-[^\W\d_]+)*\W*")


def _broken(word: str) -> str:
    if len(word) <= (LONGEST_WORD if LETTERS.fullmatch(word) else LONGEST_PLAIN):
        return word
    return "\u200b".join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
