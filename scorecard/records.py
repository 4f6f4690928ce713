"""The records of a programme folder as they are written: every field is checked and unknown keys are refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticKnownError

from scorecard.model import Amount, Basis, Better, Certainty, Date, Measure, Scale, Status, Text

FORMAT: Literal[1] = 1
"""The version of the folder format that this program reads and writes."""
FRACTION = r"^\d{1,9}/[1-9]\d{0,8}$"


def exactly(number: float | str | Fraction) -> Fraction:
    """A share as it is written (0.6 is three fifths, not its nearest binary number); a fraction is a text: "2/3"."""
    if isinstance(number, bool) or (isinstance(number, str) and not re.match(FRACTION, number)):
        raise ValueError(number)
    return number if isinstance(number, Fraction) else Fraction(str(number))


Share = Annotated[
    Fraction,
    BeforeValidator(exactly),
    Field(ge=0, le=1),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": FRACTION}]}),
]


def amount(number: Any) -> Amount:
    """A number as it is written, exactly: whole numbers stay whole."""
    if isinstance(number, bool) or not isinstance(number, int | float | Fraction) or not math.isfinite(number):
        raise PydanticKnownError("float_type")
    if number < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    exact = exactly(number)
    return int(exact) if exact.denominator == 1 else exact


Quantity = Annotated[Amount, PlainValidator(amount), WithJsonSchema({"type": "number", "minimum": 0})]
"""A number in the unit of what is measured: organisations, participants, points of a scale."""


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


def records_in(annotation: Any) -> Iterator[type[Written]]:
    """The records that a field holds, by its annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Written):
        yield annotation
    for inner in get_args(annotation):
        yield from records_in(inner)


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


class Area(Written):
    """What the areas of counties.csv are called: counties, regions, school districts."""

    text: Text
    plural: Text


class Group(Written):
    """The organisations that a goal counts among.

    `registers` names the kinds that are counted from the county and municipality registers (a fixed list that is
    larger than the organisations that ever answered); `open` groups have no fixed size; a group with `kinds` is all
    organisations of these kinds, within the group that it is `part_of` where that is given; all others are the
    organisations listed with the group's name.
    """

    text: Text
    short: Text
    registers: dict[str, Literal["municipalities", "counties"]] = {}
    open: bool = False
    kinds: tuple[str, ...] = ()
    part_of: str | None = None
    outside: Text | None = None


class Theme(Written):
    """Questions that belong together in one chart.

    `training` names parts of training.csv (in its first language) whose participants are shown with the theme, by role
    and gender.
    """

    text: Text
    training: tuple[str, ...] = ()


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


class Contact(Written):
    """Where one tells that something cannot be used: at least one of the two."""

    email: str = ""
    url: str = ""


class Settings(Written):
    """scorecard.toml: what holds for the whole programme."""

    format: Literal[1] = FORMAT
    title: Text
    short: Text
    owner: str
    contact: Contact | None = None
    languages: tuple[str, ...] = Field(min_length=1)
    minimum_coverage: Share
    near_plan_margin: Share
    rounds: tuple[Round, ...] = Field(min_length=1)
    kinds: dict[str, Kind]
    groups: dict[str, Group]
    area: Area | None = None
    themes: dict[str, Theme]
    footnotes: tuple[Footnote, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Target(Written):
    """What a goal asks for: a number of organisations (`count`), a `share` of its group, or the `value` that a sum or a
    mean is to come to."""

    count: int | None = Field(default=None, ge=1)
    share: Share | None = None
    value: Quantity | None = None

    @property
    def well_formed(self) -> bool:
        return sum(each is not None for each in (self.count, self.share, self.value)) == 1

    def of(self, size: int | None, better: Better = Better.HIGHER) -> Amount | None:
        """What is asked for among `size` organisations; a share of an open group cannot be told."""
        if self.share is None:
            return self.value if self.count is None else self.count
        if size is None:
            return None
        return math.ceil(self.share * size) if better is Better.HIGHER else math.floor(self.share * size)


class Point(Written):
    """What was agreed for a date: a number of organisations, or a sum or mean."""

    date: Date
    value: Quantity


class Rule(Written):
    """How a goal is measured by one question, and the same in words.

    `kind`: organisations that answer yes (`count`), or the `sum` or the `mean` of the numbers they answer. `better`:
    whether `higher` or `lower` is better. Every organisation counts once: there are no weights.
    """

    indicator: str
    kind: Measure = Measure.COUNT
    better: Better = Better.HIGHER
    text: Text
    measure: Text


class Judgement(Written):
    """What somebody judged, on what evidence; it stands beside the computed position.

    One of the folder has a `text` and its source; one that an officer recorded says what happened, why, and what is
    proposed, on which evidence.
    """

    round: Date
    status: Status | None = None
    by: str
    date: str
    text: Text
    source: str
    page: str = ""


class Recorded(Judgement):
    """A judgement that an officer recorded in the store."""

    text: Text = {}
    source: str = ""
    evidence: str
    happened: str
    cause: str
    proposed: str


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

    @property
    def measure(self) -> Measure:
        return self.rule.kind if self.rule else Measure.COUNT

    @property
    def better(self) -> Better:
        return self.rule.better if self.rule else Better.HIGHER

    @property
    def counts_up(self) -> bool:
        """Whether it is measured in organisations of which there are to be many: what outlooks can be made of."""
        return (self.measure, self.better) == (Measure.COUNT, Better.HIGHER)


class Indicator(Written):
    """indicators.toml: one question, and which of its answers mean yes, under way and no.

    `by_gender` names the questions that give the same number for `women`, for `men` and where the gender is `unknown`.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    text: Text
    label: Text
    group: str
    scale: Scale
    yes: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    theme: str
    by_gender: dict[Literal["women", "men", "unknown"], str] = {}
    comparable_with: tuple[str, ...] = ()
    source: str
    page: str

    @property
    def classed(self) -> bool:
        """Whether any of its answers means yes, under way or no; else it asks for a number or a date."""
        return bool(self.yes or self.under_way or self.no)


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
    """counties.csv: an area, such as a county, its place on the tile map and its regional body at the time."""

    county_code: str = Field(pattern=r"^[A-Za-z0-9_-]{1,16}$")
    letter_code: str = ""
    iso_3166_2: str = ""
    nuts3: str = ""
    county_sv: str = Field(min_length=1)
    county_en: str = ""
    n_municipalities: Annotated[int | None, Blank] = None
    regional_body_2013: str = ""
    regional_body_type_2013: str = ""
    regional_body_later: str = ""
    counts_in_20_county_councils_2013: bool = False
    tile_row: Annotated[float | None, Blank] = None
    tile_col: Annotated[float | None, Blank] = None
    tile_label: str = ""
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
    evidence: Literal["self_assessed", "verified", "published"]
    note: str = ""


class Sourced(Written):
    """A row that says where it comes from: what it rests on, the source with page, how sure the reading is."""

    basis: Basis
    source: str
    page: str
    certainty: Certainty
    note: str = ""
    note_en: str = ""


class PublishedFigure(Sourced):
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


class Engagement(Sourced):
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


class Training(Sourced):
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


class Funding(Sourced):
    """funding.csv: money and other single numbers."""

    key: str
    text_sv: str
    text_en: str
    value: Annotated[float | None, Blank] = None
    printed: str
    unit_sv: str
    unit_en: str
    period: str


class Term(Written):
    """glossary.csv: a term in both languages and who uses it so."""

    sv: str
    en: str
    source: str
