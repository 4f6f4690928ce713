"""How well the outlook foretells simulated worlds, beside straight-line and compound growth. `python -m benchmarks.outlook`

Every world has 310 organisations, three yearly rounds and a deadline seven years later. Writes its table into
docs/outlook.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scorecard.model import Date
from scorecard.outlook import pace_of, pool, quantile

OF, ROUNDS, HORIZON, WORLDS, SEED = 310, 3, 7, 2_000, 20131231
RATES = (0.03, 0.06, 0.12)
DOCUMENT = Path(__file__).parent.parent / "docs" / "outlook.md"
START, END = "<!-- validation: made by python -m benchmarks.outlook -->", "<!-- end of validation -->"


@dataclass(frozen=True, kw_only=True)
class World:
    """How the pace of a future year stands to the observed one."""

    name: str
    pace: Callable[[np.random.Generator], np.ndarray]


def _shock(random: np.random.Generator) -> float:
    return float(random.gamma(16, 1 / 16))


WORLDS_OF = (
    World(name="steady, give or take a quarter", pace=lambda random: np.full(HORIZON, _shock(random))),
    World(name="perfectly steady", pace=lambda _: np.ones(HORIZON)),
    World(name="halves", pace=lambda random: np.full(HORIZON, 0.5 * _shock(random))),
    World(name="bursts at the deadline", pace=lambda random: np.array([1.0] * (HORIZON - 1) + [4.0]) * _shock(random)),
)


def _year(random: np.random.Generator, count: int, rate: float) -> int:
    return count + int(random.binomial(OF - count, 1 - np.exp(-rate)))


@dataclass
class Score:
    """What one world has shown of one method."""

    covered: int = 0
    errors: list[float] = field(default_factory=list)
    above: int = 0


def run(world: World) -> dict[str, Score]:
    random = np.random.default_rng(SEED)
    scores = {name: Score() for name in ("outlook", "straight line", "compound growth")}
    dates = [Date(2011 + number, 12, 31) for number in range(ROUNDS)]
    for number in range(WORLDS):
        rate = RATES[number % len(RATES)]
        counts = [int(random.binomial(OF, 0.05))]
        for _ in range(ROUNDS - 1):
            counts.append(_year(random, counts[-1], rate))
        final = counts[-1]
        for factor in world.pace(random):
            final = _year(random, final, rate * factor)
        pace = pace_of(counts, dates, OF)
        assert pace is not None
        found = pool(pace, years=float(HORIZON))
        low, median, high = (quantile(found, share) for share in (0.1, 0.5, 0.9))
        scores["outlook"].covered += low <= final <= high
        guesses = {
            "outlook": median,
            "straight line": counts[-1] + HORIZON * (counts[-1] - counts[0]) / (ROUNDS - 1),
            "compound growth": counts[-1] * (counts[-1] / max(counts[0], 1)) ** (HORIZON / (ROUNDS - 1)),
        }
        for name, guess in guesses.items():
            scores[name].errors.append(guess - final)
            scores[name].above += guess > OF
    return scores


def table() -> str:
    lines = [
        "| world | method | 80 % interval covers | mean error | mean absolute error | above 310 |",
        "|---|---|---|---|---|---|",
    ]
    for number, world in enumerate(WORLDS_OF, start=1):
        print(f"\r{number} of {len(WORLDS_OF)} worlds: {world.name:<40}", end="", file=sys.stderr, flush=True)
        for name, score in run(world).items():
            covers = f"{100 * score.covered / WORLDS:.0f} %" if name == "outlook" else "no interval"
            errors = np.array(score.errors)
            lines.append(
                f"| {world.name} | {name} | {covers} | {errors.mean():+.0f} | {np.abs(errors).mean():.0f} "
                f"| {100 * score.above / WORLDS:.0f} % |"
            )
    print(file=sys.stderr)
    return "\n".join(lines)


def main() -> None:
    found = table()
    print(found)
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{START}\n\n{found}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
