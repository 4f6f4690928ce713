"""The database views show others what the app shows, on SQLite and PostgreSQL, under the names of docs/data-out.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql

from scorecard import minutes, versions
from scorecard.data_views import VIEWS, views_stand
from scorecard.model import Date
from scorecard.programme import Programme
from scorecard.store import Store
from tests.conftest import FINAL, ROOT, STATUS_REPORT, Opening
from tests.test_store import save

GUIDE = (ROOT / "docs" / "data-out.md").read_text(encoding="utf-8")


def rows(store: Store, query: str) -> list[dict[str, Any]]:
    with store._engine.connect() as connection:
        return [dict(row._mapping) for row in connection.exec_driver_sql(query)]


@pytest.fixture
def used(programme: Programme, database: str, opening: Opening) -> Store:
    """A store in which answers were corrected and taken back, a round locked, and an organisation left after that."""
    store = opening(programme, database)
    save(store, "kommun-01", "no")
    save(store, "kommun-02", "no")
    versions.undo(store, by="Anna", why="fel", version=store.version())
    versions.lock(store, FINAL, by="Anna", why="")
    with store._engine.begin() as connection:  # what the app does when the folder has lost an organisation
        left = "INSERT INTO commits VALUES ({0}, '2026-01-01', 'SKL', 'organisations.csv', 'organisations', NULL, NULL)"
        connection.exec_driver_sql(left.format(store.version() + 1))
        row = "SELECT id, {0}, kind, county_code, \"groups\", sample, {1} FROM organisations WHERE id = 'kommun-03'"
        false = "false" if store._engine.dialect.name == "postgresql" else "0"
        connection.exec_driver_sql(f"INSERT INTO organisations {row.format(store.version() + 1, false)}")
    return store


def test_the_answers_are_those_that_the_app_shows(used: Store) -> None:
    for round in (FINAL, STATUS_REPORT):
        version = versions.version_shown(used, round)
        listed = {row["id"] for row in used.organisations(version)}
        expected = {
            (each.organisation, each.indicator, str(each.state), each.answer, each.evidence, each.version)
            for each in used.answers(version, round=round)
            if each.organisation in listed
        }
        names = "organisation, indicator, state, answer, evidence, written_in"
        found = rows(used, f"SELECT {names}, version FROM scorecard_answers WHERE round = '{round}'")
        assert {tuple(each.values())[:-1] for each in found} == expected
        assert len(found) == len(expected)
        assert {each["version"] for each in found} == {version}


def test_a_locked_round_keeps_who_has_left_since(used: Store) -> None:
    found = rows(used, "SELECT round FROM scorecard_organisations WHERE organisation = 'kommun-03'")
    assert [str(each["round"]) for each in found] == [str(FINAL)]
    locked = {str(each["round"]): bool(each["locked"]) for each in rows(used, "SELECT * FROM scorecard_rounds")}
    assert locked == {str(FINAL): True, str(STATUS_REPORT): False}


def test_a_round_that_is_unlocked_is_shown_at_the_newest_version(used: Store) -> None:
    versions.lock(used, FINAL, by="Anna", why="nytt svar", locked=False)
    found = {str(each["round"]): each["version"] for each in rows(used, "SELECT * FROM scorecard_rounds")}
    assert found[str(FINAL)] == used.version()


def test_a_decision_stands_once_as_it_stands_now(used: Store) -> None:
    minutes.decide(
        used, text="Ring kommun 02", owner="Anna", due=Date(2014, 3, 1), decided=Date(2014, 1, 15), by="Anna",
        assessment=None, round=FINAL, shown_version=used.version(),
    )  # fmt: skip
    (decision,) = minutes.decisions(used, used.version())
    minutes.follow_up(used, decision, minutes.State.DONE, by="Anna")
    (found,) = rows(used, "SELECT * FROM scorecard_decisions")
    assert (found["text"], found["state"], str(found["due"])) == ("Ring kommun 02", "done", "2014-03-01")


@pytest.mark.parametrize("view", VIEWS)
def test_the_columns_are_those_of_the_guide(view: str, used: Store) -> None:
    (told,) = re.findall(rf"^\| `{view}` \|.*\|(.*)\|$", GUIDE, re.MULTILINE)
    columns = [each["name"] for each in sql.inspect(used._engine).get_columns(view)]
    assert re.findall(r"`(\w+)`", told) == columns


def test_every_query_of_the_guide_on_a_view_runs(used: Store) -> None:
    queries = [each for each in re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL) if "FROM scorecard_" in each]
    assert len(queries) == 2
    assert rows(used, queries[0])
    rows(used, queries[1])


def test_a_store_from_before_the_views_gets_them(programme: Programme, tmp_path: Path, opening: Opening) -> None:
    address = f"sqlite:///{tmp_path / 'old.sqlite'}"
    store = opening(programme, address)
    with store._engine.begin() as connection:
        for view in reversed(VIEWS):
            connection.exec_driver_sql(f"DROP VIEW {view}")
    assert rows(opening(programme, address), "SELECT * FROM scorecard_rounds")


def test_a_view_that_was_defined_otherwise_is_made_anew_and_keeps_its_readers(
    programme: Programme, database: str, opening: Opening
) -> None:
    store, older = opening(programme, database), VIEWS["scorecard_rounds"].replace("IS NOT NULL", "IS NULL")
    postgresql = store._engine.dialect.name == "postgresql"
    with store._engine.begin() as connection:
        if postgresql:
            connection.exec_driver_sql(f"CREATE OR REPLACE VIEW scorecard_rounds AS {older}")
            connection.exec_driver_sql("COMMENT ON VIEW scorecard_rounds IS NULL")
            connection.exec_driver_sql("GRANT SELECT ON scorecard_rounds TO PUBLIC")
        else:
            connection.exec_driver_sql("DROP VIEW scorecard_rounds")
            connection.exec_driver_sql(f"CREATE VIEW scorecard_rounds AS {older}")
    assert all(row["locked"] for row in rows(store, "SELECT * FROM scorecard_rounds"))
    again = opening(programme, database)
    assert not any(row["locked"] for row in rows(again, "SELECT * FROM scorecard_rounds"))
    if postgresql:
        held = "SELECT has_table_privilege('public', 'scorecard_rounds', 'SELECT') AS held"
        assert rows(again, held) == [{"held": True}]


def test_views_that_stand_are_left_alone(programme: Programme, database: str, opening: Opening) -> None:
    with opening(programme, database)._engine.connect() as connection:
        assert views_stand(connection)
