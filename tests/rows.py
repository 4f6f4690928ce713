"""Answers as the store takes them, and decisions as a group has taken them."""

from __future__ import annotations

from scorecard.minutes import Decision, State
from scorecard.model import AnswerState, Date, Status
from scorecard.store import Row
from tests.conftest import FINAL

DECISIONS = tuple(
    Decision(
        id=number, version=number, text=f"Beslut nummer {number} om underlaget", owner="Ordföranden", due=Date(2014, 1, number),
        decided=Date(2013, 12, 20), state=state, goal=goal, round=FINAL, count=40, of=53, status=Status.ACHIEVED, shown_version=1,
    )
    for number, state, goal in ((2, State.OPEN, "K1"), (3, State.DONE, "K2"), (4, State.WITHDRAWN, None))
)  # fmt: skip


def answer(organisation: str, given: str, *, round: str = "2013-12-31", indicator: str = "effects") -> Row:
    """A self-assessed answer to a question of a round."""
    return {
        "round": Date.fromisoformat(round), "organisation": organisation, "indicator": indicator,
        "state": AnswerState.ANSWERED, "answer": given, "evidence": "self_assessed", "note": "",
    }  # fmt: skip
