"""Makes a new programme folder: asks what is not given, reads the list of organisations, and writes all or nothing."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from scorecard import skeleton
from scorecard.arguments import why_not
from scorecard.check import check
from scorecard.language import Language, language, languages
from scorecard.load import DEFAULT_FOLDER, ProgrammeError, Reading, read_rows
from scorecard.model import Date, Message, Text, message
from scorecard.records import Area, County
from scorecard.roster import Listed, named, read_roster
from scorecard.sheets import Finding
from scorecard.skeleton import Choices

SCHEMAS = Path(__file__).parent / "schemas"
EXAMPLES = 6
FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls")
"""How the name of a list of organisations ends; anything else is the names themselves."""
BETWEEN_LANGUAGES, BETWEEN_NAMES = "|", ";"
YEARS_TO_DEADLINE = 3

Ask = Callable[[str], str]
Chosen = TypeVar("Chosen")


class FoundingError(Exception):
    """A folder that cannot be made; the messages say why and what to do."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__(messages[0].key)
        self.messages = messages


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is wanted, as it was written; None is asked for, and without anybody to ask it is as usual."""

    languages: str | None = None
    title: str | None = None
    owner: str | None = None
    organisations: str | None = None
    area: str | None = None
    rounds: str | None = None
    goals: str | None = None
    target: str | None = None
    deadline: str | None = None


def found(folder: Path, given: Given, words: Language, ask: Ask | None, today: Date) -> tuple[Choices, tuple[Finding, ...]]:
    """Makes the folder; returns what was chosen and what is worth saying about the list. Raises `FoundingError`.

    `ask` answers a question, a blank answer is the usual one; None where nobody can be asked.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FoundingError([message("init.exists", folder=str(folder))])
    counties = known_counties()
    choices, findings = _Founding(given, words, ask, today, counties).choices()
    _write(folder, skeleton.files(choices, counties) | schemas())
    return choices, findings


def known_counties() -> dict[str, County]:
    """Sweden's counties, as the programme that ships has them."""
    return {each.county_code: each for each in read_rows(Reading(DEFAULT_FOLDER), "counties.csv", County)}


def schemas() -> dict[str, str]:
    """What an editor needs to complete and to check the files of the folder."""
    return {f"schemas/{path.name}": path.read_text(encoding="utf-8") for path in sorted(SCHEMAS.glob("*.json"))}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes the folder beside its place, checks it and moves it there: half of a folder never stays."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
            made = Path(beside) / folder.name
            for name, text in files.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_text(text, encoding="utf-8", newline="\n")
            problems = check(made)[1]
            if problems:
                raise ProgrammeError(problems)
            if folder.is_dir():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise FoundingError([message("show.cannot_write", file=str(folder), why=why_not(error))]) from error


class _Founding:
    """One conversation: every choice is given, asked for, or as usual."""

    def __init__(self, given: Given, words: Language, ask: Ask | None, today: Date, counties: Mapping[str, County]) -> None:
        self.given, self.words, self.ask, self.counties = given, words, ask, counties
        self.year = today.year
        self.codes: tuple[str, ...] = languages()
        self.findings: tuple[Finding, ...] = ()

    def choices(self) -> tuple[Choices, tuple[Finding, ...]]:
        others = [each for each in languages() if each != self.words.code]
        self.codes = self._choose("languages", " ".join([self.words.code, *others]), self._languages)
        title = self._choose("title", self._usual("init.usual_title"), self._text)
        owner = self._choose("owner", self.words("init.usual_owner"), _line_of_words)
        organisations = self._choose("organisations", "", self._organisations)
        area = self._area(organisations)
        rounds = self._choose("rounds", f"{self.year}-12-31", _dates)
        goals = self._choose("goals", self._usual_goals(), self._goals)
        percent = self._choose("target", "80", _percent)
        deadline = self._choose(
            "deadline", f"{rounds[-1].year + YEARS_TO_DEADLINE}-12-31", lambda text: _after(rounds, text)
        )
        return Choices(
            languages=self.codes, title=title, owner=owner, organisations=organisations, area=area, rounds=rounds,
            goals=goals, percent=percent, deadline=deadline,
        ), self.findings  # fmt: skip

    def _choose(self, name: str, usual: str, read: Callable[[str], Chosen]) -> Chosen:
        """A choice as it was given; else asked for until it can be read; else as usual."""
        written = getattr(self.given, name)
        if written is not None or self.ask is None:
            return read(written or usual)
        question = self.words(f"init.ask_{name}", usual=usual or self.words("init.examples", count=EXAMPLES))
        wrong: list[str] = []
        while True:
            try:
                return read(self.ask("\n".join([*wrong, question])).strip() or usual)
            except FoundingError as error:
                wrong = [self.words.plain(each) for each in error.messages]

    def _usual(self, key: str) -> str:
        return f" {BETWEEN_LANGUAGES} ".join(language(code)(key) for code in self.codes)

    def _usual_goals(self) -> str:
        return f"{BETWEEN_NAMES} ".join(self._usual(key) for key in ("init.usual_goal_plan", "init.usual_goal_statistics"))

    def _languages(self, text: str) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(re.split(r"[\s,;|]+", text.strip())))
        if not set(codes) <= set(languages()):
            raise FoundingError([message("init.languages", value=text, expected=", ".join(languages()))])
        return codes

    def _text(self, text: str) -> Text:
        """The same in every language; where fewer are written, the last stands for those that lack."""
        parts = [_line_of_words(each) for each in text.split(BETWEEN_LANGUAGES) if each.strip()] or [_line_of_words("")]
        if len(parts) > len(self.codes):
            raise FoundingError([message("init.too_many", value=text, languages=", ".join(self.codes))])
        return {code: parts[min(place, len(parts) - 1)] for place, code in enumerate(self.codes)}

    def _goals(self, text: str) -> tuple[Text, ...]:
        return tuple(self._text(each) for each in text.split(BETWEEN_NAMES) if each.strip()) or (self._text(""),)

    def _organisations(self, text: str) -> tuple[Listed, ...]:
        """A file with a list, or the names themselves; without any some examples, named as what they are."""
        if not text:
            return named(Listed(id="", name=self.words("init.example", number=number)) for number in range(1, EXAMPLES + 1))
        if not text.casefold().endswith(FILES):
            names = [_line(each).replace('"', '""') for each in text.split(BETWEEN_NAMES) if each.strip()]
            return self._listed("--organisations", "\n".join(["name", *(f'"{each}"' for each in names)]).encode())
        try:
            return self._listed(Path(text).name, Path(text).expanduser().read_bytes())
        except OSError as error:
            raise FoundingError([message("show.cannot_read", file=text, why=why_not(error))]) from error

    def _listed(self, name: str, data: bytes) -> tuple[Listed, ...]:
        own_names = re.split(r"[|/]", self.given.area or "")
        listed, self.findings = read_roster(name, data, [each for each in own_names if each.strip()])
        errors = [each for each in self.findings if each.error]
        if errors:
            raise FoundingError([said(name, each) for each in errors])
        return listed

    def _area(self, organisations: Sequence[Listed]) -> Area | None:
        """What areas are called; nothing where there are none, or where they are the counties that are known."""
        if not any(each.area for each in organisations):
            return None
        if self.given.area is None and skeleton.known_areas(organisations, self.counties):
            return None
        text = self._choose("area", self._usual("init.usual_area"), self._text)
        both = {code: (words.partition("/")[0].strip(), words.rpartition("/")[2].strip()) for code, words in text.items()}
        return Area(
            text={code: one for code, (one, _) in both.items()}, plural={code: all for code, (_, all) in both.items()}
        )


def said(name: str, finding: Finding) -> Message:
    """A finding with its place in the file."""
    place = [name, *([finding.sheet] if finding.sheet else []), *([str(finding.row)] if finding.row else [])]
    return message("init.in_file", place=":".join(place), what=finding.message)


def _line(text: str) -> str:
    """A text as one line without what cannot be seen."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable()).strip()


def _line_of_words(text: str) -> str:
    if not _line(text):
        raise FoundingError([message("init.blank")])
    return _line(text)


def _date(text: str) -> Date:
    try:
        return Date.fromisoformat(text.strip())
    except ValueError as error:
        raise FoundingError([message("init.date", value=text.strip())]) from error


def _dates(text: str) -> tuple[Date, ...]:
    return tuple(sorted({_date(each) for each in re.split(r"[\s,;]+", text.strip())}))


def _after(rounds: Sequence[Date], text: str) -> Date:
    found = _date(text)
    if found <= datetime.date(rounds[0].year, 1, 1):
        raise FoundingError([message("init.deadline", value=found, first=datetime.date(rounds[0].year, 1, 1))])
    return found


def _percent(text: str) -> int:
    number = text.strip().removesuffix("%").strip()
    if not number.isdecimal() or not 1 <= int(number) <= 100:
        raise FoundingError([message("init.percent", value=text.strip())])
    return int(number)


GIVEN = tuple(each.name for each in fields(Given))
"""The names of all that can be chosen."""
