"""What a report would change is told answer by answer and goal by goal before anything is written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from scorecard import logbook
from scorecard.difference import Change, Difference, Kind, difference, effect
from scorecard.measure import Cube, tally
from scorecard.model import AnswerState, Status
from scorecard.programme import Programme
from scorecard.store import Store
from scorecard.submission import Reported
from scorecard.versions import publish
from tests.conftest import FINAL, ContextMaker, Opening

FUNDED = [f"kommun-{number:02}" for number in range(1, 30)]
ANSWERS = {
    "yes": AnswerState.ANSWERED,
    "no": AnswerState.ANSWERED,
    "under_way": AnswerState.ANSWERED,
    "": AnswerState.NOT_REPORTED,
}


def reported(organisation: str, answer: str, indicator: str = "effects") -> Reported:
    return Reported(organisation=organisation, indicator=indicator, state=ANSWERS[answer], answer=answer)


def held(store: Store, *answers: Reported) -> Difference:
    return difference(store, FINAL, answers, store.version())


@pytest.fixture
def given_by(store: Store) -> dict[str, str]:
    """What every organisation answered to the question of goal 1."""
    answers = store.answers(store.version(), round=FINAL)
    return {each.organisation: each.answer for each in answers if each.indicator == "effects"}


def test_the_same_answer_changes_nothing(store: Store, given_by: dict[str, str]) -> None:
    found = held(store, reported("kommun-01", given_by["kommun-01"]))
    assert (found.changes, found.unchanged) == ((), 1)


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
    kinds = [change.kind for change in held(store, reported(company, "yes", "startpack_started")).changes]
    kinds += [change.kind for change in held(store, reported(company, "", "startpack_started")).changes]
    assert kinds == [Kind.NEW, Kind.ASKED]


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
    before, after = next(
        pair for pair in effect(programme, store.counts(store.version()), found, FINAL) if pair[0].goal.id == "K1"
    )
    assert (before.count, before.status) == (40, Status.ACHIEVED)
    assert (after.count, after.status) == (40 - len(found.changes), Status.MISSED)


def test_the_tables_say_it_in_words(store: Store, programme: Programme, context: ContextMaker) -> None:
    found = held(store, reported("kommun-01", "no"))
    ((kind, name, _, before, after, round),) = logbook.changes(context(), found)
    assert (kind, name, round) == ("Ändrat", "Kommun 01 (exempel)", "2013-12-31")
    assert before.startswith("● Ja")
    assert after.startswith("■ Nej")
    moved = logbook.effects(context(), effect(programme, store.counts(1), found, FINAL), moved_only=True)
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
        promised = {before.goal.id: after.count for before, after in effect(programme, store.counts(1), found, FINAL)}
        if found.changes:
            publish(store, found.rows, based_on=1, by="Anna", why="prov", kind="import")
        version = store.version()
        cube = Cube(version, store.counts(version))
        again = {pair[0].goal.id: pair[0].count for pair in effect(programme, store.counts(version), held(store), FINAL)}
        assert promised == again
        answered = tally(programme, cube, programme.indicators["effects"], "funded", FINAL)
        assert answered is not None
        assert answered.yes == promised["K1"]
        assert held(store, *(reported(each, answer) for each, answer in chosen.items())).changes == ()


def test_every_kind_of_change_can_be_told(store: Store) -> None:
    after = store.answers(store.version(), round=FINAL)[0]
    assert {each.kind for each in (Change(before=None, after=after), Change(before=after, after=after))} <= set(Kind)


def test_rows_are_what_the_store_takes(store: Store, programme: Programme, database: str, opening: Opening) -> None:
    other = opening(programme, database)
    found = difference(other, FINAL, [reported("kommun-01", "no")], 1)
    assert publish(other, found.rows, based_on=1, by="Anna", why="prov", kind="correction") == 2
    assert difference(other, FINAL, [reported("kommun-01", "no")], 2).changes == ()
