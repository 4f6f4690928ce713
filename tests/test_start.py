"""What a start costs: the overview opens without the libraries that only files need, and the store once per process."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard.store import Store
from scorecard.ui import frame
from scorecard.ui.pages import PAGES
from tests.conftest import ROOT
from tests.test_pages import opened

FILES_ONLY = ("xlsxwriter", "pptx", "docx", "typst", "vl_convert", "openpyxl", "python_calamine", "lxml", "duckdb")
"""What makes or reads files: imported when one is asked for."""


def test_the_pages_open_without_the_libraries_that_only_files_need(tmp_path: Path) -> None:
    code = (
        "import sys; from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('dashboard.py', default_timeout=60).run(); assert not app.exception and len(app.title)\n"
        f"for page in {[*PAGES.values()][1:]}:\n"
        "    assert not app.switch_page(page).run().exception\n"
        f"print(sorted({{*{FILES_ONLY}}} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    environment = {"SCORECARD_STORE": f"sqlite:///{tmp_path / 'start.sqlite'}", "PATH": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_screen_is_imported_without_the_library_that_draws() -> None:
    code = "import sys, scorecard.ui; print('streamlit' in sys.modules, 'altair' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True False"


@pytest.mark.parametrize("page", ["overview", "meeting"])
def test_what_a_process_holds_is_set_aside_once_a_page_stands(page: str, pages_store: Store) -> None:
    frame._freeze.cache_clear()
    gc.unfreeze()
    opened(page, {})
    assert gc.get_freeze_count() > 0


def test_all_sessions_of_a_process_share_one_store(pages_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stores: list[str | None] = []
    opens = frame.open_store
    monkeypatch.setattr(frame, "open_store", lambda programme, url=None: stores.append(url) or opens(programme, url))
    st.cache_resource.clear()
    for _ in range(3):
        assert not AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run().exception
    assert len(stores) == 1
