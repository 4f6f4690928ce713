"""Cubes that hold only what has been asked of them: read question by question from the store, or changed in a few."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from scorecard.counts import Count, Question, Total
from scorecard.measure import Cube
from scorecard.model import Date
from scorecard.store import Store


def cube_at(store: Store, version: int) -> Cube:
    """The counts of a store at a version: read when they are asked for, unless the database is too old to keep any."""
    return StoredCube(store, version) if store.counted else Cube(version, store.counts(version))


class StoredCube(Cube):
    """The counts of a store version, read when they are asked for. Shared by all sessions."""

    def __init__(self, store: Store, version: int) -> None:
        super().__init__(version, ())
        self._store = store
        self._counted = store.questions(version)
        self._rounds: dict[str, list[Date]] = {}
        for round, indicator in sorted(self._counted):
            self._rounds.setdefault(indicator, []).append(round)
        self._in_all: dict[str, dict[Date, list[Count]]] = {}
        self._totals: dict[Date, list[Total]] = {}
        self._reading = threading.Lock()

    def cells(self, round: Date, indicator: str) -> Sequence[Count]:
        counted = self._counted.get((round, indicator))
        return () if counted is None else self._store.counts_of(round, indicator, counted)

    def within(self, round: Date, indicator: str, county: str | None) -> Sequence[Count]:
        if county is not None:
            counted = self._counted.get((round, indicator))
            return () if counted is None else self._store.counts_by_county(round, indicator, counted).get(county, ())
        with self._reading:  # one of many who ask at once reads for all
            if indicator not in self._in_all and indicator in self._rounds:
                found: dict[Date, list[Count]] = {}
                for each in self._store.counts_in_all(indicator, self.version):
                    found.setdefault(each.round, []).append(each)
                self._in_all[indicator] = found
        return self._in_all.get(indicator, {}).get(round, ())

    def counted(self, round: Date, indicator: str) -> int:
        return self._counted.get((round, indicator), self.version)

    def asked(self, round: Date) -> set[str]:
        return {indicator for date, indicator in self._counted if date == round}

    def rounds(self, indicator: str) -> Sequence[Date]:
        return self._rounds.get(indicator, ())

    def totals(self, round: Date) -> Sequence[Total]:
        with self._reading:
            if round not in self._totals:
                self._totals[round] = self._store.totals(round, self.version)
        return self._totals[round]


class ChangedCube(Cube):
    """A cube with other counts for some questions."""

    def __init__(self, cube: Cube, changed: Mapping[Question, Sequence[Count]]) -> None:
        super().__init__(cube.version, ())
        self._before = cube
        self._after = Cube(cube.version, (count for counts in changed.values() for count in counts))
        self._changed = changed.keys()

    def _holder(self, round: Date, indicator: str) -> Cube:
        return self._after if (round, indicator) in self._changed else self._before

    def cells(self, round: Date, indicator: str) -> Sequence[Count]:
        return self._holder(round, indicator).cells(round, indicator)

    def within(self, round: Date, indicator: str, county: str | None) -> Sequence[Count]:
        return self._holder(round, indicator).within(round, indicator, county)

    def asked(self, round: Date) -> set[str]:
        kept = {each for each in self._before.asked(round) if (round, each) not in self._changed}
        return kept | self._after.asked(round)

    def rounds(self, indicator: str) -> Sequence[Date]:
        kept = {date for date in self._before.rounds(indicator) if (date, indicator) not in self._changed}
        return sorted(kept | set(self._after.rounds(indicator)))
