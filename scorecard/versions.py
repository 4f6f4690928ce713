"""What is done with versions: publish on top of others' work, lock and unlock a round, undo, compare."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from scorecard.cells import CONTROL, INVISIBLE
from scorecard.database import ANSWERS, LOCKS, REMOVED, StoreError
from scorecard.model import AnswerState, Date, message
from scorecard.store import AnswerKey, Commit, Key, Progress, Row, Rows, Store, StoredAnswer, VersionTakenError

ATTEMPTS = 200
"""How often a publish is tried while others publish at the same time."""
KEPT = frozenset({"seed", "organisations", "lock", "unlock", "judgement", "decision"})
"""Versions that are not undone: they follow the programme folder, have an opposite of their own, or say what somebody
judged and decided."""

LONGEST_SIGNATURE, LONGEST_REASON = 120, 2_000
WHO_AND_WHY = message("versions.who_and_why", name=LONGEST_SIGNATURE, reason=LONGEST_REASON)


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


class Kind(StrEnum):
    """What happens to one answer."""

    NEW = "new"
    CHANGED = "changed"
    VANISHED = "vanished"
    ASKED = "asked"
    """Nothing was known, and still nothing is; the question counts as asked from now on."""
    REMOVED = "removed"
    """Nothing is left of it, not even that it was asked: only undoing does that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One answer before and after; None where there was none."""

    before: StoredAnswer | None
    after: StoredAnswer | None

    @property
    def known(self) -> StoredAnswer:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def kind(self) -> Kind:
        if self.after is None:
            return Kind.REMOVED
        was, is_now = (each is not None and each.state is not AnswerState.NOT_REPORTED for each in (self.before, self.after))
        if was or is_now:
            return (Kind.CHANGED if was else Kind.NEW) if is_now else Kind.VANISHED
        return Kind.ASKED if self.before is None else Kind.CHANGED


def version_shown(store: Store, round: Date) -> int:
    """The version that a round is shown at: the one that locked it, else the newest."""
    newest = store.version()
    lock = store.locks(newest).get(round)
    return lock.version if lock else newest


def publish(
    store: Store, answers: Sequence[Row], *, based_on: int, by: str, why: str, kind: str, file_name: str | None = None,
    sha256: str | None = None, confirmed: Collection[Key] = (), progress: Progress | None = None,
) -> int:  # fmt: skip
    """Writes answers of rounds as a new version and returns it.

    What others have published since `based_on` stays where they touched other answers than these and the `confirmed`
    ones, which were seen and are the same. Raises `ConflictError` where they touched one of them, `LockedError` where a
    round is locked, `StoreError` when writing fails; then nothing is written.
    """
    audit = Audit(by=by, why=why, kind=kind, file_name=file_name, sha256=sha256)
    return _write_answers(store, answers, audit, based_on, confirmed, progress)


def refuse(store: Store, keys: Iterable[Key], *, based_on: int, newest: int) -> None:
    """Raises what publishing some answers on top of a version would be refused for: `LockedError`, `ConflictError`."""
    locks, touched = store.locks(newest), store.touched((based_on, newest))
    if not locks and not touched:
        return
    theirs = {each.key for each in touched}
    refused = {key for key in keys if key[0] in locks or key in theirs}
    for round in sorted({round for round, _, _ in refused} & set(locks)):
        raise LockedError(message("versions.locked", round=round, version=locks[round].version))
    if refused:
        commits = {each.version: each for each in store.commits()}
        raise ConflictError([(each, commits[each.version]) for each in touched if each.key in refused])


def lock(store: Store, round: Date, *, by: str, why: str, based_on: int | None = None, locked: bool = True) -> int:
    """Locks or unlocks a round and returns the new version.

    Raises `LockedError` where it is so already, `ConflictError` where somebody has changed the round since `based_on`,
    the version whose figures were seen.
    """

    def check(newest: int) -> None:
        if (round in store.locks(newest)) is locked:
            raise LockedError(message("versions.already_locked" if locked else "versions.not_locked", round=round))
        if based_on is not None and locked:
            keys = {each.key for each in store.touched((based_on, newest)) if each.round == round}
            refuse(store, keys, based_on=based_on, newest=newest)

    audit = Audit(by=by, why=why, kind="lock" if locked else "unlock")
    return write(store, [(LOCKS, [{"round": round, "locked": locked}])], audit, check)


def undo(store: Store, *, by: str, why: str, version: int) -> int:
    """Takes back what a version wrote, as a new version, and returns that.

    Raises `ConflictError` where later versions have written the same answers, `LockedError` where the round is locked.
    """
    commit = next((each for each in store.commits() if each.version == version), None)
    if commit is None or commit.kind in KEPT:
        raise StoreError(message("versions.cannot_undo", version=version))
    rows = [_restored(each) for each in compare(store, version, version - 1)]
    return _write_answers(store, rows, Audit(by=by, why=why, kind="undo"), version)


def compare(store: Store, earlier: int, later: int) -> list[Change]:
    """Every answer that differs between two versions; they may be given in any order."""
    written = (min(earlier, later), max(earlier, later))
    before, after = ({each.key: each for each in store.answers(version, written=written)} for version in (earlier, later))
    changed = [Change(before=before.get(key), after=after.get(key)) for key in sorted(before.keys() | after.keys())]
    return [each for each in changed if _row(each.before) != _row(each.after)]


def _write_answers(
    store: Store, answers: Sequence[Row], audit: Audit, based_on: int, confirmed: Collection[Key] = (),
    progress: Progress | None = None,
) -> int:  # fmt: skip
    def check(newest: int) -> None:
        keys = ((each["round"], each["organisation"], each["indicator"]) for each in answers)
        refuse(store, chain(keys, confirmed), based_on=based_on, newest=newest)

    return write(store, [(ANSWERS, answers)], audit, check, progress)


def write(
    store: Store, rows: Rows | Callable[[int], Rows], audit: Audit, check: Callable[[int], None],
    progress: Progress | None = None,
) -> int:  # fmt: skip
    """Commits on top of the newest version that passes a check, again and again while others publish too.

    `rows` may need to know the version that they will have.
    """
    if not audit.by.strip() or not (audit.why.strip() or audit.kind == "lock"):
        raise StoreError(WHO_AND_WHY)
    if len(audit.by) > LONGEST_SIGNATURE or len(audit.why) > LONGEST_REASON:
        raise StoreError(WHO_AND_WHY)
    if any(found.search(text) for text in (audit.by, audit.why) for found in (CONTROL, INVISIBLE)):
        raise StoreError(message("versions.characters"))
    for attempt in range(ATTEMPTS):
        newest = store.version()
        check(newest)
        try:
            found = rows(newest + 1) if callable(rows) else rows
            return store.commit(after=newest, rows=found, progress=progress, **vars(audit))
        except VersionTakenError:
            time.sleep(min(0.001 * attempt, 0.05))
    raise StoreError(message("versions.busy"))


def _restored(change: Change) -> Row:
    """A row that brings back what stood before; one that takes the answer away where none did."""
    return change.after.row if change.after else {**change.known.row, "state": REMOVED, "answer": ""}


def _row(answer: StoredAnswer | None) -> Row | None:
    return answer.row if answer else None
