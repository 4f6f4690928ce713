"""Starts Chromium, opens pages in it, and knows when one is drawn. Asserts nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scorecard.language import language
from scorecard.look import Theme
from scorecard.ui.pages import PATHS
from scorecard.ui.view import PARAMETERS

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--process-per-site",
)  # fmt: skip
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = {"projector": (1920, 1080), "laptop": (1366, 768), "tablet": (820, 1180), "phone": (390, 844)}
LOCALES = {"sv": "sv-SE", "en": "en-GB"}

DRAWN = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const count = (selector) => document.querySelectorAll(selector).length;
  return app?.dataset.testScriptState === 'notRunning' && count('h1') === 1 && document.fonts.status === 'loaded'
    && count('[data-testid=stSkeleton], [data-stale=true]') === 0
    && count('[data-testid=stVegaLiteChart]') === count('svg.marks')
    && count('[data-testid=stDataFrame]') === count('[data-testid=data-grid-canvas] tbody');
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of the system, without windows where it comes so (a third of the work), else Playwright's own."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


def address(page: str, view: Mapping[str, str]) -> str:
    """The address of a page and a view, without the host."""
    return f"/{PATHS[page]}" + (f"?{urlencode(view)}" if view else "")


def new_window(browser: Browser, app: str, code: str, theme: Theme, size: str) -> BrowserContext:
    """The browser of a person with a language, a theme and a screen.

    A tab with one word stays open: what Chromium has compiled of Streamlit is then at hand for every tab after it.
    """
    width, height = SIZES[size]
    window = browser.new_context(
        base_url=app, locale=LOCALES[code], color_scheme=theme, viewport={"width": width, "height": height}
    )
    window.new_page().goto("/_stcore/health")
    return window


def close_tabs(window: BrowserContext) -> None:
    """Ends what a person does. The window itself ends with Chromium, which at times never answers when one is closed alone."""
    for tab in window.pages:
        tab.close()


def open_page(tab: Page, page: str, view: Mapping[str, str]) -> None:
    tab.goto(address(page, view))
    wait_until_drawn(tab)


def follow(tab: Page, page: str, view: Mapping[str, str]) -> None:
    """Opens a page in a tab that shows one, as a link does. Nothing of the view before is kept: each part of it is asked for,
    be it as nothing, which the app takes out of the address when it has read it."""
    tab.evaluate(
        "there => { history.pushState({}, '', there); dispatchEvent(new PopStateEvent('popstate')); }",
        address(page, dict.fromkeys(PARAMETERS, "") | view),
    )
    tab.wait_for_function("() => !/=(&|$)/.test(location.search)")
    wait_until_drawn(tab)


def empty(tab: Page, size: str) -> None:
    """Ends what a tab shows, and takes back what has been done to it."""
    width, height = SIZES[size]
    tab.goto("about:blank")
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(media="null")
    tab.mouse.move(0, 0)


def wait_for_page(tab: Page, page: str, code: str = "sv") -> None:
    """Until a page is drawn in place of the one before; the address says it at once."""
    tab.wait_for_function("name => document.title.startsWith(name)", arg=f"{language(code)(f'page.{page}')} · ")
    wait_until_drawn(tab)


def wait_until_drawn(tab: Page) -> None:
    """Until the script has ended and every chart and grid that the page announces is on the screen."""
    tab.wait_for_function(DRAWN)
