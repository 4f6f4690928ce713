"""The pages that are held against each other: how each is started, where its parts are, how a county is chosen on it."""

from __future__ import annotations

import csv
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from benchmarks.generator import SEED
from benchmarks.serving import ROOT
from scorecard.programme import Programme

PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True, kw_only=True)
class Contender:
    """How a page is started and where its parts are."""

    name: str
    command: Callable[[str, int], list[str]]
    folder: Path
    numbers: str
    charts: str
    choose: Callable[[Page, str], None]
    chosen_by: str = "filter"
    address: str = ""
    switch: tuple[str, str] | None = None
    own_environment: bool = True

    def python(self) -> str:
        """The interpreter of its own environment, which is made if it is not there."""
        if not self.own_environment:
            return sys.executable
        there = self.folder / ".venv"
        if not (there / "made").exists():
            venv.create(there, with_pip=True, clear=True)
            wanted = ["-m", "pip", "install", "--quiet", "-r", str(self.folder / "requirements.txt")]
            subprocess.run([there / "bin" / "python", *wanted], check=True)  # noqa: S603  a fixed command
            (there / "made").touch()
        return str(there / "bin" / "python")


def _streamlit(script: str) -> Callable[[str, int], list[str]]:
    quiet = ["--server.headless", "true", "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
    return lambda python, port: [python, "-m", "streamlit", "run", script, *quiet, "--server.port", str(port)]


def _type(label: str, page: Page, county: str) -> None:
    """The list is open and the county found before it is chosen with the key that is timed."""
    page.get_by_role("combobox", name=label).first.click()
    page.keyboard.type(county)
    page.get_by_role("option", name=county).wait_for()
    page.keyboard.press("Enter")


def _radio(page: Page, county: str) -> None:
    page.locator("#county label", has_text=county).first.click()


def _list(page: Page, county: str) -> None:
    page.locator("#county").select_option(county)


def _mark(marks: str, page: Page, county: str) -> None:
    page.locator(f"{marks} path[aria-label*='{county}']").first.click(force=True)


SCORECARD = Contender(
    name="scorecard", command=_streamlit("dashboard.py"), folder=ROOT, own_environment=False, choose=partial(_type, "Län"),
    numbers=".number", charts="[data-testid=stVegaLiteChart]",
    switch=("a[href^='organisations']", ".table, [data-testid=stDataFrame]"),
)  # fmt: skip
TILE_MAP = Contender(
    name="scorecard", command=SCORECARD.command, folder=ROOT, own_environment=False, address="counties",
    choose=partial(_mark, ".squares_marks"), chosen_by="tile map", numbers=".told_number_marks, .told_counts_marks",
    charts=".told_yes_marks, .told_under_way_marks, .told_names_marks",
)  # fmt: skip
GOAL = Contender(
    name="scorecard", command=SCORECARD.command, folder=ROOT, own_environment=False, address="goal?goal=K1",
    choose=partial(_type, "Län"), chosen_by="filter, a goal's page",
    numbers=".number", charts="[data-testid=stVegaLiteChart]",
)  # fmt: skip
OTHER_PAGES = (TILE_MAP, GOAL)
"""Pages of the scorecard's own server. The map tells number, bars and names itself; a part of the country has charts on the
page of a goal, not on the overview."""
CONTENDERS = (
    SCORECARD,
    Contender(
        name="bare", command=_streamlit("app.py"), folder=PEERS / "bare", choose=partial(_type, "County"),
        numbers=".st-key-numbers", charts=".st-key-numbers", switch=("a[href*='other']", "h1"),
    ),
    Contender(
        name="Dash", command=lambda python, port: [python, "app.py", str(port)], folder=PEERS / "dash", choose=_radio,
        numbers="#numbers", charts=".js-plotly-plot",
    ),
    Contender(
        name="Shiny", folder=PEERS / "shiny", numbers="#numbers", charts=".js-plotly-plot", choose=_list,
        command=lambda python, port: [python, "-m", "shiny", "run", "--port", str(port), "app.py"],
    ),
    Contender(
        name="static", folder=PEERS / "static", own_environment=False, choose=partial(_mark, ".chart_marks"),
        command=lambda python, port: [python, "app.py", str(port)], numbers=".numbers_marks", charts=".chart_marks",
    ),
)  # fmt: skip


def peer_rows(programme: Programme, folder: Path) -> Path:
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
