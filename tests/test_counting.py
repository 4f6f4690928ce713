"""What the database keeps counted is what its answers count to, at every version, whatever has been done to them."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sql

from scorecard.counts import Kept
from scorecard.cube import ChangedCube, StoredCube, cube_at
from scorecard.database import COUNTS, ORGANISATIONS, RECOUNTED, SIZES, StoreError
from scorecard.measure import Cube, latest_tally, tally
from scorecard.model import Date, Selection
from scorecard.programme import Programme
from scorecard.store import Store
from scorecard.versions import lock, publish, undo
from tests.conftest import FINAL, STATUS_REPORT, Opening
from tests.rows import answer

ROUNDS = (FINAL, STATUS_REPORT)
AFTER_ALL = "2010-12-31"


def correct(store: Store, programme: Programme, dice: random.Random) -> None:
    chosen = dice.sample(sorted(programme.organisations), 4)
    rows = [
        answer(each, dice.choice(["yes", "no", "under_way"]), round=dice.choice([FINAL.isoformat(), AFTER_ALL]),
               indicator=dice.choice(["effects", "key_figures"]))
        for each in chosen
    ]  # fmt: skip
    publish(store, rows, based_on=store.version(), by="Anna", why="prov", kind="import")


def take_back(store: Store, _: Programme, dice: random.Random) -> None:
    candidates = [each.version for each in store.commits() if each.kind in ("import", "undo")]
    if candidates:
        try:
            undo(store, by="Bo", why="prov", version=dice.choice(candidates))
        except StoreError:  # later versions have written the same answers
            undo(store, by="Bo", why="prov", version=max(candidates))


def move(store: Store, _: Programme, dice: random.Random) -> None:
    version = store.version()
    row = {**dice.choice(store.state(ORGANISATIONS, version))}
    row |= {"county_code": dice.choice(["01", "12", None]), "listed": dice.random() < 0.7}
    store.commit(after=version, by="Cia", why="prov", kind="organisations", rows=[(ORGANISATIONS, [row])])


def lock_and_unlock(store: Store, _: Programme, dice: random.Random) -> None:
    round = dice.choice(ROUNDS)
    lock(store, round, by="Dan", why="prov", locked=round not in store.locks(store.version()))
    for each in store.locks(store.version()):
        lock(store, each, by="Dan", why="prov", locked=False)


DONE: list[Callable[[Store, Programme, random.Random], None]] = [correct, correct, take_back, move, lock_and_unlock]


def worked_on(store: Store, programme: Programme, seed: int, steps: int = 14) -> None:
    """Has had a life: corrections, additions, undone versions, moved and leaving organisations, locks."""
    dice = random.Random(seed)
    for _ in range(steps):
        dice.choice(DONE)(store, programme, dice)


def agrees(store: Store) -> None:
    """Whatever is read of the counts is what the answers count to, at every version."""
    for version in range(1, store.version() + 1):
        anew = store.counted_anew(version)
        assert store.counts(version) == anew
        kept, counted = StoredCube(store, version), Cube(version, anew)
        for indicator in {each.indicator for each in anew}:
            assert kept.rounds(indicator) == counted.rounds(indicator)
        for round in {each.round for each in anew}:
            assert kept.asked(round) == counted.asked(round)
            assert sorted(kept.totals(round), key=str) == sorted(counted.totals(round), key=str)
        for question in {(each.round, each.indicator) for each in anew if each.indicator in ("effects", "key_figures")}:
            assert list(kept.cells(*question)) == list(counted.cells(*question))


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_kept_are_the_answers_counted_anew_at_every_version(
    programme: Programme, database: str, opening: Opening, seed: int
) -> None:
    store = opening(programme, database)
    worked_on(store, programme, seed)
    agrees(store)


def test_a_question_that_nobody_answers_any_more_is_not_asked(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    rows = [answer("kommun-01", "yes", round=AFTER_ALL)]
    added = publish(store, rows, based_on=1, by="Anna", why="prov", kind="import")
    undone = undo(store, by="Anna", why="prov", version=added)
    asked = [StoredCube(store, version).rounds("effects") for version in (1, added, undone)]
    assert asked == [[STATUS_REPORT, FINAL], [Date(2010, 12, 31), STATUS_REPORT, FINAL], [STATUS_REPORT, FINAL]]


@pytest.mark.parametrize("county", [None, "12", "14"])
def test_a_tally_is_the_same_from_what_is_read_in_parts_and_from_everything(
    programme: Programme, store: Store, county: str | None
) -> None:
    whole, parts = Cube(1, store.counts(1)), StoredCube(store, 1)
    for kind in (None, "municipality"):
        selection = Selection(county=county, kind=kind)
        for goal in programme.goals.values():
            expected = latest_tally(programme, whole, goal, FINAL, selection)
            assert latest_tally(programme, parts, goal, FINAL, selection) == expected


def test_what_has_been_counted_is_not_counted_again(
    programme: Programme, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cube = StoredCube(store, 1)
    indicator = programme.indicators["effects"]
    found = tally(programme, cube, indicator, "funded", FINAL)
    monkeypatch.setattr(cube, "within", None)
    assert tally(programme, cube, indicator, "funded", FINAL) is found


def test_a_changed_cube_differs_in_what_was_changed_only(programme: Programme, store: Store) -> None:
    cube = StoredCube(store, 1)
    changed = ChangedCube(cube, {(FINAL, "effects"): [], (Date(2010, 12, 31), "spread"): list(cube.cells(FINAL, "spread"))})
    assert (changed.rounds("effects"), changed.asked(FINAL)) == ([STATUS_REPORT], cube.asked(FINAL) - {"effects"})
    assert changed.cells(FINAL, "spread") == cube.cells(FINAL, "spread")
    assert changed.within(FINAL, "spread", "12") == cube.within(FINAL, "spread", "12") != []


# ------------------------------------------------------------------------------------------------- databases made before


def of_before(store: Store) -> None:
    """Makes a database what an earlier release has left."""
    with store._engine.begin() as connection:
        for table in (COUNTS, RECOUNTED, SIZES):
            table.drop(connection)
        for index in ("answers_by_version", "answers_by_organisation", "organisations_by_version"):
            connection.execute(sql.text(f"DROP INDEX {index}"))


def test_a_database_of_an_earlier_release_is_counted_when_it_is_opened(
    programme: Programme, database: str, opening: Opening
) -> None:
    store = opening(programme, database)
    worked_on(store, programme, 4)
    version = store.version()
    expected, sizes = store.counts(version), store.sizes(version)
    of_before(store)
    again = opening(programme, database)
    assert (again.counts(version), again.sizes(version)) == (expected, sizes)
    assert {each["name"] for each in sql.inspect(again._engine).get_indexes("answers")} >= {"answers_by_version"}
    agrees(again)


def test_versions_that_an_earlier_release_writes_meanwhile_are_counted_at_the_next_start(
    programme: Programme, database: str, opening: Opening
) -> None:
    store = opening(programme, database)
    worked_on(store, programme, 3)
    with store._engine.begin() as connection:
        for table in (COUNTS, RECOUNTED, SIZES):
            connection.execute(sql.delete(table).where(table.c.version.between(3, 5)))
    agrees(opening(programme, database))


def test_several_may_open_a_database_of_an_earlier_release_at_once(
    programme: Programme, database: str, opening: Opening
) -> None:
    store = opening(programme, database)
    worked_on(store, programme, 1)
    of_before(store)
    failures: list[Exception] = []

    def start() -> None:
        try:
            opening(programme, database)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failures == []
    agrees(opening(programme, database))


def test_a_database_that_is_only_read_and_was_never_counted_is_counted_from_its_answers(
    programme: Programme, tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'scorecard.sqlite'}"
    store = opening(programme, url)
    expected, sizes, cells = store.counts(1), store.sizes(1), list(cube_at(store, 1).cells(FINAL, "effects"))
    of_before(store)
    store.close()
    monkeypatch.setattr("scorecard.database.drive_of", lambda _: "nfs")
    reading = opening(programme, url)
    assert (reading.counted, reading.counts(1), reading.sizes(1)) == (False, expected, sizes)
    assert cube_at(reading, 1).cells(FINAL, "effects") == cells


def test_a_version_that_fails_to_be_counted_is_not_written(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    with store._engine.begin() as connection:
        SIZES.drop(connection)
    with pytest.raises(StoreError):
        publish(store, [answer("kommun-01", "no")], based_on=1, by="Anna", why="prov", kind="import")
    assert (store.version(), store.counts(1)) == (1, store.counted_anew(1))
    assert len(store.answers(1)) == len(store.answers(2))


# ------------------------------------------------------------------------------------------------- what is kept in memory


def test_what_was_read_last_is_kept_up_to_a_number_of_rows() -> None:
    kept: Kept[str] = Kept(10)
    read = [kept.get(name, lambda name=name: (4, name.upper())) for name in "abacad"]
    assert read == list("ABACAD")
    assert [kept.get(name, lambda: (4, "read again")) for name in "ad"] == ["A", "D"]
    assert kept.get("b", lambda: (4, "read again")) == "read again"
    assert kept.get("e", lambda: (99, "too large to stay for long")) == "too large to stay for long"
    assert kept.get("a", lambda: (4, "read again")) == "read again"
