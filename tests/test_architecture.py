"""The folder is the diagram: imports go one way, only the screen knows Streamlit, and modules stay short."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

CORE = ROOT / "scorecard"
ORDER = [
    "__init__", "literal", "prose", "model", "records", "meanings", "reference", "programme", "look", "language", "people",
    "answers", "sheets", "containers", "workbook_child", "workbooks", "text_files", "cells", "files",
    "load", "check", "data_views", "database", "counting", "counts", "store", "versions", "measure", "cube", "wording", "assess", "minutes", "outlook", "vega", "drawing", "canvas", "timelines", "charts", "sentences", "changes", "agenda", "headers", "roster", "skeleton", "submission", "corrections", "difference", "questionnaire", "figures", "surveys", "futures", "tables", "tile_map", "genders", "provenance", "gender_figures", "card", "comparison", "method", "accessibility", "export", "logbook", "template", "report", "publication", "briefing", "ledger", "spreadsheet", "archive", "pictures", "paper", "deck", "slide_charts", "slides", "protocol", "handout", "arguments", "founding", "__main__", "ui", "server",
]  # fmt: skip
"""Every module of the core may import from those before it."""
UI_ORDER = [
    "pages",
    "markup",
    "scripts",
    "settings",
    "access",
    "view",
    "ahead",
    "parts",
    "cards",
    "about",
    "login",
    "comparing",
    "controls",
    "saving",
    "rounds",
    "log",
    "handouts",
    "meeting",
    "sidebar",
    "frame",
    "__init__",
]
PAGE_FILES = [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py"))]
SOURCES = [*sorted(CORE.rglob("*.py")), *PAGE_FILES]
LONGEST_MODULE, LONGEST_PAGE = 450, 50


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports at run time, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            modules = ("scorecard", "scorecard.ui")
            yield from (
                (f"{node.module}.{each.name}" for each in node.names) if node.module in modules else [str(node.module)]
            )


def steps(path: Path, package: str) -> set[str]:
    """The modules of a package that a file imports from, by their first name."""
    found = (each.split(".") for each in imported(path) if each.startswith(f"{package}."))
    return {parts[package.count(".") + 1] for parts in found}


def core_modules() -> list[Path]:
    return sorted(CORE.glob("*.py"))


def test_every_module_has_its_place_in_the_order() -> None:
    assert {path.stem for path in core_modules()} | {"ui"} == set(ORDER)
    assert {path.stem for path in (CORE / "ui").glob("*.py")} == set(UI_ORDER)


@pytest.mark.parametrize("path", core_modules(), ids=name)
def test_a_module_imports_only_from_those_before_it(path: Path) -> None:
    place = ORDER.index(path.stem)
    backward = {step for step in steps(path, "scorecard") if step in ORDER and ORDER.index(step) >= place}
    assert not backward


@pytest.mark.parametrize("path", sorted((CORE / "ui").glob("*.py")), ids=name)
def test_a_module_of_the_screen_imports_only_from_those_before_it(path: Path) -> None:
    place = UI_ORDER.index(path.stem)
    backward = {step for step in steps(path, "scorecard.ui") if step in UI_ORDER and UI_ORDER.index(step) >= place}
    assert not backward
    assert "__main__" not in steps(path, "scorecard")


def test_the_order_is_not_empty_of_edges() -> None:
    assert "model" in steps(CORE / "assess.py", "scorecard")
    assert "pages" in steps(CORE / "ui" / "parts.py", "scorecard.ui")


@pytest.mark.parametrize("path", [path for path in core_modules() if path.stem != "server"], ids=name)
def test_only_the_screen_and_the_server_import_streamlit(path: Path) -> None:
    assert not {each for each in imported(path) if each.split(".")[0] == "streamlit"}


@pytest.mark.parametrize("path", PAGE_FILES, ids=name)
def test_a_page_is_a_paragraph_within_the_frame(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert ast.get_docstring(ast.Module(body=body, type_ignores=[])), "a page says which question it answers"
    (whole,) = [node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    page = next(page for page, file in pages().items() if ROOT / file == path)
    assert isinstance(whole, ast.With)
    assert [ast.unparse(each) for each in whole.items] == [f"ui.page('{page}') as view"]
    assert not [node for node in ast.walk(whole) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert "st.stop" not in path.read_text(encoding="utf-8"), "a page that stops has no sidebar"


@pytest.mark.parametrize("path", PAGE_FILES, ids=name)
def test_a_page_imports_the_screen_and_what_makes_figures_only(path: Path) -> None:
    assert {each.split(".")[0] for each in imported(path)} <= {"streamlit", "scorecard"}
    assert steps(path, "scorecard") <= {
        "ui", "figures", "surveys", "futures", "tables", "provenance", "gender_figures", "method", "accessibility",
    }  # fmt: skip


def pages() -> dict[str, str]:
    """PAGES, read without importing the screen."""
    tree = ast.parse((CORE / "ui" / "pages.py").read_text(encoding="utf-8"))
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    (found,) = [node.value for node in assigned if [ast.unparse(each) for each in node.targets] == ["PAGES"]]
    return dict(ast.literal_eval(found))


def test_the_navigation_lists_exactly_the_pages_there_are() -> None:
    assert sorted(ROOT / file for file in pages().values()) == sorted(PAGE_FILES)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_is_short_and_a_page_shorter(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    longest = LONGEST_PAGE if path in PAGE_FILES else LONGEST_MODULE
    assert lines <= longest


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_says_what_it_does(path: Path) -> None:
    says = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert says
    assert says.split("\n")[0].endswith(".")


@pytest.mark.parametrize("path", [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))], ids=name)
def test_nothing_is_left_to_do_later(path: Path) -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    assert not [mark for mark in marks if mark in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", core_modules(), ids=name)
def test_only_the_edges_touch_files(path: Path) -> None:
    reading = {"read_text", "read_bytes", "write_text", "write_bytes", "open", "glob"}
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    used = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}
    assert not used & reading or path.stem in {
        "load",
        "store",
        "export",
        "language",
        "containers",
        "server",
        "founding",
        "reference",
        "__main__",
    }
