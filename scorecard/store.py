"""The database of answers: append-only versions, read through one interface. Knows nothing of goals or of screens.

A version is one transaction. What a version wrote is never changed or deleted, so the state at any version can be
read for ever: for every key the row with the highest version not above it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from sys import intern
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from scorecard.answers import read_answer
from scorecard.counting import catch_up, count_version, state_at
from scorecard.counts import CountReader, Kept
from scorecard.database import ANSWERS, COMMITS, LOCKS, ORGANISATIONS, StoreError, failure, open_engine
from scorecard.load import Reading, read_round, round_files
from scorecard.model import AnswerState, Date, Message, message
from scorecard.programme import Programme
from scorecard.records import Organisation

MOST_NAMED = 1_000
"""Organisations up to which a database is told their names; of more it is asked for all."""
MOST_LACKING = 200_000
"""Numbers of missing answers that are kept in memory."""
MOST_SHOWN = 250_000
"""Answers and organisations' names, as a page shows them, that are kept in memory."""
NEWEST = sql.select(sql.func.coalesce(sql.func.max(COMMITS.c.version), 0))
CHUNK = 5_000
"""Rows written at a time, so that progress can be told."""

Row = dict[str, Any]
Key = tuple[Date, str, str]
"""Which answer: round, organisation, question."""
Rows = Sequence[tuple[sql.Table, Sequence[Row]]]
Pair = tuple["StoredAnswer | None", "StoredAnswer | None"]
"""What one organisation answered in two looks at a question; None where it was not asked."""
Progress = Callable[[int, int], None]
"""Told how many rows of how many are written."""


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

    @property
    def key(self) -> Key:
        return self.round, self.organisation, self.indicator

    @property
    def row(self) -> Row:
        """What is written of it; the version says itself."""
        names = ("round", "organisation", "indicator", "state", "answer", "evidence", "note")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerKey:
    """One answer that a version wrote."""

    round: Date
    organisation: str
    indicator: str
    version: int

    @property
    def key(self) -> Key:
        return self.round, self.organisation, self.indicator


def store_url(programme: Programme, given: str | None = None, *, configured: str | None = None) -> str:
    """The database asked for, else `SCORECARD_STORE`, else the one configured, else SQLite in the programme folder.

    `{programme}` in it stands for the name of the folder, so that every programme has a database of its own.
    """
    default = f"sqlite:///{programme.folder / 'store' / 'scorecard.sqlite'}"
    asked = given or os.environ.get("SCORECARD_STORE") or configured
    return asked.replace("{programme}", _folder_name(programme)) if asked else default


class VersionTakenError(StoreError):
    """Somebody else has written the version meanwhile."""


class Store(CountReader):
    """The versions of one database. Safe to share between threads and processes.

    `read_only` says why nothing may be written, None where it may.
    """

    def __init__(self, engine: sql.Engine, read_only: Message | None = None) -> None:
        super().__init__(engine, read_only)
        self._lacking: Kept[Mapping[str, int]] = Kept(MOST_LACKING)
        self.shown: Kept[Any] = Kept(MOST_SHOWN)
        """What pages have made of the answers of a version, which never changes."""

    def close(self) -> None:
        """Gives back the connections; a closed store opens new ones when it is used again."""
        self._engine.dispose()

    def inside(self, folder: Path) -> bool:
        """Whether the database is a file in a folder."""
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        return bool(file) and Path(str(file)).resolve().is_relative_to(folder.resolve())

    def version(self) -> int:
        """The newest version, 0 in an empty store."""
        return int(self._read(NEWEST)[0][0])

    def commits(self) -> list[Commit]:
        """The audit record, newest first."""
        rows = self._read(sql.select(COMMITS).order_by(COMMITS.c.version.desc()))
        return [_commit(row) for row in rows]

    def answers(
        self, version: int, *, round: Date | None = None, organisation: str | None = None,
        written: tuple[int, int] | None = None, indicators: Collection[str] | None = None,
        organisations: Collection[str] | None = None,
    ) -> list[StoredAnswer]:  # fmt: skip
        """The answers of a round or of an organisation, or both, as they stood at a version.

        `indicators`, `organisations`: only answers to some questions, only those of some organisations.
        `written` = (after, until): only those that some version after the first and up to the second has written.
        """
        answers = state_at(ANSWERS, version)
        columns = [answers.c[column.name] for column in ANSWERS.c]
        chosen = sql.select(*columns).order_by(answers.c.round, answers.c.organisation, answers.c.indicator)
        if round is not None:
            chosen = chosen.where(answers.c.round == round)
        if organisation is not None:
            chosen = chosen.where(answers.c.organisation == organisation)
        if indicators is not None:
            chosen = chosen.where(answers.c.indicator.in_(indicators))
        if organisations is not None and len(organisations) <= MOST_NAMED:
            chosen = chosen.where(answers.c.organisation.in_(organisations))
        if written is not None:
            other = ANSWERS.alias("written")
            same = [other.c[name] == answers.c[name] for name in ("round", "indicator", "organisation")]
            chosen = chosen.where(sql.exists().where(*same, *_between(other, written)))
        few = organisation is not None or organisations is not None or indicators is not None
        return [_stored_answer(row) for row in (self._read(chosen) if few else self._read_many(chosen))]

    def differing(self, indicator: str, before: tuple[int, Date], after: tuple[int, Date]) -> dict[str, Pair]:
        """By organisation the answers to a question that differ between two versions and rounds, or stand in one only."""
        then, now = (self._told(indicator, *look) for look in (before, after))
        differ = [each for each in {**then, **now} if then.get(each, ())[:3] != now.get(each, ())[:3]]
        told = partial(_told_answer, indicator)
        return {each: (told(before[1], each, then.get(each)), told(after[1], each, now.get(each))) for each in differ}

    def answered_twice(
        self, indicator: str, before: tuple[int, Date], after: tuple[int, Date]
    ) -> list[tuple[str, str, str]]:
        """What organisations answered to a question in two versions and rounds, those that answered it in both."""
        then, now = (state_at(ANSWERS, version).alias(name) for name, (version, _) in (("then", before), ("now", after)))
        same = [now.c.organisation == then.c.organisation]
        for table, round in ((then, before[1]), (now, after[1])):
            same += [table.c.round == round, table.c.indicator == indicator, table.c.state == str(AnswerState.ANSWERED)]
        chosen = sql.select(then.c.organisation, then.c.answer, now.c.answer).where(*same).order_by(then.c.organisation)
        return [tuple(row) for row in self._read(chosen)]

    def _told(self, indicator: str, version: int, round: Date) -> dict[str, tuple[Any, ...]]:
        """What every organisation answered to a question, without a record for each."""
        answers = state_at(ANSWERS, version)
        columns = [answers.c[name] for name in ("organisation", "state", "answer", "evidence", "note", "version")]
        chosen = sql.select(*columns).where(answers.c.round == round, answers.c.indicator == indicator)
        return {intern(row[0]): tuple(row)[1:] for row in self._read(chosen.order_by(answers.c.organisation))}

    def lacking(self, version: int, round: Date, evidence: str | None = None) -> Mapping[str, int]:
        """How many answers are missing from each organisation in a round; with `evidence` also those on another."""
        key = (version, round, evidence)
        return self._lacking.get(key, partial(self._read_lacking, version, round, evidence))

    def _read_lacking(self, version: int, round: Date, evidence: str | None) -> tuple[int, Mapping[str, int]]:
        answers = state_at(ANSWERS, version)
        missing = answers.c.state == sql.literal_column(f"'{AnswerState.NOT_REPORTED}'")  # as its index has it
        if evidence is not None:
            missing |= answers.c.evidence != evidence
        number = sql.func.count().label("number")
        chosen = sql.select(answers.c.organisation, number).where(answers.c.round == round, missing)
        found = {row.organisation: row.number for row in self._read(chosen.group_by(answers.c.organisation))}
        return len(found), found

    def touched(self, written: tuple[int, int]) -> list[AnswerKey]:
        """Which answers the versions after the first and up to the second have written, and which version did."""
        keys = (ANSWERS.c.round, ANSWERS.c.organisation, ANSWERS.c.indicator, ANSWERS.c.version)
        rows = self._read(sql.select(*keys).where(*_between(ANSWERS, written)).order_by(*keys))
        return [AnswerKey(**row._mapping) for row in rows]

    def organisations(self, version: int) -> list[Row]:
        """The organisations that were listed at a version: id, kind, county, groups, sample."""
        return [row for row in self.state(ORGANISATIONS, version) if row["listed"]]

    def state(self, table: sql.Table, version: int) -> list[Row]:
        """The newest rows of a table as they stood at a version, in the order of their keys.

        A database that may only be read can be older than one of its tables.
        """
        if self.read_only and not sql.inspect(self._engine).has_table(table.name):
            return []
        state = state_at(table, version)
        keys = [state.c[column.name] for column in table.primary_key]
        return [{**row._mapping} for row in self._read(sql.select(state).order_by(*keys))]

    def locks(self, version: int) -> dict[Date, Commit]:
        """The rounds that are locked at a version, and the commit that locked each."""
        locks = state_at(LOCKS, version)
        rows = self._read(
            sql.select(locks.c.round, *COMMITS.c).join(COMMITS, COMMITS.c.version == locks.c.version).where(locks.c.locked)
        )
        return {row.round: _commit(row) for row in rows}

    def commit(
        self, *, after: int, by: str, why: str, kind: str, rows: Rows, file_name: str | None = None,
        sha256: str | None = None, progress: Progress | None = None,
    ) -> int:  # fmt: skip
        """Writes rows and their audit record as version `after` + 1, all or nothing, and returns it.

        Raises `VersionTakenError` when somebody else has written that version meanwhile, `StoreError` when writing fails.
        """
        if self.read_only:
            raise StoreError(self.read_only)
        version = after + 1
        record = Commit(
            version=version, at=datetime.datetime.now(datetime.UTC), by=by, why=why, kind=kind,
            file_name=file_name, sha256=sha256,
        )  # fmt: skip
        try:
            with self._engine.begin() as connection:
                connection.execute(sql.insert(COMMITS), vars(record))
                _insert(connection, version, rows, progress)
                count_version(connection, version)
        except IntegrityError as error:
            if self.version() >= version:
                raise VersionTakenError(message("store.version_taken", version=version)) from error
            raise failure(error) from error
        except SQLAlchemyError as error:
            raise failure(error) from error
        return version

    def _read_many(self, query: sql.Select[Any]) -> Iterator[sql.Row[Any]]:
        """Rows as they come, so that they need not be held twice."""
        try:
            with self._engine.connect() as connection:
                yield from connection.execution_options(yield_per=CHUNK).execute(query)
        except SQLAlchemyError as error:
            raise failure(error) from error

    def catch_up(self) -> None:
        """Counts what an earlier release has written without counting."""
        try:
            catch_up(self._engine)
        except SQLAlchemyError as error:
            raise failure(error) from error


def programme_at(programme: Programme, store: Store, version: int) -> Programme:
    """The programme with the organisations as they stood at a version, so that an old count keeps its group.

    One that has left the folder since is called by its id and cites the source of the first round.
    """
    now = {row["id"]: row for row in organisation_rows(programme)}
    found = {}
    for row in store.organisations(version):
        unchanged = row["id"] in now and {**row, **now[row["id"]]} == row
        found[row["id"]] = programme.organisations[row["id"]] if unchanged else _as_it_stood(programme, row)
    still_here = {name: found.pop(name) for name in programme.organisations if name in found}
    return replace(programme, organisations=still_here | found)


def _as_it_stood(programme: Programme, row: Row) -> Organisation:
    known = programme.organisations.get(row["id"])
    return Organisation(
        id=row["id"], name=known.name if known else row["id"], kind=row["kind"], county_code=row["county_code"],
        municipality_code=known.municipality_code if known else None, groups=tuple(row["groups"].split()),
        sample=row["sample"], source=known.source if known else programme.rounds[0].source,
    )  # fmt: skip


def open_store(programme: Programme, url: str | None = None) -> Store:
    """The store at a URL (see `store_url`), made and seeded from the programme's round files if it is new.

    Organisations that changed in the folder since become a version of their own. Raises `StoreError`.
    """
    engine, read_only = open_engine(store_url(programme, url))
    store = Store(engine, read_only)
    if read_only is None:
        store.catch_up()
    with suppress(VersionTakenError):  # another process has just done it
        if store.version() == 0:
            _seed(store, programme)
    _refuse_another(store, programme)
    with suppress(VersionTakenError):
        if store.read_only is None:
            _follow_organisations(store, programme)
    return store


def _insert(connection: sql.Connection, version: int, rows: Rows, progress: Progress | None) -> None:
    done, total = 0, sum(len(values) for _, values in rows)
    for table, values in rows:
        for start in range(0, len(values), CHUNK):
            chunk = [{**each, "version": version} for each in values[start : start + CHUNK]]
            connection.execute(sql.insert(table), chunk)
            done += len(chunk)
            if progress:
                progress(done, total)


def _between(table: sql.FromClause, written: tuple[int, int]) -> tuple[sql.ColumnElement[bool], ...]:
    after, until = written
    return table.c.version > after, table.c.version <= until


def _stored_answer(row: sql.Row[Any]) -> StoredAnswer:
    """Read by place, and with one text for the same words and one date: there may be half a million of them."""
    round, indicator, organisation, version, state, answer, evidence, note = tuple(row)
    return StoredAnswer(
        round=_same(round), organisation=intern(organisation), indicator=intern(indicator), state=STATES[state],
        answer=intern(answer), evidence=intern(evidence), note=note, version=version,
    )  # fmt: skip


@lru_cache(maxsize=1_000)
def _same(date: Date) -> Date:
    """One object for one date, as `intern` gives one for a text."""
    return date


def _told_answer(indicator: str, round: Date, organisation: str, told: tuple[Any, ...] | None) -> StoredAnswer | None:
    if told is None:
        return None
    state, answer, evidence, note, version = told
    return StoredAnswer(
        round=round, organisation=organisation, indicator=indicator, state=STATES[state], answer=answer,
        evidence=evidence, note=note, version=version,
    )  # fmt: skip


STATES = {str(each): each for each in AnswerState}


def _commit(row: sql.Row[Any]) -> Commit:
    return Commit(**{column.name: getattr(row, column.name) for column in COMMITS.c} | {"at": _in_utc(row.at)})


def _in_utc(at: datetime.datetime) -> datetime.datetime:
    """SQLite gives back what it was given, without the zone."""
    return at.replace(tzinfo=datetime.UTC) if at.tzinfo is None else at.astimezone(datetime.UTC)


def _seed(store: Store, programme: Programme) -> None:
    """The first version: the organisations and every round file of the folder."""
    files = round_files(programme.folder)
    answers = [row for file in files for row in _answer_rows(programme, file)]
    store.commit(
        after=0, by=programme.settings.owner, why="+".join(files), kind="seed",
        rows=[(ORGANISATIONS, organisation_rows(programme)), (ANSWERS, answers)],
        file_name=f"{_folder_name(programme)}/organisations.csv",
        sha256=_fingerprint(programme.folder, ["organisations.csv", *files]),
    )  # fmt: skip


def _folder_name(programme: Programme) -> str:
    return programme.folder.resolve().name


def _refuse_another(store: Store, programme: Programme) -> None:
    """Refuses a database that was made from another folder, which its first version names.

    One that lies in the folder goes where the folder goes, whatever that is called. One from before the name was written
    is known by its organisations.
    """
    made_from, _, _ = (store.commits()[-1].file_name or "").rpartition("/")
    if made_from and made_from != _folder_name(programme) and not store.inside(programme.folder):
        folder = str(programme.folder)
        raise StoreError(message("store.other_folder", made_from=made_from, folder=folder, name=_folder_name(programme)))
    known = {row["id"] for row in store.state(ORGANISATIONS, store.version())}
    if known and programme.organisations and known.isdisjoint(programme.organisations):
        raise StoreError(message("store.other_programme", folder=str(programme.folder)))


def _fingerprint(folder: Path, files: Iterable[str]) -> str:
    return hashlib.sha256(b"".join((folder / file).read_bytes() for file in files)).hexdigest()


def _answer_rows(programme: Programme, file: str) -> list[dict[str, Any]]:
    rows = []
    for each in read_round(Reading(programme.folder), file):
        read = read_answer(programme.indicators[each.indicator].scale, each.answer)
        if isinstance(read, Message):
            raise StoreError(read)
        values = {"round": Date.fromisoformat(Path(file).stem), "state": read[0], "answer": read[1]}
        rows.append({**values, **each.model_dump(exclude={"answer"})})
    return rows


def organisation_rows(programme: Programme) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "kind": each.kind, "county_code": each.county_code, "groups": " ".join(sorted(each.groups)),
         "sample": each.sample, "listed": True}
        for each in programme.organisations.values()
    ]  # fmt: skip


def _follow_organisations(store: Store, programme: Programme) -> None:
    """A version with what differs between the folder's organisations and the store's, if anything does."""
    version = store.version()
    known = {row["id"]: row for row in store.state(ORGANISATIONS, version)}
    rows = {row["id"]: row for row in organisation_rows(programme)}
    gone = [{**row, "listed": False} for name, row in known.items() if name not in rows and row["listed"]]
    changed = [row for name, row in rows.items() if {**known.get(name, {}), **row} != known.get(name)]
    if gone or changed:
        store.commit(
            after=version, by=programme.settings.owner, why="organisations.csv", kind="organisations",
            rows=[(ORGANISATIONS, gone + changed)], file_name="organisations.csv",
            sha256=_fingerprint(programme.folder, ["organisations.csv"]),
        )  # fmt: skip
