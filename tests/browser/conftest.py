"""What browser tests share: one Chromium, windows by look, and tabs that know nothing of each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from scorecard.look import Theme
from tests.browser.chromium import chromium, new_window

TabMaker = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none the tests are skipped, but never in CI."""
    try:
        with chromium() as browser:
            yield browser
    except Error as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Chromium is not installed (Debian: apt-get install chromium): {error}")


@pytest.fixture(scope="session")
def windows() -> dict[tuple[str, ...], BrowserContext]:
    """Opened windows by language, theme and size: a used one has Streamlit's own files at hand."""
    return {}


@pytest.fixture
def tab(browser: Browser, app: str, windows: dict[tuple[str, ...], BrowserContext]) -> Iterator[TabMaker]:
    """Makes tabs of the app and closes them after the test. What is chosen in one is not known to another."""
    made: list[Page] = []

    def make(code: str = "sv", theme: Theme = "light", size: str = "projector") -> Page:
        look = code, theme, size
        if look not in windows:
            windows[look] = new_window(browser, app, code, theme, size)
        made.append(windows[look].new_page())
        return made[-1]

    yield make
    for each in made:
        each.close()
