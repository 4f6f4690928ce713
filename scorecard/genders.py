"""Figures of what is known by gender: women, men, unknown and the gap, of answers and of published training. Draws nothing.

Unknown is never dropped: it is what an organisation says is unknown, or what of a total nobody has divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from scorecard import charts
from scorecard.assess import Assessment
from scorecard.charts import drawing
from scorecard.figures import Figure, plain_number
from scorecard.language import SMALLEST_FOR_PERCENT
from scorecard.measure import Origin, Tally, tally
from scorecard.model import SCALE_ENDS, Amount, Basis, Certainty, Measure, Scale, weakest
from scorecard.provenance import footnotes
from scorecard.records import Goal, Indicator, Training
from scorecard.sentences import Context, measured_value, source_line
from scorecard.wording import cut, too_few

GENDERS = ("women", "men", "unknown")


@dataclass(frozen=True, kw_only=True)
class People:
    """Some people by gender; `over` is by how many the parts are more than the total that was given. `printed` are the
    words of a source that gives shares and no numbers."""

    label: str
    women: Amount
    men: Amount
    unknown: Amount
    origin: Origin
    missing: int = 0
    over: int = 0
    printed: tuple[str, ...] = ("", "", "")

    @property
    def total(self) -> Amount:
        return self.women + self.men + self.unknown

    @property
    def known(self) -> bool:
        return self.women + self.men > 0

    @property
    def uneven(self) -> float:
        """How large the gap is, whichever way, as a part of all."""
        return abs(float(self.women - self.men)) / (float(self.total) or 1.0)

    def whole(self, gender: str) -> int:
        """A number of people; one computed from a share is rounded."""
        return int(getattr(self, gender) + Fraction(1, 2))


def figures_of(context: Context, goal: Goal) -> list[Figure]:
    """Everything that a goal's page knows by gender."""
    themes = [participants(context, theme) for theme in goal.themes]
    return [each for each in (sums(context, goal), means(context, goal), *themes) if each is not None]


def of_goal(context: Context, assessment: Assessment) -> People | None:
    """The people that a goal is about, by gender; None where its question is not divided, or no number of people."""
    goal = assessment.goal
    if goal.rule is None or assessment.tally is None:
        return None
    return _people(context, goal, context.programme.indicators[goal.rule.indicator])


def share_words(context: Context, people: People) -> str:
    """ "62 % kvinnor, 38 % män, 0 % okänt"; numbers of people under 20."""
    say = context.language
    counts = [getattr(people, gender) for gender in GENDERS]
    if people.total < SMALLEST_FOR_PERCENT:
        told = [say.number(each) for each in counts]
    else:
        told = [say.percent(float(each / people.total)) for each in counts]
    return ", ".join(f"{value} {say(f'answer.{gender}').lower()}" for gender, value in zip(GENDERS, told, strict=True))


def gap_words(context: Context, people: People) -> str:
    """Women less men: in percentage points of all, in people under 20."""
    say, gap = context.language, people.women - people.men
    if not people.known:
        return say("form.no_data")
    if people.total < SMALLEST_FOR_PERCENT:
        return say.signed(gap)
    return say("gender.points", value=say.signed(round(float(100 * gap / people.total), 1)))


def gender_fact(context: Context, assessment: Assessment) -> list[tuple[str, str]]:
    """Women, men, unknown and the gap as a fact of a goal's card; nothing where its question is not divided."""
    people, label = of_goal(context, assessment), context.language("fact.gender")
    if people is not None and people.total:
        return [(label, f"{share_words(context, people)} ({gap_words(context, people)})")]
    goal, parts = assessment.goal, _mean_parts(context, assessment)
    if parts is None:
        return []
    if any(too_few(parts[each]) for each in ("women", "men")):
        return [(label, context.language("gender.few"))]
    told = (f"{context.language(f'answer.{each}').lower()} {_mean(context, goal, parts.get(each))}" for each in GENDERS)
    return [(label, f"{', '.join(told)} ({mean_gap(context, goal, parts)})")]


def by_gender(context: Context, assessment: Assessment) -> dict[str, Any] | None:
    """The same for machines: numbers of people, or the mean of each, and women less men; None where nothing is divided."""
    people = of_goal(context, assessment)
    if people is not None:
        values: dict[str, Any] = {each: people.whole(each) for each in GENDERS}
        return {"kind": Measure.SUM, **values, "gap": values["women"] - values["men"]}
    parts = _mean_parts(context, assessment)
    if parts is None:
        return None
    told = {each: None if each not in parts or too_few(parts[each]) else parts[each].value for each in GENDERS}
    gap = None if told["women"] is None or told["men"] is None else told["women"] - told["men"]
    numbers = {name: None if value is None else plain_number(value) for name, value in (told | {"gap": gap}).items()}
    return {"kind": Measure.MEAN, **numbers}


def _mean_parts(context: Context, assessment: Assessment) -> dict[str, Tally] | None:
    """The means by gender of a goal that is measured as a mean."""
    goal = assessment.goal
    if goal.rule is None or assessment.tally is None or goal.measure is not Measure.MEAN:
        return None
    indicator = context.programme.indicators[goal.rule.indicator]
    return _tallies(context, goal, indicator, Measure.MEAN) if indicator.by_gender else None


def sums(context: Context, goal: Goal) -> Figure | None:
    """People by gender, of the goal's own question and those of its themes; None where none is divided."""
    found = [each for indicator in _divided(context, goal) if (each := _people(context, goal, indicator)) and each.total]
    return _stacked(context, f"{goal.id}-gender", "gender.sums_note", found) if found else None


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


def _divided(context: Context, goal: Goal) -> list[Indicator]:
    """The questions of a goal and of its themes that are divided by gender, its own first."""
    indicators = context.programme.indicators
    own = [goal.rule.indicator] if goal.rule else []
    themes = [each.id for each in indicators.values() if each.theme in goal.themes]
    return [indicators[id] for id in dict.fromkeys(own + themes) if indicators[id].by_gender]


def _tallies(context: Context, goal: Goal, indicator: Indicator, measure: Measure) -> dict[str, Tally] | None:
    """The question and its parts in the round that the goal shows; None where women or men were not asked for."""
    shown = context.assessments[goal.id].tally
    own = goal.rule is not None and goal.rule.indicator == indicator.id
    group, round = (goal.group, shown.round) if own and shown else (indicator.group, context.round)
    names: dict[str, str] = {"total": indicator.id} | {str(gender): id for gender, id in indicator.by_gender.items()}
    questions = {name: context.programme.indicators[id] for name, id in names.items()}
    found = {
        name: each
        for name, question in questions.items()
        if (each := tally(context.programme, context.cube, question, group, round, context.selection, measure))
    }
    return found if {"total", "women", "men"} <= set(found) else None


def _people(context: Context, goal: Goal, indicator: Indicator) -> People | None:
    found = (
        _tallies(context, goal, indicator, Measure.SUM) if indicator.scale is Scale.INTEGER and indicator.by_gender else None
    )
    if found is None or (goal.rule and goal.rule.indicator == indicator.id and goal.measure is Measure.MEAN):
        return None
    numbers = {name: int(each.value or 0) for name, each in found.items()}
    undivided = numbers["total"] - numbers["women"] - numbers["men"]
    unknown = max(numbers.get("unknown", 0), undivided, 0)
    return People(
        label=context.language.content(indicator.label), women=numbers["women"], men=numbers["men"], unknown=unknown,
        origin=found["total"].origin, missing=found["total"].missing,
        over=max(numbers["women"] + numbers["men"] + numbers.get("unknown", 0) - numbers["total"], 0),
    )  # fmt: skip


def _trained(context: Context, rows: Sequence[Training], several: bool) -> list[People]:
    """The participants of one part and period by role; a role that no gender is published for is unknown as a whole, and
    so is what of the part's total is in no role. Nothing where no gender is published at all."""
    whole = next((each for each in rows if each.gender == "all" and each.count is not None), None)
    roles = list(dict.fromkeys(each.role_sv for each in rows))
    found = [_role(context, [each for each in rows if each.role_sv == role], whole, several) for role in roles]
    divided = [each for each in found if each.known]
    women, men = (sum(getattr(each, gender) for each in divided) for gender in ("women", "men"))
    told = []
    for role, each in zip(roles, found, strict=True):
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
    by_gender = {each.gender: each for each in rows}
    counted = {gender: _count(each, rows, whole) for gender, each in by_gender.items()}
    women, men = counted.get("women", 0), counted.get("men", 0)
    shares = tuple(
        each.printed if (each := by_gender.get(gender)) and each.count is None else "" for gender in ("women", "men")
    )
    return People(
        label=_label(context, rows[0], several), women=women, men=men, printed=(*shares, ""),
        unknown=max(counted.get("all", women + men) - women - men, 0),
        origin=_origin(rows, computed=any(each.count is None for each in rows)),
    )  # fmt: skip


def _count(row: Training, rows: Sequence[Training], whole: Training | None) -> Amount:
    """A number as published, else computed from a share of its role or, where that has no number, of the part."""
    if row.count is not None:
        return row.count
    own = next((each for each in rows if each.gender == "all" and each.count is not None), whole)
    return Fraction(str(row.percent or 0)) / 100 * ((own.count if own else None) or 0)


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
    missing = [say("gender.missing", label=each.label, count=each.missing) for each in found if each.missing]
    return Figure(
        name=name,
        title=say("gender.title", label=widest.label, gap=gap_words(context, widest)),
        note=" ".join([say(note), *over, *missing]),
        alt=" ".join(f"{each.label}: {_spoken(context, each)}." for each in found),
        drawing=drawing("survey", questions=len(found), answers=GENDERS),
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
    question = say(key, label=people.label, gap=gap_words(context, people), **numbers)
    for gender, printed in zip(GENDERS, people.printed, strict=True):
        share, told = float(getattr(people, gender)) / total, printed or say.number(people.whole(gender))
        rows.append({
            "top": 10 + charts.SURVEY_ROW * number, "line": 33 + charts.SURVEY_ROW * number, "question": question,
            "first": gender == GENDERS[0], "answer": gender,
            "start": start, "end": start + share, "middle": start + share / 2,
            "count": told if share >= NARROWEST else "",
            "description": f"{people.label}: {say(f'answer.{gender}').lower()} {told}",
        })  # fmt: skip
        start += share
    return rows


NARROWEST = 0.04
"""The part of a bar that has room for its number; the table has all of them."""


def means(context: Context, goal: Goal) -> Figure | None:
    """The means of women and men of the goal's question and those of its themes; None where none is divided."""
    say = context.language
    found = [
        (indicator, parts) for indicator in _divided(context, goal)
        if (_is_mean(goal, indicator) and (parts := _tallies(context, goal, indicator, Measure.MEAN)))
    ]  # fmt: skip
    if not found:
        return None
    drawn = [(indicator, parts) for indicator, parts in found if not any(too_few(parts[each]) for each in ("women", "men"))]
    rows = [_mean_row(context, goal, number, *each) for number, each in enumerate(drawn)]
    table = [
        [
            say.content(indicator.label),
            *(_mean(context, goal, parts.get(each)) for each in GENDERS),
            mean_gap(context, goal, parts),
        ]
        for indicator, parts in found
    ]
    if not drawn:
        return None
    return Figure(
        name=f"{goal.id}-gender-means",
        title=say("gender.title", label=table[0][0], gap=table[0][-1]),
        note=say("gender.means_note"),
        alt=" ".join(str(row["description"]) for row in rows),
        drawing=drawing("series", questions=len(rows)),
        rows=pd.DataFrame(rows),
        table=pd.DataFrame(table, columns=[
            say("column.question"), *(say(f"answer.{each}") for each in GENDERS), say("column.gender_gap")
        ]),
        sources=source_line(context, [each.origin for _, parts in found for each in parts.values()]),
        sample=any(each.origin.basis is Basis.SAMPLE for _, parts in found for each in parts.values()),
    )  # fmt: skip


def _is_mean(goal: Goal, indicator: Indicator) -> bool:
    own = goal.rule is not None and goal.rule.indicator == indicator.id
    return indicator.scale is not Scale.INTEGER or (own and goal.measure is Measure.MEAN)


def _mean(context: Context, goal: Goal, found: Tally | None) -> str:
    return context.language("form.no_data") if found is None else measured_value(context, _as_mean(goal), found)


def _as_mean(goal: Goal) -> Goal:
    """A goal by whose rule a part is worded: as a mean, whatever the goal's own measure is."""
    if goal.measure is Measure.MEAN or goal.rule is None:
        return goal
    return goal.model_copy(update={"rule": goal.rule.model_copy(update={"kind": Measure.MEAN})})


def mean_gap(context: Context, goal: Goal, parts: dict[str, Tally]) -> str:
    """Women's mean less men's, as both are shown; nothing where either has too few answers."""
    women, men = parts["women"], parts["men"]
    if women.value is None or men.value is None or too_few(women) or too_few(men):
        return context.language("form.no_data")
    return context.language.signed(cut(women.value, goal.better) - cut(men.value, goal.better))


def _mean_row(context: Context, goal: Goal, number: int, indicator: Indicator, parts: dict[str, Tally]) -> dict[str, Any]:
    say, (lowest, highest) = context.language, SCALE_ENDS[indicator.scale]
    values: list[Amount] = [parts[each].value or 0 for each in ("women", "men")]
    span = (highest if highest is not None else max(*values, 1)) - lowest
    labels = [_mean(context, goal, parts[each]) for each in ("women", "men")]
    words = f"{say.content(indicator.label)}: " + ", ".join(
        f"{say(f'answer.{each}').lower()} {_mean(context, goal, parts.get(each))}" for each in GENDERS
    )
    women, men = (100 * plain_number(value - lowest) / plain_number(span) for value in values)
    return {
        "top": 10 + charts.SERIES_ROW * number, "line": 34 + charts.SERIES_ROW * number, "question": words,
        "earlier": women, "later": men, "earlier_label": labels[0], "later_label": labels[1], "description": words,
    }  # fmt: skip
