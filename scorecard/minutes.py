"""What a steering group judges and decides, kept in versions like the answers. Nothing here counts or draws."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scorecard.assess import Assessment
from scorecard.database import DECISIONS, JUDGEMENTS, StoreError
from scorecard.measure import Tally
from scorecard.model import Date, Status, message
from scorecard.records import Recorded
from scorecard.store import Store
from scorecard.versions import Audit, LockedError, write

LONGEST_FIELD = 400
"""Characters of each thing that is said about a goal, and of a decision."""
Judgements = dict[tuple[str, Date], Recorded]


class State(StrEnum):
    """What became of a decision. Whether an open one is late depends on the day it is looked at."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision, frozen with the figure, the status and the store version that the group saw. `id` is the version that
    made it; `version` the one that changed it last."""

    id: int
    version: int
    text: str
    owner: str
    due: Date | None
    decided: Date
    state: State
    goal: str | None
    round: Date
    count: int | None
    of: int | None
    status: Status | None
    shown_version: int

    def late(self, today: Date) -> bool:
        return self.state is State.OPEN and self.due is not None and self.due < today


def judgements(store: Store, version: int) -> Judgements:
    """The judgements as they stood at a version, by goal and round."""
    found = {}
    for row in store.state(JUDGEMENTS, version):
        status = Status(row["status"]) if row["status"] else None
        words = {name: row[name] for name in ("round", "by", "evidence", "happened", "cause", "proposed")}
        found[row["goal"], row["round"]] = Recorded(**words, status=status, date=row["date"].isoformat())
    return found


def decisions(store: Store, version: int) -> list[Decision]:
    """The decisions as they stood at a version, oldest first."""
    return [
        Decision(**{**row, "state": State(row["state"]), "status": Status(row["status"]) if row["status"] else None})
        for row in store.state(DECISIONS, version)
    ]


def judge(store: Store, goal: str, judgement: Recorded, *, by: str, seen: int) -> int:
    """Records a judgement over the one seen at a version; returns the new version.

    Raises `LockedError` in a locked round, `StoreError` where somebody has judged meanwhile or a text is too long.
    """
    words = (judgement.evidence, judgement.happened, judgement.cause, judgement.proposed)
    _refuse_long(*words)
    values = {name: getattr(judgement, name) for name in ("round", "status", "evidence", "happened", "cause", "proposed")}
    row = {**values, "goal": goal, "by": judgement.by, "date": Date.fromisoformat(judgement.date)}

    def check(newest: int) -> None:
        if lock := store.locks(newest).get(judgement.round):
            raise LockedError(message("versions.locked", round=judgement.round, version=lock.version))
        key = (goal, judgement.round)
        if judgements(store, newest).get(key) != judgements(store, seen).get(key):
            raise StoreError(message("minutes.judged_meanwhile", goal=goal))

    return write(store, [(JUDGEMENTS, [row])], Audit(by=by, why=goal, kind="judgement"), check)


def decide(
    store: Store, *, text: str, owner: str, due: Date | None, decided: Date, by: str, assessment: Assessment | None,
    round: Date, shown_version: int,
) -> int:  # fmt: skip
    """Records a decision about a goal as it was shown, or about none; returns the new version, which is its id."""
    _refuse_long(text, owner)
    if not text.strip() or not owner.strip():
        raise StoreError(message("minutes.incomplete"))
    tally = assessment.tally if assessment else None
    values = {
        "text": text.strip(), "owner": owner.strip(), "due": due, "decided": decided, "state": State.OPEN, "round": round,
        "goal": assessment.goal.id if assessment else None, "count": _organisations(tally),
        "of": tally.of if tally else None, "status": assessment.status if assessment else None,
        "shown_version": shown_version,
    }  # fmt: skip
    audit = Audit(by=by, why=text.strip()[:200], kind="decision")
    return write(store, lambda version: [(DECISIONS, [{**values, "id": version}])], audit, lambda _: None)


def _organisations(tally: Tally | None) -> int | None:
    """The count that a decision is remembered with; a sum or a mean is none."""
    return tally.yes if tally and tally.numbers is None else None


def follow_up(store: Store, decision: Decision, state: State, *, by: str) -> int:
    """Says what became of a decision; returns the new version. Raises `StoreError` where somebody has said it meanwhile."""
    names = ("id", "text", "owner", "due", "decided", "goal", "round", "count", "of", "status", "shown_version")
    row = {name: getattr(decision, name) for name in names}

    def check(newest: int) -> None:
        now = next((each for each in decisions(store, newest) if each.id == decision.id), None)
        if now is None or now.version != decision.version:
            raise StoreError(message("minutes.changed_meanwhile"))

    return write(store, [(DECISIONS, [{**row, "state": state}])], Audit(by=by, why=state, kind="decision"), check)


def _refuse_long(*words: str) -> None:
    if any(len(each) > LONGEST_FIELD for each in words):
        raise StoreError(message("minutes.too_long", most=LONGEST_FIELD))
