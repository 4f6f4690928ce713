"""The tile map tells a county's figures in the browser, before the server has heard of the click, and the server follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from scorecard.language import languages
from tests.browser.chromium import open_page, wait_for_page, wait_until_drawn
from tests.browser.conftest import TabMaker

TOLD = """() => Object.fromEntries(['title', 'number', 'counts', 'names', 'yes', 'under_way'].map(name => {
  const mark = document.querySelector(`svg.marks .told_${name}_marks :is(text, path)`);
  return [name, mark.tagName === 'text' ? [...mark.querySelectorAll('tspan')].map(line => line.textContent).join('|')
    || mark.textContent : mark.getAttribute('d')];
}))"""
"""What the corner of the map tells: its texts, and the outlines of its bars."""
CLICK = """(label) => {
  const mark = label.startsWith('step') ? document.querySelector(`svg.marks .${label}_marks path`)
    : [...document.querySelectorAll('svg.marks .squares_marks path')].find(each => each.ariaLabel.startsWith(label));
  const {x, y, width, height} = mark.getBoundingClientRect(), there = {clientX: x + width / 2, clientY: y + height / 2};
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
    mark.dispatchEvent(new (type.startsWith('p') ? PointerEvent : MouseEvent)(type, {...there, bubbles: true, button: 0}));
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
"""A click on a square or a step, and two frames."""


@pytest.fixture
def counties(tab: TabMaker) -> Page:
    window = tab()
    open_page(window, "counties", {})
    return window


def deafen(window: Page) -> None:
    """From now on the server hears nothing of what is done here."""
    window.evaluate("() => { WebSocket.prototype.send = () => {} }")


def mark_the_drawing(window: Page) -> None:
    window.evaluate("() => { document.querySelector('svg.marks').drawnOnce = true }")


def still_the_same_drawing(window: Page) -> bool:
    return bool(window.evaluate("() => document.querySelector('svg.marks').drawnOnce === true"))


def test_a_click_changes_number_bar_and_names_without_the_server(counties: Page) -> None:
    deafen(counties)
    whole = counties.evaluate(TOLD)
    assert (whole["title"], whole["number"]) == ("Hela landet", "40 av 53")
    counties.evaluate(CLICK, "Skåne")
    told = counties.evaluate(TOLD)
    assert (told["title"], told["number"], told["counts"]) == ("Skåne", "4 av 6", "räknas, 2 på gång")
    assert [line[:1] for line in told["names"].split("|")].count("●") >= 2
    assert not [name for name in whole if whole[name] == told[name]]
    counties.evaluate(CLICK, "Gotland")
    assert counties.evaluate(TOLD)["number"] == "0 av 1"
    counties.evaluate(CLICK, "Gotland")
    assert counties.evaluate(TOLD) == whole


def test_a_step_shows_the_next_goal_of_the_same_county_without_the_server(counties: Page) -> None:
    deafen(counties)
    counties.evaluate(CLICK, "Skåne")
    first, squares = counties.evaluate(TOLD), counties.locator(".squares_marks path")
    heard = squares.evaluate_all("all => all.map(each => each.ariaLabel)")
    counties.evaluate(CLICK, "step_after")
    expect(counties.locator("svg.marks").get_by_text("Mål 2", exact=True)).to_be_visible()
    second = counties.evaluate(TOLD)
    assert second["title"] == first["title"]
    assert second != first
    assert squares.evaluate_all("all => all.map(each => each.ariaLabel)") != heard
    counties.evaluate(CLICK, "step_before")
    assert counties.evaluate(TOLD) == first


def test_the_server_follows_and_the_map_is_not_drawn_anew(counties: Page) -> None:
    mark_the_drawing(counties)
    for name, code in (("Skåne", "12"), ("Uppsala", "03")):
        counties.get_by_label(re.compile(f"^{name}: ")).click()
        expect(counties.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{name}: "))
        counties.wait_for_url(re.compile(f"county={code}"))
        expect(counties.locator(".st-key-choice_county input")).to_have_value(re.compile(f"^{name}"))
        expect(counties.get_by_role("heading", name=f"Organisationer i {name}")).to_be_visible()
    counties.evaluate(CLICK, "step_after")
    counties.wait_for_url(re.compile("goal=K2"))
    expect(counties.get_by_role("heading", name="Bidrag till mål 2")).to_be_visible()
    counties.evaluate(CLICK, "Uppsala")
    counties.wait_for_url(lambda url: "county" not in url)
    wait_until_drawn(counties)
    assert counties.evaluate(TOLD)["title"] == "Hela landet"
    assert still_the_same_drawing(counties)


def test_what_is_chosen_elsewhere_is_shown_on_the_map(counties: Page) -> None:
    counties.get_by_label(re.compile("^Skåne: ")).click()
    counties.wait_for_url(re.compile("county=12"))
    wait_until_drawn(counties)
    counties.locator(".st-key-control_top_goal").get_by_text("Mål 2", exact=True).click()
    counties.wait_for_url(re.compile("goal=K2"))
    expect(counties.locator("svg.marks").get_by_text("Mål 2", exact=True)).to_be_visible()
    wait_until_drawn(counties)
    expect(counties.locator(".told_title_marks")).to_have_text(["Skåne"])
    counties.locator(".st-key-choice_county input").focus()
    counties.keyboard.type("Uppsala")
    expect(counties.get_by_role("option", name="Uppsala")).to_be_visible()
    counties.keyboard.press("Enter")
    expect(counties.locator(".told_title_marks")).to_have_text(["Uppsala"])
    wait_until_drawn(counties)
    counties.evaluate(CLICK, "Uppsala")
    expect(counties.locator(".told_title_marks")).to_have_text(["Hela landet"])
    counties.wait_for_url(lambda url: "county" not in url)


def test_a_click_beside_the_squares_changes_nothing(counties: Page) -> None:
    counties.get_by_label(re.compile("^Skåne: ")).click()
    counties.wait_for_url(re.compile("county=12"))
    wait_until_drawn(counties)
    told, drawing = counties.evaluate(TOLD), counties.locator("svg.marks").bounding_box()
    number = counties.locator(".told_number_marks text").bounding_box()
    assert drawing
    assert number
    counties.mouse.click(drawing["x"] + 20, drawing["y"] + drawing["height"] - 30)
    counties.mouse.click(number["x"] + 20, number["y"] + 15)
    assert counties.evaluate(TOLD) == told
    wait_until_drawn(counties)
    assert "county=12" in counties.url


def test_the_back_button_shows_the_county_before_on_the_map(counties: Page) -> None:
    counties.get_by_label(re.compile("^Skåne: ")).click()
    counties.wait_for_url(re.compile("county=12"))
    wait_until_drawn(counties)
    counties.locator("#stSidebar nav").get_by_role("link", name="Styrkort", exact=True).click()
    wait_for_page(counties, "overview")
    counties.go_back()
    expect(counties.locator(".told_title_marks")).to_have_text(["Skåne"])
    wait_until_drawn(counties)
    counties.evaluate(CLICK, "Skåne")
    expect(counties.locator(".told_title_marks")).to_have_text(["Hela landet"])
    counties.wait_for_url(lambda url: "county" not in url)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("size", ["phone", "laptop"])
def test_what_is_told_stays_beside_the_squares(code: str, size: str, tab: TabMaker) -> None:
    window = tab(code, size=size)
    open_page(window, "counties", {})
    squares = [each.bounding_box() for each in window.locator(".squares_marks path").all()]
    for name in ("title", "number", "counts", "names"):
        box = window.locator(f".told_{name}_marks text").bounding_box()
        assert box
        assert not [
            square
            for square in squares
            if square
            and square["x"] < box["x"] + box["width"]
            and box["x"] < square["x"] + square["width"]
            and square["y"] < box["y"] + box["height"]
            and box["y"] < square["y"] + square["height"]
        ], name


def test_after_clicks_in_haste_map_page_and_address_agree_on_the_last(counties: Page) -> None:
    for _ in range(3):
        for name in ("Uppsala", "Dalarna", "Skåne", "Kalmar", "Gotland"):
            counties.evaluate(CLICK, name)
        expect(counties.get_by_role("heading", level=1)).to_have_text(re.compile("^Gotland: "))
        counties.wait_for_url(re.compile("county=09"))
        wait_until_drawn(counties)
        expect(counties.locator(".told_title_marks")).to_have_text(["Gotland"])
        counties.evaluate(CLICK, "Uppsala")
        counties.wait_for_url(re.compile("county=03"))
        wait_until_drawn(counties)
