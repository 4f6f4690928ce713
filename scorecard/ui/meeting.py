"""The screens of a meeting, the steps between them, judgements and decisions. One screen at a time, readable from afar."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from scorecard import card, figures, futures, minutes, prose, tables
from scorecard.agenda import DECIDE, START, WHOLE
from scorecard.assess import Assessment
from scorecard.briefing import decision_state, figure_then, follow_up
from scorecard.literal import html, markdown
from scorecard.minutes import LONGEST_FIELD, Decision, State
from scorecard.model import Message, Selection, Status, message
from scorecard.records import Goal, Recorded
from scorecard.sentences import county_name, goal_line, headline, result, source_line
from scorecard.ui.handouts import handouts
from scorecard.ui.markup import say
from scorecard.ui.parts import chart, download, heading, note, paragraph, table
from scorecard.ui.saving import attempt, may_edit, may_write, who_and_why
from scorecard.ui.view import View
from scorecard.wording import too_few

JUDGED = (None, Status.ACHIEVED, Status.ON_TRACK, Status.NEAR_PLAN, Status.BEHIND, Status.MISSED)
"""What somebody may judge; None is a judgement in words only."""


def screen(view: View) -> None:
    """The screen that the address names; the first where it names none of this meeting."""
    drawn = {START: _start, WHOLE: _whole, DECIDE: _decide}
    name = view.slide if view.slide in view.screens else START
    if name in drawn:
        drawn[name](view)
    else:
        _goal(view, view.programme.goals[name])


def steps(view: View) -> None:
    """The way to the screens before and after, on the keyboard too, and to a look at a county."""
    words, order = view.language, view.screens
    place = order.index(view.slide) if view.slide in order else 0
    with st.container(key="meeting_steps", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        say(prose.paragraph(words("meeting.place", number=place + 1, of=len(order))), width="content")
        if view.programme.counties and st.button(words("meeting.county"), key="county_look"):
            st.dialog(words("meeting.county"), width="large")(_county)(view)
        for label, shortcut, target in (("back", "Left", place - 1), ("on", "Right", place + 1)):
            there = 0 <= target < len(order)
            st.button(
                words(f"meeting.{label}"), key=f"step_{label}", shortcut=shortcut, disabled=not there, on_click=_go,
                args=(order[target] if there else "",),
            )  # fmt: skip


def _go(name: str) -> None:
    st.session_state["choice_slide"] = name


def _start(view: View) -> None:
    words = view.language
    st.title(markdown(words("meeting.last_time")), anchor=False)
    today = datetime.date.today()
    shown = [
        each for each in view.decisions if each.round < view.round or (each.round == view.round and each.decided < today)
    ]
    if not shown:
        paragraph(words("meeting.no_decisions"))
        _proposals(view)
        return
    table(view, follow_up(view, shown, today).rows.iloc[:, :6], words("meeting.last_time"))
    if may_edit(view) and any(each.state is State.OPEN for each in shown):
        _follow_up(view, {each.id for each in shown})


def _proposals(view: View) -> None:
    """What each goal of the meeting needs: what there is to decide about."""
    words, goals = view.language, [view.programme.goals[name] for name in view.screens if name in view.programme.goals]
    lines = [(words.content(each.label), words.sentences(view.what_it_takes(each), html)) for each in goals]
    needs = prose.marked_listing(f"**{html(label)}** {needed}" for label, needed in lines)
    say(prose.heading(words("meeting.proposals")), needs)


def _follow_up(view: View, shown: Collection[int]) -> None:
    words, seen = view.language, _seen("follow_up", view.newest)
    pending = {
        each.id: each for each in minutes.decisions(view.store, seen) if each.id in shown and each.state is State.OPEN
    }
    with st.form("follow_up", border=False, enter_to_submit=False):
        chosen = st.selectbox(
            words("column.decision"), list(pending), key="follow_up_decision", placeholder=words("column.decision"),
            format_func=lambda id: pending[id].text,
        )  # fmt: skip
        became = st.segmented_control(
            words("meeting.became"), [State.DONE, State.WITHDRAWN], format_func=lambda state: words(f"decision.{state}"),
            default=State.DONE, required=True,
        )  # fmt: skip
        by, _ = who_and_why(view, "follow_up", reason=False)
        pressed = st.form_submit_button(words("meeting.save"))
    if pressed and chosen:
        attempt(view, by, lambda _: _saved(minutes.follow_up(view.store, pending[chosen], State(became), by=by)))
    _remember("follow_up", view.newest)


def _seen(name: str, now: int) -> int:
    """The version that was on the screen when a button was pressed: the one of the run before."""
    return int(st.session_state.get(f"seen_{name}", now))


def _remember(name: str, version: int) -> None:
    """What the next press will have seen; a save that succeeds never comes here."""
    st.session_state[f"seen_{name}"] = version


def _saved(version: int) -> Message:
    return message("minutes.saved", version=version)


def _whole(view: View) -> None:
    words = view.language
    st.title(markdown(headline(view, "overview", view.goal)), anchor=False)
    for goal in view.programme.top_goals:
        assessment = view.assessments[goal.id]
        with st.container(border=True, key=f"row_{goal.id}"):
            name, value, bullet, position = st.columns([1.5, 0.8, 1.6, 1.4], gap="medium", vertical_alignment="center")
            with name:
                say(prose.marked(f"**{html(words.content(goal.label))}** {html(words.content(goal.name))}"))
            with value.container(key=f"value_{goal.id}"):
                say(prose.strong(result(view, assessment)))
            with bullet:
                if figure := figures.bullet(view, assessment):
                    chart(view, figure, title=False, sources=False, key=f"row_chart_{goal.id}")
            with position:
                said = [card.status(view, assessment)]
                for below in view.sub_assessments(goal):
                    if below.status in (Status.MISSED, Status.BEHIND):
                        stands = words(f"status.{below.status}", missing=0)
                        said.append(prose.paragraph(f"{below.goal.id} {words.content(below.goal.label)}: {stands}"))
                if any(said):
                    say(*said)
    if origins := [each.tally.origin for each in view.assessments.values() if each.tally]:
        note(source_line(view, origins))


def _goal(view: View, goal: Goal) -> None:
    assessment = view.assessments[goal.id]
    st.title(markdown(headline(view, "goal", goal)), anchor=False)
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        way = futures.fan(view, goal, "kept", view.decisions) or figures.path(view, goal, view.decisions)
        figure = way or figures.bullet(view, assessment)
        if figure:
            chart(view, figure)
        else:
            paragraph(view.language.plain(assessment.reason))
        if drawn := None if way else figures.sub_goals(view, goal):
            chart(view, drawn)
    with right:
        said = [card.number(view, assessment), card.status(view, assessment), card.need(view, assessment)]
        if not drawn and (below := view.sub_assessments(goal)):
            said.append(prose.listing(goal_line(view, each) for each in below))
        said += [prose.paragraph(tables.judged_status(view, assessment))] if assessment.judgement else []
        said += [prose.paragraph(f"{each.text} ({each.owner})") for each in _about(view, goal)]
        say(*said)


def _about(view: View, goal: Goal) -> list[Decision]:
    family = {goal.id, *(each.id for each in view.programme.sub_goals(goal))}
    return [each for each in view.decisions if each.goal in family and each.state is State.OPEN]


def _decide(view: View) -> None:
    words = view.language
    st.title(markdown(words("meeting.decide")), anchor=False)
    left, right = st.columns(2, gap="large") if may_edit(view) else (st.container(), None)
    with left:
        _taken(view)
    if right:
        with right:
            _record(view)
    handouts(view)


def _taken(view: View) -> None:
    """What has been decided about the round; as long as that is nothing, what there is to decide about."""
    words, taken = view.language, [each for each in view.decisions if each.round == view.round]
    if not taken:
        _proposals(view)
        return
    rows = follow_up(view, taken, datetime.date.today()).rows
    table(view, rows.iloc[:, 1:6], words("meeting.decide"))
    download(view, rows, words("meeting.decisions_file"))


def _record(view: View) -> None:
    words, goals = view.language, view.programme.goals_in_order
    labels = {"": words("meeting.no_goal")} | {goal.id: f"{goal.id} {words.content(goal.label)}" for goal in goals}
    with st.form("decide", border=False, enter_to_submit=False):
        text = st.text_input(words("column.decision"), max_chars=LONGEST_FIELD, key="decision_text")
        left, right = st.columns(2)
        owner = left.text_input(words("column.owner"), max_chars=120, key="decision_owner")
        due = right.date_input(words("column.due"), value=None, format="YYYY-MM-DD", key="decision_due")
        left, right = st.columns(2)
        about = left.selectbox(
            words("column.goal"), list(labels), key="decision_goal",
            format_func=lambda id: labels.get(id, words("meeting.no_goal")),
        )  # fmt: skip
        with right:
            by, _ = who_and_why(view, "decide", reason=False)
        pressed = st.form_submit_button(words("meeting.record"))
    if pressed:
        version = _seen(f"decide_{view.round}", view.cube.version)
        assessment = view.as_of(version).assessments[about] if about else None
        attempt(view, by, lambda _: _saved(minutes.decide(
            view.store, text=text, owner=owner, due=due, decided=datetime.date.today(), by=by, assessment=assessment,
            round=view.round, shown_version=version,
        )))  # fmt: skip
    _remember(f"decide_{view.round}", view.cube.version)


def _county(view: View) -> None:
    """A look at one county beside the meeting, marked as what it is; Escape leads back."""
    with st.container(key="meeting_county"):
        _of_county(view)


def _of_county(view: View) -> None:
    words = view.language
    say(prose.warning(words("meeting.not_material")))
    counties = sorted(view.programme.counties, key=lambda code: county_name(view, code))
    code = st.selectbox(
        words("filter.county"), counties, format_func=lambda code: county_name(view, code), key="county_asked"
    )
    part = replace(view, selection=Selection(county=code))
    rows = [
        [f"{each.goal.id} {words.content(each.goal.label)}", _at_least(view, each) + result(part, each)]
        for each in part.assessments.values()
        if each.tally
    ]
    table(view, tables.frame(view, "goal result", rows), words("meeting.county"))


def _at_least(view: View, part: Assessment) -> str:
    """A part of a count that is not whole enough for a status is as little whole."""
    least = part.tally and part.tally.missing and not too_few(part.tally)
    return (
        f"{view.language('form.at_least')} "
        if least and view.assessments[part.goal.id].status is Status.CANNOT_ASSESS
        else ""
    )


def judge(view: View, assessment: Assessment) -> None:
    """What an officer records about a goal in a round: the judged status, on what evidence, and three short fields."""
    words, goal = view.language, assessment.goal
    if not may_write(view) or not view.selection.everything:
        return
    known = assessment.judgement if isinstance(assessment.judgement, Recorded) else None
    with st.container(key="form_judge"):
        heading(words("judgement.record"))
        form = st.form("judge", border=False, enter_to_submit=False)
    with form:
        chosen = st.selectbox(
            words("judgement.judged"), JUDGED, index=JUDGED.index(known.status) if known else 0,
            key=f"judged_{goal.id}_{view.round}", placeholder=words("judgement.words_only"),
            format_func=lambda each: words(f"status.{each}", missing=0) if each else words("judgement.words_only"),
        )  # fmt: skip
        columns = st.columns(2) * 2
        texts = {
            name: column.text_area(
                words(f"judgement.{name}"), value=getattr(known, name, ""), max_chars=LONGEST_FIELD, height=80,
                key=f"{name}_{goal.id}_{view.round}",
            )
            for name, column in zip(("evidence", "happened", "cause", "proposed"), columns, strict=True)
        }  # fmt: skip
        by, _ = who_and_why(view, "judge", reason=False)
        pressed = st.form_submit_button(words("judgement.save"))
    if pressed:
        today, seen = datetime.date.today().isoformat(), _seen(f"judge_{goal.id}_{view.round}", view.newest)
        judgement = Recorded(round=view.round, status=chosen, by=by or "–", date=today, **texts)
        attempt(view, by, lambda _: _saved(minutes.judge(view.store, goal.id, judgement, by=by, seen=seen)))
    _remember(f"judge_{goal.id}_{view.round}", view.newest)


def decided(view: View, goal: Goal) -> None:
    """What has been decided about a goal, with the figure that stood."""
    words = view.language
    about = [each for each in view.decisions if each.goal == goal.id]
    if not about:
        return
    heading(words("meeting.decisions"))
    today = datetime.date.today()
    rows = [
        [each.text, each.owner, words(f"decision.{decision_state(each, today)}"), figure_then(view, each),
         words.date(each.decided)]
        for each in about
    ]  # fmt: skip
    table(view, tables.frame(view, "decision owner decision_state figure_then decided", rows), words("meeting.decisions"))
