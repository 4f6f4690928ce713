"""Judges counts against targets: position (layer 1), what it takes (layer 2), and each in words. Reads nothing.

A goal's status comes from its own measure and the date of the round shown, never from its sub-goals, from a
judgement or from an outlook.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from scorecard.measure import Cube, Tally, comparable_history, comparable_tally, latest_tally
from scorecard.model import (
    EVERYTHING,
    MEAN_STEPS,
    Amount,
    Basis,
    Better,
    Date,
    Measure,
    Message,
    Selection,
    Status,
    message,
    mid_sentence,
)
from scorecard.programme import Programme
from scorecard.records import Goal, Judgement, Point, Target
from scorecard.wording import bounds, measured, wanted

DAYS_PER_YEAR = Fraction(1461, 4)


@dataclass(frozen=True, kw_only=True)
class Position:
    """Layer 1. `uncertain`: the missing answers could give a better class."""

    status: Status
    early: bool = False
    uncertain: bool = False


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Layer 2: what is lacking, whether those under way are enough, and the paces per year towards what is better."""

    more: Amount
    under_way: int
    reachable: bool
    per_year: Fraction | None
    last_pace: Fraction | None
    best_pace: Fraction | None


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A goal in a round, as a view selects. Under a selection `status` and `needed` are None: a part has no target."""

    goal: Goal
    round: Date
    selection: Selection
    tally: Tally | None
    earlier: Tally | None
    target: Amount | None
    required: Amount | None
    status: Status | None
    early: bool
    uncertain: bool
    reason: Message
    needed: Needed | None
    judgement: Judgement | None

    @property
    def count(self) -> Amount | None:
        """What is measured: organisations, a sum or a mean."""
        return self.tally.value if self.tally else None

    @property
    def self_assessed(self) -> bool:
        return self.tally is not None and self.tally.origin.basis not in (Basis.VERIFIED, Basis.PUBLISHED)


def assess(programme: Programme, cube: Cube, goal: Goal, round: Date, selection: Selection = EVERYTHING) -> Assessment:
    """A goal's position in a round, with its reason and what it takes."""
    judge = partial(_assess, programme, cube, goal, round, selection)
    if programme.goals.get(goal.id) is not goal:
        return judge()
    return cube.once(programme, (goal.id, round, selection), judge)


def _assess(programme: Programme, cube: Cube, goal: Goal, round: Date, selection: Selection) -> Assessment:
    tally = latest_tally(programme, cube, goal, round, selection)
    # Only the whole has a pace; of a part no more is counted than what is shown.
    history = comparable_history(programme, cube, goal, tally) if tally and selection.everything else []
    earlier = comparable_tally(programme, cube, goal, tally.round, selection) if tally else None
    target = goal.target.of(programme.size(goal.group), goal.better) if goal.target else None
    path = agreed_path(goal, target)
    required = agreed(goal, required_at(path, goal.path, round)) if path else None
    obstacle = _obstacle(programme, goal, target, tally, round, asked_anything=bool(cube.asked(round)))
    position = None
    if selection.everything:
        position = (
            Position(status=Status.CANNOT_ASSESS)
            if obstacle or tally is None or target is None
            else yardstick(programme, goal, target, round).between(tally.least, tally.most)
        )
    return Assessment(
        goal=goal, round=round, selection=selection, tally=tally, target=target, required=required,
        earlier=earlier,
        status=position.status if position else None,
        early=position.early if position else False,
        uncertain=position.uncertain if position else False,
        reason=obstacle or _reason(goal, position, tally, target, required, programme.settings.near_plan_margin),
        needed=_needed(goal, history, target, round) if selection.everything else None,
        judgement=next((each for each in goal.judgements if each.round == round), None),
    )  # fmt: skip


def assess_all(programme: Programme, cube: Cube, round: Date, selection: Selection = EVERYTHING) -> list[Assessment]:
    """Every goal followed by its sub-goals."""
    return [assess(programme, cube, goal, round, selection) for goal in programme.goals_in_order]


def supposing(programme: Programme, assessment: Assessment, fulfilling: int, missing: int) -> Assessment:
    """A counted goal at the same date, had so many fulfilled it and so many not answered: an example, no result."""
    tally, target = assessment.tally, assessment.target
    if tally is None or target is None:
        raise ValueError(f"{assessment.goal.id} has no count or no target")
    rest = max((tally.of or 0) - fulfilling - missing, 0)
    supposed = replace(tally, yes=fulfilling, under_way=0, no=rest, not_applicable=0, not_reported=missing, not_asked=0)
    goal, margin = assessment.goal, programme.settings.near_plan_margin
    position = yardstick(programme, goal, target, assessment.round).position(fulfilling, missing)
    return replace(
        assessment, tally=supposed, status=position.status, early=position.early, uncertain=position.uncertain,
        reason=_reason(goal, position, supposed, target, assessment.required, margin),
        earlier=None, needed=None, judgement=None,
    )  # fmt: skip


def stages(programme: Programme, cube: Cube, goal: Goal, round: Date) -> list[Assessment]:
    """Every milestone as a deadline of its own, in the first round on or after its date, else in the round shown."""
    return [
        assess(programme, cube, _due_at(goal, number), _round_of(programme, each.date, round))
        for number, each in enumerate(goal.milestones)
    ]


def _due_at(goal: Goal, number: int) -> Goal:
    """A goal with one of its milestones as target and deadline."""
    milestone, before = goal.milestones[number], goal.milestones[:number]
    target = Target(value=milestone.value)
    return goal.model_copy(update={"deadline": milestone.date, "target": target, "milestones": before, "judgements": ()})


def _round_of(programme: Programme, date: Date, shown: Date) -> Date:
    return min((each.date for each in programme.rounds if date <= each.date <= shown), default=shown)


def agreed(goal: Goal, exact: Fraction) -> Amount:
    """What a path asks for as it is shown: whole organisations or parts of a sum, hundredths of a mean; never less."""
    steps = MEAN_STEPS if goal.measure is Measure.MEAN else 1
    rounded = math.ceil(exact * steps) if goal.better is Better.HIGHER else math.floor(exact * steps)
    return Fraction(rounded, steps) if rounded % steps else rounded // steps


def agreed_path(goal: Goal, target: Amount | None) -> tuple[Point, ...]:
    """Baseline, milestones, target at the deadline; empty where no baseline or target was agreed."""
    if goal.baseline is None or target is None or goal.deadline is None:
        return ()
    return (goal.baseline, *goal.milestones, Point(date=goal.deadline, value=target))


def required_at(path: tuple[Point, ...], shape: str, at: Date) -> Fraction:
    """What was agreed for a date, exactly: a step or a straight line between agreed points."""
    if at <= path[0].date:
        return Fraction(path[0].value)
    if at >= path[-1].date:
        return Fraction(path[-1].value)
    before = max((point for point in path if point.date <= at), key=lambda point: point.date)
    after = min((point for point in path if point.date > at), key=lambda point: point.date)
    if shape == "step":
        return Fraction(before.value)
    return before.value + Fraction(after.value - before.value) * Fraction(
        (at - before.date).days, (after.date - before.date).days
    )


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """What a count is held against at a date: the target, and before the deadline the agreed path with its margin."""

    target: Amount
    due: bool
    start: Amount = 0
    required: Amount = Fraction(0)
    margin: Fraction = Fraction(1)
    better: Better = Better.HIGHER

    @property
    def marks(self) -> tuple[Amount, ...]:
        """The values at which a position becomes another."""
        return (self.target,) if self.due else (self._near, self.required, self.target)

    @property
    def _near(self) -> Fraction:
        return self.start + self.margin * (self.required - self.start)

    def position(self, fulfilling: int, missing: int) -> Position:
        """The position of a count; one more fulfilling organisation never worsens it."""
        return self.between(fulfilling, fulfilling + missing)

    def between(self, least: Amount, most: Amount | None) -> Position:
        """The position of a value that the missing answers leave between two bounds, the first rule that matches wins.

        The worse bound decides; the better one tells what the missing answers could change. None is a bound that nothing
        limits: where it is the worse one, only what holds of the better one too is decided.
        """
        worst, best = (least, most) if self.better is Better.HIGHER else (most, least)
        if self.due:
            if worst is not None and self._reaches(worst, self.target):
                return Position(status=Status.ACHIEVED)
            missed = best is not None and not self._reaches(best, self.target)
            return Position(status=Status.MISSED if missed else Status.UNDECIDED)
        most_hopeful = Status.ACHIEVED if best is None else self._before_deadline(best)
        if worst is None:
            return Position(status=Status.BEHIND if most_hopeful is Status.BEHIND else Status.UNDECIDED)
        status = self._before_deadline(worst)
        return Position(status=status, early=status is Status.ACHIEVED, uncertain=most_hopeful is not status)

    def _reaches(self, value: Amount, mark: Amount) -> bool:
        return value >= mark if self.better is Better.HIGHER else value <= mark

    def _before_deadline(self, value: Amount) -> Status:
        if self._reaches(value, self.target):
            return Status.ACHIEVED
        if self._reaches(value, self.required):
            return Status.ON_TRACK
        return Status.NEAR_PLAN if self._reaches(value, self._near) else Status.BEHIND


def yardstick(programme: Programme, goal: Goal, target: Amount, at: Date) -> Yardstick:
    """What a goal's count is held against at the date of a round."""
    if goal.deadline is None or at >= goal.deadline:
        return Yardstick(target=target, due=True, better=goal.better)
    path = agreed_path(goal, target)
    exact = required_at(path, goal.path, at)
    return Yardstick(
        target=target, due=False, start=path[0].value, margin=programme.settings.near_plan_margin, better=goal.better,
        required=agreed(goal, exact) if goal.measure is Measure.MEAN else exact,
    )  # fmt: skip


def _obstacle(
    programme: Programme, goal: Goal, target: Amount | None, tally: Tally | None, round: Date, *, asked_anything: bool
) -> Message | None:  # fmt: skip
    """Why a status cannot be computed, None where it can."""
    if goal.rule is None:
        return message("reason.judged" if goal.judged else "reason.no_rule")
    if tally is None:
        key = "reason.no_report" if asked_anything else "reason.nothing_loaded"
        return message(key, round=programme.round(round).title)
    dates = [each.date for each in programme.rounds]
    if dates.index(round) - dates.index(tally.round) > 1:
        return message("reason.stale", round=programme.round(tally.round).title)
    asked = tally.answered + tally.missing
    if tally.answered < programme.settings.minimum_coverage * asked:
        key = "reason.coverage" if tally.not_asked else "reason.coverage_unanswered"
        if not goal.counts_up:
            return message("reason.coverage_measured", measured=measured(goal, tally), missing=tally.missing, of=asked)
        return message(key, count=tally.yes, of=asked, missing=tally.missing, not_asked=tally.not_asked)
    if tally.value is None:
        return message("reason.no_numbers")
    if target is None:
        return message("reason.no_target")
    if goal.deadline is None:
        return message("reason.no_deadline")
    if round < goal.deadline and goal.baseline is None:
        return message("reason.no_path")
    return None


def _reason(
    goal: Goal, position: Position | None, tally: Tally | None, target: Amount | None, required: Amount | None,
    margin: Fraction,
) -> Message:  # fmt: skip
    if position is None or tally is None or target is None:
        return message("reason.part")
    key = f"{position.status}_early" if position.early else str(position.status)
    if not goal.counts_up:
        return _measured_reason(goal, position, key, tally, target, target if required is None else required, margin)
    values: dict[str, Any] = {"count": tally.yes, "target": target, "required": required, "missing": tally.missing}
    values |= {"most": tally.yes + tally.missing, "margin": 100 - 100 * margin}
    reason = message(f"reason.{key}", **values)
    return message("reason.uncertain", reason=reason, missing=tally.missing) if position.uncertain else reason


def _measured_reason(
    goal: Goal, position: Position, key: str, tally: Tally, target: Amount, required: Amount, margin: Fraction
) -> Message:
    """The reason of what is not a count to be raised: the value as it stands, and what the missing answers leave open."""
    reason = message(
        f"reason.measured_{key}", measured=measured(goal, tally), target=wanted(goal, target),
        required=wanted(goal, required), margin=100 - 100 * margin,
    )  # fmt: skip
    if tally.missing:
        reason = message("reason.bounds", reason=reason, missing=tally.missing, bounds=bounds(goal, tally))
    return message("reason.uncertain", reason=reason, missing=tally.missing) if position.uncertain else reason


def _needed(goal: Goal, history: list[Tally], target: Amount | None, round: Date) -> Needed | None:
    if not history or target is None or history[-1].value is None:
        return None
    tally, sign = history[-1], 1 if goal.better is Better.HIGHER else -1
    values = [(each.round, each.value) for each in history if each.value is not None]
    paces = [sign * (after - before) / years_between(then, now) for (then, before), (now, after) in pairwise(values)]
    more = max(sign * (target - values[-1][1]), 0)
    left = years_between(round, goal.deadline) if goal.deadline else Fraction(0)
    return Needed(
        more=more,
        under_way=tally.under_way,
        reachable=more <= (tally.under_way if goal.counts_up else 0),
        per_year=more / left if left > 0 else None,
        last_pace=paces[-1] if paces else None,
        best_pace=max(paces, default=None),
    )


def years_between(start: Date, end: Date) -> Fraction:
    return (end - start).days / DAYS_PER_YEAR


def what_it_takes(assessment: Assessment, sub_goals: list[Assessment]) -> list[Message]:
    """The decision that the figures ask for, in at most two sentences."""
    goal, tally, needed = assessment.goal, assessment.tally, assessment.needed
    if not assessment.selection.everything:
        return [*_contribution(goal, tally), message("need.part")]
    if goal.rule is None:
        return [message("need.judged" if assessment.judgement else "need.judge" if goal.judged else "need.measure")]
    if tally is None:
        return [message("need.load" if assessment.reason.key == "reason.nothing_loaded" else "need.report")]
    if needed is None:
        return [message("need.agree")]
    if assessment.status is Status.CANNOT_ASSESS:
        return _to_be_assessed(assessment, tally)
    if not goal.counts_up:
        return _measured_need(assessment, tally, sub_goals)
    if assessment.status in (Status.MISSED, Status.UNDECIDED):
        return [message(f"need.{assessment.status}", more=needed.more, missing=tally.missing)]
    if assessment.status is Status.ACHIEVED:
        return [*(_deviations(sub_goals) or [message("need.nothing")]), *_review(tally)]
    if needed.under_way:
        key = "need.pipeline" if needed.reachable else "need.impossible"
        most = tally.yes + tally.under_way
        first = message(key, more=needed.more, under_way=needed.under_way, target=assessment.target, most=most)
        honest = [] if "under_way" in tally.stated else [message("need.sample")]
        return [first, *honest, *([] if needed.reachable else _pace(needed))]
    return [message("need.more", more=needed.more, target=assessment.target), *_pace(needed)]


def _measured_need(assessment: Assessment, tally: Tally, sub_goals: list[Assessment]) -> list[Message]:
    """The same of what is not a count to be raised: what the value is to come to, and which answers decide."""
    goal, target = assessment.goal, assessment.target or 0
    if assessment.status is Status.ACHIEVED:
        return _deviations(sub_goals) or [message("need.nothing")]
    if assessment.status is Status.UNDECIDED:
        return [message("need.undecided", missing=tally.missing)]
    now = measured(goal, tally)
    if assessment.status is Status.MISSED:
        return [message("need.measured_missed", measured=now, target=wanted(goal, target))]
    return [message(f"need.measured_{goal.better}", measured=now, target=wanted(goal, target))]


def _to_be_assessed(assessment: Assessment, tally: Tally) -> list[Message]:
    """What stands between a count and its status."""
    key = assessment.reason.key
    if key.startswith("reason.coverage"):
        return [message("need.ask", not_asked=tally.missing, of=tally.answered + tally.missing)]
    return [message("need.report" if key == "reason.stale" else "need.agree")]


def _contribution(goal: Goal, tally: Tally | None) -> list[Message]:
    """ "4 av 6 klara, 2 på gång." """
    if tally is None:
        return []
    if not goal.counts_up:
        return [message("need.contribution_measured", measured=measured(goal, tally))]
    key = "need.contribution" if tally.of is None else "need.contribution_of"
    return [message(key, count=tally.yes, of=tally.of or 0, under_way=tally.under_way)]


def _pace(needed: Needed) -> list[Message]:
    if needed.per_year is None:
        return []
    found = [message("need.pace", per_year=math.ceil(needed.per_year))]
    if needed.last_pace is not None and needed.best_pace is not None:
        found.append(message("need.last_pace", pace=round(needed.last_pace)))
        if needed.best_pace > needed.last_pace:
            found.append(message("need.best_pace", pace=round(needed.best_pace)))
    return found


def _deviations(sub_goals: list[Assessment]) -> list[Message]:
    """T1: a goal that is reached while sub-goals are not says so in words."""
    return [
        message(
            "need.deviation", id=each.goal.id, name=mid_sentence(each.goal.label), more=each.needed.more, target=each.target
        )
        if each.goal.counts_up
        else message("need.deviation_measured", id=each.goal.id, name=mid_sentence(each.goal.label))
        for each in sub_goals
        if each.status in (Status.MISSED, Status.BEHIND) and each.needed
    ]


def _review(tally: Tally) -> list[Message]:
    return [message("need.review", count=tally.yes)] if tally.origin.basis is Basis.SELF_ASSESSED else []
