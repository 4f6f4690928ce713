"""Whether a programme folder holds together: references resolve, texts are complete, answers fit their questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import pairwise
from pathlib import Path
from typing import get_args

from scorecard.answers import read_answer
from scorecard.language import languages
from scorecard.load import (
    KeyPath,
    ProgrammeError,
    Reading,
    programme_folder,
    read_programme,
    read_round,
    round_files,
)
from scorecard.model import (
    MEAN_STEPS,
    SCALE_ENDS,
    Amount,
    AnswerState,
    Better,
    Date,
    Measure,
    Message,
    Problem,
    Scale,
    Text,
    message,
)
from scorecard.programme import Programme
from scorecard.records import Answer, Goal, Indicator, Written

Reference = tuple[Written, KeyPath, str | None, Container[str], str]
"""A record, where in it, the id it names, the ids there are, and what they are ids of."""

STANDS_IN = {
    "county": "counties.csv", "municipality": "municipalities.csv", "organisation": "organisations.csv",
    "indicator": "indicators.toml", "source": "sources.toml", "training": "training.csv",
}  # fmt: skip
REGISTERS = ("organisations.csv", "counties.csv", "municipalities.csv")
PLAIN = r"[^\s@<>()\[\]\\]+"
CONTACT = {"email": rf"{PLAIN}@{PLAIN}\.{PLAIN}", "url": r"https?://[^\s<>()\[\]\\]+"}
"""What a way to reach the owner looks like; nothing that ends a link where it is shown."""
INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode categories that hide or reorder what is read: control, zero width, bidirectional, line ends."""


def open_programme(folder: str | Path | None = None) -> Programme:
    """The programme of a folder (see `programme_folder`); raises `ProgrammeError` with all problems if it has any."""
    programme, problems = check(programme_folder(folder))
    if programme is None or problems:
        raise ProgrammeError(problems)
    return programme


def check(folder: Path) -> tuple[Programme | None, list[Problem]]:
    """The programme if its settings could be read, and every problem of the folder in file order."""
    programme, reading = read_programme(folder)
    if programme is not None:
        for find in (_contact, _goals, _measures, _references, _texts, _names, _indicators, _genders, _rounds):
            find(programme, reading)
    return programme, sorted(reading.problems)


def _contact(programme: Programme, reading: Reading) -> None:
    contact = programme.settings.contact
    if contact is None:
        return
    if not (contact.email or contact.url):
        reading.tell_of(programme.settings, ("contact",), message("check.contact_empty"))
    for name, form in CONTACT.items():
        given = getattr(contact, name)
        if given and not re.fullmatch(form, given):
            reading.tell_of(programme.settings, ("contact", name), message(f"check.contact_{name}", found=given))


def _references(programme: Programme, reading: Reading) -> None:
    for record, path, name, known, what in _all_references(programme):
        if name is not None:
            _resolve(reading, record, path, name, known, what)


def _resolve(reading: Reading, record: Written, path: KeyPath, name: str, known: Container[str], what: str) -> None:
    if name not in known and name not in reading.broken and STANDS_IN.get(what) not in reading.broken:
        reading.tell_of(record, path, message("check.unknown", value=name, what=message(f"check.what.{what}")))


def _all_references(programme: Programme) -> Iterable[Reference]:
    settings, tops = programme.settings, {goal.id for goal in programme.top_goals}
    rounds = {each.date.isoformat() for each in programme.rounds}
    for goal in programme.goals.values():
        yield goal, ("parent",), goal.parent, tops, "goal"
        if goal.rule:
            yield goal, ("rule", "indicator"), goal.rule.indicator, programme.indicators, "indicator"
        for number, judgement in enumerate(goal.judgements):
            yield goal, ("judgements", number, "round"), judgement.round.isoformat(), rounds, "round"
            yield goal, ("judgements", number, "source"), judgement.source, programme.sources, "source"
        for theme in goal.themes:
            yield goal, ("themes",), theme, settings.themes, "theme"
    for indicator in programme.indicators.values():
        yield indicator, ("theme",), indicator.theme, settings.themes, "theme"
        for round in indicator.comparable_with:
            yield indicator, ("comparable_with",), round, rounds, "round"
        for gender, part in indicator.by_gender.items():
            yield indicator, ("by_gender", gender), part, programme.indicators, "indicator"
    yield from _settings_references(programme)
    yield from _column_references(programme)


def _settings_references(programme: Programme) -> Iterable[Reference]:
    settings = programme.settings
    written_groups = [name for name, group in settings.groups.items() if not group.kinds]
    for language in settings.languages:
        yield settings, ("languages",), language, languages(), "language"
    for name, group in settings.groups.items():
        for kind in group.registers:
            yield settings, ("groups", name, "registers"), kind, settings.kinds, "kind"
        for kind in group.kinds:
            yield settings, ("groups", name, "kinds"), kind, settings.kinds, "kind"
        yield settings, ("groups", name, "part_of"), group.part_of, written_groups, "group"
    for name, theme in settings.themes.items():
        for part in theme.training:
            yield settings, ("themes", name, "training"), part, {each.part_sv for each in programme.training}, "training"
    for number, each in enumerate(settings.rounds):
        yield settings, ("rounds", number, "source"), each.source, programme.sources, "source"
    for number, footnote in enumerate(settings.footnotes):
        yield settings, ("footnotes", number, "source"), footnote.source, programme.sources, "source"
        for name in footnote.goals:
            yield settings, ("footnotes", number, "goals"), name, programme.goals, "goal"
        for name in footnote.indicators:
            yield settings, ("footnotes", number, "indicators"), name, programme.indicators, "indicator"


def _column_references(programme: Programme) -> Iterable[Reference]:
    """References that a record makes by the name of its field."""
    settings = programme.settings
    known: dict[str, tuple[Container[str], str]] = {
        "source": (programme.sources, "source"),
        "kind": (settings.kinds, "kind"),
        "group": (settings.groups, "group"),
        "indicator": (programme.indicators, "indicator"),
        "county_code": (programme.counties, "county"),
        "municipality_code": (programme.municipalities, "municipality"),
    }
    records: list[Written] = [
        *programme.goals.values(), *programme.indicators.values(), *programme.organisations.values(),
        *programme.counties.values(), *programme.municipalities.values(), *programme.published,
        *programme.engagement, *programme.training, *programme.funding,
    ]  # fmt: skip
    for record in records:
        for name, (ids, what) in known.items():
            if name in type(record).model_fields:
                yield record, (name,), getattr(record, name), ids, what
    for organisation in programme.organisations.values():
        for group in organisation.groups:
            yield organisation, ("groups",), group, settings.groups, "group"


def _texts(programme: Programme, reading: Reading) -> None:
    """Every text stands in every language of the programme."""
    records = (programme.goals, programme.indicators, programme.sources)
    written = [each for each in programme.settings.languages if each in languages()]
    for record in (programme.settings, *(each for some in records for each in some.values())):
        for path, text in _text_fields(record, ()):
            for language in written:
                if not text.get(language, "").strip():
                    reading.tell_of(record, path, message("check.no_translation", language=language))


def _text_fields(record: Written, path: KeyPath) -> Iterable[tuple[KeyPath, Text]]:
    for name, field in type(record).model_fields.items():
        value, here = getattr(record, name), (*path, name)
        if value is not None and Text in (field.annotation, *get_args(field.annotation)):
            yield here, value
        elif isinstance(value, Written):
            yield from _text_fields(value, here)
        elif isinstance(value, dict | tuple):
            for key, each in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(each, Written):
                    yield from _text_fields(each, (*here, key))


def _names(programme: Programme, reading: Reading) -> None:
    """A name is only a name: no address that a screen would make a link, nothing that cannot be seen, and one's own."""
    seen: set[str] = set()
    for organisation in programme.organisations.values():
        name = organisation.name
        if name.casefold() in seen:
            reading.tell_of(organisation, ("name",), message("check.duplicate", value=name))
        seen.add(name.casefold())
        if "://" in name or any(unicodedata.category(each) in INVISIBLE for each in name):
            reading.tell_of(organisation, ("name",), message("check.name"))


def _goals(programme: Programme, reading: Reading) -> None:
    sizes_known = not any(each.file in REGISTERS for each in reading.problems)
    for goal in programme.goals.values():
        indicator = programme.indicators.get(goal.rule.indicator) if goal.rule else None
        size = programme.size(goal.group) if goal.group in programme.settings.groups else None
        target = goal.target.of(size, goal.better) if goal.target else None
        dates = [point.date for point in (goal.baseline, *goal.milestones) if point]
        findings: dict[str, tuple[KeyPath, bool]] = {
            "rule_published": (("rule", "indicator"), indicator is not None and indicator.scale is Scale.PUBLISHED),
            "target_form": (("target",), goal.target is not None and not goal.target.well_formed),
            "target_open": (("target",), goal.target is not None and goal.target.share is not None and size is None),
            "target_large": (
                ("target",),
                sizes_known and goal.measure is Measure.COUNT and target is not None and size is not None and target > size,
            ),
            "dates_order": (("milestones",), dates != sorted(set(dates)) or dates[-1:] >= [goal.deadline or Date.max]),
        }
        for key, (path, wrong) in findings.items():
            if wrong:
                reading.tell_of(goal, path, message(f"check.{key}"))


NUMBERS = {Measure.SUM: {Scale.INTEGER}, Measure.MEAN: set(SCALE_ENDS)}
"""The scales whose answers can be summed, and averaged."""


def _measures(programme: Programme, reading: Reading) -> None:
    """A goal's target and path are in the unit of what its rule measures, and go the way that is better."""
    for goal in programme.goals.values():
        indicator = programme.indicators.get(goal.rule.indicator) if goal.rule else None
        for key, path in _measure_findings(goal, indicator):
            reading.tell_of(goal, path, message(f"check.{key}"))


def _measure_findings(goal: Goal, indicator: Indicator | None) -> Iterable[tuple[str, KeyPath]]:
    points = [each.value for each in (goal.baseline, *goal.milestones) if each]
    wanted = goal.target.value if goal.target else None
    values = [*points, *([] if wanted is None else [wanted])]
    counted = goal.measure is Measure.COUNT
    if goal.target and goal.target.well_formed and counted != (wanted is None):
        yield "target_count" if counted else "target_value", ("target",)
    if counted and any(value != int(value) for value in points):
        yield "whole_points", ("milestones",)
    if any((value * MEAN_STEPS) % 1 for value in values):
        yield "too_precise", ("target",)
    steps = pairwise(
        values if wanted is not None or not (goal.target and goal.target.count) else [*values, goal.target.count]
    )
    if any((after < before) if goal.better is Better.HIGHER else (after > before) for before, after in steps):
        yield "path_higher" if goal.better is Better.HIGHER else "path_lower", ("baseline",)
    if indicator is None or indicator.scale is Scale.PUBLISHED:
        return
    if counted and not indicator.yes:
        yield "rule_no_yes", ("rule", "indicator")
    elif not counted and indicator.scale not in NUMBERS[goal.measure]:
        yield "rule_sum" if goal.measure is Measure.SUM else "rule_mean", ("rule", "kind")
    elif goal.measure is Measure.MEAN and any(not _on_scale(indicator.scale, value) for value in values):
        yield "target_scale", ("target",)


def _on_scale(scale: Scale, value: Amount) -> bool:
    lowest, highest = SCALE_ENDS[scale]
    return lowest <= value and (highest is None or value <= highest)


def _genders(programme: Programme, reading: Reading) -> None:
    """Women, men and unknown of a number are asked for on the same scale, of the same organisations."""
    for indicator in programme.indicators.values():
        parts = [programme.indicators[name] for name in indicator.by_gender.values() if name in programme.indicators]
        findings = {
            "gender_pair": bool(indicator.by_gender) and not {"women", "men"} <= set(indicator.by_gender),
            "gender_scale": bool(indicator.by_gender) and indicator.scale not in SCALE_ENDS,
            "gender_part": any((each.scale, each.group) != (indicator.scale, indicator.group) for each in parts)
            or any(each.by_gender for each in parts),
        }
        for key, wrong in findings.items():
            if wrong:
                reading.tell_of(indicator, ("by_gender",), message(f"check.{key}"))


def _indicators(programme: Programme, reading: Reading) -> None:
    for indicator in programme.indicators.values():
        classes = (indicator.yes, indicator.under_way, indicator.no)
        for name, answers in zip(("yes", "under_way", "no"), classes, strict=True):
            for answer in answers:
                if read_answer(indicator.scale, answer) != (AnswerState.ANSWERED, answer):
                    expected = message(f"scale.{indicator.scale}")
                    reading.tell_of(indicator, (name,), message("check.answer", found=answer, expected=expected))
                elif sum(answer in each for each in classes) > 1:
                    reading.tell_of(indicator, (name,), message("check.two_classes", value=answer))


def _rounds(programme: Programme, reading: Reading) -> None:
    calendar = {each.date.isoformat() for each in programme.rounds}
    for file in round_files(programme.folder):
        seen: set[tuple[str, str]] = set()
        answers = read_round(reading, file)
        if Path(file).stem not in calendar:
            reading.tell(file, (), message("check.round_not_in_calendar", value=Path(file).stem))
        for answer in answers:
            _answer(programme, reading, answer)
            if (answer.organisation, answer.indicator) in seen:
                value = f"{answer.organisation}, {answer.indicator}"
                reading.tell_of(answer, ("organisation",), message("check.duplicate", value=value))
            seen.add((answer.organisation, answer.indicator))


def _answer(programme: Programme, reading: Reading, answer: Answer) -> None:
    known: dict[str, Container[str]] = {"organisation": programme.organisations, "indicator": programme.indicators}
    for name, ids in known.items():
        _resolve(reading, answer, (name,), getattr(answer, name), ids, name)
    indicator = programme.indicators.get(answer.indicator)
    read = read_answer(indicator.scale, answer.answer) if indicator else None
    if isinstance(read, Message):
        reading.tell_of(answer, ("answer",), read)
