"""The nouns of a scorecard and the rules that one of them obeys by itself. Nothing here reads files or the screen.

Records that stand in a programme folder are `Written`: every field is checked and unknown keys are refused.
What is computed from them is a frozen dataclass.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Date = datetime.date
Text = dict[str, str]
"""The same words in every language of the programme: {"sv": …, "en": …}."""


class Status(StrEnum):
    """Layer 1: the computed position of a goal."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    NEAR_PLAN = "near_plan"
    BEHIND = "behind"
    MISSED = "missed"
    UNDECIDED = "undecided"
    CANNOT_ASSESS = "cannot_assess"


class Basis(StrEnum):
    """What a figure rests on, weakest first."""

    SAMPLE = "sample"
    PROXY = "proxy"
    DERIVED = "derived"
    SELF_ASSESSED = "self_assessed"
    PUBLISHED = "published"
    VERIFIED = "verified"


class Certainty(StrEnum):
    """How sure it is that the source says this, least sure first."""

    NOT_FOUND = "not_found"
    INFERRED = "inferred"
    NEAR_CERTAIN = "near_certain"
    CERTAIN = "certain"


class AnswerState(StrEnum):
    """An answer, or which of the kinds of missing it is. A question without a row was never asked."""

    ANSWERED = "answered"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"


class Scale(StrEnum):
    """How a question is answered. `published` questions have printed totals only, no answers of their own."""

    YES_NO = "yes_no"
    ONE_TO_FIVE = "scale_1_5"
    INTEGER = "integer"
    PERCENT = "percent"
    DATE = "date"
    PUBLISHED = "published"


Ranked = TypeVar("Ranked", Basis, Certainty)


def weakest(values: Iterable[Ranked]) -> Ranked | None:
    """The weakest of some bases or certainties, None where there are none."""
    return min(values, key=lambda value: list(type(value).__members__).index(value.name), default=None)


def exactly(number: float | str | Fraction) -> Fraction:
    """A share as it is written (0.6 is three fifths, not its nearest binary number)."""
    try:
        return number if isinstance(number, Fraction) else Fraction(str(number))
    except ZeroDivisionError as error:
        raise ValueError(str(error)) from error


Share = Annotated[Fraction, BeforeValidator(exactly), Field(ge=0, le=1)]
Blank = BeforeValidator(lambda value: None if value == "" else value)
Names = Annotated[tuple[str, ...], BeforeValidator(lambda value: value.split() if isinstance(value, str) else value)]
"""In a CSV cell: names with a space between."""


class Written(BaseModel):
    """A record of the programme folder."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        arbitrary_types_allowed=True,
        ignored_types=(cached_property,),
    )


class Source(Written):
    """A publication or a file that figures come from."""

    publisher: str
    title: str
    url: str = ""
    published: str = ""
    retrieved: str = ""
    note: Text | None = None


class Round(Written):
    """One occasion on which organisations answered: `date` is what the figures stand for."""

    date: Date
    answered_by: Date
    title: Text
    short: Text
    source: str


class Kind(Written):
    """A kind of organisation, in words."""

    text: Text
    plural: Text


class Group(Written):
    """The organisations that a goal counts among.

    `registers` names the kinds that are counted from the county and municipality registers (a fixed list that is
    larger than the organisations that ever answered); `open` groups have no fixed size; all others are the
    organisations listed with the group's name.
    """

    text: Text
    short: Text
    registers: dict[str, Literal["municipalities", "counties"]] = {}
    open: bool = False
    outside: Text | None = None


class Theme(Written):
    """Questions that belong together in one chart."""

    text: Text


class Footnote(Written):
    """A contradiction or limit inside a source, shown where the figure is shown."""

    text: Text
    source: str
    page: str = ""
    goals: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class Gap(Written):
    """Something that was looked for and not found."""

    text: Text
    page: str = ""


class Settings(Written):
    """scorecard.toml: what holds for the whole programme."""

    format: Literal[1]
    title: Text
    short: Text
    owner: str
    languages: tuple[str, ...] = Field(min_length=1)
    minimum_coverage: Share
    near_plan_margin: Share
    rounds: tuple[Round, ...] = Field(min_length=1)
    kinds: dict[str, Kind]
    groups: dict[str, Group]
    themes: dict[str, Theme]
    footnotes: tuple[Footnote, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Target(Written):
    """How many organisations a goal asks for: a number, or a share of its group."""

    count: int | None = Field(default=None, ge=1)
    share: Share | None = None

    @property
    def well_formed(self) -> bool:
        return (self.count is None) != (self.share is None)

    def of(self, size: int | None) -> int | None:
        """The number of organisations asked for among `size`; a share of an open group cannot be told."""
        if self.share is None:
            return self.count
        return None if size is None else math.ceil(self.share * size)


class Point(Written):
    """A number of organisations agreed for a date."""

    date: Date
    value: int = Field(ge=0)


class Rule(Written):
    """What makes an organisation count: a yes to one question, and the same in words."""

    indicator: str
    text: Text
    measure: Text


class Judgement(Written):
    """What somebody judged, on what evidence; it stands beside the computed position."""

    round: Date
    status: Status | None = None
    by: str
    date: str
    text: Text
    source: str
    page: str = ""


class Goal(Written):
    """goals/<id>.toml: one goal or sub-goal."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,16}$")
    parent: str | None = None
    horizon: Literal["long", "short"] = "short"
    label: Text
    name: Text
    text: Text
    group: str
    deadline: Date | None = None
    target: Target | None = None
    baseline: Point | None = None
    path: Literal["linear", "step"] = "linear"
    milestones: tuple[Point, ...] = ()
    rule: Rule | None = None
    judged: bool = False
    judgements: tuple[Judgement, ...] = ()
    themes: tuple[str, ...] = ()
    owner: str
    source: str
    page: str
    certainty: Certainty


class Indicator(Written):
    """indicators.toml: one question, and which of its answers mean yes, under way and no."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    text: Text
    label: Text
    group: str
    scale: Scale
    yes: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    theme: str
    comparable_with: tuple[str, ...] = ()
    source: str
    page: str


class Organisation(Written):
    """organisations.csv: one that answers. `sample` marks an invented one."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")
    name: str = Field(min_length=1, max_length=120)
    kind: str
    county_code: Annotated[str | None, Blank] = None
    municipality_code: Annotated[str | None, Blank] = None
    groups: Names
    sample: bool
    source: str


class County(Written):
    """counties.csv: a county, its place on the tile map and its regional body at the time."""

    county_code: str = Field(pattern=r"^\d{2}$")
    letter_code: str
    iso_3166_2: str
    nuts3: str
    county_sv: str
    county_en: str
    n_municipalities: int
    regional_body_2013: str
    regional_body_type_2013: str
    regional_body_later: str
    counts_in_20_county_councils_2013: bool
    tile_row: float
    tile_col: float
    tile_label: str
    source: str


class Municipality(Written):
    """municipalities.csv"""

    municipality_code: str = Field(pattern=r"^\d{4}$")
    municipality: str
    county_code: str
    source: str


class Answer(Written):
    """rounds/<date>.csv: what one organisation answered to one question. A blank answer is not reported."""

    organisation: str
    indicator: str
    answer: str
    evidence: Literal["self_assessed", "verified"]
    note: str = ""


class PublishedFigure(Written):
    """published.csv: a total as it was printed.

    `count` of `of` organisations where a number was given, `percent` where a share was, `printed` the words of the
    source. `category` is an answer of the indicator, `missing`, or what is counted; `kind` and `group` narrow it.
    """

    figure: str
    indicator: Annotated[str | None, Blank] = None
    group: Annotated[str | None, Blank] = None
    kind: Annotated[str | None, Blank] = None
    round: str
    category: str
    count: Annotated[int | None, Blank] = None
    of: Annotated[int | None, Blank] = None
    percent: Annotated[float | None, Blank] = None
    printed: str
    basis: Basis
    source: str
    page: str
    certainty: Certainty
    note: str = ""
    note_en: str = ""


class Engagement(Written):
    """engagement.csv: a real organisation that took part in or promised something. Not a result."""

    scheme: Literal["funded", "cemr", "model"]
    role: str
    name: str
    kind: str
    county_code: Annotated[str | None, Blank] = None
    municipality_code: Annotated[str | None, Blank] = None
    period: str
    detail: str = ""
    detail_en: str = ""
    basis: Basis
    source: str
    page: str = ""
    certainty: Certainty
    note: str = ""
    note_en: str = ""


class Training(Written):
    """training.csv: participants, by part of the programme, role and gender."""

    part_sv: str
    part_en: str
    role_sv: str
    role_en: str
    gender: Literal["all", "women", "men"]
    period: str
    count: Annotated[int | None, Blank] = None
    percent: Annotated[float | None, Blank] = None
    printed: str
    basis: Basis
    source: str
    page: str
    certainty: Certainty
    note: str = ""
    note_en: str = ""


class Funding(Written):
    """funding.csv: money and other single numbers."""

    key: str
    text_sv: str
    text_en: str
    value: Annotated[float | None, Blank] = None
    printed: str
    unit_sv: str
    unit_en: str
    period: str
    basis: Basis
    source: str
    page: str
    certainty: Certainty
    note: str = ""
    note_en: str = ""


class Term(Written):
    """glossary.csv: a term in both languages and who uses it so."""

    sv: str
    en: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something to say to a person: a key of the language catalogues and what fills its gaps."""

    key: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def message(key: str, /, **values: Any) -> Message:
    return Message(key=key, values=values)


def mid_sentence(text: Text) -> Text:
    """A label as it stands inside a sentence: "Mål 1" becomes "mål 1"."""
    return {language: words[:1].lower() + words[1:] for language, words in text.items()}


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """Something wrong in a file, where it is and what to do. `line` and `column` count from 1; in CSV files the
    column is the number of the cell."""

    file: str
    line: int
    column: int
    message: Message = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What a view narrows the organisations to; None does not narrow."""

    county: str | None = None
    kind: str | None = None
    evidence: str | None = None

    @property
    def everything(self) -> bool:
        return (self.county, self.kind, self.evidence) == (None, None, None)


EVERYTHING = Selection()


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
        return tuple(
            each
            for each in self.organisations.values()
            if group in each.groups and selection.county in (None, each.county_code) and selection.kind in (None, each.kind)
        )

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
        return any(each.sample for each in self.organisations.values())
