"""The pages and their files, and links between them."""

from __future__ import annotations

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
ABOUT: tuple[str, ...] = ("method", "accessibility")
"""Pages about the scorecard itself: the same whatever is chosen, and linked to discreetly."""
