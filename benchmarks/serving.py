"""Starts a server, waits until it answers, and ends it."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(
    command: Sequence[str], port: int, environment: Mapping[str, str], folder: Path = ROOT
) -> Iterator[psutil.Process]:
    """A server as a process, answering."""
    running = subprocess.Popen(  # noqa: S603  commands of this folder
        command, cwd=folder, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(running, port)
        yield psutil.Process(running.pid)
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(running: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The server did not start: {running.args!r}")


def processor_seconds(process: psutil.Process) -> float:
    """What a process has used of the processor so far, by the kernel's clock of that process (Linux): `cpu_times` counts
    hundredths of a second."""
    return time.clock_gettime(~process.pid << 3 | 2)
