"""What is sent of another county is what the page says when it is chosen, word for word and row for row."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard import surveys
from scorecard.canvas import drawing
from scorecard.figures import Figure
from scorecard.language import language, languages
from scorecard.literal import html
from scorecard.model import Selection
from scorecard.programme import Programme
from scorecard.sentences import Context
from scorecard.store import Store
from scorecard.ui import ahead, frame
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker
from tests.test_pages import GOALS, View, finding, opened

PLACE = re.compile(r'<div data-place="([^"]*)">(.*?)</div>(?=<div data-place=|</template>|$)', re.DOTALL)
TEMPLATE = re.compile(r'<template data-county="([^"]*)">(.*?)</template>', re.DOTALL)
SKANE = "12"
VIEWS: list[tuple[str, View, str]] = [
    *(("overview", {}, code) for code in languages()),
    *(("goal", {"goal": "K1"}, code) for code in languages()),
    *(("goal", {"goal": goal}, "sv") for goal in GOALS if goal != "K1"),
    ("overview", {"kind": "municipality"}, "sv"),
    ("goal", {"goal": "K1", "round": STATUS_REPORT.isoformat(), "evidence": "self_assessed"}, "sv"),
]


def said(app: AppTest) -> dict[str, str]:
    """What a page says, by where."""
    found = (PLACE.fullmatch(each.value) for each in app.html)
    return {each[1]: each[2] for each in found if each}


def sent(app: AppTest) -> dict[str, dict[str, str]]:
    """What a page has sent of every county, by what the filter calls it and where it is said."""
    (templates,) = [each.value for each in app.html if each.value.startswith("<template")] or [""]
    return {unescape(county): dict(PLACE.findall(content)) for county, content in TEMPLATE.findall(templates)}


def chosen(app: AppTest) -> str:
    """What the filter calls the county that is chosen."""
    (filter,) = [each for each in app.selectbox if each.key == "choice_county"]
    return str(filter.format_func(filter.value))


def drawn(app: AppTest) -> list[Any]:
    """The charts that hold the rows of every county."""
    return [each.proto for each in app.get("vega_lite_chart") if "part" in rows(each.proto)]


def rows(chart: Any) -> pd.DataFrame:
    return pa.ipc.open_stream(chart.data.data).read_pandas()


@pytest.mark.parametrize(("page", "view", "code"), VIEWS, ids=str)
def test_of_every_county_is_sent_what_the_page_says_when_it_is_chosen(
    page: str, view: View, code: str, pages_store: Store, programme: Programme
) -> None:
    app = opened(page, view, code)
    assert sent(app) == {}
    shown = []
    for county in sorted(programme.counties)[::4]:
        app.session_state["choice_county"] = county
        app.run()
        every = sent(app)
        assert bool(every) == (finding(app) != language(code)("empty.title"))
        if every:
            now = said(app)
            assert every[chosen(app)] == {place: now[place] for place in every[chosen(app)]}
            shown.append(every)
    assert all(each == shown[0] for each in shown)
    assert len(shown) > 1 or view.get("goal", "K1") != "K1"


@pytest.mark.parametrize("code", languages())
def test_a_chart_holds_the_rows_of_every_county_and_is_the_same_whichever_is_chosen(
    code: str, pages_store: Store, programme: Programme, context: ContextMaker
) -> None:
    view = {"goal": "K1", "county": SKANE}
    app = opened("goal", view, code)
    charts = drawn(app)
    for theme, chart in zip(("citizen_effects", "reach"), charts, strict=True):
        assert chart.spec.count("datum.part === part") == 1
        for county, of_county in rows(chart).groupby("part"):
            figure = surveys.survey(context(FINAL, Selection(county=county), code), theme)
            assert figure is not None
            found = of_county.drop(columns="part").reset_index(drop=True)
            assert found.to_dict("records") == figure.rows.to_dict("records")
            assert (county != SKANE) or html(figure.alt) in said(app)[f"survey-{theme}_finding"]
        assert rows(chart)["part"].nunique() > 5
    assert drawn(opened("goal", view | {"county": "01"}, code)) == charts


def test_a_county_whose_chart_has_another_form_waits_for_the_server(
    pages_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = surveys.survey

    def with_another_form_in_stockholm(context: Context, theme: str) -> Figure | None:
        found = original(context, theme)
        form = drawing("survey", questions=9) if context.selection.county == "01" else found and found.drawing
        return found and replace(
            found, drawing=form or found.drawing, again=partial(with_another_form_in_stockholm, theme=theme)
        )

    every = set(sent(opened("goal", {"goal": "K1", "county": SKANE})))
    st.cache_resource.clear()
    monkeypatch.setattr(surveys, "survey", with_another_form_in_stockholm)
    for _ in range(2):
        for county, expected in (("01", {"Stockholm (7)"}), (SKANE, every - {"Stockholm (7)"})):
            app = opened("goal", {"goal": "K1", "county": county})
            assert set(sent(app)) == expected
            assert all((rows(chart)["part"] == "01").all() == (county == "01") for chart in drawn(app))


@pytest.mark.parametrize(
    ("page", "view"),
    [("overview", {}), ("overview", {"county": SKANE, "tables": "1"}), ("goal", {"kind": "municipality"}),
     ("organisations", {"county": SKANE}), ("counties", {"county": SKANE}), ("changes", {"county": SKANE})],
    ids=str,
)  # fmt: skip
def test_nothing_is_sent_ahead_where_more_changes_than_words_and_bars(page: str, view: View, pages_store: Store) -> None:
    app = opened(page, view)
    assert (sent(app), drawn(app)) == ({}, [])


def test_nothing_is_sent_ahead_of_very_many_counties(pages_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST_AHEAD", 20)
    app = opened("goal", {"goal": "K1", "county": SKANE})
    assert (sent(app), drawn(app)) == ({}, [])


def test_counties_that_the_filter_calls_the_same_wait_for_the_server(
    pages_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = sent(opened("overview", {"county": SKANE}))
    first, second, *others = every
    name = frame.county_label
    st.cache_resource.clear()
    monkeypatch.setattr(frame, "county_label", lambda view, code: name(view, code).replace(first, second))
    assert list(sent(opened("overview", {"county": SKANE}))) == others
