"""Every chart as one figure: finding, rows, drawing, table of the same rows, alt text, sources. Draws nothing.

The same figure feeds page, export and command line, so that a chart cannot show what a table lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from scorecard import charts
from scorecard.assess import Assessment
from scorecard.charts import Drawing, drawing
from scorecard.look import map_class
from scorecard.measure import MISSING, Origin, Tally, by_county, comparable_history, tally
from scorecard.model import (
    AnswerState,
    Basis,
    Certainty,
    Date,
    Goal,
    Indicator,
    PublishedFigure,
    Status,
    mid_sentence,
    weakest,
)
from scorecard.sentences import Context, county_name, rests_on_sample, result, source_line, status_text
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


def path(context: Context, goal: Goal) -> Figure | None:
    """A goal's way to its target; None where no plan was agreed, or it has run out with a single measurement."""
    say, now = context.language, context.assessments[goal.id]
    if now.tally is None or now.target is None or goal.deadline is None or not context.selection.everything:
        return None
    measured = comparable_history(context.programme, context.cube, goal, now.tally)
    plan = [point for point in (goal.baseline, *goal.milestones) if point]
    before_deadline = context.round < goal.deadline and now.required is not None
    if not plan or (len(measured) < 2 and not before_deadline):
        return None
    points = [*((each.date, each.value) for each in plan), (goal.deadline, now.target)]
    middle = points[0][0] + (points[-1][0] - points[0][0]) / 3
    rows = [{"part": "plan", "date": date, "value": value, "label": ""} for date, value in points]
    rows.insert(1, {"part": "plan", "date": middle, "value": points[0][1] + (now.target - points[0][1]) / 3, "label": ""})
    rows[1]["label"] = say("chart.plan", start=points[0][1], target=now.target)
    rows += [
        {"part": "result", "date": each.round, "value": each.yes, "label": say.number(each.yes),
         "description": say("alt.point", date=each.round, share=say.share(each.yes, each.of))}
        for each in measured
    ]  # fmt: skip
    rows.append({"part": "target", "value": now.target, "label": say("chart.target_line", target=now.target)})
    if before_deadline:
        label = say("chart.required", required=now.required)
        rows.append({"part": "required", "date": context.round, "value": now.required, "label": label})
    first, last = measured[0], measured[-1]
    start, end = points[0][0], max(goal.deadline, last.round)
    words = mid_sentence(goal.label)
    return Figure(
        name=f"{goal.id}-path",
        title=say("figure.path_rose" if last.yes > first.yes else "figure.path", start=first.yes, end=last.yes, goal=words),
        note=say("figure.path_note", group=context.programme.settings.groups[goal.group].short),
        alt=say("alt.path", goal=words, target=now.target,
                points=say.enumeration(f"{each.round.year}: {each.yes}" for each in measured)),
        drawing=drawing(
            "path", of=last.of or now.target, start=start.isoformat(),
            end=end.replace(year=end.year + 1, month=8, day=31).isoformat(), status=now.status,
            required=before_deadline, joined=len(measured) > 1,
        ),
        rows=dated(rows),
        table=pd.DataFrame(
            [[say.date(each.round), each.yes, each.of, each.missing] for each in measured],
            columns=[say(f"column.{each}") for each in ("round", "counts", "of", "missing")],
        ),
        sources=source_line(context, [each.origin for each in measured]),
    )  # fmt: skip


def dated(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of a chart over time: dates as text, no text where there is none."""
    found = pd.DataFrame(rows)
    found["date"] = found["date"].map(lambda each: each.isoformat() if isinstance(each, Date) else None)
    texts = [name for name in ("label", "second", "description") if name in found]
    return found.assign(**{name: found[name].fillna("") for name in texts})


ANSWER_ORDER = ("yes", "under_way", "no", MISSING, "not_stated")


def survey(context: Context, theme: str) -> Figure | None:
    """The answers to the questions of a theme in the round shown, most yes first; None where none was asked."""
    say = context.language
    asked = [
        (indicator, given)
        for indicator in context.programme.indicators.values()
        if indicator.theme == theme and (given := _grouped(context, indicator)) and any(given.values())
    ]
    if not asked:
        return None
    asked.sort(key=lambda each: -each[1]["yes"])
    categories = tuple(name for name in ANSWER_ORDER if any(given[name] for _, given in asked))
    rows = [row for number, each in enumerate(asked) for row in _survey_rows(context, number, *each, categories)]
    highest, lowest = asked[0][1]["yes"], asked[-1][1]["yes"]
    most, least = (
        say.enumeration(say.content(indicator.label) for indicator, given in asked if given["yes"] == extreme)
        for extreme in (highest, lowest)
    )
    title = say(
        "figure.survey" if lowest < highest else "figure.survey_one",
        most=most, count=highest, of=sum(asked[0][1].values()), least=least, fewest=lowest,
    )  # fmt: skip
    tallies = [found for indicator, _ in asked if (found := _tally(context, indicator))]
    return Figure(
        name=f"survey-{theme}",
        title=title,
        note=say("figure.survey_note", theme=context.programme.settings.themes[theme].text, of=sum(asked[0][1].values())),
        alt=" ".join(_spoken(context, indicator, given, categories) for indicator, given in asked),
        drawing=drawing("survey", questions=len(asked), answers=categories),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [[say.content(indicator.label), *(given[name] for name in categories)] for indicator, given in asked],
            columns=[say("column.question"), *(say(f"answer.{name}") for name in categories)],
        ),
        sources=source_line(context, [each.origin for each in tallies]),
        sample=any(each.origin.basis is Basis.SAMPLE for each in tallies),
    )  # fmt: skip


def _spoken(context: Context, indicator: Indicator, given: dict[str, int], categories: Sequence[str]) -> str:
    say = context.language
    counts = [f"{say('answer.' + name).lower()} {given[name]}" for name in categories]
    return f"{say.content(indicator.label)}: {', '.join(counts)}."


def _tally(context: Context, indicator: Indicator) -> Tally | None:
    return tally(context.programme, context.cube, indicator, indicator.group, context.round, context.selection)


def _grouped(context: Context, indicator: Indicator) -> dict[str, int] | None:
    """Organisations by what their answer means. Where a publication states only some of the answers, the rest is told
    as not stated and not by the sample's invented split."""
    found = _tally(context, indicator)
    if found is None:
        return None
    given = {"yes": found.yes, "under_way": found.under_way, "no": found.no, MISSING: found.missing}
    stated = {name: count if name in found.stated else 0 for name, count in given.items()}
    return stated | {"not_stated": sum(given.values()) - sum(stated.values())}


def _survey_rows(
    context: Context, number: int, indicator: Indicator, given: dict[str, int], categories: Sequence[str]
) -> list[dict[str, Any]]:
    say, total, start, rows = context.language, sum(given.values()), 0, []
    for name in categories:
        share = given[name] / total
        rows.append({
            "top": 10 + charts.SURVEY_ROW * number, "line": 33 + charts.SURVEY_ROW * number,
            "question": say.content(indicator.label), "first": name == categories[0], "answer": name,
            "start": start / total, "end": start / total + share, "middle": start / total + share / 2,
            "count": say.number(given[name]) if given[name] else "",
            "description": f"{say.content(indicator.label)}: {say(f'answer.{name}')} {given[name]}",
        })  # fmt: skip
        start += given[name]
    return rows


SERIES_COLUMNS = ("question", "earlier_round", "earlier_share", "later_round", "later_share")


def series(context: Context, goal: Goal) -> Figure | None:
    """Published shares of a goal's questions in two rounds; None where no question has two."""
    say = context.language
    themes = {theme for each in (goal, *context.programme.sub_goals(goal)) for theme in each.themes}
    pairs = [
        (indicator, *pair)
        for indicator in context.programme.indicators.values()
        if indicator.theme in themes and (pair := _first_and_last_share(context, indicator))
    ]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: (pair[1].percent or 0) - (pair[2].percent or 0))
    rows = [_series_row(context, number, *pair) for number, pair in enumerate(pairs)]
    rising = all((later.percent or 0) > (earlier.percent or 0) for _, earlier, later in pairs)
    return Figure(
        name=f"{goal.id}-series",
        title=say("figure.series_rise" if rising else "figure.series"),
        note=say("figure.series_note"),
        alt=" ".join(str(row["description"]) for row in rows),
        drawing=drawing("series", questions=len(rows)),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [
                [say.content(indicator.label), *(cell for row in both for cell in (year(row.round), _printed(context, row)))]
                for indicator, *both in pairs
            ],
            columns=[say(f"column.{each}") for each in SERIES_COLUMNS],
        ),
        sources=source_line(context, [published_origin(row) for _, *both in pairs for row in both]),
    )  # fmt: skip


def published_origin(row: PublishedFigure) -> Origin:
    return Origin(basis=row.basis, certainty=row.certainty, sources=((row.source, row.page),))


def year(round: str) -> str:
    return round[:4] if len(round) == 10 else round


def _first_and_last_share(context: Context, indicator: Indicator) -> tuple[PublishedFigure, PublishedFigure] | None:
    rows = [
        row
        for row in context.programme.published
        if row.indicator == indicator.id and row.percent is not None and row.category in indicator.yes and row.kind is None
        and len(indicator.yes) == 1 and year(row.round) <= str(context.round.year)
    ]  # fmt: skip
    rows.sort(key=lambda row: row.round)
    return (rows[0], rows[-1]) if rows and year(rows[0].round) != year(rows[-1].round) else None


def _series_row(
    context: Context, number: int, indicator: Indicator, earlier: PublishedFigure, later: PublishedFigure
) -> dict[str, Any]:
    say = context.language
    question = f"{say.content(indicator.label)}, {year(earlier.round)} → {year(later.round)}"
    labels = [_share_label(context, row) for row in (earlier, later)]
    return {
        "top": 10 + charts.SERIES_ROW * number, "line": 34 + charts.SERIES_ROW * number, "question": question,
        "earlier": earlier.percent, "later": later.percent, "earlier_label": labels[0], "later_label": labels[1],
        "description": f"{question}: {labels[0]} → {labels[1]}",
    }  # fmt: skip


def _printed(context: Context, row: PublishedFigure) -> str:
    """The words of the source, after the share that is drawn where they do not say it."""
    said = str(round(row.percent or 0)) in re.findall(r"\d+", row.printed)
    return row.printed if said else f"{_share_label(context, row)} ({row.printed})"


def _share_label(context: Context, row: PublishedFigure) -> str:
    label = context.language.percent((row.percent or 0) / 100)
    return context.language("form.about", value=label) if row.printed.startswith("ca") else label


def tiles(context: Context, goal: Goal) -> Figure | None:
    """What every county contributes to a goal; None for a programme without counties or a goal without a measure."""
    say, counties = context.language, context.programme.counties
    everywhere = replace(context, selection=replace(context.selection, county=None))
    found = by_county(context.programme, context.cube, goal, context.round, everywhere.selection)
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
            "value": _short_share(say.share(each.yes, each.of)), "fill": map_class(each.yes),
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


def _short_share(share: str) -> str:
    return share.replace(" av ", "/").replace(" of ", "/") if len(share) > 7 else share


UNIT_ORDER = ("yes", "under_way", "no", "missing")


def units(context: Context, goal: Goal, answers: Iterable[StoredAnswer]) -> Figure | None:
    """One mark per organisation that a goal counts among; None where the goal has no measure."""
    say = context.language
    if goal.rule is None:
        return None
    indicator = context.programme.indicators[goal.rule.indicator]
    members = {each.id: each for each in context.programme.members(goal.group, context.selection)}
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
        title=say("figure.units", count=counted["yes"], of=len(states)),
        note="",
        alt=say("alt.units", **counted),
        drawing=drawing("units", organisations=len(states), states=present),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [[names[state], counted[state]] for state in present], columns=[say("column.state"), say("column.organisations")]
        ),
        sources=source_line(context, [origin]),
        sample=sample,
    )  # fmt: skip


def meaning(indicator: Indicator, given: StoredAnswer | None) -> str:
    """What an answer means for the count: yes, under way, no or missing."""
    if given is None or given.state is not AnswerState.ANSWERED:
        return "missing"
    if given.answer in indicator.yes:
        return "yes"
    return "under_way" if given.answer in indicator.under_way else "no"
