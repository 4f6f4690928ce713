"""What is done with versions: publish on top of others' work, lock and unlock a round, undo, compare."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.database import ANSWERS, LOCKS, StoreError
from scorecard.model import Date, message
from scorecard.store import REMOVED, AnswerKey, Commit, Progress, Row, Rows, Store, StoredAnswer, VersionTakenError

ATTEMPTS = 200
"""How often a publish is tried while others publish at the same time."""
KEPT = frozenset({"seed", "organisations", "judgement", "decision"})
"""Versions that are not undone: they follow the programme folder, or say what somebody judged and decided."""

LONGEST_NAME, LONGEST_REASON = 120, 2_000
WHO_AND_WHY = message("versions.who_and_why", name=LONGEST_NAME, reason=LONGEST_REASON)

Key = tuple[Date, str, str]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What a version says about itself."""

    by: str
    why: str
    kind: str
    file_name: str | None = None
    sha256: str | None = None


class ConflictError(StoreError):
    """Somebody has changed the same answers since they were read: `touched` says which, by whom and in which version."""

    def __init__(self, touched: Sequence[tuple[AnswerKey, Commit]]) -> None:
        first, commit = touched[0]
        super().__init__(message(
            "versions.conflict", count=len(touched), organisation=first.organisation, indicator=first.indicator,
            by=commit.by, at=commit.at, version=commit.version,
        ))  # fmt: skip
        self.touched = tuple(touched)


class LockedError(StoreError):
    """The round is locked: its figures do not move."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One answer before and after; None where there was none."""

    before: StoredAnswer | None
    after: StoredAnswer | None

    @property
    def known(self) -> StoredAnswer:
        found = self.after or self.before
        assert found is not None
        return found


def version_shown(store: Store, round: Date) -> int:
    """The version that a round is shown at: the one that locked it, else the newest."""
    newest = store.version()
    lock = store.locks(newest).get(round)
    return lock.version if lock else newest


def publish(
    store: Store, answers: Sequence[Row], *, based_on: int, by: str, why: str, kind: str, file_name: str | None = None,
    sha256: str | None = None, progress: Progress | None = None,
) -> int:  # fmt: skip
    """Writes answers of rounds as a new version and returns it.

    What others have published since `based_on` stays where they touched other answers. Raises `ConflictError` where
    they touched the same, `LockedError` where a round is locked, `StoreError` when writing fails; then nothing is
    written.
    """
    audit = Audit(by=by, why=why, kind=kind, file_name=file_name, sha256=sha256)
    return _write_answers(store, answers, audit, based_on, progress)


def lock(store: Store, round: Date, *, by: str, why: str, locked: bool = True) -> int:
    """Locks or unlocks a round and returns the new version; raises `LockedError` where it is so already."""

    def check(newest: int) -> None:
        if (round in store.locks(newest)) is locked:
            raise LockedError(message("versions.already_locked" if locked else "versions.not_locked", round=round))

    audit = Audit(by=by, why=why, kind="lock" if locked else "unlock")
    return write(store, [(LOCKS, [{"round": round, "locked": locked}])], audit, check)


def undo(store: Store, *, by: str, why: str, version: int | None = None) -> int:
    """Takes back what a version wrote (the newest, if none is named), as a new version, and returns that.

    Raises `ConflictError` where later versions have written the same answers, `LockedError` where they have locked or
    unlocked the same round.
    """
    undone = store.version() if version is None else version
    commit = next((each for each in store.commits() if each.version == undone), None)
    if commit is None or commit.kind in KEPT:
        raise StoreError(message("versions.cannot_undo", version=undone))
    if commit.kind in ("lock", "unlock"):
        before, after = store.locks(undone - 1), store.locks(undone)
        (round,) = before.keys() ^ after.keys()
        if store.locks(store.version()).get(round) != after.get(round):
            raise LockedError(message("versions.lock_changed", round=round, version=undone))
        return lock(store, round, by=by, why=why, locked=round in before)
    rows = [_restored(each) for each in compare(store, undone, undone - 1)]
    return _write_answers(store, rows, Audit(by=by, why=why, kind="undo"), undone)


def compare(store: Store, earlier: int, later: int) -> list[Changed]:
    """Every answer that differs between two versions; they may be given in any order."""
    written = (min(earlier, later), max(earlier, later))
    before, after = (
        {_key_of(each): each for each in store.answers(version, written=written)} for version in (earlier, later)
    )
    changed = [Changed(before=before.get(key), after=after.get(key)) for key in sorted(before.keys() | after.keys())]
    return [each for each in changed if _said(each.before) != _said(each.after)]


def _write_answers(
    store: Store, answers: Sequence[Row], audit: Audit, based_on: int, progress: Progress | None = None
) -> int:
    keys = {_key(each) for each in answers}
    if not audit.why.strip():
        raise StoreError(WHO_AND_WHY)

    def check(newest: int) -> None:
        locks = store.locks(newest)
        for round in sorted({round for round, _, _ in keys} & set(locks)):
            raise LockedError(message("versions.locked", round=round, version=locks[round].version))
        written = store.touched((based_on, newest))
        touched = [each for each in written if (each.round, each.organisation, each.indicator) in keys]
        if touched:
            commits = {each.version: each for each in store.commits()}
            raise ConflictError([(each, commits[each.version]) for each in touched])

    return write(store, [(ANSWERS, list(answers))], audit, check, progress)


def write(
    store: Store, rows: Rows | Callable[[int], Rows], audit: Audit, check: Callable[[int], None],
    progress: Progress | None = None,
) -> int:  # fmt: skip
    """Commits on top of the newest version that passes a check, again and again while others publish too.

    `rows` may need to know the version that they will have.
    """
    if not audit.by.strip() or len(audit.by) > LONGEST_NAME or len(audit.why) > LONGEST_REASON:
        raise StoreError(WHO_AND_WHY)
    for attempt in range(ATTEMPTS):
        newest = store.version()
        check(newest)
        try:
            found = rows(newest + 1) if callable(rows) else rows
            return store.commit(after=newest, rows=found, progress=progress, **vars(audit))
        except VersionTakenError:
            time.sleep(min(0.001 * attempt, 0.05))
    raise StoreError(message("versions.busy"))


def _restored(changed: Changed) -> Row:
    """A row that brings back what stood before; one that takes the answer away where none did."""
    if changed.after is None:
        return {**_row(changed.known), "state": REMOVED, "answer": ""}
    return _row(changed.after)


def _row(answer: StoredAnswer) -> Row:
    names = ("round", "organisation", "indicator", "state", "answer", "evidence", "note")
    return {name: getattr(answer, name) for name in names}


def _said(answer: StoredAnswer | None) -> Row | None:
    return None if answer is None else _row(answer)


def _key(row: Row) -> Key:
    return row["round"], row["organisation"], row["indicator"]


def _key_of(answer: StoredAnswer) -> Key:
    return answer.round, answer.organisation, answer.indicator
