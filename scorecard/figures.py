"""Every chart as one figure: finding, rows, drawing, table of the same rows, alt text, sources. Draws nothing.

The same figure feeds page, export and command line, so that a chart cannot show what a table lacks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scorecard.assess import Assessment, agreed_path, required_at
from scorecard.drawing import SUB_GOAL_ROW, UNIT, UNITS_PER_ROW, Drawing, drawing
from scorecard.measure import Tally, comparable_history, origin_of, tally
from scorecard.minutes import Decision
from scorecard.model import Amount, Basis, Date, Measure, Status, mid_sentence
from scorecard.records import Goal, Indicator
from scorecard.sentences import (
    Context,
    counting_words,
    meaning,
    measured_value,
    rests_on_sample,
    result,
    source_line,
    status_text,
)
from scorecard.store import StoredAnswer
from scorecard.wording import cut, plain_number, too_few


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart with everything that makes it honest. `rows` are drawn, `table` is the same for reading."""

    name: str
    title: str
    note: str
    alt: str
    drawing: Drawing
    rows: pd.DataFrame
    table: pd.DataFrame
    sources: str
    sample: bool = False
    selected: Mapping[str, str] = field(default_factory=dict)
    """What is chosen in the chart itself to begin with, by field."""
    again: Callable[[Context], Figure | None] | None = field(default=None, compare=False, repr=False)
    """How the same figure is made of another county; None where it says the same of all."""

    @property
    def answers(self) -> tuple[str, ...]:
        """What is stacked, in the order of the table's columns; empty where nothing is."""
        return tuple(dict.fromkeys(self.rows["answer"])) if "answer" in self.rows else ()


def bullet(context: Context, assessment: Assessment) -> Figure | None:
    """A goal's result against its target; None where there is no number or no target."""
    found, target, say = assessment.tally, assessment.target, context.language
    if found is None or target is None or not context.selection.everything:
        return None
    if found.value is None or too_few(found):
        return None
    value, limit = _shown(assessment.goal, found.value), _limit(found, target)
    required = assessment.required if assessment.status is not Status.CANNOT_ASSESS else None
    possible = (
        value
        if assessment.status is Status.CANNOT_ASSESS or found.most is None
        else max(_shown(assessment.goal, found.most), value)
    )
    values = {name: None if each is None else plain_number(each) for name, each in (
        ("result", value), ("possible", possible), ("target", target), ("required", required), ("end", limit)
    )}  # fmt: skip
    alt = say("alt.bullet", goal=assessment.goal.label, count=value, of=limit, target=target, missing=found.missing)
    words = {
        "zero": 0, "zero_label": "0", "end_label": say.number(limit), "target_label": say("chart.target", target=target),
        "required_label": say("chart.required_today", required=required or 0), "description": alt,
    }  # fmt: skip
    return Figure(
        name=f"{assessment.goal.id}-bullet",
        title=say.content(assessment.goal.name),
        note="",
        alt=alt,
        drawing=drawing(
            "bullet", limit=values["end"], target=values["target"], status=assessment.status, missing=possible > value,
            required=values["required"], of=found.of is not None or found.numbers is not None,
        ),
        rows=pd.DataFrame([values | words]),
        table=pd.DataFrame(
            [[values["result"], found.missing, found.under_way, values["required"], values["target"], found.of]],
            columns=[say(f"column.{each}") for each in ("counts", "missing", "under_way", "required", "target", "of")],
            dtype="Float64" if any(isinstance(each, float) for each in values.values()) else "Int64",
        ),
        sources=source_line(context, [found.origin]),
        sample=rests_on_sample(assessment),
    )  # fmt: skip


def _limit(found: Tally, target: Amount) -> Amount:
    """How far a bar may reach: the group, the end of a scale, or the largest value there is; of a scale that is hardly
    used twice that."""
    largest = max(target, found.value or 0, found.most or 0)
    if found.numbers is None:
        return max(found.of or 0, largest)
    end = found.numbers.highest if found.measure is Measure.MEAN else None
    return largest if end is None else min(end, math.ceil(2 * largest))


def _shown(goal: Goal, value: Amount) -> Amount:
    return cut(value, goal.better) if goal.measure is Measure.MEAN else value


def sub_goals(context: Context, goal: Goal) -> Figure | None:
    """A goal's sub-goals with their own status; None where it has none."""
    say, below = context.language, context.sub_assessments(goal)
    if not below or not context.selection.everything:
        return None
    rows = [_sub_goal_row(context, each, number) for number, each in enumerate(below)]
    tallies = [each.tally for each in below if each.tally]
    limit = max([each["end"] for each, sub in zip(rows, below, strict=True) if each["end"] and _counted(sub)], default=1)
    rows = [each if _counted(sub) else _scaled(each, limit) for each, sub in zip(rows, below, strict=True)]
    frame = pd.DataFrame(rows)
    return Figure(
        name=f"{goal.id}-sub-goals",
        title=say("figure.sub_goals"),
        note="",
        alt=" ".join(str(each["description"]) for each in rows),
        drawing=drawing(
            "sub_goals", limit=limit, statuses=tuple(str(each["status"]) for each in rows), counted=bool(tallies),
            silent=any(each["result"] is None for each in rows),
            missing=any(each["result"] is not None and each["possible"] > each["result"] for each in rows),
        ),
        rows=frame,
        table=pd.DataFrame(
            [[each["label"], status_text(context, below[number]), each["value"]] for number, each in enumerate(rows)],
            columns=[say(f"column.{each}") for each in ("sub_goal", "status", "result")],
        ),
        sources=source_line(context, [each.origin for each in tallies]) if tallies else "",
    )  # fmt: skip


def _counted(assessment: Assessment) -> bool:
    return assessment.goal.measure is Measure.COUNT


def _scaled(row: dict[str, Any], limit: float) -> dict[str, Any]:
    """A row in a unit of its own, its whole bar as long as those that count organisations."""
    if not row["end"]:
        return row
    return row | {
        name: row[name] * limit / row["end"] for name in ("result", "possible", "target", "end") if row[name] is not None
    }


def _sub_goal_row(context: Context, each: Assessment, number: int) -> dict[str, Any]:
    found, say = each.tally, context.language
    label = f"{each.goal.id} {say.content(each.goal.label)}"
    value, status, words = result(context, each), each.status or Status.CANNOT_ASSESS, status_text(context, each)
    numbers: dict[str, Amount | None] = {"result": None, "possible": None, "target": each.target, "end": None}
    if found is not None and found.value is not None and not too_few(found):
        shown = _shown(each.goal, found.value)
        possible = max(shown, found.value if found.most is None else found.most)
        numbers |= {"result": shown, "possible": possible, "end": _limit(found, each.target or 0)}
    return {
        "top": 12 + SUB_GOAL_ROW * number, "line": 31 + SUB_GOAL_ROW * number, "zero": 0,
        "label": label, "value": value, "status": status,
        **{name: None if each is None else plain_number(each) for name, each in numbers.items()},
        "description": say("alt.sub_goal", label=label, value=value, status=words),
    }  # fmt: skip


def path(context: Context, goal: Goal, decisions: Iterable[Decision] = ()) -> Figure | None:
    """A goal's way to its target; None where no plan was agreed, or it has run out with a single measurement.

    Decisions about it stand at the round whose figures the group had before it.
    """
    say, now = context.language, context.assessments[goal.id]
    if now.tally is None or now.target is None or goal.deadline is None or not context.selection.everything:
        return None
    measured = comparable_history(context.programme, context.cube, goal, now.tally)
    if any(each.value is None or too_few(each) for each in measured):
        return None
    values = [_shown(goal, each.value or 0) for each in measured]
    plan = agreed_path(goal, now.target)
    before_deadline = context.round < goal.deadline and now.required is not None
    if not plan or (len(measured) < 2 and not before_deadline):
        return None
    taken, every = decided(goal, decisions), math.ceil(len(measured) / MOST_LABELS)
    middle = plan[0].date + (goal.deadline - plan[0].date) / 3
    label = say("chart.plan_agreed" if goal.milestones else "chart.plan", start=plan[0].value, target=now.target)
    rows: list[dict[str, Any]] = [
        {
            "part": "plan",
            "date": date,
            "value": float(required_at(plan, goal.path, date)),
            "label": label if date == middle else "",
        }
        for date in sorted({middle, *(point.date for point in plan)})
    ]
    rows += [
        {"part": "result", "date": each.round, "value": plain_number(value),
         "label": "" if later % every else say.number(value),
         "description": say("alt.point", date=each.round, share=measured_value(context, goal, each))}
        for later, each, value in zip(reversed(range(len(measured))), measured, values, strict=True)
    ]  # fmt: skip
    rows.append({"part": "target", "value": plain_number(now.target), "label": say("chart.target_line", target=now.target)})
    if before_deadline:
        label = say("chart.required", required=now.required)
        required = None if now.required is None else plain_number(now.required)
        rows.append({"part": "required", "date": context.round, "value": required, "label": label})
    last = measured[-1]
    top = plain_number(max(_limit(each, now.target) for each in measured))
    highest = max([top, *(plain_number(point.value) for point in plan)]) if last.of is None or last.numbers else last.of
    rows += decision_rows(context, taken, highest)
    start, end = plan[0].date, max(goal.deadline, last.round)
    words = mid_sentence(goal.label)
    return Figure(
        name=f"{goal.id}-path",
        title=say(_path_title(goal, values), start=values[0], end=values[-1], goal=words),
        note=say("figure.path_note", group=context.programme.settings.groups[goal.group].short)
        if goal.measure is Measure.COUNT
        else say("figure.path_note_measured", measure=goal.rule.measure if goal.rule else ""),
        alt=say("alt.path", goal=words, target=now.target,
                points=say.enumeration(
                    f"{each.round.year}: {say.number(value)}" for each, value in zip(measured, values, strict=True)
                ))
        + "".join(f" {each['description']}" for each in decision_rows(context, taken, 0)),
        drawing=drawing(
            "path", of=highest, start=start.isoformat(),
            end=end.replace(year=end.year + 1, month=8, day=31).isoformat(), until=end.isoformat(), status=now.status,
            required=before_deadline, joined=len(measured) > 1, stepped=goal.path == "step",
            decided=bool(taken),
        ),
        rows=dated(rows),
        table=pd.DataFrame(
            [
                [
                    say.date(each.round), plain_number(value), each.of, each.missing,
                    "; ".join(taken.get(each.round, ())) or "–",
                ]
                for each, value in zip(measured, values, strict=True)
            ],
            columns=[say(f"column.{each}") for each in ("round", "counts", "of", "missing", "decision")],
        ),
        sources=source_line(context, [each.origin for each in measured]),
    )  # fmt: skip


def decision_rows(context: Context, taken: Mapping[Date, Sequence[str]], value: float) -> list[dict[str, Any]]:
    """Marks of decisions on an axis of time, at a height."""
    say = context.language
    return [
        {"part": "decision", "date": date, "value": value, "label": say("chart.decisions", count=len(texts)),
         "description": say("alt.decisions", date=date, texts="; ".join(texts))}
        for date, texts in taken.items()
    ]  # fmt: skip


def decided(goal: Goal, decisions: Iterable[Decision]) -> dict[Date, list[str]]:
    """What was decided about a goal, by the round that it was decided on."""
    found: dict[Date, list[str]] = {}
    for each in decisions:
        if each.goal == goal.id:
            found.setdefault(each.round, []).append("".join(filter(str.isprintable, each.text)))
    return found


def _path_title(goal: Goal, values: list[Amount]) -> str:
    if len(values) == 1:
        return "figure.path_single"
    if goal.measure is not Measure.COUNT:
        return "figure.path"
    return "figure.path_rose" if values[-1] > values[0] else "figure.path"


def dated(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a chart over time: dates as text, no text where there is none."""
    found = pd.DataFrame(rows)
    found["date"] = found["date"].map(lambda each: each.isoformat() if isinstance(each, Date) else None)
    texts = [name for name in ("label", "second", "description") if name in found]
    return found.assign(**{name: found[name].fillna("") for name in texts})


MOST_LABELS = 8
"""Numbers that a way has room for; with more rounds every second, third … has one, the last always."""
MOST_UNITS = 400
"""Organisations up to which every one has a mark of its own; of more one bar tells the same."""
UNIT_ORDER = ("yes", "under_way", "no", "missing")


def units(context: Context, goal: Goal, answers: Iterable[StoredAnswer]) -> Figure | None:
    """One mark per organisation that a goal counts among, one bar where they are too many; None where the goal counts no
    organisations."""
    say = context.language
    if goal.rule is None or goal.measure is not Measure.COUNT:
        return None
    indicator = context.programme.indicators[goal.rule.indicator]
    members = {each.id: each for each in context.programme.members(goal.group, context.selection)}
    if len(members) > MOST_UNITS:
        return _bar_of_all(context, goal, indicator, len(members))
    given = {each.organisation: each for each in answers if each.indicator == indicator.id}
    states = sorted(
        ((meaning(indicator, given.get(id)), each.name) for id, each in members.items()),
        key=lambda state: (UNIT_ORDER.index(state[0]), state[1]),
    )
    if not given or not states:
        return None
    names = {state: counting_words(context, state) for state in UNIT_ORDER}
    counted = {state: sum(each == state for each, _ in states) for state in UNIT_ORDER}
    present = tuple(state for state in UNIT_ORDER if counted[state])
    rows = [
        {"x": (number % UNITS_PER_ROW + 0.5) * UNIT, "y": (number // UNITS_PER_ROW + 0.5) * UNIT,
         "state": state, "description": f"{name}: {names[state]}"}
        for number, (state, name) in enumerate(states)
    ]  # fmt: skip
    origin = origin_of(members.values(), given.values())
    return Figure(
        name=f"{goal.id}-organisations",
        title=say(
            "figure.units_asked" if context.programme.settings.groups[goal.group].registers else "figure.units",
            share=say.share_and_percent(counted["yes"], len(states)), count=counted["yes"], asked=len(states),
        ),
        note=f"{say.content(indicator.label)}. {say.content(goal.rule.text)}",
        alt=say("alt.units", **counted),
        drawing=drawing("units", organisations=len(states), states=present),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [[names[state], counted[state]] for state in present], columns=[say("column.state"), say("column.organisations")]
        ),
        sources=source_line(context, [origin]),
        sample=origin.basis is Basis.SAMPLE,
    )  # fmt: skip


def _bar_of_all(context: Context, goal: Goal, indicator: Indicator, members: int) -> Figure | None:
    """What `units` tells, as one bar."""
    say = context.language
    found = tally(context.programme, context.cube, indicator, goal.group, context.round, context.selection)
    if found is None or goal.rule is None:
        return None
    counted = {"yes": found.yes, "under_way": found.under_way, "no": found.no}
    counted["missing"] = members - sum(counted.values())
    names = {state: counting_words(context, state) for state in UNIT_ORDER}
    present, start, rows = tuple(state for state in UNIT_ORDER if counted[state]), 0.0, []
    for state in present:
        end = start + counted[state] / members
        rows.append({
            "top": 10, "line": 33, "question": say.content(goal.rule.measure), "first": state == present[0], "answer": state,
            "start": start, "end": end, "middle": (start + end) / 2, "count": say.number(counted[state]),
            "description": f"{names[state]}: {counted[state]}",
        })  # fmt: skip
        start = end
    return Figure(
        name=f"{goal.id}-organisations",
        title=say("figure.units", share=say.share_and_percent(found.yes, members)),
        note=say("figure.units_bar", question=indicator.label, rule=goal.rule.text, most=MOST_UNITS),
        alt=say("alt.units", **counted),
        drawing=drawing("survey", questions=1),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [[names[state], counted[state]] for state in present], columns=[say("column.state"), say("column.organisations")]
        ),
        sources=source_line(context, [found.origin]),
        sample=found.origin.basis is Basis.SAMPLE,
    )  # fmt: skip
