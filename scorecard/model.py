"""The closed sets and small nouns that every step uses: statuses, bases, answers, messages, selections. Reads nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

Date = datetime.date


Amount = int | Fraction
"""What was counted, summed or averaged, exactly."""


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


SCALE_ENDS: Mapping[Scale, tuple[int, int | None]] = MappingProxyType(
    {Scale.ONE_TO_FIVE: (1, 5), Scale.PERCENT: (0, 100), Scale.INTEGER: (0, None)}
)
"""The lowest and the highest answer of the scales that are numbers; None where nothing limits it."""


class Measure(StrEnum):
    """What a goal's rule makes of the answers: organisations that fulfil it, or the sum or the mean of their numbers."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"


MEAN_STEPS = 100
"""A mean is agreed on and shown in hundredths."""


class Better(StrEnum):
    """Which way a goal strives."""

    HIGHER = "higher"
    LOWER = "lower"


Ranked = TypeVar("Ranked", Basis, Certainty)


def weakest(values: Iterable[Ranked]) -> Ranked | None:
    """The weakest of some bases or certainties, None where there are none."""
    return min(values, key=lambda value: list(type(value).__members__).index(value.name), default=None)


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
