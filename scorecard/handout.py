"""A view in the form that is asked for: paper, slides, minutes, workbook or data. The one front door to all forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from scorecard.archive import csv_zip
from scorecard.briefing import Briefing, briefing
from scorecard.language import Language
from scorecard.ledger import ledger
from scorecard.minutes import Decision
from scorecard.model import Date, Message, message
from scorecard.sentences import Context
from scorecard.spreadsheet import workbook
from scorecard.store import Commit, StoredAnswer
from scorecard.tables import seen

Form = Callable[[Briefing, Language], bytes]


def _of(module: str, function: str) -> Form:
    """A form whose module is imported when it is asked for: what draws is slow to import."""

    def made(briefing: Briefing, language: Language) -> bytes:
        return bytes(getattr(import_module(module), function)(briefing, language))

    return made


FORMATS: dict[str, Form] = {
    "pdf": _of("scorecard.paper", "pdf"),
    "pptx": _of("scorecard.slides", "pptx"),
    "docx": _of("scorecard.protocol", "docx"),
    "xlsx": workbook,
    "csv": csv_zip,
}
CALCULATED = {"xlsx", "csv"}
"""Formats that are calculated on and not only read."""


def handout(
    context: Context, format: str, answers: Sequence[StoredAnswer], decisions: Sequence[Decision], locked: Commit | None,
    today: Date, step: Callable[[Message], None],
) -> bytes:  # fmt: skip
    """The file of a view in a format; `step` is told what is being done before it is done.

    Raises `KeyError` for a format that there is not.
    """
    form, visible = FORMATS[format], seen(context, answers)
    step(message("handout.gathers"))
    made = briefing(context, visible, decisions, locked, today)
    if format in CALCULATED:
        made = ledger(context, made, visible, decisions)
    step(message("handout.makes", format=format))
    return form(made, context.language)
