"""The outlook obeys its laws, reproduces the check values and refuses what cannot be foretold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.assess import years_between
from scorecard.model import Date, Selection
from scorecard.outlook import (
    SCENARIOS,
    Pace,
    chance_word,
    needed_per_year,
    pipeline,
    pool,
    quantile,
    scenario,
    year_reached,
    yearly,
)
from scorecard.report import scorecard_object
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker

SPAN = float(years_between(Date(2012, 12, 31), Date(2013, 11, 15)))
SHIPPED = Pace(new=14, exposure=(310 - 26) * SPAN, span=SPAN, count=40, of=310, since=Date(2013, 11, 15))
YEARS = float(years_between(Date(2013, 11, 15), Date(2020, 12, 31)))


@st.composite
def paces(draw: st.DrawFn) -> Pace:
    of = draw(st.integers(1, 120))
    first = draw(st.integers(0, of - 1))
    count, span = draw(st.integers(first, of)), draw(st.floats(0.5, 3))
    return Pace(new=count - first, exposure=(of - first) * span, span=span, count=count, of=of, since=Date(2013, 12, 31))


@pytest.mark.parametrize(
    ("name", "expected"), [("half", (88, 69, 114)), ("kept", (128, 96, 166)), ("double", (187, 142, 233))]
)
def test_the_check_values_of_26_to_40_hold_within_one_organisation(name: str, expected: tuple[int, int, int]) -> None:
    found = scenario(name, pool(SHIPPED, years=YEARS, factor=SCENARIOS[name]), 186, SCENARIOS[name])
    assert np.abs(np.array([found.median, found.low80, found.high80]) - expected).max() <= 1


def test_the_quadrature_agrees_with_a_simulation() -> None:
    random = np.random.default_rng(20131231)
    rate = random.gamma(14.5, 1 / SHIPPED.exposure, 200_000) * random.gamma(16, 1 / 16, 200_000)
    drawn = 40 + random.binomial(270, 1 - np.exp(-rate * YEARS))
    found = pool(SHIPPED, years=YEARS)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert abs(quantile(found, share) - np.quantile(drawn, share)) <= 1


@settings(max_examples=40, deadline=None)
@given(paces(), st.floats(0.1, 15), st.sampled_from(list(SCENARIOS.values())), st.sampled_from([0.0, 0.05, 0.5]))
def test_a_pool_is_a_distribution_that_never_exceeds_its_size(pace: Pace, years: float, factor: float, loss: float) -> None:
    found = pool(pace, years=years, factor=factor, loss=loss)
    assert len(found) == pace.of + 1
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)
    if loss == 0:
        assert found[: pace.count].sum() == pytest.approx(0, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(paces(), st.floats(0.5, 10))
def test_a_higher_pace_never_lowers_and_a_loss_never_raises_the_outlook(pace: Pace, years: float) -> None:
    medians = [quantile(pool(pace, years=years, factor=factor), 0.5) for factor in sorted(SCENARIOS.values())]
    assert medians == sorted(medians)
    assert quantile(pool(pace, years=years, loss=0.1), 0.5) <= quantile(pool(pace, years=years), 0.5)


@pytest.mark.parametrize(("count", "of"), [(0, 53), (40, 53), (53, 53), (2600, 5000)])
def test_a_loss_that_is_next_to_nothing_changes_nothing(count: int, of: int) -> None:
    pace = Pace(new=14, exposure=max(of - count, 1), span=1, count=count, of=of, since=FINAL)
    none, little = (pool(pace, years=7.5, factor=0.5, loss=loss) for loss in (0.0, 1e-13))
    assert np.allclose(none, little, atol=1e-8)


def test_a_baseline_of_0_gives_a_distribution_and_not_an_error() -> None:
    pace = Pace(new=0, exposure=310, span=1, count=0, of=310, since=Date(2013, 12, 31))
    found = scenario("kept", pool(pace, years=7), 186, 1)
    assert 0 <= found.low80 <= found.median <= found.high80 <= 310


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_pipeline_is_a_distribution_between_the_count_and_all_under_way(
    count: int, under_way: int, yes: int, no: int
) -> None:
    found = pipeline(count, under_way, yes, no)
    assert len(found) == count + under_way + 1
    assert found.sum() == pytest.approx(1)
    assert found[:count].sum() == 0


def test_without_earlier_rounds_every_number_of_the_pipeline_is_as_likely() -> None:
    assert pipeline(26, 4, 0, 0)[26:] == pytest.approx([0.2] * 5)


def test_the_same_figures_come_out_on_every_run() -> None:
    first = pool(SHIPPED, years=YEARS).copy()
    pool.cache_clear()
    assert (pool(SHIPPED, years=YEARS) == first).all()


@pytest.mark.parametrize(("chance", "word"), [(0.8, "likely"), (0.79, "uncertain"), (0.21, "uncertain"), (0.2, "unlikely")])
def test_the_words_follow_the_stated_thresholds(chance: float, word: str) -> None:
    assert chance_word(chance) == word


def test_the_2020_goal_has_worked_examples_and_no_forecast(context: ContextMaker) -> None:
    (found,) = [each["outlook"] for each in scorecard_object(context())["goals"] if each["id"] == "L1"]
    assert found["kind"] == "pool"
    assert found["refused"].startswith("Prognos kan inte göras")
    assert [each["median"] for each in found["scenarios"]] == [65, 88, 128, 187]


def test_one_measurement_makes_no_forecast(context: ContextMaker) -> None:
    (found,) = [each["outlook"] for each in scorecard_object(context(STATUS_REPORT))["goals"] if each["id"] == "K1"]
    assert found == {
        "kind": "pipeline",
        "refused": "Prognos kan inte göras: 1 jämförbar mätpunkt, minst två behövs.",
        "scenarios": [],
    }


def test_a_goal_that_is_due_and_a_part_of_the_country_have_no_outlook(context: ContextMaker) -> None:
    goals = context().programme.goals
    assert context(FINAL).outlook(goals["K1"]) is None
    assert context(selection=Selection(county="12")).outlook(goals["L1"]) is None


def test_an_outlook_never_feeds_a_status(context: ContextMaker) -> None:
    scene = context()
    before = scene.assessments["L1"].status
    scene.outlook(scene.programme.goals["L1"])
    assert scene.assessments["L1"].status is before


def test_the_yearly_way_starts_at_the_count_and_ends_at_the_scenario() -> None:
    years = yearly(SHIPPED, Date(2020, 12, 31), 1.0)
    assert (years[0]["date"], years[0]["median"]) == (Date(2013, 11, 15), 40)
    assert (years[-1]["date"], years[-1]["median"]) == (Date(2020, 12, 31), 128)


def test_a_steady_number_a_year_and_its_reverse_agree() -> None:
    since = Date(2013, 12, 31)
    needed = needed_per_year(40, 186, since, Date(2020, 12, 31))
    assert needed == 21
    assert year_reached(40, 186, needed, since) == 2020
    assert year_reached(40, 186, needed - 1, since) == 2021
    assert year_reached(40, 186, 0, since) is None
