"""The card of a goal: number, status, facts, what it takes and its sub-goals. The same card everywhere."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from scorecard import figures, futures, genders, tables
from scorecard.assess import Assessment
from scorecard.look import STATUS
from scorecard.model import Status, mid_sentence
from scorecard.sentences import source_line
from scorecard.ui.parts import beside, chart, link, markdown, need, note, number, status
from scorecard.ui.view import View


def card(view: View, assessment: Assessment, *, link_to_goal: bool = True) -> None:
    """One goal: what it is, its status, its number, its facts, what is needed, its sub-goals."""
    goal = assessment.goal
    height: Literal["stretch", "content"] = "stretch" if link_to_goal else "content"
    with st.container(border=True, height=height, gap="xsmall", key=f"card_{goal.id}"):
        card_head(view, assessment, link_to_goal=link_to_goal)
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            number(view, assessment)
            facts(view, assessment)
        if figure := figures.bullet(view, assessment):
            chart(view, figure, title=False, sources=False)
        judged_line(view, assessment)
        need(view, assessment, goal.id)
        if link_to_goal and (figure := figures.sub_goals(view, goal)):
            st.markdown(f"**{view.language('figure.sub_goals')}**")
            chart(view, figure, title=False, sources=False)
        card_sources(view, assessment)


def wide_card(view: View, assessment: Assessment) -> None:
    """A long-term goal over the whole width: what it is, its number, what is needed."""
    with st.container(border=True, gap="xsmall", key=f"card_{assessment.goal.id}"):
        left, middle, right = beside(f"card_{assessment.goal.id}", [1.22, 1.25, 1.13])
        with left, st.container(gap="xsmall"):
            card_head(view, assessment, link_to_goal=True)
            number(view, assessment)
        with middle, st.container(gap="xsmall"):
            scenarios = futures.scenarios(view, assessment.goal)
            if figure := scenarios or figures.bullet(view, assessment):
                st.markdown(f"**{markdown(figure.title if scenarios else view.language('judgement.computed'))}**")
                note(figure.note or view.language.plain(assessment.reason))
                chart(view, figure, title=False, sources=False)
                note(figure.sources)
        with right, st.container(gap="xsmall"):
            need(view, assessment, assessment.goal.id)
            facts(view, assessment)
            card_sources(view, assessment)


def card_head(view: View, assessment: Assessment, *, link_to_goal: bool) -> None:
    words, goal = view.language, assessment.goal
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        year = goal.deadline.year if goal.deadline else ""
        st.markdown(f":small[:gray[{markdown(words(f'card.{goal.horizon}', year=str(year)).strip(', '))}]]", width="content")
        if link_to_goal:
            link(view, "goal", words("card.open", goal=mid_sentence(goal.label)), goal=goal.id)
    st.header(markdown(words.content(goal.name)), anchor=False)
    status(view, assessment)


def judged_line(view: View, assessment: Assessment) -> None:
    """The judged status of a goal that cannot be counted, or that is judged otherwise than computed."""
    found = assessment.judgement
    if found and found.status and (assessment.goal.rule is None or found.status is not assessment.status):
        note(tables.judged_status(view, assessment))


def facts(view: View, assessment: Assessment) -> None:
    """Target, change, missing, evidence: always in this order."""
    rows = [*tables.facts(view, assessment), *genders.gender_fact(view, assessment)]
    lines = [f":small[:gray[{markdown(label)}]] :small[**{markdown(value)}**]" for label, value in rows]
    st.markdown("  \n".join(lines), width="content")


def card_sources(view: View, assessment: Assessment) -> None:
    origins = [each.tally.origin for each in (assessment, *view.sub_assessments(assessment.goal)) if each.tally]
    if origins:
        note(source_line(view, origins))


def legend(view: View) -> None:
    """How the cards are read: the one status table in words."""
    words = view.language
    with st.container(border=True, height="stretch", gap="xxsmall", key="card_legend"):
        st.markdown(f"**{words('legend.title')}**")
        shown = (Status.ACHIEVED, Status.ON_TRACK, Status.NEAR_PLAN, Status.BEHIND, Status.CANNOT_ASSESS)
        margin = 100 - 100 * view.programme.settings.near_plan_margin
        lines = [
            f":{STATUS[each].palette}-background[:{STATUS[each].palette}[{STATUS[each].mark}] "
            f"{markdown(words(f'legend.{each}', margin=margin))}]"
            for each in shown
        ]
        st.markdown("  \n".join(lines))
        note(words("legend.text"))
