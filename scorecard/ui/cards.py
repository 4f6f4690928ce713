"""The card of a goal: number, status, facts, what it takes and its sub-goals. The same card everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal, cast

import streamlit as st

from scorecard import figures, futures
from scorecard.assess import Assessment
from scorecard.card import facts, head, judged, need, number, number_and_facts, sources, statuses
from scorecard.figures import Figure
from scorecard.model import mid_sentence
from scorecard.prose import note, strong
from scorecard.records import Goal
from scorecard.ui import ahead
from scorecard.ui.markup import say
from scorecard.ui.parts import chart, way

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from scorecard.ui.view import View


def card(view: View, assessment: Assessment, *, link_to_goal: bool = True) -> None:
    """One goal: what it is, its status, its number, its facts, what is needed, its sub-goals."""
    goal = assessment.goal
    height: Literal["stretch", "content"] = "stretch" if link_to_goal else "content"
    with st.container(border=True, height=height, gap="xsmall", key=f"card_{goal.id}"):
        if ahead.possible(view):  # a part of the country has no charts on its cards
            ahead.say_of_county(
                view, f"card_{goal.id}", lambda other: "".join(cast(list[str], _parts(other, goal, link_to_goal)))
            )
        else:
            _draw(view, _parts(view, goal, link_to_goal))


def _parts(view: View, goal: Goal, link_to_goal: bool) -> list[str | Figure]:
    assessment = view.assessments[goal.id]
    opens = _open(view, goal) if link_to_goal else ""
    parts: list[str | Figure | None] = [head(view, assessment, opens), number_and_facts(view, assessment)]
    parts += [figures.bullet(view, assessment), judged(view, assessment), need(view, assessment)]
    if link_to_goal and (below := figures.sub_goals(view, goal)):
        parts += [strong(view.language("figure.sub_goals")), below]
    parts += [sources(view, assessment)]
    return [each for each in parts if each]


def wide_card(view: View, assessment: Assessment) -> None:
    """A long-term goal over the whole width: what it is, its number, what is needed."""
    goal = assessment.goal

    def beginning(other: View) -> str:
        return head(other, other.assessments[goal.id]) + number(other, other.assessments[goal.id])

    def end(other: View) -> str:
        found = other.assessments[goal.id]
        return _open(other, goal) + need(other, found) + facts(other, found) + sources(other, found)

    with st.container(border=True, horizontal=True, key=f"card_wide_{goal.id}"):
        ahead.say_of_county(view, f"wide_{goal.id}_beginning", beginning)
        scenarios = futures.scenarios(view, goal)
        if figure := scenarios or figures.bullet(view, assessment):
            with st.container(gap="xsmall"):
                say(
                    strong(figure.title if scenarios else view.language("judgement.computed")),
                    note(figure.note or view.language.plain(assessment.reason)),
                )
                chart(view, figure, title=False)
        ahead.say_of_county(view, f"wide_{goal.id}_end", end)


def _draw(view: View, parts: Sequence[str | Figure]) -> None:
    """Words that stand below each other are one element."""
    for words, group in groupby(parts, lambda each: isinstance(each, str)):
        if words:
            say(*map(str, group))
        else:
            for figure in group:
                chart(view, cast(Figure, figure), title=False, sources=False)


def _open(view: View, goal: Goal) -> str:
    """The way to the goal's page, in the card's upper corner."""
    return way(view, "goal", view.language("card.open", goal=mid_sentence(goal.label)), goal=goal.id)


def legend(view: View) -> None:
    """How the cards are read: the one status table in words."""
    with st.container(border=True, height="stretch", key="card_legend"):
        say(statuses(view))


def row(name: str) -> DeltaGenerator:
    """Cards beside each other; below each other where there is no room."""
    return st.container(key=f"row_of_{name}", horizontal=True, gap="small")


def last_column() -> DeltaGenerator:
    """The narrower end of a row of cards."""
    return st.container(key="last_column", height="stretch", gap="small")
