"""The database of answers: append-only versions, read through one interface. Knows nothing of goals or of screens.

A version is one transaction. What a version wrote is never changed or deleted, so the state at any version can be
read for ever: for every key the row with the highest version not above it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from scorecard.load import Reading, read_answer, read_round, round_files
from scorecard.model import AnswerState, Date
from scorecard.programme import Programme

TABLES = sql.MetaData()

COMMITS = sql.Table(
    "commits", TABLES,
    sql.Column("version", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.DateTime(timezone=True), nullable=False),
    sql.Column("by", sql.String(120), nullable=False),
    sql.Column("why", sql.String(2000), nullable=False),
    sql.Column("kind", sql.String(20), nullable=False),
    sql.Column("file_name", sql.String(255)),
    sql.Column("sha256", sql.String(64)),
)  # fmt: skip

ANSWERS = sql.Table(
    "answers", TABLES,
    sql.Column("round", sql.Date, primary_key=True),
    sql.Column("indicator", sql.String(41), primary_key=True),
    sql.Column("organisation", sql.String(32), primary_key=True),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("state", sql.String(14), nullable=False),
    sql.Column("answer", sql.String(40), nullable=False),
    sql.Column("evidence", sql.String(14), nullable=False),
    sql.Column("note", sql.String(2000), nullable=False),
)  # fmt: skip

ORGANISATIONS = sql.Table(
    "organisations", TABLES,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("kind", sql.String(40), nullable=False),
    sql.Column("county_code", sql.String(2)),
    sql.Column("groups", sql.String(400), nullable=False),
    sql.Column("sample", sql.Boolean, nullable=False),
    sql.Column("listed", sql.Boolean, nullable=False),
)  # fmt: skip


class StoreError(Exception):
    """The database cannot be reached, read or written; the message says which and why."""


class VersionTakenError(StoreError):
    """Somebody else has written the version meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The audit record of one version. `at` is in UTC; order is by version, never by clock."""

    version: int
    at: datetime.datetime
    by: str
    why: str
    kind: str
    file_name: str | None
    sha256: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many organisations of one sort gave one answer: one cell of the cube that everything is counted from."""

    round: Date
    indicator: str
    county_code: str | None
    kind: str
    groups: frozenset[str]
    sample: bool
    state: AnswerState
    answer: str
    evidence: str
    organisations: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAnswer:
    """What one organisation answered to one question, and the version that says so."""

    round: Date
    organisation: str
    indicator: str
    state: AnswerState
    answer: str
    evidence: str
    note: str
    version: int


def store_url(programme: Programme, given: str | None = None, *, configured: str | None = None) -> str:
    """The database asked for, else `SCORECARD_STORE`, else the one configured, else SQLite in the programme folder."""
    default = f"sqlite:///{programme.folder / 'store' / 'scorecard.sqlite'}"
    return given or os.environ.get("SCORECARD_STORE") or configured or default


class Store:
    """The versions of one database. Safe to share between threads and processes."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Gives back the connections; a closed store opens new ones when it is used again."""
        self._engine.dispose()

    def version(self) -> int:
        """The newest version, 0 in an empty store."""
        return int(self._read(sql.select(sql.func.coalesce(sql.func.max(COMMITS.c.version), 0)))[0][0])

    def commits(self) -> list[Commit]:
        """The audit record, newest first."""
        rows = self._read(sql.select(COMMITS).order_by(COMMITS.c.version.desc()))
        return [Commit(**{**row._mapping, "at": _in_utc(row.at)}) for row in rows]

    def counts(self, version: int) -> list[Count]:
        """The answers as they stood at a version, counted by the database."""
        organisations, answers = _state_at(ORGANISATIONS, version), _state_at(ANSWERS, version)
        dimensions = (
            answers.c.round, answers.c.indicator, organisations.c.county_code, organisations.c.kind,
            organisations.c.groups, organisations.c.sample, answers.c.state, answers.c.answer, answers.c.evidence,
        )  # fmt: skip
        rows = self._read(
            sql.select(*dimensions, sql.func.count().label("organisations"))
            .join_from(answers, organisations, answers.c.organisation == organisations.c.id)
            .where(organisations.c.listed)
            .group_by(*dimensions)
            .order_by(*dimensions)
        )
        return [
            Count(**{**row._mapping, "groups": frozenset(row.groups.split()), "state": AnswerState(row.state)})
            for row in rows
        ]

    def answers(self, version: int, *, round: Date | None = None, organisation: str | None = None) -> list[StoredAnswer]:
        """The answers of a round or of an organisation, or both, as they stood at a version."""
        answers = _state_at(ANSWERS, version)
        chosen = sql.select(answers).order_by(answers.c.round, answers.c.organisation, answers.c.indicator)
        if round is not None:
            chosen = chosen.where(answers.c.round == round)
        if organisation is not None:
            chosen = chosen.where(answers.c.organisation == organisation)
        return [StoredAnswer(**{**row._mapping, "state": AnswerState(row.state)}) for row in self._read(chosen)]

    def commit(
        self, *, after: int, by: str, why: str, kind: str, rows: Sequence[tuple[sql.Table, list[dict[str, Any]]]],
        file_name: str | None = None, sha256: str | None = None,
    ) -> int:  # fmt: skip
        """Writes rows and their audit record as version `after` + 1, all or nothing, and returns it.

        Raises `VersionTakenError` when somebody else has written that version meanwhile, `StoreError` when writing fails.
        """
        version = after + 1
        record = Commit(
            version=version, at=datetime.datetime.now(datetime.UTC), by=by, why=why, kind=kind,
            file_name=file_name, sha256=sha256,
        )  # fmt: skip
        try:
            with self._engine.begin() as connection:
                connection.execute(sql.insert(COMMITS), vars(record))
                for table, values in rows:
                    if values:
                        connection.execute(sql.insert(table), [{**each, "version": version} for each in values])
        except IntegrityError as error:
            if self.version() >= version:
                raise VersionTakenError(f"version {version} exists already") from error
            raise _failure(error) from error
        except SQLAlchemyError as error:
            raise _failure(error) from error
        return version

    def _read(self, query: sql.Select[Any]) -> Sequence[sql.Row[Any]]:
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except SQLAlchemyError as error:
            raise _failure(error) from error


def open_store(programme: Programme, url: str | None = None) -> Store:
    """The store at a URL (see `store_url`), made and seeded from the programme's round files if it is new.

    Organisations that changed in the folder since become a version of their own. Raises `StoreError`.
    """
    store = Store(_engine(store_url(programme, url)))
    with suppress(VersionTakenError):  # another process has just done it
        if store.version() == 0:
            _seed(store, programme)
        _follow_organisations(store, programme)
    return store


def _engine(url: str) -> sql.Engine:
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sql.create_engine(address, pool_pre_ping=True)
    except (SQLAlchemyError, OSError) as error:
        raise _failure(error) from error
    if engine.dialect.name == "sqlite":
        sql.event.listen(engine, "connect", _sqlite_settings)
    try:
        with suppress(SQLAlchemyError):  # another process may make them at the same moment; the second try finds them
            TABLES.create_all(engine)
        TABLES.create_all(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _failure(error) from error
    return engine


def _address(url: str) -> sql.URL:
    """The parts of a URL. Nothing of a URL that cannot be read is repeated: what is misread may be the password."""
    try:
        address = sql.make_url(url)
    except (SQLAlchemyError, ValueError):
        address = None
    if address is None or "@" in (address.host or ""):
        form = "postgresql+psycopg://user:password@host:port/name"
        raise StoreError(f"the address of the database is not written as {form}, with @ : / in a password as %40 %3A %2F")
    return address


def _sqlite_settings(connection: Any, _: Any) -> None:
    for setting in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _failure(error: Exception) -> StoreError:
    return StoreError(str(getattr(error, "orig", None) or error))


def _in_utc(at: datetime.datetime) -> datetime.datetime:
    """SQLite gives back what it was given, without the zone."""
    return at.replace(tzinfo=datetime.UTC) if at.tzinfo is None else at.astimezone(datetime.UTC)


def _state_at(table: sql.Table, version: int) -> sql.Subquery:
    """For every key of a table its newest row that is not newer than a version."""
    newer = table.alias("newer")
    keys = [column.name for column in table.primary_key if column.name != "version"]
    superseded = sql.exists().where(
        newer.c.version > table.c.version, newer.c.version <= version, *(newer.c[key] == table.c[key] for key in keys)
    )
    return sql.select(table).where(table.c.version <= version, ~superseded).subquery(f"{table.name}_at")


def _seed(store: Store, programme: Programme) -> None:
    """The first version: the organisations and every round file of the folder."""
    files = round_files(programme.folder)
    answers = [row for file in files for row in _answer_rows(programme, file)]
    store.commit(
        after=0, by=programme.settings.owner, why="+".join(files), kind="seed",
        rows=[(ORGANISATIONS, _organisation_rows(programme)), (ANSWERS, answers)],
        file_name="organisations.csv", sha256=_fingerprint(programme.folder, ["organisations.csv", *files]),
    )  # fmt: skip


def _fingerprint(folder: Path, files: Iterable[str]) -> str:
    return hashlib.sha256(b"".join((folder / file).read_bytes() for file in files)).hexdigest()


def _answer_rows(programme: Programme, file: str) -> list[dict[str, Any]]:
    rows = []
    for each in read_round(Reading(programme.folder), file):
        read = read_answer(programme.indicators[each.indicator].scale, each.answer)
        if read is None:
            raise StoreError(f"{file}: {each.answer!r} is no answer to {each.indicator}")
        values = {"round": Date.fromisoformat(Path(file).stem), "state": read[0], "answer": read[1]}
        rows.append({**values, **each.model_dump(exclude={"answer"})})
    return rows


def _organisation_rows(programme: Programme) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "kind": each.kind, "county_code": each.county_code, "groups": " ".join(sorted(each.groups)),
         "sample": each.sample, "listed": True}
        for each in programme.organisations.values()
    ]  # fmt: skip


def _follow_organisations(store: Store, programme: Programme) -> None:
    """A version with what differs between the folder's organisations and the store's, if anything does."""
    version = store.version()
    state = _state_at(ORGANISATIONS, version)
    known = {row.id: {**row._mapping} for row in store._read(sql.select(state))}
    rows = {row["id"]: row for row in _organisation_rows(programme)}
    gone = [{**row, "listed": False} for name, row in known.items() if name not in rows and row["listed"]]
    changed = [row for name, row in rows.items() if {**known.get(name, {}), **row} != known.get(name)]
    if gone or changed:
        store.commit(
            after=version, by=programme.settings.owner, why="organisations.csv", kind="organisations",
            rows=[(ORGANISATIONS, gone + changed)], file_name="organisations.csv",
            sha256=_fingerprint(programme.folder, ["organisations.csv"]),
        )  # fmt: skip
