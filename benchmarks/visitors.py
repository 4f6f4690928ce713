"""Visitors without a browser: each holds a session with the Streamlit server over its websocket and chooses filters.

They cost this machine next to nothing, so that what is measured is the server.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 120
LARGEST = 64 * 2**20


@dataclass
class Visitor:
    """One session: what it waited for and what it was sent."""

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

    async def visit(self, choices: int, pause: float = 0.0) -> None:
        """Opens the page and chooses so many times, each time after a pause from the last click."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        async with websockets.connect(address, subprotocols=["streamlit"], max_size=LARGEST) as socket:  # type: ignore[list-item]
            await self._rerun(socket)  # tells which pages there are
            await self._rerun(socket)
            self.waited.clear(), self.received.clear()
            for number in range(choices):
                self._chosen = self.options[number % len(self.options)]
                begun = time.monotonic()
                await self._rerun(socket)
                self.waited.append(time.monotonic() - begun)
                await asyncio.sleep(max(0.0, pause - self.waited[-1]))

    async def _rerun(self, socket: websockets.ClientConnection) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = self.path
        asked.rerun_script.page_script_hash = self._page
        if self.widget and self._chosen:
            asked.rerun_script.widget_states.widgets.append(WidgetState(id=self.widget, string_value=self._chosen))
        await socket.send(asked.SerializeToString())
        size = 0
        while True:
            message = await asyncio.wait_for(socket.recv(), PATIENCE)
            size += len(message)
            said = ForwardMsg.FromString(message)
            if said.WhichOneof("type") == "navigation":
                pages = {each.url_pathname: each.page_script_hash for each in said.navigation.app_pages}
                self._page = pages.get(self.path, "")
            if said.WhichOneof("type") == "delta":
                self._look(said)
            if said.WhichOneof("type") == "script_finished":
                break
        self.received.append(size)

    def _look(self, said: ForwardMsg) -> None:
        element = said.delta.new_element
        if element.WhichOneof("type") == "selectbox" and "county" in element.selectbox.id:
            self.widget = self.widget or element.selectbox.id
            self.options = self.options or list(element.selectbox.options)[1:6]
        self.failed += element.WhichOneof("type") == "exception"


async def together(visitors: Sequence[Visitor], choices: int, pause: float) -> None:
    await asyncio.gather(*(each.visit(choices, pause) for each in visitors))


def percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
