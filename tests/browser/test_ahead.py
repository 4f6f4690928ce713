"""Another county is there before the server has heard of the choice, and the server has the last word."""

from __future__ import annotations

import re
from itertools import groupby

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


def choose(window: Page, option: str, label: str = "Län") -> None:
    """With the keyboard, and waits for two frames."""
    window.get_by_role("combobox", name=label).first.click()
    window.keyboard.type(option)
    window.get_by_role("option", name=option).wait_for()
    window.keyboard.press("Enter")
    window.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def slow(window: Page, milliseconds: int) -> None:
    """From now on the server hears late what is done here."""
    window.evaluate(
        """milliseconds => {
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (said) { setTimeout(() => send.call(this, said), milliseconds) };
        }""",
        milliseconds,
    )


def watch(window: Page) -> None:
    """Notes in every frame which county the words are of, and whether there are bars."""
    window.evaluate("""() => {
      window.frames_seen = [];
      const look = () => {
        const parts = [...document.querySelectorAll('[data-place]')].map(each => each.dataset.part);
        const bars = document.querySelectorAll('svg.marks path[aria-label]').length;
        frames_seen.push([[...new Set(parts)].join(), bars > 0]);
        requestAnimationFrame(look);
      };
      look();
    }""")


def test_a_county_is_chosen_with_the_mouse_too(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "overview", {"county": "01"})
    before = window.evaluate(SEEN)
    deafen(window)
    window.locator(".st-key-choice_county button").click()
    window.get_by_role("option", name="Skåne").click()
    assert window.evaluate(SEEN)["shown"].count("Skåne") == 1
    assert window.evaluate(SEEN)["numbers"] != before["numbers"]


def wait_for_the_server(window: Page, county: str) -> None:
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile(county))
    wait_until_drawn(window)
    window.wait_for_function("() => window.scorecardAhead.shown.length === 0")


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
    assert window.evaluate(SEEN) == expected
    assert {name for name in before if before[name] != expected[name]} >= {"numbers", "shown", "cards"}
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("Stockholm"))
    window.wait_for_timeout(1000)
    assert window.evaluate(SEEN) == expected  # nothing has been heard: nothing is taken back
    choose(window, "Blekinge")
    assert window.evaluate(SEEN) not in (before, expected)


def test_the_server_follows_and_draws_no_chart_anew(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    window.evaluate("() => document.querySelectorAll('svg.marks').forEach(each => { each.drawnOnce = true })")
    choose(window, "Skåne")
    wait_for_the_server(window, "Skåne")
    drawn_once = "() => [...document.querySelectorAll('svg.marks')].map(each => Boolean(each.drawnOnce))"
    assert window.evaluate(drawn_once) == [True] * 3
    assert "county=12" in window.url


def test_a_slow_server_takes_nothing_back(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    slow(window, 1000)
    watch(window)
    choose(window, "Skåne")
    wait_for_the_server(window, "Skåne")
    frames = window.evaluate("() => frames_seen")
    assert [part for part, _ in groupby(part for part, _ in frames)] == ["01", "12"]


def test_the_second_of_two_choices_on_a_slow_line_is_not_lost(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    slow(window, 700)
    choose(window, "Skåne")
    choose(window, "Blekinge")
    wait_for_the_server(window, "Blekinge")
    expected = window.evaluate(SEEN)
    window.wait_for_url(re.compile("county=10"))
    window.reload()
    wait_until_drawn(window)
    assert window.evaluate(SEEN) == expected


def test_another_filter_on_a_slow_line_does_not_undo_the_first(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "overview", {"county": "01"})
    slow(window, 700)
    choose(window, "Skåne")
    choose(window, "Kommuner", "Typ av organisation")
    window.wait_for_url(re.compile("county=12&kind=municipality"))
    wait_for_the_server(window, "Skåne")
    expect(window.locator(".shown")).to_contain_text("Skåne")


def test_where_a_run_ends_without_having_said_it_the_words_before_come_back(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    before = window.evaluate(SEEN)
    window.evaluate("() => { window.send = WebSocket.prototype.send }")
    deafen(window)
    choose(window, "Skåne")
    assert window.evaluate(SEEN) != before
    app = window.locator("[data-testid=stApp]")
    for state in ("running", "notRunning"):
        app.evaluate("(each, state) => { each.dataset.testScriptState = state }", state)
        window.wait_for_timeout(50)
    window.wait_for_function("() => window.scorecardAhead.shown.length === 0")
    window.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert window.evaluate(SEEN) == before


def test_without_a_connection_nothing_is_shown_ahead(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "overview", {"county": "01"})
    before = window.evaluate(SEEN)
    window.evaluate("() => { document.querySelector('[data-testid=stApp]').dataset.testConnectionState = 'DISCONNECTED' }")
    deafen(window)
    choose(window, "Skåne")
    assert window.evaluate(SEEN) == before


def test_bars_stay_until_those_of_the_whole_country_come(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K1", "county": "01"})
    watch(window)
    window.get_by_role("button", name="Rensa filter").click()
    window.wait_for_function("() => !location.search.includes('county')")
    wait_until_drawn(window)
    assert all(bars for _, bars in window.evaluate("() => frames_seen"))
