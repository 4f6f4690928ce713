"""The store keeps every version, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import shutil
import threading
import traceback
from pathlib import Path

import pytest

from scorecard.check import open_programme
from scorecard.database import ANSWERS, StoreError
from scorecard.measure import Cube, tally
from scorecard.model import AnswerState
from scorecard.programme import Programme
from scorecard.store import Store, VersionTakenError, programme_at, store_url
from tests.conftest import DATA, FINAL, Opening


def _answer(organisation: str, answer: str) -> dict[str, object]:
    return {
        "round": FINAL, "organisation": organisation, "indicator": "effects", "state": AnswerState.ANSWERED,
        "answer": answer, "evidence": "self_assessed", "note": "",
    }  # fmt: skip


def save(store: Store, organisation: str, answer: str) -> int:
    rows = [(ANSWERS, [_answer(organisation, answer)])]
    return store.commit(after=store.version(), by="Anna", why="rättning", kind="correction", rows=rows)


def given(store: Store, version: int, organisation: str) -> str:
    (found,) = [
        each for each in store.answers(version, round=FINAL, organisation=organisation) if each.indicator == "effects"
    ]
    return found.answer


def test_a_new_store_holds_every_answer_of_the_round_files(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    written = sum(len(file.read_text().splitlines()) - 1 for file in (DATA / "rounds").glob("*.csv"))
    assert len(store.answers(store.version())) == written
    assert sum(each.organisations for each in store.counts(store.version())) == written


def test_opening_a_store_again_writes_nothing(programme: Programme, database: str, opening: Opening) -> None:
    first = opening(programme, database).version()
    assert opening(programme, database).version() == first == 1


def test_the_seed_says_who_why_and_which_file(programme: Programme, database: str, opening: Opening) -> None:
    (seed,) = opening(programme, database).commits()
    assert (seed.by, seed.kind, seed.file_name) == ("SKL", "seed", "data/organisations.csv")
    assert seed.sha256 is not None
    assert len(seed.sha256) == 64
    assert seed.at.tzinfo is not None


def test_an_old_version_shows_what_it_showed_before_a_change(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    before, answers, counts = store.version(), store.answers(store.version()), store.counts(store.version())
    old = given(store, before, "kommun-01")
    after = save(store, "kommun-01", "no" if old == "yes" else "yes")
    assert given(store, after, "kommun-01") != old
    assert store.answers(before) == answers
    assert store.counts(before) == counts


def test_a_change_is_counted_once(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    for answer in ("no", "under_way", "yes"):
        version = save(store, "kommun-01", answer)
    total = sum(each.organisations for each in store.counts(version) if (each.round, each.indicator) == (FINAL, "effects"))
    assert total == len(programme.members("funded"))


def test_two_who_write_the_same_version_do_not_both_win(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    seen = store.version()
    rows = [(ANSWERS, [_answer("kommun-01", "no")])]
    store.commit(after=seen, by="Anna", why="först", kind="correction", rows=rows)
    with pytest.raises(VersionTakenError):
        store.commit(after=seen, by="Bo", why="sedan", kind="correction", rows=rows)
    assert [each.by for each in store.commits()][:1] == ["Anna"]


def test_a_version_that_fails_leaves_nothing_behind(programme: Programme, database: str, opening: Opening) -> None:
    store = opening(programme, database)
    before = store.version()
    broken = {**_answer("kommun-01", "no"), "note": None}
    with pytest.raises(StoreError):
        store.commit(after=before, by="Anna", why="trasig", kind="correction", rows=[(ANSWERS, [broken])])
    assert store.version() == before
    assert len(store.commits()) == before


def test_several_may_make_the_same_store_at_once(programme: Programme, database: str, opening: Opening) -> None:
    failures: list[Exception] = []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        try:
            opening(programme, database)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    store = opening(programme, database)
    assert store.version() == 1


def test_a_changed_organisation_becomes_a_version_and_old_figures_stay(copy: Path, database: str, opening: Opening) -> None:
    first = opening(open_programme(copy), database)
    before = first.counts(1)
    file = copy / "organisations.csv"
    file.write_text(
        file.read_text().replace(
            "kommun-01,Kommun 01 (exempel),municipality,14", "kommun-01,Kommun 01 (exempel),municipality,12"
        )
    )
    store = opening(open_programme(copy), database)
    assert store.version() == 2
    assert store.counts(1) == before
    assert store.counts(2) != before


def test_an_old_version_keeps_its_group_when_an_organisation_leaves_the_folder(
    copy: Path, database: str, opening: Opening
) -> None:
    programme = open_programme(copy)
    opening(programme, database)
    for file in (copy / "organisations.csv", *(copy / "rounds").glob("*.csv")):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("kommun-01,")))
    left = open_programme(copy)
    store = opening(left, database)
    counted = {}
    for version in (1, 2):
        then, cube = programme_at(left, store, version), Cube(version, store.counts(version))
        found = tally(then, cube, then.indicators["effects"], "funded", FINAL)
        assert found is not None
        counted[version] = (found.yes, found.of)
    assert counted == {1: (40, 53), 2: (39, 52)}
    assert programme_at(left, store, 1).organisations["kommun-01"].name == "kommun-01"
    assert list(programme_at(programme, store, 1).organisations.values()) == list(programme.organisations.values())


def test_an_organisation_that_leaves_the_folder_is_not_counted_from_then_on(
    copy: Path, database: str, opening: Opening
) -> None:
    opening(open_programme(copy), database)
    for file in (copy / "organisations.csv", *(copy / "rounds").glob("*.csv")):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("kommun-01,")))
    store = opening(open_programme(copy), database)
    at = {version: sum(each.organisations for each in store.counts(version)) for version in (1, 2)}
    assert at[2] < at[1]


def test_the_environment_names_the_store(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCORECARD_STORE", raising=False)
    assert store_url(programme) == f"sqlite:///{programme.folder}/store/scorecard.sqlite"
    monkeypatch.setenv("SCORECARD_STORE", "sqlite:///from-environment")
    assert store_url(programme) == "sqlite:///from-environment"
    assert store_url(programme, "sqlite:///given") == "sqlite:///given"


def test_a_copied_store_file_opens_elsewhere(programme: Programme, tmp_path: Path, opening: Opening) -> None:
    store = opening(programme, f"sqlite:///{tmp_path / 'one.sqlite'}")
    expected = store.counts(1)
    store.close()
    shutil.copy(tmp_path / "one.sqlite", tmp_path / "two.sqlite")
    assert opening(programme, f"sqlite:///{tmp_path / 'two.sqlite'}").counts(1) == expected


def test_what_is_configured_comes_after_the_environment(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCORECARD_STORE", raising=False)
    assert store_url(programme, configured="sqlite:///configured") == "sqlite:///configured"
    monkeypatch.setenv("SCORECARD_STORE", "sqlite:///from-environment")
    assert store_url(programme, configured="sqlite:///configured") == "sqlite:///from-environment"
    assert store_url(programme, "sqlite:///asked-for", configured="sqlite:///configured") == "sqlite:///asked-for"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://user:hemligt@127.0.0.1:1/name", "postgresql+psycopg://user:hem@ligt@127.0.0.1:1/name",
        "postgresql+psycopg://user:hemligt/name", "postgresql+psycopg://user:x@127.0.0.1:hemligt/name", "user:hemligt",
        "unknown://user:hemligt@127.0.0.1/name", "postgresql+psycopg://user:hemligt@127.0.0.1:1/name?unknown=1",
    ],
)  # fmt: skip
def test_no_failure_says_the_password(url: str, programme: Programme, opening: Opening) -> None:
    with pytest.raises(StoreError) as caught:
        opening(programme, url)
    said = "".join(traceback.format_exception(caught.value)).replace(url, "")
    said = "\n".join(line for line in said.splitlines() if "opening(programme" not in line)
    assert "hemligt" not in said
    assert "ligt@" not in said
