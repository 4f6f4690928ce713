"""What the accessibility statement says of the scorecard: known gaps, how it was tested, and when. Tests nothing itself.

Whoever changes the tests or mends a gap changes the lists here; `tests/test_accessibility_statement.py` holds them against
the tests that there are.
"""

from __future__ import annotations

import pandas as pd

from scorecard.model import Date
from scorecard.sentences import Context
from scorecard.tables import frame

ASSESSED = Date(2026, 11, 22)
"""When the tests were last gone through against the requirements."""
UPDATED = Date(2026, 11, 22)
"""When the text of the statement was last changed."""
REPORT_TO = "https://www.digg.se/tdosanmalan"
"""Where anyone may report to the supervising authority."""

GAPS = {
    "grids": "WCAG 1.3.1, 1.4.12, 4.1.2", "marks": "WCAG 2.1.1", "shortened": "WCAG 1.4.10", "documents": "EN 301 549, 10",
}  # fmt: skip
"""Every known gap with the criteria of WCAG (or the chapter of the standard) that it touches."""
TESTED = (
    "axe", "axe_states", "axe_phone", "keyboard", "announced", "narrow", "zoom", "language", "colour", "chart_text", "large",
    "paper",
)  # fmt: skip
UNTESTED = ("people", "browsers")


def gaps(context: Context) -> pd.DataFrame:
    """What is not accessible, whom it touches, and what to do instead."""
    say = context.language
    rows = [[say(f"accessibility.gap_{name}"), say(f"accessibility.instead_{name}"), GAPS[name]] for name in GAPS]
    return frame(context, "gap instead criterion", rows)


def tested(context: Context) -> list[str]:
    """What the tests of the scorecard really do."""
    return [context.language(f"accessibility.tested_{name}") for name in TESTED]


def untested(context: Context) -> list[str]:
    return [context.language(f"accessibility.untested_{name}") for name in UNTESTED]


def responsible(context: Context) -> str:
    settings = context.programme.settings
    return context.language("accessibility.owner", owner=settings.owner, programme=settings.title)


def dates(context: Context) -> str:
    return context.language("accessibility.dates", assessed=ASSESSED, updated=UPDATED)
