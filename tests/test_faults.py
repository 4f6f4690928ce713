"""The experiments of `make faults` with small numbers, and proof that they see what is lost or torn."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql

from scorecard.database import StoreError
from scorecard.language import language
from scorecard.programme import Programme
from tests import faults
from tests.conftest import Opening
from tests.faults import NewDatabase, Result, Template
from tests.postgres import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes empty databases, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return faults.sqlite_database
    server: Server = request.getfixturevalue("postgres_server")
    return server.database


@pytest.fixture(scope="module")
def template(programme: Programme) -> Iterator[Template]:
    """A seeded SQLite file to break copies of."""
    with faults.template(programme) as template:
        yield template


def number(result: Result) -> int:
    """How many times an experiment was made."""
    return int(result.experiment.split(" × ")[1].split()[0])


def test_a_publish_that_is_killed_loses_and_tears_nothing(new_database: NewDatabase, programme: Programme) -> None:
    result = faults.killed(new_database, programme, 4)
    assert result.found == ()
    assert number(result) == 4
    assert not result.happened.startswith("0 publishes")


@pytest.mark.parametrize("same_answer", [False, True])
def test_of_two_writers_every_save_is_there_or_was_refused(
    new_database: NewDatabase, programme: Programme, same_answer: bool
) -> None:
    result = faults.two_writers(new_database, programme, 8, same_answer=same_answer)
    assert result.found == ()
    assert result.happened.endswith("0 untold")
    assert same_answer or result.happened.startswith("16 saved")


def test_a_file_that_may_not_grow_refuses_the_publish_and_keeps_the_version_before(template: Template) -> None:
    result = faults.no_room(template, step=40)
    assert result.found == ()
    assert number(result) >= 3
    assert "disk I/O error" in result.happened


def test_a_full_database_refuses_the_publish_and_keeps_the_version_before(template: Template) -> None:
    result = faults.full(template, step=10)
    assert result.found == ()
    assert number(result) >= 2
    assert "database or disk is full" in result.happened


def test_a_failing_write_refuses_the_publish_and_keeps_the_version_before(template: Template, tmp_path: Path) -> None:
    library = faults.failing_library(tmp_path)
    if library is None:
        pytest.skip("there is no C compiler, or this is not Linux")
    results = list(faults.failing_writes(template, library, step=60))
    assert len(results) == len(faults.ERRORS) * 2
    for result in results:
        assert result.found == ()
        assert number(result) >= 2
        assert "acknowledged" not in result.happened


def test_without_permission_figures_are_shown_and_nothing_is_written(template: Template) -> None:
    result = faults.no_permission(template)
    assert result.found == ()
    assert result.happened.startswith("3 × The database … may not be changed")


def test_a_lost_connection_is_told_and_heals_by_itself(postgres_server: Server, programme: Programme) -> None:
    result = faults.cut_off(postgres_server, programme, 3)
    assert result.found == ()
    assert "refused: terminating connection due to administrator command" in result.happened


def test_a_stopped_server_is_told_and_heals_by_itself(postgres_server: Server, programme: Programme) -> None:
    result = faults.stopped(postgres_server, programme, 1)
    assert result.found == ()
    assert "1 × reading: Connection refused" in result.happened
    assert "refused: server closed the connection unexpectedly" in result.happened


def test_an_idle_connection_that_is_lost_is_replaced_before_the_next_read(
    postgres_server: Server, programme: Programme, opening: Opening
) -> None:
    with postgres_server.database() as url:
        store = opening(programme, url)
        assert store.version() == 1
        postgres_server.disconnect_all()
        assert store.version() == 1
        store.close()


def test_what_one_process_publishes_another_sees_at_its_next_look(
    new_database: NewDatabase, programme: Programme, opening: Opening
) -> None:
    with new_database() as url:
        store = opening(programme, url)
        assert store.version() == 1
        with faults.process(faults.publishing, url, 1) as (_, line):
            assert [faults.hear(line), faults.hear(line)] == [0, 2]
            assert store.version() >= 2
            assert store.commits()[-2].by == "Anna"
        store.close()


# ------------------------------------------------------------------------------------------------- what the experiments see


def published(template: Template) -> str:
    """The address of a store with a version that an experiment has published."""
    url = f"sqlite:///{template.copy()}"
    with faults.opened(url) as store:
        faults.publish_told(store, faults.new_answers(store, random.Random(1)))
    return url


def spoil(url: str, command: str) -> None:
    engine = sql.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sql.text(command))
    engine.dispose()


def test_a_sound_store_has_no_faults(template: Template) -> None:
    assert faults.faults_in(published(template), [2]) == []


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("DELETE FROM answers WHERE version = 2 AND organisation = 'kommun-01'", "version 2 is torn"),
        ("UPDATE answers SET answer = 'maybe' WHERE version = 2 AND organisation = 'kommun-01'", "version 2 is torn"),
        ("DELETE FROM commits WHERE version = 2", "without an audit record"),
        ("UPDATE commits SET version = 3 WHERE version = 2", "the versions have gaps"),
        ("DELETE FROM organisations WHERE id = 'kommun-01'", "differ from a recount"),
        ("DELETE FROM counts WHERE version = 2", "differ from a recount"),
        ("UPDATE counts SET county_code = '01' WHERE version = 2", "differ from a recount"),
    ],
)
def test_an_experiment_sees_a_torn_version(template: Template, command: str, told: str) -> None:
    url = published(template)
    spoil(url, command)
    assert told in "; ".join(faults.faults_in(url))


def test_an_experiment_sees_a_lost_version(template: Template) -> None:
    assert faults.faults_in(published(template), [2, 3]) == ["version 3 was acknowledged and is lost"]


def test_what_a_store_says_about_a_fault_is_a_sentence(template: Template) -> None:
    file = template.copy()
    file.write_bytes(os.urandom(len(file.read_bytes())))
    with pytest.raises(StoreError) as refused:
        faults.faults_in(f"sqlite:///{file}")
    assert language("sv").say(refused.value.message).startswith("Databasen kan inte användas")
