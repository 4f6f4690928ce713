"""Every state that is not a figure is designed: nothing loaded, no right, no store, an old version, a failing page."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard import versions
from scorecard.database import StoreError
from scorecard.language import language, languages
from scorecard.literal import html, markdown
from scorecard.model import message
from scorecard.people import Person
from scorecard.store import Store
from scorecard.ui.pages import PAGES
from tests.conftest import DATA, FINAL, ROOT
from tests.test_pages import words

every_language = pytest.mark.parametrize("code", languages())


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path / 'states.sqlite'}")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def opened(page: str, code: str, **view: str) -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=30)
    if page != "overview":
        app.switch_page(PAGES[page])
    for name, value in {"language": code, **view}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join([*(str(each.value) for each in app.title), words(app)])


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A programme of which no round has been answered."""
    folder = tmp_path / "programme"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("store", "*.py", "__pycache__"))
    for path in (folder / "rounds").glob("*.csv"):
        path.unlink()
    monkeypatch.setenv("SCORECARD_PROGRAMME", str(folder))


@every_language
@pytest.mark.usefixtures("nothing")
def test_a_programme_without_answers_says_so_and_leads_to_where_they_are_loaded(code: str) -> None:
    say = language(code)
    for page in PAGES:
        app = opened(page, code)
        assert len(app.title) == 1, page
        if page != "meeting":
            assert say("empty.nothing") in said(app), page
    title = opened("overview", code).title[0].value
    assert title == markdown(
        say("empty.nothing_title", round={"sv": "runda 2013, slutrapport", "en": "round 2013, final report"})
    )


@every_language
def test_a_page_that_fails_says_so_above_itself_with_a_code_that_stands_in_the_log(
    code: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("what nobody should read")

    monkeypatch.setattr("scorecard.provenance.reconciliation", fail)
    app, say = opened("sources", code), language(code)
    assert app.title[0].value == say("failure.unforeseen.title")
    told = [line for line in said(app).splitlines() if say("failure.code", code="X").split("X")[0] in line]
    (logged,) = [each for each in caplog.records if each.name == "scorecard" and each.levelno == logging.ERROR]
    assert logged.getMessage().split()[0] in told[0]
    assert "what nobody should read" in logged.getMessage()
    assert "what nobody should read" not in said(app)
    assert [each.label for each in app.button if each.label == say("failure.again")]


@every_language
def test_a_store_that_is_lost_in_the_middle_of_a_page_is_told_as_one_and_may_be_tried_again(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError(message("store.failed", why="gone"))

    with monkeypatch.context() as broken:
        broken.setattr(Store, "answers", fail)
        app = opened("organisations", code)
        assert app.title[0].value == language(code)("failure.store.title")
    next(each for each in app.button if each.label == language(code)("failure.again")).click().run()
    assert [each.value for each in app.title] != [language(code)("failure.store.title")]
    assert len(app.title) == 1


@every_language
def test_a_store_that_cannot_be_reached_is_told_on_every_page(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_STORE", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    for page in PAGES:
        app, say = opened(page, code), language(code)
        assert [each.value for each in app.title] == [say("failure.store.title")], page
        assert [each.label for each in app.button] == [say("failure.again")], page


@every_language
def test_an_old_version_says_so_on_every_page_and_leads_to_the_newest(code: str, pages_store: Store) -> None:
    versions.lock(pages_store, FINAL, by="A", why="w", locked=True)
    newest = versions.lock(pages_store, FINAL, by="A", why="w", locked=False)
    for page in PAGES:
        app, say = opened(page, code, version="1"), language(code)
        assert say("header.old_version", version=1, newest=newest) in said(app), page
        assert [each for each in app.button if each.label == say("header.newest")], page


@every_language
def test_a_reader_who_may_not_edit_is_told_why_where_the_forms_would_be(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Person(may_see=True, why_not=message("access.viewer"))
    monkeypatch.setattr("scorecard.ui.frame.visitors", lambda names: dict.fromkeys(names, reader))
    app = opened("rounds", code)
    assert html(language(code)("access.viewer")) in "".join(each.value for each in app.main.html)
    assert language(code)("rounds.lock_it") not in [each.label for each in app.button]
