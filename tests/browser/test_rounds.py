"""An officer's day in Chromium: template, errors, preview, publish, correct, lock, undo; hostile text shown as text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scorecard.language import language
from scorecard.look import Theme
from tests.bad_files import text
from tests.browser.chromium import THEMES, new_window, open_page, wait_until_drawn
from tests.browser.test_accessibility import axe
from tests.browser.test_keyboard import tab_to
from tests.conftest import running_app

HEADER = ("Organisations-ID", "Indikator", "Svar", "Kommentar")
WRONG = text([HEADER, ("kommun-01", "effects", "Kanske", ""), ("kommun-99", "effects", "Ja", "")])
HOSTILE = (
    "=HYPERLINK(\"http://foreign.example\";\"x\")", "<img src=x onerror=window.hacked=1>", "![x](http://foreign.example/x.png)",
    "**fet** $5 till $10$ :red[röd]", "<script>window.hacked=1</script>", "[länk](javascript:window.hacked=1)", "@SUM(1+1)*cmd",
)  # fmt: skip
say = language("sv")
Officer = Callable[..., Page]


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app of its own: what is written here must not reach the other tests."""
    with running_app(tmp_path_factory.mktemp("rounds")) as address:
        yield address


@pytest.fixture(scope="module")
def own_windows() -> dict[tuple[Theme, str], BrowserContext]:
    """Opened windows of that app by look, as `windows` are of the shared one."""
    return {}


@pytest.fixture
def officer(browser: Browser, own_app: str, own_windows: dict[tuple[Theme, str], BrowserContext]) -> Iterator[Officer]:
    """Opens the rounds page in a tab of its own, which is a person of its own to the app."""
    made: list[Page] = []

    def officer(theme: Theme = "light", code: str = "sv") -> Page:
        if (theme, code) not in own_windows:
            own_windows[theme, code] = new_window(browser, own_app, code, theme, "projector")
        made.append(own_windows[theme, code].new_page())
        open_page(made[-1], "rounds", {})
        return made[-1]

    yield officer
    for each in made:
        each.close()


def load(tab: Page, data: bytes, name: str = "svar.csv") -> None:
    """Chooses a file as a person does, with the keyboard."""
    with tab.expect_file_chooser() as chooser:
        tab.get_by_role("main").focus()
        while not tab.evaluate("document.activeElement.closest('[data-testid=stFileUploader]') !== null"):
            tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
    chooser.value.set_files([{"name": name, "mimeType": "text/csv", "buffer": data}])
    expect(tab.get_by_text(name).first).to_be_visible()
    wait_until_drawn(tab)


def save(tab: Page, form: str, button: str, who: str = "Anna", why: str = "prov") -> None:
    """Fills in a form and sends it, with the keyboard alone."""
    name = tab.locator(f".st-key-who_{form} input")
    name.focus()
    name.fill(who)
    tab.keyboard.press("Tab")
    tab.keyboard.type(why)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name=button)).to_be_focused()
    tab.keyboard.press("Enter")
    wait_until_drawn(tab)


def downloaded(tab: Page, button: str) -> bytes:
    with tab.expect_download() as download:
        tab.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def published(tab: Page) -> None:
    expect(tab.get_by_text(re.compile(r"Version \d+ är skriven"))).to_be_visible()


def test_the_template_is_filled_in_loaded_previewed_and_published(officer: Officer) -> None:
    tab = officer()
    book = openpyxl.load_workbook(io.BytesIO(downloaded(tab, say("rounds.template"))))
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if cell.value == "kommun-02")
    column = next(cell.column for cell in sheet[1] if cell.value == "Effekter för medborgare")
    sheet.cell(row, column).value = "Nej"
    file = io.BytesIO()
    book.save(file)
    load(tab, file.getvalue(), "svar.xlsx")
    expect(tab.get_by_text("40 av 53 → 39 av 53")).to_be_visible()
    save(tab, "publish", say("rounds.publish", count=1))
    published(tab)
    expect(tab.get_by_role("cell", name="svar.xlsx")).to_be_visible()
    open_page(tab, "goal", {"goal": "K1"})
    expect(tab.locator(".st-key-card_K1 .number")).to_contain_text("39")


@pytest.mark.parametrize("theme", THEMES)
def test_a_wrong_file_comes_back_with_every_error_and_can_be_read_by_everyone(officer: Officer, theme: Theme) -> None:
    tab = officer(theme)
    load(tab, WRONG)
    expect(tab.get_by_role("alert")).to_contain_text("Filen har 2 fel. Inget skrevs.")
    assert axe(tab) == {}
    tab.get_by_role("button", name=say("rounds.mark"), exact=True).click()
    marked = openpyxl.load_workbook(io.BytesIO(downloaded(tab, say("rounds.marked")))).worksheets[0]
    assert {cell.coordinate for row in marked.iter_rows() for cell in row if cell.comment} == {"C2", "A3"}
    assert "Kanske" in str(marked["C2"].comment.text)


@pytest.mark.parametrize("theme", THEMES)
def test_a_preview_can_be_read_by_everyone(officer: Officer, theme: Theme) -> None:
    tab = officer(theme)
    load(tab, text([HEADER, ("kommun-03", "effects", "På gång", "")]))
    expect(tab.get_by_text(say("rounds.effect"))).to_be_visible()
    assert axe(tab) == {}


def test_a_decision_is_written_with_the_keyboard_alone(officer: Officer) -> None:
    tab = officer()
    open_page(tab, "meeting", {"slide": "decide"})
    tab_to(tab, say("column.decision"), "INPUT")
    tab.keyboard.type("Granska resultaten")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Olga")
    tab_to(tab, say("rounds.who"), "INPUT")
    tab.keyboard.type("Anna")
    tab_to(tab, say("meeting.record"), "BUTTON")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("cell", name="Granska resultaten")).to_be_visible()
    saved = re.escape(say("minutes.saved", version=0)).replace("0", r"\d+")
    expect(tab.get_by_text(re.compile(saved))).to_be_visible()
    wait_until_drawn(tab)
    assert axe(tab) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_an_older_version_can_be_read_by_everyone(officer: Officer, theme: Theme) -> None:
    tab = officer(theme)
    open_page(tab, "overview", {"version": "1"})
    expect(tab.get_by_role("button", name=say("header.newest"))).to_be_visible()
    assert axe(tab) == {}


def test_hostile_comments_are_shown_as_they_are_and_nothing_of_them_runs(officer: Officer, own_app: str) -> None:
    tab = officer()
    foreign: list[str] = []
    tab.on(
        "request",
        lambda request: foreign.append(request.url) if not request.url.startswith((own_app, "data:", "blob:")) else None,
    )
    rows = [(f"kommun-{number:02}", "spread", "På gång", comment) for number, comment in enumerate(HOSTILE, start=10)]
    load(tab, text([HEADER, *rows]))
    shown = tab.locator(".st-key-load table").first.inner_text()
    assert [comment for comment in HOSTILE if comment not in shown] == []
    save(tab, "publish", say("rounds.publish", count=len(HOSTILE)))
    published(tab)
    open_page(tab, "organisations", {"org": "kommun-11"})
    expect(tab.get_by_text(HOSTILE[1])).to_be_visible()
    assert tab.evaluate("window.hacked") is None
    assert foreign == []


def test_an_answer_is_corrected_in_the_grid_with_the_keyboard(officer: Officer) -> None:
    tab = officer()
    tab.locator(".st-key-correct_organisation input").focus()
    tab.keyboard.type("Kommun 05")
    tab.keyboard.press("Enter")
    wait_until_drawn(tab)
    tab.locator(".st-key-correct_and_lock [data-testid=data-grid-canvas]").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        tab.keyboard.press(key)
        tab.wait_for_timeout(100)
    editor = tab.locator(".gdg-input")
    expect(editor).to_have_value("På gång")
    editor.fill("Nej")
    editor.press("Enter")
    expect(editor).to_have_count(0)
    tab.wait_for_timeout(700)  # the grid tells its form of an edit a moment later than a person could send it
    save(tab, "correct", say("rounds.save"))
    published(tab)
    expect(tab.get_by_role("cell", name=say("commit.correction")).first).to_be_visible()


def test_a_round_is_locked_shown_as_locked_and_unlocked(officer: Officer) -> None:
    tab, other = officer(), officer()
    save(tab, "lock", say("rounds.lock_it"))
    expect(tab.get_by_text("Låst av Anna")).to_be_visible()
    expect(tab.locator(".st-key-badges")).to_contain_text("Låst")
    assert axe(tab) == {}
    save(other, "lock", say("rounds.lock_it"))
    expect(other.get_by_text("Låst av Anna")).to_be_visible()
    save(tab, "unlock", say("rounds.unlock_it"))
    expect(tab.locator(".st-key-badges")).not_to_contain_text("Låst")
