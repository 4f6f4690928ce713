"""Whether a process grows with use: many visitors who stay and go on choosing, and its memory minute by minute.

`python -m benchmarks.hour --size L --folder FOLDER`

The visitors have no browser (`benchmarks/visitors.py`); half are on the overview, half on the list of organisations. The
process is set up as in `deploy/`: two heaps for all threads, not one for each.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

import psutil

from benchmarks.contenders import SCORECARD
from benchmarks.crowd import megabytes
from benchmarks.generator import SIZES, made
from benchmarks.serving import free_port, served
from benchmarks.visitors import Visitor, together

PAGES = ("", "organisations")


async def watch(visitors: list[Visitor], process: psutil.Process, minutes: int, pause: float) -> None:
    """Prints the memory every five minutes until all have chosen for so long."""
    choices = round(60 * minutes / pause)
    using = asyncio.ensure_future(together(visitors, choices, pause))
    begun = time.monotonic()
    while not using.done():
        answered = sum(len(each.waited) for each in visitors)
        print(
            f"{(time.monotonic() - begun) / 60:5.1f} minutes, {answered:6} choices, {megabytes(process):.0f} MB", flush=True
        )
        await asyncio.wait([using], timeout=300)
    await using
    answered, failed = sum(len(each.waited) for each in visitors), sum(each.failed for each in visitors)
    print(
        f"{answered} of {choices * len(visitors)} choices answered, {failed} errors, {megabytes(process):.0f} MB in the end"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="L")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--pause", type=float, default=30, help="seconds between two choices of a visitor")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "scorecard-growth")
    asked = parser.parse_args()
    folder, port = asked.folder / asked.size, free_port()
    url = f"sqlite:///{folder / 'store' / 'scorecard.sqlite'}"
    made(folder, SIZES[asked.size], url)
    environment = os.environ | {"SCORECARD_STORE": url, "SCORECARD_PROGRAMME": str(folder), "MALLOC_ARENA_MAX": "2"}
    with served(SCORECARD.command(SCORECARD.python(), port), port, environment, SCORECARD.folder) as process:
        visitors = [Visitor(port=port, path=PAGES[number % len(PAGES)]) for number in range(asked.sessions)]
        asyncio.run(watch(visitors, process, asked.minutes, asked.pause))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
