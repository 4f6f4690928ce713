"""Where a rerun's time goes, function by function. `python -m benchmarks.profiler /organisations`

Starts the app as it is served, with a profiler around the script thread of every rerun after the warm-up, lets a visitor
without a browser choose counties, and prints the dearest functions: with all that they call, or with `--sort tottime`
alone. Profiling makes a rerun some three times as long; what it takes without is printed first.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import os
import pstats
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.serving import ROOT, free_port, served
from benchmarks.visitors import Visitor

WARM_UP = 8


def profiled_server(port: int, file: Path) -> None:
    """The app in this process, profiled: every rerun's time is printed and the profile so far is kept in a file."""
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner  # noqa: PLC0415
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415

    profile, seen, run = cProfile.Profile(), 0, ScriptRunner._run_script

    def profiled(self: ScriptRunner, *asked: Any, **named: Any) -> None:
        nonlocal seen
        seen += 1
        begun = time.thread_time()
        if seen <= 2 * WARM_UP:
            run(self, *asked, **named)
            with file.with_suffix(".txt").open("a") as out:
                print(1000 * (time.thread_time() - begun), file=out)
            return
        profile.runcall(run, self, *asked, **named)
        profile.dump_stats(file)

    ScriptRunner._run_script = profiled  # type: ignore[method-assign]
    sys.argv = ["streamlit", "run", str(ROOT / "dashboard.py"), "--server.port", str(port)]
    streamlit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", nargs="?", default="/", help="the address after the host: /goal?goal=K1")
    parser.add_argument("--programme", help="a folder made by benchmarks.generator; needs --store")
    parser.add_argument("--store", help="the address of a store; without it a new one of the shipped programme")
    parser.add_argument("--reruns", type=int, default=20)
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--sort", default="cumulative", choices=["tottime", "cumulative", "ncalls"])
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        profiled_server(int(asked.serve[0]), Path(asked.serve[1]))
        return
    path, _, query = asked.page.strip("/").partition("?")
    port = free_port()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "profile"
        chosen = {"SCORECARD_STORE": asked.store or f"sqlite:///{folder}/scorecard.sqlite"}
        chosen |= {"SCORECARD_PROGRAMME": asked.programme} if asked.programme else {}
        command = [sys.executable, "-m", "benchmarks.profiler", "--serve", str(port), str(file)]
        with served(command, port, os.environ | chosen):
            asyncio.run(Visitor(port=port, path=path, query=query).visit(2 * WARM_UP + asked.reruns - 2))
        times = [float(line) for line in file.with_suffix(".txt").read_text().split()]
        print(f"{asked.page}: {statistics.median(times[WARM_UP:]):.1f} ms of the script's thread a rerun, unprofiled")
        pstats.Stats(str(file)).sort_stats(asked.sort).print_stats(asked.lines)


if __name__ == "__main__":
    main()
