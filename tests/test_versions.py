"""Publishing, locking, undoing and comparing versions, by several at once, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import datetime
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from scorecard.database import ANSWERS, ORGANISATIONS, StoreError, open_engine
from scorecard.language import language
from scorecard.model import AnswerState, Date, message
from scorecard.store import Commit, Row, Store, VersionTakenError
from scorecard.versions import (
    ATTEMPTS,
    LONGEST_REASON,
    LONGEST_SIGNATURE,
    ConflictError,
    LockedError,
    compare,
    lock,
    publish,
    undo,
    version_shown,
)
from tests.conftest import FINAL, STATUS_REPORT

WHO = {"by": "Anna", "why": "rättning"}
NAMES = [f"kommun-{number:02}" for number in range(1, 7)]
ROUNDS = [STATUS_REPORT, FINAL]


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A store with few answers, once on SQLite and once on PostgreSQL."""
    with closing(Store(*open_engine(database))) as store:
        answers = [row(name, "yes", round) for name in NAMES for round in ROUNDS]
        store.commit(
            after=0, **WHO, kind="seed", rows=[(ORGANISATIONS, [municipality(each) for each in NAMES]), (ANSWERS, answers)]
        )
        yield store


def municipality(name: str, *, listed: bool = True) -> Row:
    return {"id": name, "kind": "municipality", "county_code": "12", "groups": "funded", "sample": True, "listed": listed}


def row(organisation: str, answer: str, round: Date = FINAL, indicator: str = "effects") -> Row:
    return {
        "round": round, "organisation": organisation, "indicator": indicator, "state": AnswerState.ANSWERED,
        "answer": answer, "evidence": "self_assessed", "note": "",
    }  # fmt: skip


def put(store: Store, *rows: Row, based_on: int | None = None, by: str = "Anna", kind: str = "correction") -> int:
    return publish(store, rows, based_on=store.version() if based_on is None else based_on, by=by, why="rättning", kind=kind)


def given(store: Store, version: int, organisation: str, round: Date = FINAL) -> str | None:
    found = store.answers(version, round=round, organisation=organisation)
    return next((each.answer for each in found if each.indicator == "effects"), None)


def at_once(*actions: Callable[[], object]) -> list[object]:
    """What each of some actions returned or raised when all began at the same moment."""
    results: list[object] = [None] * len(actions)
    barrier = threading.Barrier(len(actions))

    def run(place: int, action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = action()
        except StoreError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# ------------------------------------------------------------------------------------------------- conflicts


def test_an_edit_based_on_an_old_version_is_refused_with_who_changed_what(store: Store) -> None:
    seen = store.version()
    put(store, row("kommun-01", "no"), by="Bo")
    with pytest.raises(ConflictError) as refused:
        put(store, row("kommun-01", "under_way"), row("kommun-02", "no"), based_on=seen)
    ((key, commit),) = refused.value.touched
    assert (key.round, key.organisation, key.indicator, key.version) == (FINAL, "kommun-01", "effects", 2)
    assert (commit.by, commit.version) == ("Bo", 2)
    told = language("en").say(refused.value.message)
    when = language("en").moment(commit.at)
    assert all(word in told for word in ("Bo", "version 2", when))


def test_a_refused_edit_has_written_nothing(store: Store) -> None:
    seen = store.version()
    put(store, row("kommun-01", "no"), by="Bo")
    before = store.answers(2)
    with pytest.raises(ConflictError):
        put(store, row("kommun-01", "under_way"), row("kommun-02", "no"), based_on=seen)
    assert store.version() == 2
    assert store.answers(2) == before


def test_a_refused_edit_can_be_applied_on_top_of_the_newest_version(store: Store) -> None:
    seen = store.version()
    put(store, row("kommun-01", "no"), by="Bo")
    with pytest.raises(ConflictError):
        put(store, row("kommun-01", "under_way"), based_on=seen)
    version = put(store, row("kommun-01", "under_way"), based_on=store.version())
    assert [given(store, each, "kommun-01") for each in (2, version)] == ["no", "under_way"]


def test_every_answer_that_others_changed_is_told(store: Store) -> None:
    seen = store.version()
    put(store, row("kommun-01", "no"), by="Bo")
    put(store, row("kommun-02", "no"), row("kommun-01", "yes"), by="Cecilia")
    with pytest.raises(ConflictError) as refused:
        put(store, row("kommun-01", "under_way"), row("kommun-02", "no"), row("kommun-03", "no"), based_on=seen)
    told = {(key.organisation, commit.by) for key, commit in refused.value.touched}
    assert told == {("kommun-01", "Bo"), ("kommun-01", "Cecilia"), ("kommun-02", "Cecilia")}


def test_changes_of_different_answers_based_on_the_same_version_both_survive(store: Store) -> None:
    seen = store.version()
    put(store, row("kommun-01", "no"), by="Bo", based_on=seen)
    version = put(store, row("kommun-02", "no"), row("kommun-01", "no", STATUS_REPORT), based_on=seen)
    assert [given(store, version, each) for each in ("kommun-01", "kommun-02")] == ["no", "no"]


def test_different_answers_published_at_the_same_moment_all_survive(store: Store) -> None:
    seen = store.version()
    versions = at_once(*(lambda name=name: put(store, row(name, "no"), based_on=seen, by=name) for name in NAMES))
    assert sorted(map(str, versions)) == ["2", "3", "4", "5", "6", "7"]
    assert [given(store, store.version(), each) for each in NAMES] == ["no"] * 6


def test_of_those_who_publish_the_same_answer_at_the_same_moment_one_wins_and_the_others_are_told(store: Store) -> None:
    seen = store.version()
    results = at_once(*(lambda by=by: put(store, row("kommun-01", "no"), based_on=seen, by=by) for by in ("A", "B", "C")))
    assert [each for each in results if isinstance(each, int)] == [2]
    refused = [each for each in results if isinstance(each, ConflictError)]
    assert len(refused) == 2
    assert {each.touched[0][1].by for each in refused} == {store.commits()[0].by}


def test_a_publish_gives_up_in_words_when_others_are_always_faster(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecard.versions.time.sleep", lambda _: None)
    tried: list[int] = []

    def overtaken(**values: object) -> int:
        tried.append(1)
        raise VersionTakenError(message("store.version_taken", version=2))

    monkeypatch.setattr(store, "commit", overtaken)
    with pytest.raises(StoreError) as given_up:
        put(store, row("kommun-01", "no"))
    assert given_up.value.message.key == "versions.busy"
    assert len(tried) == ATTEMPTS


# ------------------------------------------------------------------------------------------------- locks


def test_a_publish_into_a_locked_round_is_refused_and_writes_nothing(store: Store) -> None:
    locked = lock(store, FINAL, **WHO)
    with pytest.raises(LockedError) as refused:
        put(store, row("kommun-01", "no", STATUS_REPORT), row("kommun-01", "no"))
    assert refused.value.message.values == {"round": FINAL, "version": locked}
    assert store.version() == locked


def test_the_other_round_can_be_published_into_while_one_is_locked(store: Store) -> None:
    lock(store, FINAL, **WHO)
    version = put(store, row("kommun-01", "no", STATUS_REPORT))
    assert given(store, version, "kommun-01", STATUS_REPORT) == "no"


def test_an_unlocked_round_takes_answers_again(store: Store) -> None:
    lock(store, FINAL, **WHO)
    lock(store, FINAL, **WHO, locked=False)
    assert given(store, put(store, row("kommun-01", "no")), "kommun-01") == "no"


def test_a_lock_says_who_why_and_which_version(store: Store) -> None:
    version = lock(store, FINAL, by="Bo", why="klart")
    found = store.locks(version)[FINAL]
    assert (found.by, found.why, found.kind, found.version) == ("Bo", "klart", "lock", version)
    assert store.locks(version - 1) == {}


def test_a_round_is_locked_once_and_unlocked_once(store: Store) -> None:
    with pytest.raises(LockedError):
        lock(store, FINAL, **WHO, locked=False)
    lock(store, FINAL, **WHO)
    with pytest.raises(LockedError):
        lock(store, FINAL, **WHO)
    assert store.version() == 2


def test_of_two_who_lock_at_the_same_moment_one_is_told_that_it_is_locked(store: Store) -> None:
    results = at_once(lambda: lock(store, FINAL, **WHO), lambda: lock(store, FINAL, **WHO))
    assert sorted(type(each).__name__ for each in results) == ["LockedError", "int"]


@pytest.mark.parametrize("time", range(4))
def test_a_publish_came_before_the_lock_or_was_refused(store: Store, time: int) -> None:
    seen = store.version()
    locked, *published = at_once(
        lambda: lock(store, FINAL, **WHO),
        *(lambda name=name: put(store, row(name, "under_way"), based_on=seen) for name in NAMES),
    )
    assert isinstance(locked, int)
    for name, each in zip(NAMES, published, strict=True):
        assert isinstance(each, LockedError) or (isinstance(each, int) and each < locked), each
        assert (given(store, store.version(), name) == "under_way") is isinstance(each, int)
    assert store.version() == locked


def test_a_locked_round_keeps_its_figures_while_the_other_round_changes(store: Store) -> None:
    locked = lock(store, FINAL, **WHO)
    before = [each for each in store.counts(locked) if each.round == FINAL]
    put(store, row("kommun-01", "no", STATUS_REPORT))
    newest = lock(store, STATUS_REPORT, **WHO)
    assert [version_shown(store, each) for each in (FINAL, STATUS_REPORT)] == [locked, newest]
    assert [each for each in store.counts(version_shown(store, FINAL)) if each.round == FINAL] == before


def test_a_locked_round_keeps_its_figures_when_an_organisation_leaves(store: Store) -> None:
    locked = lock(store, FINAL, **WHO)
    before = store.counts(locked)
    gone = municipality("kommun-01", listed=False)
    newest = store.commit(after=locked, **WHO, kind="organisations", rows=[(ORGANISATIONS, [gone])])
    assert store.counts(newest) != before
    assert store.counts(version_shown(store, FINAL)) == before


def test_a_round_that_is_not_locked_is_shown_as_it_is_now(store: Store) -> None:
    lock(store, FINAL, **WHO)
    newest = lock(store, FINAL, **WHO, locked=False)
    assert version_shown(store, FINAL) == newest


# ------------------------------------------------------------------------------------------------- undo


@pytest.mark.parametrize("kind", ["import", "correction"])
def test_an_undone_publish_leaves_the_answers_of_before(store: Store, kind: str) -> None:
    before = [(each.organisation, each.indicator, each.answer) for each in store.answers(1)]
    put(store, row("kommun-01", "under_way"), row("kommun-02", "no"), kind=kind)
    version = undo(store, **WHO, version=store.version())
    assert [(each.organisation, each.indicator, each.answer) for each in store.answers(version)] == before
    assert store.counts(version) == store.counts(1)
    assert store.commits()[0].kind == "undo"


def test_an_undone_undo_brings_the_answers_back(store: Store) -> None:
    changed = put(store, row("kommun-01", "under_way"), row("kommun-01", "yes", Date(2014, 12, 31)))
    undo(store, **WHO, version=store.version())
    version = undo(store, **WHO, version=store.version())
    assert compare(store, changed, version) == []
    assert store.counts(version) == store.counts(changed)


def test_an_answer_that_was_new_is_taken_away_by_undo_and_counted_nowhere(store: Store) -> None:
    later = Date(2014, 12, 31)
    new = put(store, row("kommun-01", "yes", later))
    assert [each.organisations for each in store.counts(new) if each.round == later] == [1]
    version = undo(store, **WHO, version=store.version())
    assert store.answers(version, round=later) == []
    assert [each for each in store.counts(version) if each.round == later] == []
    assert given(store, new, "kommun-01", later) == "yes"


def test_a_taken_away_answer_can_be_given_again(store: Store) -> None:
    later = Date(2014, 12, 31)
    put(store, row("kommun-01", "yes", later))
    undo(store, **WHO, version=store.version())
    assert given(store, put(store, row("kommun-01", "no", later)), "kommun-01", later) == "no"


@pytest.mark.parametrize("locked", [True, False])
def test_a_lock_and_an_unlock_are_not_undone_but_answered_with_their_opposite(store: Store, locked: bool) -> None:
    version = lock(store, FINAL, **WHO)
    if not locked:
        version = lock(store, FINAL, **WHO, locked=False)
    with pytest.raises(StoreError) as refused:
        undo(store, **WHO, version=version)
    assert refused.value.message.key == "versions.cannot_undo"
    assert (FINAL in store.locks(store.version())) is locked


def test_an_older_version_is_undone_where_later_ones_touched_other_answers(store: Store) -> None:
    before = given(store, 1, "kommun-01")
    first = put(store, row("kommun-01", "under_way"))
    put(store, row("kommun-02", "under_way"))
    version = undo(store, **WHO, version=first)
    assert [given(store, version, each) for each in ("kommun-01", "kommun-02")] == [before, "under_way"]


def test_a_version_is_not_undone_where_later_ones_touched_the_same_answers(store: Store) -> None:
    first = put(store, row("kommun-01", "under_way"))
    put(store, row("kommun-01", "no"), by="Bo")
    with pytest.raises(ConflictError) as refused:
        undo(store, **WHO, version=first)
    assert refused.value.touched[0][1].by == "Bo"
    assert (store.version(), given(store, store.version(), "kommun-01")) == (3, "no")


def test_a_version_is_not_undone_in_a_locked_round(store: Store) -> None:
    put(store, row("kommun-01", "under_way"))
    locked = lock(store, FINAL, **WHO)
    with pytest.raises(LockedError):
        undo(store, **WHO, version=2)
    assert store.version() == locked


@pytest.mark.parametrize("version", [1, 0, -1, 99])
def test_the_seed_and_versions_that_do_not_exist_are_not_undone(store: Store, version: int) -> None:
    with pytest.raises(StoreError) as refused:
        undo(store, **WHO, version=version)
    assert refused.value.message.key == "versions.cannot_undo"
    assert store.version() == 1


def test_a_version_that_follows_the_folder_is_not_undone(store: Store) -> None:
    gone = municipality("kommun-01", listed=False)
    version = store.commit(after=1, **WHO, kind="organisations", rows=[(ORGANISATIONS, [gone])])
    with pytest.raises(StoreError) as refused:
        undo(store, **WHO, version=version)
    assert refused.value.message.key == "versions.cannot_undo"


# ------------------------------------------------------------------------------------------------- compare


def test_a_comparison_backwards_is_the_reverse_of_the_one_forwards(store: Store) -> None:
    put(store, row("kommun-01", "under_way"))
    later = put(store, row("kommun-02", "under_way"), row("kommun-01", "yes", Date(2014, 12, 31)))
    forwards, backwards = compare(store, 1, later), compare(store, later, 1)
    assert [(each.before, each.after) for each in forwards] == [(each.after, each.before) for each in backwards]
    assert [(each.known.organisation, each.before is None) for each in forwards] == [
        ("kommun-01", False), ("kommun-02", False), ("kommun-01", True),
    ]  # fmt: skip


def test_equal_versions_differ_in_nothing(store: Store) -> None:
    version = put(store, row("kommun-01", "under_way"))
    undone = undo(store, **WHO, version=store.version())
    assert compare(store, version, version) == compare(store, 1, undone) == []


def test_an_answer_that_was_written_again_unchanged_does_not_differ(store: Store) -> None:
    version = put(store, row("kommun-01", "yes"))
    assert compare(store, 1, version) == []


# ------------------------------------------------------------------------------------------------- who, why, when


@pytest.mark.parametrize(
    ("by", "why"), [("", "x"), ("  ", "x"), ("A" * (LONGEST_SIGNATURE + 1), "x"), ("A", ""), ("A", " \n"), ("A", "x" * (LONGEST_REASON + 1))]
)  # fmt: skip
def test_a_publish_without_a_name_or_a_reason_or_with_endless_ones_is_refused(store: Store, by: str, why: str) -> None:
    with pytest.raises(StoreError) as refused:
        publish(store, [row("kommun-01", "no")], based_on=1, by=by, why=why, kind="correction")
    assert refused.value.message.key == "versions.who_and_why"
    assert store.version() == 1


def test_the_longest_name_and_reason_are_kept_whole(store: Store) -> None:
    by, why = "Å" * LONGEST_SIGNATURE, "ö" * LONGEST_REASON
    publish(store, [row("kommun-01", "no")], based_on=1, by=by, why=why, kind="correction")
    assert (store.commits()[0].by, store.commits()[0].why) == (by, why)


@pytest.mark.parametrize("by", ["", "A" * (LONGEST_SIGNATURE + 1)])
def test_a_lock_needs_a_name_too(store: Store, by: str) -> None:
    with pytest.raises(StoreError):
        lock(store, FINAL, by=by, why="klart")
    assert store.version() == 1


@pytest.mark.parametrize("why", ["", " \n"])
def test_unlocking_needs_a_reason(store: Store, why: str) -> None:
    lock(store, FINAL, by="Anna", why="")
    with pytest.raises(StoreError):
        lock(store, FINAL, by="Bo", why=why, locked=False)
    assert FINAL in store.locks(store.version())


@pytest.mark.parametrize("text", ["Anna\u202e", "\x1b[2J", "a\u200bb", "\udcff"])
def test_a_name_or_a_reason_that_cannot_be_seen_is_refused(store: Store, text: str) -> None:
    for by, why in ((text, "x"), ("Anna", text)):
        with pytest.raises(StoreError) as refused:
            publish(store, [row("kommun-01", "no")], based_on=1, by=by, why=why, kind="correction")
        assert refused.value.message.key == "versions.characters"
    assert store.version() == 1


def test_a_round_that_has_moved_since_it_was_looked_at_is_not_locked_unseen(store: Store) -> None:
    publish(store, [row("kommun-01", "no")], **WHO, based_on=1, kind="correction")
    with pytest.raises(ConflictError):
        lock(store, FINAL, **WHO, based_on=1)
    assert lock(store, FINAL, **WHO, based_on=2) == 3


def test_order_is_by_version_and_never_by_clock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoppedClock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return datetime.datetime(2001, 1, 1, tzinfo=tz)

    put(store, row("kommun-01", "under_way"))
    monkeypatch.setattr("scorecard.store.datetime.datetime", StoppedClock)
    version = put(store, row("kommun-01", "no"))
    monkeypatch.undo()
    newest, *older = store.commits()
    assert newest.at < min(each.at for each in older)
    assert (newest.version, [each.version for each in older]) == (version, [2, 1])
    assert given(store, store.version(), "kommun-01") == "no"
    assert given(store, undo(store, **WHO, version=store.version()), "kommun-01") == "under_way"


# ------------------------------------------------------------------------------------------------- any sequence

Answers = dict[tuple[Date, str, str], str]


class AnySequence(RuleBasedStateMachine):
    """A store beside a plain list of what every version should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(*open_engine(f"sqlite:///{self.folder.name}/scorecard.sqlite"))
        self.store.commit(after=0, **WHO, kind="seed", rows=[(ORGANISATIONS, [municipality(each) for each in NAMES[:3]])])
        self.versions: list[Answers] = [{}, {}]
        self.written: list[set[tuple[Date, str, str]]] = [set(), set()]
        self.locked: set[Date] = set()

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @property
    def newest(self) -> int:
        return len(self.versions) - 1

    def follow(self, answers: Answers, written: set[tuple[Date, str, str]]) -> None:
        self.versions.append(answers)
        self.written.append(written)

    def may_write(self, keys: set[tuple[Date, str, str]], based_on: int) -> bool:
        return not ({round for round, _, _ in keys} & self.locked or keys & set().union(*self.written[based_on + 1 :]))

    @rule(
        rows=st.dictionaries(
            st.tuples(st.sampled_from(ROUNDS), st.sampled_from(NAMES[:3]), st.just("effects")),
            st.sampled_from(["yes", "no"]), min_size=1, max_size=4,
        ),
        back=st.integers(0, 2),
    )  # fmt: skip
    def publish(self, rows: Answers, back: int) -> None:
        based_on = max(1, self.newest - back)
        answers = [row(organisation, answer, round, indicator) for (round, organisation, indicator), answer in rows.items()]
        if self.may_write(set(rows), based_on):
            assert put(self.store, *answers, based_on=based_on) == self.newest + 1
            self.follow({**self.versions[-1], **rows}, set(rows))
        else:
            with pytest.raises((ConflictError, LockedError)):
                put(self.store, *answers, based_on=based_on)

    @rule(back=st.sampled_from([0, 0, 0, 1, 2]))
    def undo(self, back: int) -> None:
        version = max(1, self.newest - back)
        commit: Commit = self.store.commits()[self.newest - version]
        if commit.kind not in ("correction", "undo"):
            return
        before, after = self.versions[version - 1], self.versions[version]
        keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        if self.may_write(keys, version):
            assert undo(self.store, **WHO, version=version) == self.newest + 1
            kept = {key: answer for key, answer in self.versions[-1].items() if key not in keys}
            self.follow(kept | {key: before[key] for key in keys & before.keys()}, keys)
        else:
            with pytest.raises((ConflictError, LockedError)):
                undo(self.store, **WHO, version=version)

    @rule()
    def turn_the_key(self) -> None:
        lock(self.store, FINAL, **WHO, locked=FINAL not in self.locked)
        self.locked ^= {FINAL}
        self.follow(self.versions[-1], set())

    @invariant()
    def every_version_is_as_it_was_written(self) -> None:
        assert self.store.version() == self.newest
        for version, expected in enumerate(self.versions):
            found = self.store.answers(version)
            assert {(each.round, each.organisation, each.indicator): each.answer for each in found} == expected
            assert sum(each.organisations for each in self.store.counts(version)) == len(expected)
        assert set(self.store.locks(self.newest)) == self.locked


AnySequence.TestCase.settings = settings(
    max_examples=25, stateful_step_count=10, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # making a failure smaller takes minutes
)  # fmt: skip
TestAnySequence = AnySequence.TestCase
