"""What a round asks of whom, and how an answer is written by somebody who answers. Nothing here reads or counts."""

from __future__ import annotations

from collections.abc import Collection

from scorecard.language import Language
from scorecard.model import AnswerState, Scale
from scorecard.programme import Programme
from scorecard.records import Indicator, Organisation
from scorecard.store import StoredAnswer


def questions(programme: Programme, asked: Collection[str]) -> list[Indicator]:
    """What a round has asked; where it has asked nothing yet every question that can be answered."""
    return [
        each for each in programme.indicators.values() if (each.id in asked if asked else each.scale is not Scale.PUBLISHED)
    ]


def concerns(question: Indicator, organisation: Organisation, given: StoredAnswer | None) -> bool:
    """Whether a question is put to an organisation, or has been."""
    return given is not None or question.group in organisation.groups


def written(language: Language, question: Indicator, given: StoredAnswer | None) -> str:
    """An answer as a file or a grid has it; blank where nothing is reported."""
    if given is None or given.state is AnswerState.NOT_REPORTED:
        return ""
    if given.state is AnswerState.NOT_APPLICABLE:
        return language("state.not_applicable")
    return language(f"answer.{given.answer}") if question.scale is Scale.YES_NO else given.answer


def evidence(language: Language, basis: str) -> str:
    """What an answer rests on, as the word that somebody chooses."""
    words = language(f"basis.{basis}")
    return words[:1].upper() + words[1:]
