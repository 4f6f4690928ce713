"""What only a browser can show: addresses, clicks, the keyboard, downloads, what fits on the screen."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from scorecard import tables
from scorecard.language import language, languages
from scorecard.model import Selection
from scorecard.programme import Programme
from scorecard.sentences import headline
from scorecard.store import Store, open_store
from scorecard.ui.pages import PAGES
from scorecard.ui.view import WHOLE_PAGES
from scorecard.versions import lock
from tests.browser.chromium import LOCALES, SIZES, address, follow, new_window, open_page, wait_for_page, wait_until_drawn
from tests.browser.conftest import TabMaker
from tests.browser.pixels import Pixels, pixels
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker, running_app

HEADLINED = [page for page in PAGES if page not in ("changes", "compare", "meeting")]
"""Pages whose finding is a headline and nothing more."""
every_page = pytest.mark.parametrize("page", HEADLINED)
every_language = pytest.mark.parametrize("code", languages())

SKANE = {"round": STATUS_REPORT.isoformat(), "county": "12", "goal": "K1", "language": "en"}
"""A view in which nothing is the default of a Swedish browser but the goal."""


@pytest.fixture
def skane(context: ContextMaker, programme: Programme) -> dict[str, str]:
    """The finding of every page in that view."""
    shown = context(STATUS_REPORT, Selection(county="12"), "en")
    return {page: headline(shown, page, programme.goals["K1"]) for page in HEADLINED}


def expect_view(tab: Page, page: str, view: dict[str, str], finding: str) -> None:
    """The page shows the finding, and its address says the view and nothing else."""
    expect(tab.get_by_role("heading", level=1)).to_have_text(finding)
    tab.wait_for_url(lambda url: url.partition("?")[0].endswith(address(page, {})))
    parts = re.findall(r"(\w+)=([^&]*)", tab.url)
    assert dict(parts) == view
    assert len(parts) == len(view)


@every_page
def test_a_link_from_outside_opens_every_page_with_its_view(page: str, tab: TabMaker, skane: dict[str, str]) -> None:
    window = tab()
    open_page(window, page, SKANE)
    expect_view(window, page, SKANE, skane[page])


def test_a_link_between_pages_keeps_the_view(tab: TabMaker, skane: dict[str, str]) -> None:
    window = tab()
    open_page(window, "goal", SKANE)
    for page in [*HEADLINED, "overview"]:
        window.locator("#stSidebar nav").get_by_role("link", name=language("en")(f"page.{page}"), exact=True).click()
        expect_view(window, page, SKANE, skane[page])
        if page not in WHOLE_PAGES:  # they have no filter of their own and still keep what was chosen
            expect(window.locator(".st-key-choice_county input")).to_have_value(re.compile("^Skåne"))


def test_a_link_opens_its_page_in_the_same_session_from_its_top(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", SKANE | {"embed": "true", "language": "sv"})
    window.evaluate("() => { window.same = true; document.querySelector('.stMain').scrollTo(0, 100); }")
    expect(window.locator(".stMain")).to_have_js_property("scrollTop", 100)
    window.locator("#stSidebar nav a[href^=organisations]").evaluate("each => each.click()")
    wait_for_page(window, "organisations")
    assert re.search("/organisations[?].*embed=true", window.url)
    expect(window.locator(".stMain")).to_have_js_property("scrollTop", 0)
    assert window.evaluate("window.same")


def test_a_link_is_followed_by_the_browser_while_streamlit_has_no_connection(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "overview", {})
    state = "document.querySelector('[data-test-connection-state]').dataset.testConnectionState"
    assert window.evaluate(f"() => {{ window.same = true; return {state}; }}") == "CONNECTED"
    window.evaluate(f"() => {{ {state} = 'DISCONNECTED'; }}")
    window.locator("#stSidebar nav").get_by_role("link", name=language("sv")("page.goal"), exact=True).click()
    wait_for_page(window, "goal")
    assert not window.evaluate("window.same")


@pytest.mark.parametrize("how", [{"modifiers": ["Control"]}, {"modifiers": ["Shift"]}, {"button": "middle"}], ids=str)
def test_a_link_opens_elsewhere_when_that_is_asked_for(
    how: dict[str, Any], tab: TabMaker, browser: Browser, skane: dict[str, str]
) -> None:
    window, other = tab("en"), tab("en")
    open_page(window, "goal", SKANE)
    before, chromium = window.url, browser.new_browser_cdp_session()
    others = shown_by(chromium)
    window.locator("#stSidebar nav").get_by_role("link", name="Scorecard", exact=True).click(**how)
    while not (opened := shown_by(chromium).items() - others.items()):
        window.wait_for_timeout(50)
    ((target, there),) = opened
    chromium.send("Target.closeTarget", {"targetId": target})
    other.goto(there)
    expect_view(other, "overview", SKANE, skane["overview"])
    assert window.url == before


def shown_by(chromium: CDPSession) -> dict[str, str]:
    """Where every open page is, by its id: on a busy machine Playwright is not told of some that a click has opened."""
    found = chromium.send("Target.getTargets")["targetInfos"]
    return {each["targetId"]: each["url"] for each in found if each["type"] == "page" and each["url"].startswith("http")}


def test_a_copied_link_opens_the_same_view(tab: TabMaker) -> None:
    mine, theirs = tab("sv"), tab("en")
    open_page(mine, "counties", {})
    choose_county(mine, "Skåne")
    mine.locator(".st-key-choice_round").get_by_text("2012", exact=True).click()
    mine.wait_for_url(re.compile(rf"round={STATUS_REPORT}"))
    wait_until_drawn(mine)
    theirs.goto(mine.url)
    wait_until_drawn(theirs)
    assert theirs.url == mine.url
    assert text_of(theirs) == text_of(mine)
    assert theirs.title() == mine.title()


def test_reloading_keeps_the_view(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"goal": "K2"})
    choose_county(window, "Skåne")
    wait_until_drawn(window)
    before = text_of(window)
    window.reload()
    wait_until_drawn(window)
    assert text_of(window) == before


def test_the_back_button_opens_the_page_before_with_its_view(tab: TabMaker, skane: dict[str, str]) -> None:
    window = tab()
    open_page(window, "counties", SKANE)
    window.locator("#stSidebar nav").get_by_role("link", name="Scorecard", exact=True).click()
    expect_view(window, "overview", SKANE, skane["overview"])
    window.go_back()
    expect_view(window, "counties", SKANE, skane["counties"])


def test_the_back_button_takes_back_what_was_chosen_on_a_page(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "overview", {})
    before, title = window.url, window.get_by_role("heading", level=1).inner_text()
    window.locator(".st-key-choice_county input").focus()
    window.keyboard.type("Skåne")
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("^Skåne: "))
    window.wait_for_url(re.compile("county=12"))
    wait_until_drawn(window)
    window.go_back()
    expect(window.get_by_role("heading", level=1)).to_have_text(title)
    assert window.url == before
    expect(window.locator(".shown")).to_contain_text("hela landet")


def test_the_menu_leads_from_an_organisation_to_the_list_with_the_same_filters(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "organisations", {"org": "kommun-01", "county": "12"})
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("^Kommun 01 "))
    window.locator("#stSidebar nav").get_by_role("link", name="Organisationer", exact=True).click()
    expect(window.get_by_role("heading", level=1)).not_to_have_text(re.compile("^Kommun 01 "))
    expect(window.locator(".shown")).to_contain_text("Skåne")
    assert "org=" not in window.url


def test_an_unknown_county_falls_back_and_the_page_says_so(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "goal", {"county": "99", "goal": "K2"})
    expect(window.get_by_text("Länken innehöll något som inte finns: län.")).to_be_visible()
    assert "county" not in window.url
    assert "goal=K2" in window.url


def test_a_click_on_the_map_chooses_a_county_and_a_second_one_the_country(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "counties", {})
    tile, finding = window.get_by_label(re.compile("^Skåne: ")), window.get_by_role("heading", level=1)
    tile.click()
    expect(finding).to_have_text(re.compile("^Skåne: 4 av 6 "))
    window.wait_for_url(re.compile("county=12"))
    wait_until_drawn(window)
    tile.click()
    expect(finding).not_to_contain_text("Skåne")
    window.wait_for_url(lambda url: "county" not in url)


def test_the_keyboard_chooses_a_county(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "counties", {})
    choose_county(window, "Skåne")
    expect(window.get_by_role("heading", level=1)).to_have_text(re.compile("^Skåne: 4 av 6 "))


def choose_county(tab: Page, name: str) -> None:
    """With the keyboard, as a person without a mouse would."""
    tab.locator(".st-key-choice_county input").focus()
    tab.keyboard.type(name)
    expect(tab.get_by_role("option", name=name)).to_be_visible()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("county="))


@every_language
def test_a_download_equals_the_table(code: str, tab: TabMaker, context: ContextMaker, store: Store) -> None:
    shown = context(FINAL, Selection(county="12"), code)
    goal = shown.programme.goals["K1"]
    expected = tables.organisations(shown, goal, store.answers(store.version(), round=FINAL)).astype(str)
    window, say = tab(code), shown.language
    open_page(window, "organisations", {"county": "12"})
    csv = downloaded(window, say("download.csv"))
    found = pd.read_csv(io.BytesIO(csv), sep=";" if code == "sv" else ",", dtype=str, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    rows = workbook(downloaded(window, say("download.xlsx")))
    assert rows[-len(expected) - 1 :] == [tuple(expected.columns), *expected.itertuples(index=False, name=None)]
    assert any(say("sample.notice") in row for row in rows)


def downloaded(tab: Page, label: str) -> bytes:
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name=label).click()
    return Path(waiting.value.path()).read_bytes()


def workbook(content: bytes) -> list[tuple[str | None, ...]]:
    """The rows of the only sheet as text."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [tuple(None if cell is None else str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]


def test_no_request_leaves_the_machine_and_the_console_stays_silent(tab: TabMaker, app: str) -> None:
    window = tab()
    requests, complaints = [], []
    window.on("request", lambda request: requests.append(request.url))
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on("console", lambda line: complaints.append(line.location["url"] or line.text) if line.type == "error" else None)
    open_page(window, "method", {})
    for page in PAGES:
        follow(window, page, {})
    assert len(requests) > len(PAGES)
    assert [url for url in requests if not url.startswith((app, "data:", "blob:"))] == []
    # Streamlit looks for its server beside the page first and above it after the 404: both are its own doing.
    probes = {f"{app}/method/_stcore/{what}" for what in ("health", "host-config")}
    assert [each for each in complaints if each not in probes] == []


@every_language
def test_document_language_and_title_follow_the_language(code: str, tab: TabMaker) -> None:
    window, other = tab(code), next(each for each in languages() if each != code)
    open_page(window, "counties", {})
    for each in (code, other):
        window.locator(".st-key-choice_language").get_by_text(language(each)("language.name")).click()
        expect(window).to_have_title(re.compile(f"^{language(each)('page.counties')} · "))
        expect(window.locator("html")).to_have_attribute("lang", each)


FOREIGN = {
    "sv": "the of and with not are has been from show hide search view for open close choose download "
    "copy fullscreen columns which what by at least no yes short long goal goals county kind answers "
    "file files upload sidebar collapse expand option press enter apply running error page pages found mark container point "
    "visualization shortcut year month day skip main content results you to is it was this that type empty select",
    "en": "och av inte är för med till från ett som på alla visa dölj sök välj hämta öppna stäng mål svar saknas",
}
"""Common words of the other language that are no words of this one."""
STATES: dict[str, tuple[str, dict[str, str]]] = {
    "a goal with scenarios": ("goal", {"goal": "L1"}),
    "a goal without a path": ("goal", {"goal": "K2"}),
    "an organisation": ("organisations", {"org": "kommun-01"}),
    "nothing found": ("overview", {"county": "13", "kind": "company"}),
    "tables under charts": ("overview", {"tables": "1"}),
    "what the address may not say": ("goal", {"county": "99"}),
    "changes since a round": ("changes", {"since": "2012-12-31"}),
    "the meeting decides": ("meeting", {"slide": "decide"}),
}
"""Views other than the pages as they open: those `test_accessibility` opens anyway, and asks them this too."""
QUOTED = {
    "sources": "the titles of English sources, and what a source in another language says, stand as they were published",
    "language": "each language is offered under its own name",
}
"""What is left out of the search for words of another language, and why."""


@pytest.mark.parametrize("state", STATES)
@every_language
def test_a_page_speaks_one_language(state: str, code: str, read: TabMaker) -> None:
    speaks_one_language(read(*STATES[state], code), STATES[state][0], code)


def speaks_one_language(window: Page, page: str, code: str) -> None:
    expect(window.locator("html")).to_have_attribute("lang", code)
    assert window.title().startswith(language(code)(f"page.{page}") + " · ")
    assert foreign_words(window, code) == {}


CONTENT = """<div role="option">Open</div><div data-testid="stMultiSelectTagsContainer">Search</div>
  <div role="dialog"><div data-testid="stVerticalBlock"><div data-testid="stMarkdownContainer">Empty</div><table><tr><td>Open</td></tr></table></div></div>"""
OWN = '<div role="dialog"><div data-testid="stMarkdownContainer">Page not found</div></div><button>Open</button>'


def test_streamlit_s_words_are_put_into_the_language_and_the_same_words_as_names_are_not(tab: TabMaker) -> None:
    window = tab()
    open_page(window, "accessibility", {})
    window.evaluate("html => document.body.insertAdjacentHTML('beforeend', `<div id='made'>${html}</div>`)", CONTENT + OWN)
    made, say = window.locator("#made"), language("sv")
    expect(made).to_contain_text(say("streamlit.no_page"))
    expect(made.get_by_role("button")).to_have_text(say("streamlit.open"))
    expect(made.get_by_role("option")).to_have_text("Open")
    expect(made.locator("[data-testid=stMultiSelectTagsContainer]")).to_have_text("Search")
    expect(made.get_by_role("dialog").first).to_contain_text("Empty")
    expect(made.get_by_role("cell")).to_have_text("Open")


@every_language
def test_an_address_without_a_page_is_told_in_the_language(code: str, tab: TabMaker) -> None:
    window = tab(code)
    window.goto("/no-such-page")
    wait_until_drawn(window)
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text(language(code)("streamlit.no_page"))
    expect(dialog).to_contain_text(language(code)("streamlit.no_page_text"))
    assert foreign_words(window, code) == {}
    dialog.get_by_role("button", name=language(code)("streamlit.close"), exact=True).click()
    expect(dialog).to_have_count(0)
    expect(window.get_by_role("heading", level=1)).to_be_visible()


@every_language
def test_what_streamlit_says_of_a_refused_file_is_in_the_language_and_follows_a_switch(code: str, tab: TabMaker) -> None:
    window = tab(code)
    open_page(window, "rounds", {})
    for name, size in (("notes.zip", 1), ("large.csv", 11 * 1024 * 1024)):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": b"x" * size}
        window.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    for each in (code, *(other for other in languages() if other != code)):
        if each != code:
            window.locator(".st-key-choice_language").get_by_text(language(each)("language.name")).click()
        for refusal in (language(each)("streamlit.upload_type"), language(each)("streamlit.upload_large", whole=10)):
            expect(window.get_by_text(refusal)).to_be_visible()
        wait_until_drawn(window)
        expect(window.locator("html")).to_have_attribute("lang", each)
        assert foreign_words(window, each) == {}


def test_the_search_for_foreign_words_finds_them(read: TabMaker) -> None:
    assert {"goal", "year", "fullscreen"} & foreign_words(read("goal", {}, "en"), "sv").keys() >= {"goal"}


ADDRESS = re.compile(r"https?://\S+")


def foreign_words(tab: Page, code: str) -> dict[str, str]:
    """The words of another language that a page shows or reads out, each with a text that holds it."""
    foreign = set(FOREIGN[code].split())
    return {
        word: text for text in said_by(tab) for word in re.findall(r"\w+", ADDRESS.sub("", text).lower()) if word in foreign
    }


def said_by(tab: Page) -> list[str]:
    """All that a page says: its words, the text of its charts, its labels, hints and values; `QUOTED` is left out."""
    found: Sequence[str] = tab.evaluate("""() => {
      const said = [], names = ['aria-label', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'title', 'alt'];
      const quoted = location.pathname === '/sources' ? 'table, canvas, [data-testid=stDataFrame], li' : '.none';
      const skipped = `script, style, noscript, [data-testid=stIconMaterial], .st-key-choice_language, ${quoted}`;
      for (const element of document.body.querySelectorAll('*')) {
        if (element.closest(skipped)) continue;
        said.push(...names.map(name => element.getAttribute(name)).filter(Boolean), element.value ?? '');
        said.push(...[...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data));
      }
      return said.filter(text => typeof text === 'string' && text.trim());
    }""")
    return list(found)


def text_of(tab: Page) -> str:
    """All that a page says: its sidebar, its words, the text of its charts, the values of its controls."""
    return str(
        tab.evaluate("""[...document.querySelectorAll('[data-testid=stSidebarUserContent], [data-testid=stMain]')]
      .map(part => part.innerText + [...part.querySelectorAll('input')].map(input => input.value)).join('\\n')""")
    )


@every_language
def test_the_overview_fits_the_projector_without_scrolling(code: str, read: TabMaker) -> None:
    window = read("overview", {}, code)
    main = window.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollHeight - main.clientHeight") <= 0
    assert main.evaluate("main => main.clientHeight") == 1080


@every_language
def test_the_overview_of_a_locked_round_fits_the_projector_too(
    code: str, programme: Programme, browser: Browser, tmp_path: Path
) -> None:
    with closing(open_store(programme, f"sqlite:///{tmp_path / 'scorecard.sqlite'}")) as store:
        lock(store, FINAL, by="Anna", why="möte")
    with (
        running_app(tmp_path) as address,
        closing(new_window(browser, address, code, "light", "projector").new_page()) as page,
    ):
        open_page(page, "overview", {})
        expect(page.locator(".st-key-badges")).to_contain_text(language(code)("header.locked_on", date="").strip())
        assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollHeight - main.clientHeight") <= 0


def drawn_charts(window: Page) -> list[Pixels]:
    """Every chart as it is seen."""
    return [pixels(each.screenshot()) for each in window.locator("svg.marks").all()]


@pytest.mark.parametrize(("page", "view"), [("overview", {}), ("goal", {"goal": "K1"}), ("goal", {"goal": "L1"})])
def test_a_chart_is_the_same_after_the_window_has_been_of_another_size(
    page: str, view: dict[str, str], tab: TabMaker
) -> None:
    window = tab()
    open_page(window, page, view)
    before = drawn_charts(window)
    for width in (1600, 1366, 1920):
        window.set_viewport_size({"width": width, "height": 1080})
        window.wait_for_timeout(500)  # for the charts to be fitted to it
    after = drawn_charts(window)
    assert len(after) == len(before) > 1
    for then, now in zip(before, after, strict=True):
        assert np.abs(then - now).mean() < 1


every_other_language = pytest.mark.parametrize("code", [code for code in languages() if code != "sv"])
"""Swedish pages on a phone are opened in `test_accessibility`, and asked the same there."""
VIEWS = {page: (page, {}) for page in PAGES} | {goal: ("goal", {"goal": goal}) for goal in ("K2", "L1")}


@pytest.mark.parametrize("view", VIEWS)
@every_other_language
def test_nothing_is_cut_on_a_phone(view: str, code: str, read: TabMaker) -> None:
    fits_a_phone(read(*VIEWS[view], code, size="phone"))


def fits_a_phone(window: Page) -> None:
    page, main = (window.locator(each).evaluate("it => it.scrollWidth") for each in ("html", "[data-testid=stMain]"))
    assert max(page, main) <= 390
    assert cut(window) == []


@pytest.mark.parametrize("view", VIEWS)
@every_language
def test_nothing_is_cut_on_a_laptop(view: str, code: str, read: TabMaker) -> None:
    window = read(*VIEWS[view], code, size="laptop")
    assert cut(window) == []
    tables = window.locator(".table").all()
    assert [each.inner_text()[:60] for each in tables if each.evaluate("it => it.scrollWidth > it.clientWidth")] == []


@pytest.mark.parametrize("view", ["overview", "goal", "counties"])
def test_nothing_is_cut_or_squeezed_on_a_tablet(view: str, read: TabMaker) -> None:
    window = read(*VIEWS[view], size="tablet")
    assert window.locator("[data-testid=stMain]").evaluate("it => it.scrollWidth - it.clientWidth") <= 0
    assert cut(window) == []
    cards = [each.bounding_box() for each in window.locator("[class*=st-key-card_]").all()]
    assert [card for card in cards if card and card["width"] < 400] == []


@pytest.mark.parametrize("size", SIZES)
def test_the_cards_of_a_part_stand_as_those_of_the_whole(size: str, read: TabMaker) -> None:
    whole, part = (read("overview", view, size=size).evaluate(FRAMES) for view in ({}, {"county": "12"}))
    assert len(whole) == 6
    assert part == whole


FRAMES = """() => [...document.querySelectorAll('main [class*=st-key-card_], main .st-key-last_column')].map(each => {
  const {x, width} = each.getBoundingClientRect(), style = getComputedStyle(each);
  return [x, width, style.border, style.borderRadius, style.padding].map(it => typeof it === 'number' ? Math.round(it) : it);
})"""
"""Where the frames of the cards stand from left to right, and how they are drawn."""


def test_where_no_way_is_drawn_the_answers_stand_beside_the_card(read: TabMaker) -> None:
    window = read("goal", {"goal": "K1", "county": "12"})
    card, chart = (window.locator(each).first.bounding_box() for each in (".st-key-card_K1", "svg.marks"))
    assert card
    assert chart
    assert card["y"] < chart["y"] < card["y"] + card["height"]
    assert chart["x"] + chart["width"] < card["x"]


def test_numbers_of_a_table_stand_below_each_other(read: TabMaker) -> None:
    window = read("counties", {})
    cells = window.locator("table").first.locator("tbody tr").first.locator("td")
    sides = [each.evaluate("td => getComputedStyle(td).textAlign") for each in cells.all()]
    assert sides == ["left", "right", "right", "right", "right"]


def cut(tab: Page) -> list[str]:
    """Texts in charts that stick out of their chart or are shortened, and charts that stick out of their place.

    The margin beside a page is 16 pixels on a phone.
    """
    found: Sequence[str] = tab.evaluate("""[...document.querySelectorAll('svg.marks text')].filter(text => {
      const inner = text.getBoundingClientRect(), outer = text.closest('svg').getBoundingClientRect();
      const side = 1.5, air = inner.height / 4;  // a line is a quarter higher than its letters, above and below
      return inner.width && getComputedStyle(text).opacity > 0 && (text.textContent.includes('…') || inner.left < outer.left - side
        || inner.right > outer.right + side || inner.top < outer.top - air || inner.bottom > outer.bottom + air);
    }).map(text => text.textContent).concat([...document.querySelectorAll('svg.marks')].filter(chart =>
      chart.getBoundingClientRect().right > chart.closest('[data-testid=stVerticalBlock]').getBoundingClientRect().right + 16
    ).map(chart => 'the chart: ' + chart.getAttribute('aria-label')))""")
    return list(found)


@pytest.mark.parametrize("size", ["projector", "laptop", "phone"])
@every_language
def test_a_key_number_stands_whole_on_one_line(size: str, code: str, read: TabMaker) -> None:
    window = read("overview", {}, code, size=size)
    numbers = window.locator(".number p:last-child")
    assert numbers.count() == 3
    for number in numbers.all():
        lines, cut = number.evaluate(
            "p => [p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight), p.scrollWidth - p.clientWidth]"
        )
        assert (round(lines), cut) == (1, 0), number.inner_text()
        card = number.locator("xpath=ancestor::*[contains(@class, 'st-key-card')][1]").bounding_box()
        box = number.bounding_box()
        assert box
        assert card
        assert box["x"] + box["width"] <= card["x"] + card["width"]


def test_every_language_has_a_browser_that_asks_for_it() -> None:
    assert set(LOCALES) == set(languages())
