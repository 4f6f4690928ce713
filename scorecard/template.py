"""The workbook that officers fill in: a row per organisation, a column per question, filled with what is known."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecard import export, questionnaire
from scorecard.model import AnswerState, Date, Scale
from scorecard.questionnaire import concerns, written
from scorecard.records import Indicator, Organisation
from scorecard.sentences import Context
from scorecard.store import StoredAnswer

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Answers = Mapping[tuple[str, str], StoredAnswer]
WIDTHS = {"id": 20, "name": 34, "county": 10, "round": 12, "evidence": 18, "note": 40}
QUESTION_WIDTH = 24


def template(context: Context, answers: Iterable[StoredAnswer]) -> bytes:
    """The workbook for the round of a context, filled with its answers."""
    known = {(each.organisation, each.indicator): each for each in answers}
    questions = questionnaire.questions(context.programme, {indicator for _, indicator in known})
    rows = [
        each
        for each in context.programme.organisations.values()
        if any(concerns(question, each, known.get((each.id, question.id))) for question in questions)
    ]
    file = io.BytesIO()
    with export.new_workbook(file) as book:
        sheet = book.add_worksheet(context.language("template.sheet"))
        _explain(context, book, questions)
        _head(context, book, sheet, questions)
        text, outside = book.add_format({"num_format": "@"}), book.add_format({"bg_color": "#ECEFF2"})
        formats = {"text": text, "outside": outside, "date": book.add_format({"num_format": "yyyy-mm-dd"})}
        for number, organisation in enumerate(rows, start=1):
            _row(context, sheet, number, organisation, questions, known, formats)
        for place, question in enumerate(questions, start=len(_before(context))):
            sheet.data_validation(1, place, max(len(rows), 1), place, _validation(context, question))
        place = len(_before(context)) + len(questions)
        words = [questionnaire.evidence(context.language, each) for each in ("self_assessed", "verified")]
        sheet.data_validation(1, place, max(len(rows), 1), place, _list(context, words))
    return file.getvalue()


def _before(context: Context) -> list[str]:
    return ["id", "name", "county", "round"] if context.programme.counties else ["id", "name", "round"]


def _head(context: Context, book: Workbook, sheet: Worksheet, questions: Sequence[Indicator]) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    texts = [context.language.content(each.label) for each in questions]
    headers = [
        *(context.language(f"template.{each}") for each in _before(context)),
        *(text if texts.count(text) == 1 else each.id for each, text in zip(questions, texts, strict=True)),
        *(context.language(f"template.{each}") for each in ("evidence", "note")),
    ]
    widths = (
        [WIDTHS[each] for each in _before(context)]
        + [QUESTION_WIDTH] * len(questions)
        + [WIDTHS["evidence"], WIDTHS["note"]]
    )
    for place, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.write_string(0, place, header, bold)
        sheet.set_column(place, place, width)
    sheet.set_row(0, 90)
    sheet.freeze_panes(1, 2)


def _row(
    context: Context, sheet: Worksheet, number: int, organisation: Organisation, questions: Sequence[Indicator],
    known: Answers, formats: Mapping[str, Format],
) -> None:  # fmt: skip
    known_cells = {
        "id": organisation.id, "name": organisation.name, "county": organisation.county_code or "",
        "round": context.round.isoformat(),
    }  # fmt: skip
    for place, name in enumerate(_before(context)):
        sheet.write_string(number, place, known_cells[name], formats["text"])
    own = [known[organisation.id, each.id] for each in questions if (organisation.id, each.id) in known]
    for place, question in enumerate(questions, start=len(_before(context))):
        given = known.get((organisation.id, question.id))
        if not concerns(question, organisation, given):
            sheet.write_blank(number, place, None, formats["outside"])
        elif given is not None:
            _write(context, sheet, number, place, question, given, formats)
    bases, notes = {each.evidence for each in own}, {each.note for each in own}
    basis = questionnaire.evidence(context.language, bases.pop()) if len(bases) == 1 else ""
    place = len(_before(context)) + len(questions)
    for offset, text in enumerate((basis, notes.pop() if len(notes) == 1 else "")):
        sheet.write_string(number, place + offset, text, formats["text"])


def _write(
    context: Context, sheet: Worksheet, row: int, place: int, question: Indicator, given: StoredAnswer,
    formats: Mapping[str, Format],
) -> None:  # fmt: skip
    """An answer as Excel holds it: a number as a number, a date as a date, the rest in words."""
    text = written(context.language, question, given)
    if given.state is not AnswerState.ANSWERED or question.scale is Scale.YES_NO:
        sheet.write_string(row, place, text)
    elif question.scale is Scale.DATE:
        sheet.write_datetime(row, place, Date.fromisoformat(text), formats["date"])
    else:
        sheet.write_number(row, place, float(text))


def _validation(context: Context, question: Indicator) -> dict[str, Any]:
    not_applicable = context.language("state.not_applicable")
    if question.scale is Scale.YES_NO:
        return _list(context, [*(context.language(f"answer.{each}") for each in ("yes", "under_way", "no")), not_applicable])
    if question.scale is Scale.ONE_TO_FIVE:
        return _list(context, [*"12345", not_applicable])
    kinds = {
        Scale.INTEGER: {"validate": "integer", "criteria": ">=", "value": 0},
        Scale.PERCENT: {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100},
        Scale.DATE: {"validate": "date", "criteria": ">=", "value": Date(1990, 1, 1)},
    }
    return _refusal(context, f"scale.{question.scale}") | kinds[question.scale]


def _list(context: Context, words: list[str]) -> dict[str, Any]:
    return _refusal(context, "template.choose") | {"validate": "list", "source": words}


def _refusal(context: Context, expected: str) -> dict[str, Any]:
    """What Excel says to a wrong answer. It warns only: "Ej aktuellt" is an answer to every question."""
    say = context.language
    return {"error_type": "warning", "error_title": say("template.wrong"), "error_message": say(expected)}


def _explain(context: Context, book: Workbook, questions: Sequence[Indicator]) -> None:
    """The sheet that says how the workbook is filled in, and what each question and answer means."""
    say, round = context.language, context.programme.round(context.round)
    sheet = book.add_worksheet(say("template.explanation"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        f"{say.content(context.programme.settings.title)}: {say.content(round.title)} ({round.date.isoformat()})",
        say("template.answered_by", date=round.answered_by),
        *(say(f"template.how_{each}") for each in ("rows", "answers", "blank", "evidence", "load")),
    ]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, bold if number == 0 else None)
    top = len(lines) + 1
    for place, key in enumerate(("short", "question", "answers", "id")):
        sheet.write_string(top, place, say(f"template.column_{key}"), bold)
        sheet.set_column(place, place, (34, 70, 40, 24)[place])
    for number, question in enumerate(questions, start=top + 1):
        expected = say(f"scale.{question.scale}")
        for place, text in enumerate((say.content(question.label), say.content(question.text), expected, question.id)):
            sheet.write_string(number, place, text, wrapped)
