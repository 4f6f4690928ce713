"""What was measured, as a table, and what it shall be, as ratios within one run."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.visitors import percentile

NUMBERS, CHARTS = "filter → numbers painted, ms", "filter → charts painted, ms"
GOAL_NUMBERS, GOAL_CHARTS = "filter, a goal's page → numbers painted, ms", "filter, a goal's page → charts painted, ms"
FOLLOWED = "filter → title painted, ms", "filter, a goal's page → title painted, ms", "tile map → title painted, ms"
"""When the server has followed what the browser has shown by itself."""
TILE_NUMBERS, TILE_CHARTS = "tile map → numbers painted, ms", "tile map → charts painted, ms"
SERVER = "server's processor time for a choice of one light client, ms"
BROWSED = "server's processor time for a choice in the browser, ms"
BYTES = "bytes down for a choice"
SWITCH, COLD = "page switch, ms", "cold start → first number, ms"
NEW, RETURNING = "new visitor, warm process → first number, ms", "returning visitor → first number, ms"
ONE, FURTHER = "memory of the process with one session, MB", "memory of each further session, MB"
LONG = "memory over 1,000 reruns, MB more"
CROWD, ERRORS = "50 users, a choice a second each, ms", "50 users: errors and clicks without an answer"
SHOW, IMPORTS = "`python -m scorecard show`, ms", "`python -m scorecard show` imports Streamlit"
INFINITE = float("inf")
TAILS = (NUMBERS, TILE_NUMBERS)
ROWS = (
    NUMBERS, CHARTS, GOAL_NUMBERS, GOAL_CHARTS, TILE_NUMBERS, TILE_CHARTS, *FOLLOWED, SERVER, BROWSED, BYTES, SWITCH, NEW,
    RETURNING, COLD,
)  # fmt: skip
"""The order of the first rows; the others as they were measured."""


@dataclass
class Measured:
    """Everything about one contender."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, *values: float) -> None:
        self.values.setdefault(what, []).extend(values)

    def get(self, what: str, share: int = 50) -> float | None:
        found = self.values.get(what)
        if not found:
            return None
        return percentile(found, share) if len(found) > 1 else found[0]


@dataclass(frozen=True, kw_only=True)
class Target:
    """The scorecard's figure may be at most so many times another contender's; so much as it stands without one.

    `row` is the other's where it is another than the scorecard's.
    """

    what: str
    most: float
    stretch: float | None = None
    of: str = ""
    row: str = ""
    share: int = 50

    def reached(self, found: Mapping[str, Measured]) -> float | None:
        ours = found["scorecard"].get(self.what, self.share)
        theirs = found[self.of].get(self.row or self.what, self.share) if self.of else 1.0
        return ours / theirs if ours is not None and theirs else None


TARGETS = (
    Target(what=TILE_NUMBERS, of="Dash", row=NUMBERS, most=0.25),
    Target(what=TILE_CHARTS, of="static", row=CHARTS, most=INFINITE, stretch=2.0),
    Target(what=NUMBERS, of="bare", most=0.80, stretch=0.65),
    Target(what=NUMBERS, of="Dash", most=1.2, stretch=0.90),
    Target(what=NUMBERS, of="bare", most=0.95, stretch=0.75, share=95),
    Target(what=GOAL_CHARTS, of="bare", row=NUMBERS, most=1.0, stretch=0.8),
    Target(what=SERVER, of="bare", most=0.35, stretch=0.20),
    Target(what=SWITCH, of="bare", most=1.1, stretch=0.9),
    Target(what=COLD, of="bare", most=1.4, stretch=1.25),
    Target(what=RETURNING, of="bare", most=1.8, stretch=1.5),
    Target(what=BYTES, of="Dash", most=1.1, stretch=0.4),
    Target(what=ONE, of="bare", most=1.6, stretch=1.45),
    Target(what=FURTHER, most=1.0, stretch=0.2),
    Target(what=CROWD, of="bare", most=0.1, stretch=0.03, share=95),
    Target(what=CROWD, of="Dash", most=INFINITE, stretch=1.5, share=95),
    Target(what=ERRORS, most=0),
    Target(what=LONG, most=2),
    Target(what=SHOW, most=1000, stretch=500),
    Target(what=IMPORTS, most=0),
)


def measured_table(found: Mapping[str, Measured]) -> Iterator[str]:
    """Medians and, in brackets, the middle half; the 95th percentile where it is asked for."""
    yield f"| | {' | '.join(found)} |\n|---|{'---|' * len(found)}"
    rows = dict.fromkeys(key for each in found.values() for key in each.values)
    for what in (*(each for each in ROWS if each in rows), *(each for each in rows if each not in ROWS)):
        values = [each.values.get(what, []) for each in found.values()]
        yield f"| {what} | {' | '.join(map(_middle, values))} |"
        if what in TAILS or "a choice a second each" in what:
            tails = [_number(percentile(each, 95)) if len(each) > 1 else "–" for each in values]
            yield f"| … the 95th percentile | {' | '.join(tails)} |"


def target_table(found: Mapping[str, Measured]) -> Iterator[str]:
    yield "| what | measured | target | stretch | reached |\n|---|---|---|---|---|"
    for each in TARGETS:
        reached = each.reached(found)
        if reached is not None:
            what = each.what + (", 95th percentile" if each.share != 50 else "")
            times = f" × {each.of}" if each.of else ""
            of = f" ({each.row.split(',')[0]})" if each.row else ""
            limits = [
                f"≤ {_number(limit)}{times}{of}" if limit not in (None, INFINITE) else "–"
                for limit in (each.most, each.stretch)
            ]
            yield f"| {what} | {_number(reached)}{times} | {' | '.join(limits)} | {_verdict(each, reached)} |"


def _verdict(target: Target, reached: float) -> str:
    if target.stretch is not None and reached <= target.stretch:
        return "yes, the stretch too"
    if target.most == INFINITE:
        return "no"
    return "yes" if reached <= target.most else "**no**"


def _middle(values: Sequence[float]) -> str:
    if not values:
        return "–"
    middle = statistics.median(values)
    if len(values) < 4:
        return _number(middle)
    least, _, most = statistics.quantiles(values, n=4, method="inclusive")
    return f"{_number(middle)} ({_number(least)}–{_number(most)})"


def _number(value: float) -> str:
    return (
        f"{value:,.0f}"
        if abs(value) >= 100 or value == int(value)
        else f"{value:,.1f}"
        if abs(value) >= 10
        else f"{value:,.2f}"
    )
