"""What one process costs: processor time per click, memory per process and session. `python -m benchmarks.capacity`

Drives the hardened server as a browser does, over its websocket, and reads the process's own processor time, which
hardly depends on what else the machine does. Writes its tables, and what follows for many users, into docs/scaling.md.
"""

from __future__ import annotations

import asyncio
import math
import os
import platform
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.crowd import megabytes
from benchmarks.serving import ROOT, free_port, processor_seconds, served
from benchmarks.visitors import Visitor

DOCUMENT = ROOT / "docs" / "scaling.md"
START, END = "<!-- measured: made by python -m benchmarks.capacity -->", "<!-- end of measured -->"
PAGES = {"overview": "", "goal": "goal", "counties": "counties", "organisations": "organisations"}
CLICKS, SESSIONS = 40, 30

USERS, PROGRAMMES, ROUNDS, SHIPPED_ROUNDS = 1_000, 100, 10, 2
ACTIVE, PAUSE = 0.2, 10
"""The share of the users who click at the same time in the busiest hour, and seconds between two clicks of one of them."""
LOAD = 0.5
"""How busy a process may be before people wait for each other."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds of processor time per click by page and per new session, megabytes per process and session, bytes per
    answer."""

    click: dict[str, float]
    opening: float
    process: float
    session: float
    answer: float
    answers: int

    @property
    def slowest(self) -> float:
        return max(self.click.values())


def measure(folder: Path) -> Measured:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "scorecard/server.py", "--server.port", str(port)]
    with served(command, port, os.environ | {"SCORECARD_STORE": f"sqlite:///{folder / 'scorecard.sqlite'}"}) as process:
        click, opening, alone, session = asyncio.run(_used(port, process))
    size, answers = database(folder / "scorecard.sqlite")
    return Measured(click=click, opening=opening, process=alone, session=session, answer=size / answers, answers=answers)


async def _used(port: int, process: psutil.Process) -> tuple[dict[str, float], float, float, float]:
    """Processor time per click by page, per new session; memory of the process, and of each further session."""
    click = {}
    async with AsyncExitStack() as sessions:
        for name, path in PAGES.items():
            choose = await sessions.enter_async_context(Visitor(port=port, path=path).session())
            await choose(CLICKS, 0)
            begun = processor_seconds(process)
            await choose(CLICKS, 0)
            click[name] = (processor_seconds(process) - begun) / CLICKS * 1000
        alone, begun = megabytes(process), processor_seconds(process)
        for _ in range(SESSIONS):
            await sessions.enter_async_context(Visitor(port=port).session())
        opening = (processor_seconds(process) - begun) / SESSIONS * 1000
        return click, opening, alone, (megabytes(process) - alone) / SESSIONS


def database(file: Path) -> tuple[int, int]:
    """Bytes and answers of a database, with nothing left in the log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (answers,) = connection.execute("SELECT count(*) FROM answers").fetchone()
    return file.stat().st_size, answers


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
    yield "memory of a process that has shown every page", f"{found.process:.0f} MB"
    yield "memory of each further open session", f"{found.session:.2f} MB"
    yield "database per answer, with its indexes and all else", f"{found.answer:.0f} bytes"


def paper(found: Measured) -> Iterator[tuple[str, str]]:
    """What follows for many users and programmes."""
    clicks, slowest = USERS * ACTIVE / PAUSE, found.slowest / 1000
    needed, every = math.ceil(clicks * slowest / LOAD), 2 * PROGRAMMES
    answers = PROGRAMMES * ROUNDS * found.answers / SHIPPED_ROUNDS

    def memory(processes: int) -> tuple[str, str]:
        used = processes * found.process + USERS * found.session
        return f"memory of these, with {USERS:,} sessions", f"{used / 1000:.1f} GB"

    yield f"clicks a second in the busiest hour: {USERS:,} × {ACTIVE:.0%} ÷ {PAUSE} s", f"{clicks:.0f}"
    yield f"clicks a second of one process: {LOAD:.0%} ÷ {found.slowest:.0f} ms (the slowest page)", f"{LOAD / slowest:.1f}"
    yield f"processes, and cores, if they all used one programme: {needed}, and one that may die", f"{needed + 1}"
    yield memory(needed + 1)
    yield f"processes for {PROGRAMMES} programmes of which none shares, two each, on {needed} cores", f"{every}"
    yield memory(every)
    yield f"answers: {PROGRAMMES} programmes × {ROUNDS} rounds × {found.answers // SHIPPED_ROUNDS:,}", f"{answers:,.0f}"
    yield "databases for these, together", f"{answers * found.answer / 1e6:,.0f} MB"


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
