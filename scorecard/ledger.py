"""The briefing to calculate on: dates as dates, numbers as numbers, and every answer of the round. Writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from scorecard.briefing import Briefing, Section
from scorecard.minutes import Decision
from scorecard.model import AnswerState, Date
from scorecard.sentences import Context, answer_words, county_name
from scorecard.store import StoredAnswer
from scorecard.tables import evidence_words

DATES, NUMBERS = ("round", "due", "decided"), ("of", "version")
"""Columns that a briefing writes for reading, and that a spreadsheet sorts and calculates on."""
WHOLE = re.compile(r"0|[1-9]\d{0,14}")


def ledger(context: Context, made: Briefing, answers: Sequence[StoredAnswer], decisions: Iterable[Decision]) -> Briefing:
    """The same briefing with typed columns, and with the answers as the first section of its appendix."""
    days = _days(context, decisions)

    def typed(table: pd.DataFrame) -> pd.DataFrame:
        return _typed(context, table, days)

    def section(each: Section) -> Section:
        return replace(each, rows=typed(each.rows))

    pages = [replace(page, figures=[replace(each, table=typed(each.table)) for each in page.figures]) for page in made.pages]
    return replace(
        made, overview=section(made.overview), follow_up=section(made.follow_up), pages=pages,
        appendix=[_answers(context, answers), *(section(each) for each in made.appendix)],
    )  # fmt: skip


def _days(context: Context, decisions: Iterable[Decision]) -> Mapping[str, Date]:
    """Every date that the briefing has written in words."""
    found = [each.date for each in context.programme.rounds]
    found += [day for each in decisions for day in (each.due, each.decided) if day]
    return {context.language.date(each): each for each in found}


def _typed(context: Context, table: pd.DataFrame, days: Mapping[str, Date]) -> pd.DataFrame:
    """What is not a date or a whole number in such a column, "–" above all, stays as it is."""
    dates, numbers = ({context.language(f"column.{each}") for each in names} for names in (DATES, NUMBERS))
    columns = {
        **{name: table[name].astype(object).map(lambda cell: days.get(cell, cell)) for name in dates & {*table.columns}},
        **{name: table[name].astype(object).map(_number) for name in numbers & {*table.columns}},
    }
    return table.assign(**{str(name): cells.astype(object) for name, cells in columns.items()})


def _number(cell: object) -> object:
    return int(cell) if isinstance(cell, str) and WHOLE.fullmatch(cell) else cell


def _answers(context: Context, answers: Iterable[StoredAnswer]) -> Section:
    """A row for every organisation and question of the round that the view selects."""
    say, programme, selection = context.language, context.programme, context.selection
    rows = []
    for each in answers:
        organisation, question = programme.organisations.get(each.organisation), programme.indicators.get(each.indicator)
        if organisation is None or question is None:
            continue
        if selection.county not in (None, organisation.county_code) or selection.kind not in (None, organisation.kind):
            continue
        rows.append([
            organisation.id, organisation.name,
            county_name(context, organisation.county_code) if organisation.county_code else "–",
            say.content(programme.settings.kinds[organisation.kind].text), say.content(question.label),
            answer_words(context, question, each),
            say("ledger.answered" if each.state is AnswerState.ANSWERED else f"state.{each.state}"),
            evidence_words(context, organisation, each), each.note,
        ])  # fmt: skip
    columns = "organisation county kind question answer state evidence note"
    headers = [say("template.id"), *(say(f"column.{each}") for each in columns.split())]
    found = pd.DataFrame(rows, columns=headers)
    found = found if programme.counties else found.drop(columns=say("column.county"))
    return Section(name="answers", title=say("ledger.answers"), rows=found)
