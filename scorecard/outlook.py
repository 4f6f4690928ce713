"""Where a goal is heading (layer 3): distributions of the final count under named scenarios. Never feeds a status.

Everything is computed by quadrature, so the same figures come out on every run. docs/outlook.md derives the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from scorecard.assess import Assessment, years_between
from scorecard.measure import Cube, Tally, comparable_history, tally
from scorecard.model import Date, Message, Status, message
from scorecard.programme import Programme

Distribution = npt.NDArray[np.float64]
"""Probabilities of 0, 1, …, N organisations; they sum to 1."""

SCENARIOS = {"quarter": 0.25, "half": 0.5, "kept": 1.0, "double": 2.0}
"""Factors on the pace that was observed."""
PRIOR_EVENTS = 0.5
"""Jeffreys' prior for a rate: half an event in no time."""
SHOCK_SHAPE = 16
"""Gamma shock on the future pace with mean 1 and coefficient of variation 1/4."""
LONGEST_HORIZON = 2
"""In observed spans: beyond it there are scenarios only and no single probability."""
LIKELY, UNLIKELY = 0.8, 0.2
FEWEST_ROUNDS = 2
LOSSES = {"0": 0.0, "5": 0.05, "10": 0.1}
"""Yearly loss rates that can be asked for, by their percentage."""
GRID = 301
NEGLIGIBLE = 1e-18
"""Chances beside the largest that no figure shows."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What was observed: newly fulfilling organisations, the organisation-years in which they could have become so,
    the span in years, and the count and date that the future starts from."""

    new: int
    exposure: float
    span: float
    count: int
    of: int
    since: Date


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The final count if the observed pace is multiplied by `factor`: median, 80 % interval, chance of the target."""

    name: str
    factor: float
    median: int
    low80: int
    high80: int
    chance: float


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """`refused` says why no forecast is made; scenarios may stand all the same, as worked examples.

    `pace` is what a pool's scenarios rest on; `example` tells that it was observed among others than those counted.
    """

    kind: Literal["pipeline", "pool"]
    refused: Message | None
    scenarios: tuple[Scenario, ...]
    pace: Pace | None = None
    example: bool = False


def outlook(programme: Programme, cube: Cube, assessment: Assessment, *, loss: float = 0.0) -> Outlook | None:
    """The outlook of a goal that is counted and not yet due; None for any other and for a selection. A sum, a mean and a
    count that is to fall have none: the models know only organisations that come to fulfil.

    `loss` is the yearly rate at which organisations of a far goal cease to fulfil.
    """
    goal, found, target = assessment.goal, assessment.tally, assessment.target
    if (
        found is None
        or not isinstance(target, int)
        or goal.deadline is None
        or not goal.counts_up
        or not assessment.selection.everything
    ):
        return None
    if assessment.round >= goal.deadline:
        return None
    history = comparable_history(programme, cube, goal, found)
    kind: Literal["pipeline", "pool"] = "pipeline" if goal.horizon == "short" and found.under_way else "pool"
    if len(history) < FEWEST_ROUNDS:
        return Outlook(kind=kind, refused=message("outlook.too_few", rounds=len(history)), scenarios=())
    if kind == "pipeline":
        return Outlook(kind=kind, refused=None, scenarios=(scenario("kept", _pipeline_of(history), target, 1.0),))
    example = assessment.status is Status.CANNOT_ASSESS
    pace = observed_pace(programme, cube, assessment, among_asked=example)
    if pace is None:
        return Outlook(kind=kind, refused=message("outlook.no_pool"), scenarios=())
    years = float(years_between(pace.since, goal.deadline))
    scenarios = tuple(
        scenario(name, pool(pace, years=years, factor=factor, loss=loss), target, factor)
        for name, factor in SCENARIOS.items()
    )
    refused = message("outlook.not_asked", of=found.of, missing=found.missing) if example else None
    if refused is None and years > LONGEST_HORIZON * pace.span:
        refused = message("outlook.too_far", times=round(years / pace.span, 1))
    return Outlook(kind=kind, refused=refused, scenarios=scenarios, pace=pace, example=example)


def observed_pace(programme: Programme, cube: Cube, assessment: Assessment, *, among_asked: bool) -> Pace | None:
    """The pace over all comparable rounds of a goal; None with fewer than two, or with nobody left to gain.

    `among_asked` takes the counts of everyone who was asked the question, as if they were among those the goal counts:
    a worked example. The dates are those on which the answers were given.
    """
    goal, now = assessment.goal, assessment.tally
    if goal.rule is None or now is None or now.of is None:
        return None
    rounds = comparable_history(programme, cube, goal, now)
    indicator = programme.indicators[goal.rule.indicator]
    asked = [tally(programme, cube, indicator, indicator.group, each.round) for each in rounds] if among_asked else rounds
    counts = [each.yes for each in asked if each]
    dates = [programme.round(each.round).answered_by for each in rounds]
    return pace_of(counts, dates, now.of)


def pace_of(counts: Sequence[int], dates: Sequence[Date], of: int) -> Pace | None:
    """The pace of counts measured at dates among a fixed number; None with fewer than two or with nobody left to gain."""
    spans = [float(years_between(start, end)) for start, end in pairwise(dates)]
    exposure = sum((of - count) * span for count, span in zip(counts, spans, strict=False))
    if exposure <= 0:
        return None
    new = sum(max(after - before, 0) for before, after in pairwise(counts))
    return Pace(new=new, exposure=exposure, span=sum(spans), count=counts[-1], of=of, since=dates[-1])


def _pipeline_of(history: Sequence[Tally]) -> Distribution:
    """The pipeline of the newest round. Of those under way at most as many came to fulfil as were new in the next."""
    pairs = [(before.under_way, max(after.yes - before.yes, 0)) for before, after in pairwise(history)]
    converted = sum(min(pair) for pair in pairs)
    not_converted = sum(under_way for under_way, _ in pairs) - converted
    return pipeline(history[-1].yes, history[-1].under_way, converted, not_converted)


@lru_cache(maxsize=256)
def pipeline(count: int, under_way: int, converted: int, not_converted: int) -> Distribution:
    """Count + BetaBinomial(under way, 1 + converted, 1 + not converted) as probabilities of 0 to count + under way."""
    a, b, n = 1 + converted, 1 + not_converted, under_way
    logs = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        + math.lgamma(k + a) + math.lgamma(n - k + b) - math.lgamma(n + a + b)
        + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        for k in range(n + 1)
    ]  # fmt: skip
    return np.concatenate([np.zeros(count), np.exp(logs)])


@lru_cache(maxsize=512)
def pool(pace: Pace, *, years: float, factor: float = 1.0, loss: float = 0.0) -> Distribution:
    """The count after some years in a finite pool, as probabilities of 0 to N.

    The rate at which an organisation comes to fulfil is λ·factor·s with λ ~ Gamma(½ + new, exposure) and a shock s;
    `loss` is the yearly rate at which one ceases to. Each organisation is then a two-state process.
    """
    rates, weights = _rates(pace.new, pace.exposure)
    total = rates * factor + loss
    settled = np.divide(rates * factor, total, out=np.zeros_like(total), where=total > 0)
    decay = np.exp(-total * years)
    gaining, staying = settled * (1 - decay), settled + (1 - settled) * decay
    outside, mixed = _binomial(pace.of - pace.count, gaining), np.zeros(pace.of + 1)
    if loss == 0:  # whoever fulfils stays: only the others are mixed
        mixed[pace.count :] = weights @ outside
    else:
        for weight, new, old in zip(weights, outside, _binomial(pace.count, staying), strict=True):
            first, second = _likely(new), _likely(old)
            both = np.convolve(new[first], old[second])
            mixed[first.start + second.start :][: len(both)] += weight * both
    return np.asarray(mixed / mixed.sum(), dtype=np.float64)


def _likely(distribution: Distribution) -> slice:
    """Where a distribution is more than rounding errors: of thousands of counts some hundreds."""
    places = np.flatnonzero(distribution > distribution.max() * NEGLIGIBLE)
    return slice(int(places[0]), int(places[-1]) + 1)


def _rates(new: int, exposure: float) -> tuple[Distribution, Distribution]:
    """The product of the rate's and the shock's Gamma distributions on a grid of logarithms, with weights."""
    shape = PRIOR_EVENTS + new
    width = 6 / math.sqrt(shape) + 3 / shape + 2
    step = 2 * width / (GRID - 1)
    offsets = np.asarray((np.arange(GRID) - GRID // 2) * step, dtype=np.float64)
    product = np.convolve(_gamma_in_logs(shape, offsets), _gamma_in_logs(SHOCK_SHAPE, offsets))
    grid = (np.arange(2 * GRID - 1) - (GRID - 1)) * step
    keep = product > product.max() * 1e-9
    return np.exp(grid[keep]) * shape / exposure, product[keep] / product[keep].sum()


def _gamma_in_logs(shape: float, offsets: Distribution) -> Distribution:
    """The density of log(X / mean) for a Gamma X, up to a constant."""
    return np.asarray(np.exp(shape * (offsets - np.exp(offsets)) + shape), dtype=np.float64)


def _binomial(n: int, chances: Distribution) -> Distribution:
    """One binomial distribution per chance, as rows."""
    k = np.arange(n + 1)
    choose = np.array([math.lgamma(n + 1) - math.lgamma(each + 1) - math.lgamma(n - each + 1) for each in k])
    safe = np.clip(chances, 1e-300, 1 - 1e-16)[:, None]
    return np.asarray(np.exp(choose + k * np.log(safe) + (n - k) * np.log1p(-safe)), dtype=np.float64)


def quantile(distribution: Distribution, share: float) -> int:
    """The smallest count that is not exceeded with the given probability."""
    return int(np.searchsorted(np.cumsum(distribution), share))


def scenario(name: str, distribution: Distribution, target: int, factor: float) -> Scenario:
    """A distribution in the figures that are shown."""
    low, median, high = (quantile(distribution, share) for share in (0.1, 0.5, 0.9))
    return Scenario(
        name=name, factor=factor, median=median, low80=low, high80=high, chance=float(distribution[target:].sum())
    )


def chance_word(chance: float) -> str:
    """likely from 0.8, unlikely up to 0.2, else uncertain."""
    if chance >= LIKELY:
        return "likely"
    return "unlikely" if chance <= UNLIKELY else "uncertain"


def yearly(pace: Pace, deadline: Date, factor: float, loss: float = 0.0) -> list[dict[str, Any]]:
    """Median and 80 % interval at the start and at every turn of the year up to the deadline."""
    dates = [pace.since, *(Date(year, 12, 31) for year in range(pace.since.year, deadline.year)), deadline]
    rows: list[dict[str, Any]] = []
    for date in sorted(set(dates)):
        years = float(years_between(pace.since, date))
        found = pool(pace, years=years, factor=factor, loss=loss) if years > 0 else None
        points = [pace.count] * 3 if found is None else [quantile(found, share) for share in (0.1, 0.5, 0.9)]
        rows.append(dict(zip(("low", "median", "high"), points, strict=True), date=date))
    return rows


def year_reached(count: int, target: int, per_year: float, since: Date) -> int | None:
    """The year in which the target is reached at a steady number a year, None where it never is."""
    if count >= target:
        return since.year
    return None if per_year <= 0 else since.year + math.ceil((target - count) / per_year)


def needed_per_year(count: int, target: int, since: Date, until: Date) -> int:
    """The whole number a year with which the target is reached by a date."""
    return math.ceil((target - count) / years_between(since, until)) if count < target else 0
