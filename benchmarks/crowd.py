"""What visitors without a browser cost a server: processor time of one, waiting and errors of many, memory of sessions and
over a long run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack

import numpy as np
import psutil

from benchmarks import targets
from benchmarks.contenders import Contender
from benchmarks.serving import free_port, processor_seconds, served
from benchmarks.targets import Measured
from benchmarks.visitors import Caller, Reader, Visitor, together

CHOICES, PAUSE = 10, 1.0
WARM_UP, SESSIONS = 10, 50
LONG_WARM_UP, LONG = 300, 1_000
READERS: Mapping[str, type[Caller | Visitor]] = {"scorecard": Visitor, "bare": Visitor, "Dash": Caller}
"""The pages that can be read without a browser, and how."""


def one_client(contenders: Sequence[Contender], environment: Mapping[str, str], found: Mapping[str, Measured]) -> None:
    """The server's processor time for a choice of a single reader: two a second apart, then the others have their turn."""
    with ExitStack() as running:
        servers = []
        for each in contenders:
            port = free_port()
            process = running.enter_context(served(each.command(each.python(), port), port, environment, each.folder))
            servers.append((READERS[each.name](port=port), process, found[each.name]))
        asyncio.run(_in_turns(servers))


async def _in_turns(servers: Sequence[tuple[Reader, psutil.Process, Measured]]) -> None:
    async with AsyncExitStack() as sessions:
        chosen = [await sessions.enter_async_context(reader.session()) for reader, _, _ in servers]
        for choose in chosen:
            await choose(WARM_UP, 0)
        for _ in range(CHOICES):
            for choose, (_, process, measured) in zip(chosen, servers, strict=True):
                used = processor_seconds(process)
                await choose(2, PAUSE)
                measured.add(targets.SERVER, 1000 * (processor_seconds(process) - used) / 2)


def crowd(contender: Contender, users: int, environment: Mapping[str, str], found: Measured) -> None:
    """So many readers, each choosing once a second, with a server of their own."""
    port, reader, who = free_port(), READERS[contender.name], "user" if users == 1 else "users"
    with served(contender.command(contender.python(), port), port, environment, contender.folder):
        asyncio.run(together([reader(port=port)], WARM_UP, 0))
        readers: list[Reader] = [reader(port=port) for _ in range(users)]
        asyncio.run(together(readers, CHOICES, PAUSE))
    found.add(f"{users} {who}, a choice a second each, ms", *(1000 * each for one in readers for each in one.waited))
    answered = sum(len(each.waited) for each in readers)
    found.add(
        f"{users} {who}: errors and clicks without an answer",
        CHOICES * users - answered + sum(each.failed for each in readers),
    )


def memory(contender: Contender, environment: Mapping[str, str], found: Measured, *, long: bool) -> None:
    """Of further sessions that stay open, and, if wanted, over many reruns of one, after a warm-up."""
    port = free_port()
    with served(contender.command(contender.python(), port), port, environment, contender.folder) as process:
        if long:
            found.add(targets.LONG, asyncio.run(_long_run(Visitor(port=port), process)))
        found.add(targets.FURTHER, asyncio.run(_slope(port, process)))


async def _long_run(visitor: Visitor, process: psutil.Process) -> float:
    async with visitor.session() as choose:
        await choose(LONG_WARM_UP, 0)
        before = megabytes(process)
        await choose(LONG, 0)
        return megabytes(process) - before


async def _slope(port: int, process: psutil.Process) -> float:
    """How much more memory there is with every session that is opened and has chosen, by least squares after the first."""
    used = []
    async with AsyncExitStack() as sessions:
        for _ in range(WARM_UP + SESSIONS):
            choose = await sessions.enter_async_context(Visitor(port=port).session())
            await choose(2, 0)
            used.append(megabytes(process))
    return float(np.polyfit(range(SESSIONS), used[WARM_UP:], 1)[0])


def megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 1e6)
