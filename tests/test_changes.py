"""Two rounds are compared paired, two versions answer by answer, and what cannot be compared says why."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sql

from scorecard.agenda import DECIDE, START, WHOLE, agenda
from scorecard.changes import Answers, GoalChange, essence, goal_changes
from scorecard.comparison import comparable, movement
from scorecard.cube import cube_at
from scorecard.language import language, languages
from scorecard.measure import Cube
from scorecard.model import EVERYTHING, Basis, Date, Selection, Status
from scorecard.programme import Programme
from scorecard.store import Store, programme_at
from scorecard.tables import changed_goals, changed_organisations, not_compared, seen
from scorecard.ui.view import differing
from scorecard.versions import publish
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker, Opening, movements
from tests.rows import answer


def given(store: Store, version: int, round: Date) -> Answers:
    return {(each.organisation, each.indicator): each for each in store.answers(version, round=round)}


def between_rounds(
    context: ContextMaker, store: Store, selection: Selection = EVERYTHING, code: str = "sv"
) -> list[GoalChange]:
    before, after = (context(round, selection, code) for round in (STATUS_REPORT, FINAL))
    return goal_changes(before, after, given(store, 1, STATUS_REPORT), given(store, 1, FINAL))


def of(changes: list[GoalChange], goal: str) -> GoalChange:
    return next(each for each in changes if each.after.goal.id == goal)


def test_the_same_organisations_are_compared_and_their_number_is_told(context: ContextMaker, store: Store) -> None:
    change = of(between_rounds(context, store), "K1")
    assert change.paired is not None
    assert (change.before.count, change.after.count, change.paired.of) == (26, 40, 53)
    assert len(change.paired.new) - len(change.paired.lost) == 14
    assert not set(change.paired.new) & set(change.paired.lost)
    assert change.moved


def test_a_question_that_only_one_round_asked_is_not_compared(context: ContextMaker, store: Store) -> None:
    change = of(between_rounds(context, store), "K1a")
    assert change.paired is None
    assert change.obstacle is not None
    assert change.obstacle.key == "changes.asked_once"
    assert not change.moved


def test_a_series_break_is_not_bridged(programme: Programme, context: ContextMaker, store: Store) -> None:
    indicator = programme.indicators["effects"].model_copy(update={"comparable_with": ()})
    broken = replace(programme, indicators={**programme.indicators, "effects": indicator})
    before, after = (replace(context(round), programme=broken) for round in (STATUS_REPORT, FINAL))
    change = of(goal_changes(before, after, given(store, 1, STATUS_REPORT), given(store, 1, FINAL)), "K1")
    assert change.obstacle is not None
    assert change.obstacle.key == "changes.series_break"


def test_a_county_compares_its_own_organisations(context: ContextMaker, store: Store) -> None:
    change = of(between_rounds(context, store, Selection(county="12")), "K1")
    assert change.paired is not None
    assert change.paired.of == 6


def test_another_answer_is_a_correction_only_within_a_round(context: ContextMaker, store: Store) -> None:
    between, within = between_rounds(context, store), of_versions(context, store)
    assert language("sv")("column.other_answer") in changed_goals(context(), between)
    assert language("sv")("column.corrected") in changed_goals(context(), within)


def of_versions(context: ContextMaker, store: Store) -> list[GoalChange]:
    return goal_changes(context(), context(), given(store, 1, FINAL), given(store, 1, FINAL))


def test_two_versions_of_a_round_show_what_was_corrected(
    programme: Programme, database: str, opening: Opening, context: ContextMaker
) -> None:
    store = opening(programme, database)
    rows = [answer("kommun-01", "no"), answer("kommun-02", "under_way")]
    publish(store, rows, based_on=1, by="Anna", why="prov", kind="correction")
    before, after = (replace(context(), cube=Cube(version, store.counts(version))) for version in (1, 2))
    changes = goal_changes(before, after, given(store, 1, FINAL), given(store, 2, FINAL))
    k1 = of(changes, "K1")
    assert k1.paired is not None
    assert k1.paired.lost == ("Kommun 01 (exempel)", "Kommun 02 (exempel)")
    assert (k1.before.status, k1.after.status) == (Status.ACHIEVED, Status.MISSED)
    assert [each.after.goal.id for each in changes if each.moved] == ["L1", "K1"]
    again = goal_changes(after, before, given(store, 2, FINAL), given(store, 1, FINAL))
    assert of(again, "K1").paired == replace(k1.paired, new=k1.paired.lost, lost=k1.paired.new)


@pytest.mark.parametrize(
    "selection",
    [EVERYTHING, Selection(county="12"), Selection(county="14"), Selection(kind="company"), Selection(evidence="verified")],
    ids=str,
)
def test_pairing_what_differs_tells_the_same_as_pairing_all(
    programme: Programme, database: str, opening: Opening, context: ContextMaker, selection: Selection
) -> None:
    store = opening(programme, database)
    publish(
        store, [answer("kommun-01", "no"), answer("kommun-02", "under_way")], based_on=1, by="A", why="b", kind="correction"
    )
    moves = programme.organisations["kommun-03"].model_copy(update={"county_code": "14"})
    leaving = {id: each for id, each in programme.organisations.items() if id != "kommun-04"}
    store = opening(replace(programme, organisations=leaving | {"kommun-03": moves}), database)
    with store._engine.begin() as connection:  # as a server does by itself in its first minute: before, it reads badly
        connection.execute(sql.text("ANALYZE"))
    looks = [
        replace(context(round, selection), programme=programme_at(programme, store, version), cube=cube_at(store, version))
        for version in range(1, store.version() + 1)
        for round in (STATUS_REPORT, FINAL)
    ]
    asked = sorted({goal.rule.indicator for goal in programme.goals.values() if goal.rule})
    for before, after in product(looks, looks):
        every = [
            {
                (each.organisation, each.indicator): each
                for each in seen(look, store.answers(look.cube.version, round=look.round))
            }
            for look in (before, after)
        ]
        assert goal_changes(before, after, *differing(store, before, after, asked)) == goal_changes(before, after, *every)
        if selection.everything:
            versions = [(look.cube.version, look.round) for look in (before, after)]
            assert movements(before, after, *every) == [
                movement(after, each, store.answered_twice(each.id, *versions)) for each in comparable(before, after)
            ]


@pytest.mark.parametrize("most", [1, 3, 60])
def test_a_cell_names_some_and_the_number_of_the_others(context: ContextMaker, store: Store, most: int) -> None:
    changes = between_rounds(context, store)
    rows, every = (changed_organisations(context(), changes, named) for named in (most, None))
    for some, number, names in zip(rows.iloc[:, 3], every.iloc[:, 2], every.iloc[:, 3], strict=True):
        assert (some == names) == (number <= most)
        assert number <= most or some.endswith(f" {number - most} till")


def test_nothing_differs_from_itself(context: ContextMaker, store: Store) -> None:
    changes = goal_changes(context(), context(), given(store, 1, FINAL), given(store, 1, FINAL))
    assert not [each for each in changes if each.moved or each.obstacle]
    assert [each.key for each in essence(changes)] == ["changes.none"]


@pytest.mark.parametrize("code", languages())
def test_one_sentence_says_the_essence_and_the_tables_the_rest(context: ContextMaker, store: Store, code: str) -> None:
    changes, shown = between_rounds(context, store, code=code), context(code=code)
    sentence = shown.language.sentences(essence(changes))
    assert "K1" in sentence
    moved = next(each for each in essence(changes) if each.key == "changes.moved")
    assert moved.values["count"] <= moved.values["of"]
    goals = changed_goals(shown, changes)
    assert list(goals.iloc[:, 5]) == [each.paired.of for each in changes if each.paired]
    names = changed_organisations(shown, changes)
    assert list(names.iloc[:, 2]) == [
        len(list_of.replace(" och ", ", ").replace(" and ", ", ").split(", "))
        for list_of in names.iloc[:, 3].str.replace(", and ", ", ")
    ]
    assert len(not_compared(shown, changes)) == sum(each.obstacle is not None for each in changes)


def test_a_meeting_goes_through_decisions_the_whole_and_the_goals_that_need_a_word(context: ContextMaker) -> None:
    assert agenda(context(), {"K1"}) == [START, WHOLE, "L1", "K1", "K2", "K3", DECIDE]


def test_a_goal_on_plan_that_has_not_moved_and_is_verified_is_passed_over(context: ContextMaker) -> None:
    shown = context()
    calm = replace(shown.assessments["K1"], judgement=None)
    tally = calm.tally
    assert tally is not None
    verified = replace(
        calm, tally=replace(tally, origin=replace(tally.origin, basis=Basis.VERIFIED)), status=Status.ON_TRACK
    )
    shown.assessments.update({each.goal.id: replace(verified, goal=each.goal) for each in shown.sub_assessments(calm.goal)})
    shown.assessments["K1"] = verified
    assert "K1" not in agenda(shown, set())
    assert "K1" in agenda(shown, {"K1a"})
