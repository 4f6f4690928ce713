"""What is sent of another county is what the page says when it is chosen, word for word and row for row."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard import surveys
from scorecard.drawing import drawing
from scorecard.figures import Figure
from scorecard.language import language, languages
from scorecard.literal import html
from scorecard.model import Selection
from scorecard.programme import Programme
from scorecard.sentences import Context
from scorecard.store import Store
from scorecard.ui import ahead, frame
from tests.conftest import DATA, FINAL, STATUS_REPORT, ContextMaker
from tests.measures import NOW, make_measures
from tests.test_pages import GOALS, View, finding, opened, pieces

PLACE = re.compile(r'<div data-place="([^"]*)" data-part="[^"]*">(.*?)</div>(?=<div data-place=|</template>|$)', re.DOTALL)
TEMPLATE = re.compile(r'<template data-county="([^"]*)">(.*?)</template>', re.DOTALL)
UNSEEN = re.compile(r'<p class="unseen">.*?</p>', re.DOTALL)
SKANE = "12"
VIEWS: list[tuple[str, View, str]] = [
    ("overview", {}, "sv"), ("overview", {}, "en"), ("goal", {"goal": "K1"}, "sv"), ("goal", {"goal": "K1"}, "en"),
    *(("goal", {"goal": goal}, "sv") for goal in GOALS if goal != "K1"),
    ("overview", {"kind": "municipality"}, "sv"), ("overview", {"evidence": "verified"}, "sv"),
    ("overview", {"round": STATUS_REPORT.isoformat()}, "sv"), ("overview", {"outlook": "slower"}, "sv"),
    ("goal", {"goal": "K1", "round": STATUS_REPORT.isoformat(), "evidence": "self_assessed"}, "sv"),
]  # fmt: skip
"""Each differs from another by one thing that words depend on: what is kept of one must not be said of another."""


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


def unasked(page: str, view: View, code: str) -> AppTest:
    """The page as it is where nothing can be sent ahead: made anew, and nothing of it kept."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ahead, "MOST_AHEAD", 0)
        return opened(page, view, code)


def test_of_every_county_is_sent_what_the_page_says_without_it(pages_store: Store, programme: Programme) -> None:
    for page, view, code in VIEWS:
        alone = [unasked(page, view | {"county": county}, code) for county in sorted(programme.counties)[2::5]]
        expected = {chosen(app): "".join(pieces(app)) for app in alone if finding(app) != language(code)("empty.title")}
        found = sent(opened(page, view | {"county": SKANE}, code))
        assert found.keys() >= expected.keys() or not found
        for county in found.keys() & expected.keys():
            assert {"shown"} < found[county].keys()
            assert [words for words in found[county].values() if UNSEEN.sub("", words) not in expected[county]] == []


def test_every_view_that_has_a_county_to_show_sends_it(pages_store: Store) -> None:
    for page, view, code in VIEWS:
        app = opened(page, view | {"county": SKANE}, code)
        assert (chosen(app) in sent(app)) == (finding(app) != language(code)("empty.title"))
        assert sent(opened(page, view, code)) == {}


@pytest.mark.parametrize("code", languages())
def test_a_chart_holds_the_rows_of_every_county_and_is_the_same_whichever_is_chosen(
    code: str, pages_store: Store, context: ContextMaker
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


def test_figures_by_gender_hold_every_county_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_measures(tmp_path / "measures")
    shutil.copy(DATA / "counties.csv", folder)
    sources = (folder / "sources.toml").read_text(encoding="utf-8")
    (folder / "sources.toml").write_text(sources.replace("[own]", "[scb]") + sources, encoding="utf-8")
    organisations = pd.read_csv(folder / "organisations.csv", dtype=str, keep_default_na=False)
    organisations["county_code"] = [("01", "12", "14")[number % 3] for number in range(len(organisations))]
    organisations.to_csv(folder / "organisations.csv", index=False)
    monkeypatch.setenv("SCORECARD_PROGRAMME", str(folder))
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path / 'measures.sqlite'}")
    st.cache_resource.clear()
    seen = 0
    for goal in ("A1", "A2"):
        apps = [opened("goal", {"goal": goal, "round": NOW, "county": county}) for county in ("01", "12", "14")]
        charts = [[each.proto for each in app.get("vega_lite_chart")] for app in apps]
        assert charts[0] == charts[1] == charts[2]
        assert all(set(rows(chart)["part"]) == {"01", "12", "14"} for chart in charts[0])
        assert len({said(app)[place] for app in apps for place in said(app) if "gender" in place}) > 2
        seen += len(charts[0])
    st.cache_resource.clear()
    assert seen > 1


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
    monkeypatch.setattr(frame, "county_label", lambda *asked: name(*asked).replace(first, second))
    assert list(sent(opened("overview", {"county": SKANE}))) == others
