"""The draft of the minutes says what the briefing says, leaves room to write, and takes any text as text."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys
from collections.abc import Callable
from functools import cache

import docx as word
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from scorecard.briefing import Briefing, Section, briefing
from scorecard.language import Language, language, languages
from scorecard.minutes import Decision, State
from scorecard.model import EVERYTHING, Date, Selection, Status
from scorecard.protocol import DECIDED, SEEN, docx
from scorecard.store import Store
from tests.conftest import FINAL, ROOT, STATUS_REPORT, ContextMaker

TODAY = Date(2014, 3, 1)
VIEWS = {
    "everything": (FINAL, EVERYTHING), "county": (FINAL, Selection(county="12")), "earlier": (STATUS_REPORT, EVERYTHING),
}  # fmt: skip
DECISIONS = [
    Decision(
        id=number, version=number, text=f"Beslut nummer {number}", owner="Anna", due=due, goal=goal, state=state, round=FINAL,
        decided=Date(2013, 12, 20), count=40, of=53, status=Status.ACHIEVED, shown_version=1,
    )
    for number, goal, due, state in (
        (2, "K1", Date(2014, 1, 15), State.OPEN), (3, "K1a", None, State.OPEN), (4, None, None, State.DONE),
    )
]  # fmt: skip
Told = Callable[..., Briefing]

every_view = pytest.mark.parametrize(
    ("name", "code", "several"),
    [*((name, code, True) for name in VIEWS for code in languages()), ("everything", "sv", False)],
)


@pytest.fixture(scope="module")
def told(context: ContextMaker, store: Store) -> Told:
    """The briefing of a view, made once."""

    @cache
    def make(name: str = "everything", code: str = "sv", several: bool = True) -> Briefing:
        shown = context(*VIEWS[name], code)
        answers = store.answers(shown.cube.version, round=shown.round)
        return briefing(shown, answers, DECISIONS if several else [], None, TODAY)

    return make


def opened(file: bytes) -> Document:
    return word.Document(io.BytesIO(file))


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def wanted(section: Section, columns: dict[str, float], say: Language) -> list[list[str]]:
    names = [say(f"column.{each}") for each in columns]
    return [names, *section.rows[names].to_numpy().tolist()]


def small(told: Briefing, text: str) -> Briefing:
    """A briefing that says one text everywhere."""
    page = dataclasses.replace(told.pages[0], title=text, finding=text, needed=text, words=[text], decisions=[text])
    rows = pd.DataFrame([[text] * len(told.follow_up.rows.columns)], columns=told.follow_up.rows.columns, dtype=object)
    section = dataclasses.replace(told.follow_up, rows=rows, title=text)
    return dataclasses.replace(told, title=text, round=text, finding=text, header=text, follow_up=section, pages=[page])


@every_view
def test_the_minutes_have_the_figures_seen_and_every_decision(told: Told, name: str, code: str, several: bool) -> None:
    whole, say = told(name, code, several), language(code)
    document = opened(docx(whole, say))
    seen, *decided = [cells(each) for each in document.tables]
    assert seen == wanted(whole.overview, SEEN, say)
    assert decided == ([wanted(whole.follow_up, DECIDED, say)] if several else [])
    texts, first = [each.text for each in document.paragraphs], whole.pages[0]
    assert (say("paper.no_decisions") in texts[: texts.index(f"{first.goal.id} {first.title}")]) is not several


@every_view
def test_every_goal_has_its_words_and_room_for_the_discussion(told: Told, name: str, code: str, several: bool) -> None:
    whole, say = told(name, code, several), language(code)
    texts = [each.text for each in opened(docx(whole, say)).paragraphs]
    starts = [texts.index(f"{page.goal.id} {page.title}") for page in whole.pages]
    for page, start, end in zip(whole.pages, starts, [*starts[1:], len(texts)], strict=True):
        part = texts[start:end]
        assert {page.finding, page.needed, page.sources, *page.words} - {""} <= {*part}
        assert any(each.startswith(page.status_words) and each.endswith(page.result) for each in part)
        assert {*(page.decisions or [say("paper.no_decisions")])} <= {*part}
        assert part[part.index(say("protocol.discussion")) + 1] == "\t"


@pytest.mark.parametrize("code", languages())
def test_the_minutes_begin_with_what_was_shown_and_what_is_filled_in(told: Told, code: str) -> None:
    whole, say = told(code=code), language(code)
    document = opened(docx(whole, say))
    start = [say("protocol.title"), whole.title, whole.finding, *whole.notes]
    start += [f"{say(f'protocol.{each}')}: \t" for each in ("date", "present", "chair")]
    assert [each.text for each in document.paragraphs][: len(start)] == start
    assert say("sample.notice") in start
    assert whole.round in " ".join(start)
    assert document.sections[0].header.paragraphs[0].text == whole.header


@pytest.mark.parametrize("code", languages())
def test_headings_headers_and_language_are_real(told: Told, code: str) -> None:
    whole = told(code=code)
    document = opened(docx(whole, language(code)))
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings == [
        whole.overview.title, whole.follow_up.title, *(f"{each.goal.id} {each.title}" for each in whole.pages),
    ]  # fmt: skip
    for table in document.tables:
        repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert repeated == [True, *[False] * (len(repeated) - 1)]
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {code}
    about = document.core_properties
    assert (about.language, about.author) == (code, "")
    assert whole.title in about.title
    sheet = document.sections[0]
    assert sheet.page_width
    assert sheet.page_height
    assert (round(sheet.page_width.cm, 1), round(sheet.page_height.cm, 1)) == (21.0, 29.7)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<b>&amp; =1+1 ]]>", "<b>&amp; =1+1 ]]>"),
        ("tecken \x00\x01\x0b\x1f \ufffe\uffff här", "tecken   här"),
        ("halv \ud800 här", "halv  här"),
        ("{MACRO} 中文 😀 بلدية", "{MACRO} 中文 😀 بلدية"),
        ("lång " * 100, "lång " * 100),
    ],
)
def test_any_text_is_text_without_what_a_document_cannot_hold(told: Told, text: str, kept: str) -> None:
    document = opened(docx(small(told(), text), language("sv")))
    assert cells(document.tables[1])[1] == [kept] * len(DECIDED)
    assert [each.text for each in document.paragraphs].count(kept) >= 5
    assert document.sections[0].header.paragraphs[0].text == kept


def test_what_writes_documents_is_loaded_only_when_one_is_asked_for() -> None:
    code = "import sys, scorecard.protocol; print('docx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
