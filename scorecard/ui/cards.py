"""The card of a goal: number, status, facts, what it takes and its sub-goals. The same card everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from scorecard import card as said
from scorecard import figures, futures
from scorecard.assess import Assessment
from scorecard.literal import markdown
from scorecard.look import STATUS
from scorecard.model import Status, mid_sentence
from scorecard.ui.parts import chart, link

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from scorecard.ui.view import View


def card(view: View, assessment: Assessment, *, link_to_goal: bool = True) -> None:
    """One goal: what it is, its status, its number, its facts, what is needed, its sub-goals."""
    goal = assessment.goal
    height: Literal["stretch", "content"] = "stretch" if link_to_goal else "content"
    above = said.head(view, assessment) + said.number_and_facts(view, assessment)
    below = said.judged(view, assessment) + said.need(view, assessment)
    with st.container(border=True, height=height, gap="xsmall", key=f"card_{goal.id}"):
        if figure := figures.bullet(view, assessment):
            st.html(above)
            chart(view, figure, title=False, sources=False)
            above = ""
        told = above + below
        if link_to_goal and (figure := figures.sub_goals(view, goal)):
            st.html(told + said.title(view.language("figure.sub_goals")))
            chart(view, figure, title=False, sources=False)
            told = ""
        if told := told + said.sources(view, assessment):
            st.html(told)
        if link_to_goal:
            _open(view, assessment)


def wide_card(view: View, assessment: Assessment) -> None:
    """A long-term goal over the whole width: what it is, its number, what is needed."""
    with st.container(border=True, horizontal=True, key=f"card_wide_{assessment.goal.id}"):
        st.html(said.head(view, assessment) + said.number(view, assessment))
        scenarios = futures.scenarios(view, assessment.goal)
        if figure := scenarios or figures.bullet(view, assessment):
            title = figure.title if scenarios else view.language("judgement.computed")
            with st.container(gap="xsmall"):
                st.html(said.title(title) + said.note(figure.note or view.language.plain(assessment.reason)))
                chart(view, figure, title=False)
        st.html(said.need(view, assessment) + said.facts(view, assessment) + said.sources(view, assessment))
        _open(view, assessment)


def _open(view: View, assessment: Assessment) -> None:
    """The way to the goal's page, in the card's upper corner."""
    link(view, "goal", view.language("card.open", goal=mid_sentence(assessment.goal.label)), goal=assessment.goal.id)


def legend(view: View) -> None:
    """How the cards are read: the one status table in words."""
    words = view.language
    shown = (Status.ACHIEVED, Status.ON_TRACK, Status.NEAR_PLAN, Status.BEHIND, Status.CANNOT_ASSESS)
    margin = 100 - 100 * view.programme.settings.near_plan_margin
    lines = [
        f":{STATUS[each].palette}-background[:{STATUS[each].palette}[{STATUS[each].mark}] "
        f"{markdown(words(f'legend.{each}', margin=margin))}]"
        for each in shown
    ]
    with st.container(border=True, height="stretch", gap="xxsmall", key="card_legend"):
        told = (f"**{words('legend.title')}**", "  \n".join(lines), f":small[:gray[{markdown(words('legend.text'))}]]")
        st.markdown("\n\n".join(told))


def row(name: str) -> DeltaGenerator:
    """Cards beside each other; below each other where there is no room."""
    return st.container(key=f"row_of_{name}", horizontal=True, gap="small")


def last_column() -> DeltaGenerator:
    """The narrower end of a row of cards."""
    return st.container(key="last_column", height="stretch", gap="small")
