"""Every chart as one figure: finding, rows, drawing, table of the same rows, alt text, sources. Draws nothing.

The same figure feeds page, export and command line, so that a chart cannot show what a table lacks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scorecard import charts
from scorecard.assess import Assessment, agreed_path, required_at
from scorecard.charts import Drawing, drawing
from scorecard.look import map_class
from scorecard.measure import Origin, Tally, by_county, comparable_history, tally
from scorecard.minutes import Decision
from scorecard.model import Basis, Certainty, Date, Status, mid_sentence, weakest
from scorecard.records import Goal, Indicator
from scorecard.sentences import Context, county_name, meaning, rests_on_sample, result, source_line, status_text
from scorecard.store import StoredAnswer


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


def bullet(context: Context, assessment: Assessment) -> Figure | None:
    """A goal's result against its target; None where there is no number or no target."""
    found, target, say = assessment.tally, assessment.target, context.language
    if found is None or target is None or not context.selection.everything:
        return None
    limit = max(found.of or 0, target, found.yes + found.missing)
    required = assessment.required if assessment.status is not Status.CANNOT_ASSESS else None
    missing = found.missing if assessment.status is not Status.CANNOT_ASSESS else 0
    values = {"result": found.yes, "possible": found.yes + missing, "target": target, "required": required, "end": limit}
    alt = say("alt.bullet", goal=assessment.goal.label, count=found.yes, of=limit, target=target, missing=found.missing)
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
            "bullet", limit=limit, target=target, status=assessment.status, missing=missing > 0, required=required,
            of=found.of is not None,
        ),
        rows=pd.DataFrame([values | words]),
        table=pd.DataFrame(
            [[found.yes, found.missing, found.under_way, required, target, found.of]],
            columns=[say(f"column.{each}") for each in ("counts", "missing", "under_way", "required", "target", "of")],
            dtype="Int64",
        ),
        sources=source_line(context, [found.origin]),
        sample=rests_on_sample(assessment),
    )  # fmt: skip


def sub_goals(context: Context, goal: Goal) -> Figure | None:
    """A goal's sub-goals with their own status; None where it has none."""
    say, below = context.language, context.sub_assessments(goal)
    if not below or not context.selection.everything:
        return None
    rows = [_sub_goal_row(context, each, number) for number, each in enumerate(below)]
    tallies = [each.tally for each in below if each.tally]
    limit = max([each["end"] for each in rows if each["end"]], default=1)
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


def _sub_goal_row(context: Context, each: Assessment, number: int) -> dict[str, Any]:
    found, say = each.tally, context.language
    label = f"{each.goal.id} {say.content(each.goal.label)}"
    value = result(context, each)
    end = None if found is None else max(found.of or 0, each.target or 0)
    return {
        "top": 12 + charts.SUB_GOAL_ROW * number, "line": 31 + charts.SUB_GOAL_ROW * number, "zero": 0,
        "label": label, "value": value, "status": each.status or Status.CANNOT_ASSESS,
        "result": found.yes if found else None, "possible": found.yes + found.missing if found else None,
        "target": each.target, "end": end,
        "description": say("alt.sub_goal", label=label, value=value, status=status_text(context, each)),
    }  # fmt: skip


def path(context: Context, goal: Goal, decisions: Iterable[Decision] = ()) -> Figure | None:
    """A goal's way to its target; None where no plan was agreed, or it has run out with a single measurement.

    Decisions about it stand at the round whose figures the group had before it.
    """
    say, now = context.language, context.assessments[goal.id]
    if now.tally is None or now.target is None or goal.deadline is None or not context.selection.everything:
        return None
    measured = comparable_history(context.programme, context.cube, goal, now.tally)
    plan = agreed_path(goal, now.target)
    before_deadline = context.round < goal.deadline and now.required is not None
    if not plan or (len(measured) < 2 and not before_deadline):
        return None
    taken, every = _decided(goal, decisions), math.ceil(len(measured) / MOST_LABELS)
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
        {"part": "result", "date": each.round, "value": each.yes,
         "label": "" if later % every else say.number(each.yes),
         "description": say("alt.point", date=each.round, share=say.share(each.yes, each.of))}
        for later, each in zip(reversed(range(len(measured))), measured, strict=True)
    ]  # fmt: skip
    rows.append({"part": "target", "value": now.target, "label": say("chart.target_line", target=now.target)})
    if before_deadline:
        label = say("chart.required", required=now.required)
        rows.append({"part": "required", "date": context.round, "value": now.required, "label": label})
    first, last = measured[0], measured[-1]
    rows += [
        {"part": "decision", "date": date, "value": last.of or now.target, "label": say("chart.decisions", count=len(texts)),
         "description": say("alt.decisions", date=date, texts="; ".join(texts))}
        for date, texts in taken.items()
    ]  # fmt: skip
    start, end = plan[0].date, max(goal.deadline, last.round)
    words = mid_sentence(goal.label)
    return Figure(
        name=f"{goal.id}-path",
        title=say(_path_title(measured), start=first.yes, end=last.yes, goal=words),
        note=say("figure.path_note", group=context.programme.settings.groups[goal.group].short),
        alt=say("alt.path", goal=words, target=now.target,
                points=say.enumeration(f"{each.round.year}: {each.yes}" for each in measured))
        + "".join(f" {say('alt.decisions', date=date, texts='; '.join(texts))}" for date, texts in taken.items()),
        drawing=drawing(
            "path", of=last.of or now.target, start=start.isoformat(),
            end=end.replace(year=end.year + 1, month=8, day=31).isoformat(), status=now.status,
            required=before_deadline, joined=len(measured) > 1, stepped=goal.path == "step",
            decided=bool(taken),
        ),
        rows=dated(rows),
        table=pd.DataFrame(
            [
                [say.date(each.round), each.yes, each.of, each.missing, "; ".join(taken.get(each.round, ())) or "–"]
                for each in measured
            ],
            columns=[say(f"column.{each}") for each in ("round", "counts", "of", "missing", "decision")],
        ),
        sources=source_line(context, [each.origin for each in measured]),
    )  # fmt: skip


def _decided(goal: Goal, decisions: Iterable[Decision]) -> dict[Date, list[str]]:
    """What was decided about a goal, by the round that it was decided on."""
    found: dict[Date, list[str]] = {}
    for each in decisions:
        if each.goal == goal.id:
            found.setdefault(each.round, []).append("".join(filter(str.isprintable, each.text)))
    return found


def _path_title(measured: list[Tally]) -> str:
    if len(measured) == 1:
        return "figure.path_single"
    return "figure.path_rose" if measured[-1].yes > measured[0].yes else "figure.path"


def dated(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a chart over time: dates as text, no text where there is none."""
    found = pd.DataFrame(rows)
    found["date"] = found["date"].map(lambda each: each.isoformat() if isinstance(each, Date) else None)
    texts = [name for name in ("label", "second", "description") if name in found]
    return found.assign(**{name: found[name].fillna("") for name in texts})


def tiles(context: Context, goal: Goal) -> Figure | None:
    """What every county contributes to a goal; None for a programme without counties or a goal without a measure."""
    say, counties = context.language, context.programme.counties
    found = by_county(context.programme, context.cube, goal, context.round, context.selection)
    if not found:
        return None
    step = charts.TILE + charts.TILE_GAP

    def middle(tile: float) -> float:
        return charts.TILE_GAP + (tile + 0.5) * step

    top, left = min(each.tile_row for each in counties.values()), min(each.tile_col for each in counties.values())
    rows = [
        {
            "x": middle(counties[code].tile_col - left), "y": middle(counties[code].tile_row - top),
            "county": code, "name": names[0], "second": names[1] if len(names) > 1 else "",
            "value": _in_tile(context, each), "fill": map_class(each.yes),
            "chosen": code == context.selection.county,
            "description": say(
                "alt.county", county=county_name(context, code), share=say.share(each.yes, each.of), under_way=each.under_way
            ),
        }
        for code, each in found.items()
        if (names := counties[code].tile_label.split("|"))
    ]  # fmt: skip
    most = max(found.values(), key=lambda each: each.yes).yes
    leading = [county_name(context, code) for code, each in found.items() if each.yes == most]
    ordered = sorted(found.items(), key=lambda item: (-item[1].yes, county_name(context, item[0])))
    return Figure(
        name=f"{goal.id}-counties",
        title=say("figure.tiles", goal=mid_sentence(goal.label)),
        note=say("figure.tiles_note"),
        alt=say("alt.tiles", goal=mid_sentence(goal.label), counties=say.enumeration(leading), count=most),
        drawing=drawing(
            "tiles",
            columns=max(each.tile_col for each in counties.values()) - left + 1,
            rows=max(each.tile_row for each in counties.values()) - top + 1,
        ),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [
                [county_name(context, code), each.yes, each.of, each.under_way, counties[code].n_municipalities]
                for code, each in ordered
            ],
            columns=[say(f"column.{each}") for each in ("county", "counts", "of", "under_way", "municipalities")],
        ).astype({say("column.of"): "Int64"}),
        sources=source_line(context, [each.origin for each in found.values()]),
        sample=any(each.origin.basis is Basis.SAMPLE for each in found.values()),
    )  # fmt: skip


def _in_tile(context: Context, found: Tally) -> str:
    """ "4 av 6", or "15/49" where that would not fit."""
    share = context.language.share(found.yes, found.of)
    return share if len(share) <= LONGEST_IN_TILE else f"{found.yes}/{found.of}"


LONGEST_IN_TILE = 7
MOST_LABELS = 8
"""Numbers that a way has room for; with more rounds every second, third … has one, the last always."""
MOST_UNITS = 400
"""Organisations up to which every one has a mark of its own; of more one bar tells the same."""
UNIT_ORDER = ("yes", "under_way", "no", "missing")


def units(context: Context, goal: Goal, answers: Iterable[StoredAnswer]) -> Figure | None:
    """One mark per organisation that a goal counts among, one bar where they are too many; None without a measure."""
    say = context.language
    if goal.rule is None:
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
    names = {state: say(f"counting.{state}") for state in UNIT_ORDER}
    counted = {state: sum(each == state for each, _ in states) for state in UNIT_ORDER}
    present = tuple(state for state in UNIT_ORDER if counted[state])
    rows = [
        {"x": (number % charts.UNITS_PER_ROW + 0.5) * charts.UNIT, "y": (number // charts.UNITS_PER_ROW + 0.5) * charts.UNIT,
         "state": state, "description": f"{name}: {names[state]}"}
        for number, (state, name) in enumerate(states)
    ]  # fmt: skip
    sample = any(each.sample for each in members.values())
    origin = Origin(
        basis=Basis.SAMPLE if sample else weakest(Basis(each.evidence) for each in given.values()) or Basis.SELF_ASSESSED,
        certainty=Certainty.INFERRED if sample else Certainty.CERTAIN,
        sources=tuple(sorted({(each.source, "") for each in members.values()})),
    )
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
        sample=sample,
    )  # fmt: skip


def _bar_of_all(context: Context, goal: Goal, indicator: Indicator, members: int) -> Figure | None:
    """What `units` tells, as one bar."""
    say = context.language
    found = tally(context.programme, context.cube, indicator, goal.group, context.round, context.selection)
    if found is None or goal.rule is None:
        return None
    counted = {"yes": found.yes, "under_way": found.under_way, "no": found.no}
    counted["missing"] = members - sum(counted.values())
    names = {state: say(f"counting.{state}") for state in UNIT_ORDER}
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
        drawing=drawing("survey", questions=1, answers=present),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [[names[state], counted[state]] for state in present], columns=[say("column.state"), say("column.organisations")]
        ),
        sources=source_line(context, [found.origin]),
        sample=found.origin.basis is Basis.SAMPLE,
    )  # fmt: skip
