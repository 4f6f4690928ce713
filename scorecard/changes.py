"""What differs between two looks at the scorecard: two rounds, or two versions of one. Pairs organisations; judges nothing.

Rounds are compared paired: only organisations that both rounds asked the same question, with their number; joiners and
leavers are told apart from those whose answer changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorecard.assess import Assessment
from scorecard.measure import asked_among
from scorecard.model import Message, message
from scorecard.sentences import Context, meaning
from scorecard.store import StoredAnswer

Answers = Mapping[tuple[str, str], StoredAnswer]
"""The answers of one round, by organisation and question; where two looks are paired at least those that differ."""


@dataclass(frozen=True, kw_only=True)
class Paired:
    """One goal's organisations in both looks. `new` count now and did not, `lost` counted and answer otherwise now;
    `missing` gave an answer and give none now; `corrected` answer otherwise without that the count changes; `joined` and
    `left` belonged to the group or were asked in one look only."""

    of: int
    new: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def names(self) -> int:
        """How many organisations are named."""
        return sum(map(len, (self.new, self.lost, self.missing, self.corrected, self.joined, self.left)))


@dataclass(frozen=True, kw_only=True)
class GoalChange:
    """One goal before and after. `paired` is None where nothing can be compared, and `obstacle` says why."""

    before: Assessment
    after: Assessment
    paired: Paired | None
    obstacle: Message | None

    @property
    def moved(self) -> bool:
        """Whether what a steering group sees of the goal is another: its count, its status, its target or who counts; of
        a goal that is judged only: the judged status."""
        if self.after.goal.rule is None:
            was, is_now = (each.judgement.status if each.judgement else None for each in (self.before, self.after))
            return was is not is_now
        seen = [(each.count, each.status, each.target) for each in (self.before, self.after)]
        return self.obstacle is None and (seen[0] != seen[1] or bool(self.paired and (self.paired.new or self.paired.lost)))


def goal_changes(before: Context, after: Context, given_before: Answers, given_after: Answers) -> list[GoalChange]:
    """Every goal in two looks, in the order of the scorecard."""
    return [
        _change(before, after, earlier, after.assessments[earlier.goal.id], given_before, given_after)
        for earlier in before.assessments.values()
    ]


def _change(
    before: Context, after: Context, earlier: Assessment, later: Assessment, given_before: Answers, given_after: Answers
) -> GoalChange:
    obstacle = _obstacle(before, after, later)
    paired = None
    if obstacle is None and later.goal.rule is not None:
        paired = _paired(before, after, later, given_before, given_after)
    return GoalChange(before=earlier, after=later, paired=paired, obstacle=obstacle)


def _obstacle(before: Context, after: Context, assessment: Assessment) -> Message | None:
    """Why a goal cannot be compared: one of the looks has not asked, or the rounds have asked differently."""
    goal = assessment.goal
    if goal.rule is None:
        return None
    indicator = after.programme.indicators[goal.rule.indicator]
    asked = [look.round in look.cube.rounds(indicator.id) for look in (before, after)]
    if not all(asked):
        return message("changes.asked_once", question=indicator.label) if any(asked) else None
    rounds = {before.round.isoformat(), after.round.isoformat()}
    if len(rounds) > 1 and not rounds <= set(indicator.comparable_with):
        return message("changes.series_break", question=indicator.label)
    return None


def _paired(
    before: Context, after: Context, assessment: Assessment, given_before: Answers, given_after: Answers
) -> Paired | None:
    """None where neither look has asked."""
    goal = assessment.goal
    assert goal.rule is not None
    indicator = after.programme.indicators[goal.rule.indicator]
    members = [{each.id: each for each in look.programme.members(goal.group, look.selection)} for look in (before, after)]
    found: dict[str, list[str]] = {"new": [], "lost": [], "missing": [], "corrected": [], "joined": [], "left": []}
    of = sum(each.organisations for each in asked_among(before.cube, indicator, goal.group, before.round, before.selection))
    for id, each in (members[0] | members[1]).items():
        then, now = (
            given.get((id, indicator.id)) if id in listed else None
            for given, listed in zip((given_before, given_after), members, strict=True)
        )
        if then is None or now is None:
            if then is not now:
                found["joined" if then is None else "left"].append(each.name)
            continue
        if kind := _kind(meaning(indicator, then), meaning(indicator, now), then, now):
            found[kind].append(each.name)
    told = Paired(of=of - len(found["left"]), **{kind: tuple(names) for kind, names in found.items()})
    return told if told.of or told.joined or told.left else None


def _kind(was: str, is_now: str, then: StoredAnswer, now: StoredAnswer) -> str | None:
    if was != is_now and is_now == "missing":
        return "missing"
    if was != is_now and "yes" in (was, is_now):
        return "new" if is_now == "yes" else "lost"
    return "corrected" if (then.answer, then.state, then.evidence) != (now.answer, now.state, now.evidence) else None


def essence(changes: list[GoalChange]) -> list[Message]:
    """The one sentence on top: how many goals moved, in which status, and what could not be compared."""
    compared = [each for each in changes if each.paired]
    moved = [each for each in compared if each.moved]
    status = [each.after.goal.id for each in moved if each.before.status is not each.after.status]
    judged = [each.after.goal.id for each in changes if each.after.goal.rule is None and each.moved]
    apart = sum(each.obstacle is not None for each in changes)
    words = [message("changes.moved" if moved else "changes.none", count=len(moved), of=len(compared))]
    words += [message("changes.status", count=len(status), goals=", ".join(status))] if status else []
    words += [message("changes.judged", goals=", ".join(judged))] if judged else []
    return words + ([message("changes.apart", count=apart)] if apart else [])
