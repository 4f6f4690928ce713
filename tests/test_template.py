"""The workbook that is handed out comes back as it is, whatever program has saved it."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from scorecard.difference import difference
from scorecard.language import languages
from scorecard.model import Date, Scale
from scorecard.programme import Programme
from scorecard.store import Store
from scorecard.submission import Submission, read_submission
from scorecard.template import template
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker

TODAY = Date(2026, 11, 22)
every_round = pytest.mark.parametrize("round", [FINAL, STATUS_REPORT], ids=str)
every_language = pytest.mark.parametrize("code", languages())


def made(context: ContextMaker, store: Store, round: Date = FINAL, code: str = "sv") -> bytes:
    return template(context(round, code=code), store.answers(store.version(), round=round))


def opened(file: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file))


def saved_as_csv(file: bytes, delimiter: str, encoding: str) -> bytes:
    """What Excel writes when the first sheet is saved as CSV."""
    rows = opened(file).worksheets[0].iter_rows(values_only=True)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [["" if cell is None else str(cell).replace(".0", "") for cell in row] for row in rows]
    )
    return text.getvalue().encode(encoding, "replace")


def changes(programme: Programme, store: Store, found: Submission, round: Date) -> int:
    assert not found.findings, [each.message for each in found.findings]
    return len(difference(programme, store, round, found.reported, store.version()).changes)


@every_round
@every_language
def test_a_template_that_comes_back_untouched_changes_nothing(
    programme: Programme, store: Store, context: ContextMaker, round: Date, code: str
) -> None:
    found = read_submission(programme, round, "svar.xlsx", made(context, store, round, code), TODAY)
    assert len(found.reported) > 50
    assert changes(programme, store, found, round) == 0


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")])
def test_a_template_saved_as_any_kind_of_csv_loads_as_it_is(
    programme: Programme, store: Store, context: ContextMaker, delimiter: str, encoding: str
) -> None:
    data = saved_as_csv(made(context, store), delimiter, encoding)
    assert changes(programme, store, read_submission(programme, FINAL, "svar.csv", data, TODAY), FINAL) == 0


def test_an_answer_changed_in_the_template_is_the_only_change(
    programme: Programme, store: Store, context: ContextMaker
) -> None:
    book = opened(made(context, store))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == programme.indicators["effects"].label["sv"])
    row = next(cell.row for cell in sheet["A"] if cell.value == "kommun-01")
    assert sheet.cell(row, column).value == "Ja"
    sheet.cell(row, column).value = "Nej"
    file = io.BytesIO()
    book.save(file)
    found = read_submission(programme, FINAL, "svar.xlsx", file.getvalue(), TODAY)
    (change,) = difference(programme, store, FINAL, found.reported, store.version()).changes
    assert (change.after.organisation, change.after.indicator, change.after.answer) == ("kommun-01", "effects", "no")


@every_language
def test_every_question_has_its_answers_to_choose_from(context: ContextMaker, store: Store, code: str) -> None:
    sheet = opened(made(context, store, code=code)).worksheets[0]
    lists = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    headers = [cell.value for cell in sheet[1]]
    assert len(lists) == len(headers) - 5  # all but id, name, county, round and comment
    assert not [each for each in lists if len(str(each.formula1)) > 255]


def test_the_template_explains_itself_and_asks_what_the_round_asked(
    programme: Programme, context: ContextMaker, store: Store
) -> None:
    answers, explanation = opened(made(context, store, STATUS_REPORT)).worksheets
    asked = {each.indicator for each in store.answers(store.version(), round=STATUS_REPORT)}
    assert [cell.value for cell in answers[1]][4:-2] == [
        programme.indicators[each].label["sv"] for each in programme.indicators if each in asked
    ]
    said = [str(cell.value) for row in explanation.iter_rows() for cell in row]
    assert any("Tom cell betyder att svar saknas, aldrig nej" in each for each in said)
    assert {programme.indicators[each].text["sv"] for each in asked} <= set(said)


def test_a_round_without_answers_asks_every_question_that_can_be_answered(
    programme: Programme, context: ContextMaker
) -> None:
    sheet = opened(template(context(), [])).worksheets[0]
    asked = [each for each in programme.indicators.values() if each.scale is not Scale.PUBLISHED]
    groups = {each.group for each in asked}
    expected = [each.id for each in programme.organisations.values() if groups & set(each.groups)]
    assert [cell.value for cell in sheet["A"]][1:] == expected
    assert sheet.max_column - 6 == len(asked)


def test_a_template_of_another_round_is_refused(programme: Programme, store: Store, context: ContextMaker) -> None:
    found = read_submission(programme, STATUS_REPORT, "svar.xlsx", made(context, store, FINAL), TODAY)
    assert [each.code for each in found.errors] == ["wrong_round"]
    assert found.reported == ()
