"""The command line: check a programme folder, show and hand out the scorecard, load, undo and lock answers.

Imports no Streamlit.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from scorecard import logbook, minutes, versions
from scorecard.check import check, open_programme
from scorecard.cube import cube_at
from scorecard.database import StoreError
from scorecard.difference import difference, effect
from scorecard.language import Language, language, languages
from scorecard.load import ProgrammeError, programme_folder
from scorecard.model import EVERYTHING, Date, Message, Problem, Selection
from scorecard.programme import Programme
from scorecard.report import lines, scorecard_object
from scorecard.sentences import Context
from scorecard.store import Store, open_store, programme_at
from scorecard.submission import read_submission


class RefusedError(Exception):
    """A request that cannot be met, in words for the one who made it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all is well, 1 with a line for every problem."""
    asked = _parser().parse_args(arguments)
    words = language(asked.language)
    try:
        return int(asked.run(asked, words))
    except ProgrammeError as error:
        _tell(error.problems, words)
    except StoreError as error:
        print(words.plain(error.message), file=sys.stderr)
        if isinstance(error, versions.ConflictError):
            _print([each.organisation, each.indicator, commit.by, str(commit.version)] for each, commit in error.touched)
    except RefusedError as error:
        print(error, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--programme", metavar="DIR", help="the programme folder (default: SCORECARD_PROGRAMME, else data/)")
    common.add_argument("--store", metavar="URL", help="the database (default: SCORECARD_STORE, else SQLite in the folder)")
    common.add_argument("--language", choices=languages(), default=languages()[0])
    parser = argparse.ArgumentParser(prog="python -m scorecard", description="The scorecard of a programme.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checking = commands.add_parser("check", parents=[common], help="tell everything that is wrong in a programme folder")
    checking.set_defaults(run=_check)
    view = argparse.ArgumentParser(add_help=False)
    view.add_argument("--round", metavar="D", help="date of the round (default: the latest)")
    view.add_argument("--county", metavar="CODE", help="only one county's contribution")
    view.add_argument("--kind", metavar="K", help="only one kind of organisation")
    view.add_argument("--evidence", metavar="E", help="only answers on this evidence")
    showing = commands.add_parser("show", parents=[common, view], help="print the scorecard")
    showing.add_argument("--json", action="store_true", help="as one JSON object")
    showing.set_defaults(run=_show)
    exporting = commands.add_parser("export", parents=[common, view], help="write the scorecard as a file to hand out")
    exporting.add_argument("file", metavar="OUT", type=Path)
    exporting.add_argument("--format", metavar="F", required=True, help="pdf, pptx, docx, xlsx, csv, or all of them: zip")
    exporting.set_defaults(run=_export)
    _add_writing(commands, common)
    return parser


def _add_writing(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    audit = argparse.ArgumentParser(add_help=False)
    audit.add_argument("--by", metavar="NAME", required=True, help="who does it")
    audit.add_argument("--why", metavar="TEXT", required=True, help="the reason, for the history")
    round = argparse.ArgumentParser(add_help=False)
    round.add_argument("--round", metavar="D", required=True, help="date of the round")
    importing = commands.add_parser("import", parents=[common, round, audit], help="load a round's answers from CSV or XLSX")
    importing.add_argument("file", metavar="FILE", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="only print what would change")
    importing.set_defaults(run=_import)
    making = commands.add_parser("template", parents=[common, round], help="write the workbook that officers fill in")
    making.add_argument("file", metavar="OUT.xlsx", type=Path)
    making.set_defaults(run=_template)
    telling = commands.add_parser("history", parents=[common], help="print who changed what, when and why")
    telling.add_argument("--json", action="store_true", help="as one JSON array")
    telling.set_defaults(run=_history)
    undoing = commands.add_parser("undo", parents=[common, audit], help="take back a version, as a new version")
    undoing.add_argument("--version", metavar="N", type=int, help="which version (default: the newest)")
    undoing.set_defaults(run=_undo)
    locking = commands.add_parser("lock", parents=[common], help="lock a round: its figures do not change")
    locking.add_argument("--by", metavar="NAME", required=True, help="who does it")
    locking.add_argument("--why", metavar="TEXT", default="", help="the reason, for the history")
    unlocking = commands.add_parser("unlock", parents=[common, audit], help="unlock a round again")
    for command, locked in ((locking, True), (unlocking, False)):
        command.add_argument("round", metavar="ROUND", help="date of the round")
        command.set_defaults(run=_lock, locked=locked)


def _check(asked: argparse.Namespace, words: Language) -> int:
    folder = programme_folder(asked.programme)
    programme, problems = check(folder)
    if problems or programme is None:
        _tell(problems, words)
        return 1
    sizes = {name: len(getattr(programme, name)) for name in ("goals", "indicators", "organisations", "rounds")}
    print(words("check.clean", **sizes))
    return 0


def _tell(problems: Sequence[Problem], words: Language) -> None:
    for each in problems:
        print(f"{each.file}:{each.line}:{each.column}: {words.plain(each.message)}")


def _show(asked: argparse.Namespace, words: Language) -> int:
    programme = open_programme(asked.programme)
    round, selection = _view(asked, programme, words)
    with closing(open_store(programme, asked.store)) as store:
        context = _context(programme, store, round, words, versions.version_shown(store, round), selection)
        shown = [json.dumps(scorecard_object(context), ensure_ascii=False, indent=2)] if asked.json else [*lines(context)]
    print(*shown, sep="\n")
    return 0


def _context(
    programme: Programme, store: Store, round: Date, words: Language, version: int, selection: Selection = EVERYTHING
) -> Context:
    return Context(
        programme=programme_at(programme, store, version), cube=cube_at(store, version), language=words,
        round=round, selection=selection, judgements=minutes.judgements(store, version),
    )  # fmt: skip


def _export(asked: argparse.Namespace, words: Language) -> int:
    from scorecard.handout import FORMATS, PACKAGE, handout  # noqa: PLC0415  only this command needs what makes files

    _refuse_unknown("format", asked.format, [*FORMATS, PACKAGE], words)
    programme = open_programme(asked.programme)
    round, selection = _view(asked, programme, words)
    with closing(open_store(programme, asked.store)) as store:
        newest, version = store.version(), versions.version_shown(store, round)  # a meeting decides after the lock
        context = _context(programme, store, round, words, version, selection)
        made = handout(
            context, asked.format, store.answers(version, round=round), minutes.decisions(store, newest),
            store.locks(newest).get(round), datetime.date.today(), lambda share, step: _step(share, step, words),
        )  # fmt: skip
    _write(asked.file, made, words)
    print(words("handout.written", file=str(asked.file), size=len(made) // 1000, version=version))
    return 0


def _step(share: float, step: Message, words: Language) -> None:
    """A line for each step on a terminal; nothing where nobody looks."""
    if sys.stderr.isatty():
        print(f"{share:4.0%} {words.plain(step)}", file=sys.stderr, flush=True)


def _import(asked: argparse.Namespace, words: Language) -> int:
    programme = open_programme(asked.programme)
    round = _round(asked.round, programme, words)
    submission = read_submission(programme, round, asked.file.name, _bytes(asked.file, words), datetime.date.today())
    with closing(open_store(programme, asked.store)) as store:
        version = store.version()
        context = _context(programme, store, round, words, version)
        _print(logbook.findings(context, submission, submission.findings))
        if submission.errors:
            print(words("import.refused", count=len(submission.errors)), file=sys.stderr)
            return 1
        found = difference(programme, store, round, submission.reported, version)
        _print(logbook.changes(context, found.changes))
        _print(logbook.effects(context, effect(programme, context.cube, found), moved_only=True))
        print(words.sentences(logbook.summary(found)))
        versions.refuse(store, {row.known.key for row in found.changes}, based_on=version, newest=version)
        if asked.dry_run or not found.changes:
            print(words("import.nothing_written"))
            return 0
        written = versions.publish(
            store, found.rows, based_on=version, by=asked.by, why=asked.why, kind="import",
            file_name=submission.file_name, sha256=submission.sha256, confirmed=found.confirmed, progress=_progress,
        )  # fmt: skip
    print(words("import.written", count=len(found.changes), version=written))
    return 0


def _progress(done: int, of: int) -> None:
    """One line of a terminal that is written over; nothing where nobody looks."""
    if sys.stderr.isatty():
        print(f"\r{done}/{of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _template(asked: argparse.Namespace, words: Language) -> int:
    from scorecard.template import template  # noqa: PLC0415  only this command writes workbooks

    if asked.file.suffix.lower() != ".xlsx":
        raise RefusedError(words("template.not_xlsx", file=str(asked.file)))
    programme = open_programme(asked.programme)
    round = _round(asked.round, programme, words)
    with closing(open_store(programme, asked.store)) as store:
        version = store.version()
        workbook = template(_context(programme, store, round, words, version), store.answers(version, round=round))
    _write(asked.file, workbook, words)
    print(words("template.written", file=str(asked.file)))
    return 0


def _history(asked: argparse.Namespace, words: Language) -> int:
    programme = open_programme(asked.programme)
    with closing(open_store(programme, asked.store)) as store:
        commits, sizes = store.commits(), store.sizes(store.version())
    if asked.json:
        print(json.dumps(logbook.records(commits, sizes), ensure_ascii=False, indent=2))
    else:
        _print([[words(f"column.{each}") for each in logbook.HISTORY.split()], *logbook.history(words, commits, sizes)])
    return 0


def _undo(asked: argparse.Namespace, words: Language) -> int:
    programme = open_programme(asked.programme)
    with closing(open_store(programme, asked.store)) as store:
        undone = asked.version or store.version()
        written = versions.undo(store, by=asked.by, why=asked.why, version=undone)
        context = _context(programme, store, programme.rounds[-1].date, words, written)
        _print(logbook.changes(context, versions.compare(store, undone, written)))
    print(words("undo.written", undone=undone, version=written))
    return 0


def _lock(asked: argparse.Namespace, words: Language) -> int:
    programme = open_programme(asked.programme)
    round = _round(asked.round, programme, words, "ROUND")
    with closing(open_store(programme, asked.store)) as store:
        written = versions.lock(store, round, by=asked.by, why=asked.why, locked=asked.locked)
    print(words("lock.locked" if asked.locked else "lock.unlocked", round=round, version=written))
    return 0


def _print(rows: Iterable[Sequence[str]]) -> None:
    for row in rows:
        print(" · ".join(" ".join(cell.split()) for cell in row))


def _write(file: Path, content: bytes, words: Language) -> None:
    from scorecard.export import write_file  # noqa: PLC0415  it knows pandas, which most commands do without

    try:
        write_file(file, content)
    except OSError as error:
        raise RefusedError(words("show.cannot_write", file=str(file), why=str(error.strerror))) from error


def _bytes(file: Path, words: Language) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RefusedError(words("show.cannot_read", file=str(file), why=str(error.strerror))) from error


def _round(value: str, programme: Programme, words: Language, name: str = "--round") -> Date:
    """A round by its date; raises `RefusedError` with those there are."""
    known = {each.date.isoformat(): each.date for each in programme.rounds}
    if value not in known:
        raise RefusedError(words("show.unknown", name=name, value=value, expected=", ".join(known)))
    return known[value]


def _refuse_unknown(name: str, value: str, expected: Iterable[str], words: Language) -> None:
    if value not in expected:
        raise RefusedError(words("show.unknown", name=f"--{name}", value=value, expected=", ".join(expected)))


def _view(asked: argparse.Namespace, programme: Programme, words: Language) -> tuple[Date, Selection]:
    """The round and the selection asked for; raises `RefusedError` with what there is to choose from."""
    rounds = [each.date.isoformat() for each in programme.rounds]
    known = {
        "round": rounds, "county": list(programme.counties), "kind": list(programme.settings.kinds),
        "evidence": ["self_assessed", "verified"],
    }  # fmt: skip
    for name, expected in known.items():
        if (value := getattr(asked, name)) is not None:
            _refuse_unknown(name, value, expected, words)
    selection = Selection(county=asked.county, kind=asked.kind, evidence=asked.evidence)
    return _round(asked.round or rounds[-1], programme, words), selection


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read on has seen enough
        sys.stderr.close()
        sys.exit(1)
