"""Figures of the answers to questions: stacked answers of a round, and published shares of two rounds. Draws nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from scorecard.drawing import SERIES_ROW, SURVEY_ROW, drawing
from scorecard.figures import Figure
from scorecard.measure import MISSING, Origin, Tally, tally
from scorecard.model import Basis
from scorecard.records import Goal, Indicator, PublishedFigure
from scorecard.sentences import Context, answer_name, source_line, year

ANSWER_ORDER = ("yes", "under_way", "no", MISSING, "not_applicable", "not_stated")


def survey(context: Context, theme: str) -> Figure | None:
    """The answers to the questions of a theme in the round shown, most yes first; None where none was asked."""
    say = context.language
    asked = [
        (indicator, given)
        for indicator in context.programme.indicators.values()
        if indicator.theme == theme
        and (indicator.yes or indicator.no)
        and (given := _grouped(context, indicator))
        and any(given.values())
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
        drawing=drawing("survey", questions=len(asked)),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(
            [[say.content(indicator.label), *(given[name] for name in categories)] for indicator, given in asked],
            columns=[say("column.question"), *(answer_name(context, name) for name in categories)],
        ),
        sources=source_line(context, [each.origin for each in tallies]),
        sample=any(each.origin.basis is Basis.SAMPLE for each in tallies),
        again=partial(survey, theme=theme),
    )  # fmt: skip


def _spoken(context: Context, indicator: Indicator, given: dict[str, int], categories: Sequence[str]) -> str:
    say = context.language
    counts = [f"{answer_name(context, name).lower()} {given[name]}" for name in categories]
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
    not_stated = sum(given.values()) - sum(stated.values())
    return stated | {"not_applicable": found.not_applicable, "not_stated": not_stated}


def _survey_rows(
    context: Context, number: int, indicator: Indicator, given: dict[str, int], categories: Sequence[str]
) -> list[dict[str, Any]]:
    say, total, start, rows = context.language, sum(given.values()), 0, []
    for name in categories:
        share = given[name] / total
        rows.append({
            "top": 10 + SURVEY_ROW * number, "line": 33 + SURVEY_ROW * number,
            "question": say.content(indicator.label), "first": name == categories[0], "answer": name,
            "start": start / total, "end": start / total + share, "middle": start / total + share / 2,
            "count": say.number(given[name]) if given[name] else "",
            "description": f"{say.content(indicator.label)}: {answer_name(context, name)} {given[name]}",
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
    pairs.sort(key=lambda pair: _share(pair[1]) - _share(pair[2]))
    rows = [_series_row(context, number, *pair) for number, pair in enumerate(pairs)]
    rising = all(_share(later) > _share(earlier) for _, earlier, later in pairs)
    return Figure(
        name=f"{goal.id}-series",
        title=say("figure.series_rise" if rising else "figure.series"),
        note=" ".join([say("figure.series_note"), *_not_narrowed(context)]),
        alt=" ".join(str(row["description"]) for row in rows),
        drawing=drawing("series", questions=len(rows), same=tuple(sorted({bool(row["same"]) for row in rows}))),
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


def _not_narrowed(context: Context) -> list[str]:
    """That published shares stay those of the whole where the view shows a part."""
    return [] if context.selection.everything else [context.language("figure.series_whole")]


def published_origin(row: PublishedFigure) -> Origin:
    return Origin(basis=row.basis, certainty=row.certainty, sources=((row.source, row.page),))


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
        "top": 10 + SERIES_ROW * number, "line": 34 + SERIES_ROW * number, "question": question,
        "earlier": 100 * _share(earlier), "later": 100 * _share(later), "earlier_label": labels[0], "later_label": labels[1],
        "same": earlier.group is not None and earlier.group == later.group,
        "description": f"{question}: {labels[0]} → {labels[1]}",
    }  # fmt: skip


def _printed(context: Context, row: PublishedFigure) -> str:
    """The words of the source, after the share that is drawn where they do not say it."""
    said = str(round(100 * _share(row))) in re.findall(r"\d+", row.printed)
    return row.printed if said else f"{_share_label(context, row)} ({row.printed})"


def _share(row: PublishedFigure) -> float:
    """A published share: of its counts where they are known, so that it is rounded once, else as printed."""
    return row.count / row.of if row.count is not None and row.of else (row.percent or 0) / 100


def _share_label(context: Context, row: PublishedFigure) -> str:
    label = context.language.percent(_share(row))
    return context.language("form.about", value=label) if row.printed.startswith("ca") else label
