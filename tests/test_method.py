"""The method page says what `assess` does: every status is explained, and every example is one that assess would give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from scorecard import method
from scorecard.assess import Yardstick, assess, assess_all, supposing
from scorecard.check import open_programme
from scorecard.language import SMALLEST_FOR_PERCENT, language, languages
from scorecard.measure import Cube
from scorecard.model import Basis, Certainty, Status
from scorecard.programme import Programme
from scorecard.sentences import Context
from scorecard.store import open_store
from tests.conftest import STATUS_REPORT, ContextMaker
from tests.test_check import make_other

every_language = pytest.mark.parametrize("code", languages())
TABLES = (
    method.layers, method.statuses, method.limits, method.rules, method.bases, method.certainties,
)  # fmt: skip


def said(rows: pd.DataFrame) -> str:
    return "\n".join(str(cell) for row in rows.to_numpy() for cell in row)


@pytest.fixture
def other(copy: Path) -> Iterator[Context]:
    """A programme with one goal and one round, in Swedish only."""
    make_other(copy)
    programme = open_programme(copy)
    with closing(open_store(programme, f"sqlite:///{copy / 'other.sqlite'}")) as store:
        cube = Cube(store.version(), store.counts(store.version()))
        yield Context(programme=programme, cube=cube, language=language("sv"), round=programme.rounds[-1].date)


@every_language
@pytest.mark.parametrize("status", Status)
def test_every_status_is_explained_with_its_own_mark_and_an_example(
    status: Status, code: str, context: ContextMaker
) -> None:
    rows = [row for row in method.statuses(context(code=code)).to_numpy() if row[0].status is status]
    assert rows
    for mark, rule, example in rows:
        assert mark.words
        assert rule
        assert example != "–"


def test_every_way_a_status_stands_on_a_card_is_explained(context: ContextMaker) -> None:
    assert set(method.KINDS) == {*Status, "achieved_early", "uncertain"}
    assert set(method.examples(context())) == set(method.KINDS)


def test_an_example_that_stood_is_what_assess_says(context: ContextMaker, programme: Programme, cube: Cube) -> None:
    stood = [each.assessment for each in method.examples(context()).values() if not each.supposed]
    assert {each.status for each in stood} >= {Status.ACHIEVED, Status.MISSED, Status.NEAR_PLAN, Status.CANNOT_ASSESS}
    for each in stood:
        assert each == assess(programme, cube, each.goal, each.round)


@given(
    target=some.integers(1, 60), due=some.booleans(), start=some.integers(0, 40), more=some.fractions(0, 20, max_denominator=9),
    margin=some.fractions(0, 1, max_denominator=9), most=some.integers(0, 60), missing=some.integers(0, 5),
)  # fmt: skip
def test_a_position_stays_the_same_from_one_turn_to_the_next(
    target: int, due: bool, start: int, more: Fraction, margin: Fraction, most: int, missing: int
) -> None:
    held = Yardstick(target=target, due=due, start=start, required=start + more, margin=margin)
    counts = range(most - missing + 1)
    every = [held.position(count, missing) for count in counts]
    ends = {count for count in counts if {count - 1, count + 1} - {*counts}}
    ends |= {count for count in counts[1:] if every[count - 1] != every[count]}
    ends |= {count - 1 for count in counts[1:] if every[count - 1] != every[count]}
    assert ends <= {*method.turns(held, most, missing)} <= {*counts}


def test_supposing_what_is_so_changes_nothing(programme: Programme, cube: Cube) -> None:
    assessed = [
        each
        for round in programme.rounds
        for each in assess_all(programme, cube, round.date)
        if each.status is not Status.CANNOT_ASSESS
    ]
    assert len(assessed) > 5
    for each in assessed:
        assert each.tally is not None
        same = supposing(programme, each, each.tally.yes, each.tally.missing)
        assert (same.status, same.early, same.uncertain) == (each.status, each.early, each.uncertain)
        assert same.reason == each.reason


def test_what_was_never_counted_cannot_be_supposed(context: ContextMaker, programme: Programme) -> None:
    with pytest.raises(ValueError, match="K3"):
        supposing(programme, context().assessments["K3"], 1, 0)


@every_language
def test_the_table_has_the_words_of_the_reasons(code: str, context: ContextMaker) -> None:
    scene = context(code=code)
    words = said(method.statuses(scene))
    for kind, example in method.examples(scene).items():
        assert scene.language.plain(example.assessment.reason) in words, kind
        assert scene.language.content(example.assessment.goal.label) in words


def test_an_example_that_never_stood_says_so(context: ContextMaker) -> None:
    scene = context()
    rows = dict(zip(method.KINDS, method.statuses(scene).iloc[:, 2], strict=True))
    supposed = {kind for kind, example in method.examples(scene).items() if example.supposed}
    assert supposed
    assert {kind for kind, words in rows.items() if words.startswith("Tänkt exempel")} == supposed


def test_the_limits_of_goal_1_in_2012(context: ContextMaker) -> None:
    """0 of 2011-01-01 to 40 of 2013-12-31 asks for 27 on 2012-12-31; 85 % of the way there is 22.7."""
    scene = context()
    rows = {mark.status: count for mark, count in method.limits(scene).to_numpy()}
    assert rows == {
        Status.ACHIEVED: "40–53", Status.ON_TRACK: "27–39", Status.NEAR_PLAN: "23–26", Status.BEHIND: "0–22",
    }  # fmt: skip
    assert method.limits_title(scene) == "Gränserna för Mål 1, 2012: planen kräver 27 och måltalet är 40"


def test_margin_and_coverage_are_those_of_the_programme_file(context: ContextMaker) -> None:
    scene = context()
    settings = scene.programme.settings.model_copy(
        update={"near_plan_margin": Fraction(3, 5), "minimum_coverage": Fraction(1, 5)}
    )
    changed = replace(scene, programme=replace(scene.programme, settings=settings))
    words = said(method.statuses(changed)) + said(method.rules(changed))
    assert "40\u00a0%" in words
    assert "20\u00a0%" in words
    assert "15\u00a0%" not in words
    assert {mark.status: count for mark, count in method.limits(changed).to_numpy()}[Status.NEAR_PLAN] == "16–26"


def test_a_filter_and_the_round_chosen_change_nothing(context: ContextMaker) -> None:
    for table in TABLES:
        assert said(table(context())) == said(table(context(STATUS_REPORT)))


def test_the_rules_have_examples_from_the_programme(context: ContextMaker) -> None:
    rows = {row[0]: row[2] for row in method.rules(context()).to_numpy()}
    assert rows["Eget mått"].startswith("Mål 2, 2013: Målet är nått, men delmål K2a")
    assert rows["Svar som saknas"] == "K1a Egna mål nådda, 2013: 1 av 53 saknas (42–43 mot mål 40)"
    assert rows["Parvis jämförelse"] == "Mål 1, 2013: från 26 år 2012 till 40."
    assert "2010" in rows["Brott i serien"]
    assert rows["Små tal"].startswith("Mål 1, 2013: 40 av 53 (75\u00a0%). ")
    assert rows["Små tal"].count("%") == 1
    assert [name for name, example in rows.items() if example == "–"] == ["Lås och beslut"]


@every_language
def test_every_basis_and_certainty_is_explained_in_the_words_that_figures_use(code: str, context: ContextMaker) -> None:
    scene = context(code=code)
    assert list(method.bases(scene).iloc[:, 0]) == [scene.language(f"basis.{each}") for each in Basis]
    assert list(method.certainties(scene).iloc[:, 0]) == [scene.language(f"certainty.{each}") for each in Certainty]


def test_the_small_number_that_is_told_is_the_one_that_is_used(context: ContextMaker) -> None:
    assert f"Under {SMALLEST_FOR_PERCENT} organisationer" in said(method.rules(context()))


@pytest.mark.parametrize("table", TABLES, ids=lambda each: each.__name__)
def test_another_programme_is_explained_too(table: object, other: Context) -> None:
    assert callable(table)
    rows = table(other)
    assert "Mål 1" not in said(rows)
    assert len(rows) > 3 or table in (method.limits, method.layers)


def test_sums_and_means_are_explained_only_where_there_are_any(context: ContextMaker) -> None:
    scene = context()
    assert scene.language("method.measured") not in list(method.rules(scene).iloc[:, 0])
