"""What a goal's card says, as HTML: one element for the browser where its parts would be ten. Nothing here draws."""

from __future__ import annotations

from scorecard import genders, tables
from scorecard.assess import Assessment
from scorecard.literal import html
from scorecard.look import STATUS
from scorecard.model import Status
from scorecard.prose import heading, marked, note, strong
from scorecard.sentences import Context, measured_value, source_line, status_text
from scorecard.wording import too_few


def head(context: Context, assessment: Assessment, opens: str = "") -> str:
    """Which horizon and the link to the goal's page, what the goal is, its status."""
    words, goal = context.language, assessment.goal
    year = str(goal.deadline.year) if goal.deadline else ""
    horizon = note(words(f"card.{goal.horizon}", year=year).strip(", "))
    top = f'<div class="top">{horizon}{opens}</div>' if opens else horizon
    return f"{top}{heading(words.content(goal.name))}{status(context, assessment)}"


def status(context: Context, assessment: Assessment) -> str:
    """Word, shape and colour of a status; a part of the country has none."""
    if assessment.status is None:
        return ""
    said = f"<strong>{html(status_text(context, assessment))}</strong>"
    return f'<p class="status">{status_mark(assessment.status, said)}</p>'


def statuses(context: Context) -> str:
    """The one status table in words."""
    words, margin = context.language, 100 - 100 * context.programme.settings.near_plan_margin
    shown = (Status.ACHIEVED, Status.ON_TRACK, Status.NEAR_PLAN, Status.BEHIND, Status.CANNOT_ASSESS)
    lines = [f"<p>{status_mark(each, html(words(f'legend.{each}', margin=margin)))}</p>" for each in shown]
    return "".join([strong(words("legend.title")), *lines, note(words("legend.text"))])


def status_mark(state: Status, content: str) -> str:
    """A status's shape and words on its colour; `content` is HTML."""
    look = STATUS[state]
    return f'<span class="{look.palette}"><i>{look.mark}</i>&nbsp;{content}</span>'


def number(context: Context, assessment: Assessment) -> str:
    """The key number, very large; nothing where there is no number."""
    words, tally, goal = context.language, assessment.tally, assessment.goal
    if tally is None or goal.rule is None:
        return ""
    measure = words.content(goal.rule.measure)
    if too_few(tally):
        return f"<div>{note(measure)}<p>{html(measured_value(context, goal, tally))}</p></div>"
    of = f" <span>{html(words('form.of', of=tally.of))}</span>" if tally.of and tally.numbers is None else ""
    least = f"<span>{html(words('form.at_least'))}</span> " if assessment.status is Status.CANNOT_ASSESS else ""
    value = words.number(tally.yes) if tally.numbers is None else measured_value(context, goal, tally)
    return f'<div class="number"><p>{html(measure)}</p><p>{least}{html(value)}{of}</p></div>'


def facts(context: Context, assessment: Assessment) -> str:
    """Target, change, missing, evidence: always in this order."""
    rows = [*tables.facts(context, assessment), *genders.gender_fact(context, assessment)]
    return f"<dl>{''.join(f'<div><dt>{html(label)}</dt> <dd>{html(value)}</dd></div>' for label, value in rows)}</dl>"


def number_and_facts(context: Context, assessment: Assessment) -> str:
    """Beside each other, where there is room."""
    return f'<div class="figures">{number(context, assessment)}{facts(context, assessment)}</div>'


def judged(context: Context, assessment: Assessment) -> str:
    """The judged status of a goal that cannot be counted or is judged otherwise than computed; a part has no status."""
    found, goal = assessment.judgement, assessment.goal
    if not (context.selection.everything and found and found.status):
        return ""
    return (
        note(tables.judged_status(context, assessment)) if goal.rule is None or found.status is not assessment.status else ""
    )


def need(context: Context, assessment: Assessment) -> str:
    """*Vad krävs nu*: what the figures ask the group to decide."""
    words, asked = context.language, context.what_it_takes(assessment.goal)
    return f'<div class="need">{strong(words("need.title"))}{marked(words.sentences(asked, html))}</div>'


def sources(context: Context, assessment: Assessment) -> str:
    """What the card's figures and those of its sub-goals rest on."""
    origins = [each.tally.origin for each in (assessment, *context.sub_assessments(assessment.goal)) if each.tally]
    return note(source_line(context, origins)) if origins else ""
