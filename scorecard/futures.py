"""Figures of where a goal is heading: its scenarios beside the target, and year by year. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from scorecard.drawing import FAN_HEIGHT, SCENARIO_ROW, drawing
from scorecard.figures import Figure, dated, decided, decision_rows
from scorecard.measure import Tally, tally
from scorecard.minutes import Decision
from scorecard.model import Date, Status
from scorecard.outlook import Outlook, Pace, Scenario, chance_word, yearly
from scorecard.records import Goal
from scorecard.sentences import Context, source_line

LINE = 15
"""Height in pixels that a line of text takes beside another mark."""
YEARS_FOR_LABELS = 5
"""Room to the right of the deadline in which the ends are labelled, on a phone too."""
SHOWN_ON_CARD = ("double", "kept", "half")


def scenarios(context: Context, goal: Goal) -> Figure | None:
    """A far goal's scenarios as intervals beside the target; None where there are none."""
    say, found, target = context.language, context.outlook(goal), context.assessments[goal.id].target
    if found is None or found.pace is None or not isinstance(target, int) or goal.deadline is None:
        return None
    shown = [each for each in _fastest_first(found) if each.name in SHOWN_ON_CARD]
    same = {
        "zero": 0, "end": found.pace.of, "target": target, "target_label": say("chart.target", target=target),
        "zero_label": "0", "end_label": f"{say.number(found.pace.of)} {say('chart.organisations')}",
    }  # fmt: skip
    rows = [
        {
            "top": 30 + SCENARIO_ROW * number, "line": 44 + SCENARIO_ROW * number, "first": number == 0,
            "low": each.low80, "median": each.median, "high": each.high80, "label": say(f"scenario.{each.name}"),
            "value": f"{each.median} ({each.low80}–{each.high80})", "description": _spoken(context, each),
        }
        | same
        for number, each in enumerate(shown)
    ]  # fmt: skip
    key = "figure.scenarios_example" if found.example else "figure.scenarios_note"
    return Figure(
        name=f"{goal.id}-scenarios",
        title=say("figure.scenarios", year=str(goal.deadline.year)),
        note=say(key, **_observed(context, goal)),
        alt=" ".join(_spoken(context, each) for each in shown),
        drawing=drawing("scenarios", of=found.pace.of, rows=len(rows)),
        rows=pd.DataFrame(rows),
        table=scenario_table(context, found),
        sources=source_line(context, [each.origin for each in _measured(context, goal)]),
    )


def scenario_table(context: Context, found: Outlook) -> pd.DataFrame:
    """Every scenario in figures, with the word for the chance of the target."""
    say = context.language
    return pd.DataFrame(
        [
            [
                say(f"scenario.{each.name}"), each.median, f"{each.low80}–{each.high80}",
                f"{say(f'chance.{chance_word(each.chance)}')} ({say.chance(each.chance)})",
            ]
            for each in _fastest_first(found)
        ],
        columns=[say(f"column.{each}") for each in ("assumption", "median", "interval", "reaches")],
    )  # fmt: skip


def fan(context: Context, goal: Goal, chosen: str, decisions: Iterable[Decision] = ()) -> Figure | None:
    """A far goal's scenarios year by year, the chosen one with its 80 % interval; None where there are none.

    Decisions about it stand at the round whose figures the group had before it.
    """
    say, found, target = context.language, context.outlook(goal), context.assessments[goal.id].target
    if found is None or found.pace is None or not isinstance(target, int) or goal.deadline is None:
        return None
    measured = _measured(context, goal)
    shown = [each for each in _fastest_first(found) if each.name in (*SHOWN_ON_CARD, chosen)]
    rows = [row for each in shown for row in _years(context, goal, found.pace, each, chosen=each.name == chosen)]
    rows += [_end(context, goal, found.pace, each, target) for each in shown]
    rows += _target_rows(context, goal, found.pace, target) + _measured_rows(context, measured)
    marks = decision_rows(context, decided(goal, decisions), found.pace.of)
    reaching = say.enumeration(say(f"scenario.{each.name}").lower() for each in shown if each.median >= target)
    start = context.programme.round(measured[0].round).answered_by
    return Figure(
        name=f"{goal.id}-fan",
        title=say("figure.fan_reached" if reaching else "figure.fan", names=reaching, target=target),
        note=say("figure.fan_example" if found.example else "figure.fan_note", of=found.pace.of, **_observed(context, goal)),
        alt=" ".join([*(_spoken(context, each) for each in shown), *(str(each["description"]) for each in marks)]),
        drawing=drawing(
            "fan", decided=bool(marks), of=found.pace.of, start=start.replace(month=1, day=1).isoformat(),
            end=goal.deadline.replace(year=goal.deadline.year + YEARS_FOR_LABELS).isoformat(),
            until=goal.deadline.isoformat(),
        ),
        rows=dated(rows + marks),
        table=scenario_table(context, found),
        sources=source_line(context, [each.origin for each in measured]),
    )  # fmt: skip


def _fastest_first(found: Outlook) -> list[Scenario]:
    return sorted(found.scenarios, key=lambda each: -each.factor)


def _spoken(context: Context, each: Scenario) -> str:
    name = context.language(f"scenario.{each.name}")
    return context.language("alt.scenario", name=name, median=each.median, low=each.low80, high=each.high80)


def _measured(context: Context, goal: Goal) -> list[Tally]:
    """The two measurements the pace rests on: of everyone asked where it is an example, else the goal's own."""
    assessment = context.assessments[goal.id]
    own = [each for each in (assessment.earlier, assessment.tally) if each]
    if assessment.status is not Status.CANNOT_ASSESS or goal.rule is None:
        return own
    indicator = context.programme.indicators[goal.rule.indicator]
    asked = (tally(context.programme, context.cube, indicator, indicator.group, each.round) for each in own)
    return [each for each in asked if each]


def _observed(context: Context, goal: Goal) -> dict[str, int]:
    first, last = _measured(context, goal)
    return {"start": first.yes, "end": last.yes, "asked": last.of or last.answered}


def _years(context: Context, goal: Goal, pace: Pace, each: Scenario, *, chosen: bool) -> list[dict[str, Any]]:
    deadline = goal.deadline or pace.since
    return [
        {"part": "chosen" if chosen else "other", "scenario": each.name, "date": year["date"], "value": year["median"],
         "low": year["low"], "high": year["high"]}
        for year in yearly(pace, deadline, each.factor, context.loss)
    ]  # fmt: skip


def _end(context: Context, goal: Goal, pace: Pace, each: Scenario, target: int) -> dict[str, Any]:
    """Where a scenario ends. Its label gives way downwards where the target's line would cross it."""
    say, line = context.language, LINE * pace.of / FAN_HEIGHT
    return {
        "part": "end", "date": goal.deadline, "value": each.median,
        "label": say(f"scenario.{each.name}"),
        "label_at": target - line if abs(each.median - target) < line else each.median,
        "second": f"{each.median} ({each.low80}–{each.high80})", "description": _spoken(context, each),
    }  # fmt: skip


def _target_rows(context: Context, goal: Goal, pace: Pace, target: int) -> list[dict[str, Any]]:
    deadline: Date = goal.deadline or pace.since
    label = context.language("chart.target_year", year=str(deadline.year), target=target, of=pace.of)
    return [
        {"part": "needed", "date": pace.since, "value": pace.count},
        {"part": "needed", "date": deadline, "value": target},
        {"part": "target", "value": target, "label": label},
    ]


def _measured_rows(context: Context, measured: list[Tally]) -> list[dict[str, Any]]:
    say = context.language
    return [
        {
            "part": "observed", "date": context.programme.round(each.round).answered_by, "value": each.yes,
            "label": say.number(each.yes),
            "description": say("alt.point", date=each.round, share=say.share(each.yes, each.of)),
        }
        for each in measured
    ]  # fmt: skip
