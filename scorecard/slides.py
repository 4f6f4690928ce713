"""A briefing as slides for a projector: native text, tables and charts that can be edited, in PowerPoint's format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide

from scorecard.briefing import Briefing, GoalPage, Section
from scorecard.deck import (
    BODY_TOP,
    CHARACTER,
    GAP,
    HEIGHT,
    LARGE,
    LAYOUT_TITLE,
    LEFT_WIDTH,
    LINE,
    LISTED,
    MARGIN,
    POINT,
    SMALL,
    SOURCES_TOP,
    STRONG,
    TEXT,
    WIDTH,
    Box,
    Deck,
    Line,
    clean,
    cut,
    describe,
    fitting,
    rgb,
    wrapped,
)  # fmt: skip
from scorecard.figures import Figure
from scorecard.language import Language
from scorecard.look import STATUS
from scorecard.slide_charts import draw, numbers

CELL_SIDES, CELL_ENDS, WIDEST_WORD, WIDEST_CELL = 14.4, 7.2, 16, 60
"""Points around a cell's text; characters of a word or short cell and of any cell beyond which a column asks for no more."""
OTHER_FONT = 1.2
"""How much wider letters may be where Calibri is not installed, or where they are bold."""
LONGEST_LARGE = 12
"""Characters up to which a result is very large."""
MOST_ROWS = 12
GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's table style of thin lines without fill."""
MARKS = {each.mark: each.colour for each in STATUS.values()}


def pptx(briefing: Briefing, language: Language) -> bytes:
    """The slides of a briefing. What does not fit on a slide is cut with … there and stands whole in its notes."""
    deck = Deck(language)
    _opening(deck, briefing)
    overview = replace(briefing.overview, rows=briefing.overview.rows.iloc[:, :4])  # what it takes is on each goal's slide
    _table_slides(deck, overview, _told(briefing.overview), briefing.notes)
    if briefing.follow_up.rows.empty:
        none = [Line(text=language("paper.no_decisions"))]
        deck.text(deck.slide(briefing.follow_up.title, [none[0].text, *briefing.notes]), none, Box())
    else:
        _table_slides(deck, briefing.follow_up, _told(briefing.follow_up), briefing.notes)
    for page in briefing.pages:
        _goal(deck, page, briefing.notes)
    _sources(deck, briefing)
    return deck.file(briefing.title, briefing.header)


def _opening(deck: Deck, briefing: Briefing) -> None:
    slide = deck.slide(briefing.title, [briefing.round, briefing.finding, *briefing.notes], LAYOUT_TITLE, LARGE * 0.75)
    lines = [Line(text=briefing.round, size=STRONG, colour="mute"), Line(text=briefing.finding, size=LARGE * 0.75, most=3)]
    lines += [Line(text=each, most=3) for each in briefing.notes]
    deck.fill(slide.placeholders[1], lines, Box(top=BODY_TOP + GAP, height=HEIGHT - BODY_TOP - GAP - MARGIN))


def _told(section: Section) -> list[str]:
    """Every row as a line of notes."""
    return [" · ".join(str(each) for each in row if each) for row in section.rows.to_numpy().tolist()]


def _table_slides(deck: Deck, section: Section, told: Sequence[str], notes: Sequence[str]) -> None:
    """A section as native tables on as many slides as its rows need."""
    box, header = Box(), [clean(str(each)) for each in section.rows]
    rows = [[clean(str(each)) for each in row] for row in section.rows.to_numpy().tolist()]
    widths = column_widths([header, *rows], box.width)
    top = _cut_row(header, widths, 2)
    room = box.height - _row_height(top, widths)
    cut_rows = [_cut_row(row, widths, int((room - CELL_ENDS) / (TEXT * LINE))) for row in rows]
    parts = list(_parts(cut_rows, widths, room))
    for number, part in enumerate(parts, start=1):
        title = section.title if len(parts) == 1 else f"{section.title} ({number}/{len(parts)})"
        slide = deck.slide(title, [*told, *notes])
        _table(deck, slide, [top, *part], widths, f"{title}. {', '.join(header)}")


def column_widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Room for each column's longest word, the rest for those that have most to say; in points."""
    character = TEXT * CHARACTER
    columns = [[row[place] for row in rows] for place in range(len(rows[0]))]
    words = [max((len(word) for cell in column for word in _unbroken(cell)), default=1) for column in columns]
    least = [min(each, WIDEST_WORD) * character * OTHER_FONT + CELL_SIDES for each in words]
    wishes = [min(max(len(each) for each in column), WIDEST_CELL) * character + CELL_SIDES for column in columns]
    more = [max(wish - need, 1) for wish, need in zip(wishes, least, strict=True)]
    spare = width - sum(least)
    if spare < 0:
        return [each * width / sum(least) for each in least]
    return [need + spare * each / sum(more) for need, each in zip(least, more, strict=True)]


def _unbroken(cell: str) -> list[str]:
    """What of a cell should stand on one line: all of a short one, else every word."""
    return [cell] if len(cell) <= WIDEST_WORD else cell.split()


def _cut_row(row: Sequence[str], widths: Sequence[float], most: int) -> list[str]:
    return [cut(cell, width - CELL_SIDES, TEXT, most) for cell, width in zip(row, widths, strict=True)]


def _row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(len(wrapped(cell, width - CELL_SIDES, TEXT)) for cell, width in zip(row, widths, strict=True))
    return lines * TEXT * LINE + CELL_ENDS


def _parts(rows: Iterable[list[str]], widths: Sequence[float], room: float) -> Iterator[list[list[str]]]:
    """Rows in parts that a slide has room for."""
    part: list[list[str]] = []
    for row in rows:
        if part and (len(part) == MOST_ROWS or sum(_row_height(each, widths) for each in (*part, row)) > room):
            yield part
            part = []
        part.append(row)
    yield part


def _table(deck: Deck, slide: Slide, rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str) -> None:
    heights = [_row_height(row, widths) for row in rows]
    frame = slide.shapes.add_table(len(rows), len(widths), *Box(height=sum(heights)).measures)
    describe(frame, alt)
    frame.table._tbl.tblPr.find(qn("a:tableStyleId")).text = GRID
    for column, width in zip(frame.table.columns, widths, strict=True):
        column.width = int(width * POINT)
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        frame.table.rows[number].height = int(height * POINT)
        for place, text in enumerate(row):
            _cell(deck, frame.table.cell(number, place), text, header=not number)


def _cell(deck: Deck, cell: Any, text: str, *, header: bool) -> None:
    """A cell; words that begin with a status mark have its colour."""
    colour = "on_yes" if header else MARKS.get(text[:1], "ink")
    deck.write(cell.text_frame, [Line(text=text, bold=header or text[:1] in MARKS, colour=colour)])
    if header:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb("yes")


def _goal(deck: Deck, page: GoalPage, notes: Sequence[str]) -> None:
    """The finding, then what the status rests on, beside the first chart that has numbers."""
    figure = next((each for each in page.figures if numbers(each.table)), None)
    slide = deck.slide(page.finding, [*_spoken(page, figure), *notes])
    name = Line(text=f"{page.goal.id} · {page.title}", colour="mute", most=1)
    deck.text(slide, [name], Box(height=TEXT * LINE))
    top = BODY_TOP + TEXT * LINE + GAP / 2
    beside = Box(top=top, width=LEFT_WIDTH if figure else Box().width, height=SOURCES_TOP - GAP / 2 - top)
    deck.text(slide, _said(deck.say, page, beside), beside)
    if figure:
        _drawn(deck, slide, figure, beside, figure.sources if figure.sources != page.sources else "")
    sample = deck.say("sample.figure") if figure and figure.sample else ""
    below = [Line(text=each, size=SMALL, colour="mute") for each in (sample, page.sources) if each]
    if below:
        deck.text(slide, below, Box(top=SOURCES_TOP, height=HEIGHT - SOURCES_TOP - 8))


def _drawn(deck: Deck, slide: Slide, figure: Figure, beside: Box, sources: str) -> None:
    """A chart, and below it where its figures come from where that is not where the goal's come from."""
    left, room = MARGIN + LEFT_WIDTH + GAP, 2 * SMALL * LINE if sources else 0
    box = replace(beside, left=left, width=WIDTH - MARGIN - left, height=beside.height - room)
    draw(deck, slide, figure, box)
    if sources:
        line = Line(text=sources, size=SMALL, colour="mute")
        deck.text(slide, [line], replace(box, top=box.top + box.height, height=room))


def _said(say: Language, page: GoalPage, box: Box) -> list[Line]:
    """What a goal's slide says, in the largest text in which every sub-goal has its line, else in the smallest."""
    for size in (TEXT, 16, LISTED):
        lines = _lines(say, page, size)
        if len(fitting(lines, box)) == len(lines):
            break
    return lines


def _lines(say: Language, page: GoalPage, size: float) -> list[Line]:
    colour = STATUS[page.status].colour if page.status else "ink"
    lines = [
        Line(text=page.result, size=LARGE if len(page.result) <= LONGEST_LARGE else LARGE * 0.75, bold=True),
        Line(text=page.status_words, size=STRONG, bold=True, colour=colour),
    ]
    lines += [Line(text=f"{label}: {value}", size=size) for label, value in page.facts]
    if page.needed:
        lines += [Line(text=say("need.title"), size=size, bold=True), Line(text=page.needed, size=size, most=HEIGHT)]
    lines += [Line(text=each, size=size, colour=MARKS.get(each[:1], "ink"), most=1) for each in page.sub_goals]
    return lines


def _spoken(page: GoalPage, figure: Figure | None) -> list[str]:
    """The notes of a goal: all that its slide says or had to cut, and what it has no room for."""
    drawn = [figure.title, figure.note, figure.alt, figure.sources] if figure else []
    return [
        f"{page.goal.id} · {page.title}", page.status_words, page.result, page.reason,
        *(f"{label}: {value}" for label, value in page.facts), page.needed,
        *page.sub_goals, *page.words, *page.decisions, *drawn, *page.footnotes, page.sources,
    ]  # fmt: skip


def _sources(deck: Deck, briefing: Briefing) -> None:
    """Where each goal's figures come from, on as many slides as that takes."""
    said = [f"{page.goal.id} {deck.say.content(page.goal.label)}: {page.sources or '–'}" for page in briefing.pages]
    for first in range(0, max(len(said), 1), MOST_ROWS):
        slide = deck.slide(deck.say("briefing.sources"), [*said, *briefing.notes])
        deck.text(slide, [Line(text=each, size=LISTED) for each in said[first : first + MOST_ROWS]], Box())
