"""Pictures of every page, for looking at: `python -m tests.browser.gallery OUT [--quick]`. Judges nothing."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from scorecard.language import languages
from scorecard.look import Theme
from scorecard.ui.pages import PAGES
from tests.browser.chromium import SIZES, THEMES, chromium, new_window, open_page, wait_until_drawn
from tests.conftest import running_app

View = dict[str, str]
EXTRA: tuple[tuple[str, str, View], ...] = (
    ("goal-K2", "goal", {"goal": "K2"}),
    ("goal-K3", "goal", {"goal": "K3"}),
    ("goal-L1", "goal", {"goal": "L1"}),
    ("overview-2012", "overview", {"round": "2012-12-31"}),
    ("counties-12", "counties", {"county": "12"}),
    ("organisation", "organisations", {"org": "kommun-01"}),
    ("empty", "overview", {"county": "13", "kind": "company"}),
)
"""Views that look unlike the page they are on: what a picture is called, its page, its view."""


def shots(quick: bool) -> Iterator[tuple[str, str, View, Theme, str, str]]:
    """Name, page, view, theme, size and language of every picture; quick ones leave out half the looks."""
    views = [(page, page, {}) for page in PAGES] + ([] if quick else list(EXTRA))
    for code in languages():
        for theme in THEMES:
            for size in SIZES:
                if quick and (theme == "dark" or code != languages()[0]) and size != "projector":
                    continue
                for name, page, view in views:
                    yield name, page, view, theme, size, code


def take(tab: Page, page: str, view: View, file: Path) -> None:
    """The whole page: Streamlit scrolls inside the window, so the window grows to what there is to scroll."""
    open_page(tab, page, view)
    height = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    size = tab.viewport_size or {"width": 0, "height": 0}
    if height > size["height"]:
        tab.set_viewport_size({"width": size["width"], "height": height})
        wait_until_drawn(tab)
    tab.screenshot(path=file)
    tab.set_viewport_size(size)


def gallery(browser: Browser, app: str, folder: Path, quick: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    planned = list(shots(quick))
    tabs: dict[tuple[str, Theme, str], Page] = {}
    for number, (name, page, view, theme, size, code) in enumerate(planned, start=1):
        look = code, theme, size
        if look not in tabs:
            tabs[look] = new_window(browser, app, *look).new_page()
        file = folder / f"{name}-{code}-{theme}-{size}.png"
        take(tabs[look], page, view, file)
        print(f"{number}/{len(planned)} {file.name}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Takes a picture of every page in every language, theme and size.")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--quick", action="store_true", help="the default views only, dark and English on one size")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as app, chromium() as browser:
        gallery(browser, app, given.out, given.quick)


if __name__ == "__main__":
    main()
