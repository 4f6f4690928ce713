"""What a report would change is told answer by answer and goal by goal before anything is written."""

from __future__ import annotations

import tracemalloc
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from scorecard import logbook
from scorecard.check import open_programme
from scorecard.difference import Difference, difference, effect
from scorecard.measure import Cube, tally
from scorecard.model import AnswerState, Status
from scorecard.programme import Programme
from scorecard.store import Store
from scorecard.submission import Reported
from scorecard.versions import ConflictError, Kind, compare, publish, undo
from tests.conftest import DATA, FINAL, STATUS_REPORT, ContextMaker, Opening

FUNDED = [f"kommun-{number:02}" for number in range(1, 30)]
ANSWERS = {
    "yes": AnswerState.ANSWERED,
    "no": AnswerState.ANSWERED,
    "under_way": AnswerState.ANSWERED,
    "": AnswerState.NOT_REPORTED,
}


def reported(organisation: str, answer: str, indicator: str = "effects") -> Reported:
    return Reported(organisation=organisation, indicator=indicator, state=ANSWERS[answer], answer=answer)


PROGRAMME = open_programme(DATA)


def held(store: Store, *answers: Reported) -> Difference:
    return difference(PROGRAMME, store, FINAL, answers, store.version())


def at(store: Store) -> Cube:
    return Cube(store.version(), store.counts(store.version()))


@pytest.fixture
def given_by(store: Store) -> dict[str, str]:
    """What every organisation answered to the question of goal 1."""
    answers = store.answers(store.version(), round=FINAL)
    return {each.organisation: each.answer for each in answers if each.indicator == "effects"}


def test_the_same_answer_changes_nothing(store: Store, given_by: dict[str, str]) -> None:
    found = held(store, reported("kommun-01", given_by["kommun-01"]))
    assert (len(found.changes), len(found.confirmed)) == (0, 1)


def test_another_answer_is_a_change_and_shows_old_and_new(store: Store) -> None:
    found = held(store, reported("kommun-01", "no"))
    (change,) = found.changes
    assert (change.kind, change.after.answer) == (Kind.CHANGED, "no")
    assert change.before is not None
    assert change.before.answer == "yes"


def test_an_answer_that_is_taken_back_vanishes_in_sight(store: Store) -> None:
    (change,) = held(store, reported("kommun-01", "")).changes
    assert change.kind is Kind.VANISHED


def test_a_question_that_nobody_asked_before_is_new_or_asked(store: Store) -> None:
    company = "foretag-01"
    assert not [
        each
        for each in store.answers(store.version(), round=FINAL, organisation=company)
        if each.indicator == "startpack_started"
    ]
    found = held(store, reported(company, "yes", "startpack_started"))
    assert ([change.kind for change in found.changes], found.outside) == ([Kind.NEW], 1)
    assert not held(store, reported(company, "", "startpack_started")).changes
    asked = difference(PROGRAMME, store, STATUS_REPORT, [reported("kommun-01", "", "goals_reached")], store.version())
    assert ([change.kind for change in asked.changes], asked.outside) == ([Kind.ASKED], 0)


def test_evidence_and_comment_stay_where_the_report_is_silent_and_change_where_it_speaks(store: Store) -> None:
    before = next(each for each in store.answers(store.version(), round=FINAL) if each.indicator == "effects")
    spoken = Reported(
        organisation=before.organisation, indicator="effects", state=before.state, answer=before.answer,
        evidence="verified", note="granskad av revisorn",
    )  # fmt: skip
    (change,) = held(store, spoken).changes
    assert (change.kind, change.after.evidence, change.after.note) == (Kind.CHANGED, "verified", "granskad av revisorn")


def test_d18_those_the_report_does_not_mention_are_named_and_nothing_is_written_of_them(store: Store) -> None:
    found = held(store, reported("kommun-01", "no"))
    assert "kommun-02" in found.absent
    assert "kommun-01" not in found.absent
    assert {row["organisation"] for row in found.rows} == {"kommun-01"}


def test_the_preview_shows_what_a_goal_would_become(store: Store, programme: Programme, given_by: dict[str, str]) -> None:
    found = held(store, *(reported(each, "no") for each in FUNDED if given_by[each] == "yes"))
    before, after = next(pair for pair in effect(programme, at(store), found) if pair[0].goal.id == "K1")
    assert (before.count, before.status) == (40, Status.ACHIEVED)
    assert (after.count, after.status) == (40 - len(found.changes), Status.MISSED)


def test_the_tables_say_it_in_words(store: Store, programme: Programme, context: ContextMaker) -> None:
    found = held(store, reported("kommun-01", "no"))
    ((kind, name, _, before, after, round),) = logbook.changes(context(), found.changes)
    assert (kind, name, round) == ("Ändrat", "Kommun 01 (exempel)", "2013-12-31")
    assert before.startswith("● Ja")
    assert after.startswith("■ Nej")
    moved = logbook.effects(context(), effect(programme, at(store), found), moved_only=True)
    assert ["K1 Mål 1", "40 av 53 → 39 av 53", "●\u00a0Målet uppnått → ■\u00a0Målet inte uppnått"] in moved


@settings(deadline=None, max_examples=25)
@given(chosen=any_of.dictionaries(any_of.sampled_from(FUNDED), any_of.sampled_from(sorted(ANSWERS)), max_size=12))
def test_what_the_preview_promises_is_what_publishing_writes(
    programme: Programme, tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, str]
) -> None:
    from contextlib import closing  # noqa: PLC0415

    from scorecard.store import open_store  # noqa: PLC0415

    url = f"sqlite:///{tmp_path_factory.mktemp('preview') / 'scorecard.sqlite'}"
    with closing(open_store(programme, url)) as store:
        found = held(store, *(reported(each, answer) for each, answer in chosen.items()))
        promised = {before.goal.id: after.count for before, after in effect(programme, at(store), found)}
        if found.changes:
            publish(store, found.rows, based_on=1, by="Anna", why="prov", kind="import")
        version = store.version()
        after = store.answers(version, round=FINAL)
        assert found.still_missing == sum(each.state is AnswerState.NOT_REPORTED for each in after)
        assert [found.rows[number] for number in range(len(found.rows))] == found.rows[:]
        cube = Cube(version, store.counts(version))
        again = {pair[0].goal.id: pair[0].count for pair in effect(programme, cube, held(store))}
        assert promised == again
        answered = tally(programme, cube, programme.indicators["effects"], "funded", FINAL)
        assert answered is not None
        assert answered.yes == promised["K1"]
        assert not held(store, *(reported(each, answer) for each, answer in chosen.items())).changes


@pytest.mark.parametrize(("evidence", "note"), [("verified", None), (None, "ringde dem")])
def test_a_word_about_a_missing_answer_takes_nothing_away(
    store: Store, evidence: Literal["verified"] | None, note: str | None
) -> None:
    missing = next(each for each in store.answers(store.version(), round=FINAL) if each.state is AnswerState.NOT_REPORTED)
    spoken = Reported(
        organisation=missing.organisation, indicator=missing.indicator, state=missing.state, answer="", evidence=evidence, note=note,
    )  # fmt: skip
    assert [each.kind for each in held(store, spoken).changes] == [Kind.CHANGED]


def test_an_answer_that_was_new_and_is_undone_is_removed(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    found = held(store, reported("foretag-01", "yes", "startpack_started"))
    publish(store, found.rows, based_on=1, by="Anna", why="prov", kind="import")
    undo(store, by="Anna", why="fel", version=2)
    assert [each.kind for each in compare(store, 2, 3)] == [Kind.REMOVED]


def test_an_answer_that_the_report_confirms_and_another_changes_is_a_conflict(
    programme: Programme, database: str, opening: Opening
) -> None:
    store = opening(programme, database)
    found = held(store, reported("kommun-01", "no"), reported("kommun-02", "yes"))
    assert [key[1] for key in found.confirmed] == ["kommun-02"]
    publish(store, held(store, reported("kommun-02", "no")).rows, based_on=1, by="Bo", why="prov", kind="correction")
    with pytest.raises(ConflictError):
        publish(store, found.rows, based_on=1, by="Anna", why="prov", kind="import", confirmed=found.confirmed)
    assert store.version() == 2


def test_rows_are_what_the_store_takes(store: Store, programme: Programme, database: str, opening: Opening) -> None:
    other = opening(programme, database)
    found = difference(programme, other, FINAL, [reported("kommun-01", "no")], 1)
    assert publish(other, found.rows, based_on=1, by="Anna", why="prov", kind="correction") == 2
    assert not difference(programme, other, FINAL, [reported("kommun-01", "no")], 2).changes


def test_what_a_report_changes_is_held_once_as_it_stands_and_made_when_it_is_looked_at(store: Store) -> None:
    said = [
        Reported(organisation=each.organisation, indicator=each.indicator, state=each.state, answer=each.answer, note="ny")
        for each in store.answers(1, round=FINAL)
    ]
    difference(PROGRAMME, store, FINAL, said, 1)  # what is made once, such as the text of the query, is no part of it
    tracemalloc.start()
    try:
        found = difference(PROGRAMME, store, FINAL, said, 1)
        held_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.changes) == len(said)
    assert held_bytes / len(said) < 200
    assert [each.note for each in (change.after for change in found.changes) if each] == ["ny"] * len(said)
