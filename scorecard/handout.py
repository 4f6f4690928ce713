"""A view in the form that is asked for: paper, slides, minutes, workbook or data. The one front door to all forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from scorecard.archive import csv_zip, packed
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
PACKAGE = "zip"
"""All formats in one file."""
SUFFIXES = {"csv": "csv.zip"}
"""Of formats whose files are not named after them."""

Step = Callable[[float, Message], None]
"""Told which part of the work is done, 0 to 1, and what is done next."""


def file_name(round: Date, format: str, language: Language) -> str:
    """What a handout of a round is called."""
    return language("handout.file", round=round, suffix=SUFFIXES.get(format, format))


def handout(
    context: Context, format: str, answers: Sequence[StoredAnswer], decisions: Sequence[Decision], locked: Commit | None,
    today: Date, step: Step,
) -> bytes:  # fmt: skip
    """The file of a view in a format, or the package of all formats.

    Raises `KeyError` for a format that there is not.
    """
    forms = {**FORMATS} if format == PACKAGE else {format: FORMATS[format]}
    step(0, message("handout.gathers"))
    visible = seen(context, answers)
    read = briefing(context, visible, decisions, locked, today)
    calculated = ledger(context, read, visible, decisions) if forms.keys() & CALCULATED else read
    files = {}
    for number, (name, form) in enumerate(forms.items(), start=1):
        step(number / (len(forms) + 1), message("handout.makes", format=name))
        files[name] = form(calculated if name in CALCULATED else read, context.language)
    if format != PACKAGE:
        return files[format]
    return packed({file_name(context.round, name, context.language): content for name, content in files.items()})
