"""Makes a programme folder and a store of any size. `python -m benchmarks.generator FOLDER --size L [--store URL]`

Everything is invented and seeded: the same size gives the same answers. The answers are written straight into the tables
(a version for the organisations, one for every round, one that corrects a few answers) and are counted by the function
that counts them when somebody publishes.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sql

from scorecard.check import open_programme
from scorecard.counting import count_version
from scorecard.database import ANSWERS, COMMITS, ORGANISATIONS, open_engine
from scorecard.programme import Programme
from scorecard.store import organisation_rows

SEED = 20131231
SHIPPED_DATA = Path(__file__).parent.parent / "data"
LAST_ROUND = date(2013, 12, 31)
KINDS = ("municipality", "county_council", "company")
GOALS = ("L1", "K1", "K1a", "K1b", "K1c", "K1d", "K2", "K2a", "K2b", "K2c", "K3")
THEMES = 5
OF_ONE_TO_FIVE = 5
"""Every fifth question is answered on a scale from 1 to 5, the others with yes, under way or no."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many organisations answer how many questions in how many rounds."""

    name: str
    organisations: int
    rounds: int
    questions: int

    @property
    def answers(self) -> int:
        return self.organisations * self.rounds * self.questions


SIZES = {
    size.name: size
    for size in (
        Size(name="shipped", organisations=53, rounds=2, questions=34),
        Size(name="M", organisations=310, rounds=12, questions=60),
        Size(name="middle", organisations=1_000, rounds=20, questions=60),
        Size(name="L", organisations=5_000, rounds=40, questions=100),
    )
}


# ------------------------------------------------------------------------------------------------- the folder


def make_folder(folder: Path, size: Size) -> Programme:
    """A programme without round files: its answers stand in the store only."""
    (folder / "goals").mkdir(parents=True)
    for name in ("counties.csv", "municipalities.csv", "sources.toml"):
        shutil.copy(SHIPPED_DATA / name, folder / name)
    (folder / "scorecard.toml").write_text(_settings(size), encoding="utf-8")
    (folder / "indicators.toml").write_text("\n".join(_indicators(size)), encoding="utf-8")
    (folder / "organisations.csv").write_text("".join(_organisations(size)), encoding="utf-8")
    for number, goal in enumerate(GOALS):
        (folder / "goals" / f"{goal}.toml").write_text(_goal(goal, number, size), encoding="utf-8")
    return open_programme(folder)


def round_dates(size: Size) -> list[date]:
    """The last days of quarters, the last of them the last round that ships."""
    ends = []
    year, month = LAST_ROUND.year, LAST_ROUND.month
    for _ in range(size.rounds):
        ends.append(date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))
        year, month = (year, month - 3) if month > 3 else (year - 1, 12)
    return ends[::-1]


def _both(text: str) -> str:
    return f'{{ sv = "{text}", en = "{text}" }}'


def _settings(size: Size) -> str:
    lines = [
        "format = 1", f"title = {_both(f'Programme {size.name}')}", f"short = {_both(size.name)}", 'owner = "Generator"',
        'languages = ["sv", "en"]', "minimum_coverage = 0.5", "near_plan_margin = 0.85",
    ]  # fmt: skip
    for each in round_dates(size):
        text = _both(f"{each:%Y-%m}")
        lines += [
            "[[rounds]]",
            f"date = {each}",
            f"answered_by = {each}",
            f"title = {text}",
            f"short = {text}",
            'source = "sample"',
        ]
    for kind in KINDS:
        lines += [f"[kinds.{kind}]", f"text = {_both(kind)}", f"plural = {_both(kind)}"]
    for group in ("members", "forerunners"):
        lines += [f"[groups.{group}]", f"text = {_both(group)}", f"short = {_both(group)}"]
    for theme in range(THEMES):
        lines += [f"[themes.theme_{theme}]", f"text = {_both(f'Theme {theme}')}"]
    return "\n".join(lines)


def _indicators(size: Size) -> Iterator[str]:
    comparable = ", ".join(f'"{each}"' for each in round_dates(size))
    for number in range(size.questions):
        yield f"[question_{number}]"
        yield f"text = {_both(f'Question {number} in all its words')}"
        yield f"label = {_both(f'Question {number}')}"
        yield 'group = "members"'
        if number % OF_ONE_TO_FIVE == OF_ONE_TO_FIVE - 1:
            yield 'scale = "scale_1_5"\nyes = ["4", "5"]\nunder_way = ["3"]\nno = ["1", "2"]'
        else:
            yield 'scale = "yes_no"\nyes = ["yes"]\nunder_way = ["under_way"]\nno = ["no"]'
        yield f'theme = "theme_{number % THEMES}"'
        yield f"comparable_with = [{comparable}]"
        yield 'source = "sample"\npage = "1"'


def _organisations(size: Size) -> Iterator[str]:
    with (SHIPPED_DATA / "counties.csv").open(encoding="utf-8") as file:
        counties = [line.split(",")[0] for line in file][1:]
    yield "id,name,kind,county_code,municipality_code,groups,sample,source\n"
    for number in range(size.organisations):
        groups = "members forerunners" if number % 3 == 0 else "members"
        kind = KINDS[0] if number % 10 < 8 else KINDS[number % 10 - 7]
        yield f"org-{number:05},Organisation {number:05},{kind},{counties[number % len(counties)]},,{groups},true,sample\n"


def _goal(goal: str, number: int, size: Size) -> str:
    long = goal.startswith("L")
    lines = [f'parent = "{goal[:2]}"'] if len(goal) > 2 else [f'horizon = "{"long" if long else "short"}"']
    start = round_dates(size)[0]
    return "\n".join([
        *lines, f"label = {_both(f'Goal {goal}')}", f"name = {_both(f'At least so many have {goal}')}",
        f"text = {_both(f'Goal {goal} in all its words')}", 'group = "members"', "target = { share = 0.6 }",
        f"deadline = {2020 if long else 2015}-12-31", f"baseline = {{ date = {start}, value = 0 }}",
        f'themes = ["theme_{number % THEMES}"]', 'owner = "Generator"', 'source = "sample"', 'page = "1"',
        'certainty = "certain"', "[rule]", f'indicator = "question_{number}"', f"measure = {_both('Have it')}",
        f"text = {_both('Counts on a yes')}",
    ])  # fmt: skip


# ------------------------------------------------------------------------------------------------- the answers


@dataclass(frozen=True, kw_only=True)
class Question:
    """The answers of all organisations to one question of one round: class numbers, 0 is no answer."""

    round: date
    number: int
    classes: np.ndarray


YES_NO = ("", "no", "under_way", "yes")
ONE_TO_FIVE = ("", "2", "3", "4")


def questions(size: Size, round: int) -> Iterator[Question]:
    """A round's answers: every organisation has its own readiness, and more of them say yes with every round."""
    random = np.random.default_rng((SEED, round))
    ready = np.random.default_rng(SEED).random(size.organisations)
    at, when = (round + 1) / size.rounds, round_dates(size)[round]
    for number in sorted(range(size.questions), key=str):  # the order of their keys: what is written stands in its place
        own = np.random.default_rng((SEED, 1_000 + number)).random(size.organisations)
        reached = 0.6 * ready + 0.4 * own
        classes = 1 + (reached < 0.3 + 0.3 * at) + (reached < 0.15 + 0.35 * at)
        yield Question(round=when, number=number, classes=np.where(random.random(size.organisations) < 0.08, 0, classes))


def answer_rows(found: Question, version: int) -> list[tuple[Any, ...]]:
    """The answers as the table takes them, in its columns' order."""
    words = ONE_TO_FIVE if found.number % OF_ONE_TO_FIVE == OF_ONE_TO_FIVE - 1 else YES_NO
    indicator, when = f"question_{found.number}", found.round.isoformat()
    return [
        (when, indicator, f"org-{each:05}", version, "answered" if given else "not_reported", words[given],
         "verified" if each % 4 == 0 else "self_assessed", "")
        for each, given in enumerate(found.classes.tolist())
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------- the store


def make_store(programme: Programme, size: Size, url: str) -> None:
    """Fills an empty database: organisations, a version for each round, one that corrects ten answers of the last."""
    engine, _ = open_engine(url)
    if engine.dialect.name == "sqlite":
        sql.event.listen(engine, "checkout", lambda driver, *_: driver.execute("PRAGMA synchronous=OFF"))
    try:
        with engine.begin() as connection:
            for index in ANSWERS.indexes:
                index.drop(connection)
            _commit(connection, 1, "seed")
            connection.execute(sql.insert(ORGANISATIONS), [{**row, "version": 1} for row in organisation_rows(programme)])
        for round in range(size.rounds):
            with engine.begin() as connection:
                _commit(connection, round + 2, "import")
                for found in questions(size, round):
                    _insert(connection, answer_rows(found, round + 2))
        _finish(engine, size)
    finally:
        engine.dispose()


def _finish(engine: sql.Engine, size: Size) -> None:
    """The last version, and what publishing keeps besides the answers."""
    last = Question(round=round_dates(size)[-1], number=0, classes=np.full(10, 3))
    with engine.begin() as connection:
        _commit(connection, size.rounds + 2, "correction")
        _insert(connection, answer_rows(last, size.rounds + 2))
        for index in ANSWERS.indexes:
            index.create(connection)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sql.text("ANALYZE"))  # as its own daemon does soon after
    for version in range(1, size.rounds + 3):
        with engine.begin() as connection:
            count_version(connection, version)


def _commit(connection: sql.Connection, version: int, kind: str) -> None:
    record = {"version": version, "at": datetime.now(UTC), "by": "Generator", "why": "benchmark", "kind": kind}
    connection.execute(sql.insert(COMMITS), record)


def _insert(connection: sql.Connection, rows: list[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return
    with driver.cursor() as cursor, cursor.copy("COPY answers FROM STDIN") as copy:
        copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows))


def made(folder: Path, size: Size, url: str) -> Programme:
    """The folder and the store of a size, made unless they are there already."""
    programme = open_programme(folder) if folder.exists() else make_folder(folder, size)
    engine, _ = open_engine(url)
    with closing(engine.connect()) as connection:
        empty = connection.execute(sql.select(COMMITS.c.version).limit(1)).first() is None
    engine.dispose()
    if empty:
        make_store(programme, size, url)
    return programme


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="M")
    parser.add_argument("--store", metavar="URL", help="default: SQLite in the folder")
    asked = parser.parse_args()
    size, begun = SIZES[asked.size], time.monotonic()
    made(asked.folder, size, asked.store or f"sqlite:///{asked.folder / 'store' / 'scorecard.sqlite'}")
    print(f"{asked.folder}: {size.answers:,} answers in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
