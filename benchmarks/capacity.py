"""What one process costs: processor time per click, memory per process and session. `python -m benchmarks.capacity`

Drives the hardened server as a browser does, over its websocket, and reads the process's own processor time, which
hardly depends on what else the machine does. Writes its tables, and what follows for many users, into docs/scaling.md.
"""

from __future__ import annotations

import math
import os
import platform
import re
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.conftest import running_app

DOCUMENT = Path(__file__).parent.parent / "docs" / "scaling.md"
START, END = "<!-- measured: made by python -m benchmarks.capacity -->", "<!-- end of measured -->"
PAGES = {"overview": "", "goal": "goal", "counties": "counties", "organisations": "organisations"}
COUNTIES = ("01", "12", "14", "18", "")
CLICKS, SESSIONS = 40, 30
MEGA = 1_000_000

USERS, PROGRAMMES, ROUNDS, SHIPPED_ROUNDS = 1_000, 100, 10, 2
ACTIVE, PAUSE = 0.2, 10
"""The share of the users who click at the same time in the busiest hour, and seconds between two clicks of one of them."""
LOAD = 0.5
"""How busy a process may be before people wait for each other."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds of processor time per click by page and per new session, bytes per process, session and answer."""

    click: dict[str, float]
    opening: float
    process: float
    session: float
    answer: float
    answers: int

    @property
    def slowest(self) -> float:
        return max(self.click.values())


class Visitor:
    """A session: a websocket, as the browser has one."""

    def __init__(self, address: str, running: ExitStack) -> None:
        url = address.replace("http", "ws") + "/_stcore/stream"
        self._socket: ClientConnection = running.enter_context(
            connect(url, origin=address, subprotocols=["streamlit"], max_size=None)  # type: ignore[arg-type, list-item]
        )

    def click(self, page: str, county: str) -> None:
        """One run of a page, until the server has said that it has ended."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = f"county={county}" if county else ""
        self._socket.send(asked.SerializeToString())
        while (
            ForwardMsg.FromString(bytes(self._socket.recv(timeout=60, decode=False))).WhichOneof("type") != "script_finished"
        ):
            pass


def busy(process: psutil.Process) -> float:
    """Seconds of processor time that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def measure(folder: Path) -> Measured:
    with running_app(folder, script="scorecard/server.py") as address, ExitStack() as running:
        (process,) = psutil.Process().children()
        first = Visitor(address, running)
        for page in PAGES.values():
            for county in COUNTIES:
                first.click(page, county)
        clicks = {name: milliseconds_per_click(process, first, page) for name, page in PAGES.items()}
        alone, begun = process.memory_info().rss, busy(process)
        for number in range(SESSIONS):
            Visitor(address, running).click("", COUNTIES[number % len(COUNTIES)])
        opening = (busy(process) - begun) / SESSIONS * 1000
        session = (process.memory_info().rss - alone) / SESSIONS
    size, answers = database(folder / "scorecard.sqlite")
    return Measured(click=clicks, opening=opening, process=alone, session=session, answer=size / answers, answers=answers)


def database(file: Path) -> tuple[int, int]:
    """Bytes and answers of a database, with nothing left in the log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (answers,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    return file.stat().st_size, answers


def milliseconds_per_click(process: psutil.Process, visitor: Visitor, page: str) -> float:
    """The median of four batches, since a process's clock ticks in hundredths of a second."""
    batches = []
    for _ in range(4):
        begun = busy(process)
        for number in range(CLICKS // 4):
            visitor.click(page, COUNTIES[number % len(COUNTIES)])
        batches.append((busy(process) - begun) / (CLICKS // 4) * 1000)
    return statistics.median(batches)


def lines(found: Measured) -> Iterator[str]:
    """Where it was measured, what was measured, and what follows from it."""
    machine = f"{os.cpu_count()} cores ({platform.machine()})"
    yield f"Measured with Python {platform.python_version()} on {machine}, shipped data. Load average then:"
    yield f"{os.getloadavg()[0]:.0f}; above the number of cores every time is worse than on a machine of its own."
    yield ""
    yield from table("what", "measured", measured(found))
    yield ""
    yield from table(f"for {USERS:,} users and {PROGRAMMES} programmes", "computed", paper(found))


def table(what: str, column: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {what} | {column} |"
    yield "|---|---|"
    yield from (f"| {name} | {value} |" for name, value in rows)


def measured(found: Measured) -> Iterator[tuple[str, str]]:
    for page, milliseconds in found.click.items():
        yield f"processor time per click, {page}", f"{milliseconds:.0f} ms"
    yield "processor time of a new session with its first page", f"{found.opening:.0f} ms"
    yield "memory of a process that has shown every page", f"{found.process / MEGA:.0f} MB"
    yield "memory of each further open session", f"{found.session / MEGA:.2f} MB"
    yield "database per answer, with its indexes and all else", f"{found.answer:.0f} bytes"


def paper(found: Measured) -> Iterator[tuple[str, str]]:
    """What follows for many users and programmes."""
    clicks, slowest = USERS * ACTIVE / PAUSE, found.slowest / 1000
    needed, every = math.ceil(clicks * slowest / LOAD), 2 * PROGRAMMES
    answers = PROGRAMMES * ROUNDS * found.answers / SHIPPED_ROUNDS

    def memory(processes: int) -> tuple[str, str]:
        bytes_ = processes * found.process + USERS * found.session
        return f"memory of these, with {USERS:,} sessions", f"{bytes_ / MEGA / 1000:.1f} GB"

    yield f"clicks a second in the busiest hour: {USERS:,} × {ACTIVE:.0%} ÷ {PAUSE} s", f"{clicks:.0f}"
    yield f"clicks a second of one process: {LOAD:.0%} ÷ {found.slowest:.0f} ms (the slowest page)", f"{LOAD / slowest:.1f}"
    yield f"processes, and cores, if they all used one programme: {needed}, and one that may die", f"{needed + 1}"
    yield memory(needed + 1)
    yield f"processes for {PROGRAMMES} programmes of which none shares, two each, on {needed} cores", f"{every}"
    yield memory(every)
    yield f"answers: {PROGRAMMES} programmes × {ROUNDS} rounds × {found.answers // SHIPPED_ROUNDS:,}", f"{answers:,.0f}"
    yield "databases for these, together", f"{answers * found.answer / MEGA:,.0f} MB"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = "\n".join(lines(measure(Path(folder))))
    print(found)
    text = DOCUMENT.read_text(encoding="utf-8")
    written = re.sub(f"{re.escape(START)}.*{re.escape(END)}", lambda _: f"{START}\n{found}\n{END}", text, flags=re.DOTALL)
    DOCUMENT.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
