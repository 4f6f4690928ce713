"""Beside every page: the programme, the way to the other pages, the filters, and which version is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scorecard import __version__, prose
from scorecard.model import EVERYTHING, Date, Selection
from scorecard.records import Goal
from scorecard.sentences import county_name, how_many
from scorecard.ui.about import help_button
from scorecard.ui.controls import choose_programme
from scorecard.ui.login import log_out_button
from scorecard.ui.markup import say
from scorecard.ui.pages import ABOUT, PAGES
from scorecard.ui.parts import heading, ways, without
from scorecard.ui.view import FILTERS, WHOLE_PAGES, View, heed_address

MOST_ROUNDS = 12
"""Rounds up to which each has a button; more are chosen from a list, newest first."""


def counted_group(view: View) -> str:
    """The group that the page's figures count among."""
    if view.page in ("goal", "counties"):
        return view.goal.group
    indicator = view.programme.indicators[view.goal.rule.indicator] if view.goal.rule else None
    return indicator.group if indicator and view.page == "organisations" else first_counted(view).group


def first_counted(view: View) -> Goal:
    """The goal that a page of many goals is told by."""
    return next((each for each in view.programme.top_goals if each.rule and each.horizon == "short"), view.goal)


def county_label(view: View, group: str, code: str) -> str:
    """What the filter calls a county: its name, and how many of a group are counted in it."""
    return _counted(view, group, county_name(view, code), Selection(county=code))


def _counted(view: View, group: str, label: str, selection: Selection = EVERYTHING) -> str:
    return f"{label} ({how_many(view.programme, group, selection)})"


def control(name: str) -> dict[str, Any]:
    """How a control becomes a part of the view, and goes before the address."""
    return {"key": f"choice_{name}", "on_change": heed_address}


def sidebar(view: View, programmes: Mapping[str, str]) -> None:
    """Everything beside a page; `programmes` are those to choose from and what they are called."""
    words, programme = view.language, view.programme
    with st.sidebar:
        say(prose.strong(words("sidebar.title", programme=programme.settings.short)))
        choose_programme(words, programmes)
        hidden = {*ABOUT} if programme.counties else {*ABOUT, "counties"}
        there = ways(view, [page for page in PAGES if page not in hidden]), ways(view, ABOUT)
        say(prose.navigation(words("landmark.navigation"), *there))
        help_button(view)
        if view.page not in ABOUT:
            heading(words("sidebar.filter"))
            _filters(view)
        key, date = (
            ("sidebar.version" if view.reported else "sidebar.version_empty"),
            programme.round(view.round).answered_by,
        )
        small = [words(key, version=__version__, store=view.cube.version, date=date)]
        small += [words.plain(why_not) for why_not in (view.person.why_not, view.store.read_only) if why_not]
        say(*map(prose.note, small))
        log_out_button(view.person, words)


def _filters(view: View) -> None:
    words, programme = view.language, view.programme
    rounds = [each.date.isoformat() for each in programme.rounds]

    def short(date: str) -> str:
        return words.content(programme.round(Date.fromisoformat(date)).short)

    if len(rounds) <= MOST_ROUNDS:
        st.segmented_control(words("filter.round"), rounds, **control("round"), required=True, format_func=short)
    else:
        st.selectbox(words("filter.round"), rounds[::-1], **control("round"), format_func=short)
    if view.page not in WHOLE_PAGES:  # what they show is the whole
        _narrowing(view)


def _narrowing(view: View) -> None:
    words, programme, settings = view.language, view.programme, view.programme.settings
    group = counted_group(view)

    def kind_label(kind: str) -> str:
        if not kind:
            return _counted(view, group, words("filter.kind_all"))
        return _counted(view, group, words.content(settings.kinds[kind].plural), Selection(kind=kind))

    counties = sorted(programme.counties, key=lambda code: county_name(view, code))
    kinds = [
        kind for kind in settings.kinds if programme.members(group, Selection(kind=kind)) or kind == view.selection.kind
    ]
    if counties:
        st.selectbox(
            words("filter.county"), ["", *counties], **control("county"), placeholder=words("filter.county_all"),
            format_func=lambda code: (
                county_label(view, group, code) if code else _counted(view, group, words("filter.county_all"))
            ),
        )  # fmt: skip
    st.selectbox(
        words("filter.kind"), ["", *kinds], **control("kind"), placeholder=words("filter.kind_all"),
        format_func=kind_label,
    )  # fmt: skip
    st.selectbox(
        words("filter.evidence"), ["", "self_assessed", "verified"], **control("evidence"),
        placeholder=words("filter.evidence_all"),
        format_func=lambda basis: words(f"basis.{basis}").capitalize() if basis else words("filter.evidence_all"),
    )  # fmt: skip
    st.button(words("filter.clear"), on_click=without, args=(FILTERS,), disabled=view.selection.everything, width="stretch")
    st.pills(
        words("filter.tables"), ["1"], **control("tables"), format_func=lambda _: words("filter.tables_show"),
        label_visibility="collapsed",
    )  # fmt: skip
