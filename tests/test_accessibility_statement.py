"""The accessibility statement promises only what is tested, names every gap that tests allow, and invents no contact."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard import accessibility
from scorecard.language import languages
from scorecard.ui.pages import PAGES
from tests.conftest import ROOT, ContextMaker
from tests.test_load import spoil
from tests.test_pages import words

PROVED: dict[str, dict[str, str]] = {
    "axe": {"test_accessibility": "test_every_page_can_be_read_by_everyone_and_speaks_one_language"},
    "axe_states": {
        "test_accessibility": "test_every_kind_of_view_can_be_read_by_everyone "
        "test_the_help_opens_and_closes_with_the_keyboard_and_can_be_read_by_everyone",
        "test_meeting": "test_a_screen_can_be_read_by_everyone", "test_login": "test_the_login_can_be_read_by_everyone",
        "test_rounds": "test_a_wrong_file_comes_back_with_every_error_and_can_be_read_by_everyone "
        "test_a_preview_can_be_read_by_everyone",
    },
    "axe_phone": {"test_accessibility": "test_nothing_is_cut_on_a_phone_which_can_be_read_by_everyone"},
    "keyboard": {
        "test_browser": "test_the_keyboard_chooses_a_county",
        "test_keyboard": "test_a_goal_is_opened_from_its_card_and_another_chosen_with_the_arrows "
        "test_every_stop_can_be_seen_and_is_not_hidden",
        "test_meeting": "test_two_keys_lead_through_the_meeting_and_back",
        "test_rounds": "test_an_answer_is_corrected_in_the_grid_with_the_keyboard",
        "test_accessibility": "test_a_table_that_scrolls_is_reached_with_the_keyboard "
        "test_the_help_opens_and_closes_with_the_keyboard_and_can_be_read_by_everyone",
    },
    "announced": {
        "test_keyboard": "test_a_county_is_chosen_and_what_changes_is_said_without_a_new_voice "
        "test_a_page_that_opens_is_said_and_its_link_keeps_the_focus",
    },
    "narrow": {"test_browser": "test_nothing_is_cut_on_a_phone test_nothing_is_cut_on_a_laptop"},
    "zoom": {
        "test_structure": "test_at_400_percent_there_is_one_way_to_scroll_and_nothing_is_cut test_wider_spaced_text_loses_nothing"
    },
    "language": {"test_browser": "test_document_language_and_title_follow_the_language test_a_page_speaks_one_language"},
    "colour": {"test_charts": "test_no_two_statuses_differ_by_colour_only"},
    "chart_text": {
        "test_structure": "test_text_in_charts_stands_out_from_what_lies_behind_it "
        "test_text_in_charts_stands_out_in_the_dark_too",
    },
    "large": {"test_meeting": "test_a_screen_can_be_read_from_the_last_row_and_needs_no_scrolling"},
    "paper": {"test_paper": "test_the_paper_can_be_heard"},
}  # fmt: skip
"""The tests that do what the statement says is tested."""
OUT_OF_USE = re.compile(r"\b(skip|skipif|xfail)\b")


def functions_of(module: str) -> dict[str, ast.FunctionDef]:
    (path,) = (ROOT / "tests").rglob(f"{module}.py")
    return {
        each.name: each for each in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)
    }


def proves(test: ast.FunctionDef, beside: Mapping[str, ast.FunctionDef]) -> bool:
    """Whether a test is run and can fail: nothing lets it out, and it asserts or expects something, says that it failed, or
    calls a function beside it that does."""
    words = ast.unparse(test)
    if OUT_OF_USE.search(words):
        return False
    called = {each.func.id for each in ast.walk(test) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}
    asserts = any(isinstance(each, ast.Assert) for each in ast.walk(test))
    return (
        "expect" in called
        or "pytest.fail(" in words
        or asserts
        or any(proves(beside[each], beside) for each in called & beside.keys() - {test.name})
    )


@pytest.fixture
def own_programme(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the programme that the page shows."""
    monkeypatch.setenv("SCORECARD_PROGRAMME", str(copy))
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{copy / 'statement.sqlite'}")
    st.cache_resource.clear()
    return copy


def statement(code: str = "sv") -> str:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=20)
    app.switch_page(PAGES["accessibility"])
    app.query_params["language"] = code
    app.run()
    assert not app.exception
    return words(app)


@pytest.mark.parametrize("claim", accessibility.TESTED)
def test_what_is_said_to_be_tested_is_tested(claim: str) -> None:
    for module, names in PROVED[claim].items():
        functions = functions_of(module)
        for name in names.split():
            assert proves(functions[name], functions), name


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("def test(): assert one() == 1", True), ("def test(): expect(one).to_be_visible()", True),
        ("def test(): one()", False), ("@pytest.mark.skip(reason='later')\ndef test(): assert one()", False),
        ("@pytest.mark.xfail\ndef test(): assert one()", False), ("def test():\n    pytest.skip('no')\n    assert one()", False),
    ],
)  # fmt: skip
def test_a_test_that_cannot_fail_proves_nothing(test: str, expected: bool) -> None:
    (function,) = ast.parse(test).body
    assert isinstance(function, ast.FunctionDef)
    assert proves(function, {}) == expected


def test_nothing_is_proved_that_is_not_said() -> None:
    assert PROVED.keys() == set(accessibility.TESTED)


def test_every_gap_names_its_requirement(context: ContextMaker) -> None:
    rows = accessibility.gaps(context())
    assert len(rows) == len(accessibility.GAPS)
    for criteria in rows.iloc[:, 2]:
        assert re.fullmatch(r"WCAG \d\.\d\.\d+(, \d\.\d\.\d+)*|EN 301 549, \d+", criteria)


def test_the_dates_are_in_order_and_have_been() -> None:
    assert accessibility.ASSESSED <= accessibility.UPDATED <= datetime.datetime.now(datetime.UTC).date()


@pytest.mark.parametrize("code", languages())
def test_the_statement_says_what_the_law_asks_for(code: str, own_programme: Path, context: ContextMaker) -> None:
    said, scene = statement(code), context(code=code)
    for text in (scene.language("accessibility.conformance"), accessibility.responsible(scene), accessibility.dates(scene)):
        assert text in said
    assert "2018:1937" in said
    assert "EN 301 549" in said
    assert f"]({accessibility.REPORT_TO})" in said
    for line in (*accessibility.tested(scene), *accessibility.untested(scene)):
        assert line in said


def test_without_a_contact_the_page_says_so_and_names_none(own_programme: Path) -> None:
    said = statement()
    assert "Ingen kontaktväg är angiven" in said
    assert "@" not in said


def test_the_contact_is_the_one_of_the_programme_file(own_programme: Path) -> None:
    contact = 'owner = "SKL"\ncontact = { email = "hjalp_oss@exempel.se", url = "https://exempel.se/kontakt" }'
    spoil(own_programme, "scorecard.toml", 'owner = "SKL"', contact)
    said = statement()
    assert "(mailto:hjalp_oss@exempel.se)" in said
    assert "(https://exempel.se/kontakt)" in said
    assert "Ingen kontaktväg" not in said


def test_a_test_proves_something_by_what_it_calls() -> None:
    calling, asserting = ast.parse("def test_it(): fits()\ndef fits(): assert 1 > 0").body
    assert isinstance(calling, ast.FunctionDef)
    assert isinstance(asserting, ast.FunctionDef)
    assert proves(calling, {"test_it": calling, "fits": asserting})
    assert not proves(calling, {"test_it": calling})
