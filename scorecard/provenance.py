"""Where every figure comes from, as tables: published beside computed, sources, real names, definitions, gaps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from scorecard.model import Basis, Status, Text
from scorecard.records import Goal
from scorecard.sentences import Context, cite, county_name, year
from scorecard.tables import frame


def reconciliation(context: Context) -> pd.DataFrame:
    """Computed from the answers beside what was published, what differs first."""
    say = context.language
    return frame(
        context,
        "figure question answer computed published agrees source",
        [
            [
                row.published.figure, _what(context, row.published.indicator, row.published.kind),
                _category(context, row.published.category), row.computed, row.published.count,
                say("form.agrees" if row.agrees else "form.differs"),
                cite(context, row.published.source, row.published.page),
            ]
            for row in sorted(context.reconciled, key=lambda row: row.agrees)
        ],
    )  # fmt: skip


def reconciliation_note(context: Context) -> str:
    """What the comparison shows where the answers are invented; empty where they are not."""
    if not context.programme.has_sample:
        return ""
    return context.language("sources.reconciliation_differs" if context.differing else "sources.reconciliation_note")


def _what(context: Context, indicator: str | None, kind: str | None) -> str:
    say, programme = context.language, context.programme
    parts = [say.content(programme.indicators[indicator].label)] if indicator else []
    parts += [say.content(programme.settings.kinds[kind].plural)] if kind else []
    return ", ".join(parts) or say("form.all_organisations")


def _category(context: Context, category: str) -> str:
    """The words for what was counted; an answer of a scale stands for itself."""
    key = f"answer.{category}"
    return context.language(key) if key in context.language.keys else category


def published(context: Context) -> pd.DataFrame:
    """Every published figure with its page, basis and certainty."""
    say = context.language
    return frame(
        context,
        "figure question round answer printed of basis certainty source note",
        [
            [
                row.figure, _what(context, row.indicator, row.kind), year(row.round), _category(context, row.category),
                row.printed or say("form.no_data"), say.number(row.of) if row.of else "–", say(f"basis.{row.basis}"),
                say(f"certainty.{row.certainty}"), cite(context, row.source, row.page), worded(context, row, "note"),
            ]
            for row in context.programme.published
        ],
    )  # fmt: skip


def nearby(context: Context, goal: Goal) -> pd.DataFrame:
    """What is known beside a far goal that nobody has measured, by year: it is no result. Empty for any other goal."""
    if goal.horizon != "long" or context.whole.assessments[goal.id].status is not Status.CANNOT_ASSESS:
        return frame(context, "question round printed source", [])
    published = [
        [_what(context, row.indicator, row.kind), row.round, row.printed, cite(context, row.source, "")]
        for row in context.programme.published
        if row.basis is Basis.PROXY and row.printed
    ]
    named: dict[tuple[str, str], int] = {}
    for row in context.programme.engagement:
        if row.scheme == "model":
            named[row.period, row.source] = named.get((row.period, row.source), 0) + 1
    what = context.language("scheme.model")
    taking_part = [
        [what, period, context.language("form.named", count=number), cite(context, source, "")]
        for (period, source), number in named.items()
    ]
    return frame(context, "question round printed source", published + taking_part)  # fmt: skip


def involved_by_county(context: Context) -> pd.DataFrame:
    """How many of every county's municipalities signed the CEMR charter or took part as model municipalities, of those
    that could be named. Commitment and participation, not results."""
    programme = context.programme
    rows: list[list[Any]] = []
    for code, county in programme.counties.items():
        if context.selection.county not in (None, code):
            continue
        named = {
            scheme: {
                each.municipality_code
                for each in programme.engagement
                if each.county_code == code and each.scheme == scheme and each.municipality_code
            }
            for scheme in ("cemr", "model")
        }
        both = named["cemr"] | named["model"]
        rows.append([county_name(context, code), county.n_municipalities, *map(len, named.values()), len(both)])
    rows.sort(key=lambda row: (-row[-1], row[0]))
    return frame(context, "county municipalities cemr model involved", rows)


def training(context: Context) -> pd.DataFrame:
    """Participants by part, role and gender."""
    say = context.language
    return frame(
        context,
        "part role gender period printed basis certainty source",
        [
            [
                worded(context, row, "part"), worded(context, row, "role"), say(f"gender.{row.gender}"), row.period,
                row.printed, say(f"basis.{row.basis}"), say(f"certainty.{row.certainty}"),
                cite(context, row.source, row.page),
            ]
            for row in context.programme.training
        ],
    )  # fmt: skip


def funding(context: Context) -> pd.DataFrame:
    """Money and other single numbers."""
    say = context.language
    return frame(
        context,
        "what value unit period basis certainty source",
        [
            [
                worded(context, row, "text"), row.printed, worded(context, row, "unit"), row.period,
                say(f"basis.{row.basis}"), say(f"certainty.{row.certainty}"), cite(context, row.source, row.page),
            ]
            for row in context.programme.funding
        ],
    )  # fmt: skip


def engagement(context: Context) -> pd.DataFrame:
    """Real organisations that took part or promised something, in the county shown. Not results."""
    say = context.language
    found = frame(
        context,
        "scheme organisation county period detail certainty source note",
        [
            [
                say(f"scheme.{row.scheme}"), row.name, county_name(context, row.county_code) if row.county_code else "–",
                row.period or "–", worded(context, row, "detail"), say(f"certainty.{row.certainty}"),
                cite(context, row.source, row.page), worded(context, row, "note"),
            ]
            for row in context.programme.engagement
            if context.selection.county in (None, row.county_code)
        ],
    )  # fmt: skip
    return found if context.programme.counties else found.drop(columns=say("column.county"))


def involved(context: Context) -> pd.DataFrame:
    """The real organisations of the county shown that took part or promised something, by name. Not results."""
    return frame(
        context,
        "organisation scheme period source",
        [
            [row.name, context.language(f"scheme.{row.scheme}"), row.period or "–", cite(context, row.source, "")]
            for row in context.programme.engagement
            if row.county_code == context.selection.county
        ],
    )


def sources(context: Context) -> pd.DataFrame:
    return frame(
        context,
        "publisher title published address note",
        [[each.publisher, each.title, each.published or "–", each.url or "–",
          context.language.content(each.note) if each.note else "–"]
         for each in context.programme.sources.values()],
    )  # fmt: skip


def rules(context: Context) -> pd.DataFrame:
    """How every goal is counted."""
    say, settings = context.language, context.programme.settings
    return frame(
        context,
        "goal goal_text rule group source",
        [
            [
                goal.id, say.content(goal.text), say.content(goal.rule.text) if goal.rule else say("form.no_rule"),
                say.content(settings.groups[goal.group].text), cite(context, goal.source, goal.page),
            ]
            for goal in context.programme.goals_in_order
        ],
    )  # fmt: skip


def glossary(context: Context) -> pd.DataFrame:
    rows = [[each.sv, each.en, cite(context, each.source, "")] for each in context.programme.glossary]
    return frame(context, "term_sv term_en source", rows)


def footnotes(context: Context, goal: Goal | None = None, indicators: Iterable[str] = ()) -> list[str]:
    """What sources contradict themselves on, about a goal with its sub-goals and about questions; everything where
    neither is named."""
    about = [goal, *context.programme.sub_goals(goal)] if goal else []
    goals, asked = {each.id for each in about}, {*indicators, *(each.rule.indicator for each in about if each.rule)}
    everything = not goals and not asked
    return [
        f"{context.language.content(each.text)} ({cite(context, each.source, each.page)})"
        for each in context.programme.settings.footnotes
        if everything or goals & set(each.goals) or asked & set(each.indicators)
    ]


def limits(context: Context) -> pd.DataFrame:
    """Contradictions and gaps as one table."""
    told = [("figure.footnotes", footnotes(context)), ("sources.gaps", gaps(context))]
    return frame(context, "kind note", [[context.language(key), line] for key, lines in told for line in lines])


def gaps(context: Context) -> list[str]:
    """What was looked for and not found."""
    return [context.language.content(each.text) for each in context.programme.settings.gaps]


def worded(context: Context, row: Any, field: str) -> str:
    """A field written as `field_sv` and `field_en`, or as `field` (the first language) and `field_en`."""
    languages, first = context.programme.settings.languages, getattr(row, field, "")
    texts: Text = {code: words for code in languages if (words := getattr(row, f"{field}_{code}", first))}
    return context.language.content(texts) if texts else "–"
