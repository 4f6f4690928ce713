"""Controls that change the view: goals, the tile map, the organisation table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from scorecard import prose, tables
from scorecard.assess import Assessment
from scorecard.figures import Figure
from scorecard.language import Language
from scorecard.literal import markdown
from scorecard.look import MAP_CLASSES
from scorecard.outlook import LOSSES, needed_per_year, year_reached
from scorecard.records import Goal, Organisation
from scorecard.ui.markup import say
from scorecard.ui.pages import PAGES
from scorecard.ui.parts import LONGEST_LIST, LONGEST_TABLE, chart, download, first_of, heading, note, table
from scorecard.ui.view import View, heed_address


def choose_programme(words: Language, names: Mapping[str, str]) -> None:
    """The programme, where there is another than the one that is open."""
    opened = st.session_state["programme"]
    if names.keys() - {opened}:
        st.session_state["control_programme"] = opened if opened in names else None
        st.selectbox(
            words("filter.programme"), list(names), key="control_programme", format_func=names.__getitem__,
            on_change=_take, args=("programme",), placeholder=words("filter.programme"),
        )  # fmt: skip


def choose_goal(view: View) -> None:
    """The top goals, and below them the chosen one with its sub-goals."""
    tops = {goal.id: goal for goal in view.programme.top_goals}
    chosen = view.goal.parent or view.goal.id
    st.session_state["control_top_goal"] = chosen
    with st.container(horizontal=True, gap="small"):
        _goal_buttons(view, "top_goal", list(tops.values()))
        below = view.programme.sub_goals(tops[chosen])
        if below:
            st.session_state["control_sub_goal"] = view.goal.id
            _goal_buttons(view, "sub_goal", [tops[chosen], *below])


def choose_scenario(view: View, goal: Goal) -> None:
    """Which worked example the fan lifts out, and how many a year cease to fulfil; nothing where there is none."""
    found = view.outlook(goal)
    if found is None:
        return
    with st.container(horizontal=True):
        names = [each.name for each in found.scenarios]
        st.session_state["control_outlook"] = view.scenario
        if len(names) > 1:
            st.segmented_control(
                view.language("outlook.choose"), names, key="control_outlook", required=True, width="content",
                format_func=lambda name: view.language(f"scenario.{name}"), on_change=_take, args=("outlook",),
            )  # fmt: skip
            st.session_state["control_loss"] = next(name for name, rate in LOSSES.items() if rate == view.loss)
            st.segmented_control(
                view.language("outlook.loss"), list(LOSSES), key="control_loss", required=True, width="content",
                format_func=lambda name: view.language.percent(LOSSES[name]), on_change=_take, args=("loss",),
            )  # fmt: skip


def choose_measure(view: View) -> None:
    """The top goals that are counted: what the page counts."""
    counted = [goal for goal in view.programme.top_goals if goal.rule]
    st.session_state["control_top_goal"] = view.goal.parent or view.goal.id
    _goal_buttons(view, "top_goal", counted)


def choose_since(view: View) -> None:
    """What changes are told against: another round, or an older version of this one."""
    words, programme = view.language, view.programme
    labels = {name: words.content(programme.round(date).title) for name, date in reversed(view.earlier_rounds.items())}
    labels |= {
        f"v{each.version}": words("changes.version", version=each.version, by=each.by, at=each.at)
        for each in view.store.commits()
        if f"v{each.version}" in view.earlier_versions
    }
    if not labels:
        note(words("changes.nothing_before"))
        return
    chosen = view.since if view.since in labels else next(iter(view.earlier_rounds), None) and max(view.earlier_rounds)
    st.session_state["control_since"] = chosen
    st.selectbox(
        words("changes.since"), list(labels), key="control_since", format_func=labels.__getitem__, on_change=_take,
        args=("since",), placeholder=words("changes.choose"), width=520,
    )  # fmt: skip


def _goal_buttons(view: View, name: str, goals: list[Goal]) -> None:
    key = f"control_{name}"
    labels = {goal.id: _button_label(view, goal, name) for goal in goals}
    if st.session_state[key] not in labels:
        st.session_state[key] = None
    st.segmented_control(
        view.language(f"filter.{name}"), list(labels), key=key, format_func=lambda id: markdown(labels[id]),
        label_visibility="collapsed", width="content", on_change=_take, args=("goal", name), required=True,
    )  # fmt: skip


def _button_label(view: View, goal: Goal, name: str) -> str:
    label = view.language.content(goal.label)
    if name == "top_goal":
        return label
    return f"{goal.id} {label}" if goal.parent else view.language("filter.whole_goal")


def _take(name: str, control: str = "") -> None:
    """What a control says becomes a part of the view."""
    if chosen := st.session_state.get(f"control_{control or name}"):
        st.session_state[f"choice_{name}"] = str(chosen)
        heed_address()


def county_map(view: View, figure: Figure) -> None:
    """The tile map: a click chooses a county, another click on it the whole country, a step another goal, all at once in the
    browser. The filter and the goals above are the keyboard's way."""
    squares = [
        f'<span><i style="background:{view.look[f"map{number}"]};border:1px solid {view.look["line"]}"></i>{label}</span>'
        for number, (_, label) in enumerate(MAP_CLASSES)
    ]
    key, begins_with = _map_that_shows(figure.selected)
    chart(
        view,
        replace(figure, selected=begins_with),
        wide=False,
        key=key,
        on_select=partial(_follow_map, key),
        above=f'<div class="answer-key">{"".join(squares)}</div>',
    )


def _map_that_shows(chosen: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """The key of the map and what it began with. A map whose reader chose what the view shows stays as it is: it has shown
    it since the click. What was chosen elsewhere, in the sidebar or by a link, makes a new one."""
    number, begins_with, shows = st.session_state.get("map", (0, chosen, None))
    if shows != chosen or f"map_{number}" not in st.session_state:
        number, begins_with = number + 1, chosen
    st.session_state["map"] = number, begins_with, chosen
    return f"map_{number}", begins_with


def _follow_map(key: str) -> None:
    """What was clicked on becomes the view's."""
    number, begins_with, shows = st.session_state["map"]
    for chosen in st.session_state[key]["selection"]["choice"]:
        for name in chosen.keys() - {name for name in shows if shows[name] == chosen[name]}:
            st.session_state[f"choice_{name}"] = chosen[name]
        heed_address()
        if key == f"map_{number}":  # else a new map is on its way that shows something else
            st.session_state["map"] = number, begins_with, dict(chosen)


def organisation_table(view: View) -> None:
    """Who has reported what, of very many those with most missing; choosing a row opens the organisation."""
    words, goal = view.language, view.goal
    ranked = view.most_missing_first
    questions = tables.questions_of(view, goal)

    def rows(organisations: list[Organisation]) -> pd.DataFrame:
        return tables.some_organisations(view, goal, organisations, view.lacking, view.answers_to(questions, organisations))

    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        heading(words("organisations.title", count=len(ranked)))
    with right:
        download(view, lambda: rows(ranked), words("organisations.file"))
    shown = ranked[:LONGEST_LIST]
    first_of(view, len(ranked), len(shown))
    found = view.once(("organisations", len(shown)), len(shown), lambda: rows(shown))
    small = len(found) <= LONGEST_TABLE
    with st.container(horizontal=True):
        _open_organisation(view, {each.id: each.name for each in shown})
        if small:
            found = _sorted(view, found)
    if small:
        table(view, found, words("organisations.alt"))
        return
    event = st.dataframe(
        tables.coloured(found, view.look.theme), hide_index=True, alt=words("organisations.alt"), height=580,
        key="organisation_table", on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    chosen = event["selection"]["rows"]
    if chosen:
        st.switch_page(PAGES["organisations"], query_params=view.parameters | {"org": shown[chosen[0]].id})


def _open_organisation(view: View, names: dict[str, str]) -> None:
    nothing = view.language("organisations.choose")
    st.selectbox(
        view.language("organisations.open"), ["", *sorted(names, key=names.__getitem__)], key="control_org", width=340,
        format_func=lambda id: names.get(id) or nothing, placeholder=nothing, on_change=_take, args=("org",),
    )  # fmt: skip


def _sorted(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows by a column of the reader's choice; a real table does not sort itself."""
    words = view.language
    order = st.selectbox(
        words("organisations.sort"), ["", *rows.columns], key="organisation_order", width=340,
        format_func=lambda column: column or words("organisations.missing_first"),
        placeholder=words("organisations.missing_first"),
    )  # fmt: skip
    return rows.sort_values(order, kind="stable") if order in rows else rows


def what_if(view: View, assessment: Assessment) -> None:
    """How many a year reach the target when, and the reverse. Never changes a status."""
    words, goal, found, needed = view.language, assessment.goal, assessment.tally, assessment.needed
    if found is None or needed is None or not needed.per_year or goal.deadline is None or not goal.counts_up:
        return
    heading(words("what_if.title"))
    since, target = assessment.round, int(assessment.target or 0)
    most = found.of or target
    required = needed_per_year(found.yes, target, since, goal.deadline)
    chosen = min(view.per_year or required, most)
    st.session_state["control_per_year"] = chosen
    st.slider(words("what_if.per_year"), 1, most, key="control_per_year", on_change=_take, args=("per_year",))
    year = year_reached(found.yes, target, chosen, since)
    say(prose.marked(words("what_if.year", per_year=chosen, target=target, year=str(year))))
    years = range(goal.deadline.year - 2, goal.deadline.year + 6)
    rows = [
        [str(each), needed_per_year(found.yes, target, since, goal.deadline.replace(year=each))]
        for each in years
        if each > since.year
    ]
    table(view, tables.frame(view, "year needed_a_year", rows), words("what_if.title"))
