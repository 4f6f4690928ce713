"""What the command line takes: its commands and options, its help and its refusals in words. Runs nothing."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from scorecard.language import Language, language, languages
from scorecard.model import Message, message

REFUSALS = {
    "usage.required": r"the following arguments are required: (?P<names>.+)",
    "usage.unknown": r"unrecognized arguments: (?P<names>.+)",
    "usage.no_value": r"argument (?P<name>[^:]+): expected (?:one|at least one) argument",
    "usage.no_value_wanted": r"argument (?P<name>[^:]+): ignored explicit argument (?P<value>.+)",
    "usage.choice": r"argument (?P<name>[^:]+): invalid choice: (?P<value>.+?) \(choose from (?P<expected>.+)\)",
    "usage.integer": r"argument (?P<name>[^:]+): invalid int value: (?P<value>.+)",
    "usage.ambiguous": r"ambiguous option: (?P<name>\S+) could match (?P<expected>.+)",
}
"""What argparse says of wrong arguments, in English."""


class Parser(argparse.ArgumentParser):
    """argparse in the reader's words."""

    def __init__(self, words: Language, *, parents: Sequence[Parser] = (), add_help: bool = True, **settings: Any) -> None:
        super().__init__(add_help=False, **settings)
        self.words = words
        self._positionals.title, self._optionals.title = words("usage.arguments"), words("usage.options")
        for each in parents:  # only now: they join the groups of the same title
            self._add_container_actions(each)
        if add_help:
            self.add_argument("-h", "--help", action="help", help=words("usage.help"))

    def format_usage(self) -> str:
        return self._ours(super().format_usage())

    def format_help(self) -> str:
        return self._ours(super().format_help())

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        said = next((self.words(key, **found.groupdict()) for key, found in _found(message)), message)
        self.exit(2, f"{self.prog}: {self.words('usage.wrong', what=said)}\n")

    def _ours(self, text: str) -> str:
        return re.sub(r"\Ausage: ", self.words("usage.title"), text)


def _found(said: str) -> list[tuple[str, re.Match[str]]]:
    return [(key, found) for key, pattern in REFUSALS.items() if (found := re.fullmatch(pattern, said))]


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that the arguments ask for, known before they are read: what is wrong in them is told in it."""
    given = [each.partition("=")[2] for each in arguments if each.startswith("--language=")]
    given += [after for each, after in pairwise(arguments) if each == "--language"]
    return language(given[-1] if given and given[-1] in languages() else languages()[0])


def parser(words: Language) -> Parser:
    """All commands; `command` of what it reads is the one that was asked for."""
    common = Parser(words, add_help=False)
    common.add_argument("--programme", metavar="DIR", help=words("usage.programme"))
    common.add_argument("--store", metavar="URL", help=words("usage.store"))
    common.add_argument("--language", choices=languages(), default=languages()[0], help=words("usage.language"))
    made = Parser(words, prog="python -m scorecard", description=words("usage.about"))
    commands = made.add_subparsers(
        title=words("usage.commands"), metavar=words("usage.command"), dest="command", required=True, parser_class=Parser
    )
    _add_reading(commands, words, common)
    _add_writing(commands, words, common)
    _add_founding(commands, words)
    return made


Commands = argparse._SubParsersAction


def _add_reading(commands: Commands[Parser], words: Language, common: Parser) -> None:
    def add(name: str, *parents: Parser) -> Parser:
        return commands.add_parser(name, words=words, parents=[common, *parents], help=words(f"usage.{name}"))

    view = Parser(words, add_help=False)
    view.add_argument("--round", metavar="D", help=words("usage.round_latest"))
    view.add_argument("--county", metavar="CODE", help=words("usage.county"))
    view.add_argument("--kind", metavar="K", help=words("usage.kind"))
    view.add_argument("--evidence", metavar="E", help=words("usage.evidence"))
    add("check")
    add("show", view).add_argument("--json", action="store_true", help=words("usage.show_json"))
    exporting = add("export", view)
    exporting.add_argument("file", metavar="OUT", type=Path, help=words("usage.out"))
    exporting.add_argument("--format", metavar="F", required=True, help=words("usage.format"))
    add("publish").add_argument("folder", metavar="DIR", type=Path, help=words("usage.publish_folder"))
    add("history").add_argument("--json", action="store_true", help=words("usage.history_json"))


def _add_writing(commands: Commands[Parser], words: Language, common: Parser) -> None:
    def add(name: str, *parents: Parser) -> Parser:
        return commands.add_parser(name, words=words, parents=[common, *parents], help=words(f"usage.{name}"))

    audit = Parser(words, add_help=False)
    audit.add_argument("--by", metavar="NAME", required=True, help=words("usage.by"))
    audit.add_argument("--why", metavar="TEXT", required=True, help=words("usage.why"))
    round = Parser(words, add_help=False)
    round.add_argument("--round", metavar="D", required=True, help=words("usage.round"))
    importing = add("import", round, audit)
    importing.add_argument("file", metavar="FILE", type=Path, help=words("usage.file"))
    importing.add_argument("--dry-run", action="store_true", help=words("usage.dry_run"))
    add("template", round).add_argument("file", metavar="OUT.xlsx", type=Path, help=words("usage.out"))
    add("undo", audit).add_argument("--version", metavar="N", type=int, help=words("usage.version"))
    locking = add("lock")
    locking.add_argument("--by", metavar="NAME", required=True, help=words("usage.by"))
    locking.add_argument("--why", metavar="TEXT", default="", help=words("usage.why"))
    for command in (locking, add("unlock", audit)):
        command.add_argument("round", metavar="ROUND", help=words("usage.round"))


def _add_founding(commands: Commands[Parser], words: Language) -> None:
    beginning = commands.add_parser("init", words=words, help=words("usage.init"))
    beginning.add_argument("folder", metavar="DIR", type=Path, help=words("usage.init_folder"))
    beginning.add_argument("--language", choices=languages(), default=languages()[0], help=words("usage.language"))
    beginning.add_argument("--yes", action="store_true", help=words("usage.init_yes"))
    for name, metavar in (
        ("languages", "CODES"), ("title", "TEXT"), ("owner", "NAME"), ("organisations", "LIST"), ("area", "TEXT"),
        ("rounds", "DATES"), ("goals", "TEXTS"), ("target", "PERCENT"), ("deadline", "D"),
    ):  # fmt: skip
        beginning.add_argument(f"--{name}", metavar=metavar, help=words(f"usage.init_{name}"))


def why_not(error: OSError) -> Message | str:
    """Why a file cannot be read or written, in words where the reason is a usual one."""
    usual = {FileNotFoundError: "file.missing", PermissionError: "file.denied", IsADirectoryError: "file.folder"}
    key = usual.get(type(error))
    return message(key) if key else str(error.strerror)
