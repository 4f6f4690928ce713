"""What is known by gender: women, men, unknown and the gap, as numbers and in words. Draws nothing.

Unknown is never dropped: it is what an organisation says is unknown, or what of a total nobody has divided.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scorecard.assess import Assessment
from scorecard.language import SMALLEST_FOR_PERCENT
from scorecard.measure import Origin, Tally, tally
from scorecard.model import Amount, Measure, Scale
from scorecard.records import Goal, Indicator
from scorecard.sentences import Context, measured_value
from scorecard.wording import cut, plain_number, too_few

GENDERS = ("women", "men", "unknown")


@dataclass(frozen=True, kw_only=True)
class People:
    """Some people by gender; `over` is by how many the parts are more than the total that was given. `at_least`: not all
    answered with total, women and men, so that more may be unknown. `printed` are the words of a source that gives shares
    and no numbers."""

    label: str
    women: Amount
    men: Amount
    unknown: Amount
    origin: Origin
    missing: int = 0
    over: int = 0
    at_least: bool = False
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


def of_goal(context: Context, assessment: Assessment) -> People | None:
    """The people that a goal is about, by gender; None where its question is not divided, or no number of people."""
    goal = assessment.goal
    if goal.rule is None or assessment.tally is None:
        return None
    return people_of(context, goal, context.programme.indicators[goal.rule.indicator])


def share_words(context: Context, people: People) -> str:
    """ "62 % kvinnor, 38 % män, 0 % okänt"; numbers of people under 20."""
    say = context.language
    counts = [getattr(people, gender) for gender in GENDERS]
    if people.total < SMALLEST_FOR_PERCENT:
        told = [say.number(each) for each in counts]
    else:
        told = [say.percent(float(each / people.total)) for each in counts]
    if people.at_least:
        told[-1] = f"{say('form.at_least')} {told[-1]}"
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
    told = (f"{context.language(f'answer.{each}').lower()} {mean_words(context, goal, parts.get(each))}" for each in GENDERS)
    return [(label, f"{', '.join(told)} ({mean_gap(context, goal, parts)})")]


def by_gender(context: Context, assessment: Assessment) -> dict[str, Any] | None:
    """The same for machines: numbers of people, or the mean of each, and women less men; None where nothing is divided."""
    people = of_goal(context, assessment)
    if people is not None:
        values: dict[str, Any] = {each: people.whole(each) for each in GENDERS}
        at_least = {"unknown_at_least": people.at_least}
        return {"kind": Measure.SUM, **values, **at_least, "gap": values["women"] - values["men"]}
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
    return tallies(context, goal, indicator, Measure.MEAN) if indicator.by_gender else None


def divided(context: Context, goal: Goal) -> list[Indicator]:
    """The questions of a goal and of its themes that are divided by gender, its own first."""
    indicators = context.programme.indicators
    own = [goal.rule.indicator] if goal.rule else []
    themes = [each.id for each in indicators.values() if each.theme in goal.themes]
    return [indicators[id] for id in dict.fromkeys(own + themes) if indicators[id].by_gender]


def tallies(context: Context, goal: Goal, indicator: Indicator, measure: Measure) -> dict[str, Tally] | None:
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


def people_of(context: Context, goal: Goal, indicator: Indicator) -> People | None:
    found = (
        tallies(context, goal, indicator, Measure.SUM) if indicator.scale is Scale.INTEGER and indicator.by_gender else None
    )
    if found is None or (goal.rule and goal.rule.indicator == indicator.id and goal.measure is Measure.MEAN):
        return None
    numbers = {name: int(each.value or 0) for name, each in found.items()}
    undivided = numbers["total"] - numbers["women"] - numbers["men"]
    unknown = max(numbers.get("unknown", 0), undivided, 0)
    silent = [found[name].missing + found[name].not_applicable for name in ("total", "women", "men")]
    return People(
        label=context.language.content(indicator.label), women=numbers["women"], men=numbers["men"], unknown=unknown,
        origin=found["total"].origin, missing=found["total"].missing, at_least=any(silent),
        over=max(numbers["women"] + numbers["men"] + numbers.get("unknown", 0) - numbers["total"], 0),
    )  # fmt: skip


def mean_words(context: Context, goal: Goal, found: Tally | None) -> str:
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
