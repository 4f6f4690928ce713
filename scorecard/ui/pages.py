"""The pages and their files, and links between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from urllib.parse import urlencode

PAGES = {
    "overview": "dashboard.py",
    "goal": "pages/goal.py",
    "counties": "pages/counties.py",
    "organisations": "pages/organisations.py",
    "compare": "pages/compare.py",
    "changes": "pages/changes.py",
    "meeting": "pages/meeting.py",
    "rounds": "pages/rounds.py",
    "sources": "pages/sources.py",
    "method": "pages/method.py",
    "accessibility": "pages/accessibility.py",
}
PATHS = {page: "" if page == "overview" else PurePath(file).stem for page, file in PAGES.items()}
"""The pages and where they are, after the address of the app."""
ABOUT: tuple[str, ...] = ("method", "accessibility")
"""Pages about the scorecard itself: the same whatever is chosen, and linked to discreetly."""


def address(page: str, parameters: Mapping[str, str]) -> str:
    """Where a page is, as any other page may say it."""
    return addresses([page], parameters)[page]


def addresses(pages: Iterable[str], parameters: Mapping[str, str]) -> dict[str, str]:
    """Where pages are that show the same view."""
    query = urlencode(parameters)
    return {page: f"{PATHS[page] or './'}?{query}" for page in pages}
