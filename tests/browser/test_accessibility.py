"""Every page against axe's rules of WCAG 2.2 A and AA, in both themes, every language, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from scorecard.language import language, languages
from scorecard.look import Theme
from scorecard.ui.pages import PAGES
from tests.browser.chromium import THEMES, open_page
from tests.browser.conftest import TabMaker
from tests.browser.test_browser import VIEWS as OTHER_LANGUAGES
from tests.browser.test_browser import fits_a_phone, speaks_one_language

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
VIEWS: dict[str, tuple[str, dict[str, str]]] = {page: (page, {}) for page in PAGES} | {
    "a goal without a path": ("goal", {"goal": "K2"}),
    "a goal with scenarios": ("goal", {"goal": "L1"}),
    "an organisation": ("organisations", {"org": "kommun-01"}),
    "a county": ("counties", {"county": "12"}),
    "nothing found": ("overview", {"county": "13", "kind": "company"}),
    "tables under charts": ("overview", {"tables": "1"}),
}
NARROW = [*PAGES, "a goal without a path", "a goal with scenarios", "an organisation"]


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_read_by_everyone_and_speaks_one_language(
    page: str, theme: Theme, code: str, read: TabMaker
) -> None:
    window = read(*VIEWS[page], code, theme)
    speaks_one_language(window, page, code)
    assert axe(window) == {}


@pytest.mark.parametrize("view", [view for view in VIEWS if view not in PAGES])
def test_every_kind_of_view_can_be_read_by_everyone(view: str, read: TabMaker) -> None:
    assert axe(read(*VIEWS[view])) == {}


@pytest.mark.parametrize("view", NARROW)
def test_nothing_is_cut_on_a_phone_which_can_be_read_by_everyone(view: str, read: TabMaker) -> None:
    window = read(*VIEWS[view], size="phone")
    fits_a_phone(window)
    assert axe(window) == {}


def test_a_phone_is_asked_in_swedish_about_every_view_that_it_is_asked_about_in_other_languages() -> None:
    assert [each for each in OTHER_LANGUAGES.values() if each not in [VIEWS[name] for name in NARROW]] == []


def test_a_table_that_scrolls_is_reached_with_the_keyboard(tab: TabMaker) -> None:
    window = tab(size="phone")
    open_page(window, *VIEWS["an organisation"])
    window.get_by_role("heading", level=1).click()
    for _ in range(20):
        window.keyboard.press("Tab")
        if window.evaluate("document.activeElement.matches('.table')"):
            return
    pytest.fail("no table took the focus")


@pytest.mark.parametrize("page", ["overview", "meeting"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_help_opens_and_closes_with_the_keyboard_and_can_be_read_by_everyone(
    page: str, theme: Theme, tab: TabMaker
) -> None:
    window, words = tab(theme=theme), language("sv")
    open_page(window, page, {})
    button = window.get_by_role("button", name=words("help.open"), exact=True)
    button.focus()
    window.keyboard.press("Enter")
    dialog = window.get_by_role("dialog", name=words("help.title", page=words(f"page.{page}")))
    expect(dialog).to_contain_text("styrgrupp – steering group")
    assert window.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    assert axe(window) == {}
    window.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def axe(window: Page) -> dict[str, list[str]]:
    """The elements of an open page that break a rule, by rule."""
    found = Axe().run(window, options=RULES).response["violations"]
    return {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found}
