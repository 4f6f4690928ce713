"""What a reader waits for in a real browser, beside a bare Streamlit page, Dash, Shiny and a page without a server.

`python -m benchmarks.browser --help`

The contenders (`benchmarks/contenders.py`, their pages in `benchmarks/peers/`) run at the same time and take turns, so that
other work on the machine meets all of them: read the ratios, not the milliseconds. A choice begins with the browser's own
event and ends with the frame in which the numbers (or charts) have changed for the last time. Writes docs/performance.md
between its marks.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import gettempdir

import psutil
from playwright.sync_api import Browser, Page

from benchmarks import targets
from benchmarks.contenders import CONTENDERS, OTHER_PAGES, SCORECARD, Contender, peer_rows
from benchmarks.crowd import READERS, crowd, megabytes, memory, one_client
from benchmarks.generator import SIZES, Size, made
from benchmarks.serving import ROOT, free_port, processor_seconds, served
from benchmarks.targets import Measured, measured_table, target_table
from scorecard.check import open_programme
from tests.browser.chromium import chromium

DOCUMENT = ROOT / "docs" / "performance.md"
START, END = "<!-- browser: made by python -m benchmarks.browser -->", "<!-- end of browser -->"
COUNTIES = ("Stockholm", "Skåne")
USERS = (1, 5, 20, 50)
WATCH = """([numbers, charts]) => {
  const said = (where, what) => [...document.querySelectorAll(where)].map(each => each[what]).join('|');
  const watched = window.watched = {begun: 0, numbers: 0, charts: 0, title: 0};
  const begin = event => {
    if (event.isTrusted && event.type !== 'change' || !watched.begun) watched.begun = performance.now();
  };
  for (const name of ['click', 'keydown', 'change']) window.addEventListener(name, begin, {capture: true});
  const title = () => said('h1', 'textContent');
  const before = {numbers: said(numbers, 'textContent'), charts: said(charts, 'innerHTML'), title: title()};
  let waiting = false, drawn = false;
  const compare = (name, now, at) => {
    if (now !== before[name]) watched[name] = at;
    before[name] = now;
  };
  const look = () => {
    const at = performance.now();
    compare('numbers', said(numbers, 'textContent'), at);
    compare('title', title(), at);
    if (drawn) compare('charts', said(charts, 'innerHTML'), at);
    waiting = drawn = false;
  };
  const within = node => (node.closest ? node : node.parentElement)?.closest(charts);
  const holds = node => node.matches?.(charts) || node.querySelector?.(charts);
  const touches = record => within(record.target) || [...record.addedNodes, ...record.removedNodes].some(holds);
  new MutationObserver(records => {
    drawn ||= records.some(touches);
    if (!waiting) requestAnimationFrame(look);
    waiting = true;
  }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
}"""
FIRST_NUMBER = "where => /[0-9]/.test(document.querySelector(where)?.textContent) && performance.now()"
APPEARED = "where => document.querySelector(where) && performance.now()"


@dataclass
class Running:
    """A contender that answers, with an open page."""

    contender: Contender
    port: int
    process: psutil.Process
    page: Page
    bytes: list[float] = field(default_factory=list)


# ------------------------------------------------------------------------------------------------- one step


def _new_page(browser: Browser) -> Page:
    return browser.new_context(locale="sv-SE", viewport={"width": 1440, "height": 900}).new_page()


def _first_number(page: Page, contender: Contender, port: int) -> float:
    """Milliseconds from the browser's first step towards the page."""
    page.goto(f"http://127.0.0.1:{port}/{contender.address}", wait_until="commit")
    return float(page.wait_for_function(FIRST_NUMBER, arg=contender.numbers).json_value())


def _count_bytes(running: Running) -> None:
    session = running.page.context.new_cdp_session(running.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda said: running.bytes.append(said["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda said: running.bytes.append(_size(said["response"])))


def _size(frame: Mapping[str, str | int]) -> float:
    return len(str(frame["payloadData"])) * (0.75 if frame["opcode"] == 2 else 1)


def choose(running: Running, county: str, found: Measured, quiet: int) -> None:
    """Chooses a county and waits until the page has been still for a while."""
    page, contender = running.page, running.contender
    page.evaluate("() => Object.assign(window.watched, {begun: 0, numbers: 0, charts: 0, title: 0})")
    running.bytes.clear()
    used = processor_seconds(running.process)
    contender.choose(page, county)
    page.wait_for_function("() => window.watched.numbers > window.watched.begun")
    page.wait_for_timeout(quiet)
    watched = page.evaluate("() => window.watched")
    used = 1000 * (processor_seconds(running.process) - used)
    found.add(f"{contender.chosen_by} → numbers painted, ms", watched["numbers"] - watched["begun"])
    if watched["charts"] and contender.charts != contender.numbers:
        found.add(f"{contender.chosen_by} → charts painted, ms", watched["charts"] - watched["begun"])
    if watched["title"]:
        found.add(f"{contender.chosen_by} → title painted, ms", watched["title"] - watched["begun"])
    if contender not in OTHER_PAGES:
        found.add(targets.BYTES, sum(running.bytes))
        found.add(targets.BROWSED, used)


def switch(running: Running, found: Measured) -> None:
    """Opens another page by its link, and goes back."""
    if running.contender.switch is None:
        return
    page, (link, there) = running.page, running.contender.switch
    page.evaluate("() => { window.watched.begun = 0; }")
    page.locator(link).first.click()
    appeared = page.wait_for_function(APPEARED, arg=there).json_value()
    found.add(targets.SWITCH, float(appeared) - page.evaluate("() => window.watched.begun"))
    page.go_back()
    page.wait_for_selector(running.contender.numbers)
    page.wait_for_timeout(500)


def load(browser: Browser, running: Running, found: Measured) -> None:
    """A browser that has nothing of the page yet, then the same again."""
    page = _new_page(browser)
    found.add(targets.NEW, _first_number(page, running.contender, running.port))
    page.wait_for_timeout(1000)
    found.add(targets.RETURNING, _first_number(page, running.contender, running.port))
    page.context.close()


def cold_start(browser: Browser, contender: Contender, environment: Mapping[str, str], found: Measured) -> None:
    port, python = free_port(), contender.python()
    begun = time.monotonic()
    with served(contender.command(python, port), port, environment, contender.folder):
        page = _new_page(browser)
        _first_number(page, contender, port)
        found.add(targets.COLD, 1000 * (time.monotonic() - begun))
        page.context.close()


def command_line(environment: Mapping[str, str], loads: int, found: Measured) -> None:
    """The command's time from its start to its end, and whether it has imported Streamlit."""
    show = ["-m", "scorecard", "show"]
    for _ in range(loads):
        begun = time.monotonic()
        subprocess.run([sys.executable, *show], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
        found.add(targets.SHOW, 1000 * (time.monotonic() - begun))
    told = [sys.executable, "-X", "importtime", *show]
    imports = subprocess.run(told, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stderr  # noqa: S603
    found.add(targets.IMPORTS, any(line.split()[-1] == "streamlit" for line in imports.splitlines() if line.split()))


# ------------------------------------------------------------------------------------------------- one size


def measure(size: Size, folder: Path, asked: argparse.Namespace) -> dict[str, Measured]:
    found = {each.name: Measured() for each in CONTENDERS}
    environment = _environment(size, folder)
    for contender in CONTENDERS:
        contender.python()  # nothing is installed while anything runs
    with chromium() as browser:
        _in_the_browser(browser, environment, asked, found)
        _tell("cold starts")
        for _ in range(asked.loads):
            for contender in CONTENDERS:
                cold_start(browser, contender, environment, found[contender.name])
    readers = [each for each in CONTENDERS if each.name in READERS]
    _tell("one light client")
    one_client(readers, environment, found)
    for users in asked.users:
        _tell(f"{users} users")
        for contender in readers:
            crowd(contender, users, environment, found[contender.name])
    _tell("memory")
    for contender in CONTENDERS[:2]:
        memory(contender, environment, found[contender.name], long=contender is SCORECARD)
    command_line(environment, asked.loads, found[SCORECARD.name])
    return found


def _tell(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _environment(size: Size, folder: Path) -> dict[str, str]:
    url = f"sqlite:///{folder / 'scorecard.sqlite'}"
    folder.mkdir(parents=True, exist_ok=True)
    programme = made(folder / "programme", size, url) if size.name != "shipped" else open_programme(ROOT / "data")
    return os.environ | {
        "SCORECARD_STORE": url, "SCORECARD_PROGRAMME": str(programme.folder),
        "PEER_ROWS": str(peer_rows(programme, folder)),
    }  # fmt: skip


def _in_the_browser(
    browser: Browser, environment: Mapping[str, str], asked: argparse.Namespace, found: Mapping[str, Measured]
) -> None:
    with ExitStack() as ending:
        running = [_start(each, browser, environment, ending) for each in CONTENDERS]
        for each in running:
            found[each.contender.name].add(targets.ONE, megabytes(each.process))
        others = [_opened(browser, each, running[0].port, running[0].process) for each in OTHER_PAGES]
        _tell("choices")
        for number in range(asked.interactions):
            for each in (*running, *others):
                choose(each, COUNTIES[number % 2], found[each.contender.name], asked.quiet)
        _tell("pages")
        for times, step in ((asked.interactions, switch), (asked.loads, partial(load, browser))):
            for _ in range(times):
                for each in running:
                    step(each, found[each.contender.name])
        for each in (*running, *others):
            each.page.context.close()


def _start(contender: Contender, browser: Browser, environment: Mapping[str, str], ending: ExitStack) -> Running:
    port, python = free_port(), contender.python()
    process = ending.enter_context(served(contender.command(python, port), port, environment, contender.folder))
    return _opened(browser, contender, port, process)


def _opened(browser: Browser, contender: Contender, port: int, process: psutil.Process) -> Running:
    """A contender's page in the browser, watched and warm."""
    page = _new_page(browser)
    _first_number(page, contender, port)
    page.wait_for_timeout(1000)
    page.evaluate(WATCH, [contender.numbers, contender.charts])
    running = Running(contender=contender, port=port, process=process, page=page)
    _count_bytes(running)
    for county in (*COUNTIES, *COUNTIES):
        choose(running, county, Measured(), 300)
    return running


# ------------------------------------------------------------------------------------------------- the document


def write(lines: Sequence[str]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(START)
    DOCUMENT.write_text("\n".join([before + START + "\n", *lines, "\n" + END + rest.split(END)[1]]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["shipped", "M"])
    parser.add_argument("--interactions", type=int, default=30)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--users", type=int, nargs="*", default=list(USERS))
    parser.add_argument("--quiet", type=int, default=500, help="ms without a change after which a choice has been answered")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "scorecard-browser")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args()
    lines: list[str] = []
    for name in asked.sizes:
        begun, at_first = time.monotonic(), os.getloadavg()[0]
        found = measure(SIZES[name], asked.folder / name, asked)
        lines += [f"### Size {name}", "", *target_table(found), "", *measured_table(found), ""]
        loads = f"{at_first:.0f} at the start, {os.getloadavg()[0]:.0f} at the end, on {os.cpu_count()} processors"
        taken = f"{asked.interactions} choices and page switches, {asked.loads} loads"
        lines.append(f"{taken}, {(time.monotonic() - begun) / 60:.0f} minutes; load of the machine {loads}.\n")
        print("\n".join(lines), flush=True)
    if asked.write:
        write(lines)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
