"""What is read of the counts that the database keeps: of one question, of a round, of all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from scorecard.counting import DIMENSIONS, counted_anew, counts_of, questions_at, sizes, uncounted
from scorecard.database import COUNTS, RECOUNTED, SIZES, failure
from scorecard.model import AnswerState, Date, Message

MOST_KEPT = 400_000
"""Counts of single questions that are kept in memory, some 50 MB."""
Value = TypeVar("Value")
Question = tuple[Date, str]
"""One question of one round."""
ByCounty = Mapping[str | None, Sequence["Count"]]


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
class Total:
    """How many answers to one question of a round are of one state and rest on one evidence."""

    indicator: str
    state: AnswerState
    evidence: str
    organisations: int


class Kept(Generic[Value]):
    """What was read last of what never changes, up to a number of rows. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most, self._rows = most, 0
        self._found: OrderedDict[Hashable, tuple[int, Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], tuple[int, Value]]) -> Value:
        """What is kept under a key, else what is read: its number of rows and itself."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key][1]
        rows, value = read()
        with self._lock:
            self._rows += rows - self._found.pop(key, (0, value))[0]
            self._found[key] = rows, value
            while self._rows > self._most and len(self._found) > 1:
                self._rows -= self._found.popitem(last=False)[1][0]
        return value


class CountReader:
    """Reads the counts of one database. Safe to share between threads.

    `read_only` says why nothing may be written, None where it may.
    """

    def __init__(self, engine: sql.Engine, read_only: Message | None = None) -> None:
        self._engine = engine
        self.read_only = read_only
        self._kept: Kept[ByCounty] = Kept(MOST_KEPT)

    def counts(self, version: int) -> list[Count]:
        """All answers as they stood at a version, counted."""
        if not self.counted:
            return self.counted_anew(version)
        columns = [COUNTS.c[name] for name in (*DIMENSIONS, "organisations")]
        chosen = sql.select(*columns).select_from(counts_of(questions_at(version))).order_by(*columns[:-1])
        return [_count(row) for row in self._read(chosen)]

    def counted_anew(self, version: int) -> list[Count]:
        """The same from the answers themselves: what the counts that are kept must be equal to."""
        return [_count(row) for row in self._read(counted_anew(version))]

    @property
    def counted(self) -> bool:
        """Whether the counts of all versions are kept. A database that may only be read can be older than they are."""
        if not self.read_only:
            return True
        try:
            with self._engine.connect() as connection:
                return sql.inspect(connection).has_table(SIZES.name) and uncounted(connection) is None
        except SQLAlchemyError as error:
            raise failure(error) from error

    def questions(self, version: int) -> dict[Question, int]:
        """The questions that somebody was asked at a version, and the version that last counted each."""
        newest = questions_at(version)
        same = (COUNTS.c[name] == newest.c[name] for name in ("indicator", "round", "version"))
        rows = self._read(sql.select(newest).where(sql.exists().where(*same)))
        return {(row.round, row.indicator): row.version for row in rows}

    def counts_of(self, round: Date, indicator: str, counted: int) -> list[Count]:
        """The counts of a question as a version counted it."""
        return [each for counts in self.counts_by_county(round, indicator, counted).values() for each in counts]

    def counts_by_county(self, round: Date, indicator: str, counted: int) -> ByCounty:
        """The same by county. They never change, so that those read last are kept, for whatever versions show them."""
        return self._kept.get((round, indicator, counted), partial(self._counts_by_county, round, indicator, counted))

    def _counts_by_county(self, round: Date, indicator: str, counted: int) -> tuple[int, ByCounty]:
        only = (COUNTS.c.round == round, COUNTS.c.indicator == indicator, COUNTS.c.version == counted)
        columns = [COUNTS.c[name] for name in (*DIMENSIONS, "organisations")]
        found: dict[str | None, list[Count]] = {}
        for row in self._read(sql.select(*columns).where(*only).order_by(*columns[:-1])):
            found.setdefault(row.county_code, []).append(_count(row))
        return sum(map(len, found.values())), found

    def counts_in_all(self, indicator: str, version: int) -> list[Count]:
        """The counts of a question in all rounds, those of all counties together and without a county's code."""
        places = [COUNTS.c[name] for name in DIMENSIONS if name != "county_code"]
        total = sql.func.sum(COUNTS.c.organisations).label("organisations")
        tables = counts_of(questions_at(version, RECOUNTED.c.indicator == indicator))
        chosen = sql.select(*places, total).select_from(tables).group_by(*places).order_by(*places)
        return [_count(row) for row in self._read(chosen)]

    def totals(self, round: Date, version: int) -> list[Total]:
        """The answers of a round at a version, by question, state and evidence."""
        by = (COUNTS.c.indicator, COUNTS.c.state, COUNTS.c.evidence)
        total = sql.func.sum(COUNTS.c.organisations).label("organisations")
        tables = counts_of(questions_at(version, RECOUNTED.c.round == round))
        rows = self._read(sql.select(*by, total).select_from(tables).group_by(*by).order_by(*by))
        return [Total(**{**row._mapping, "state": AnswerState(row.state)}) for row in rows]

    def sizes(self, version: int) -> dict[int, tuple[int, int]]:
        """For every version that wrote answers, up to one: how many, and how many of them stood in no version before."""
        kept = sql.select(SIZES).where(SIZES.c.version <= version)
        rows = self._read(kept.order_by(SIZES.c.version) if self.counted else sizes(0, version))
        return {row.version: (int(row.answers), int(row.new)) for row in rows if row.answers}

    def _read(self, query: sql.Select[Any]) -> Sequence[sql.Row[Any]]:
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except SQLAlchemyError as error:
            raise failure(error) from error


def _count(row: sql.Row[Any]) -> Count:
    found = {"county_code": None, **row._mapping, "groups": _groups(row.groups), "state": AnswerState(row.state)}
    return Count(**found)


@lru_cache(maxsize=10_000)
def _groups(names: str) -> frozenset[str]:
    """The same set for the same names: thousands of counts share it."""
    return frozenset(names.split())
