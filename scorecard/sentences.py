"""What is shown and what it says, as sentences: the view, headlines, sources. Nothing here counts or draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from scorecard.assess import Assessment, assess, assess_all, stages, what_it_takes
from scorecard.counts import Total
from scorecard.language import Language
from scorecard.look import ANSWER_MARKS, STATUS
from scorecard.measure import MISSING, Cube, Origin, Reconciled, Tally, by_county, reconcile
from scorecard.model import (
    EVERYTHING,
    Amount,
    AnswerState,
    Basis,
    Date,
    Measure,
    Message,
    Scale,
    Selection,
    Status,
    message,
    mid_sentence,
)
from scorecard.programme import Programme
from scorecard.records import Goal, Indicator, Recorded
from scorecard.store import StoredAnswer
from scorecard.wording import cut, spelled, too_few, wanted

if TYPE_CHECKING:
    from scorecard.outlook import Outlook


@dataclass(frozen=True, kw_only=True)
class Context:
    """A programme at a store version, as one view shows it in one language."""

    programme: Programme
    cube: Cube
    language: Language
    round: Date
    selection: Selection = EVERYTHING
    judgements: Mapping[tuple[str, Date], Recorded] = field(default_factory=dict)
    """What officers judged, by goal and round."""
    loss: float = 0.0
    """Yearly rate at which organisations of a far goal cease to fulfil, in its scenarios."""

    @cached_property
    def assessments(self) -> dict[str, Assessment]:
        """Every goal as the view selects."""
        found = assess_all(self.programme, self.cube, self.round, self.selection)
        return {each.goal.id: self._judged(each) for each in found}

    def _judged(self, assessment: Assessment) -> Assessment:
        """With what an officer judged, which goes before what the folder says."""
        recorded = self.judgements.get((assessment.goal.id, assessment.round))
        return replace(assessment, judgement=recorded) if recorded else assessment

    @cached_property
    def whole(self) -> Context:
        """The same without a selection."""
        return self if self.selection.everything else replace(self, selection=Selection())

    @cached_property
    def reconciled(self) -> list[Reconciled]:
        """What was published and can be counted from the answers, beside each other."""
        return self.cube.once(self.programme, "reconciled", lambda: reconcile(self.programme, self.cube))

    @property
    def totals(self) -> list[Total]:
        """The answers of the round to the programme's questions."""
        return [each for each in self.cube.totals(self.round) if each.indicator in self.programme.indicators]

    @cached_property
    def reported(self) -> frozenset[str]:
        """The kinds of evidence that the round's answers rest on; none where nothing has been loaded."""
        key = ("reported", self.round)
        return self.cube.once(self.programme, key, lambda: frozenset(each.evidence for each in self.totals))

    @property
    def differing(self) -> int:
        """How many published totals the answers do not give."""
        return sum(not row.agrees for row in self.reconciled)

    def sub_assessments(self, goal: Goal) -> list[Assessment]:
        return [self.assessments[each.id] for each in self.programme.sub_goals(goal)]

    def what_it_takes(self, goal: Goal) -> list[Message]:
        """What the figures ask the group to decide about a goal."""
        return what_it_takes(self.assessments[goal.id], self.sub_assessments(goal))

    def outlook(self, goal: Goal) -> Outlook | None:
        """Where a goal is heading, None where that cannot be asked."""
        from scorecard.outlook import outlook  # noqa: PLC0415  numpy, which a scorecard without forecasts does without

        return outlook(self.programme, self.cube, self.assessments[goal.id], loss=self.loss)

    def stages(self, goal: Goal) -> list[Assessment]:
        """A goal's milestones, each as a deadline of its own; a part has none."""
        return stages(self.programme, self.cube, goal, self.round) if self.selection.everything else []

    def at(self, round: Date, goal: Goal) -> Assessment:
        """A goal in another round."""
        return self._judged(assess(self.programme, self.cube, goal, round, self.selection))


def county_name(context: Context, code: str) -> str:
    """ "Skåne" for "Skåne län"; other areas by their own name."""
    county = context.programme.counties[code]
    if context.programme.settings.area is None:
        return (county.county_en or county.county_sv).removesuffix(" County").removesuffix(" län")
    return context.language.content({"sv": county.county_sv} | ({"en": county.county_en} if county.county_en else {}))


def place(context: Context) -> list[str]:
    """What the view narrows to, part by part."""
    selection, settings = context.selection, context.programme.settings
    parts: list[str] = []
    if selection.county:
        parts.append(county_name(context, selection.county))
    if selection.kind:
        parts.append(context.language.content(settings.kinds[selection.kind].plural).lower())
    if selection.evidence:
        parts.append(context.language(f"evidence.{selection.evidence}").lower())
    return parts


def how_many(programme: Programme, group: str, selection: Selection) -> int:
    """How many of a group a selection selects."""
    rules = programme.settings.groups[group]
    return len(programme.members(group, selection)) if rules.open else programme.size(group, selection) or 0


def shown(context: Context, group: str) -> Message:
    """The sentence above everything: how many of whom. "Visar 12 av 53: Skåne, kommuner"."""
    rules = context.programme.settings.groups[group]
    selected, everyone = (how_many(context.programme, group, each) for each in (context.selection, EVERYTHING))
    if not everyone:
        return message("shown.nobody", group=mid_sentence(rules.text))
    if context.selection.everything:
        key = "shown.everything" if context.programme.counties else "shown.whole"
        return message(key, count=selected, of=everyone, group=rules.short)
    return message("shown.part", count=selected, of=everyone, where=", ".join(place(context)), group=rules.short)


def evidence(context: Context, goal: Goal) -> Message | None:
    """On what the answers of the round rest; None where the view shows only some of them, or a goal's split is invented."""
    kinds = context.reported
    if not kinds:
        return message("evidence.none_yet")
    if context.selection.evidence or rests_on_sample(context.assessments[goal.id]):
        return None
    return message("evidence.mixed" if len(kinds) > 1 else f"evidence.all_{next(iter(kinds))}")


def status_words(context: Context, assessment: Assessment) -> str:
    """ "● Målet uppnått", with what makes it uncertain."""
    if assessment.status is None:
        return context.language("status.part")
    mark = STATUS[assessment.status].mark
    return f"{mark}\u00a0{status_text(context, assessment)}"


def status_text(context: Context, assessment: Assessment) -> str:
    key = "achieved_early" if assessment.early else str(assessment.status)
    missing = assessment.tally.missing if assessment.tally else 0
    words = context.language(f"status.{key}", missing=missing)
    return context.language("status.uncertain", status=words, missing=missing) if assessment.uncertain else words


def result(context: Context, assessment: Assessment) -> str:
    """ "42 av 53", "minst 36 av 310" where too little is known; an open group is told against its target."""
    found = assessment.tally
    if found is None:
        return context.language("form.judged_in_words" if assessment.judgement else "form.no_data")
    if not assessment.goal.counts_up:
        return measured_value(context, assessment.goal, found)
    of = found.of if found.of is not None or not context.selection.everything else assessment.target
    share = context.language.share(found.yes, None if of is None else int(of))
    return f"{context.language('form.at_least')} {share}" if assessment.status is Status.CANNOT_ASSESS else share


def goal_line(context: Context, assessment: Assessment) -> str:
    """A goal in one line: shape, name, result; what is no status has no shape."""
    mark = STATUS[assessment.status].mark if assessment.status else "–"
    name = f"{assessment.goal.id} {context.language.content(assessment.goal.label)}"
    return f"{mark} {name}: {result(context, assessment)}"


def measured_value(context: Context, goal: Goal, tally: Tally) -> str:
    """ "1 240", "3,82", "7 av 53"; the answers themselves where they are too few for a mean."""
    if tally.numbers is None:
        return context.language.share(tally.yes, tally.of)
    if tally.value is None or too_few(tally):
        return context.language.plain(spelled(tally.numbers)).rstrip(".")
    return context.language.number(cut(tally.value, goal.better) if goal.measure is Measure.MEAN else tally.value)


def milestone_lines(context: Context, goal: Goal) -> list[str]:
    """A goal's milestones as lines: when, what was agreed, how it stood and why."""
    say = context.language
    return [
        say(
            "milestone.line", due=each.goal.deadline or each.round, target=wanted(goal, each.target or 0),
            status=status_words(context, each), why=each.reason,
        )
        for each in context.stages(goal)
    ]  # fmt: skip


def change_of(goal: Goal, now: Tally, then: Tally) -> Amount | None:
    """What changed between two tallies as they are shown; None where one of them has too few answers for a mean."""
    if now.value is None or then.value is None or too_few(now) or too_few(then):
        return None
    if goal.measure is Measure.MEAN:
        return cut(now.value, goal.better) - cut(then.value, goal.better)
    return now.value - then.value


def source_line(context: Context, origins: Iterable[Origin]) -> str:
    """ "Källa: SKL 2014, s. 13. Självskattning, säker uppgift." """
    origins = list(origins)
    pages: dict[str, set[str]] = {}
    for origin in origins:
        for source, page in origin.sources:
            pages.setdefault(source, set()).update(page.split(", ") if page else ())
    named = [cite(context, source, ", ".join(sorted(found))) for source, found in sorted(pages.items())]
    bases = sorted({origin.basis for origin in origins})
    words = ", ".join(context.language(f"basis.{basis}") for basis in bases)
    certainties = sorted({origin.certainty for origin in origins})
    sure = ", ".join(context.language(f"certainty.{each}") for each in certainties)
    return context.language("source.line", sources="; ".join(named), basis=words, certainty=sure)


def cite(context: Context, source: str, page: str) -> str:
    """ "SKL 2014, s. 13"."""
    record = context.programme.sources[source]
    name = " ".join(part for part in (record.publisher, record.published[:4]) if part)
    if page[:1].isdigit():
        page = f"{context.language('source.page')} {page}"
    return f"{name}, {page}" if page else name


def year(round: str) -> str:
    """ "2013" for "2013-12-31"; what is no date stays as it is."""
    return round[:4] if len(round) == 10 else round


def headline(context: Context, page: str, goal: Goal) -> str:
    """The finding of a page as a sentence."""
    return HEADLINES[page](context, goal)


def _overview(context: Context, goal: Goal) -> str:
    say, tops = context.language, context.programme.top_goals
    if not context.selection.everything:
        return _part(context, goal)
    rest = [
        say(f"headline.long_{context.assessments[each.id].status}", goal=each.label)
        for each in tops
        if each.horizon == "long"
    ]
    return " ".join([*_short_goals(context), *rest])


def _short_goals(context: Context) -> list[str]:
    """How many short-term goals are met; where none is, of how many that can be said. Nothing where there is none."""
    short = [context.assessments[each.id] for each in context.programme.top_goals if each.horizon == "short"]
    assessed = [each for each in short if each.status is not Status.CANNOT_ASSESS]
    reached = [each for each in assessed if each.status is Status.ACHIEVED]
    apart = len(short) - len(assessed)
    if not assessed:
        return [context.language("headline.none_assessed", of=len(short))] if short else []
    if apart and not reached:
        return [context.language("headline.assessed", of=len(assessed), count=0, apart=apart)]
    return [context.language(f"headline.overview{_own_word(reached)}", of=len(short), count=len(reached))]


def _own_word(reached: Iterable[Assessment]) -> str:
    """On whose word goals are met, as the keys of headlines end."""
    if any(map(rests_on_sample, reached := list(reached))):
        return "_sample"
    return "_self" if any(each.self_assessed for each in reached) else ""


def _part(context: Context, goal: Goal) -> str:
    where, label = ", ".join(place(context)), mid_sentence(goal.label)
    key = "headline.part" if context.programme.goals[goal.id].measure is Measure.COUNT else "headline.part_measured"
    return context.language(key, where=where[:1].upper() + where[1:], goal=label, share=_share(context, goal))


def _goal(context: Context, goal: Goal) -> str:
    assessment = context.assessments[goal.id]
    if assessment.status is None:
        return _part(context, goal)
    if assessment.tally is None or assessment.target is None:
        return context.language("headline.goal_no_figure", goal=goal.label)
    if assessment.status is Status.CANNOT_ASSESS and not assessment.reason.key.startswith("reason.coverage"):
        return context.language("headline.goal_unassessed", goal=goal.label, share=_share(context, goal))
    if not goal.counts_up:
        words = message(f"status.{assessment.status}", missing=assessment.tally.missing)
        return context.language(
            "headline.goal_measured", goal=goal.label, status=words, value=measured_value(context, goal, assessment.tally),
            target=wanted(goal, assessment.target),
        )  # fmt: skip
    key = f"headline.goal_{assessment.status}" + _own_word([assessment] if assessment.status is Status.ACHIEVED else [])
    tally = assessment.tally
    return context.language(
        key, goal=goal.label, share=_share(context, goal), target=assessment.target, required=assessment.required or 0,
        missing=tally.missing, of=tally.of or tally.yes, not_asked=tally.missing,
    )  # fmt: skip


def _counties(context: Context, goal: Goal) -> str:
    if not context.programme.counties:
        return context.language("counties.no_areas")
    if context.selection.county:
        return _part(context, goal)
    if goal.measure is not Measure.COUNT:
        return context.language("headline.counties_measured", goal=mid_sentence(goal.label))
    tallies = by_county(context.programme, context.cube, goal, context.round, context.selection)
    most = max((each.yes for each in tallies.values()), default=0)
    if not most:
        return context.language("headline.counties_none", goal=mid_sentence(goal.label))
    names = [county_name(context, code) for code, each in tallies.items() if each.yes == most]
    where = context.language.enumeration(names)
    key = "headline.counties" if len(names) > 1 else "headline.counties_one"
    return context.language(key, where=where, count=most, goal=mid_sentence(goal.label))


def _organisations(context: Context, _: Goal) -> str:
    found = {each.goal.id: consequence(each) for each in context.whole.assessments.values()}
    changed = [goal for goal, each in found.items() if each == "changes"]
    blocked = sum(each == "blocks" for each in found.values())
    words = [context.language("headline.missing_blocks", count=blocked)] if blocked else []
    words += [context.language("headline.missing_matters", goals=context.language.enumeration(changed))] if changed else []
    return " ".join(words) or context.language("headline.missing_harmless")


def consequence(assessment: Assessment) -> str | None:
    """What the missing answers do to a goal: "blocks" its assessment, "changes" its status or "harmless"; None where nothing
    is missing."""
    if assessment.status is Status.CANNOT_ASSESS:
        return "blocks"
    if assessment.tally is None or not assessment.tally.missing:
        return None
    return "changes" if assessment.uncertain or assessment.status is Status.UNDECIDED else "harmless"


def _sources(context: Context, _: Goal) -> str:
    if not context.reconciled:
        return context.language("headline.sources_nothing")
    key = "headline.sources_differ" if context.differing else "headline.sources_agree"
    return context.language(key, count=context.differing or len(context.reconciled), of=len(context.reconciled))


def _rounds(context: Context, _: Goal) -> str:
    totals = context.totals
    missing = sum(each.organisations for each in totals if each.state is AnswerState.NOT_REPORTED)
    answers = sum(each.organisations for each in totals) - missing
    title = context.programme.round(context.round).title
    return context.language("headline.rounds", round=title, answers=answers, missing=missing)


def _method(context: Context, _: Goal) -> str:
    return context.language("headline.method")


def _accessibility(context: Context, _: Goal) -> str:
    return context.language("headline.accessibility")


def _share(context: Context, goal: Goal) -> str:
    tally = context.assessments[goal.id].tally
    return measured_value(context, goal, tally) if tally else context.language("form.no_data")


HEADLINES: dict[str, Callable[[Context, Goal], str]] = {
    "overview": _overview, "goal": _goal, "counties": _counties, "organisations": _organisations, "rounds": _rounds,
    "sources": _sources, "method": _method, "accessibility": _accessibility,
}  # fmt: skip


def meaning(indicator: Indicator, given: StoredAnswer | None) -> str:
    """What an answer means for the count: yes, under way, no or missing; a number where none of them is counted."""
    if given is None or given.state is not AnswerState.ANSWERED:
        return "missing"
    if not indicator.classed:
        return "number"
    if given.answer in indicator.yes:
        return "yes"
    return "under_way" if given.answer in indicator.under_way else "no"


def missing_words(context: Context, key: str) -> str:
    """The words for a missing answer; where the view selects by evidence, for one that is missing on that evidence."""
    evidence = context.selection.evidence
    return context.language(f"lacking.{evidence}" if evidence else key)


def answer_name(context: Context, name: str) -> str:
    """What the organisations are called that gave a kind of answer, as keys of charts and columns say it."""
    return missing_words(context, "answer.missing") if name == MISSING else context.language(f"answer.{name}")


def counting_words(context: Context, state: str) -> str:
    """ "räknas", "svar saknas"."""
    if state == MISSING:
        return missing_words(context, "counting.missing").lower()
    return context.language(f"counting.{state}")


def answer_words(context: Context, indicator: Indicator, given: StoredAnswer | None) -> str:
    """ "● Ja", "▲ På gång", "○ Saknas", "– Ej frågat"; a number of a scale keeps its number."""
    say = context.language
    if given is None or given.state is not AnswerState.ANSWERED:
        state = "not_asked" if given is None else str(given.state)
        lacking = state == AnswerState.NOT_REPORTED
        return f"{ANSWER_MARKS[state]} {missing_words(context, 'state.not_reported') if lacking else say(f'state.{state}')}"
    meant = meaning(indicator, given)
    words = say(f"answer.{meant}") if indicator.scale is Scale.YES_NO else given.answer
    return f"{ANSWER_MARKS[meant]} {words}"


def of_older_rounds(context: Context, found: Iterable[Tally]) -> list[str]:
    """That figures are of an older round than the one shown."""
    rounds = sorted({each.round for each in found} - {context.round})
    titles = [context.language.content(context.programme.round(each).title) for each in rounds]
    return [context.language("figure.older", rounds=context.language.enumeration(titles))] if titles else []


def sample_notice(context: Context) -> str:
    """That answers are invented, and whether their totals are still the published ones; empty where none is invented."""
    if not context.programme.has_sample:
        return ""
    if not context.differing:
        return context.language("sample.notice")
    return context.language("sample.notice_differs", count=context.differing)


def rests_on_sample(assessment: Assessment) -> bool:
    return assessment.tally is not None and assessment.tally.origin.basis is Basis.SAMPLE
