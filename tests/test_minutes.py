"""Judgements and decisions are kept like answers: who, when, on what, never overwritten, frozen with what was seen."""

from __future__ import annotations

import pytest

from scorecard.database import StoreError
from scorecard.language import language
from scorecard.measure import Cube
from scorecard.minutes import LONGEST_FIELD, Decision, State, decide, decisions, follow_up, judge, judgements
from scorecard.model import Date, Status
from scorecard.programme import Programme
from scorecard.records import Recorded
from scorecard.sentences import Context
from scorecard.store import Store
from scorecard.tables import judged
from scorecard.versions import LockedError, lock, publish, undo
from tests.conftest import FINAL, Opening
from tests.rows import answer

TODAY = Date(2014, 2, 3)


@pytest.fixture
def own_store(programme: Programme, database: str, opening: Opening) -> Store:
    return opening(programme, database)


def judgement(status: Status | None = Status.MISSED, **texts: str) -> Recorded:
    said = {"evidence": "besök i tre kommuner", "happened": "", "cause": "", "proposed": ""} | texts
    return Recorded(round=FINAL, status=status, by="Anna", date="2014-02-03", **said)


def look(programme: Programme, store: Store, version: int) -> Context:
    cube = Cube(version, store.counts(version))
    return Context(
        programme=programme, cube=cube, language=language("sv"), round=FINAL, judgements=judgements(store, version)
    )


def decided(programme: Programme, store: Store, text: str = "Granska resultaten", due: Date | None = None) -> Decision:
    version = decide(
        store, text=text, owner="Kansliet", due=due, decided=TODAY, by="Anna", round=FINAL, shown_version=store.version(),
        assessment=look(programme, store, store.version()).assessments["K1"],
    )  # fmt: skip
    return next(each for each in decisions(store, version) if each.id == version)


def test_a_judgement_stands_beside_the_computed_position_and_never_replaces_it(
    programme: Programme, own_store: Store
) -> None:
    judge(
        own_store, "K1", judgement(happened="Två revisioner", cause="Ingen tid", proposed="Ny granskning"), by="Anna", seen=1
    )
    context = look(programme, own_store, 2)
    assessment = context.assessments["K1"]
    assert assessment.status is Status.ACHIEVED
    assert assessment.judgement is not None
    assert assessment.judgement.status is Status.MISSED
    said = judged(context, assessment)
    assert said[0] == "Bedömt av Anna den 2014-02-03, på underlag: besök i tre kommuner"
    assert said[1:4] == ["Vad hände: Två revisioner", "Varför: Ingen tid", "Vad föreslås: Ny granskning"]
    assert said[-1] == language("sv")("judgement.differs", status="Målet inte uppnått")


def test_a_goal_that_cannot_be_counted_gets_its_status_from_the_judgement_only(
    programme: Programme, own_store: Store
) -> None:
    judge(own_store, "K3", judgement(Status.ON_TRACK), by="Anna", seen=1)
    assessment = look(programme, own_store, 2).assessments["K3"]
    assert assessment.status is Status.CANNOT_ASSESS
    assert judged(look(programme, own_store, 2), assessment)[-1] == language("sv")("judgement.status", status="I fas")


def test_an_older_version_keeps_the_older_judgement(programme: Programme, own_store: Store) -> None:
    judge(own_store, "K1", judgement(Status.MISSED), by="Anna", seen=1)
    judge(own_store, "K1", judgement(Status.ACHIEVED), by="Bo", seen=2)
    assert [judgements(own_store, version).get(("K1", FINAL)) for version in (1,)] == [None]
    assert [judgements(own_store, version)["K1", FINAL].status for version in (2, 3)] == [Status.MISSED, Status.ACHIEVED]


def test_a_judgement_over_one_that_was_not_seen_is_refused(own_store: Store) -> None:
    judge(own_store, "K1", judgement(), by="Anna", seen=1)
    with pytest.raises(StoreError) as refused:
        judge(own_store, "K1", judgement(Status.ACHIEVED), by="Bo", seen=1)
    assert refused.value.message.key == "minutes.judged_meanwhile"
    assert own_store.version() == 2


def test_a_judgement_of_another_goal_is_no_obstacle(own_store: Store) -> None:
    judge(own_store, "K1", judgement(), by="Anna", seen=1)
    assert judge(own_store, "K2", judgement(), by="Bo", seen=1) == 3


def test_a_locked_round_is_judged_no_more(own_store: Store) -> None:
    lock(own_store, FINAL, by="Anna", why="möte")
    with pytest.raises(LockedError):
        judge(own_store, "K1", judgement(), by="Anna", seen=2)


@pytest.mark.parametrize("name", ["evidence", "happened", "cause", "proposed"])
def test_every_field_has_an_end(own_store: Store, name: str) -> None:
    judge(own_store, "K1", judgement(**{name: "x" * LONGEST_FIELD}), by="Anna", seen=1)
    with pytest.raises(StoreError) as refused:
        judge(own_store, "K1", judgement(**{name: "x" * (LONGEST_FIELD + 1)}), by="Anna", seen=2)
    assert refused.value.message.key == "minutes.too_long"


def test_a_decision_keeps_the_figure_that_stood_when_it_was_taken(programme: Programme, own_store: Store) -> None:
    taken = decided(programme, own_store)
    publish(own_store, [answer("kommun-01", "no")], based_on=2, by="Anna", why="rättning", kind="correction")
    (kept,) = decisions(own_store, 3)
    assert kept == taken
    assert (kept.count, kept.of, kept.status, kept.goal, kept.shown_version) == (40, 53, Status.ACHIEVED, "K1", 1)
    assert look(programme, own_store, 3).assessments["K1"].count == 39


def test_decisions_may_be_taken_after_the_round_is_locked(programme: Programme, own_store: Store) -> None:
    lock(own_store, FINAL, by="Anna", why="möte")
    assert decided(programme, own_store).id == 3


def test_two_who_decide_at_once_make_two_decisions(programme: Programme, own_store: Store) -> None:
    first, second = decided(programme, own_store, "En"), decided(programme, own_store, "Två")
    assert [each.text for each in decisions(own_store, own_store.version())] == ["En", "Två"]
    assert first.id != second.id


@pytest.mark.parametrize("state", [State.DONE, State.WITHDRAWN])
def test_what_became_of_a_decision_is_a_version_of_its_own(programme: Programme, own_store: Store, state: State) -> None:
    taken = decided(programme, own_store)
    follow_up(own_store, taken, state, by="Bo")
    assert [decisions(own_store, version)[0].state for version in (2, 3)] == [State.OPEN, state]
    with pytest.raises(StoreError) as refused:
        follow_up(own_store, taken, State.OPEN, by="Anna")
    assert refused.value.message.key == "minutes.changed_meanwhile"


def test_an_open_decision_is_late_after_its_day_and_a_done_one_never(programme: Programme, own_store: Store) -> None:
    taken = decided(programme, own_store, due=Date(2014, 3, 1))
    assert [taken.late(day) for day in (Date(2014, 3, 1), Date(2014, 3, 2))] == [False, True]
    follow_up(own_store, taken, State.DONE, by="Bo")
    assert not decisions(own_store, 3)[0].late(Date(2015, 1, 1))


@pytest.mark.parametrize(("text", "owner"), [("", "Kansliet"), (" ", "Kansliet"), ("Granska", ""), ("Granska", " ")])
def test_a_decision_needs_a_text_and_an_owner(own_store: Store, text: str, owner: str) -> None:
    with pytest.raises(StoreError) as refused:
        decide(
            own_store, text=text, owner=owner, due=None, decided=TODAY, by="Anna", assessment=None, round=FINAL,
            shown_version=1,
        )  # fmt: skip
    assert refused.value.message.key == "minutes.incomplete"
    assert own_store.version() == 1


def test_what_a_group_judged_and_decided_is_not_undone(programme: Programme, own_store: Store) -> None:
    decided(programme, own_store)
    judge(own_store, "K1", judgement(), by="Anna", seen=2)
    for version in (2, 3):
        with pytest.raises(StoreError):
            undo(own_store, by="Anna", why="fel", version=version)
