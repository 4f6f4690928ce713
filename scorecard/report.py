"""The whole scorecard as one object for machines and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scorecard.assess import Assessment
from scorecard.genders import by_gender, gender_fact
from scorecard.model import Amount
from scorecard.records import Judgement, Recorded
from scorecard.sentences import Context, headline, milestone_lines, result, sample_notice, shown, status_words
from scorecard.wording import plain_number, too_few


def scorecard_object(context: Context) -> dict[str, Any]:
    """The scorecard as `show --json` prints it. Counts are integers or None, never 0 for what is not known."""
    selection = context.selection
    return {
        "programme": context.language.content(context.programme.settings.title),
        "round": context.round.isoformat(),
        "store_version": context.cube.version,
        "filter": {"county": selection.county, "kind": selection.kind, "evidence": selection.evidence},
        "goals": [_goal(context, each) for each in context.assessments.values()],
    }


def _goal(context: Context, each: Assessment) -> dict[str, Any]:
    found, goal, say = each.tally, each.goal, context.language
    few = found is not None and too_few(found)  # what would give the mean away that is not told
    return {
        "id": goal.id,
        "parent": goal.parent,
        "count": found.yes if found and found.numbers is None else None,
        "of": found.of if found else context.programme.size(goal.group, context.selection) or None,
        "missing": found.missing if found else None,
        "under_way": found.under_way if found else None,
        "target": _plain(each.target),
        "deadline": goal.deadline.isoformat() if goal.deadline else None,
        "required_today": _plain(each.required),
        "status": each.status,
        "early": each.early,
        "uncertain": each.uncertain,
        "reason": say.plain(each.reason),
        "judgement": _judgement(context, each.judgement),
        "basis": found.origin.basis if found else None,
        "certainty": found.origin.certainty if found else None,
        "sources": [{"source": source, "page": page} for source, page in found.origin.sources] if found else [],
        "needed": None
        if each.needed is None
        else {
            "more": None if few else _plain(each.needed.more),
            "under_way": each.needed.under_way,
            "reachable": each.needed.reachable,
            "per_year": None if few else _rounded(each.needed.per_year),
            "last_pace": None if few or (each.earlier and too_few(each.earlier)) else _rounded(each.needed.last_pace),
        },
        "outlook": _outlook(context, each),
        **({} if goal.counts_up else {"measure": _measure(each)}),
        **({"milestones": [_milestone(context, stage) for stage in context.stages(goal)]} if goal.milestones else {}),
        **({"by_gender": divided} if (divided := by_gender(context, each)) else {}),
    }


def _outlook(context: Context, each: Assessment) -> dict[str, Any] | None:
    found = context.outlook(each.goal)
    if found is None:
        return None
    keys = ("name", "factor", "median", "low80", "high80")
    return {
        "kind": found.kind,
        "refused": context.language.plain(found.refused) if found.refused else None,
        "scenarios": [{key: getattr(scenario, key) for key in keys} for scenario in found.scenarios],
    }


def _judgement(context: Context, found: Judgement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    said = ("evidence", "happened", "cause", "proposed") if isinstance(found, Recorded) else ()
    return {
        "status": found.status, "by": found.by, "date": found.date,
        "text": context.language.content(found.text) if found.text else "", "source": found.source, "page": found.page,
        **{name: getattr(found, name) for name in said},
    }  # fmt: skip


def _measure(each: Assessment) -> dict[str, Any]:
    """Of what is not a count to be raised: its value, and what the missing answers leave it to become."""
    found = each.tally
    told = found if found and found.value is not None and not too_few(found) else None
    return {
        "kind": each.goal.measure,
        "better": each.goal.better,
        "value": _plain(told.value) if told else None,
        "answers": found.answered - found.not_applicable if found else None,
        "least": _plain(told.least) if told else None,
        "most": _plain(told.most) if told else None,
    }


def _milestone(context: Context, each: Assessment) -> dict[str, Any]:
    return {
        "date": each.goal.deadline.isoformat() if each.goal.deadline else None, "target": _plain(each.target),
        "round": each.round.isoformat(), "status": each.status,
        "value": None if each.tally and too_few(each.tally) else _plain(each.count),
        "reason": context.language.plain(each.reason),
    }  # fmt: skip


def _plain(number: Amount | None) -> float | None:
    return None if number is None else plain_number(number)


def _rounded(pace: Fraction | None) -> float | None:
    return None if pace is None else round(float(pace), 1)


def lines(context: Context) -> Iterator[str]:
    """The scorecard as text: what is shown, then every goal with status, result, reason and what it takes."""
    say, first = context.language, context.programme.top_goals[0]
    yield f"{say.content(context.programme.settings.title)}, {say.content(context.programme.round(context.round).title)}"
    yield headline(context, "overview", first)
    yield say.plain(shown(context, first.group))
    for each in context.assessments.values():
        indent = "  " if each.goal.parent else ""
        yield ""
        yield f"{indent}{each.goal.id} {say.content(each.goal.name)}"
        yield f"{indent}   {status_words(context, each)} · {result(context, each)}"
        yield f"{indent}   {say.plain(each.reason)}"
        yield from (f"{indent}   {line}" for line in milestone_lines(context, each.goal))
        yield from (f"{indent}   {label}: {value}" for label, value in gender_fact(context, each))
        if not each.goal.parent and context.selection.everything:
            needed = say.sentences(context.what_it_takes(each.goal)).replace("**", "")
            yield f"{indent}   {say('need.title')}: {needed}"
    if notice := sample_notice(context):
        yield from ("", notice)
