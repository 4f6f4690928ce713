"""What a steering group is handed: the whole scorecard, decisions, one page per goal, and an appendix. Writes no file.

Every form that leaves the app (paper, slides, workbook, minutes) is made of this one briefing, so they cannot differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import pandas as pd

from scorecard import __version__, figures, futures, gender_figures, genders, provenance, surveys, tables
from scorecard.assess import Assessment
from scorecard.figures import Figure
from scorecard.language import language
from scorecard.minutes import Decision, State
from scorecard.model import Date, Status
from scorecard.records import Goal
from scorecard.report import scorecard_object
from scorecard.sentences import (
    Context,
    change_of,
    goal_line,
    headline,
    milestone_lines,
    result,
    sample_notice,
    shown,
    source_line,
    status_words,
)  # fmt: skip
from scorecard.store import Commit, StoredAnswer


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table with its heading. `name` is stable and ASCII: the name of its sheet or file."""

    name: str
    title: str
    rows: pd.DataFrame
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class GoalPage:
    """All that is handed out about one goal."""

    goal: Goal
    title: str
    finding: str
    status: Status | None
    status_words: str
    result: str
    reason: str
    facts: Sequence[tuple[str, str]]
    needed: str
    sub_goals: Sequence[str]
    figures: Sequence[Figure]
    words: Sequence[str]
    decisions: Sequence[str]
    footnotes: Sequence[str]
    sources: str


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """`header` stands on every page; `notes` say what is shown, from which version, and that a sample is a sample.

    `manifest` is the view, the version and the fingerprint of the figures for machines.
    """

    title: str
    round: str
    finding: str
    header: str
    notes: Sequence[str]
    overview: Section
    follow_up: Section
    pages: Sequence[GoalPage]
    appendix: Sequence[Section]
    manifest: Mapping[str, Any]


def briefing(
    context: Context, answers: Sequence[StoredAnswer], decisions: Sequence[Decision], locked: Commit | None, today: Date
) -> Briefing:
    """The briefing of a view: a round, a selection, a language."""
    say, programme = context.language, context.programme
    round, tops = programme.round(context.round), programme.top_goals
    main = next((each for each in tops if each.rule and each.horizon == "short"), tops[0])
    title, whom = say.content(programme.settings.title), say.plain(shown(context, main.group))
    version = say("briefing.version", version=context.cube.version)
    locking = say("header.locked", date=say.date(locked.at), version=locked.version) if locked else ""
    state = locking or f"{say('briefing.open')}. {version}"
    notice = [each for each in [sample_notice(context)] if each]
    return Briefing(
        title=title,
        round=say.content(round.title),
        finding=headline(context, "overview", main),
        header=f"{say.content(programme.settings.short)} · {say.content(round.title)} · {whom} · {version}",
        notes=[whom, f"{say.content(round.title)}. {state}.", *notice],
        overview=_overview(context),
        follow_up=follow_up(context, decisions, today),
        pages=[_page(context, each, answers, decisions, today) for each in programme.top_goals],
        appendix=_appendix(context, answers),
        manifest=_manifest(context, locked),
    )


def follow_up(context: Context, decisions: Iterable[Decision], today: Date) -> Section:
    """Decisions, the late ones first, then the open, then what is done or withdrawn; each with the figure that stood."""
    say = context.language
    order = {"late": 0, str(State.OPEN): 1, str(State.DONE): 2, str(State.WITHDRAWN): 3}
    told = sorted(((decision_state(each, today), each) for each in decisions), key=lambda item: (order[item[0]], item[1].id))
    rows = [
        [
            say(f"decision.{state}"), each.text, each.owner, say.date(each.due) if each.due else "–", each.goal or "–",
            figure_then(context, each), say.date(each.decided), str(each.id),
        ]
        for state, each in told
    ]  # fmt: skip
    frame = tables.frame(context, "decision_state decision owner due goal figure_then decided version", rows)
    return Section(name="decisions", title=say("briefing.follow_up"), rows=frame)


def decision_state(decision: Decision, today: Date) -> str:
    return "late" if decision.late(today) else str(decision.state)


def figure_then(context: Context, decision: Decision) -> str:
    """The figure and the status that the group saw when it decided."""
    if decision.count is None:
        return "–"
    undecided = decision.status is Status.UNDECIDED
    key = "decision.undecided" if undecided else f"status.{decision.status}"
    words = context.language(key, missing=0) if decision.status else "–"
    return f"{context.language.share(decision.count, decision.of)}, {words}"


def _overview(context: Context) -> Section:
    say = context.language
    rows = [
        [
            f"{each.goal.id} {say.content(each.goal.label)}", status_words(context, each), result(context, each),
            _change(context, each), _needed(context, each.goal) if each.goal.parent is None else "",
        ]
        for each in context.assessments.values()
    ]  # fmt: skip
    frame = tables.frame(context, "goal status result change_since needed", rows)
    return Section(name="scorecard", title=say("briefing.overview"), rows=frame)


def _change(context: Context, assessment: Assessment) -> str:
    now, then = assessment.tally, assessment.earlier
    found = change_of(assessment.goal, now, then) if now and then else None
    return "–" if found is None else context.language.signed(found)


def _needed(context: Context, goal: Goal) -> str:
    return context.language.sentences(context.what_it_takes(goal)).replace("**", "")


def _page(
    context: Context, goal: Goal, answers: Sequence[StoredAnswer], decisions: Sequence[Decision], today: Date
) -> GoalPage:
    say, assessment = context.language, context.assessments[goal.id]
    below = context.sub_assessments(goal)
    own = [each for each in decisions if each.goal in {goal.id, *(sub.goal.id for sub in below)}]
    lines = [f"{each.text} ({each.owner}; {say(f'decision.{decision_state(each, today)}')})" for each in own]
    origins = [each.tally.origin for each in (assessment, *below) if each.tally]
    return GoalPage(
        goal=goal, title=say.content(goal.name), finding=headline(context, "goal", goal), status=assessment.status,
        status_words=status_words(context, assessment), result=result(context, assessment),
        reason=say.plain(assessment.reason), needed=_needed(context, goal), decisions=lines,
        facts=[*tables.facts(context, assessment), *genders.gender_fact(context, assessment)],
        sub_goals=[goal_line(context, each) for each in below], figures=_figures(context, goal, answers, decisions),
        words=[*milestone_lines(context, goal), *tables.judged(context, assessment)],
        footnotes=provenance.footnotes(context, goal),
        sources=source_line(context, origins) if origins else "",
    )  # fmt: skip


def _figures(context: Context, goal: Goal, answers: Sequence[StoredAnswer], decisions: Sequence[Decision]) -> list[Figure]:
    """The charts of a goal's page on the screen, in the same order."""
    assessment = context.assessments[goal.id]
    future, way = futures.fan(context, goal, "kept", decisions), figures.path(context, goal, decisions)
    found = [future or way or figures.bullet(context, assessment), figures.sub_goals(context, goal)]
    found += [surveys.survey(context, theme) for theme in goal.themes]
    found += [
        *gender_figures.figures_of(context, goal),
        surveys.series(context, goal),
        figures.units(context, goal, answers),
    ]
    return [each for each in found if each is not None]


def _appendix(context: Context, answers: Sequence[StoredAnswer]) -> list[Section]:
    say, counted = context.language, [goal for goal in context.programme.top_goals if goal.rule]
    sections = [
        Section(
            name=f"organisations_{goal.id}", rows=tables.organisations(context, goal, answers),
            title=say("briefing.organisations", goal=goal.label),
        )
        for goal in counted
    ]  # fmt: skip
    rest = {
        "missing": tables.missing, "rules": provenance.rules, "published": provenance.published,
        "reconciliation": provenance.reconciliation, "limits": provenance.limits, "sources": provenance.sources,
    }  # fmt: skip
    return sections + [Section(name=name, title=say(f"briefing.{name}"), rows=make(context)) for name, make in rest.items()]


def _manifest(context: Context, locked: Commit | None) -> dict[str, Any]:
    figures_now = scorecard_object(context)
    return {
        "programme": figures_now["programme"], "round": figures_now["round"], "filter": figures_now["filter"],
        "language": context.language.code, "store_version": context.cube.version,
        "locked_in_version": locked.version if locked else None, "app_version": __version__,
        "loss": context.loss, "fingerprint": _fingerprint(context),
    }  # fmt: skip


def _fingerprint(context: Context) -> str:
    """Of the figures and their reasons, whatever language they are told in."""
    first = replace(context, language=language(context.programme.settings.languages[0]))
    goals = scorecard_object(first)["goals"]
    return sha256(json.dumps(goals, sort_keys=True, default=str).encode()).hexdigest()
