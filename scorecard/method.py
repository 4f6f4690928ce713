"""How every status is computed, in words, with examples that the programme's own goals give. Judges nothing of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from scorecard.assess import Assessment, Position, Yardstick, assess_all, supposing, what_it_takes, yardstick
from scorecard.language import SMALLEST_FOR_PERCENT
from scorecard.measure import by_county
from scorecard.model import Basis, Certainty, Message, Status, Text, message
from scorecard.outlook import LONGEST_HORIZON, outlook
from scorecard.programme import Programme
from scorecard.sentences import Context, change_of, county_name, measured_value, year
from scorecard.tables import frame, judged_status

KINDS = {
    "achieved": Status.ACHIEVED, "achieved_early": Status.ACHIEVED, "on_track": Status.ON_TRACK,
    "near_plan": Status.NEAR_PLAN, "behind": Status.BEHIND, "uncertain": Status.BEHIND, "missed": Status.MISSED,
    "undecided": Status.UNDECIDED, "cannot_assess": Status.CANNOT_ASSESS,
}  # fmt: skip
"""Every way that a status can stand on a card, and the status whose mark it has."""
SUPPOSED_MISSING = 3
"""How many answers an example lacks where a status is about missing answers."""


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A status in a table: its words beside its mark."""

    status: Status
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, kw_only=True)
class Example:
    """A goal in a round, as it stood or as it would have stood."""

    assessment: Assessment
    supposed: bool


def kind_of(found: Assessment | Position) -> str:
    """Which of `KINDS` a position is."""
    if found.uncertain:
        return "uncertain"
    return "achieved_early" if found.early else str(found.status)


def examples(context: Context) -> dict[str, Example]:
    """One example for every kind: the newest that really stood, else the nearest that would have."""
    programme = context.programme
    return context.cube.once(programme, "examples of the method", lambda: _examples(programme, list(_stood(context))))


def _examples(programme: Programme, stood: Sequence[Assessment]) -> dict[str, Example]:
    found: dict[str, Example] = {}
    for each in stood:
        found.setdefault(kind_of(each), Example(assessment=each, supposed=False))
    for each in stood:
        if found.keys() >= KINDS.keys():
            break
        for kind, counts in _would_have_stood(programme, each):
            if kind not in found:
                found[kind] = Example(assessment=supposing(programme, each, *counts), supposed=True)
    return found


def _stood(context: Context) -> Iterator[Assessment]:
    """Every goal in every round, the newest round first."""
    for round in reversed(context.programme.rounds):
        yield from assess_all(context.programme, context.cube, round.date)


def _assessed(context: Context) -> Iterator[Assessment]:
    return (each for each in _stood(context) if each.status is not Status.CANNOT_ASSESS)


def _would_have_stood(programme: Programme, assessment: Assessment) -> Iterator[tuple[str, tuple[int, int]]]:
    """The kinds of the same goal with other counts of fulfilling and missing, those nearest to its own first, at first with
    no answer missing. Of what is no count to be raised nothing is supposed."""
    tally, target = assessment.tally, assessment.target
    if tally is None or target is None or assessment.status is Status.CANNOT_ASSESS or not assessment.goal.counts_up:
        return
    held, most = yardstick(programme, assessment.goal, target, assessment.round), tally.of or int(target) + SUPPOSED_MISSING
    for missing in (0, SUPPOSED_MISSING):
        counts = {min(tally.yes, most - missing), *turns(held, most, missing)} if missing <= most else set()
        for fulfilling in sorted(counts, key=lambda count: (abs(count - tally.yes), count)):
            yield kind_of(held.position(fulfilling, missing)), (fulfilling, missing)


def turns(held: Yardstick, most: int, missing: int) -> list[int]:
    """The counts from nought to `most` of which some may be missing: the ends of every stretch that has one position."""
    marks = {math.ceil(mark) - lacking for mark in held.marks for lacking in (0, missing)}
    ends = {0, most - missing, *marks, *(mark - 1 for mark in marks)}
    return sorted(end for end in ends if 0 <= end <= most - missing)


def statuses(context: Context) -> pd.DataFrame:
    """Every status with its mark, its rule and an example."""
    say, given = context.language, examples(context)
    margin = 100 - 100 * context.programme.settings.near_plan_margin
    coverage = say.percent(float(context.programme.settings.minimum_coverage))
    rows = []
    for kind in KINDS:
        example = given.get(kind)
        rule = say(f"method.status_{kind}", margin=margin, coverage=coverage)
        rows.append([_marked(context, kind, example), rule, _worked(context, example) if example else "–"])
    return frame(context, "status method_rule example", rows)


def _marked(context: Context, kind: str, example: Example | None) -> Marked:
    say, tally = context.language, example.assessment.tally if example else None
    missing = tally.missing if tally else SUPPOSED_MISSING
    if kind == "uncertain":
        found = example.assessment.status if example else None
        status = found or KINDS[kind]
        words = say("status.uncertain", status=say(f"status.{status}"), missing=missing)
        return Marked(status=status, words=words)
    return Marked(status=KINDS[kind], words=say(f"status.{kind}", missing=missing))


def _worked(context: Context, example: Example) -> str:
    key = "method.supposed" if example.supposed else "method.stood"
    return context.language.plain(message(key, reason=example.assessment.reason, **_which(context, example.assessment)))


def _which(context: Context, assessment: Assessment) -> dict[str, str | Text]:
    """The goal and the round of an example; a sub-goal with its id."""
    goal, say = assessment.goal, context.language
    name = say.content(goal.label) if goal.parent is None else f"{goal.id} {say.content(goal.label)}"
    return {"goal": name, "round": context.programme.round(assessment.round).short}


def before_deadline(context: Context) -> Assessment | None:
    """The newest goal that stood somewhere on its agreed path, None where every assessed goal was due."""
    return next(_before_deadline(context), None)


def _before_deadline(context: Context) -> Iterator[Assessment]:
    return (each for each in _assessed(context) if not _due(context, each))


def _counted_before_deadline(context: Context) -> Assessment | None:
    """The same of a count to be raised: only of one is there a limit between two counts."""
    return next((each for each in _before_deadline(context) if each.goal.counts_up), None)


def _due(context: Context, assessment: Assessment) -> bool:
    return yardstick(context.programme, assessment.goal, assessment.target or 0, assessment.round).due


def limits_title(context: Context) -> str:
    example = _counted_before_deadline(context)
    if example is None:
        return ""
    values = {"target": example.target or 0, "required": example.required or 0}
    return context.language("method.limits", **_which(context, example), **values)


def limits(context: Context) -> pd.DataFrame:
    """From which count on a goal before its deadline has which status, with every answer given."""
    example, rows = _counted_before_deadline(context), []
    if example is not None and example.tally is not None and example.target is not None:
        held = yardstick(context.programme, example.goal, example.target, example.round)
        counts: dict[str, list[int]] = {}
        for count in turns(held, example.tally.of or int(example.target), 0):
            counts.setdefault(kind_of(held.position(count, 0)), []).append(count)
        rows = [[_marked(context, kind, None), f"{min(found)}–{max(found)}"] for kind, found in reversed(counts.items())]
    return frame(context, "status number", rows)


def layers(context: Context) -> pd.DataFrame:
    """Position, what it takes and outlook: what each answers, and what it says of a goal."""
    say = context.language
    found: dict[str, Callable[[Context], str]] = {"position": _position, "needed": _needed, "outlook": _outlook}
    rows = [[say(f"method.layer_{name}"), say(f"method.about_{name}"), example(context)] for name, example in found.items()]
    return frame(context, "layer method_rule example", rows)


def _position(context: Context) -> str:
    counted = next(_assessed(context), None)
    return _worked(context, Example(assessment=counted, supposed=False)) if counted else "–"


def _needed(context: Context) -> str:
    example = before_deadline(context)
    return _told(context, example, *what_it_takes(example, [])) if example else "–"


def _outlook(context: Context) -> str:
    refused = context.cube.once(context.programme, "refused outlook", lambda: next(_refused(context), None))
    return _told(context, *refused) if refused else "–"


def _refused(context: Context) -> Iterator[tuple[Assessment, Message]]:
    """Of what no forecast is made, and why."""
    for each in _stood(context):
        found = outlook(context.programme, context.cube, each)
        if found and found.refused:
            yield each, found.refused


def _told(context: Context, assessment: Assessment, *what: Message) -> str:
    said = " ".join(context.language.plain(each) for each in what)
    return context.language("method.stood", reason=said, **_which(context, assessment))


def rules(context: Context) -> pd.DataFrame:
    """What holds for every number, why, and an example from the programme."""
    say, settings = context.language, context.programme.settings
    values = {
        "coverage": say.percent(float(settings.minimum_coverage)), "margin": 100 - 100 * settings.near_plan_margin,
        "fewest": SMALLEST_FOR_PERCENT, "times": LONGEST_HORIZON,
    }  # fmt: skip
    without = {"measured"} if all(each.counts_up for each in context.programme.goals.values()) else set()
    without |= set() if context.programme.has_sample else {"sample"}
    told = [name for name in RULES if name not in without]
    rows = [[say(f"method.{name}"), say(f"method.why_{name}", **values), RULES[name](context)] for name in told]
    return frame(context, "method_what method_rule example", rows)


def _own_measure(context: Context) -> str:
    """A goal that is reached while a sub-goal is not."""
    programme, cube = context.programme, context.cube
    found = cube.once(programme, "reached without its sub-goals", lambda: next(_deviating(context), None))
    return _told(context, *found) if found else "–"


def _deviating(context: Context) -> Iterator[tuple[Assessment, Message]]:
    stood = list(_stood(context))
    for each in stood:
        below = [other for other in stood if other.round == each.round and other.goal.parent == each.goal.id]
        first = what_it_takes(each, below)[0]
        if first.key == "need.deviation":
            yield each, first


def _missing(context: Context) -> str:
    lacking = [each for each in _stood(context) if each.tally and each.tally.not_reported and each.target]
    each = next((each for each in lacking if each.goal.counts_up), None)
    if each is None or each.tally is None:
        measured = next((each for each in lacking if each.status is not Status.CANNOT_ASSESS), None)
        return _told(context, measured, measured.reason) if measured else "–"
    tally, say = each.tally, context.language
    bounds = message(
        "missing.bounds", missing=tally.missing, share=say.share(tally.missing, tally.of), least=tally.yes,
        most=tally.yes + tally.missing, target=each.target,
    )  # fmt: skip
    return _told(context, each, bounds)


def _coverage(context: Context) -> str:
    lacking = (each for each in _stood(context) if each.reason.key.startswith("reason.coverage"))
    return next((_told(context, each, each.reason) for each in lacking), "–")


def _margin(context: Context) -> str:
    near = examples(context).get("near_plan")
    return _worked(context, near) if near else "–"


def _paired(context: Context) -> str:
    for each in _assessed(context):
        if each.tally and each.earlier and change_of(each.goal, each.tally, each.earlier) is not None:
            before, after = (
                tally.yes if tally.numbers is None else measured_value(context, each.goal, tally)
                for tally in (each.earlier, each.tally)
            )
            values = {"then": year(each.earlier.round.isoformat()), "before": before, "after": after}
            return _told(context, each, message("method.compared", **values))
    return "–"


def _breaks(context: Context) -> str:
    """The first question that was printed for an earlier year and may not be joined with its rounds."""
    programme, say = context.programme, context.language
    for row in programme.published:
        question = programme.indicators[row.indicator] if row.indicator else None
        rounds = context.cube.rounds(question.id) if question else []
        if question and rounds and row.round[:4] < str(min(rounds).year) and row.round not in question.comparable_with:
            earlier, later = year(row.round), year(min(rounds).isoformat())
            return say("method.not_joined", question=question.label, earlier=earlier, later=later)
    return "–"


def _small(context: Context) -> str:
    say = context.language
    counted = next(
        (each for each in _assessed(context) if each.tally and each.tally.of and each.tally.numbers is None), None
    )
    if counted is None or counted.tally is None or counted.tally.of is None:
        return "–"
    said = [
        say("method.stood", reason=say.share_and_percent(counted.tally.yes, counted.tally.of), **_which(context, counted))
    ]
    parts = by_county(context.programme, context.cube, counted.goal, counted.round)
    code = next((code for code, part in parts.items() if part.of and part.of < SMALLEST_FOR_PERCENT), None)
    if code is not None and (of := parts[code].of):
        said.append(f"{county_name(context, code)}: {say.share_and_percent(parts[code].yes, of)}")
    return ". ".join(said)


def _measured(context: Context) -> str:
    """A goal that is no count to be raised."""
    example = next((each for each in _assessed(context) if not each.goal.counts_up), None)
    return _told(context, example, example.reason) if example else "–"


def _sample(context: Context) -> str:
    invented = [each for each in context.programme.organisations.values() if each.sample]
    everyone = len(context.programme.organisations)
    return context.language("method.invented", count=len(invented), of=everyone) if invented else "–"


def _judgement(context: Context) -> str:
    judged = (each for each in _stood(context) if each.judgement and each.judgement.status and each.status)
    found = next(judged, None)
    return context.language("method.stood", reason=judged_status(context, found), **_which(context, found)) if found else "–"


RULES: dict[str, Callable[[Context], str]] = {
    "own_measure": _own_measure, "missing": _missing, "coverage": _coverage, "margin": _margin, "paired": _paired,
    "breaks": _breaks, "small": _small, "measured": _measured, "sample": _sample, "judgement": _judgement,
    "frozen": lambda _: "–",
}  # fmt: skip
"""`measured` is told where a goal is no count to be raised."""


def bases(context: Context) -> pd.DataFrame:
    """What a figure can rest on, weakest first."""
    say = context.language
    return frame(context, "basis meaning", [[say(f"basis.{each}"), say(f"method.basis_{each}")] for each in Basis])


def certainties(context: Context) -> pd.DataFrame:
    """How sure the reading of a source can be, least sure first."""
    say = context.language
    rows = [[say(f"certainty.{each}"), say(f"method.certainty_{each}")] for each in Certainty]
    return frame(context, "certainty meaning", rows)
