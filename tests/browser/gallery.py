"""Pictures of every page and state, for looking at: `python -m tests.browser.gallery OUT [--quick]`. Judges nothing."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Page

from scorecard.language import languages
from scorecard.look import Theme
from scorecard.ui.pages import PAGES
from tests.bad_files import text
from tests.browser.chromium import SIZES, THEMES, chromium, new_window, open_page, wait_until_drawn
from tests.conftest import running_app

HEADER = ("Organisations-ID", "Indikator", "Svar", "Kommentar")
ANSWERS = text([HEADER, ("kommun-01", "effects", "Nej", ""), ("kommun-02", "effects", "", "")])
WRONG = text([HEADER, ("kommun-01", "effects", "Kanske", ""), ("kommun-99", "effects", "Ja", "")])


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What there is to see: its name, its page, the view in the address, what is done there first."""

    name: str
    page: str
    view: dict[str, str] = field(default_factory=dict)
    first: Callable[[Page], None] = wait_until_drawn


@dataclass(frozen=True, kw_only=True)
class Shot:
    sight: Sight
    theme: Theme
    size: str
    code: str

    @property
    def file(self) -> str:
        return f"{self.sight.name}-{self.code}-{self.theme}-{self.size}.png"


def load(answers: bytes) -> Callable[[Page], None]:
    def first(tab: Page) -> None:
        chooser = tab.locator(".st-key-load [data-testid=stFileUploader] input[type=file]")
        chooser.set_input_files({"name": "svar.csv", "mimeType": "text/csv", "buffer": answers})
        tab.locator(".st-key-load table, .st-key-load [data-testid=stAlert]").first.wait_for()
        wait_until_drawn(tab)

    return first


PLAIN = [Sight(name=page, page=page) for page in PAGES]
STATES = [
    *(Sight(name=f"goal-{goal}", page="goal", view={"goal": goal}) for goal in ("K1a", "K2", "K3", "L1")),
    Sight(name="goal-tables", page="goal", view={"goal": "K1", "tables": "1"}),
    *(Sight(name=f"meeting-{slide}", page="meeting", view={"slide": slide})
      for slide in ("scorecard", "L1", "K1", "K2", "K3", "decide")),
    Sight(name="overview-2012", page="overview", view={"round": "2012-12-31"}),
    Sight(name="overview-county", page="overview", view={"county": "12"}),
    Sight(name="counties-12", page="counties", view={"county": "12"}),
    Sight(name="organisation", page="organisations", view={"org": "kommun-01"}),
    Sight(name="changes-none-before", page="changes", view={"round": "2012-12-31"}),
    Sight(name="rounds-preview", page="rounds", first=load(ANSWERS)),
    Sight(name="rounds-errors", page="rounds", first=load(WRONG)),
    Sight(name="unknown-link", page="goal", view={"county": "99"}),
    Sight(name="empty", page="overview", view={"county": "13", "kind": "company"}),
]  # fmt: skip
"""Views that look unlike the page they are on."""


def shots(quick: bool) -> Iterator[Shot]:
    """Every look of a sight after the other; quick ones leave out the states and half the looks."""
    for sight in PLAIN if quick else [*PLAIN, *STATES]:
        for size in SIZES:
            for theme in THEMES:
                for code in languages():
                    if quick and (theme == "dark" or code != languages()[0]) and size != "projector":
                        continue
                    yield Shot(sight=sight, theme=theme, size=size, code=code)


def take(tab: Page, sight: Sight, file: Path) -> None:
    """The whole page: Streamlit scrolls inside the window, so the window grows to what there is to scroll."""
    open_page(tab, sight.page, sight.view)
    sight.first(tab)
    height = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    size = tab.viewport_size or {"width": 0, "height": 0}
    if height > size["height"]:
        tab.set_viewport_size({"width": size["width"], "height": height})
        wait_until_drawn(tab)
    tab.screenshot(path=file)
    tab.set_viewport_size(size)


def contact_sheet(taken: Sequence[Shot]) -> str:
    """All pictures on one page, by sight; each leads to itself in full size."""
    parts = []
    for name, group in groupby(taken, key=lambda shot: shot.sight.name):
        figures = "".join(
            f'<figure><a href="{escape(shot.file)}"><img loading="lazy" src="{escape(shot.file)}" alt=""></a>'
            f"<figcaption>{shot.size}, {shot.theme}, {shot.code}</figcaption></figure>"
            for shot in group
        )
        parts.append(f"<h2>{escape(name)}</h2><div>{figures}</div>")
    style = (
        "body{font:16px sans-serif;margin:1rem}div{display:flex;flex-wrap:wrap;gap:1rem;align-items:start}"
        "figure{margin:0;width:18rem}img{width:100%;max-height:24rem;object-fit:cover;object-position:top;border:1px solid #888}"
    )
    head = f'<meta charset="utf-8"><title>{len(taken)} pictures</title><style>{style}</style>'
    return f'<!doctype html><html lang="en">{head}<h1>{len(taken)} pictures</h1>{"".join(parts)}</html>'


def gallery(browser: Browser, app: str, folder: Path, quick: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    planned = list(shots(quick))
    tabs: dict[tuple[str, Theme, str], Page] = {}
    for number, shot in enumerate(planned, start=1):
        look = shot.code, shot.theme, shot.size
        if look not in tabs:
            tabs[look] = new_window(browser, app, *look).new_page()
        _say(f"{number}/{len(planned)} {shot.file}")
        take(tabs[look], shot.sight, folder / shot.file)
    (folder / "index.html").write_text(contact_sheet(planned), encoding="utf-8")
    _say(f"{len(planned)} pictures: {folder / 'index.html'}\n")


def _say(text: str) -> None:
    """Progress on one line of a terminal, else line by line."""
    print(f"\r{text:<79}" if sys.stdout.isatty() else text.rstrip(), end="" if sys.stdout.isatty() else "\n", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Takes a picture of every page in every language, theme and size.")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--quick", action="store_true", help="the pages only, dark and English on one size")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as app, chromium() as browser:
        gallery(browser, app, given.out, given.quick)


if __name__ == "__main__":
    main()
