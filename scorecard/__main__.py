"""The command line: check a programme folder, show the scorecard. Imports no Streamlit."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing

from scorecard.check import check, open_programme
from scorecard.language import Language, language, languages
from scorecard.load import ProgrammeError, programme_folder
from scorecard.measure import Cube
from scorecard.model import Date, Problem, Selection
from scorecard.programme import Programme
from scorecard.report import lines, scorecard_object
from scorecard.sentences import Context
from scorecard.store import StoreError, open_store


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
        print(words("show.store", why=str(error)), file=sys.stderr)
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
    showing = commands.add_parser("show", parents=[common], help="print the scorecard")
    showing.add_argument("--round", metavar="D", help="date of the round (default: the latest)")
    showing.add_argument("--county", metavar="CODE", help="only one county's contribution")
    showing.add_argument("--kind", metavar="K", help="only one kind of organisation")
    showing.add_argument("--evidence", metavar="E", help="only answers on this evidence")
    showing.add_argument("--json", action="store_true", help="as one JSON object")
    showing.set_defaults(run=_show)
    return parser


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
        version = store.version()
        cube = Cube(version, store.counts(version))
    context = Context(programme=programme, cube=cube, language=words, round=round, selection=selection)
    if asked.json:
        print(json.dumps(scorecard_object(context), ensure_ascii=False, indent=2))
    else:
        print(*lines(context), sep="\n")
    return 0


def _view(asked: argparse.Namespace, programme: Programme, words: Language) -> tuple[Date, Selection]:
    """The round and the selection asked for; raises `RefusedError` with what there is to choose from."""
    rounds = [each.date.isoformat() for each in programme.rounds]
    known = {
        "round": rounds, "county": list(programme.counties), "kind": list(programme.settings.kinds),
        "evidence": ["self_assessed", "verified"],
    }  # fmt: skip
    for name, expected in known.items():
        value = getattr(asked, name)
        if value is not None and value not in expected:
            raise RefusedError(words("show.unknown", name=f"--{name}", value=value, expected=", ".join(expected)))
    selection = Selection(county=asked.county, kind=asked.kind, evidence=asked.evidence)
    return Date.fromisoformat(asked.round or rounds[-1]), selection


if __name__ == "__main__":
    sys.exit(main())
