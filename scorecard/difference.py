"""What a set of reported answers would change: answer by answer, and in the scorecard. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, overload

from scorecard.assess import Assessment, assess_all
from scorecard.counts import Count, Question
from scorecard.cube import ChangedCube
from scorecard.measure import Cube
from scorecard.model import AnswerState, Date
from scorecard.programme import Programme
from scorecard.store import Key, Row, Store, StoredAnswer
from scorecard.submission import Reported
from scorecard.versions import Change, Kind

Item = TypeVar("Item")


class Lazily(Sequence[Item]):
    """Items that are made by their place, each time that they are looked at: those of a whole round would be large."""

    def __init__(self, make: Callable[[int], Item], number: int) -> None:
        self._make, self._places = make, range(number)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        found = self._places[place]
        return self._make(found) if isinstance(found, int) else [self._make(each) for each in found]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Reported answers held against a round at the version `based_on`.

    `confirmed` are those that stand already. `absent` are organisations that were asked in the round and that the report
    says nothing about; their answers stay. `outside` are new answers to questions that are not put to their
    organisations: they count nowhere. `still_missing` are the answers that nobody has given when all is written.
    """

    round: Date
    based_on: int
    changes: Sequence[Change]
    confirmed: tuple[Key, ...]
    absent: tuple[str, ...]
    outside: int
    still_missing: int

    @cached_property
    def counts(self) -> Mapping[Kind, int]:
        found = Counter(each.kind for each in self.changes)
        return {kind: found[kind] for kind in Kind}

    @property
    def rows(self) -> Sequence[Row]:
        """What is to be written."""
        return Lazily(lambda place: self.changes[place].known.row, len(self.changes))


def difference(programme: Programme, store: Store, round: Date, reported: Sequence[Reported], version: int) -> Difference:
    """Reported answers beside those that a round holds at a version.

    A blank cell says nothing where a question is not put to an organisation and no answer stands.
    """
    stored = _by_organisation(store.answers(version, round=round))
    said: list[Reported] = []
    stood: list[StoredAnswer | None] = []
    confirmed: list[Key] = []
    outside, missing = 0, sum(_missing(each) for answers in stored.values() for each in answers.values())
    for each in reported:
        before = stored.get(each.organisation, {}).get(each.indicator)
        beside = before is None and _outside(programme, each)
        if beside and each.state is AnswerState.NOT_REPORTED:
            continue
        after = _after(each, before, round)
        if before == after:
            confirmed.append(after.key)
            continue
        said.append(each)
        stood.append(before)
        outside += beside
        missing += _missing(after) - _missing(before)

    def change(place: int) -> Change:
        return Change(before=stood[place], after=_after(said[place], stood[place], round))

    return Difference(
        round=round, based_on=version, changes=Lazily(change, len(said)), confirmed=tuple(confirmed), outside=outside,
        absent=tuple(sorted(stored.keys() - {each.organisation for each in reported})), still_missing=missing,
    )  # fmt: skip


def _by_organisation(answers: Iterable[StoredAnswer]) -> dict[str, dict[str, StoredAnswer]]:
    """Every organisation's answers by question: a key of two parts for each would be half as large as the answers."""
    found: dict[str, dict[str, StoredAnswer]] = {}
    for each in answers:
        found.setdefault(each.organisation, {})[each.indicator] = each
    return found


def _missing(answer: StoredAnswer | None) -> bool:
    return answer is not None and answer.state is AnswerState.NOT_REPORTED


def _outside(programme: Programme, reported: Reported) -> bool:
    """Whether a question is not put to the organisation that answers it."""
    return programme.indicators[reported.indicator].group not in programme.organisations[reported.organisation].groups


def _after(reported: Reported, before: StoredAnswer | None, round: Date) -> StoredAnswer:
    return StoredAnswer(
        round=round, organisation=reported.organisation, indicator=reported.indicator, state=reported.state,
        answer=reported.answer, evidence=reported.evidence or (before.evidence if before else "self_assessed"),
        note=(before.note if before else "") if reported.note is None else reported.note,
        version=before.version if before else 0,
    )  # fmt: skip


def effect(programme: Programme, cube: Cube, difference: Difference) -> list[tuple[Assessment, Assessment]]:
    """Every goal as the round shows it before and after a difference is written. `cube` is the one it is held against."""
    asked = {goal.rule.indicator for goal in programme.goals.values() if goal.rule}
    after = ChangedCube(
        cube, _counts_after(programme, cube, (each for each in difference.changes if each.known.indicator in asked))
    )
    looks = (assess_all(programme, each, difference.round) for each in (cube, after))
    return list(zip(*looks, strict=True))


def _counts_after(programme: Programme, cube: Cube, changes: Iterable[Change]) -> dict[Question, list[Count]]:
    """The counts of the questions that changes concern, after them."""
    found: dict[Question, Counter[Count]] = {}
    for change in changes:
        question = change.known.round, change.known.indicator
        if question not in found:
            found[question] = Counter({replace(each, organisations=0): each.organisations for each in cube.cells(*question)})
        if change.before is not None:
            found[question][_cell(programme, change.before)] -= 1
        if change.after is not None:
            found[question][_cell(programme, change.after)] += 1
    return {
        question: [replace(cell, organisations=number) for cell, number in cells.items() if number]
        for question, cells in found.items()
    }


def _cell(programme: Programme, answer: StoredAnswer) -> Count:
    """The cell of the cube that an answer is counted in."""
    organisation = programme.organisations[answer.organisation]
    return Count(
        round=answer.round, indicator=answer.indicator, county_code=organisation.county_code, kind=organisation.kind,
        groups=frozenset(organisation.groups), sample=organisation.sample, state=answer.state, answer=answer.answer,
        evidence=answer.evidence, organisations=0,
    )  # fmt: skip
