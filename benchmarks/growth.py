"""What the pages cost over sizes of the store, as ratios to the shipped size. `python -m benchmarks.growth --help`

Every size and database runs in a process of its own: first what a reader waits for, page by page through Streamlit's own
test driver (server time, without a browser), then the import of one round. Writes docs/performance.md between its marks.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import psutil

from benchmarks.generator import SIZES, Question, Size, answer_rows, made, questions, round_dates

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"
START, END = "<!-- growth: made by python -m benchmarks.growth -->", "<!-- end of growth -->"
RERUNS = 9
NARROWED = ("overview", "goal", "counties", "organisations", "changes")
"""Pages on which other counties are chosen too."""
Measured = dict[str, float]


def cpu_ms(work: Callable[[], Any]) -> float:
    """The processor time of a piece of work: another program on the machine does not lengthen it."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def memory() -> float:
    return psutil.Process().memory_info().rss / 1e6


# ------------------------------------------------------------------------------------------------- one size


def measure(folder: Path, url: str, size: Size) -> Measured:
    """Everything about one size in one database, in this process."""
    os.environ |= {"SCORECARD_PROGRAMME": str(folder), "SCORECARD_STORE": url}
    found = _opening(folder, url)
    found |= _pages(size)
    found["memory, MB"] = memory()
    return found | _import(folder, url, size)


def _opening(folder: Path, url: str) -> Measured:
    from scorecard.check import open_programme  # noqa: PLC0415  imports are no part of what is measured
    from scorecard.store import open_store  # noqa: PLC0415

    begun = time.monotonic()
    programme = open_programme(folder)
    read = time.monotonic()
    with closing(open_store(programme, url)):
        return {"programme folder, s": read - begun, "store opened, s": time.monotonic() - read}


def _pages(size: Size) -> Measured:
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415

    from scorecard.ui.pages import PAGES  # noqa: PLC0415

    found: Measured = {}
    for name, file in PAGES.items():
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        app.query_params["goal"] = "K1"
        if name != "overview":
            app.switch_page(str(ROOT / file))
        found[f"{name}, first, s"] = cpu_ms(app.run) / 1000
        assert not app.exception, app.exception
        found[f"{name}, rerun"] = statistics.median(cpu_ms(app.run) for _ in range(RERUNS))
        if name not in NARROWED:
            continue
        counties = [f"{code:02}" for code in (1, 12, 14)]
        found[f"{name}, another county"] = max(_changed(app, "county", code) for code in counties)
        found[f"{name}, the county again"] = statistics.median(_changed(app, "county", code) for code in counties)
        _changed(app, "county", "")
        if name in ("overview", "goal"):
            rounds = [each.isoformat() for each in round_dates(size)[:-1][-4:]]
            found[f"{name}, another round"] = max(_changed(app, "round", each) for each in rounds)
            found[f"{name}, the round again"] = statistics.median(_changed(app, "round", each) for each in rounds)
    return found


def _changed(app: Any, name: str, value: str) -> float:
    """A part of the view is chosen in the address, as a link does it."""
    if value:
        app.query_params[name] = value
    else:
        app.query_params.pop(name, None)
        app.session_state[f"choice_{name}"] = ""
    taken = cpu_ms(app.run)
    assert not app.exception, app.exception
    return taken


def _import(folder: Path, url: str, size: Size) -> Measured:
    """A file that gives every answer of the last round otherwise, held against the store and published."""
    from scorecard.check import open_programme  # noqa: PLC0415
    from scorecard.cube import cube_at  # noqa: PLC0415
    from scorecard.difference import difference, effect  # noqa: PLC0415
    from scorecard.model import AnswerState  # noqa: PLC0415
    from scorecard.store import open_store  # noqa: PLC0415
    from scorecard.submission import Reported  # noqa: PLC0415
    from scorecard.versions import publish  # noqa: PLC0415

    programme, told = open_programme(folder), 0

    def progress(*_: int) -> None:
        nonlocal told
        told += 1

    with closing(open_store(programme, url)) as store:
        version, last = store.version(), round_dates(size)[-1]
        times = version - size.rounds - 2  # earlier runs have imported too
        reported = [
            Reported(organisation=organisation, indicator=indicator, state=AnswerState.ANSWERED, answer=answer)
            for found in questions(size, size.rounds - 1)
            for _, indicator, organisation, _, _, answer, _, _ in answer_rows(_otherwise(found, times), 0)
        ]
        begun = time.monotonic()
        held = difference(programme, store, last, reported, version)
        held_at = time.monotonic()
        effect(programme, cube_at(store, version), held)
        seen_at = time.monotonic()
        publish(
            store, held.rows, based_on=version, by="Benchmark", why="growth", kind="import", confirmed=held.confirmed,
            progress=progress,
        )  # fmt: skip
        done = time.monotonic()
    return {
        "import: answers written": len(held.changes), "import: held against the store, s": held_at - begun,
        "import: effect, s": seen_at - held_at, "import: written and counted, s": done - seen_at,
        "import: times told": told, "import: memory after, MB": memory(),
    }  # fmt: skip


def _otherwise(found: Question, times: int) -> Question:
    """Other answers than stand after an import has changed them so many times: no, under way and yes take turns."""
    return replace(found, classes=(found.classes + times) % 3 + 1)


# ------------------------------------------------------------------------------------------------- all sizes


@contextmanager
def postgres() -> Iterator[Callable[[str], str]]:
    """Makes databases on a PostgreSQL of its own."""
    from tests.postgres import programs, running_server  # noqa: PLC0415

    found = programs()
    assert found is not None, "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    with running_server(found) as server:

        def url(name: str) -> str:
            server.administer(f"CREATE DATABASE {name.lower()}")
            return server.url(name.lower())

        yield url


def in_a_process(folder: Path, url: str, size: Size) -> Measured:
    command = [sys.executable, "-m", "benchmarks.growth", "--one", size.name, str(folder), url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  a fixed command
    if done.returncode:
        raise SystemExit(done.stderr[-4000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def table(database: str, found: dict[str, Measured]) -> str:
    """What was measured, one row for each thing; a time also as a ratio to the smallest size."""
    names = list(found)
    lines = [f"### {database}", "", f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for what in found[names[0]]:
        first = found[names[0]][what]
        cells = [f"{found[name][what]:,.0f}" if found[name][what] >= 10 else f"{found[name][what]:.2f}" for name in names]
        ratios = [f" ({found[name][what] / first:.2f}×)" if first and name != names[0] else "" for name in names]
        lines.append(f"| {what} | {' | '.join(cell + ratio for cell, ratio in zip(cells, ratios, strict=True))} |")
    return "\n".join(lines)


def write(tables: list[str]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(START)
    DOCUMENT.write_text("\n\n".join([before + START, *tables, END + rest.split(END)[1]]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["shipped", "M", "middle"])
    parser.add_argument("--databases", nargs="+", choices=["SQLite", "PostgreSQL"], default=["SQLite", "PostgreSQL"])
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "scorecard-growth")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--one", nargs=3, metavar=("SIZE", "FOLDER", "URL"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(Path(asked.one[1]), asked.one[2], SIZES[asked.one[0]])))
        return
    tables = []
    for database in asked.databases:
        tables.append(table(database, dict(_of(database, asked.folder, [SIZES[name] for name in asked.sizes]))))
        print(tables[-1], flush=True)
    if asked.write:
        write(tables)


def _of(database: str, folder: Path, sizes: list[Size]) -> Iterator[tuple[str, Measured]]:
    if database == "SQLite":
        for size in sizes:
            url = f"sqlite:///{folder / size.name / 'store' / 'scorecard.sqlite'}"
            made(folder / size.name, size, url)
            yield size.name, in_a_process(folder / size.name, url, size)
        return
    with postgres() as url_of:
        for size in sizes:
            url = url_of(size.name)
            made(folder / size.name, size, url)
            yield size.name, in_a_process(folder / size.name, url, size)


if __name__ == "__main__":
    main()
