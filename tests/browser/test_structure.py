"""What a page is made of for those who hear it, enlarge it, space it out or want it to stand still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from scorecard.language import language, languages
from scorecard.ui.pages import ABOUT, PAGES
from tests.browser.chromium import close_tabs, new_window, open_page
from tests.browser.conftest import TabMaker
from tests.browser.pixels import contrast, shot
from tests.browser.test_browser import cut

VIEWS: dict[str, tuple[str, dict[str, str]]] = {page: (page, {}) for page in PAGES} | {
    "a goal with scenarios": ("goal", {"goal": "L1"}),
    "a goal judged in words": ("goal", {"goal": "K3"}),
    "an organisation": ("organisations", {"org": "kommun-01"}),
    "a county": ("counties", {"county": "12"}),
    "a county's organisations": ("organisations", {"county": "12"}),
    "nothing found": ("overview", {"county": "13", "kind": "company"}),
    "tables under charts": ("overview", {"tables": "1"}),
    "the whole in the meeting": ("meeting", {"slide": "scorecard"}),
    "a goal in the meeting": ("meeting", {"slide": "K1"}),
    "the decisions": ("meeting", {"slide": "decide"}),
}
DRAWN = {name: VIEWS[name] for name in ("overview", "goal", "a goal with scenarios", "counties", "a goal in the meeting")}
"""Views that have every kind of chart between them."""
LONGEST_TABLE = 50
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A window of 1280 × 1024 at 400 %, in CSS pixels."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p:not(:last-child) { margin-bottom: 2em !important }"""
CLIPPED = """() => [...document.querySelectorAll('#stMain *, #stSidebar *')].filter(each => {
    const style = getComputedStyle(each), cuts = (axis) => ['hidden', 'clip'].includes(style[`overflow${axis}`]);
    return each.checkVisibility() && each.clientWidth > 1 && each.innerText?.trim()
      && each.getBoundingClientRect().right > 0  // the closed sidebar lies to the left of the screen
      && !each.closest('svg, [data-testid=stDataFrame]')
      && (cuts('X') && each.scrollWidth > each.clientWidth + 1 || cuts('Y') && each.scrollHeight > each.clientHeight + 1);
  }).map(each => each.innerText.slice(0, 60))"""
OUTSIDE = """() => [...document.querySelectorAll('#stMain *')].filter(each =>
    each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1
      && !each.closest(`[data-testid=stDataFrame], [data-testid=stMultiSelectTagsContainer], table,
        .st-key-meeting [class*=st-key-figure]`)  // they scroll by themselves
  ).map(each => each.outerHTML.slice(0, 100))"""
TEXTS = """() => [...document.querySelectorAll('svg.marks text')].map(each => {
    const {x, y, width, height} = each.getBoundingClientRect(), style = getComputedStyle(each);
    return {text: each.textContent, box: [x, y, width, height].map(Math.round), fill: style.fill, opacity: style.fillOpacity * style.opacity,
      large: parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24)};
  }).filter(each => each.text.trim() && each.box[2] > 1 && each.opacity > 0)"""  # Vega hides labels that overlap


@pytest.fixture(scope="module")
def reader(browser: Browser, app: str) -> Iterator[Page]:
    window = new_window(browser, app, "sv", "light", "laptop")
    yield window.new_page()
    close_tabs(window)


@pytest.fixture(scope="module", params=VIEWS)
def opened(request: pytest.FixtureRequest, reader: Page) -> Page:
    """A view, opened once for all that is asked of it."""
    open_page(reader, *VIEWS[request.param])
    return reader


def test_the_first_stop_leads_past_the_sidebar(opened: Page) -> None:
    opened.keyboard.press("Tab")
    skip = opened.get_by_role("link", name=language("sv")("landmark.skip"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("main")).to_be_focused()


def test_headings_go_down_one_level_at_a_time(opened: Page) -> None:
    levels = opened.evaluate(
        "[...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')].map(each => +each.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_the_parts_of_a_page_can_be_jumped_to(opened: Page) -> None:
    say = language("sv")
    expect(opened.get_by_role("main")).to_have_count(1)
    expect(opened.get_by_role("status")).to_have_attribute("aria-live", "polite")
    if "/meeting" in opened.url:  # one screen at a time, without a sidebar
        return
    beside = opened.get_by_role("complementary", name=say("landmark.sidebar"), exact=True)
    ways = beside.get_by_role("navigation", name=say("landmark.navigation"), exact=True)
    expect(ways.get_by_role("link")).to_have_count(len(PAGES))
    expect(ways.locator("[aria-current=page]")).to_have_count(1)
    without_filter = any(f"/{page}" in opened.url for page in ABOUT)
    expect(beside.get_by_role("heading", name=say("sidebar.filter"), exact=True)).to_have_count(0 if without_filter else 1)


def test_every_chart_says_what_it_shows_and_every_table_has_a_name(opened: Page) -> None:
    names = opened.evaluate(
        "[...document.querySelectorAll('[role=graphics-document], main table, [role=region]')].filter(each => !each.closest("
        "'[data-testid=data-grid-canvas]')).map(each => (each.getAttribute('aria-label') ?? '').trim())"
    )
    assert [name for name in names if len(name) < 3] == []


def test_a_short_table_is_a_real_one(opened: Page) -> None:
    rows = opened.evaluate(
        "[...document.querySelectorAll('[role=grid]')].map(each => +each.getAttribute('aria-rowcount') - 1)"
    )
    assert [count for count in rows if count <= LONGEST_TABLE] == []


def test_wider_spaced_text_loses_nothing(opened: Page) -> None:
    spaced = opened.add_style_tag(content=SPACED)
    try:
        assert settled(opened, CLIPPED) == []
        assert (
            opened.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth") <= 0
        )
    finally:
        spaced.evaluate("each => each.remove()")


def test_at_400_percent_there_is_one_way_to_scroll_and_nothing_is_cut(opened: Page) -> None:
    laptop = opened.viewport_size
    opened.set_viewport_size(ZOOMED)
    try:
        opened.wait_for_function("document.querySelector('main').clientWidth === innerWidth")
        opened.wait_for_function(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('main').scrollWidth) <= 320"
        )
        assert settled(opened, OUTSIDE) == []
        assert settled(opened, CLIPPED) == []
        if "/meeting" not in opened.url:  # made for a projector: its charts scroll sideways here, as maps may
            assert [each for each in cut(opened) if "…" not in each] == []  # the statement tells that lines are shortened
    finally:
        opened.set_viewport_size(laptop)  # type: ignore[arg-type]


def settled(window: Page, script: str) -> list[str]:
    """What a script finds when the page has come to rest after a change of its size: charts are drawn anew."""
    with suppress(Error):
        window.wait_for_function(f"({script})().length === 0", timeout=3000)
    return list(window.evaluate(script))


def test_text_in_charts_stands_out_from_what_lies_behind_it(opened: Page) -> None:
    assert faint(opened) == []


@pytest.mark.parametrize("view", DRAWN)
def test_text_in_charts_stands_out_in_the_dark_too(view: str, read: TabMaker) -> None:
    window = read(*DRAWN[view], theme="dark")
    assert len(window.evaluate(TEXTS)) > 5
    assert faint(window) == []


def faint(window: Page) -> list[str]:
    """The texts of a page's charts that stand out too little."""
    if not window.evaluate(TEXTS):
        return []
    size: ViewportSize = window.viewport_size or {"width": 0, "height": 0}
    height = window.evaluate("document.querySelector('main').scrollHeight")
    window.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    before, texts = None, window.evaluate(TEXTS)
    while texts != before:  # until the charts are fitted to it
        window.wait_for_timeout(200)
        before, texts = texts, window.evaluate(TEXTS)
    hidden = window.add_style_tag(content="svg.marks text { visibility: hidden !important }")
    behind = shot(window)
    hidden.evaluate("each => each.remove()")
    window.set_viewport_size(size)
    return [each for text in texts if (each := pale(text, behind))]


def test_every_chart_has_its_rows_as_a_table(reader: Page) -> None:
    open_page(reader, "goal", {"tables": "1"})
    figures = reader.locator("[class*=st-key-figure]")
    assert figures.count() > len(DRAWN)
    assert [each.get_attribute("class") for each in figures.all() if not each.locator("table").count()] == []


def test_at_400_percent_the_sidebar_opens_and_closes_with_the_keyboard(tab: TabMaker) -> None:
    say, window = language("sv"), tab(size="phone")
    window.set_viewport_size(ZOOMED)
    open_page(window, "overview", {})
    window.get_by_role("button", name=say("landmark.open_sidebar")).press("Enter")
    expect(window.locator(".st-key-choice_county input")).to_be_visible()
    window.get_by_role("button", name=say("landmark.close_sidebar")).press("Enter")
    expect(window.get_by_role("button", name=say("landmark.open_sidebar"))).to_be_visible()


def test_who_wants_no_motion_sees_none(browser: Browser, app: str) -> None:
    window = browser.new_context(base_url=app, locale="sv-SE", reduced_motion="reduce")
    tab = window.new_page()
    open_page(tab, "goal", {})
    moving = tab.evaluate("""[...document.querySelectorAll('*')].flatMap(each => {
      const style = getComputedStyle(each), seconds = `${style.transitionDuration}, ${style.animationDuration}`.split(', ').map(parseFloat);
      return Math.max(...seconds) > 0.01 || style.scrollBehavior === 'smooth' ? [each.outerHTML.slice(0, 100)] : [];
    })""")
    close_tabs(window)
    assert moving == []


def pale(text: dict[str, Any], behind: np.ndarray[Any, Any]) -> str:
    """A text that stands out too little from more than a tenth of what lies behind it: gridlines may cross it."""
    x, y, width, height = text["box"]
    around = behind[max(y, 0) : y + height, max(x, 0) : x + width].reshape(-1, 3)
    colour = np.array([float(each) for each in text["fill"].removeprefix("rgb(").removesuffix(")").split(",")][:3])
    ratio = contrast(np.broadcast_to(colour, around.shape), around)
    worst = float(np.quantile(ratio, 0.1))
    least = 3 if text["large"] else 4.5
    return "" if worst >= least and text["opacity"] == 1 else f"{text['text']}: {worst:.2f}"


def test_every_language_names_the_landmarks() -> None:
    names = [language(code)(f"landmark.{name}") for code in languages() for name in ("skip", "sidebar", "navigation")]
    assert len(set(names)) == len(names)
