"""The main tasks with Tab, arrows, Enter and Escape alone; where the focus is can be seen; changes are said aloud."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from scorecard.language import language
from scorecard.look import Theme
from tests.browser.chromium import THEMES, open_page, wait_for_page, wait_until_drawn
from tests.browser.conftest import TabMaker
from tests.browser.pixels import contrast, shot

MOST_STOPS = 70
LEAST_CONTRAST = 3
say = language("sv")
FOCUSED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const each = document.activeElement, place = each.type === 'range' ? each.parentElement.parentElement : each, {x, y, width, height} = place.getBoundingClientRect();
  const labels = [...(each.labels ?? [])].map(label => label.innerText);
  const inside = place.contains(document.elementFromPoint(
    Math.min(Math.max(x + width / 2, 0), innerWidth - 1), Math.min(Math.max(y + height / 2, 0), innerHeight - 1)));
  return {name: [each.getAttribute('aria-label') ?? '', ...labels, each.innerText ?? ''].join(' ').trim().slice(0, 60),
    kind: [each.tagName, each.getAttribute('role'), each.type, each.closest('#stSidebar') && 'sidebar',
      each.getAttribute('aria-checked')].join(' '),
    box: [x, y, width, height], seen: inside, body: each === document.body};
}"""


def tab_to(window: Page, name: str, tag: str = "") -> None:
    """Presses Tab until something of that name, and of that tag, has the focus."""
    passed = []
    for _ in range(MOST_STOPS):
        window.keyboard.press("Tab")
        stop = window.evaluate(FOCUSED)
        passed.append(stop["name"][:40])
        if name in stop["name"] and stop["kind"].startswith(tag):
            return
    pytest.fail(f"no stop is called {name!r}, only {passed}")


def opened(tab: TabMaker, page: str, view: dict[str, str] | None = None, theme: Theme = "light") -> Page:
    window = tab(theme=theme, size="laptop")
    open_page(window, page, view or {})
    return window


def test_a_county_is_chosen_and_what_changes_is_said_without_a_new_voice(tab: TabMaker) -> None:
    window = opened(tab, "counties")
    voice = window.get_by_role("status")
    assert voice.inner_text() == ""
    voice.evaluate("each => each.dataset.first = 'yes'")
    tab_to(window, say("filter.county"), "INPUT")
    window.keyboard.type("Skåne")
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("^Skåne: 4 av 6 "))
    expect(voice).to_have_text(re.compile(r"^Skåne: 4 av 6 .*Visar 6 av 53 finansierade organisationer: Skåne\."))
    expect(window.locator(".st-key-choice_county input")).to_be_focused()
    tab_to(window, say("filter.clear"))
    window.keyboard.press("Enter")
    expect(voice).to_have_text(re.compile("Visar hela landet: 53 av 53"))
    expect(voice).to_have_attribute("data-first", "yes")


def test_a_page_that_opens_is_said_and_its_link_keeps_the_focus(tab: TabMaker) -> None:
    window = opened(tab, "overview")
    tab_to(window, say("page.counties"), "A")
    window.keyboard.press("Enter")
    expect(window).to_have_title(re.compile(f"^{say('page.counties')} · "))
    expect(window.get_by_role("status")).to_have_text(re.compile(f"^Stockholm bidrar mest .*{say('page.counties')} · Visar"))
    expect(window.get_by_role("link", name=say("page.counties"), exact=True)).to_have_attribute("aria-current", "page")
    expect(window.get_by_role("link", name=say("page.counties"), exact=True)).to_be_focused()
    expect(window.locator("[aria-current]")).to_have_count(1)


def test_a_link_keeps_the_focus_when_it_is_drawn_anew(tab: TabMaker) -> None:
    window = opened(tab, "overview")
    link = window.get_by_role("link", name=say("card.open", goal="mål 2"), exact=True)
    link.focus()
    link.evaluate("each => { each.dataset.old = 'yes'; }")
    window.locator(".st-key-choice_round").get_by_text("2012", exact=True).evaluate("each => each.click()")
    expect(window.locator("[data-old]")).to_have_count(0)
    expect(link).to_be_focused()


def test_a_goal_is_opened_from_its_card_and_another_chosen_with_the_arrows(tab: TabMaker) -> None:
    window = opened(tab, "overview")
    tab_to(window, say("card.open", goal="mål 2"))
    window.keyboard.press("Enter")
    window.wait_for_url(re.compile("/goal.*goal=K2"))
    wait_for_page(window, "goal")
    tab_to(window, "2020-målet")
    window.keyboard.press("ArrowRight")
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("^Mål 1 "))
    expect(window.get_by_role("status")).to_have_text(re.compile("^Mål 1 "))


def test_an_organisation_is_opened_from_a_real_table_that_is_sorted_by_choice(tab: TabMaker) -> None:
    window = opened(tab, "organisations", {"county": "12"})
    tab_to(window, say("organisations.sort"))
    window.keyboard.type("Typ")
    window.keyboard.press("Enter")
    wait_until_drawn(window)
    kinds = window.get_by_role("table").last.locator("tbody tr td:nth-child(3)")
    expect(kinds.first).to_have_text("Kommun")
    expect(kinds.last).to_have_text("Samordningsförbund")
    open_page(window, "organisations", {"county": "12"})
    tab_to(window, say("organisations.open"))
    window.keyboard.type("Kommun 12")
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile(r"Kommun 12 \("))
    tab_to(window, say("organisations.back"))
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", level=1)).not_to_have_text(re.compile(r"Kommun 12 \("))
    wait_until_drawn(window)
    expect(window.locator(".st-key-control_org input")).to_be_visible()


def test_a_meeting_is_presented_and_left(tab: TabMaker) -> None:
    window = opened(tab, "overview")
    tab_to(window, say("page.meeting"))
    window.keyboard.press("Enter")
    wait_for_page(window, "meeting")
    tab_to(window, say("meeting.on"))
    window.keyboard.press("Enter")
    window.wait_for_url(re.compile("slide=scorecard"))
    wait_until_drawn(window)
    tab_to(window, say("meeting.county"))
    window.keyboard.press("Enter")
    dialog = window.get_by_role("dialog", name=say("meeting.county"))
    expect(dialog).to_be_visible()
    tab_to(window, say("filter.county"), "INPUT")
    assert dialog.evaluate("each => each.contains(document.activeElement)")
    window.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(window.get_by_role("button", name=say("meeting.county"))).to_be_focused()
    tab_to(window, say("meeting.leave"))
    window.keyboard.press("Enter")
    expect(window).to_have_title(re.compile(f"^{say('page.overview')} · "))


def test_what_scrolls_no_more_is_no_stop_and_no_region_any_longer(tab: TabMaker) -> None:
    window = opened(tab, "sources")
    window.set_viewport_size({"width": 390, "height": 844})
    scrolling = window.locator("main [role=region][tabindex='0']")
    expect(scrolling.first).to_have_attribute("aria-label", re.compile("."))
    window.set_viewport_size({"width": 2400, "height": 844})
    expect(scrolling).to_have_count(0)
    expect(window.locator("[data-scrolls]")).to_have_count(0)


PLACES = [("rounds", {}), ("goal", {"goal": "L1"}), ("organisations", {"county": "12"}), ("meeting", {"slide": "decide"})]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("page", "view"), PLACES, ids=[page for page, _ in PLACES])
def test_every_stop_can_be_seen_and_is_not_hidden(page: str, view: dict[str, str], theme: Theme, tab: TabMaker) -> None:
    window = opened(tab, page, view, theme)
    kinds: dict[str, int] = {}
    hidden, pale = [], []
    for _ in range(MOST_STOPS):
        window.keyboard.press("Tab")
        stop = window.evaluate(FOCUSED)
        if stop["body"]:
            break
        if not stop["seen"]:
            hidden.append(f"hidden: {stop['name'][:40]}")
        kinds[stop["kind"]] = kinds.get(stop["kind"], 0) + 1
        if kinds[stop["kind"]] == 1 and not ringed(window, stop["box"]):
            pale.append(f"{stop['kind']} {stop['name'][:40]}")
    assert len(kinds) > 4
    assert hidden + pale == []


def ringed(window: Page, box: list[float]) -> bool:
    """Whether the focus changes at least as much as a line of two pixels around the element, by 3:1 or more."""
    size, air = window.viewport_size or {"width": 0, "height": 0}, 6
    left, top = max(box[0] - air, 0), max(box[1] - air, 0)
    right, bottom = min(box[0] + box[2] + air, size["width"]), min(box[1] + box[3] + air, size["height"])
    part = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    window.add_style_tag(content="* { transition: none !important; caret-color: transparent !important }")
    focused = shot(window, part)
    plain = window.add_style_tag(
        content=":root :is(:focus-visible, :focus-within) { outline-color: transparent !important }"
    )
    without = shot(window, part)
    plain.evaluate("each => each.remove()")
    ring = int(np.sum(contrast(focused, without) >= LEAST_CONTRAST))
    return ring >= 2 * 2 * (min(box[2], size["width"]) + min(box[3], size["height"])) * 0.9
