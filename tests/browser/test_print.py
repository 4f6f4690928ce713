"""A page that is printed from the browser is a good A4: nothing to press, nothing cut, charts whole."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import open_page
from tests.browser.conftest import TabMaker

PRINTED = {
    "overview": ("overview", {}), "K1": ("goal", {"goal": "K1"}), "L1": ("goal", {"goal": "L1"}),
    "counties": ("counties", {}), "changes": ("changes", {}),
}  # fmt: skip
PAPER = 725
"""What lies between the margins of an A4, in CSS pixels."""
TOO_WIDE = """() => [...document.querySelectorAll('main *')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1
    && !each.closest('[data-testid=stDataFrame]'))
  .map((each) => each.outerHTML.slice(0, 120))"""

every_page = pytest.mark.parametrize("which", PRINTED)


@pytest.fixture
def opened(tab: TabMaker, which: str) -> Page:
    window = tab(size="laptop")
    open_page(window, *PRINTED[which])
    return window


def together(text: str) -> str:
    """A text without what setting it in lines changes."""
    return re.sub(r"[\s\u00ad]+", "", text)


@every_page
def test_the_paper_is_upright_and_says_the_finding_and_every_source(opened: Page, which: str) -> None:
    finding = opened.get_by_role("heading", level=1).inner_text()
    sources = opened.locator("main p", has_text=re.compile("^Källa:")).all_inner_texts()
    assert sources or which == "changes"
    paper = pypdf.PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True, format="A4")))
    assert [round(float(each)) for each in paper.pages[0].mediabox[2:]] == [595, 842]
    said = together(" ".join(page.extract_text() for page in paper.pages))
    assert together(finding) in said
    assert [each for each in sources if together(each) not in said] == []
    assert len(paper.pages) == {"K1": 3, "L1": 4}.get(which, 1)


@every_page
def test_nothing_on_paper_is_cut_or_waits_to_be_pressed(opened: Page, which: str) -> None:
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": PAPER, "height": 1000})
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
    for nothing in (
        "#stSidebar nav",
        "main .way",
        "main button:not([role=radio])",
        "[role=radio][aria-checked=false]",
        "textarea",
        "header",
    ):
        assert opened.locator(f"{nothing} >> visible=true").count() == 0, nothing
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.wait_for_function(f"({TOO_WIDE})().length === 0")
    charts = [each.bounding_box() for each in opened.locator("main [role=graphics-document] svg").all()]
    assert charts or which == "changes"
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PAPER for box in charts)


def test_a_long_table_says_on_paper_that_its_rows_go_on(tab: TabMaker) -> None:
    window = tab(size="laptop")
    open_page(window, "goal", {"goal": "K1"})
    told = window.get_by_text("På papper visas bara de första av 53 rader.")
    expect(told).to_be_hidden()
    window.emulate_media(media="print")
    expect(told).to_be_visible()
