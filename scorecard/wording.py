"""A measured value as a message: a sum, a mean with its answers, a number to stay below, and what is missing leaves open.

T8: a mean of fewer than 20 answers is not told; the answers are, in words. A mean is cut to hundredths away from what is
better, so that what is shown never reaches a target that the exact value does not.
"""

from __future__ import annotations

import math
from fractions import Fraction

from scorecard.language import SMALLEST_FOR_PERCENT
from scorecard.measure import Numbers, Tally
from scorecard.model import MEAN_STEPS, Amount, Better, Measure, Message, message
from scorecard.records import Goal


def cut(value: Amount, better: Better) -> Amount:
    """A mean in hundredths, never better than it is."""
    steps = math.floor(value * MEAN_STEPS) if better is Better.HIGHER else math.ceil(value * MEAN_STEPS)
    return Fraction(steps, MEAN_STEPS)


def plain_number(value: Amount) -> int | float:
    """An exact number as charts and tables hold it."""
    return value if isinstance(value, int) else float(value)


def too_few(tally: Tally) -> bool:
    """Whether a mean rests on so few answers that these are told instead."""
    return tally.measure is Measure.MEAN and tally.numbers is not None and tally.numbers.organisations < SMALLEST_FOR_PERCENT


def measured(goal: Goal, tally: Tally) -> Message:
    """ "summan är 1 240", "medelvärdet är 3,82 av 48 svar", "8 svar: 3 (5), 4 (3)", "7 räknas"."""
    numbers = tally.numbers
    if numbers is None:
        return message("measured.count", value=tally.yes)
    if too_few(tally) or tally.value is None:
        return spelled(numbers)
    if tally.measure is Measure.SUM:
        return message("measured.sum", value=tally.value)
    return message("measured.mean", value=cut(tally.value, goal.better), answers=numbers.organisations)


def spelled(numbers: Numbers) -> Message:
    """Every answer with how many organisations gave it, in a chain of messages: "3 (5), 4 (3)"."""
    if not numbers.answers:
        return message("measured.nothing")
    chain: Message | None = None
    for number, organisations in numbers.answers:
        one = message("measured.one", value=number, organisations=organisations)
        chain = one if chain is None else message("measured.and", first=chain, second=one)
    return message("measured.few", answers=numbers.organisations, spelled=chain)


def wanted(goal: Goal, value: Amount) -> Message:
    """ "minst 3,5", "högst 10"."""
    return message(f"wanted.{goal.better}", value=value)


def bounds(goal: Goal, tally: Tally) -> Message:
    """What the missing answers leave open."""
    if too_few(tally):
        return message("bounds.few")
    if tally.most is None:
        return message("bounds.open", least=_shown(tally.least, Better.HIGHER, goal))
    least, most = _shown(tally.least, Better.HIGHER, goal), _shown(tally.most, Better.LOWER, goal)
    return message("bounds.both", least=least, most=most)


def _shown(value: Amount, side: Better, goal: Goal) -> Amount:
    """A bound of a mean in hundredths, outwards."""
    return cut(value, side) if goal.measure is Measure.MEAN else value
