"""Experiments that break a publish: killed, refused by the disk, cut off from its server, raced by another.

`python -m tests.faults` (`make faults`) runs them at full length on SQLite and on PostgreSQL, prints a table and fails
if anything is lost or torn; `tests/test_faults.py` runs them with small numbers.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from itertools import count, cycle, groupby, product
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from scorecard.check import open_programme
from scorecard.database import ANSWERS, StoreError, open_engine
from scorecard.language import language
from scorecard.model import Date, message
from scorecard.programme import Programme
from scorecard.store import Progress, Row, Store, StoredAnswer, open_store
from scorecard.versions import ConflictError, publish
from tests.postgres import Server, programs, running_server

ROOT = Path(__file__).parent.parent
ROUND = Date(2013, 12, 31)
NAMES = ("round", "organisation", "indicator", "state", "answer", "evidence", "note")
ANSWERS_AT_ONCE = 400
KILLS_PER_STORE = 25
NOBODY = 65534
DRIVERS = ("sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.dialects.postgresql.psycopg", "sqlite3", "psycopg")
"""What opening a database imports late; imported once instead of by every process."""
ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES)
PATIENCE = 60
"""Seconds until a process that says nothing counts as stuck."""

NewDatabase = Callable[[], AbstractContextManager[str]]
"""Makes an empty database and gives its URL."""
Tell = Callable[[str], None]
"""Told how far an experiment is."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an experiment did, and everything it found lost, torn or untold, in words."""

    experiment: str
    happened: str
    found: tuple[str, ...]


def silent(_: str) -> None:
    """Tells nobody."""


@contextmanager
def sqlite_database() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="scorecard-faults-") as folder:
        yield f"sqlite:///{folder}/scorecard.sqlite"


def opened(url: str) -> closing[Store]:
    """A store as a process sees it that has just started."""
    return closing(Store(*open_engine(url)))


def seed(url: str, programme: Programme) -> None:
    open_store(programme, url).close()


def words(error: StoreError) -> str:
    return language("en").say(error.message)


def row(answer: StoredAnswer | sql.Row[Any]) -> Row:
    return {name: getattr(answer, name) for name in NAMES}


def fingerprint(rows: Iterable[Row]) -> str:
    return hashlib.sha256(json.dumps(sorted(json.dumps(each, default=str) for each in rows)).encode()).hexdigest()


def new_answers(store: Store, chance: random.Random) -> list[Row]:
    """The same several hundred answers of a round, each given anew."""
    return [
        {**row(each), "answer": chance.choice(["yes", "no", "under_way"]), "note": chance.randbytes(40).hex()}
        for each in store.answers(1, round=ROUND)[:ANSWERS_AT_ONCE]
    ]


def publish_told(store: Store, rows: Sequence[Row], progress: Progress | None = None) -> int:
    """Publishes rows with an audit record that says how many they are and what they say."""
    return publish(
        store, rows, based_on=store.version(), by="Anna", why=str(len(rows)), kind="correction", sha256=fingerprint(rows),
        progress=progress,
    )  # fmt: skip


def faults_in(url: str, acknowledged: Collection[int] = ()) -> list[str]:
    """Everything in a store that is lost, torn or differs from its audit record, in words."""
    with opened(url) as store:
        rows = store._read(sql.select(ANSWERS).order_by(ANSWERS.c.version))
        newest = store.version()
        found = [f"version {each} was acknowledged and is lost" for each in acknowledged if each > newest]
        found += [*_torn(store, rows), *_miscounted(store, rows)]
        if url.startswith("sqlite") and store._read(sql.text("PRAGMA integrity_check"))[0][0] != "ok":  # type: ignore[arg-type]
            found.append("SQLite finds the file damaged")
    return found


def _torn(store: Store, rows: Sequence[sql.Row[Any]]) -> Iterator[str]:
    """Versions whose rows are not those that their audit record tells of."""
    commits = {each.version: each for each in store.commits()}
    written = {version: [row(each) for each in own] for version, own in groupby(rows, lambda each: each.version)}
    if list(commits) != list(range(len(commits), 0, -1)):
        yield "the versions have gaps"
    if written.keys() - commits.keys():
        yield "there are answers without an audit record"
    for version, commit in commits.items():
        own = written.get(version, [])
        if commit.kind == "correction" and (str(len(own)) != commit.why or fingerprint(own) != commit.sha256):
            yield f"version {version} is torn: {len(own)} answers of {commit.why}"


def _miscounted(store: Store, rows: Sequence[sql.Row[Any]]) -> Iterator[str]:
    """Counts of the store that differ from a recount of its rows."""
    if {version: written for version, (written, _) in store.sizes(store.version()).items()} != Counter(
        each.version for each in rows
    ):
        yield "the sizes told differ from the rows"
    latest = {(each.round, each.indicator, each.organisation): (each.state, each.answer, each.evidence) for each in rows}
    recount = Counter((round, indicator, *said) for (round, indicator, _), said in latest.items())
    counted: Counter[tuple[Any, ...]] = Counter()
    for cell in store.counts(store.version()):
        counted[cell.round, cell.indicator, cell.state, cell.answer, cell.evidence] += cell.organisations
    if counted != recount:
        yield "the counts differ from a recount of the answers"
    if any(store.counts(version) != store.counted_anew(version) for version in range(1, store.version() + 1)):
        yield "the counts kept differ from a recount by the database"


def state_of(store: Store) -> str:
    """Everything a reader sees of the newest version."""
    version = store.version()
    counts = [{**asdict(each), "groups": sorted(each.groups)} for each in store.counts(version)]
    return fingerprint([{"version": version}, *counts, *(row(each) for each in store.answers(version))])


# ------------------------------------------------------------------------------------------------- processes


@contextmanager
def process(target: Callable[..., None], *arguments: Any, preload: Path | None = None) -> Iterator[tuple[Any, Connection]]:
    """A process of its own that has never seen a database, and the line to it."""
    kind = multiprocessing.get_context("forkserver" if preload is None else "spawn")
    if preload is None:
        kind.set_forkserver_preload(["tests.faults", *DRIVERS])
    here, there = kind.Pipe()
    started = kind.Process(target=target, args=(there, *arguments))
    with environment("LD_PRELOAD", preload):
        started.start()
    there.close()
    try:
        yield started, here
    finally:
        started.kill()
        started.join()
        here.close()


@contextmanager
def environment(name: str, value: Path | None) -> Iterator[None]:
    if value is None:
        yield
        return
    os.environ[name] = str(value)
    try:
        yield
    finally:
        del os.environ[name]


def hear(line: Connection, patience: int = PATIENCE) -> Any:
    """What a process says next."""
    if not line.poll(patience):
        raise TimeoutError("a process of an experiment says nothing")
    return line.recv()


# ------------------------------------------------------------------------------------------------- killed


def publishing(line: Connection, url: str, chance: int) -> None:
    """Publishes for ever; says 0 before every publish and its version once that is acknowledged."""
    with opened(url) as store:
        generator = random.Random(chance)
        for rows in cycle([new_answers(store, generator) for _ in range(3)]):
            line.send(0)
            line.send(publish_told(store, rows))


def killed(new_database: NewDatabase, programme: Programme, kills: int, tell: Tell = silent) -> Result:
    """kill -9 at random moments of a publish: what was acknowledged is there, what was not is there whole or not at all."""
    chance = random.Random(kills)
    found: list[str] = []
    done = acknowledged = unsaid = 0
    while done < kills:
        with new_database() as url:
            seed(url, programme)
            newest = 1
            for _ in range(min(KILLS_PER_STORE, kills - done)):
                said = _kill_one(url, chance)
                acknowledged += len(said)
                found += faults_in(url, said)
                with opened(url) as store:
                    unsaid += store.version() - newest - len(said)
                    newest = store.version()
                done += 1
                tell(f"{done} of {kills} kills")
    return Result(
        experiment=f"kill -9 at a random moment of a publish × {done}",
        happened=f"{acknowledged} publishes acknowledged, {done - unsaid} cut off and gone, {unsaid} written but not yet said",
        found=tuple(found),
    )


def _kill_one(url: str, chance: random.Random) -> list[int]:
    """Kills a process in its second or third publish; returns the versions it had acknowledged before."""
    with process(publishing, url, chance.randrange(2**32)) as (started, line):
        said = [hear(line)]
        begun = time.monotonic()
        said.append(hear(line))
        time.sleep(chance.random() * 1.5 * (time.monotonic() - begun))
        os.kill(started.pid, signal.SIGKILL)
        started.join()
        try:
            while True:
                said.append(line.recv())
        except EOFError:
            return [each for each in said if each]


# ------------------------------------------------------------------------------------------------- failing writes


Struck = Callable[[], bool]
"""Whether a fault has struck although the publish was acknowledged."""


def never() -> bool:
    """A full disk is always told."""
    return False


@contextmanager
def no_more_bytes(limit: int, _: Store) -> Iterator[Struck]:
    """No file may grow beyond a size, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield never
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@contextmanager
def no_more_pages(more: int, store: Store) -> Iterator[Struck]:
    """SQLite itself refuses to let the database grow by more than some pages."""
    with store._engine.connect() as connection:
        pages = connection.execute(sql.text("PRAGMA page_count")).scalar_one()
        connection.execute(sql.text(f"PRAGMA max_page_count = {pages + more}"))
    try:
        yield never
    finally:
        with store._engine.connect() as connection:
            connection.execute(sql.text("PRAGMA max_page_count = 1000000000"))


@contextmanager
def failing_calls(point: tuple[int, int, bool], _: Store) -> Iterator[Struck]:
    """The n-th writing call of the process fails, and all that follow it or that one alone."""
    library = ctypes.CDLL(None)
    library.fail_writes(*point)
    try:
        yield lambda: library.failed_writes() > 0
    finally:
        library.stop_failing()


FAULTS = {"bytes": no_more_bytes, "pages": no_more_pages, "calls": failing_calls}


def failing(line: Connection, fault: str) -> None:
    """For every file and point told: publishes under a fault, says what came of it, and publishes again without the fault."""
    for file, point in iter(line.recv, None):
        with opened(f"sqlite:///{file}") as store:
            rows = new_answers(store, random.Random(1))
            before = state_of(store)
            with FAULTS[fault](point, store) as struck:
                outcome = _outcome(store, rows)
                line.send((outcome, state_of(store) == before, outcome is not None or struck()))
            line.recv()
            line.send(publish_told(store, rows))


def _outcome(store: Store, rows: Sequence[Row], progress: Progress | None = None) -> str | None:
    """Why a publish was refused, in words; None where it was acknowledged."""
    try:
        publish_told(store, rows, progress)
    except StoreError as error:
        return words(error)
    return None


@dataclass(frozen=True)
class Template:
    """A seeded SQLite file that every failing write gets a copy of."""

    file: Path

    def copy(self) -> Path:
        for name in self.file.parent.glob("copy.sqlite*"):
            name.unlink()
        return Path(shutil.copyfile(self.file, self.file.with_name("copy.sqlite")))

    @property
    def log(self) -> int:
        """How many bytes of log a publish writes."""
        copy = self.copy()
        with opened(f"sqlite:///{copy}") as store:
            publish_told(store, new_answers(store, random.Random(1)))
            return copy.with_name("copy.sqlite-wal").stat().st_size


@contextmanager
def template(programme: Programme) -> Iterator[Template]:
    with sqlite_database() as url:
        seed(url, programme)
        yield Template(Path(url.removeprefix("sqlite:///")))


ACKNOWLEDGED = "acknowledged and whole (the folder's sync, whose failure SQLite passes over)"


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a publish under a fault: what it said (None: acknowledged), and what was found wrong."""

    said: str | None
    struck: bool
    found: list[str]


def _one_failing_write(file: Path, line: Connection, point: object) -> Tried:
    url = f"sqlite:///{file}"
    line.send((str(file), point))
    said, same, struck = hear(line)
    with opened(url) as store:
        newest = store.version()
    found = faults_in(url, [] if said else [2])
    if said and not (same and newest == 1):
        found.append("a refused publish changed what is shown")
    line.send(None)
    later = hear(line)
    found += faults_in(url, [later])
    if later != newest + 1:
        found.append(f"the publish after the fault became version {later}")
    return Tried(said=said, struck=struck, found=[f"{point}: {each}" for each in found])


def _failing_writes(template: Template, line: Connection, points: Iterable[Any], tell: Tell) -> list[Tried]:
    """Every point of a fault in turn, until it is beyond the last write of the publish."""
    tried = []
    for point in points:
        tried.append(_one_failing_write(template.copy(), line, point))
        tell(f"failing write {len(tried)}, {point}")
        if not tried[-1].struck:
            return tried
    raise AssertionError("the points end before the publish does")


def _result(experiment: str, tried: Sequence[Tried]) -> Result:
    struck = [each for each in tried if each.struck]
    said = Counter(_first_words(each.said) if each.said else ACKNOWLEDGED for each in struck)
    return Result(
        experiment=f"{experiment} × {len(struck)}",
        happened="; ".join(f"{number} × {text}" for text, number in said.most_common()),
        found=tuple(each for one in tried for each in one.found),
    )


def _boundaries(log: int) -> Iterator[int]:
    """Sizes at which the log of a publish can stop: before its head, and before, inside and after the head of every page."""
    yield from (0, 16)
    for page in range(32, log, 24 + 4096):
        yield from (page, page + 12, page + 24, page + 24 + 2048)
    yield log


def no_room(template: Template, step: int = 1, tell: Tell = silent) -> Result:
    """The file system lets no file grow beyond a size: every size at which a publish can stop."""
    *inside, last = _boundaries(template.log)
    with process(failing, "bytes") as (_, line):
        return _result("no file may grow", _failing_writes(template, line, [*inside[::step], last], tell))


def full(template: Template, step: int = 1, tell: Tell = silent) -> Result:
    """The database may not grow by more than some pages: every number until the publish fits."""
    with process(failing, "pages") as (_, line):
        return _result("the database is full", _failing_writes(template, line, count(0, step), tell))


def failing_library(folder: Path) -> Path | None:
    """The library that makes writes fail, None where there is no C compiler, or no Linux to load it before others."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    built = folder / "failing_writes.so"
    source = ROOT / "tests" / "failing_writes.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(built), str(source), "-ldl"], check=True, timeout=PATIENCE)
    return built


def failing_writes(template: Template, library: Path, step: int = 1, tell: Tell = silent) -> Iterator[Result]:
    """Every call of a publish that writes, syncs or shortens a file fails, alone or with all that follow."""
    with process(failing, "calls", preload=library) as (_, line):
        for error, alone in product(ERRORS, (False, True)):
            tried = _failing_writes(template, line, ((after, error, alone) for after in count(0, step)), tell)
            manner = "one call alone" if alone else "from one call on"
            yield _result(f"{errno.errorcode[error]} {manner}", tried)


# ------------------------------------------------------------------------------------------------- no permission


def without_permission(line: Connection, url: str) -> None:
    """As an unprivileged user: opens the store, tries to publish; again and again while it is told to."""
    with opened("sqlite://") as store:  # what is imported late is imported now: Python may be out of reach for nobody
        language("en").say(message("store.failed", why=store.version()))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    while line.recv():
        with opened(url) as store:
            rows = new_answers(store, random.Random(1))
            line.send((state_of(store), store.read_only is not None, _outcome(store, rows)))


def no_permission(template: Template) -> Result:
    """File, folder or both without write permission: the figures are shown, nothing is written, and the words say why."""
    found: list[str] = []
    said: Counter[str] = Counter()
    for may_write_file, may_write_folder in ((False, False), (True, False), (False, True)):
        file = template.copy()
        url = f"sqlite:///{file}"
        with process(without_permission, url) as (_, line), opened(url) as own:
            expected = state_of(own)
            _permit(file, may_write_file, may_write_folder)
            line.send(True)
            state, read_only, outcome = hear(line)
            _permit(file, True, True)
            if state != expected or not read_only or outcome is None or own.version() != 1:
                found.append("without permission: not the figures of before, or written all the same")
            said[str(outcome).replace(str(file), "…").split(".")[0]] += 1
            line.send(True)
            if hear(line)[1:] != (False, None):
                found.append("refused although permission was given")
        found += faults_in(url, [2])
    return Result(
        experiment=f"no permission × {said.total()}", found=tuple(found),
        happened="; ".join(f"{number} × {text}" for text, number in said.most_common()),
    )  # fmt: skip


def _permit(file: Path, may_write_file: bool, may_write_folder: bool) -> None:
    file.parent.chmod(0o777 if may_write_folder else 0o555)
    for each in file.parent.glob(f"{file.name}*"):
        each.chmod(0o666 if may_write_file else 0o444)


# ------------------------------------------------------------------------------------------------- PostgreSQL


def cut_off(server: Server, programme: Programme, rounds: int, tell: Tell = silent) -> Result:
    """The server ends the connection in the middle of a publish; the same store reads and publishes again at once."""
    said: Counter[str] = Counter()
    found: list[str] = []
    with server.database() as url:
        seed(url, programme)
        with opened(url) as store:
            for done in range(1, rounds + 1):
                outcome, wrong = _interrupted(store, url, server.disconnect_all, lambda: None, done)
                said[outcome] += 1
                found += wrong
                tell(f"connection ended: {done} of {rounds}")
    return _interruptions("connection ended", said, found)


def stopped(server: Server, programme: Programme, rounds: int, tell: Tell = silent) -> Result:
    """The server stops in the middle of a publish; reads say so, and when it is back the same store publishes again."""
    said: Counter[str] = Counter()
    found: list[str] = []
    with server.database() as url:
        seed(url, programme)
        with opened(url) as store:

            def heal() -> None:
                try:
                    store.version()
                    found.append("a stopped server gave a version")
                except StoreError as error:
                    said[f"reading: {_first_words(words(error))}"] += 1
                server.start()

            for done in range(1, rounds + 1):
                outcome, wrong = _interrupted(store, url, server.stop, heal, done)
                said[outcome] += 1
                found += wrong
                tell(f"server stopped: {done} of {rounds}")
    return _interruptions("server stopped", said, found)


def _interrupted(
    store: Store, url: str, harm: Callable[[], None], heal: Callable[[], None], round: int
) -> tuple[str, list[str]]:
    """Harms one publish, every second time at its last moment before the commit, else at a random one."""
    chance = random.Random(round)
    before, rows = store.version(), new_answers(store, chance)
    if round % 2:
        outcome = _outcome(store, rows, lambda *_: harm())
    else:
        timer = threading.Timer(chance.random() * 0.02, harm)
        timer.start()
        outcome = _outcome(store, rows)
        timer.join()
    heal()
    newest = store.version()
    found = faults_in(url, [] if outcome else [before + 1])
    later = publish_told(store, new_answers(store, chance))
    found += faults_in(url, [later])
    if newest > before + 1 or later != newest + 1:
        found.append(f"version {before} was followed by {newest} and {later}")
    written = newest > before
    if outcome is None:
        return "acknowledged before it struck", found
    return f"{'written, but ' if written else ''}refused: {_first_words(outcome)}", found


def _first_words(text: str) -> str:
    """The beginning of what a library says after any address; it may go on with hints."""
    return text.rsplit(": ", maxsplit=1)[-1][:70].strip()


def _interruptions(name: str, said: Counter[str], found: Sequence[str]) -> Result:
    tried = sum(number for text, number in said.items() if not text.startswith("reading"))
    return Result(
        experiment=f"{name} in the middle of a publish × {tried}", found=tuple(found),
        happened="; ".join(f"{number} × {text}" for text, number in said.most_common()),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------- two writers


def adding(line: Connection, url: str, own: int, saves: int) -> None:
    """Adds one to an answer, again and again; says how many were saved and how many were refused as conflicts."""
    with opened(url) as store:
        organisation, indicator = sorted({(each.organisation, each.indicator) for each in store.answers(1, round=ROUND)})[
            own
        ]
        line.send("ready")
        line.recv()
        saved = conflicts = 0
        for _ in range(saves):
            version = store.version()
            (found,) = [
                each
                for each in store.answers(version, round=ROUND, organisation=organisation)
                if each.indicator == indicator
            ]
            rows = [{**row(found), "answer": str(_number(found.answer) + 1)}]
            try:
                publish(store, rows, based_on=version, by=f"{own}", why="1", kind="correction", sha256=fingerprint(rows))
                saved += 1
            except ConflictError:
                conflicts += 1
        line.send((organisation, indicator, saved, conflicts))


def _number(answer: str) -> int:
    """What has been added so far; nothing where the answer is still the one of the seed."""
    return int(answer) if answer.isdecimal() else 0


def two_writers(
    new_database: NewDatabase, programme: Programme, saves: int, *, same_answer: bool, tell: Tell = silent
) -> Result:
    """Two processes read, add one and publish: every save is there or was refused, in a conflict that was told."""
    owns = (0, 0) if same_answer else (0, 1)
    with new_database() as url:
        seed(url, programme)
        with ExitStack() as stack:
            lines = [stack.enter_context(process(adding, url, own, saves))[1] for own in owns]
            for line in lines:
                hear(line)
            for line in lines:
                line.send("go")
            tell(f"two writers × {saves} saves")
            heard = [hear(line, PATIENCE * 10) for line in lines]
        found = faults_in(url)
        saved, conflicts = sum(each[2] for each in heard), sum(each[3] for each in heard)
        with opened(url) as store:
            newest = store.version()
            final = {(each.organisation, each.indicator): each.answer for each in store.answers(newest, round=ROUND)}
    if newest != 1 + saved:
        found.append(f"{saved} saves became {newest - 1} versions")
    if sum(_number(final[key]) for key in {each[:2] for each in heard}) != saved:
        found.append("the final answers are not those of the saves that were acknowledged")
    if saved + conflicts != 2 * saves or (conflicts and not same_answer):
        found.append(f"{2 * saves} attempts became {saved} saves and {conflicts} conflicts")
    return Result(
        experiment=f"two writers × {saves} saves, {'the same answer' if same_answer else 'different answers'}",
        happened=f"{saved} saved, {conflicts} refused as a conflict, {2 * saves - saved - conflicts} untold",
        found=tuple(found),
    )


# ------------------------------------------------------------------------------------------------- the table


def on_sqlite(programme: Programme, tell: Tell) -> Iterator[Result]:
    yield killed(sqlite_database, programme, 250, tell)
    for same_answer in (False, True):
        yield two_writers(sqlite_database, programme, 250, same_answer=same_answer, tell=tell)
    with template(programme) as file:
        yield no_room(file, tell=tell)
        yield full(file, tell=tell)
        library = failing_library(file.file.parent)
        if library is None:
            tell("no C compiler, or not Linux: the experiment with failing calls is left out\n")
        else:
            yield from failing_writes(file, library, tell=tell)
        yield no_permission(file)


def on_postgresql(programme: Programme, tell: Tell) -> Iterator[Result]:
    found = programs()
    if found is None:
        tell("PostgreSQL is not installed: its experiments are left out\n")
        return
    with running_server(found) as server:
        yield killed(server.database, programme, 250, tell)
        for same_answer in (False, True):
            yield two_writers(server.database, programme, 250, same_answer=same_answer, tell=tell)
        yield cut_off(server, programme, 50, tell)
        yield stopped(server, programme, 20, tell)


def main() -> int:
    """Runs everything and returns 1 if anything was lost, torn or untold."""

    def tell(text: str) -> None:
        print(f"\r  … {text:<75}", end="", file=sys.stderr, flush=True)

    programme = open_programme(ROOT / "data")
    wrong = 0
    print("| database | experiment | what happened | lost or torn | seconds |\n|---|---|---|---|---|")
    for name, experiments in (("SQLite", on_sqlite), ("PostgreSQL", on_postgresql)):
        begun = time.monotonic()
        for each in experiments(programme, tell):
            print("\r", end="", file=sys.stderr)
            seconds = time.monotonic() - begun
            print(f"| {name} | {each.experiment} | {each.happened} | {len(each.found)} | {seconds:.0f} |", flush=True)
            for text in each.found:
                print(f"    {text}")
            wrong += len(each.found)
            begun = time.monotonic()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
