"""A briefing as a draft of the minutes in Word: the figures seen, the decisions, and room to write. Writes no file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorecard.briefing import Briefing, GoalPage
from scorecard.export import NOT_IN_XML
from scorecard.language import Language
from scorecard.look import TOKENS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

TO_FILL_IN = ("date", "present", "chair")
SEEN = {"goal": 5.6, "status": 4.6, "result": 4.2, "change_since": 2.6}
DECIDED = {"decision": 5.0, "owner": 2.4, "due": 2.2, "goal": 1.4, "figure_then": 3.8, "decision_state": 2.2}
"""Columns and their widths in centimetres: as much as stands between the margins of a page."""
PAGE, MARGIN = (21.0, 29.7), 2.0
"""A4, in centimetres."""


def docx(briefing: Briefing, language: Language) -> bytes:
    """The draft as a Word document."""
    import docx as word  # noqa: PLC0415  only who asks for the minutes needs it

    document = word.Document()
    _prepare(document, briefing, language)
    _begin(document, briefing, language)
    _sections(document, briefing, language)
    for page in briefing.pages:
        _page(document, page, language)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: Document, briefing: Briefing, language: Language) -> None:
    """The paper, the letters, the language that is spelt in, and what the file says of itself."""
    from docx.oxml.ns import qn  # noqa: PLC0415  as above
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415  as above

    (sheet,) = document.sections
    sheet.page_width, sheet.page_height = map(Cm, PAGE)
    sheet.left_margin = sheet.right_margin = sheet.top_margin = sheet.bottom_margin = Cm(MARGIN)
    sheet.header.paragraphs[0].text = _text(briefing.header)
    document.styles["Normal"].font.size = Pt(10.5)
    for name in ("Title", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        style.font.color.rgb = RGBColor.from_string(TOKENS["light"]["ink"].removeprefix("#"))
    for each in document.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), language.code)
    about = document.core_properties
    about.title = _text(f"{language('protocol.title')}: {briefing.title}, {briefing.round}")[:255]
    about.language, about.author, about.comments = language.code, "", ""


def _begin(document: Document, briefing: Briefing, language: Language) -> None:
    """What was shown and from which version, and what only those present can fill in."""
    document.add_heading(language("protocol.title"), level=0)
    _paragraph(document, briefing.title, strong=True)
    _paragraph(document, briefing.finding)
    for note in briefing.notes:
        _paragraph(document, note)
    for name in TO_FILL_IN:
        _line(document, language(f"protocol.{name}"))


def _sections(document: Document, briefing: Briefing, language: Language) -> None:
    document.add_heading(_text(briefing.overview.title), level=1)
    _table(document, briefing.overview.rows, SEEN, language)
    document.add_heading(_text(briefing.follow_up.title), level=1)
    if briefing.follow_up.rows.empty:
        _paragraph(document, language("paper.no_decisions"))
    else:
        _table(document, briefing.follow_up.rows, DECIDED, language)


def _page(document: Document, page: GoalPage, language: Language) -> None:
    """One goal: what was found, what it takes, what was judged and decided, and room for what was said."""
    document.add_heading(_text(f"{page.goal.id} {page.title}"), level=1)
    _paragraph(document, page.finding)
    _paragraph(document, f"{page.status_words}: {page.result}" if page.result else page.status_words, strong=True)
    parts = {
        "need.title": [page.needed], "judgement.title": page.words,
        "paper.decisions": page.decisions or [language("paper.no_decisions")],
    }  # fmt: skip
    for key, lines in parts.items():
        if any(lines):
            document.add_heading(language(key), level=2)
        for line in filter(None, lines):
            _paragraph(document, line)
    document.add_heading(language("protocol.discussion"), level=2)
    _line(document)
    if page.sources:
        _paragraph(document, page.sources)


def _paragraph(document: Document, text: str, *, strong: bool = False) -> None:
    document.add_paragraph().add_run(_text(text)).bold = strong


def _line(document: Document, label: str = "") -> None:
    """A line to write on, from its label to the margin."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER  # noqa: PLC0415  as above
    from docx.shared import Cm  # noqa: PLC0415  as above

    line = document.add_paragraph(f"{label}: \t" if label else "\t")
    line.paragraph_format.tab_stops.add_tab_stop(Cm(PAGE[0] - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)


def _table(document: Document, rows: pd.DataFrame, widths: dict[str, float], language: Language) -> None:
    """Some columns of a section, under headers that stand on every page that the table reaches."""
    from docx.shared import Cm  # noqa: PLC0415  as above

    names = [language(f"column.{each}") for each in widths]
    table = document.add_table(rows=1 + len(rows), cols=len(names), style="Table Grid")
    table.autofit = False
    for column, name, width in zip(table.columns, names, widths.values(), strict=True):
        column.width = Cm(width)
        texts = [name, *map(str, rows[name])]
        for cell, text in zip(column.cells, texts, strict=True):
            cell.text, cell.width = _text(text), Cm(width)
    _keep_together(table)


def _keep_together(table: Table) -> None:
    """The first row is a header on every page; no row is split between two."""
    from docx.oxml import OxmlElement  # noqa: PLC0415  as above

    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True


def _text(text: str) -> str:
    return NOT_IN_XML.sub("", text)
