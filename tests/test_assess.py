"""The status formulas obey their laws, and every rule of layer 1 is met by an example."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.assess import (
    Yardstick,
    agreed_path,
    assess,
    assess_all,
    required_at,
    what_it_takes,
    yardstick,
)
from scorecard.counts import Count
from scorecard.measure import Cube
from scorecard.model import AnswerState, Date, Selection, Status
from scorecard.programme import Programme
from scorecard.records import Goal, Point, Target
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker

MARGIN = Fraction(85, 100)

yardsticks = st.builds(
    lambda target, due, start, way: Yardstick(
        target=target, due=due, start=min(start, target), margin=MARGIN,
        required=min(start, target) + (target - min(start, target)) * way,
    ),
    st.integers(1, 310), st.booleans(), st.integers(0, 310), st.fractions(0, 1),
)  # fmt: skip


def _rank(status: Status) -> int:
    """Higher is better; an undecided goal is better than a missed one."""
    order = [Status.MISSED, Status.UNDECIDED, Status.BEHIND, Status.NEAR_PLAN, Status.ON_TRACK, Status.ACHIEVED]
    return order.index(status)


@given(yardsticks, st.integers(0, 310), st.integers(0, 310))
def test_one_more_fulfilling_organisation_never_worsens_a_status(stick: Yardstick, fulfilling: int, missing: int) -> None:
    before, after = stick.position(fulfilling, missing), stick.position(fulfilling + 1, missing)
    assert _rank(after.status) >= _rank(before.status)


@given(yardsticks, st.integers(0, 310), st.integers(1, 310))
def test_a_missing_answer_that_turns_into_a_yes_never_worsens_a_status(
    stick: Yardstick, fulfilling: int, missing: int
) -> None:
    before, after = stick.position(fulfilling, missing), stick.position(fulfilling + 1, missing - 1)
    assert _rank(after.status) >= _rank(before.status)


@given(yardsticks, st.integers(0, 310), st.integers(0, 310))
def test_more_missing_answers_never_make_a_status_certain_to_be_missed(
    stick: Yardstick, fulfilling: int, missing: int
) -> None:
    now, more = stick.position(fulfilling, missing), stick.position(fulfilling, missing + 1)
    assert more.status is now.status or (now.status, more.status) == (Status.MISSED, Status.UNDECIDED)
    assert more.uncertain >= now.uncertain


@given(yardsticks, st.integers(0, 310))
def test_without_missing_answers_nothing_is_uncertain_or_undecided(stick: Yardstick, fulfilling: int) -> None:
    position = stick.position(fulfilling, 0)
    assert not position.uncertain
    assert position.status is not Status.UNDECIDED


STICK = Yardstick(target=40, due=False, start=0, required=Fraction(80, 3), margin=MARGIN)


@pytest.mark.parametrize(
    ("fulfilling", "missing", "status", "early", "uncertain"),
    [
        (40, 0, Status.ACHIEVED, True, False),
        (27, 0, Status.ON_TRACK, False, False),
        (26, 0, Status.NEAR_PLAN, False, False),
        (26, 1, Status.NEAR_PLAN, False, True),
        (23, 0, Status.NEAR_PLAN, False, False),
        (22, 0, Status.BEHIND, False, False),
        (22, 18, Status.BEHIND, False, True),
    ],
)
def test_before_the_deadline_the_agreed_path_decides(
    fulfilling: int, missing: int, status: Status, early: bool, uncertain: bool
) -> None:
    found = STICK.position(fulfilling, missing)
    assert (found.status, found.early, found.uncertain) == (status, early, uncertain)


@pytest.mark.parametrize(
    ("fulfilling", "missing", "status"),
    [
        (40, 0, Status.ACHIEVED),
        (39, 0, Status.MISSED),
        (39, 1, Status.UNDECIDED),
        (30, 9, Status.MISSED),
        (30, 10, Status.UNDECIDED),
    ],
)
def test_at_the_deadline_the_target_decides(fulfilling: int, missing: int, status: Status) -> None:
    found = Yardstick(target=40, due=True).position(fulfilling, missing)
    assert (found.status, found.early, found.uncertain) == (status, False, False)


PATH = (
    Point(date=Date(2011, 1, 1), value=0),
    Point(date=Date(2012, 12, 31), value=10),
    Point(date=Date(2013, 12, 31), value=40),
)


@given(st.dates(Date(2010, 1, 1), Date(2015, 1, 1)), st.integers(0, 400), st.sampled_from(["linear", "step"]))
def test_the_required_number_never_falls_and_stays_within_the_agreed_points(at: Date, days: int, shape: str) -> None:
    later = Date.fromordinal(at.toordinal() + days)
    assert 0 <= required_at(PATH, shape, at) <= required_at(PATH, shape, later) <= 40


def test_a_step_path_requires_a_milestone_from_its_date_on() -> None:
    assert required_at(PATH, "step", Date(2012, 12, 30)) == 0
    assert required_at(PATH, "step", Date(2012, 12, 31)) == 10
    assert required_at(PATH, "linear", Date(2012, 12, 31)) == 10


def test_60_percent_of_310_is_186() -> None:
    assert Target(share=Fraction("0.6")).of(310) == 186
    assert Target(share=Fraction("0.6")).of(311) == 187
    assert Target(share=Fraction("0.6")).of(None) is None


def test_k1_was_near_plan_in_2012_and_is_achieved_in_2013(context: ContextMaker) -> None:
    before, now = context(STATUS_REPORT).assessments["K1"], context(FINAL).assessments["K1"]
    assert (before.status, before.count, before.required) == (Status.NEAR_PLAN, 26, 27)
    assert (now.status, now.count, now.early) == (Status.ACHIEVED, 40, False)
    assert now.needed is not None
    assert now.needed.last_pace is not None
    assert round(now.needed.last_pace) == 14


def _cube(cube: Cube, programme: Programme, change: dict[str, str]) -> Cube:
    """The shipped counts with another answer class for a number of K1's organisations, as {"yes": 10, …} in effects."""
    counts = [
        Count(
            round=FINAL, indicator="effects", county_code="01", kind="municipality", groups=frozenset({"funded"}), sample=False,
            state=AnswerState.NOT_REPORTED if answer == "missing" else AnswerState.ANSWERED,
            answer="" if answer == "missing" else answer, evidence="verified", organisations=int(number),
        )
        for answer, number in change.items()
    ]  # fmt: skip
    return Cube(cube.version + 1, counts)


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({"yes": "20", "under_way": "22", "no": "11"}, "need.missed"),
        ({"yes": "39", "missing": "14"}, "need.undecided"),
        ({"yes": "41", "no": "12"}, "need.nothing"),
    ],
)
def test_what_it_takes_after_the_deadline(programme: Programme, cube: Cube, answers: dict[str, str], key: str) -> None:
    found = assess(programme, _cube(cube, programme, answers), programme.goals["K1"], FINAL)
    assert what_it_takes(found, [])[0].key == key


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({"yes": "26", "under_way": "20", "no": "7"}, "need.pipeline"),
        ({"yes": "26", "under_way": "6", "no": "21"}, "need.impossible"),
        ({"yes": "26", "no": "27"}, "need.more"),
    ],
)
def test_what_it_takes_before_the_deadline(programme: Programme, cube: Cube, answers: dict[str, str], key: str) -> None:
    later = programme.goals["K1"].model_copy(update={"deadline": Date(2016, 12, 31)})
    found = assess(programme, _cube(cube, programme, answers), later, FINAL)
    messages = what_it_takes(found, [])
    assert messages[0].key == key
    if key == "need.impossible":
        assert messages[0].values["most"] == 32
    if key != "need.pipeline":
        assert messages[-1].key == "need.pace"
        assert messages[-1].values["per_year"] == 5  # 14 in 3 years


def test_a_report_older_than_one_round_is_not_assessed(programme: Programme, cube: Cube) -> None:
    rounds = (*programme.settings.rounds, *(replace_date(programme, year) for year in (2014, 2015)))
    longer = replace(programme, settings=programme.settings.model_copy(update={"rounds": rounds}))
    goal = programme.goals["K1"]
    assert assess(longer, cube, goal, Date(2014, 12, 31)).status is Status.ACHIEVED
    stale = assess(longer, cube, goal, Date(2015, 12, 31))
    assert (stale.status, stale.reason.key, stale.count) == (Status.CANNOT_ASSESS, "reason.stale", 40)


def replace_date(programme: Programme, year: int) -> object:
    return programme.settings.rounds[-1].model_copy(update={"date": Date(year, 12, 31)})


@pytest.mark.parametrize(
    ("without", "key"),
    [
        ({"rule": None}, "reason.no_rule"),
        ({"rule": None, "judged": True}, "reason.judged"),
        ({"target": None}, "reason.no_target"),
        ({"deadline": None}, "reason.no_deadline"),
        ({"baseline": None, "deadline": Date(2020, 1, 1)}, "reason.no_path"),
    ],
)
def test_a_goal_that_lacks_something_says_what(
    programme: Programme, cube: Cube, without: dict[str, object], key: str
) -> None:
    found = assess(programme, cube, programme.goals["K1"].model_copy(update=without), FINAL)
    assert (found.status, found.reason.key) == (Status.CANNOT_ASSESS, key)


def test_every_goal_of_every_view_says_its_reason(programme: Programme, cube: Cube, context: ContextMaker) -> None:
    for round in (STATUS_REPORT, FINAL):
        for selection in (Selection(), Selection(county="12"), Selection(kind="company")):
            for each in assess_all(programme, cube, round, selection):
                assert context().language.plain(each.reason).endswith(".")


def test_a_goal_that_is_due_is_held_against_its_target_alone(programme: Programme) -> None:
    goal: Goal = programme.goals["K1"]
    assert yardstick(programme, goal, 40, FINAL) == Yardstick(target=40, due=True)
    assert [point.value for point in agreed_path(goal, 40)] == [0, 40]
