"""A cell is read as the answer it is, or refused in words: never guessed, never silently missing."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from scorecard.answers import NOT_APPLICABLE, NOT_REPORTED, read_answer
from scorecard.model import AnswerState, Message, Scale

ANSWERED = [
    (Scale.YES_NO, ("Ja", "JA ", "yes", "Yes"), "yes"),
    (Scale.YES_NO, ("På gång", "på  gång", "pågår", "under way", "under_way"), "under_way"),
    (Scale.YES_NO, ("Nej", "no", " NO"), "no"),
    (Scale.ONE_TO_FIVE, ("4", " 4 "), "4"),
    (Scale.INTEGER, ("1 200", "1\u00a0200", "01200"), "1200"),
    (Scale.PERCENT, ("12,5", "12.5", "12,5 %", "12.5%", "12,50"), "12.5"),
    (Scale.DATE, ("2013-12-31",), "2013-12-31"),
]


@pytest.mark.parametrize(
    ("scale", "text", "answer"), [(scale, text, answer) for scale, texts, answer in ANSWERED for text in texts]
)
def test_every_documented_spelling_of_an_answer_is_read(scale: Scale, text: str, answer: str) -> None:
    assert read_answer(scale, text) == (AnswerState.ANSWERED, answer)


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("text", ["", " ", "-", "–", "..", "Ej svar", "Obesvarad", "not reported"])
def test_not_reported_is_kept_apart_from_an_answer(scale: Scale, text: str) -> None:
    assert read_answer(scale, text) == (AnswerState.NOT_REPORTED, "")


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("text", ["Ej aktuellt", "not applicable"])
def test_not_applicable_is_kept_apart_from_not_reported(scale: Scale, text: str) -> None:
    assert read_answer(scale, text) == (AnswerState.NOT_APPLICABLE, "")


def test_no_spelling_means_two_kinds_of_missing() -> None:
    assert not NOT_REPORTED & NOT_APPLICABLE


REFUSED = {
    "bad_status": (Scale.YES_NO, ("kanske", "1", "SANT", "TRUE", "pa gang", "J\u0430", "x")),
    "excel_error": (Scale.PERCENT, ("#DIV/0!", "#VÄRDEFEL!", "#REF!", "#N/A", "#SAKNAS!", "#REFERENS!")),
    "out_of_range": (Scale.PERCENT, ("145", "101", "-1", "\u22125", "100,01")),
    "not_a_number": (Scale.PERCENT, ("45,5,5", "ca 45", "40-50", "<5", "45 kr", "1e400", "NaN", "inf", "2013-05-03")),
    "not_an_integer": (Scale.INTEGER, ("45,5", "1.5", "4.0")),
    "ambiguous_number": (Scale.INTEGER, ("1.250", "1,250", "1.250.000")),
    "date_serial": (Scale.DATE, ("45672",)),
    "bad_date": (Scale.DATE, ("03/31/2025", "03/04/2025", "2025-02-30", "31 mars", "20250331")),
    "published": (Scale.PUBLISHED, ("yes", "4")),
}  # fmt: skip


def refusal(scale: Scale, text: str) -> Message:
    found = read_answer(scale, text)
    assert isinstance(found, Message), f"{text!r} was read as {found}"
    return found


@pytest.mark.parametrize(
    ("code", "scale", "text"), [(code, scale, text) for code, (scale, texts) in REFUSED.items() for text in texts]
)
def test_what_is_no_answer_is_refused_for_what_it_is(code: str, scale: Scale, text: str) -> None:
    assert refusal(scale, text).key.rpartition(".")[2] == code


@pytest.mark.parametrize("text", ["0", "6", "4.0", "4,5", "-1", "fyra"])
def test_a_scale_of_one_to_five_has_five_answers(text: str) -> None:
    assert refusal(Scale.ONE_TO_FIVE, text).key == "answer.out_of_range"


@pytest.mark.parametrize("text", ["-1", "\u22125", "- 12"])
def test_a_number_of_organisations_is_never_negative(text: str) -> None:
    assert refusal(Scale.INTEGER, text).key == "answer.out_of_range"


def test_a_refusal_helps_where_it_can() -> None:
    assert refusal(Scale.YES_NO, "pa gang").values["near"] == "på gång"
    assert refusal(Scale.YES_NO, "J\u0430").values["character"] == "\u0430 (U+0430)"
    assert refusal(Scale.DATE, "45672").values["date"] == "2025-01-15"
    assert refusal(Scale.INTEGER, "1.250").values["plain"] == "1250"


CANONICAL = {
    Scale.YES_NO: any_of.sampled_from(["yes", "under_way", "no"]),
    Scale.ONE_TO_FIVE: any_of.sampled_from("12345"),
    Scale.INTEGER: any_of.integers(0, 10**12 - 1).map(str),
    Scale.PERCENT: any_of.integers(0, 100).map(str),
    Scale.DATE: any_of.dates().map(datetime.date.isoformat),
}


@pytest.mark.parametrize("scale", CANONICAL)
@given(data=any_of.data())
def test_a_canonical_answer_reads_back_to_itself(scale: Scale, data: any_of.DataObject) -> None:
    answer = data.draw(CANONICAL[scale])
    assert read_answer(scale, answer) == (AnswerState.ANSWERED, answer)


@pytest.mark.parametrize("scale", Scale)
@given(text=any_of.text(max_size=20))
def test_what_is_read_once_reads_the_same_again(scale: Scale, text: str) -> None:
    read = read_answer(scale, text)
    if not isinstance(read, Message) and read[0] is AnswerState.ANSWERED:
        assert read_answer(scale, read[1]) == read
