"""Rows of answers as the store takes them."""

from __future__ import annotations

from scorecard.model import AnswerState, Date
from scorecard.store import Row


def answer(organisation: str, given: str, *, round: str = "2013-12-31", indicator: str = "effects") -> Row:
    """A self-assessed answer to a question of a round."""
    return {
        "round": Date.fromisoformat(round), "organisation": organisation, "indicator": indicator,
        "state": AnswerState.ANSWERED, "answer": given, "evidence": "self_assessed", "note": "",
    }  # fmt: skip
