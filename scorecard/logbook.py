"""Tables about loading: findings, what would change, what it does to the scorecard, history. Plain rows, no frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scorecard.assess import Assessment
from scorecard.difference import Difference
from scorecard.language import Language
from scorecard.model import AnswerState, Message, message
from scorecard.sentences import Context, answer_words, result, status_words
from scorecard.sheets import Finding
from scorecard.store import Commit, StoredAnswer
from scorecard.submission import Submission
from scorecard.versions import Change, ConflictError, Kind

Rows = list[list[str]]
FINDINGS = "file sheet row column found expected"
CHANGES = "change organisation question before after round"
EFFECTS = "goal result status"
TOUCHED = "organisation question by at version"
HISTORY = "version at by action reason file sha256 added changed"
"""The keys of the columns of each table, with a space between."""


def findings(context: Context, submission: Submission, found: Iterable[Finding]) -> Rows:
    """Where in the file what was found, and what is expected."""
    say = context.language
    return [
        [
            submission.file_name, each.sheet or "–", str(each.row or "–"), _column(each),
            each.found or "–", say.plain(each.message),
        ]
        for each in found
    ]  # fmt: skip


def finding_lines(context: Context, submission: Submission, found: Iterable[Finding]) -> Rows:
    """The same for a line of a terminal: where, what was found, what is expected."""
    say = context.language
    return [
        [
            ", ".join([
                submission.file_name, *([say("finding.sheet", name=each.sheet)] if each.sheet else []),
                *([say("finding.row", number=str(each.row))] if each.row else []),
                *([say("finding.column", name=_column(each))] if each.column else []),
            ]),
            *([each.found] if each.found else []), say.plain(each.message),
        ]
        for each in found
    ]  # fmt: skip


def _column(finding: Finding) -> str:
    """ "B (Svar)": the letter that Excel shows, and the header."""
    if finding.column is None:
        return "–"
    letters, number = "", finding.column
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters} ({finding.header})" if finding.header else letters


def changes(context: Context, found: Iterable[Change]) -> Rows:
    """Answers that change or differ, old and new."""
    return [
        [
            context.language(f"change.{each.kind}"), _organisation(context, each.known.organisation),
            _question(context, each.known.indicator), _said(context, each.before, each.after),
            _said(context, each.after, each.before), str(each.known.round),
        ]
        for each in found
    ]  # fmt: skip


def _organisation(context: Context, name: str) -> str:
    found = context.programme.organisations.get(name)
    return found.name if found else name


def _question(context: Context, name: str) -> str:
    found = context.programme.indicators.get(name)
    return context.language.content(found.label) if found else name


def _said(context: Context, answer: StoredAnswer | None, other: StoredAnswer | None) -> str:
    """The answer in words; evidence and comment where they differ from those of the other side."""
    if answer is None:
        return "–"
    indicator = context.programme.indicators.get(answer.indicator)
    parts = [answer_words(context, indicator, answer) if indicator else answer.answer]
    if answer.state is not AnswerState.NOT_REPORTED and (other is None or other.evidence != answer.evidence):
        parts.append(context.language(f"basis.{answer.evidence}"))
    if answer.note and (other is None or other.note != answer.note):
        parts.append(answer.note)
    return ", ".join(parts)


def touched(context: Context, conflict: ConflictError) -> Rows:
    """Which answers somebody else has changed meanwhile."""
    return [
        [
            _organisation(context, each.organisation), _question(context, each.indicator), commit.by,
            context.language.moment(commit.at), str(commit.version),
        ]
        for each, commit in conflict.touched
    ]  # fmt: skip


def summary(difference: Difference) -> list[Message]:
    """How many answers are new, change, vanish, stay and are still missing; nothing is said of none."""
    losses_first = sorted(difference.counts.items(), key=lambda item: item[0] is not Kind.VANISHED)
    numbers = {f"import.count_{kind}": number for kind, number in losses_first} | {
        "import.count_outside": difference.outside,
        "import.count_unchanged": len(difference.confirmed),
        "import.count_missing": difference.still_missing,
        "import.count_absent": len(difference.absent),
    }
    return [message(key, count=number) for key, number in numbers.items() if number]


def effects(context: Context, pairs: Iterable[tuple[Assessment, Assessment]], *, moved_only: bool = False) -> Rows:
    """Every counted goal's result and status before and after, those that move first."""
    rows = [
        [
            f"{before.goal.id} {context.language.content(before.goal.label)}",
            *(_arrow(tell(context, before), tell(context, after)) for tell in (result, status_words)),
        ]
        for before, after in pairs
        if before.goal.rule
    ]
    moved = [row for row in rows if any(ARROW in cell for cell in row)]
    return moved if moved_only else moved + [row for row in rows if row not in moved]


ARROW = " → "


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before}{ARROW}{after}"


def history(language: Language, commits: Sequence[Commit], sizes: Mapping[int, tuple[int, int]]) -> Rows:
    """Who, when, why and from which file, newest first, and how much was written."""
    return [
        [
            str(each["version"]), language.moment(commit.at), commit.by, language(f"commit.{commit.kind}"),
            *_reason(language, commit), (commit.sha256 or "–")[:12],
            language.number(each["added"]), language.number(each["changed"]),
        ]
        for commit, each in zip(commits, records(commits, sizes), strict=True)
    ]  # fmt: skip


def _reason(language: Language, commit: Commit) -> tuple[str, str]:
    """Why a version was written and from which files; what is read from the folder notes its files as the reason."""
    if commit.kind in FROM_FOLDER:
        return language(f"history.{commit.kind}"), ", ".join(commit.why.split("+"))
    return commit.why or "–", commit.file_name or "–"


FROM_FOLDER = ("seed", "organisations")
"""The kinds of versions that the programme folder is the source of."""


def records(commits: Iterable[Commit], sizes: Mapping[int, tuple[int, int]]) -> list[dict[str, Any]]:
    """The history for machines."""
    found = []
    for each in commits:
        written, added = sizes.get(each.version, (0, 0))
        found.append({**vars(each), "at": each.at.isoformat(), "added": added, "changed": written - added})
    return found
