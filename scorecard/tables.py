"""Every table that is read and not drawn, with the words of one language. Rows in, frames out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from scorecard.assess import Assessment, what_it_takes
from scorecard.changes import GoalChange
from scorecard.look import ANSWER_MARKS, ANSWER_TOKENS, TOKENS, Theme
from scorecard.model import AnswerState, Basis, Message, message
from scorecard.records import Goal, Organisation, Recorded
from scorecard.sentences import (
    Context,
    answer_words,
    change_of,
    cite,
    consequence,
    counting_words,
    county_name,
    meaning,
    measured_value,
    missing_words,
    result,
    status_words,
)
from scorecard.store import StoredAnswer
from scorecard.wording import bounds, wanted

OrganisationAnswers = dict[str, dict[str, StoredAnswer]]


def frame(context: Context, columns: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Rows under the words for some columns."""
    return pd.DataFrame(list(rows), columns=[context.language(f"column.{each}") for each in columns.split()])


def missing(context: Context) -> pd.DataFrame:
    """What is missing, that which blocks an assessment first, then what could change a status."""
    say, rows = context.language, []
    for each in context.whole.assessments.values():
        name, what = f"{each.goal.id} {say.content(each.goal.label)}", consequence(each)
        if what == "blocks":
            todo = what_it_takes(each, [])[0]
            rows.append((0, [say("missing.blocks"), f"{name}: {say.plain(each.reason)}", say.plain(todo)]))
        elif what and each.tally:
            left_open = say.plain(bounds(each.goal, each.tally)) if not each.goal.counts_up else say(
                "missing.bounds", missing=each.tally.missing, share=say.share(each.tally.missing, each.tally.of),
                least=each.tally.least, most=each.tally.most, target=each.target,
            )  # fmt: skip
            remind = say("missing.remind", missing=each.tally.missing)
            rows.append((1 if what == "changes" else 2, [say(f"missing.{what}"), f"{name}: {left_open}", remind]))
    return frame(context, "consequence missing_what to_do", [row for _, row in sorted(rows, key=lambda row: row[0])])


def seen(context: Context, answers: Iterable[StoredAnswer]) -> list[StoredAnswer]:
    """Answers as a view sees them: one on other evidence than the view selects is one that is still missing."""
    evidence = context.selection.evidence
    return [
        each if evidence in (None, each.evidence) else replace(each, state=AnswerState.NOT_REPORTED, answer="")
        for each in answers
    ]


def by_organisation(answers: Iterable[StoredAnswer]) -> OrganisationAnswers:
    found: OrganisationAnswers = {}
    for each in answers:
        found.setdefault(each.organisation, {})[each.indicator] = each
    return found


def most_missing_first(context: Context, goal: Goal, lacking: Mapping[str, int]) -> list[Organisation]:
    """The organisations of a goal's question, those from which most answers are missing first."""
    members = context.programme.members(group_of(context, goal), context.selection)
    return sorted(members, key=lambda each: (-lacking.get(each.id, 0), each.name))


def some_organisations(
    context: Context, goal: Goal, shown: Iterable[Organisation], lacking: Mapping[str, int], answers: Iterable[StoredAnswer]
) -> pd.DataFrame:
    """Who has reported what, in the order given. `lacking` are the answers that are missing from each."""
    programme, say, given = context.programme, context.language, by_organisation(answers)
    goals = [(each, each.rule) for each in goals_of(context, goal) if each.rule]
    rows: list[list[Any]] = []
    for each in shown:
        own = given.get(each.id, {})
        rows.append([
            each.name, county_name(context, each.county_code) if each.county_code else "–",
            say.content(programme.settings.kinds[each.kind].text),
            *(
                answer_words(context, programme.indicators[rule.indicator], own.get(rule.indicator))
                if goal.group in each.groups
                else say("form.outside")
                for goal, rule in goals
            ),
            lacking.get(each.id, 0),
            say.enumeration(sorted({evidence_words(context, each, answer) for answer in own.values()} - {"–"})) or "–",
        ])  # fmt: skip
    columns = [say("column.organisation"), say("column.county"), say("column.kind")]
    columns += [f"{each.id} {say.content(each.label)}" for each, _ in goals]
    found = pd.DataFrame(rows, columns=[*columns, missing_words(context, "column.missing"), say("column.evidence")])
    return found if programme.counties else found.drop(columns=say("column.county"))


def organisations(context: Context, goal: Goal, answers: Iterable[StoredAnswer]) -> pd.DataFrame:
    """The same of all, most missing first, from all answers of the round."""
    answers = list(answers)
    lacking = Counter(each.organisation for each in answers if each.state is AnswerState.NOT_REPORTED)
    return some_organisations(context, goal, most_missing_first(context, goal, lacking), lacking, answers)


def questions_of(context: Context, goal: Goal) -> list[str]:
    """The questions whose answers such a table shows."""
    return sorted({each.rule.indicator for each in goals_of(context, goal) if each.rule})


def coloured(rows: pd.DataFrame, theme: Theme) -> Styler:
    """Answers in the colour of what they mean; their mark and word say the same."""
    colours = {mark: TOKENS[theme][ANSWER_TOKENS[state]] for state, mark in ANSWER_MARKS.items()}

    def style(cell: Any) -> str:
        colour = colours.get(cell[:1]) if isinstance(cell, str) and cell[1:2] == " " else None
        return f"color: {colour}" if colour else ""

    return rows.style.map(style)


Standing = tuple[str, Organisation, StoredAnswer | None]
"""What an organisation's answer means for a goal, the organisation, and its answer."""


def standings(context: Context, goal: Goal, answers: Iterable[StoredAnswer]) -> list[Standing]:
    """Who counts towards a goal, those under way first: they are nearest to counting."""
    assert goal.rule is not None
    indicator, order = context.programme.indicators[goal.rule.indicator], ("under_way", "missing", "no", "yes")
    given = {each.organisation: each for each in answers if each.indicator == indicator.id}
    members = context.programme.members(goal.group, context.selection)
    found = [(meaning(indicator, given.get(each.id)), each, given.get(each.id)) for each in members]
    return sorted(found, key=lambda item: (order.index(item[0]), item[1].name))


def counting(context: Context, goal: Goal, found: Iterable[Standing]) -> pd.DataFrame:
    """Who counts and what it answered."""
    assert goal.rule is not None
    indicator = context.programme.indicators[goal.rule.indicator]
    return frame(
        context,
        "organisation state answer evidence",
        [
            [
                each.name, f"{STATE_MARKS[state]} {counting_words(context, state)}",
                answer_words(context, indicator, own)[2:], evidence_words(context, each, own),
            ]
            for state, each, own in found
        ],
    )  # fmt: skip


STATE_MARKS = {"yes": "●", "under_way": "▲", "no": "■", "missing": "○"}


def county_title(context: Context) -> str:
    """The heading over those `in_county`."""
    county = context.selection.county
    if county is None:
        return context.language("counties.nearest")
    return context.language("counties.organisations", county=county_name(context, county))


def in_county(context: Context, found: Iterable[Standing]) -> list[Standing]:
    """The chosen county's organisations; where none is chosen those nearest to counting."""
    return [each for each in found if context.selection.county or each[0] == "under_way"]


def evidence_words(context: Context, organisation: Organisation, given: StoredAnswer | None) -> str:
    """On what an answer rests; an invented organisation's on nothing but the sample."""
    if given is None or given.state is AnswerState.NOT_REPORTED:
        return "–"
    return context.language(f"basis.{Basis.SAMPLE if organisation.sample else given.evidence}")


def group_of(context: Context, goal: Goal) -> str:
    """The group that answers a goal's question."""
    return context.programme.indicators[goal.rule.indicator].group if goal.rule else goal.group


def goals_of(context: Context, goal: Goal) -> list[Goal]:
    """The goals whose questions the same organisations answer."""
    group = group_of(context, goal)
    return [each for each in context.programme.goals_in_order if each.rule and group_of(context, each) == group]


def why(context: Context, organisation: Organisation, goal: Goal, given: StoredAnswer | None) -> Message:
    """Whether an organisation counts towards a goal in the round shown, and why."""
    assert goal.rule is not None
    programme = context.programme
    indicator = programme.indicators[goal.rule.indicator]
    values = {"goal": goal.label, "question": indicator.label}
    if goal.group not in organisation.groups:
        outside = programme.settings.groups[goal.group].outside or programme.settings.groups[goal.group].text
        return message("why.outside", **values, outside=outside)
    if given is None:
        return message("why.not_asked", **values)
    if given.state is not AnswerState.ANSWERED:
        return message(f"why.{given.state}", **values)
    said = answer_words(context, indicator, given)[2:]
    return message(f"why.{meaning(indicator, given)}", **values, answer=said)


def why_rows(context: Context, organisation: Organisation, answers: Iterable[StoredAnswer]) -> pd.DataFrame:
    """For every goal: does the organisation count, and why."""
    given = {each.indicator: each for each in answers if each.round == context.round}
    return frame(
        context,
        "goal why rule",
        [
            [
                f"{goal.id} {context.language.content(goal.label)}",
                context.language.plain(why(context, organisation, goal, given.get(goal.rule.indicator))),
                context.language.content(goal.rule.text),
            ]
            for goal in context.programme.goals_in_order
            if goal.rule and (goal.group in organisation.groups or group_of(context, goal) in organisation.groups)
        ],
    )


def answers_of(context: Context, answers: Iterable[StoredAnswer], dates: dict[int, str]) -> pd.DataFrame:
    """Every answer of an organisation, newest round first, with evidence and when it was loaded."""
    say, programme = context.language, context.programme
    ordered = sorted(answers, key=lambda each: (-each.round.toordinal(), list(programme.indicators).index(each.indicator)))
    return frame(
        context,
        "round question answer evidence loaded note",
        [
            [
                say.content(programme.round(each.round).short),
                say.content(programme.indicators[each.indicator].label),
                answer_words(context, programme.indicators[each.indicator], each),
                evidence_words(context, programme.organisations[each.organisation], each),
                "–"
                if each.state is AnswerState.NOT_REPORTED
                else say("form.version", version=each.version, at=dates.get(each.version, "")),
                each.note or "–",
            ]
            for each in ordered
            if each.indicator in programme.indicators
        ],
    )


def judged(context: Context, assessment: Assessment) -> list[str]:
    """The judgement beside the computed position: status and who, when, on what evidence, and whether they differ."""
    found, say = assessment.judgement, context.language
    if found is None:
        return []
    lines = [say.content(found.text)] if found.text else []
    if isinstance(found, Recorded):
        lines.append(say("judgement.recorded", by=found.by, date=found.date, evidence=found.evidence or "–"))
        said = (("happened", found.happened), ("cause", found.cause), ("proposed", found.proposed))
        lines += [f"{say(f'judgement.{name}')}: {text}" for name, text in said if text]
    else:
        lines.append(say("judgement.by", by=found.by, date=found.date, source=cite(context, found.source, found.page)))
    return [*lines, judged_status(context, assessment)]


def judged_status(context: Context, assessment: Assessment) -> str:
    """The judged status in words, and whether it differs from the computed one."""
    found, say = assessment.judgement, context.language
    if found is None or found.status is None:
        return say("judgement.no_status")
    words = say(f"status.{found.status}", missing=0)
    if assessment.status is None or assessment.goal.rule is None:
        return say("judgement.status", status=words)
    same = found.status is assessment.status
    return say("judgement.agrees" if same else "judgement.differs", status=words)


def milestones(context: Context, goal: Goal) -> pd.DataFrame:
    """A goal's milestones, each as a deadline of its own: what was agreed, how it stood in which round, and why."""
    say = context.language
    return frame(
        context,
        "due target round result status why",
        [
            [
                say.date(each.goal.deadline) if each.goal.deadline else "–",
                say.say(wanted(goal, each.target)) if each.target is not None else "–",
                say.content(context.programme.round(each.round).short), result(context, each), status_words(context, each),
                say.plain(each.reason),
            ]
            for each in context.stages(goal)
        ],
    )  # fmt: skip


def facts(context: Context, assessment: Assessment) -> list[tuple[str, str]]:
    """Target, change, missing, evidence of a goal, each with its label; always in this order. The first round has nothing
    before it, and figures of an older round say which."""
    say = context.language
    rows = [(say("fact.target"), _target(context, assessment))] if assessment.selection.everything else []
    if assessment.goal.rule:
        since = assessment.earlier
        year = str((since.round if since else context.programme.rounds[0].date).year)
        if since or assessment.round != context.programme.rounds[0].date:
            rows.append((say("fact.since", year=year), _change(context, assessment)))
        rows.append((missing_words(context, "fact.missing"), _missing(context, assessment)))
        if assessment.tally and assessment.tally.round != assessment.round:
            rows.append((say("fact.from"), say.content(context.programme.round(assessment.tally.round).short)))
    return [*rows, (say("fact.evidence"), _evidence(context, assessment))]


def _target(context: Context, assessment: Assessment) -> str:
    say, goal = context.language, assessment.goal
    if assessment.target is None:
        return say("fact.target_judged" if goal.judged else "fact.target_none")
    if not goal.counts_up:
        return say.say(wanted(goal, assessment.target))
    if goal.target and goal.target.share is not None:
        return say.share(int(assessment.target), context.programme.size(goal.group))
    return say("fact.at_least", target=assessment.target)


def _change(context: Context, assessment: Assessment) -> str:
    now, then = assessment.tally, assessment.earlier
    if now is None or then is None:
        return context.language("fact.no_comparison")
    say, goal, change = context.language, assessment.goal, change_of(assessment.goal, now, then)
    if goal.counts_up and change is not None:
        return f"{say.signed(change)} ({then.yes} → {now.yes})"
    looks = " → ".join(measured_value(context, goal, each) for each in (then, now))
    return looks if change is None else f"{say.signed(change)} ({looks})"


def _missing(context: Context, assessment: Assessment) -> str:
    """How many answers are missing; a source that is silent about it is not a zero."""
    say, tally = context.language, assessment.tally
    if tally is None:
        return say("form.no_data")
    if "missing" in tally.stated and not tally.not_asked:
        return say.number(tally.missing)
    if not tally.missing:
        return say("fact.missing_not_stated")
    return say.share(tally.missing, tally.of) if tally.not_asked else say("fact.sample", value=tally.missing)


def _evidence(context: Context, assessment: Assessment) -> str:
    tally = assessment.tally
    return context.language(f"basis.{tally.origin.basis}") if tally else context.language("fact.no_evidence")


def changed_goals(context: Context, changes: Iterable[GoalChange]) -> pd.DataFrame:
    """Every goal that can be compared, before and after, with the number of organisations that both looks asked. Only
    within a round is another answer a correction."""
    say, rows, changes = context.language, [], list(changes)
    answered_otherwise = "corrected" if all(each.before.round == each.after.round for each in changes) else "other_answer"
    for each in changes:
        label, looks = f"{each.after.goal.id} {say.content(each.after.goal.label)}", (each.before, each.after)
        if found := each.paired:
            numbers = (found.of, *map(len, (found.new, found.lost, found.missing, found.corrected)))
            seen = [*(result(context, look) for look in looks), *(status_words(context, look) for look in looks)]
            rows.append([label, *seen, *numbers])
        elif each.moved:
            rows.append([label, *["–"] * 2, *(judged_status(context, look) for look in looks), *["–"] * 5])
    columns = f"goal before after status_before status_after paired new lost newly_missing {answered_otherwise}"
    return frame(context, columns, rows)


def changed_organisations(context: Context, changes: Iterable[GoalChange], most: int | None = None) -> pd.DataFrame:
    """Which organisations are new, lost, newly missing, corrected, or were asked in one look only; at most some by name."""
    say, rows = context.language, []
    for each in changes:
        for kind in ("new", "lost", "missing", "corrected", "joined", "left") if each.paired else ():
            if names := getattr(each.paired, kind):
                label = f"{each.after.goal.id} {say.content(each.after.goal.label)}"
                rows.append([label, say(f"changes.kind_{kind}"), len(names), first_names(context, names, most)])
    return frame(context, "goal change number organisations", rows)


def first_names(context: Context, names: Sequence[str], most: int | None) -> str:
    """Names, at most so many of them and the number of the others."""
    if most is None or len(names) <= most:
        return context.language.enumeration(names)
    return context.language("compare.and_more", names=", ".join(names[:most]), count=len(names) - most)


def not_compared(context: Context, changes: Iterable[GoalChange]) -> pd.DataFrame:
    """Which goals could not be compared, and why."""
    rows = [
        [f"{each.after.goal.id} {context.language.content(each.after.goal.label)}", context.language.plain(each.obstacle)]
        for each in changes
        if each.obstacle
    ]
    return frame(context, "goal why", rows)
