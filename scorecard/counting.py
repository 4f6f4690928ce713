"""The counts that the database keeps of its answers, so that a reader reads what it shows and not what is stored.

Every version counts the questions that it touches, in its own transaction, and what it has counted is never changed.
The counts of a question at a version are those of the newest version not above it that recounted the question; one that
nobody answers any more was recounted and has none.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sql

from scorecard.database import ANSWERS, COMMITS, COUNTS, ORGANISATIONS, RECOUNTED, REMOVED, SIZES, alone

DIMENSIONS = ("round", "indicator", "county_code", "kind", "groups", "sample", "state", "answer", "evidence")
"""What answers are counted by. The order of every list of counts."""


def state_at(table: sql.Table, version: int) -> sql.Subquery:
    """For every key of a table its newest row that is not newer than a version."""
    return sql.select(table).where(*_newest(table, version)).subquery(f"{table.name}_at")


def _newest(table: sql.Table, version: int) -> list[sql.ColumnElement[bool]]:
    newer = table.alias(f"newer_{table.name}")
    keys = [column.name for column in table.primary_key if column.name != "version"]
    superseded = sql.exists().where(
        newer.c.version > table.c.version, newer.c.version <= version, *(newer.c[key] == table.c[key] for key in keys)
    )
    kept = [table.c.state != REMOVED] if table is ANSWERS else []
    return [table.c.version <= version, ~superseded, *kept]


def counted_anew(version: int, among: sql.FromClause | None = None) -> sql.Select[Any]:
    """The counts at a version from its answers, of all questions or of some."""
    tables: dict[str, sql.FromClause] = dict.fromkeys(("county_code", "kind", "groups", "sample"), ORGANISATIONS)
    dimensions = [tables.get(name, ANSWERS).c[name] for name in DIMENSIONS]
    answers: sql.FromClause = ANSWERS
    if among is not None:
        same = (among.c.round == ANSWERS.c.round) & (among.c.indicator == ANSWERS.c.indicator)
        answers = among.join(ANSWERS, same)
    return (
        sql.select(*dimensions, sql.func.count().label("organisations"))
        .select_from(answers.join(ORGANISATIONS, ANSWERS.c.organisation == ORGANISATIONS.c.id))
        .where(ORGANISATIONS.c.listed, *_newest(ANSWERS, version), *_newest(ORGANISATIONS, version))
        .group_by(*dimensions)
        .order_by(*dimensions)
    )


def sizes(after: int, until: int) -> sql.Select[Any]:
    """For the versions after one and up to another: how many answers they wrote, and how many stood in none before."""
    earlier = ANSWERS.alias("earlier")
    keys = ("round", "indicator", "organisation")
    stood = sql.exists().where(earlier.c.version < ANSWERS.c.version, *(earlier.c[key] == ANSWERS.c[key] for key in keys))
    new = sql.func.sum(sql.case((ANSWERS.c.version.is_(None) | stood, 0), else_=1))
    return (
        sql.select(COMMITS.c.version, sql.func.count(ANSWERS.c.version).label("answers"), new.label("new"))
        .select_from(COMMITS.outerjoin(ANSWERS, ANSWERS.c.version == COMMITS.c.version))
        .where(COMMITS.c.version > after, COMMITS.c.version <= until)
        .group_by(COMMITS.c.version)
    )


def count_version(connection: sql.Connection, version: int) -> None:
    """Counts what a version has changed; its rows, and the counts of all versions before, are written already."""
    touched = _touched(connection, version).subquery("touched")
    connection.execute(_filled(RECOUNTED, sql.select(sql.literal(version).label("version"), touched)))
    counts = counted_anew(version, sql.select(RECOUNTED).where(RECOUNTED.c.version == version).subquery("mine"))
    connection.execute(_filled(COUNTS, sql.select(sql.literal(version).label("version"), counts.subquery("counted"))))
    connection.execute(_filled(SIZES, sizes(version - 1, version)))


def _filled(table: sql.Table, rows: sql.Select[Any]) -> sql.Insert:
    return sql.insert(table).from_select([column.name for column in rows.selected_columns], rows)


def _touched(connection: sql.Connection, version: int) -> sql.Select[Any] | sql.CompoundSelect[Any]:
    """The questions whose answers a version has written; where it has changed organisations, all questions."""
    written = sql.select(ANSWERS.c.round, ANSWERS.c.indicator).where(ANSWERS.c.version == version).distinct()
    changed = sql.select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.version == version).limit(1)
    if connection.execute(changed).first() is None:
        return written
    return sql.union(written, sql.select(RECOUNTED.c.round, RECOUNTED.c.indicator))


def uncounted(connection: sql.Connection) -> int | None:
    """The first version that has not been counted: written by a release that did not count. None where there is none."""
    counted = sql.exists().where(SIZES.c.version == COMMITS.c.version)
    return connection.execute(sql.select(sql.func.min(COMMITS.c.version)).where(~counted)).scalar()


def catch_up(engine: sql.Engine) -> None:
    """Counts the versions that were written uncounted, and those that were counted on top of them, in their order."""
    with engine.connect() as connection:
        if uncounted(connection) is None:
            return
    with alone(engine) as connection:
        first = uncounted(connection)
        if first is None:  # another process has just done it
            return
        for table in (COUNTS, RECOUNTED, SIZES):
            connection.execute(sql.delete(table).where(table.c.version >= first))
        later = sql.select(COMMITS.c.version).where(COMMITS.c.version >= first).order_by(COMMITS.c.version)
        for version in connection.scalars(later).all():
            count_version(connection, version)


def questions_at(version: int, *only: sql.ColumnElement[bool]) -> sql.Subquery:
    """The questions at a version, and for each the version that last recounted it."""
    question = (RECOUNTED.c.round, RECOUNTED.c.indicator)
    newest = sql.func.max(RECOUNTED.c.version).label("version")
    return sql.select(*question, newest).where(RECOUNTED.c.version <= version, *only).group_by(*question).subquery("newest")


def counts_of(questions: sql.Subquery) -> sql.Join:
    """The counts of questions, each as its version recounted it."""
    return questions.join(
        COUNTS, sql.and_(*(COUNTS.c[name] == questions.c[name] for name in ("indicator", "round", "version")))
    )
