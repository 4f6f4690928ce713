"""The documentation names everything there is: files, columns, keys, commands, pages, requirements and variables."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pytest

from scorecard.arguments import parser
from scorecard.language import language, languages
from scorecard.load import programme_folders
from scorecard.meanings import FILES
from scorecard.model import Basis, Certainty
from scorecard.people import Officers
from tests.conftest import DATA, ROOT
from tests.test_architecture import pages
from tests.test_check import NEW_QUESTION
from tests.test_load import told

README = ROOT / "README.md"
DATA_README = DATA / "README.md"
MADE_LATER = {"data/store/", "data/goals/K4.toml"}
"""What a reader makes, or the first start."""


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(words: str) -> set[str]:
    """Everything written as `code`, tables' first cells above all."""
    return set(re.findall(r"`([^`\n]+)`", words))


def test_every_file_of_the_programme_folder_has_a_chapter() -> None:
    headings = set(re.findall(r"^## `(.+)`$", text(DATA_README), re.MULTILINE))
    for path in DATA.iterdir():
        name = {
            "goals": "goals/<id>.toml",
            "rounds": "rounds/<date>.csv",
            "store": "store/",
            "programmes": "programmes/",
        }.get(path.name, path.name)
        assert name in headings or path.name in ("README.md", "make_sample.py", "__pycache__")
    assert "python data/make_sample.py" in text(DATA_README)
    assert set(FILES) <= headings


@pytest.mark.parametrize("value", [*Basis, *Certainty])
def test_every_basis_and_certainty_is_explained(value: str) -> None:
    assert value in named(text(ROOT / "docs" / "format.md"))


def test_the_example_of_a_new_goal_works_as_it_is_written(copy: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", text(DATA_README), re.DOTALL)
    question, goal = ("\n".join(line.removeprefix("   ") for line in block.splitlines()) for block in blocks)
    assert question.strip() == NEW_QUESTION.strip()
    with (copy / "indicators.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{question}\n")
    (copy / "goals" / "K1e.toml").write_text(goal, encoding="utf-8")
    assert told(copy) == []


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = [each for each in parser(language("en"))._actions if isinstance(each, argparse._SubParsersAction)]
    return dict(found.choices)


def options() -> set[str]:
    found = {name for parser in commands().values() for action in parser._actions for name in action.option_strings}
    return found - {"-h", "--help"}


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"python -m scorecard {command}" in text(README)


@pytest.mark.parametrize("option", sorted(options()))
def test_every_option_is_in_the_readme(option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", text(README))


def test_the_readme_names_no_command_or_option_that_does_not_exist() -> None:
    said = text(README)
    assert set(re.findall(r"python -m scorecard (\w+)", said)) == set(commands())
    lines = " ".join(line for line in said.splitlines() if "python -m scorecard" in line)
    assert set(re.findall(r"--[a-z-]+", lines)) <= options()


def test_every_language_can_be_read_off_the_readme() -> None:
    assert f"--language {'|'.join(languages())}" in text(README)


@pytest.mark.parametrize("file", pages().values())
def test_every_page_is_in_the_readme(file: str) -> None:
    address = "/" if file == "dashboard.py" else f"/{Path(file).stem}"
    assert re.search(rf"^\| `{address}` .*\| .+ \|$", text(README), re.MULTILINE)


def requirements() -> list[str]:
    lines = text(ROOT / "requirements.txt").splitlines()
    return [found[0] for line in lines if (found := re.match(r"[A-Za-z][\w.-]*", line))]


@pytest.mark.parametrize("requirement", requirements())
def test_every_requirement_is_in_the_readme_with_a_reason(requirement: str) -> None:
    assert re.search(rf"^\| {requirement}(\[[^]]*\])? \| .{{5,}} \|$", text(README), re.MULTILINE)


def variables() -> set[str]:
    sources = [*(ROOT / "scorecard").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "dashboard.py"]
    return {name for path in sources for name in re.findall(r"SCORECARD_[A-Z]+", text(path))}


def test_the_readme_names_exactly_the_environment_variables_there_are() -> None:
    assert set(re.findall(r"^\| `(SCORECARD_[A-Z]+)` \|", text(README), re.MULTILINE)) == variables()


@pytest.mark.parametrize("name", Officers.model_fields)
def test_every_key_of_the_rights_is_in_the_guide(name: str) -> None:
    guide = text(ROOT / "docs" / "deployment.md")
    assert name in named(guide) or f"[access.{name}]" in named(guide)


def test_the_rights_of_the_guide_are_ones_that_the_app_takes() -> None:
    blocks = [
        tomllib.loads(each) for each in re.findall(r"```toml\n(.*?)```", text(ROOT / "docs" / "deployment.md"), re.DOTALL)
    ]
    told = [Officers(**each["access"]) for each in blocks if "access" in each]
    assert [name for each in told for name in each.programmes] == ["modellkommuner"]
    assert programme_folders(DATA).keys() >= {"modellkommuner"}


def test_every_part_of_the_address_is_in_the_readme() -> None:
    view = text(ROOT / "scorecard" / "ui" / "view.py")
    (parameters,) = re.findall(r"^PARAMETERS = \(([^)]*)\)", view, re.MULTILINE)
    assert set(re.findall(r'"(\w+)"', parameters)) <= named(text(README))


@pytest.mark.parametrize("path", [README, DATA_README, *(ROOT / "docs").rglob("*.md")], ids=lambda path: path.name)
def test_every_file_that_the_documentation_names_exists(path: Path) -> None:
    for name in re.findall(r"\]\(([^)#:]+)\)", text(path)):
        assert (path.parent / name).exists(), name
    for name in re.findall(r"`((?:docs|scorecard|data|pages|tests)/[\w./-]*)`", text(path)):
        assert (ROOT / name).exists() or name in MADE_LATER, name


def test_the_command_of_the_readme_is_what_the_continuous_test_runs() -> None:
    assert "make test" in text(README)
    assert re.search(r"^make test$", text(ROOT / ".ci" / "run"), re.MULTILINE)
