"""What browser tests share: one Chromium, windows by look, and tabs that know nothing of each other."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from scorecard.look import Theme
from tests.browser.chromium import chromium, empty, follow, new_window, open_page

TabMaker = Callable[..., Page]
Look = tuple[str, Theme, str]
"""A language, a theme and a size of the window."""


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
def windows(browser: Browser, app: str) -> Callable[[Look], BrowserContext]:
    """Opened windows: a used one has Streamlit's own files at hand."""
    return cache(lambda look: new_window(browser, app, *look))


@pytest.fixture(scope="session")
def resting() -> dict[Look, list[Page]]:
    """Tabs that are not used now: one that has shown the app opens it with two thirds of the work."""
    return defaultdict(list)


@pytest.fixture
def tab(windows: Callable[[Look], BrowserContext], resting: dict[Look, list[Page]]) -> Iterator[TabMaker]:
    """Makes empty tabs. What is chosen in one is not known to another."""
    made: list[tuple[Look, Page]] = []

    def make(code: str = "sv", theme: Theme = "light", size: str = "projector") -> Page:
        look = code, theme, size
        made.append((look, resting[look].pop() if resting[look] else windows(look).new_page()))
        return made[-1][1]

    yield make
    for look, each in made:
        empty(each, look[-1])
        resting[look].append(each)


@pytest.fixture(scope="session")
def read(windows: Callable[[Look], BrowserContext]) -> TabMaker:
    """Opens views that are only looked at, one after the other in one tab of every look, as a link does it: with a quarter
    of the work."""
    tabs: dict[Look, Page] = {}

    def read(page: str, view: dict[str, str], code: str = "sv", theme: Theme = "light", size: str = "projector") -> Page:
        look = code, theme, size
        if look in tabs:
            follow(tabs[look], page, view)
        else:
            tabs[look] = windows(look).new_page()
            open_page(tabs[look], page, view)
        return tabs[look]

    return read
