"""Visitors without a browser: each chooses counties as a browser would say it to the server.

Those of a Streamlit page hold a session over its websocket; those of the Dash page call its callback. They cost this
machine next to nothing, so that what is measured is the server.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 120
LARGEST = 64 * 2**20
KEPT_FOR = 2
"""Runs for which a browser keeps a message that does not come again: Streamlit's `global.maxCachedMessageAge`."""
Choose = Callable[[int, float], Awaitable[None]]
"""Chooses so many times, each time after a pause from the last click."""


class Reader(Protocol):
    """Somebody who clicks: what they waited for, and how often an error came back."""

    waited: list[float]
    failed: int

    def session(self) -> AbstractAsyncContextManager[Choose]: ...


@dataclass
class Visitor:
    """One session of a Streamlit page: what it waited for and what it was sent."""

    port: int
    query: str = ""
    path: str = ""
    widget: str = ""
    options: Sequence[str] = ()
    waited: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    failed: int = 0
    _chosen: str = ""
    _page: str = ""
    _runs: int = 0
    _kept: dict[str, int] = field(default_factory=dict)
    """The messages, by hash, that are not sent again to a browser that says it has them, and the run each came with last."""

    async def visit(self, choices: int, pause: float = 0.0) -> None:
        """Opens the page, chooses, and leaves."""
        async with self.session() as choose:
            await choose(choices, pause)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Choose]:
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        async with websockets.connect(address, subprotocols=["streamlit"], max_size=LARGEST) as socket:  # type: ignore[list-item]
            await self._rerun(socket)
            if self.path:
                await self._rerun(socket)  # the first has told which pages there are
            self.waited.clear()
            self.received.clear()

            async def choose(choices: int, pause: float) -> None:
                for number in range(choices):
                    self._chosen = self.options[number % len(self.options)]
                    begun = time.monotonic()
                    await self._rerun(socket)
                    self.waited.append(time.monotonic() - begun)
                    await asyncio.sleep(max(0.0, pause - self.waited[-1]))

            yield choose

    async def _rerun(self, socket: websockets.ClientConnection) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = self.path
        asked.rerun_script.page_script_hash = self._page
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        if self.widget and self._chosen:
            asked.rerun_script.widget_states.widgets.append(WidgetState(id=self.widget, string_value=self._chosen))
        await socket.send(asked.SerializeToString())
        size = 0
        while True:
            message = await asyncio.wait_for(socket.recv(), PATIENCE)
            size += len(message)
            said = ForwardMsg.FromString(message)
            if said.metadata.cacheable or said.ref_hash:
                self._kept[said.ref_hash or said.hash] = self._runs
            if said.WhichOneof("type") == "navigation":
                pages = {each.url_pathname: each.page_script_hash for each in said.navigation.app_pages}
                self._page = pages.get(self.path, "")
            if said.WhichOneof("type") == "delta":
                self._look(said)
            if said.WhichOneof("type") == "script_finished":
                break
        self.received.append(size)
        self._runs += 1
        self._kept = {each: run for each, run in self._kept.items() if run >= self._runs - KEPT_FOR}

    def _look(self, said: ForwardMsg) -> None:
        element = said.delta.new_element
        if element.WhichOneof("type") == "selectbox" and "county" in element.selectbox.id.lower():
            self.widget = self.widget or element.selectbox.id
            self.options = self.options or list(element.selectbox.options)[1:6]
        self.failed += element.WhichOneof("type") == "exception"


@dataclass
class Caller:
    """One reader of the Dash page: its callback, called as the browser does."""

    port: int
    waited: list[float] = field(default_factory=list)
    failed: int = 0

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Choose]:
        with ThreadPoolExecutor(1) as thread:

            async def choose(choices: int, pause: float) -> None:
                for number in range(choices):
                    begun = time.monotonic()
                    county = ("Stockholm", "Skåne")[number % 2]
                    await asyncio.get_running_loop().run_in_executor(thread, self._call, county)
                    self.waited.append(time.monotonic() - begun)
                    await asyncio.sleep(max(0.0, pause - self.waited[-1]))

            yield choose

    def _call(self, county: str) -> None:
        parts = [("numbers", "children"), ("chart", "figure"), ("table", "children")]
        asked = {
            "output": f"..{'...'.join('.'.join(part) for part in parts)}..",
            "outputs": [{"id": name, "property": what} for name, what in parts],
            "inputs": [{"id": "county", "property": "value", "value": county}],
            "changedPropIds": ["county.value"],
        }
        address, kind = f"http://127.0.0.1:{self.port}/_dash-update-component", {"Content-Type": "application/json"}
        request = urllib.request.Request(address, json.dumps(asked).encode(), kind)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  this machine
            self.failed += answer.status != 200 or not answer.read()


async def together(readers: Sequence[Reader], choices: int, pause: float) -> None:
    """All have opened the page before the first one chooses; their clicks are spread over the pause."""
    async with AsyncExitStack() as sessions:
        chosen = [await sessions.enter_async_context(each.session()) for each in readers]

        async def begin(number: int) -> None:
            await asyncio.sleep(pause * number / len(readers))
            with suppress(TimeoutError, OSError, websockets.ConnectionClosed):  # then a click has no answer
                await chosen[number](choices, pause)

        await asyncio.gather(*map(begin, range(len(readers))))


def percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
