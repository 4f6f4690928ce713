"""A page's words as HTML: literal, the same as everywhere else, and coloured as Streamlit colours words."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import card, prose, tables
from scorecard.language import language, languages
from scorecard.literal import bold, html
from scorecard.look import STATUS
from scorecard.model import EVERYTHING, Selection, Status
from scorecard.programme import Programme
from scorecard.sentences import measured_value, status_text
from scorecard.ui.frame import STYLE
from tests.conftest import ContextMaker

every_language = pytest.mark.parametrize("code", languages())
every_selection = pytest.mark.parametrize("selection", [EVERYTHING, Selection(county="12")], ids=["whole", "county"])
LITERAL = st.characters(exclude_categories=("Cc", "Cf", "Cs"))


class Heard(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[tuple[str, str]] = []
        """What each says, and where it leads."""
        self.text = ""
        self._leads: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"class", "href", "target", "scope", "aria-label"}
        self._leads = dict(attrs).get("href")
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._leads is not None:
            self.links.append((data, self._leads))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  the parser gives it
        self._leads = None


@given(st.text(LITERAL, min_size=1))
def test_data_is_literal_in_html_and_bold_only_where_the_catalogue_says_so(text: str) -> None:
    heard = Heard(bold(f"**{html(text)}** {html(text)}"))
    assert heard.text == f"{text} {text}"
    assert heard.elements == ["strong"]


@given(
    st.lists(
        st.sampled_from(["https://", "http://", "javascript:", "a.se/b?c=1&d", ", ", ". ", '"', "<"]) | st.text(LITERAL)
    )
)
def test_a_link_leads_to_what_it_says_and_only_to_the_web(pieces: list[str]) -> None:
    heard = Heard(prose.linked("".join(pieces)))
    assert heard.text == "".join(pieces)
    assert heard.elements == ["a"] * len(heard.links)
    assert all(said == there and re.match("https?://", there) for said, there in heard.links)


def test_addresses_are_links_without_the_punctuation_behind_them() -> None:
    text = "Rapport 2013 (http://a.se/b), https://c.se/?d=1&e=2. ”https://f.se”, <http://g.se>! javascript:alert(1) och c.se"
    heard = Heard(prose.linked(text))
    assert [there for _, there in heard.links] == ["http://a.se/b", "https://c.se/?d=1&e=2", "https://f.se", "http://g.se"]


@given(st.text(LITERAL, min_size=1))
def test_whatever_a_page_says_is_literal(text: str) -> None:
    for make, elements in {
        prose.heading: ["h2"], prose.paragraph: ["p"], prose.strong: ["p", "strong"], prose.note: ["p"],
        prose.warning: ["p", "span"], prose.marked: ["p"],
    }.items():  # fmt: skip
        heard = Heard(make(html(text) if make is prose.marked else text))
        assert (heard.elements, heard.text) == (elements, text)
    assert Heard(prose.heading("a", text)).text == f"a{text}"
    assert Heard(prose.table(text, [text], [[html(text)]], [""])).text == 2 * text
    for heard, elements in (Heard(prose.listing([text])), ["ul", "li"]), (Heard(prose.badges([text])), ["p", "span"]):
        assert (heard.elements, heard.text) == (elements, text)


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\x00b", "a\nb"])
def test_no_invisible_or_bidirectional_character_stays(text: str) -> None:
    assert html(text) == "ab"


@every_language
@every_selection
def test_a_card_says_its_goal_number_facts_and_status(
    code: str, selection: Selection, context: ContextMaker, programme: Programme
) -> None:
    look = context(selection=selection, code=code)
    for goal in programme.goals.values():
        found = look.assessments[goal.id]
        said = Heard(card.head(look, found) + card.number_and_facts(look, found) + card.need(look, found))
        assert look.language.content(goal.name) in said.text
        for label, value in tables.facts(look, found):
            assert f"{label} {value}" in said.text
        if found.tally and goal.rule:
            assert measured_value(look, goal, found.tally) in said.text
        if found.status:
            assert f"{STATUS[found.status].mark}\u00a0{status_text(look, found)}" in said.text
        else:
            assert not {each.mark for each in STATUS.values()} & set(said.text)


def test_nothing_that_a_goal_is_called_is_taken_for_html(context: ContextMaker) -> None:
    look, hostile = context(), {"sv": '<b onclick="x">*1* & **2**</b>'}
    plain = look.assessments["K1"]
    assert plain.goal.rule
    rule = plain.goal.rule.model_copy(update={"measure": hostile})
    found = replace(plain, goal=plain.goal.model_copy(update={"name": hostile, "rule": rule}))
    for part in (card.head, card.number_and_facts):
        heard = Heard(part(look, found))
        assert heard.elements == Heard(part(look, plain)).elements
        assert hostile["sv"] in heard.text


@every_language
def test_what_a_card_asks_for_is_bold_where_its_sentence_is(code: str, context: ContextMaker) -> None:
    look = context(code=code)
    said = Heard(card.need(look, look.assessments["K2"]))
    assert said.elements.count("strong") > 1
    assert "*" not in said.text


@every_language
def test_a_judged_status_stands_on_the_card_of_the_whole_and_not_of_a_part(code: str, context: ContextMaker) -> None:
    judged = context().programme.goals["K1"].judgements[-1].model_copy(update={"status": Status.MISSED})
    whole, part = context(code=code), context(code=code, selection=Selection(county="12"))
    said, not_said = (card.judged(look, replace(look.assessments["K1"], judgement=judged)) for look in (whole, part))
    assert language(code)("status.missed") in Heard(said).text
    assert not_said == ""


def test_every_status_has_its_colour_in_both_themes() -> None:
    for palette in {each.palette for each in STATUS.values()}:
        assert f".stHtml .{palette} {{ background: var(--{palette}Background) }}" in STYLE
        assert f".stHtml .{palette} i {{ color: var(--{palette}Text) }}" in STYLE
        assert all(f"--{palette}{part}: light-dark(#" in STYLE for part in ("Text", "Background"))
    assert "None" not in STYLE
