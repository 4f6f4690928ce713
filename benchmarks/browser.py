"""What a reader waits for in a real browser, beside a bare Streamlit page, Dash and Shiny.

`python -m benchmarks.browser --help`

The contenders (`benchmarks/peers/`, each in a virtual environment that is made here) run at the same time and take turns,
so that other work on the machine meets all of them: read the ratios, not the milliseconds. An interaction begins with the
browser's own event of the choice and ends when the numbers (or charts) have changed for the last time. Writes
docs/performance.md between its marks.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from tempfile import gettempdir

import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.generator import SEED, SIZES, Size, made
from benchmarks.serving import ROOT, free_port, processor_seconds, served
from benchmarks.visitors import Visitor, percentile, together
from scorecard.check import open_programme
from scorecard.programme import Programme

PEERS = Path(__file__).parent / "peers"
DOCUMENT = ROOT / "docs" / "performance.md"
START, END = "<!-- browser: made by python -m benchmarks.browser -->", "<!-- end of browser -->"
COUNTIES = ("Stockholm", "Skåne")
USERS = (1, 5, 20, 50)
WATCH = """([numbers, charts]) => {
  const said = (where, what) => [...document.querySelectorAll(where)].map(each => each[what]).join('|');
  const all = () => [said(numbers, 'textContent'), said(charts, 'innerHTML')];
  window.watched = {begun: 0, numbers: 0, charts: 0};
  let before = all();
  const begin = event => { if (!window.watched.begun || event.isTrusted) window.watched.begun = performance.now(); };
  for (const name of ['click', 'keydown', 'change']) window.addEventListener(name, begin, {capture: true});
  const look = () => {
    const now = all(), at = performance.now();
    if (now[0] !== before[0]) window.watched.numbers = at;
    if (now[1] !== before[1]) window.watched.charts = at;
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """How a page is started and where its parts are."""

    name: str
    command: Callable[[str, int], list[str]]
    folder: Path
    numbers: str
    charts: str
    choose: Callable[[Page, str], None]
    switch: tuple[str, str] | None = None

    def python(self) -> str:
        """The interpreter of its own environment, which is made if it is not there."""
        if self.name == "scorecard":
            return sys.executable
        there = self.folder / ".venv"
        if not (there / "made").exists():
            venv.create(there, with_pip=True, clear=True)
            wanted = ["-m", "pip", "install", "--quiet", "-r", str(self.folder / "requirements.txt")]
            subprocess.run([there / "bin" / "python", *wanted], check=True)  # noqa: S603  a fixed command
            (there / "made").touch()
        return str(there / "bin" / "python")


def _type(page: Page, county: str) -> None:
    box = page.get_by_role("combobox", name="Län" if page.locator(".st-key-header").count() else "County", exact=False).first
    box.click()
    page.keyboard.type(county)
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def _radio(page: Page, county: str) -> None:
    page.locator("#county label", has_text=county).first.click()


def _streamlit(script: str) -> Callable[[str, int], list[str]]:
    quiet = ["--server.headless", "true", "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
    return lambda python, port: [python, "-m", "streamlit", "run", script, *quiet, "--server.port", str(port)]


CONTENDERS = (
    Contender(
        name="scorecard", command=_streamlit("dashboard.py"), folder=ROOT, choose=_type,
        numbers="[class*=st-key-card_] p", charts="[data-testid=stVegaLiteChart]",
        switch=("a[href*='/organisations']", "[data-testid=stTable]"),
    ),
    Contender(
        name="bare", command=_streamlit("app.py"), folder=PEERS / "bare", choose=_type,
        numbers=".st-key-numbers", charts=".st-key-numbers", switch=("a[href*='/other']", "h1"),
    ),
    Contender(
        name="Dash", command=lambda python, port: [python, "app.py", str(port)], folder=PEERS / "dash", choose=_radio,
        numbers="#numbers", charts=".js-plotly-plot",
    ),
    Contender(
        name="Shiny", folder=PEERS / "shiny", numbers="#numbers", charts=".js-plotly-plot",
        command=lambda python, port: [python, "-m", "shiny", "run", "--port", str(port), "app.py"],
        choose=lambda page, county: page.locator("#county").select_option(county) and None,
    ),
)  # fmt: skip


@dataclass
class Measured:
    """Everything about one contender, in ms, bytes and MB."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, value: float) -> None:
        self.values.setdefault(what, []).append(value)


@dataclass
class Running:
    """A contender that answers, with an open page."""

    contender: Contender
    port: int
    process: psutil.Process
    page: Page
    bytes: list[float]


# ------------------------------------------------------------------------------------------------- one step


def _opened(browser: Browser, contender: Contender, port: int) -> tuple[Page, float]:
    page = browser.new_context(locale="sv-SE", viewport={"width": 1440, "height": 900}).new_page()
    return page, _first_number(page, contender, port)


def _first_number(page: Page, contender: Contender, port: int) -> float:
    begun = time.monotonic()
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    page.wait_for_function("where => /[0-9]/.test(document.querySelector(where)?.textContent)", arg=contender.numbers)
    return 1000 * (time.monotonic() - begun)


def _counting_bytes(page: Page) -> list[float]:
    found: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda said: found.append(said["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda said: found.append(_size(said["response"])))
    return found


def _size(frame: Mapping[str, str | int]) -> float:
    return len(str(frame["payloadData"])) * (0.75 if frame["opcode"] == 2 else 1)


def interact(running: Running, county: str, found: Measured, quiet: int) -> None:
    """Chooses a county and waits until the page has been still for a while."""
    page = running.page
    page.evaluate("() => { window.watched.numbers = window.watched.charts = 0; }")
    running.bytes.clear()
    used = processor_seconds(running.process)
    running.contender.choose(page, county)
    page.wait_for_function("() => window.watched.numbers > window.watched.begun")
    page.wait_for_timeout(quiet)
    watched = page.evaluate("() => window.watched")
    found.add("filter → numbers, ms", watched["numbers"] - watched["begun"])
    if watched["charts"] and running.contender.charts != running.contender.numbers:
        found.add("filter → charts, ms", watched["charts"] - watched["begun"])
    found.add("bytes down for it", sum(running.bytes))
    found.add("server's processor time for it, ms", 1000 * (processor_seconds(running.process) - used))


def switch(running: Running, found: Measured) -> None:
    """Opens another page by its link, and goes back."""
    if running.contender.switch is None:
        return
    link, there = running.contender.switch
    begun = time.monotonic()
    running.page.locator(link).first.click()
    running.page.wait_for_selector(there)
    found.add("page switch, ms", 1000 * (time.monotonic() - begun))
    running.page.go_back()
    running.page.wait_for_selector(running.contender.numbers)
    running.page.wait_for_timeout(500)


# ------------------------------------------------------------------------------------------------- one size


def measure(size: Size, folder: Path, asked: argparse.Namespace) -> dict[str, Measured]:
    found = {each.name: Measured() for each in CONTENDERS}
    url = f"sqlite:///{folder / 'scorecard.sqlite'}"
    programme = made(folder / "programme", size, url) if size.name != "shipped" else open_programme(ROOT / "data")
    environment = os.environ | {"SCORECARD_STORE": url, "PEER_ROWS": str(_peer_rows(programme, folder))}
    environment["SCORECARD_PROGRAMME"] = str(programme.folder)
    for contender in CONTENDERS:
        contender.python()  # nothing is installed while anything runs
    with sync_playwright() as playwright, ExitStack() as ending:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        ending.callback(browser.close)
        running = [_start(each, browser, environment, found[each.name], ending) for each in CONTENDERS]
        for _ in range(asked.loads):
            for each in running:
                again, taken = _opened(browser, each.contender, each.port)
                found[each.contender.name].add("new visitor, warm process, ms", taken)
                found[each.contender.name].add(
                    "returning visitor, ms", _first_number(again, each.contender, each.port)
                )  # fmt: skip
                again.context.close()
        for number in range(asked.interactions):
            for each in running:
                interact(each, COUNTIES[number % 2], found[each.contender.name], asked.quiet)
        for _ in range(asked.loads):
            for each in running:
                switch(each, found[each.contender.name])
        for each in running:
            found[each.contender.name].add("memory of the process, MB", each.process.memory_info().rss / 1e6)
            each.page.context.close()
    for users in asked.users:
        for contender in CONTENDERS[:2]:
            _crowd(contender, users, environment, found[contender.name])
    return found


def _start(
    contender: Contender, browser: Browser, environment: Mapping[str, str], found: Measured, ending: ExitStack
) -> Running:
    port, python = free_port(), contender.python()
    begun = time.monotonic()
    command = contender.command(python, port)
    process = ending.enter_context(served(command, port, environment, contender.folder))
    page, _ = _opened(browser, contender, port)
    found.add("cold start → first number, ms", 1000 * (time.monotonic() - begun))
    page.wait_for_timeout(1000)
    page.evaluate(WATCH, [contender.numbers, contender.charts])
    running = Running(contender=contender, port=port, process=process, page=page, bytes=_counting_bytes(page))
    for county in (*COUNTIES, *COUNTIES):
        interact(running, county, Measured(), 300)
    return running


def _peer_rows(programme: Programme, folder: Path) -> Path:
    """What the peers read: the programme's organisations with seeded answers to four questions."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {code: each.county_en.removesuffix(" County") for code, each in programme.counties.items()}
    chance, file = np.random.default_rng(SEED), folder / "rows.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["organisation", "county", "K1", "K2", "K3", "L1"])
        for each in programme.organisations.values():
            answers = ("yes" if yes else "no" for yes in chance.random(4) < 0.5)
            rows.writerow([each.name, names.get(each.county_code or "", "Other"), *answers])
    return file


def _crowd(contender: Contender, users: int, environment: Mapping[str, str], found: Measured) -> None:
    """So many visitors, each choosing once a second, with a server of their own."""
    port = free_port()
    with served(contender.command(contender.python(), port), port, environment, contender.folder) as process:
        asyncio.run(Visitor(port=port).visit(4))
        before = process.memory_info().rss
        visitors = [Visitor(port=port) for _ in range(users)]
        asyncio.run(together(visitors, 5, pause=1.0))
        waited = [each for visitor in visitors for each in visitor.waited]
        found.add(f"{users} users, p95, ms", 1000 * percentile(waited, 95))
        if users == max(USERS):
            found.add("memory of each further session, MB", (process.memory_info().rss - before) / 1e6 / users)
        assert not any(visitor.failed for visitor in visitors)


# ------------------------------------------------------------------------------------------------- the document


def tables(size: Size, found: Mapping[str, Measured]) -> Iterator[str]:
    """Medians and, in brackets, the middle half; then the ratios to the bare page and to Dash."""
    names = list(found)
    yield f"### Size {size.name}\n"
    yield f"| | {' | '.join(names)} | scorecard ÷ bare | scorecard ÷ Dash |\n|---|{'---|' * (len(names) + 2)}"
    for what in dict.fromkeys(key for each in found.values() for key in each.values):
        values = [found[name].values.get(what) for name in names]
        if what.startswith("filter → charts"):
            values[1] = found["bare"].values.get("filter → numbers, ms")
        middle = [statistics.median(each) if each else None for each in values]
        ratios = [_ratio(middle[0], middle[1]), _ratio(middle[0], middle[2])]
        yield f"| {what} | {' | '.join([*map(_cell, values), *ratios])} |"


def _cell(values: Sequence[float] | None) -> str:
    if not values:
        return "–"
    middle = statistics.median(values)
    digits = 1 if abs(middle) < 10 else 0
    if len(values) < 4:
        return f"{middle:,.{digits}f}"
    least, _, most = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:,.{digits}f} ({least:,.{digits}f}–{most:,.{digits}f})"


def _ratio(ours: float | None, theirs: float | None) -> str:
    return f"{ours / theirs:.2f}" if ours is not None and theirs else "–"


def write(lines: Sequence[str]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(START)
    DOCUMENT.write_text("\n".join([before + START + "\n", *lines, "\n" + END + rest.split(END)[1]]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["shipped", "M"])
    parser.add_argument("--interactions", type=int, default=30)
    parser.add_argument("--loads", type=int, default=7)
    parser.add_argument("--users", type=int, nargs="*", default=list(USERS))
    parser.add_argument("--quiet", type=int, default=700, help="ms without a change after which an interaction has ended")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "scorecard-browser")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args()
    lines: list[str] = []
    for name in asked.sizes:
        load = os.getloadavg()[0]
        found = measure(SIZES[name], asked.folder / name, asked)
        lines += tables(SIZES[name], found)
        said = f"{asked.interactions} interactions, {asked.loads} loads; load of the machine {load:.0f} at the start"
        lines.append(f"\n{said}, {os.getloadavg()[0]:.0f} at the end, on {os.cpu_count()} processors.\n")
    print("\n".join(lines))
    if asked.write:
        write(lines)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
