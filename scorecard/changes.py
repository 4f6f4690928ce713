"""What differs between two looks at the scorecard: two rounds, or two versions of one. Pairs organisations; judges nothing.

Rounds are compared paired: only organisations that both rounds asked the same question, with their number; joiners and
leavers are told apart from those whose answer changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorecard.assess import Assessment
from scorecard.model import Date, Message, message, mid_sentence
from scorecard.sentences import Context, meaning
from scorecard.store import StoredAnswer

Answers = Mapping[tuple[str, str], StoredAnswer]
"""The answers of one round, by organisation and question."""


@dataclass(frozen=True, kw_only=True)
class Paired:
    """One goal's organisations in both looks. `new` count now and did not, `lost` counted and do not; `missing` gave an
    answer and give none now; `corrected` answer otherwise without that the count changes; `joined` and `left` were asked
    in one look only."""

    of: int
    new: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GoalChange:
    """One goal before and after. `paired` is None where nothing can be compared, and `obstacle` says why."""

    before: Assessment
    after: Assessment
    paired: Paired | None
    obstacle: Message | None

    @property
    def moved(self) -> bool:
        """Whether what a steering group sees of the goal is another: its count, its status, its target or who counts."""
        seen = [(each.count, each.status, each.target, each.judgement) for each in (self.before, self.after)]
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
    obstacle = _obstacle(before.round, after.round, after, later)
    paired = None
    if obstacle is None and later.goal.rule is not None:
        paired = _paired(after, later, given_before, given_after)
    return GoalChange(before=earlier, after=later, paired=paired, obstacle=obstacle)


def _obstacle(earlier: Date, later: Date, context: Context, assessment: Assessment) -> Message | None:
    """Why a goal cannot be compared between two rounds; two versions of one round always can."""
    goal = assessment.goal
    if goal.rule is None or earlier == later:
        return None
    indicator = context.programme.indicators[goal.rule.indicator]
    asked = [each for each in (earlier, later) if context.cube.cells(each, indicator.id)]
    if len(asked) < 2:
        return message("changes.asked_once", question=mid_sentence(indicator.label))
    if not {earlier.isoformat(), later.isoformat()} <= set(indicator.comparable_with):
        return message("changes.series_break", question=mid_sentence(indicator.label))
    return None


def _paired(context: Context, assessment: Assessment, given_before: Answers, given_after: Answers) -> Paired:
    goal = assessment.goal
    assert goal.rule is not None
    indicator = context.programme.indicators[goal.rule.indicator]
    found: dict[str, list[str]] = {"new": [], "lost": [], "missing": [], "corrected": [], "joined": [], "left": []}
    of = 0
    for each in context.programme.members(goal.group, context.selection):
        then, now = (given.get((each.id, indicator.id)) for given in (given_before, given_after))
        if then is None or now is None:
            if then is not now:
                found["joined" if then is None else "left"].append(each.name)
            continue
        of += 1
        if kind := _kind(meaning(indicator, then), meaning(indicator, now), then, now):
            found[kind].append(each.name)
    return Paired(of=of, **{kind: tuple(names) for kind, names in found.items()})


def _kind(was: str, is_now: str, then: StoredAnswer, now: StoredAnswer) -> str | None:
    if was != is_now and "yes" in (was, is_now):
        return "new" if is_now == "yes" else "lost"
    if was != is_now and is_now == "missing":
        return "missing"
    return "corrected" if (then.answer, then.state, then.evidence) != (now.answer, now.state, now.evidence) else None


def essence(changes: list[GoalChange]) -> list[Message]:
    """The one sentence on top: how many goals moved, in which status, and what could not be compared."""
    compared = [each for each in changes if each.obstacle is None and each.after.goal.rule is not None]
    moved = [each for each in compared if each.moved]
    status = [each.after.goal.id for each in moved if each.before.status is not each.after.status]
    judged = [each.after.goal.id for each in changes if each.after.goal.rule is None and each.moved]
    apart = sum(each.obstacle is not None for each in changes)
    words = [message("changes.moved" if moved else "changes.none", count=len(moved), of=len(compared))]
    words += [message("changes.status", goals=", ".join(status))] if status else []
    words += [message("changes.judged", goals=", ".join(judged))] if judged else []
    return words + ([message("changes.apart", count=apart)] if apart else [])
