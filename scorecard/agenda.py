"""What a meeting goes through: decisions from last time, the whole scorecard, the goals that need a word, decisions."""

from __future__ import annotations

from collections.abc import Collection

from scorecard.assess import Assessment
from scorecard.model import Status
from scorecard.sentences import Context

START, WHOLE, DECIDE = "start", "scorecard", "decide"
ON_PLAN = (Status.ACHIEVED, Status.ON_TRACK)


def agenda(context: Context, moved: Collection[str]) -> list[str]:
    """The screens of a meeting in order: goals that have moved, are off plan, or need a decision, between the fixed ones.

    `moved` are the ids of goals that differ from the round before.
    """
    goals = [each.id for each in context.programme.top_goals if _needs_a_word(context, context.assessments[each.id], moved)]
    return [START, WHOLE, *goals, DECIDE]


def _needs_a_word(context: Context, assessment: Assessment, moved: Collection[str]) -> bool:
    family = [assessment, *context.sub_assessments(assessment.goal)]
    off_plan = any(each.status not in ON_PLAN or each.uncertain for each in family)
    judged_otherwise = any(
        each.judgement and each.judgement.status and each.judgement.status is not each.status for each in family
    )
    return off_plan or judged_otherwise or assessment.self_assessed or any(each.goal.id in moved for each in family)
