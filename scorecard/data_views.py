"""The database views that other systems read: the answers as the app shows them, decisions, judgements. Plain SQL.

Their names and columns are a contract with others (docs/data-out.md); the app itself reads none of them. A round is shown
at the version that locked it, else at the newest, and so it is here.
"""

from __future__ import annotations

import sqlalchemy as sql


def _newest(table: str, key: str, until: str = "") -> str:
    """That no newer row of the same key stands in a table, up to a version where one is named."""
    row = table[0]
    conditions = [f"newer.{each} = {row}.{each}" for each in key.split()] + [f"newer.version > {row}.version"]
    conditions += [f"newer.version <= {until}"] if until else []
    return f"NOT EXISTS (SELECT 1 FROM {table} newer WHERE {' AND '.join(conditions)})"


VIEWS = {
    "scorecard_rounds": f"""
        SELECT asked.round, COALESCE(lock.version, newest.version) AS version, lock.version IS NOT NULL AS locked
        FROM (SELECT DISTINCT round FROM answers) asked
        CROSS JOIN (SELECT MAX(version) AS version FROM commits) newest
        LEFT JOIN (
            SELECT l.round, l.version FROM locks l WHERE l.locked AND {_newest("locks", "round")}
        ) lock ON lock.round = asked.round""",
    "scorecard_organisations": f"""
        SELECT r.round, r.version, o.id AS organisation, o.kind, o.county_code, o."groups", o.sample
        FROM scorecard_rounds r
        JOIN organisations o ON o.version <= r.version
        WHERE o.listed AND {_newest("organisations", "id", "r.version")}""",
    "scorecard_answers": f"""
        SELECT r.round, r.version, r.locked, r.organisation, r.kind, r.county_code, r."groups", r.sample,
               a.indicator, a.state, a.answer, a.evidence,
               CASE WHEN r.sample THEN 'sample' ELSE a.evidence END AS basis, a.note, a.version AS written_in
        FROM (
            SELECT o.*, s.locked FROM scorecard_organisations o JOIN scorecard_rounds s ON s.round = o.round
        ) r
        JOIN answers a ON a.round = r.round AND a.organisation = r.organisation AND a.version <= r.version
        WHERE a.state <> 'removed' AND {_newest("answers", "round organisation indicator", "r.version")}""",
    "scorecard_judgements": f"""
        SELECT j.goal, j.round, j.status, j.date, j.evidence, j.happened, j.cause, j.proposed, j.version
        FROM judgements j WHERE {_newest("judgements", "goal round")}""",
    "scorecard_decisions": f"""
        SELECT d.id, d.goal, d.round, d.text, d.owner, d.due, d.decided, d.state, d."count", d."of", d.status,
               d.shown_version, d.version
        FROM decisions d WHERE {_newest("decisions", "id")}""",
}  # fmt: skip
"""What each is called and selects. One may read from those before it. A further column comes last: PostgreSQL replaces a
view under the rights given on it only as long as the columns before stay as they are."""


def views_stand(connection: sql.Connection) -> bool:
    """Whether a database has each view just as it is here. PostgreSQL keeps it in words of its own: a comment tells."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'view'"
    if _postgresql(connection):
        query = "SELECT relname, obj_description(oid) FROM pg_class WHERE relkind = 'v' AND pg_table_is_visible(oid)"
    found = {name: told or "" for name, told in connection.exec_driver_sql(query)}
    return all(found.get(name, "").endswith(select) for name, select in VIEWS.items())


def make_views(connection: sql.Connection) -> None:
    """Every view as it is defined here, in place of what stood under its name."""
    if not _postgresql(connection):
        for name in reversed(VIEWS):
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
    for name, select in VIEWS.items():
        if _postgresql(connection):
            connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {name} AS {select}")
            quoted = select.replace("'", "''")
            connection.exec_driver_sql(f"COMMENT ON VIEW {name} IS '{quoted}'")
        else:
            connection.exec_driver_sql(f"CREATE VIEW {name} AS {select}")


def _postgresql(connection: sql.Connection) -> bool:
    return connection.dialect.name == "postgresql"
