"""Every page has help for each of its elements, in every language; a new element is not forgotten."""

from __future__ import annotations

import ast

import pytest

from scorecard.language import language, languages
from scorecard.ui.about import EVERYWHERE, HELP
from scorecard.ui.pages import PAGES
from tests.conftest import ROOT

LAYOUT = {"page", "beside", "heading", "paragraph", "note", "let_paint", "link", "listing", "chart", "table", "download", "say_saved",
          "county_title", "organisation_ids", "limits_title"}  # fmt: skip
"""What a page is put together with and needs no explanation of its own."""
EXPLAINED: dict[str, dict[str, str]] = {
    "overview": {"cards": "far_goal card bullet need sub_goals legend"},
    "goal": {
        "choose_goal": "choose", "path": "way", "no_way": "way", "fan": "future", "choose_scenario": "future",
        "outlook": "future", "sub_goals": "sub_goals", "card": "card", "what_if": "what_if", "judgement": "judgement",
        "judge": "judgement", "decided": "judgement", "milestones": "way", "answers_and_shares": "answers", "nearby": "future", "survey": "answers", "series": "answers",
        "units": "who", "who_counts": "who", "footnotes": "footnotes",
    },
    "counties": {"choose_measure": "measure", "county_map": "map table", "county_organisations": "organisations"},
    "organisations": {
        "organisation": "one", "missing": "missing", "choose_measure": "measure",
        "organisation_table": "table one",
    },
    "compare": {"choose_sides": "sides", "side_by_side": "answers", "learned": "changed ask examples"},
    "changes": {
        "choose_since": "since", "changed_goals": "goals", "changed_organisations": "organisations",
        "not_compared": "not_compared",
    },
    "meeting": {"screen": "screen decide handouts", "steps": "steps"},
    "rounds": {
        "load_answers": "load", "lock_round": "lock", "review_answers": "review", "correct_answers": "correct",
        "history": "history",
    },
    "sources": {
        "reconciliation": "reconciliation", "reconciliation_note": "reconciliation", "published": "published", "rules": "rules", "footnotes": "rules", "gaps": "gaps",
        "engagement": "involved", "training": "involved", "funding": "involved", "glossary": "glossary",
        "sources": "glossary",
    },
    "method": {
        "layers": "layers", "statuses": "statuses", "limits": "limits", "rules": "rules", "bases": "basis",
        "certainties": "basis",
    },
    "accessibility": {
        "gaps": "gaps", "contact": "contact", "supervision": "contact", "tested": "tested", "untested": "tested",
        "responsible": "contact", "dates": "tested",
    },
}  # fmt: skip
"""Which lines of the help explain what a page calls. A new call must be explained by a line, old or new."""


def elements(page: str) -> set[str]:
    """The parts and figures that a page's file calls by name."""
    modules = {"ui", "figures", "surveys", "futures", "tables", "provenance", "method", "accessibility"}
    calls = (
        each.func
        for each in ast.walk(ast.parse((ROOT / PAGES[page]).read_text(encoding="utf-8")))
        if isinstance(each, ast.Call)
    )
    return {
        each.attr
        for each in calls
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in modules
    } - LAYOUT


@pytest.mark.parametrize("page", PAGES)
def test_every_element_of_a_page_has_its_line_of_help(page: str) -> None:
    assert elements(page) == set(EXPLAINED[page])
    assert {line for lines in EXPLAINED[page].values() for line in lines.split()} == set(HELP[page])


def test_every_page_has_help() -> None:
    assert HELP.keys() == PAGES.keys()
    assert all(HELP.values())


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("page", PAGES)
def test_a_line_of_help_is_one_line_in_every_language(page: str, code: str) -> None:
    lines = [language(code)(f"help.{page}.{each}") for each in HELP[page]]
    lines += [language(code)(f"help.everywhere.{each}") for each in EVERYWHERE]
    assert [line for line in lines if len(line) > 160 or not line.endswith(".")] == []


@pytest.mark.parametrize("page", PAGES)
def test_help_is_said_once_and_in_each_language_in_its_own_words(page: str) -> None:
    for each in HELP[page]:
        assert len({language(code)(f"help.{page}.{each}") for code in languages()}) == len(languages())
    assert len(set(HELP[page])) == len(HELP[page])
