"""Organisations, counties or kinds side by side on a round's questions, what each has changed, and who to ask.

Every question stands by itself: nothing is added up over questions, so nobody is ranked by a mixed index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from scorecard.changes import Answers
from scorecard.counts import Count
from scorecard.measure import origin_of, tally
from scorecard.model import SCALE_ENDS, Better, Measure, Message, Scale, Selection, message
from scorecard.provenance import worded
from scorecard.records import Indicator, Organisation
from scorecard.sentences import Context, answer_words, cite, county_name, source_line
from scorecard.tables import first_names, frame
from scorecard.wording import cut, spelled, too_few

MOST_SIDES = 6
MOST_NAMES = 6
"""Of those who can be asked; the rest are told by number."""
LARGER = 2
"""Counties are of like size where the larger has at most so many times the municipalities of the smaller."""


class By(StrEnum):
    """What is held side by side."""

    ORGANISATION = "organisation"
    COUNTY = "county"
    KIND = "kind"


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One question in two rounds, paired: `of` organisations gave an answer in both; `risen` answer yes now and did not,
    `fallen` answered yes and do not now."""

    question: Indicator
    of: int
    risen: tuple[Organisation, ...]
    fallen: tuple[Organisation, ...]


def choices(context: Context, by: By) -> dict[str, str]:
    """What can be chosen, by id, in the order of the names."""
    key = ("choices", by, context.language.code)
    return context.cube.once(context.programme, key, lambda: _choices(context, by))


def _choices(context: Context, by: By) -> dict[str, str]:
    programme, say = context.programme, context.language
    present = {side for each in programme.organisations.values() if (side := _side(by, each))}
    names: dict[By, Callable[[str], str]] = {
        By.ORGANISATION: lambda id: programme.organisations[id].name,
        By.COUNTY: lambda code: county_name(context, code),
        By.KIND: lambda kind: say.content(programme.settings.kinds[kind].plural),
    }
    return dict(sorted(((side, names[by](side)) for side in present), key=lambda item: item[1]))


def _side(by: By, organisation: Organisation) -> str | None:
    """The side that an organisation belongs to."""
    return organisation.id if by is By.ORGANISATION else _part(by, organisation)


def _part(by: By, found: Organisation | Count) -> str | None:
    """The county or the kind of an organisation, or of those who are counted."""
    return found.county_code if by is By.COUNTY else found.kind


def proposed(context: Context, by: By) -> list[str]:
    """What is held side by side where nothing is chosen: all kinds, else the largest side and two that are like it."""
    return context.cube.once(context.programme, ("proposed", by, context.language.code), lambda: _proposed(context, by))


def _proposed(context: Context, by: By) -> list[str]:
    there = list(choices(context, by))
    if by is By.KIND:
        return there[:MOST_SIDES]
    sizes = Counter(_side(by, each) for each in context.programme.organisations.values())
    first = max(there, key=lambda each: sizes[each], default=None)
    like = alike(context, by, [first]) if first else []
    return [each for each in [first, *sorted(like, key=lambda each: -sizes[each])[:2]] if each]


def side_by_side(context: Context, by: By, chosen: Sequence[str], answers: Answers) -> pd.DataFrame:
    """Every question of the round in a row, every side in a column; a question that is put to none of them is left out."""
    say, names = context.language, choices(context, by)
    rows = [
        [say.content(question.label), *cells]
        for question in _asked(context)
        if set(cells := [_cell(context, by, each, question, answers) for each in chosen]) != {"–"}
    ]
    return pd.DataFrame(rows, columns=[say("column.question"), *(names[each] for each in chosen)])


def _asked(context: Context) -> list[Indicator]:
    asked = context.cube.asked(context.round)
    return [each for each in context.programme.indicators.values() if each.id in asked]


def _cell(context: Context, by: By, side: str, question: Indicator, answers: Answers) -> str:
    if by is By.ORGANISATION:
        given = answers.get((side, question.id))
        asked = given is not None or question.group in context.programme.organisations[side].groups
        return answer_words(context, question, given) if asked else "–"
    part = Selection(**{str(by): side})
    if not question.classed:
        return _number(context, question, part)
    found = tally(context.programme, context.cube, question, question.group, context.round, part)
    if found is None:
        return "–"
    share = context.language.share(found.yes, found.of or found.answered + found.missing)
    return context.language("compare.with_under_way", share=share, count=found.under_way) if found.under_way else share


def _number(context: Context, question: Indicator, part: Selection) -> str:
    """The sum or the mean that a part has answered, with how many did; the answers themselves where a mean has too few.

    It is measured as a goal measures it, else whole numbers as a sum and points of a scale as a mean.
    """
    say, measure, better = context.language, Measure.SUM if question.scale is Scale.INTEGER else Measure.MEAN, Better.HIGHER
    for goal in context.programme.goals.values():
        if goal.rule and goal.rule.indicator == question.id and goal.measure is not Measure.COUNT:
            measure, better = goal.measure, goal.better
    if question.scale not in SCALE_ENDS:
        return "–"
    found = tally(context.programme, context.cube, question, question.group, context.round, part, measure)
    if found is None or found.numbers is None:
        return "–"
    if found.value is None or too_few(found):
        return say.plain(spelled(found.numbers)).rstrip(".")
    value = cut(found.value, better) if measure is Measure.MEAN else found.value
    answers, of = found.numbers.organisations, found.of or found.answered + found.missing
    return say(f"compare.{measure}", value=value, answers=answers, of=of)


def sources(context: Context, by: By, chosen: Sequence[str], answers: Answers) -> str:
    """Where the figures of all sides come from."""
    members = [each for each in context.programme.organisations.values() if _side(by, each) in chosen]
    if by is By.ORGANISATION:
        return source_line(context, [origin_of(members, [each for (id, _), each in answers.items() if id in chosen])])
    counts = (each for question in context.cube.asked(context.round) for each in context.cube.cells(context.round, question))
    return source_line(context, [origin_of(members, [each for each in counts if _part(by, each) in chosen])])


def unlike(context: Context, by: By, chosen: Sequence[str]) -> list[Message]:
    """In what the sides are not alike: organisations of several kinds, counties of very different size."""
    programme = context.programme
    if by is By.ORGANISATION:
        kinds = dict.fromkeys(programme.organisations[each].kind for each in chosen)
        words = [programme.settings.kinds[each].text for each in kinds]
        named = context.language.enumeration(context.language.content(each).lower() for each in words)
        return [message("compare.kinds_differ", kinds=named)] if len(kinds) > 1 else []
    if by is By.COUNTY:
        sizes = sorted(
            (size, county_name(context, each)) for each in chosen if (size := programme.counties[each].n_municipalities)
        )
        if sizes and sizes[-1][0] > LARGER * sizes[0][0]:
            (fewest, small), (most, large) = sizes[0], sizes[-1]
            return [message("compare.sizes_differ", small=small, large=large, fewest=fewest, most=most)]
    return []


def alike(context: Context, by: By, chosen: Sequence[str]) -> list[str]:
    """The others that are like the first one chosen: of the same kind, in a county of like size."""
    if not chosen or by is By.KIND:
        return []
    programme, first = context.programme, chosen[0]

    def like_size(*codes: str | None) -> bool:
        """Whether two counties are; so are areas and organisations of which no size is known."""
        sizes = sorted(programme.counties[each].n_municipalities or 0 for each in codes if each)
        return len(sizes) < len(codes) or sizes[1] <= LARGER * sizes[0]

    if by is By.COUNTY:
        return [each for each in choices(context, by) if each not in chosen and like_size(first, each)]
    own = programme.organisations[first]
    return [
        each.id
        for each in programme.organisations.values()
        if each.id not in chosen and each.kind == own.kind and like_size(own.county_code, each.county_code)
    ]


def comparable(before: Context, after: Context) -> list[Indicator]:
    """The questions with a yes that both rounds asked in the same way."""
    rounds = {before.round.isoformat(), after.round.isoformat()}
    asked = before.cube.asked(before.round)
    both = [each for each in _asked(after) if each.classed and each.id in asked]
    return [each for each in both if len(rounds) == 1 or rounds <= {*each.comparable_with}]


def movement(after: Context, question: Indicator, pairs: Iterable[tuple[str, str, str]]) -> Movement:
    """Who changed on one question, from what organisations answered before and after, those that answered both times."""
    given = {id: (then in question.yes, now in question.yes) for id, then, now in pairs}
    known = [(each, *given[id]) for id, each in after.programme.organisations.items() if id in given]
    return Movement(
        question=question,
        of=len(known),
        risen=tuple(each for each, was, is_now in known if is_now and not was),
        fallen=tuple(each for each, was, is_now in known if was and not is_now),
    )


def moved(context: Context, by: By, chosen: Sequence[str], found: Sequence[Movement]) -> pd.DataFrame:
    """What each side has changed, question by question: how many more answer yes, and how many no longer."""
    say, names = context.language, choices(context, by)
    rows = []
    for each in found:
        risen, fallen = (Counter(_side(by, one) for one in some) for some in (each.risen, each.fallen))
        moves = [say("compare.moved", risen=risen[side], fallen=fallen[side]) for side in chosen]
        rows.append([say.content(each.question.label), *moves])
    return pd.DataFrame(rows, columns=[say("column.question"), *(names[each] for each in chosen)])


def finding(context: Context, found: Sequence[Movement]) -> Message:
    """The one sentence on top: on which question most went to yes."""
    most = max(found, key=lambda each: len(each.risen), default=None)
    if most is None or not most.risen:
        return message("compare.no_movement")
    return message(
        "compare.most_risen", question=most.question.label, count=len(most.risen), of=most.of,
        round=context.programme.round(context.round).short,
    )  # fmt: skip


def to_ask(context: Context, found: Sequence[Movement]) -> pd.DataFrame:
    """Who went to yes, question by question, the question that most did first."""
    say = context.language
    rows = [
        [
            say.content(each.question.label),
            say.share(len(each.risen), each.of),
            first_names(context, [one.name for one in each.risen], MOST_NAMES),
        ]
        for each in sorted(found, key=lambda each: -len(each.risen))
        if each.risen
    ]
    return frame(context, "question new_yes ask", rows)


def examples(context: Context, by: By, chosen: Sequence[str]) -> pd.DataFrame:
    """What real organisations of the same counties or kinds are known to have done, in words and with source.

    Of chosen organisations: of their kinds. Nothing chosen: all.
    """
    programme, say = context.programme, context.language
    kinds = {programme.organisations[each].kind for each in chosen} if by is By.ORGANISATION else set(chosen)
    rows = [
        [
            each.name, say.content(programme.settings.kinds[each.kind].text), detail,
            cite(context, each.source, each.page),
        ]
        for each in programme.engagement
        if (detail := worded(context, each, "detail")) != "–"
        and each.scheme == "funded"
        and (not chosen or (each.county_code if by is By.COUNTY else each.kind) in kinds)
    ]  # fmt: skip
    return frame(context, "organisation kind example source", sorted(rows))
