"""A programme: its folder's records together, and who belongs to which of its groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from scorecard.model import EVERYTHING, Date, Selection
from scorecard.records import (
    County,
    Engagement,
    Funding,
    Goal,
    Indicator,
    Municipality,
    Organisation,
    PublishedFigure,
    Round,
    Settings,
    Source,
    Term,
    Training,
)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A programme folder, read and checked."""

    folder: Path
    settings: Settings
    goals: Mapping[str, Goal]
    indicators: Mapping[str, Indicator]
    organisations: Mapping[str, Organisation]
    counties: Mapping[str, County]
    municipalities: Mapping[str, Municipality]
    published: tuple[PublishedFigure, ...]
    engagement: tuple[Engagement, ...]
    training: tuple[Training, ...]
    funding: tuple[Funding, ...]
    glossary: tuple[Term, ...]
    sources: Mapping[str, Source]

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """Oldest first."""
        return tuple(sorted(self.settings.rounds, key=lambda each: each.date))

    def round(self, date: Date) -> Round:
        return next(each for each in self.rounds if each.date == date)

    @cached_property
    def top_goals(self) -> tuple[Goal, ...]:
        """Goals without a parent, the long-term ones first."""
        tops = (goal for goal in self.goals.values() if goal.parent is None)
        return tuple(sorted(tops, key=lambda goal: (goal.horizon != "long", goal.id)))

    def sub_goals(self, goal: Goal) -> tuple[Goal, ...]:
        return tuple(sorted((each for each in self.goals.values() if each.parent == goal.id), key=lambda each: each.id))

    @cached_property
    def goals_in_order(self) -> tuple[Goal, ...]:
        """Every top goal followed by its sub-goals."""
        return tuple(each for goal in self.top_goals for each in (goal, *self.sub_goals(goal)))

    def members(self, group: str, selection: Selection = EVERYTHING) -> tuple[Organisation, ...]:
        """The listed organisations of a group; evidence does not narrow who belongs."""
        return self._members.get((group, selection.county, selection.kind), ())

    @cached_property
    def _members(self) -> dict[tuple[str, str | None, str | None], tuple[Organisation, ...]]:
        """The organisations of every group, and of every part of it that a view can select."""
        found: dict[tuple[str, str | None, str | None], list[Organisation]] = {}
        for each in self.organisations.values():
            for part in product(set(each.groups), {None, each.county_code}, (None, each.kind)):
                found.setdefault(part, []).append(each)
        return {part: tuple(members) for part, members in found.items()}

    def size(self, group: str, selection: Selection = EVERYTHING) -> int | None:
        """How many a group has, None where it is open."""
        rules = self.settings.groups[group]
        if rules.open:
            return None
        if not rules.registers:
            return len(self.members(group, selection))
        kinds = {kind: register for kind, register in rules.registers.items() if selection.kind in (None, kind)}
        return sum(self._registered(register, selection.county) for register in kinds.values())

    def _registered(self, register: str, county: str | None) -> int:
        if register == "municipalities":
            return sum(county in (None, each.county_code) for each in self.municipalities.values())
        return sum(
            county in (None, each.county_code) and each.counts_in_20_county_councils_2013 for each in self.counties.values()
        )

    @property
    def has_sample(self) -> bool:
        return bool(self.sample_sources)

    @cached_property
    def sample_sources(self) -> frozenset[str]:
        """The sources that name invented organisations."""
        return frozenset(each.source for each in self.organisations.values() if each.sample)
