"""The command line: check a programme folder, show and hand out the scorecard, load, undo and lock answers.

Imports no Streamlit.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import logbook, minutes, versions
from scorecard.arguments import asked_language, parser, why_not
from scorecard.check import check, open_programme
from scorecard.cube import cube_at
from scorecard.database import StoreError
from scorecard.difference import difference, effect
from scorecard.language import Language, language
from scorecard.load import ProgrammeError, programme_folder
from scorecard.model import EVERYTHING, Date, Message, Problem, Selection
from scorecard.programme import Programme
from scorecard.report import lines, scorecard_object
from scorecard.sentences import Context
from scorecard.store import Store, open_store, programme_at
from scorecard.submission import read_submission

if TYPE_CHECKING:
    from scorecard.publication import Publication


class RefusedError(Exception):
    """A request that cannot be met, in words for the one who made it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all is well, 1 with a line for every problem."""
    given = sys.argv[1:] if arguments is None else arguments
    words = asked_language(given)
    asked = parser(words).parse_args(given)
    try:
        return COMMANDS[asked.command](asked, words)
    except ProgrammeError as error:
        _tell(error.problems, words)
    except StoreError as error:
        print(words.plain(error.message), file=sys.stderr)
        if isinstance(error, versions.ConflictError):
            _print([each.organisation, each.indicator, commit.by, str(commit.version)] for each, commit in error.touched)
    except RefusedError as error:
        print(error, file=sys.stderr)
    return 1


def _init(asked: argparse.Namespace, words: Language) -> int:
    from scorecard import founding  # noqa: PLC0415  only this command makes a folder

    given = founding.Given(**{name: getattr(asked, name) for name in founding.GIVEN})
    ask = None if asked.yes or not sys.stdin.isatty() else input
    try:
        choices, findings = founding.found(asked.folder, given, words, ask, datetime.date.today())
    except founding.FoundingError as error:
        raise RefusedError("\n".join(map(words.plain, error.messages))) from error
    except (EOFError, KeyboardInterrupt):
        raise RefusedError(words("init.stopped")) from None
    for each in findings:
        print(words.plain(founding.said("", each)))
    print(words(
        "init.made", folder=str(asked.folder), goals=len(choices.goals), organisations=len(choices.organisations),
        rounds=len(choices.rounds),
    ))  # fmt: skip
    return 0


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
        programme=programme_at(programme, store, version), cube=cube_at(store, version),
        language=words.naming(programme.settings.area), round=round, selection=selection,
        judgements=minutes.judgements(store, version),
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


def _publish(asked: argparse.Namespace, words: Language) -> int:
    from scorecard.publication import manifest, publication  # noqa: PLC0415  pyarrow, which the other commands do without

    programme = open_programme(asked.programme)
    first = language(programme.settings.languages[0])
    with closing(open_store(programme, asked.store)) as store:
        locks = sorted(store.locks(store.version()).items())
        if not locks and not (asked.folder / "manifest.json").exists():
            raise RefusedError(words("publish.no_lock", command="python -m scorecard lock"))
        made = [
            publication(
                _context(programme, store, round, first, lock.version), store.answers(lock.version, round=round), lock
            )
            for round, lock in locks
        ]
    told = {each.folder: _published(asked.folder, each, words) for each in made}
    for place, key in told.items():
        refused = key == "publish.differs"
        print(words(key, folder=str(asked.folder / place)), file=sys.stderr if refused else sys.stdout)
    _show_at_fixed_places(asked.folder, [each for each in made if told[each.folder] != "publish.differs"], words)
    _write(
        asked.folder / "manifest.json", manifest([each.entry for each in made]), words
    )  # last: all that it names is there
    for views in _no_longer_locked(asked.folder, {each.entry["show"] for each in made}):
        shutil.rmtree(views)
        print(words("publish.unlocked", folder=str(views)))
    return int("publish.differs" in told.values())


def _published(folder: Path, made: Publication, words: Language) -> str:
    """What became of a round's folder. What is published is never written over, also where it would differ today."""
    from scorecard.export import write_folder  # noqa: PLC0415  as in _write
    from scorecard.publication import tells_the_same  # noqa: PLC0415  as in _publish

    place = folder / made.folder
    try:
        if not place.exists():
            write_folder(place, made.files)
            return "publish.written"
        same = all(tells_the_same(name, (place / name).read_bytes(), content) for name, content in made.files.items())
    except OSError as error:
        raise RefusedError(words("show.cannot_write", file=str(place), why=why_not(error))) from error
    return "publish.unchanged" if same else "publish.differs"


def _no_longer_locked(folder: Path, shown: Collection[str]) -> list[Path]:
    """The views of rounds that are locked no more; what was published of these as tables stays."""
    views = sorted(each for each in (folder / "show").glob("????-??-??") if each.is_dir())
    return [each for each in views if each.relative_to(folder).as_posix() not in shown]


def _show_at_fixed_places(folder: Path, made: Sequence[Publication], words: Language) -> None:
    """The views; a file that says the same already is left alone."""
    for name, content in ((name, content) for each in made for name, content in each.views.items()):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or _bytes(file, words) != content:
            _write(file, content, words)


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
        _print(logbook.finding_lines(context, submission, submission.findings))
        if submission.errors:
            print(words("import.refused", count=len(submission.errors)), file=sys.stderr)
            return 1
        found = difference(programme, store, round, submission.reported, version)
        _print(logbook.changes(context, found.changes))
        _print(logbook.effects(context, effect(programme, context.cube, found), moved_only=True))
        print(words.sentences(logbook.summary(found)))
        versions.refuse(store, (row.known.key for row in found.changes), based_on=version, newest=version)
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
        written = versions.lock(store, round, by=asked.by, why=asked.why, locked=asked.command == "lock")
    print(words(f"lock.{asked.command}ed", round=round, version=written))
    return 0


def _print(rows: Iterable[Sequence[str]]) -> None:
    for row in rows:
        print(" · ".join(" ".join(cell.split()) for cell in row))


def _write(file: Path, content: bytes, words: Language) -> None:
    from scorecard.export import write_file  # noqa: PLC0415  it knows pandas, which most commands do without

    try:
        write_file(file, content)
    except OSError as error:
        raise RefusedError(words("show.cannot_write", file=str(file), why=why_not(error))) from error


def _bytes(file: Path, words: Language) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RefusedError(words("show.cannot_read", file=str(file), why=why_not(error))) from error


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
    if asked.county is not None and not programme.counties:
        raise RefusedError(words("counties.no_areas"))
    for name, expected in known.items():
        if (value := getattr(asked, name)) is not None:
            _refuse_unknown(name, value, expected, words)
    selection = Selection(county=asked.county, kind=asked.kind, evidence=asked.evidence)
    return _round(asked.round or rounds[-1], programme, words), selection


COMMANDS = {
    "check": _check, "show": _show, "export": _export, "import": _import, "template": _template, "history": _history,
    "undo": _undo, "lock": _lock, "unlock": _lock, "init": _init, "publish": _publish,
}  # fmt: skip


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read on has seen enough
        sys.stderr.close()
        sys.exit(1)
