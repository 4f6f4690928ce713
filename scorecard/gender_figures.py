"""Figures by gender: of answers and of published training, every number with what is unknown and the gap. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import pandas as pd

from scorecard.drawing import SERIES_ROW, SURVEY_ROW, drawing
from scorecard.figures import Figure
from scorecard.genders import GENDERS, People, divided, gap_words, mean_gap, mean_words, people_of, share_words, tallies
from scorecard.measure import Origin, Tally
from scorecard.model import SCALE_ENDS, Amount, Basis, Certainty, Measure, Scale, weakest
from scorecard.provenance import footnotes
from scorecard.records import Goal, Indicator, Training
from scorecard.sentences import Context, source_line
from scorecard.wording import plain_number, too_few


def figures_of(context: Context, goal: Goal) -> list[Figure]:
    """Everything that a goal's page knows by gender."""
    themes = [participants(context, theme) for theme in goal.themes]
    return [each for each in (sums(context, goal), means(context, goal), *themes) if each is not None]


def sums(context: Context, goal: Goal) -> Figure | None:
    """People by gender, of the goal's own question and those of its themes; None where none is divided."""
    found = [each for indicator in divided(context, goal) if (each := people_of(context, goal, indicator)) and each.total]
    if not found:
        return None
    return replace(_stacked(context, f"{goal.id}-gender", "gender.sums_note", found), again=partial(sums, goal=goal))


def participants(context: Context, theme: str) -> Figure | None:
    """Published participants of a theme's training by role and gender; None where no gender is published, for a round
    before it was, and for a part of the country."""
    programme, parts = context.programme, context.programme.settings.themes[theme].training
    if not context.selection.everything:
        return None
    rows = [each for each in programme.training if each.part_sv in parts and each.period[-4:] <= str(context.round.year)]
    found: list[People] = []
    for part in dict.fromkeys((each.part_sv, each.period) for each in rows):
        found += _trained(context, [each for each in rows if (each.part_sv, each.period) == part], len(parts) > 1)
    if not found:
        return None
    totals = [each.id for each in programme.indicators.values() if each.theme == theme and each.scale is Scale.PUBLISHED]
    shares = any(any(each.printed) for each in found)
    figure = _stacked(context, f"people-{theme}", "gender.shares_note" if shares else "gender.participants_note", found)
    return replace(figure, note=" ".join([figure.note, *(footnotes(context, indicators=totals) if totals else [])]))


def _trained(context: Context, rows: Sequence[Training], several: bool) -> list[People]:
    """The participants of one part and period by role; a role that no gender is published for is unknown as a whole, and
    so is what of the part's total is in no role. Nothing where no gender is published at all."""
    whole = next((each for each in rows if each.gender == "all" and each.count is not None), None)
    roles = list(dict.fromkeys(each.role_sv for each in rows))
    by_role = {role: _role(context, [each for each in rows if each.role_sv == role], whole, several) for role in roles}
    found = {role: each for role, each in by_role.items() if each.total}  # a role without any number is no data, not 0
    divided = [each for each in found.values() if each.known]
    women, men = (sum(getattr(each, gender) for each in divided) for gender in ("women", "men"))
    told = []
    for role, each in found.items():
        if whole and role == whole.role_sv and not each.known and each.total >= women + men:
            told.append(_divided_total(each, women, men))
        else:
            told.append(each)
    return told if divided else []


def _divided_total(whole: People, women: Amount, men: Amount) -> People:
    """A part's total with the women and men of its roles; the rest of it is unknown."""
    origin = replace(whole.origin, basis=weakest([whole.origin.basis, Basis.DERIVED]) or Basis.DERIVED)
    return replace(whole, women=women, men=men, unknown=whole.total - women - men, origin=origin)


def _role(context: Context, rows: Sequence[Training], whole: Training | None, several: bool) -> People:
    """One role; unknown as a whole unless both women and men are published, as the other gender is not 0."""
    by_gender = {each.gender: each for each in rows}
    own = _count(by_gender.get("all"), whole.count if whole else None)
    women, men = (_count(by_gender.get(gender), own) for gender in ("women", "men"))
    label, origin = _label(context, rows[0], several), _origin(rows, computed=any(each.count is None for each in rows))
    if women is None or men is None:
        known = max((each for each in (own, women, men) if each is not None), default=0)
        return People(label=label, women=0, men=0, unknown=known, origin=origin)
    shares = tuple(each.printed if (each := by_gender[gender]).count is None else "" for gender in ("women", "men"))
    unknown = max(own - women - men, 0) if own is not None else 0
    return People(label=label, women=women, men=men, unknown=unknown, printed=(*shares, ""), origin=origin)


def _count(row: Training | None, of: Amount | None) -> Amount | None:
    """A number as published, else computed from its share: of the part for all of a role, of the role for a gender."""
    if row is None or row.count is not None or row.percent is None or of is None:
        return row.count if row else None
    return Fraction(str(row.percent)) / 100 * of


def _label(context: Context, row: Training, several: bool) -> str:
    swedish = context.language.code == "sv"
    part, role = (row.part_sv, row.role_sv) if swedish else (row.part_en, row.role_en)
    return f"{part.split(': ')[-1]}, {role[:1].lower()}{role[1:]}" if several else role


def _origin(rows: Sequence[Training], *, computed: bool) -> Origin:
    bases = [*(each.basis for each in rows), *([Basis.DERIVED] if computed else [])]
    return Origin(
        basis=weakest(bases) or Basis.PUBLISHED,
        certainty=weakest(each.certainty for each in rows) or Certainty.CERTAIN,
        sources=tuple(sorted({(each.source, each.page) for each in rows})),
    )


def _stacked(context: Context, name: str, note: str, found: Sequence[People]) -> Figure:
    """One bar per row, all of the same length, with every number in it."""
    say = context.language
    told = [each for each in found if each.known] or list(found)
    widest = max(told, key=lambda each: each.uneven)
    over = [say("gender.over", label=each.label, count=each.over) for each in found if each.over]
    at_least = [say("gender.at_least", label=each.label, count=each.whole("unknown")) for each in found if each.at_least]
    missing = [say("gender.missing", label=each.label, count=each.missing) for each in found if each.missing]
    return Figure(
        name=name,
        title=say("gender.title", label=widest.label, gap=gap_words(context, widest)),
        note=" ".join([say(note), *over, *missing, *at_least]),
        alt=" ".join(f"{each.label}: {_spoken(context, each)}." for each in found),
        drawing=drawing("survey", questions=len(found)),
        rows=pd.DataFrame([row for number, each in enumerate(found) for row in _bars(context, number, each)]),
        table=pd.DataFrame(
            [
                [
                    each.label, *map(each.whole, GENDERS), say.number(each.whole("total")), share_words(context, each),
                    gap_words(context, each),
                ]
                for each in found
            ],
            columns=[say("column.role"), *(say(f"answer.{each}") for each in GENDERS),
                     *(say(f"column.{each}") for each in ("of", "gender_share", "gender_gap"))],
        ),
        sources=source_line(context, [each.origin for each in found]),
        sample=any(each.origin.basis is Basis.SAMPLE for each in found),
    )  # fmt: skip


def _spoken(context: Context, people: People) -> str:
    say = context.language
    counts = [f"{say(f'answer.{each}').lower()} {say.number(people.whole(each))}" for each in GENDERS]
    return ", ".join([*counts, f"{say('column.gender_gap').lower()} {gap_words(context, people)}"])


def _bars(context: Context, number: int, people: People) -> list[dict[str, Any]]:
    say, start, rows, total = context.language, 0.0, [], float(people.total) or 1.0
    key = "gender.row_unknown" if not people.known else "gender.row_some" if people.unknown else "gender.row"
    numbers = {"total": people.whole("total"), "unknown": people.whole("unknown")}
    rows_of_words = [say(key, label=people.label, gap=gap_words(context, people), **numbers)]
    rows_of_words += [f"{people.label}: {say.number(numbers['total'])}", people.label]
    question = next((each for each in rows_of_words if len(each) <= LONGEST_ROW), people.label)
    for gender, printed in zip(GENDERS, people.printed, strict=True):
        share, told = float(getattr(people, gender)) / total, printed or say.number(people.whole(gender))
        rows.append({
            "top": 10 + SURVEY_ROW * number, "line": 33 + SURVEY_ROW * number, "question": question,
            "first": gender == GENDERS[0], "answer": gender,
            "start": start, "end": start + share, "middle": start + share / 2,
            "count": told if share >= NARROWEST else "",
            "description": f"{people.label}: {say(f'answer.{gender}').lower()} {told}",
        })  # fmt: skip
        start += share
    return rows


LONGEST_ROW = 48
"""Characters over a bar on a phone; of a longer row the gap is left out, then the total: the table has both."""
NARROWEST = 0.04
"""The part of a bar that has room for its number; the row above it and the table have all of them."""


ROOM_FOR_NUMBERS = 16
"""The part of the scale, in percent, that both numbers need between a ring to the right and a point to the left of it."""


def means(context: Context, goal: Goal) -> Figure | None:
    """The means of women and men of the goal's question and those of its themes; None where none is divided."""
    say = context.language
    found = [
        (indicator, parts) for indicator in divided(context, goal)
        if (_is_mean(goal, indicator) and (parts := tallies(context, goal, indicator, Measure.MEAN)))
    ]  # fmt: skip
    if not found:
        return None
    rows = [_mean_row(context, goal, number, *each) for number, each in enumerate(found)]
    table = [
        [
            say.content(indicator.label),
            *(mean_words(context, goal, parts.get(each)) for each in GENDERS),
            mean_gap(context, goal, parts),
        ]
        for indicator, parts in found
    ]
    return Figure(
        name=f"{goal.id}-gender-means",
        title=_means_title(context, rows, table),
        note=say("gender.means_note"),
        alt=" ".join(str(row["description"]) for row in rows),
        drawing=drawing("series", questions=len(rows), same=(True,)),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(table, columns=[
            say("column.question"), *(say(f"answer.{each}") for each in GENDERS), say("column.gender_gap")
        ]),
        sources=source_line(context, [each.origin for _, parts in found for each in parts.values()]),
        sample=any(each.origin.basis is Basis.SAMPLE for _, parts in found for each in parts.values()),
        again=partial(means, goal=goal),
    )  # fmt: skip


def _is_mean(goal: Goal, indicator: Indicator) -> bool:
    own = goal.rule is not None and goal.rule.indicator == indicator.id
    return indicator.scale is not Scale.INTEGER or (own and goal.measure is Measure.MEAN)


def _means_title(context: Context, rows: Sequence[dict[str, Any]], table: Sequence[Sequence[str]]) -> str:
    """The question with the widest gap, as a part of its scale; that there is none where all have too few answers."""
    told = [(abs(row["earlier"] - row["later"]), cells) for row, cells in zip(rows, table, strict=True) if row["same"]]
    if not told:
        return context.language("gender.few_title")
    _, widest = max(told, key=lambda each: each[0])
    return context.language("gender.title", label=widest[0], gap=widest[-1])


def _mean_row(context: Context, goal: Goal, number: int, indicator: Indicator, parts: dict[str, Tally]) -> dict[str, Any]:
    """A ring and a point; words only where either has too few answers for a mean."""
    say, (lowest, highest) = context.language, SCALE_ENDS[indicator.scale]
    told = not any(too_few(parts[each]) for each in ("women", "men"))
    values: list[Amount] = [parts[each].value or 0 for each in ("women", "men")]
    span = (highest if highest is not None else max(*values, 1)) - lowest
    words = f"{say.content(indicator.label)}: " + ", ".join(
        f"{say(f'answer.{each}').lower()} {mean_words(context, goal, parts.get(each))}" for each in GENDERS
    )
    women, men = (100 * plain_number(value - lowest) / plain_number(span) for value in values)
    readable = told and not 0 < women - men < ROOM_FOR_NUMBERS
    labels = [mean_words(context, goal, parts[each]) if readable else "" for each in ("women", "men")]
    return {
        "top": 10 + SERIES_ROW * number, "line": 34 + SERIES_ROW * number, "question": words,
        "earlier": women if told else None, "later": men if told else None, "earlier_label": labels[0],
        "later_label": labels[1], "description": words, "same": told,
    }  # fmt: skip
