"""What a cell answers: the scales of the questions, the spellings of their answers, and why a cell is none of them."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from scorecard.model import AnswerState, Message, Scale, message

Given = tuple[AnswerState, str]
"""An answer's state and its canonical form, the same however it was written."""

NOT_REPORTED = frozenset({"", "-", "–", "..", "ej svar", "obesvarad", "ej rapporterat", "no answer", "not reported"})
NOT_APPLICABLE = frozenset({"ej aktuellt", "not applicable", "not_applicable"})
YES_NO = {
    "ja": "yes", "yes": "yes",
    "på gång": "under_way", "pågår": "under_way", "under way": "under_way", "under_way": "under_way",
    "nej": "no", "no": "no",
}  # fmt: skip
EXCEL_ZERO = datetime.date(1899, 12, 30)


def read_answer(scale: Scale, text: str) -> Given | Message:
    """A cell as state and canonical answer, or why the scale does not know it. Blank is not reported."""
    shown = " ".join(text.split())
    plain = shown.casefold()
    if plain in NOT_REPORTED:
        return AnswerState.NOT_REPORTED, ""
    if plain in NOT_APPLICABLE:
        return AnswerState.NOT_APPLICABLE, ""
    if re.fullmatch(r"#[^\s].*[!?a-z]", plain):
        return message("answer.excel_error", found=shown)
    answer = READERS[scale](plain)
    if isinstance(answer, str):
        return AnswerState.ANSWERED, answer
    return message(answer.key, found=shown, expected=message(f"scale.{scale}"), **answer.values)


def look_alike(text: str) -> str | None:
    """The first letter that is not Latin though it may look so, with its Unicode number."""
    foreign = (each for each in text if each.isalpha() and not unicodedata.name(each, "LATIN").startswith("LATIN"))
    return next((f"{each} (U+{ord(each):04X})" for each in foreign), None)


def _yes_no(text: str) -> str | Message:
    if text in YES_NO:
        return YES_NO[text]
    if character := look_alike(text):
        return message("answer.look_alike.bad_status", character=character)
    near = difflib.get_close_matches(text, YES_NO, 1, cutoff=0.7)
    return message("answer.near.bad_status", near=near[0]) if near else message("answer.bad_status")


def _one_to_five(text: str) -> str | Message:
    return text if text in set("12345") else message("answer.out_of_range")


def _integer(text: str) -> str | Message:
    if re.fullmatch(r"\d{1,12}|\d{1,3}( \d{3})+", text):
        return str(int(text.replace(" ", "")))
    if re.fullmatch(r"[-−] ?[\d ]+", text):
        return message("answer.out_of_range")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
        return message("answer.ambiguous_number", plain=re.sub(r"\D", "", text))
    return message("answer.not_an_integer" if re.fullmatch(r"\d+[.,]\d+", text) else "answer.not_a_number")


def _percent(text: str) -> str | Message:
    number = re.fullmatch(r"([-−]?)(\d{1,12}(?:[.,]\d{1,12})?) ?%?", text)
    if number is None:
        return message("answer.not_a_number")
    value = Decimal(number[2].replace(",", "."))
    return message("answer.out_of_range") if number[1] or value > 100 else f"{value.normalize():f}"


def _date(text: str) -> str | Message:
    if re.fullmatch(r"[1-9]\d{4}", text):
        return message("answer.date_serial", date=(EXCEL_ZERO + datetime.timedelta(days=int(text))).isoformat())
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        return message("answer.bad_date")


READERS: Mapping[Scale, Callable[[str], str | Message]] = {
    Scale.YES_NO: _yes_no,
    Scale.ONE_TO_FIVE: _one_to_five,
    Scale.INTEGER: _integer,
    Scale.PERCENT: _percent,
    Scale.DATE: _date,
    Scale.PUBLISHED: lambda _: message("answer.published"),
}
