"""What browser tests share: one Chromium, and tabs that know nothing of each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from scorecard.look import Theme
from tests.browser.chromium import chromium, new_tab

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


@pytest.fixture
def tab(browser: Browser, app: str) -> Iterator[TabMaker]:
    """Makes tabs of the app and closes them after the test."""
    made: list[Page] = []

    def make(code: str = "sv", theme: Theme = "light", size: str = "projector") -> Page:
        made.append(new_tab(browser, app, code, theme, size))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
