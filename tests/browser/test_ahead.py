"""Another county is there before the server has heard of the choice, and the server has the last word."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import open_page, wait_until_drawn
from tests.browser.conftest import TabMaker
from tests.browser.test_map import deafen

SEEN = """() => ({
  numbers: [...document.querySelectorAll('main .number')].map(each => each.innerText),
  shown: document.querySelector('.shown').innerText,
  cards: [...document.querySelectorAll('main [data-place^=card], main [data-place^=wide]')].map(each => each.innerText),
  links: [...document.querySelectorAll('main .way')].map(each => each.href),
  charts: [...document.querySelectorAll('svg.marks')].map(each =>
    [...each.querySelectorAll('path[aria-label]')].map(mark => mark.ariaLabel + mark.getAttribute('d'))),
  findings: [...document.querySelectorAll('main [data-place$=_finding]')].map(each => each.textContent),
})"""
"""What follows from the county and is said or drawn again by the browser itself."""


def choose(window: Page, county: str) -> None:
    """With the keyboard, and waits for two frames."""
    window.get_by_role("combobox", name="Län").first.click()
    window.keyboard.type(county)
    window.get_by_role("option", name=county).wait_for()
    window.keyboard.press("Enter")
    window.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def drawn_once(window: Page) -> bool:
    return bool(window.evaluate("() => [...document.querySelectorAll('svg.marks')].every(each => each.drawnOnce)"))


@pytest.mark.parametrize(("page", "charts"), [("overview", 0), ("goal", 3)])
def test_a_county_is_shown_without_the_server_as_the_server_shows_it(page: str, charts: int, tab: TabMaker) -> None:
    window, beside = tab(), tab()
    open_page(beside, page, {"goal": "K1", "county": "12"})
    expected = beside.evaluate(SEEN)
    open_page(window, page, {"goal": "K1", "county": "01"})
    before = window.evaluate(SEEN)
    assert len(before["charts"]) == charts
    deafen(window)
    choose(window, "Skåne")
    window.wait_for_function("([seen, part]) => eval(seen)().shown.includes(part)", arg=[SEEN, "Skåne"])
    assert window.evaluate(SEEN) == expected
    assert {name for name in before if before[name] != expected[name]} >= {"numbers", "shown", "cards"}
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("Stockholm"))
    choose(window, "Stockholm")
    assert window.evaluate(SEEN) == before


def test_the_server_follows_and_draws_no_chart_anew(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    window.evaluate("() => document.querySelectorAll('svg.marks').forEach(each => { each.drawnOnce = true })")
    choose(window, "Skåne")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("Skåne"))
    wait_until_drawn(window)
    assert drawn_once(window)
    assert "county=12" in window.url
    window.wait_for_function("() => window.scorecardAhead.shown.length === 0")
    window.reload()
    wait_until_drawn(window)
    assert not drawn_once(window)


def test_the_last_of_several_quick_choices_stays(tab: TabMaker) -> None:
    window, beside = tab(), tab()
    open_page(beside, "goal", {"goal": "K1", "county": "01"})
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    for county in ("Skåne", "Västra Götaland", "Skåne", "Stockholm"):
        choose(window, county)
    wait_until_drawn(window)
    window.wait_for_function("() => window.scorecardAhead.shown.length === 0")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("Stockholm"))
    assert window.evaluate(SEEN) == beside.evaluate(SEEN)


def test_where_the_server_says_what_it_said_before_that_is_shown(tab: TabMaker) -> None:
    """What was shown ahead goes when a run ends without having said it."""
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    before = window.evaluate(SEEN)
    window.evaluate("() => { window.send = WebSocket.prototype.send }")
    deafen(window)
    choose(window, "Skåne")
    assert window.evaluate(SEEN) != before
    window.evaluate("() => { WebSocket.prototype.send = window.send }")
    choose(window, "Stockholm")
    wait_until_drawn(window)
    window.wait_for_function("() => window.scorecardAhead.shown.length === 0")
    assert window.evaluate(SEEN) == before


def test_without_a_connection_nothing_is_shown_ahead(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "overview", {"county": "01"})
    before = window.evaluate(SEEN)
    window.evaluate(
        "() => { document.querySelector('[data-testid=stApp]').dataset.testConnectionState = 'DISCONNECTED_FOREVER' }"
    )
    deafen(window)
    choose(window, "Skåne")
    assert window.evaluate(SEEN) == before
