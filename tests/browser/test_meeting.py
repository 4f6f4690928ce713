"""The meeting on a projector: large enough for the last row, whole on the screen, driven by two keys."""

from __future__ import annotations

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from scorecard.language import languages
from scorecard.look import Theme
from tests.browser.chromium import SIZES, THEMES, open_page, wait_until_drawn
from tests.browser.conftest import TabMaker
from tests.browser.test_accessibility import axe
from tests.browser.test_browser import cut

SCREENS = ["start", "scorecard", "L1", "K1", "K2", "K3", "decide"]
SMALLEST = 24
"""Pixels that a text has at least at 1920×1080."""
TEXTS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(p, p *, li, li *, a, h1, h2, h3, td, th, input, svg text)')]
  .filter(each => each.getClientRects().length && !each.closest('.st-key-meeting_steps button') && (each.textContent.trim() || each.value))
  .map(each => [parseFloat(getComputedStyle(each).fontSize), (each.textContent || each.value).trim().slice(0, 40)])"""


COVERED = """() => {
  const buttons = [...document.querySelectorAll('.st-key-meeting_steps :is(p, button)')].map(each => each.getBoundingClientRect());
  const words = document.createTreeWalker(document.querySelector('.st-key-meeting'), NodeFilter.SHOW_TEXT), found = [];
  for (const range = document.createRange(); words.nextNode();) {
    range.selectNodeContents(words.currentNode);
    const over = box => each => box.right > each.left && box.left < each.right && box.bottom > each.top && box.top < each.bottom;
    if ([...range.getClientRects()].some(box => buttons.some(over(box)))) found.push(words.currentNode.data.slice(0, 40));
  }
  return found;
}"""
"""Texts of the screen below the buttons of the steps."""


def screen(tab: Page, name: str) -> None:
    open_page(tab, "meeting", {"slide": name})


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_can_be_read_from_the_last_row_and_needs_no_scrolling(name: str, code: str, read: TabMaker) -> None:
    window = read("meeting", {"slide": name}, code)
    texts = window.evaluate(TEXTS)
    assert len(texts) > 5
    assert [text for size, text in texts if size < SMALLEST] == []
    assert below_the_edge(window) <= 0
    assert window.evaluate(COVERED) == []
    window.set_viewport_size(dict(zip(("width", "height"), SIZES["laptop"], strict=True)))
    window.wait_for_timeout(400)  # charts are drawn anew for the smaller screen
    wait_until_drawn(window)
    assert below_the_edge(window) <= 0
    assert cut(window) == []
    assert window.evaluate(COVERED) == []
    window.set_viewport_size(dict(zip(("width", "height"), SIZES["projector"], strict=True)))


def test_the_steps_stand_below_the_screen_on_a_phone_and_not_over_it(read: TabMaker) -> None:
    window = read("meeting", {"slide": "K1"}, size="phone")
    bottom, top = (window.locator(each).bounding_box() for each in (".st-key-meeting", ".st-key-meeting_steps"))
    assert bottom is not None
    assert top is not None
    assert top["y"] >= bottom["y"] + bottom["height"]


@pytest.mark.parametrize("name", ["L1", "K1"])
def test_a_chart_on_a_small_projector_takes_all_its_room(name: str, read: TabMaker) -> None:
    window = read("meeting", {"slide": name}, size="laptop")
    chart = "document.querySelector('svg.marks').getBoundingClientRect()"
    column = "document.querySelector('svg.marks').closest('[data-testid=stColumn]').getBoundingClientRect()"
    window.wait_for_function(f"Math.abs({chart}.right - {column}.right) < 8")


def below_the_edge(tab: Page) -> int:
    """Pixels of a screen that can be seen by scrolling only."""
    return int(tab.locator("[data-testid=stMain]").evaluate("main => main.scrollHeight - main.clientHeight"))


def test_two_keys_lead_through_the_meeting_and_back(tab: TabMaker) -> None:
    window = tab()
    screen(window, "start")
    for key, name in [("ArrowRight", "scorecard"), ("ArrowRight", "L1"), ("ArrowLeft", "scorecard"), ("ArrowLeft", "start")]:
        expect(window.get_by_role("button", name="Nästa")).to_be_enabled()
        window.wait_for_timeout(300)  # a key is heard a moment after its button is drawn
        window.keyboard.press(key)
        expect(window).to_have_url(re.compile(f"slide={name}"))
        wait_until_drawn(window)


def test_escape_leads_back_from_the_look_at_a_county(tab: TabMaker) -> None:
    window = tab()
    screen(window, "K1")
    window.get_by_role("button", name="Titta på ett län").press("Enter")
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text("Inte mötesunderlag")
    wait_until_drawn(window)
    assert axe(window) == {}
    window.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "slide=K1" in window.url


def test_one_click_gives_the_whole_briefing_and_shows_how_far_it_has_come(tab: TabMaker) -> None:
    window = tab()
    screen(window, "decide")
    with window.expect_download(timeout=60_000) as asked:
        window.get_by_role("button", name="Hela underlaget").click()
        expect(window.get_by_role("progressbar")).to_be_visible()
        expect(
            window.get_by_text(re.compile("^(Sammanställer underlaget|Skriver (pdf|pptx|docx|xlsx|csv)) …$"))
        ).to_be_visible()
    with ZipFile(asked.value.path()) as package:
        assert sorted(name.partition(".")[2] for name in package.namelist()) == ["csv.zip", "docx", "pdf", "pptx", "xlsx"]
    expect(window.get_by_role("progressbar")).to_have_count(0)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["scorecard", "L1", "K1", "decide"])
def test_a_screen_can_be_read_by_everyone(name: str, theme: Theme, read: TabMaker) -> None:
    assert axe(read("meeting", {"slide": name}, theme=theme)) == {}
