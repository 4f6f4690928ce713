"""Counts, sums and means, from the cube of answers: who fulfils, who is under way or missing, and where it comes from.

Nothing here judges. A missing answer is never counted as a no.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

from scorecard.counts import Count, Total
from scorecard.model import (
    EVERYTHING,
    SCALE_ENDS,
    Amount,
    AnswerState,
    Basis,
    Certainty,
    Date,
    Measure,
    Selection,
    weakest,
)
from scorecard.programme import Programme
from scorecard.records import Goal, Indicator, Organisation, PublishedFigure
from scorecard.store import StoredAnswer

MISSING = "missing"
ORGANISATIONS = "organisations"
ANSWERS = frozenset({"yes", "under_way", "no", MISSING})
MOST_WORKED_OUT = 50_000
"""Tallies and assessments that a cube keeps; a scorecard in all its selections has a few thousand."""
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a figure comes from: its weakest basis and certainty, and its sources with pages."""

    basis: Basis
    certainty: Certainty
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The numbers answered to a question: how many organisations answered each, lowest first, and what the scale allows
    (`highest` is None where nothing limits it). Every organisation counts once."""

    answers: tuple[tuple[Amount, int], ...]
    lowest: int
    highest: int | None

    @property
    def organisations(self) -> int:
        return sum(organisations for _, organisations in self.answers)

    @property
    def total(self) -> Amount:
        return sum((number * organisations for number, organisations in self.answers), start=0)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One question counted over one group: yes + under way + no + not applicable + missing = `of` (or the listed).

    `of` is None for an open group. `stated` names the answers whose number the source itself gives: of a sample that
    reproduces published totals only the published ones, else all. Where a sum or a mean is measured, `numbers` holds the
    answers instead of yes, under way and no.
    """

    round: Date
    of: int | None
    yes: int
    under_way: int
    no: int
    not_applicable: int
    not_reported: int
    not_asked: int
    origin: Origin
    stated: frozenset[str]
    measure: Measure = Measure.COUNT
    numbers: Numbers | None = None

    @property
    def missing(self) -> int:
        """Organisations from which there is no answer."""
        return self.not_reported + self.not_asked

    @property
    def answered(self) -> int:
        return (
            self.yes + self.under_way + self.no + self.not_applicable + (self.numbers.organisations if self.numbers else 0)
        )

    @property
    def value(self) -> Amount | None:
        """What is measured: the organisations that fulfil, the sum or the mean of those who answered with a number; None
        where nobody did, as a sum of nothing is no data and not 0."""
        if self.numbers is None:
            return self.yes
        if not self.numbers.organisations:
            return None
        return (
            self.numbers.total if self.measure is Measure.SUM else Fraction(self.numbers.total) / self.numbers.organisations
        )

    @property
    def least(self) -> Amount:
        """The value if every missing answer were the lowest of its scale."""
        return self.yes if self.numbers is None else self._with_missing(self.numbers, self.numbers.lowest)

    @property
    def most(self) -> Amount | None:
        """The value if every missing answer were the highest; None where nothing limits it."""
        if self.numbers is None:
            return self.yes + self.missing
        if self.missing and self.numbers.highest is None:
            return None
        return self._with_missing(self.numbers, self.numbers.highest or 0)

    def _with_missing(self, numbers: Numbers, answer: int) -> Amount:
        total, all_of_them = numbers.total + answer * self.missing, numbers.organisations + self.missing
        return total if self.measure is Measure.SUM else Fraction(total) / max(all_of_them, 1)


class Cube:
    """The counts of one store version, by round and question."""

    def __init__(self, version: int, counts: Iterable[Count]) -> None:
        self.version = version
        self._cells: dict[tuple[Date, str], list[Count]] = {}
        for count in counts:
            self._cells.setdefault((count.round, count.indicator), []).append(count)
        self._worked_out: tuple[Programme | None, dict[Hashable, Any]] = (None, {})

    def cells(self, round: Date, indicator: str) -> Sequence[Count]:
        return self._cells.get((round, indicator), ())

    def within(self, round: Date, indicator: str, county: str | None) -> Sequence[Count]:
        """The cells of one county; of the whole country with or without its counties told apart."""
        return [cell for cell in self.cells(round, indicator) if county in (None, cell.county_code)]

    def counted(self, round: Date, indicator: str) -> int:  # noqa: ARG002  this cube knows only its own
        """A version since which nobody has answered a question otherwise."""
        return self.version

    def asked(self, round: Date) -> set[str]:
        """The questions that a round has asked."""
        return {indicator for date, indicator in self._cells if date == round}

    def rounds(self, indicator: str) -> Sequence[Date]:
        """The rounds in which a question was asked, oldest first."""
        return sorted(date for date, name in self._cells if name == indicator)

    def totals(self, round: Date) -> Sequence[Total]:
        """The answers of a round by question, state and evidence."""
        found: dict[tuple[str, AnswerState, str], int] = {}
        for cell in (cell for each in self.asked(round) for cell in self.cells(round, each)):
            key = (cell.indicator, cell.state, cell.evidence)
            found[key] = found.get(key, 0) + cell.organisations
        return [Total(indicator=key[0], state=key[1], evidence=key[2], organisations=each) for key, each in found.items()]

    def once(self, programme: Programme, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """What follows from the counts and a programme, worked out once as long as the programme is the same and there is
        not too much of it."""
        known, found = self._worked_out
        if known is not programme or len(found) >= MOST_WORKED_OUT:
            found = {}
            self._worked_out = (programme, found)
        if key not in found:
            found[key] = work_out()
        value: Value = found[key]
        return value


def tally(
    programme: Programme, cube: Cube, indicator: Indicator, group: str, round: Date, selection: Selection = EVERYTHING,
    measure: Measure = Measure.COUNT,
) -> Tally | None:  # fmt: skip
    """One question counted over the part of a group that a view selects. None when the round did not ask it, or the
    selection leaves nobody.

    Where a view selects by evidence, an answer on other evidence is one that is still missing.
    """
    count = partial(_tally, programme, cube, indicator, group, round, selection, measure)
    if programme.indicators.get(indicator.id) is not indicator:
        return count()
    return cube.once(programme, (indicator.id, group, round, selection, measure), count)


def _tally(
    programme: Programme, cube: Cube, indicator: Indicator, group: str, round: Date, selection: Selection, measure: Measure
) -> Tally | None:
    # A county's cells are read with those of all counties; of the country only what a country's figures are told from.
    everyone = cube.within(round, indicator.id, None) if selection.county is None else cube.cells(round, indicator.id)
    if not any(group in cell.groups for cell in everyone):
        return None
    cells = asked_among(cube, indicator, group, round, selection)
    seen = [cell for cell in cells if selection.evidence in (None, cell.evidence)]
    answered = [cell for cell in seen if cell.state is AnswerState.ANSWERED]
    numbers = None if measure is Measure.COUNT else _numbers(indicator, answered)
    yes, under_way, no = (
        _organisations(cell for cell in answered if numbers is None and cell.answer in answers)
        for answers in (indicator.yes, indicator.under_way, indicator.no)
    )
    not_applicable = _organisations(cell for cell in seen if cell.state is AnswerState.NOT_APPLICABLE)
    of = programme.size(group, selection)
    if of == 0 or (of is None and not cells):
        return None
    all_asked = _organisations(cells)
    listed = len(programme.members(group, selection)) if of is None else of
    published = _published(programme, indicator, group, round) if selection.everything and numbers is None else ()
    return Tally(
        round=round, of=of, yes=yes, under_way=under_way, no=no, not_applicable=not_applicable,
        not_reported=all_asked - yes - under_way - no - not_applicable - (numbers.organisations if numbers else 0),
        measure=measure, numbers=numbers, not_asked=max(listed - all_asked, 0),
        origin=_origin(programme, indicator, round, yes, cells, published),
        stated=_stated(indicator, published) if selection.everything and any(cell.sample for cell in cells) else ANSWERS,
    )  # fmt: skip


def asked_among(cube: Cube, indicator: Indicator, group: str, round: Date, selection: Selection) -> list[Count]:
    """The counts of those whom a round asked a question, of the part of a group that a view selects."""
    within = cube.within(round, indicator.id, selection.county)
    return [cell for cell in within if group in cell.groups and selection.kind in (None, cell.kind)]


def _numbers(indicator: Indicator, answered: Iterable[Count]) -> Numbers:
    found: dict[Amount, int] = {}
    for cell in answered:
        number = Fraction(cell.answer)
        exact = int(number) if number.denominator == 1 else number
        found[exact] = found.get(exact, 0) + cell.organisations
    lowest, highest = SCALE_ENDS[indicator.scale]
    return Numbers(answers=tuple(sorted(found.items())), lowest=lowest, highest=highest)


def _stated(indicator: Indicator, published: Sequence[PublishedFigure]) -> frozenset[str]:
    classes = {"yes": indicator.yes, "under_way": indicator.under_way, "no": indicator.no, MISSING: (MISSING,)}
    printed = {row.category for row in published if row.count is not None}
    return frozenset(name for name, answers in classes.items() if answers and set(answers) <= printed)


def latest_tally(
    programme: Programme, cube: Cube, goal: Goal, round: Date, selection: Selection = EVERYTHING
) -> Tally | None:
    """A goal's own measure in the newest round that has it, not after `round`. None where there is none."""
    if goal.rule is None:
        return None
    indicator = programme.indicators[goal.rule.indicator]
    for date in reversed(cube.rounds(indicator.id)):
        if date <= round and (found := tally(programme, cube, indicator, goal.group, date, selection, goal.measure)):
            return found
    return None


def comparable_tally(
    programme: Programme, cube: Cube, goal: Goal, before: Date, selection: Selection = EVERYTHING
) -> Tally | None:
    """The newest earlier tally that the same question gave to the same organisations, None across a series break."""
    earlier = _comparable_rounds(programme, cube, goal, before)
    return _own_tally(programme, cube, goal, earlier[-1], selection) if earlier else None


def comparable_history(
    programme: Programme, cube: Cube, goal: Goal, newest: Tally, selection: Selection = EVERYTHING
) -> list[Tally]:
    """A tally and all earlier comparable ones, oldest first; nothing joins across a series break."""
    found = [newest]
    for date in reversed(_comparable_rounds(programme, cube, goal, newest.round)):
        earlier = _own_tally(programme, cube, goal, date, selection)
        if earlier is None:
            break
        found.append(earlier)
    return found[::-1]


def _comparable_rounds(programme: Programme, cube: Cube, goal: Goal, before: Date) -> list[Date]:
    """The rounds before one in which a goal's question can be compared with it, oldest first."""
    if goal.rule is None:
        return []
    comparable = {Date.fromisoformat(each) for each in programme.indicators[goal.rule.indicator].comparable_with}
    if before not in comparable:
        return []
    return [date for date in cube.rounds(goal.rule.indicator) if date < before and date in comparable]


def _own_tally(programme: Programme, cube: Cube, goal: Goal, round: Date, selection: Selection) -> Tally | None:
    assert goal.rule is not None
    return tally(programme, cube, programme.indicators[goal.rule.indicator], goal.group, round, selection, goal.measure)


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """A published total beside the same total computed from the answers."""

    published: PublishedFigure
    computed: int

    @property
    def agrees(self) -> bool:
        return self.computed == self.published.count


def reconcile(programme: Programme, cube: Cube) -> list[Reconciled]:
    """Every published count that the answers or the organisations can be counted for."""
    found = []
    for row in programme.published:
        computed = None if row.count is None else _recount(programme, cube, row)
        if computed is not None:
            found.append(Reconciled(published=row, computed=computed))
    return found


def _recount(programme: Programme, cube: Cube, row: PublishedFigure) -> int | None:
    if row.indicator is None:
        counted = row.category == ORGANISATIONS and row.group is not None
        return len(programme.members(row.group or "", Selection(kind=row.kind))) if counted else None
    indicator = programme.indicators[row.indicator]
    group = row.group or indicator.group
    cells = [
        cell
        for date in cube.rounds(indicator.id)
        if date.isoformat() == row.round
        for cell in cube.within(date, indicator.id, None)
        if group in cell.groups and row.kind in (None, cell.kind)
    ]
    if not cells:
        return None
    if row.category == MISSING:
        return _organisations(cell for cell in cells if cell.state is AnswerState.NOT_REPORTED)
    return _organisations(cell for cell in cells if cell.answer == row.category)


def _organisations(cells: Iterable[Count]) -> int:
    return sum(cell.organisations for cell in cells)


def _published(programme: Programme, indicator: Indicator, group: str, round: Date) -> tuple[PublishedFigure, ...]:
    """What was printed about a question over the whole of its group."""
    return tuple(
        row
        for row in programme.published
        if row.indicator == indicator.id
        and row.round == round.isoformat()
        and (row.group or indicator.group) == group
        and row.kind is None
    )


def _origin(
    programme: Programme, indicator: Indicator, round: Date, yes: int, cells: Sequence[Count],
    published: Sequence[PublishedFigure],
) -> Origin:  # fmt: skip
    """A total that a publication prints rests on it; any other rests on its answers."""
    printed = [row for row in published if row.category in indicator.yes and row.count is not None]
    if printed and sum(row.count or 0 for row in printed) == yes:
        bases, certainties = [row.basis for row in printed], [row.certainty for row in printed]
        sources = {(row.source, row.page) for row in printed}
    else:
        sample = any(cell.sample for cell in cells)
        bases = [Basis.SAMPLE if cell.sample else Basis(cell.evidence) for cell in cells]
        certainties = [Certainty.INFERRED if sample else Certainty.CERTAIN]
        sources = {(each, "") for each in programme.sample_sources} if sample else set()
        sources |= {(programme.round(round).source, "")} if not sample else set()
    return Origin(
        basis=weakest(bases) or Basis.SELF_ASSESSED,
        certainty=weakest(certainties) or Certainty.CERTAIN,
        sources=tuple(sorted(sources)),
    )


def origin_of(organisations: Iterable[Organisation], given: Iterable[StoredAnswer | Count]) -> Origin:
    """Where answers come from that are shown one by one, or counted by organisations."""
    organisations = list(organisations)
    sample = any(each.sample for each in organisations)
    return Origin(
        basis=Basis.SAMPLE if sample else weakest({Basis(each.evidence) for each in given}) or Basis.SELF_ASSESSED,
        certainty=Certainty.INFERRED if sample else Certainty.CERTAIN,
        sources=tuple(sorted({(each.source, "") for each in organisations})),
    )


def by_county(
    programme: Programme, cube: Cube, goal: Goal, round: Date, selection: Selection = EVERYTHING
) -> Mapping[str, Tally]:
    """A goal's measure in every county. A county has no target of its own: this is its contribution."""
    tallies = {
        code: latest_tally(
            programme, cube, goal, round, Selection(county=code, kind=selection.kind, evidence=selection.evidence)
        )
        for code in programme.counties
    }
    return {code: found for code, found in tallies.items() if found is not None}
