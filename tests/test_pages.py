"""Every page in every language and many views, run without a browser.

Says nothing about looks: that is what `tests/browser` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard.language import language, languages
from scorecard.model import Date, Programme, Selection
from scorecard.sentences import headline, shown
from scorecard.ui.pages import PAGES
from scorecard.ui.parts import markdown
from tests.conftest import FINAL, ROOT, STATUS_REPORT, ContextMaker

View = dict[str, str]
VIEWS: dict[str, View] = {
    "everything": {},
    "a county": {"county": "12"},
    "a county with one organisation": {"county": "13"},
    "a kind": {"kind": "municipality"},
    "verified answers": {"evidence": "verified"},
    "the round before": {"round": STATUS_REPORT.isoformat()},
    "tables": {"tables": "1"},
}
NOBODY: View = {"county": "13", "kind": "company"}
GOALS = ["K1", "K1a", "K1b", "K1c", "K1d", "K2", "K2a", "K2b", "K2c", "K3", "L1"]

every_page = pytest.mark.parametrize("page", PAGES)
every_language = pytest.mark.parametrize("code", languages())


@pytest.fixture(scope="module", autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The pages write to a store of their own, never to the one of the programme."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path_factory.mktemp('pages') / 'scorecard.sqlite'}")
        yield
    st.cache_resource.clear()


def opened(page: str, view: View | None = None, code: str = "sv") -> AppTest:
    """A page as a deep link opens it; a page file needs the entry script before it."""
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=20)
    if page != "overview":
        at.switch_page(PAGES[page])
    for name, value in {"language": code, **(view or {})}.items():
        at.query_params[name] = value
    return at.run()
