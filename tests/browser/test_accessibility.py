"""Every page against axe's rules of WCAG 2.2 A and AA, in both themes, every language, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from scorecard.language import languages
from scorecard.look import Theme
from scorecard.ui.pages import PAGES
from tests.browser.chromium import THEMES, open_page
from tests.browser.conftest import TabMaker

pytestmark = pytest.mark.xdist_group("browser")

TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
VIEWS: dict[str, tuple[str, dict[str, str]]] = {page: (page, {}) for page in PAGES} | {
    "goal without a path": ("goal", {"goal": "K2"}),
    "goal with scenarios": ("goal", {"goal": "L1"}),
    "an organisation": ("organisations", {"org": "kommun-01"}),
    "a county": ("counties", {"county": "12"}),
    "nothing found": ("overview", {"county": "13", "kind": "company"}),
    "tables under charts": ("overview", {"tables": "1"}),
}

every_view = pytest.mark.parametrize("view", VIEWS)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", PAGES)
def test_every_page_can_be_read_by_everyone(view: str, theme: Theme, code: str, tab: TabMaker) -> None:
    assert violations(tab(code, theme), view) == []


@pytest.mark.parametrize("view", [view for view in VIEWS if view not in PAGES])
def test_every_kind_of_view_can_be_read_by_everyone(view: str, tab: TabMaker) -> None:
    assert violations(tab(), view) == []


@every_view
def test_a_phone_can_be_read_by_everyone(view: str, tab: TabMaker) -> None:
    assert violations(tab(size="phone"), view) == []


def violations(window: Any, view: str) -> list[str]:
    """The rule and the elements of every violation."""
    open_page(window, *VIEWS[view])
    found = Axe().run(window, options=TAGS).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
