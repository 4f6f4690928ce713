"""What one interaction costs: how often it asks the database and assesses a goal. No rerun does work twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql
from streamlit.testing.v1 import AppTest

from scorecard import assess
from scorecard.store import Store
from scorecard.ui.pages import PAGES

ROOT = Path(__file__).parent.parent
QUERIES = {
    "overview": 1, "goal": 2, "counties": 1, "organisations": 2, "compare": 3, "changes": 2, "meeting": 2, "rounds": 3,
    "sources": 1, "method": 1, "accessibility": 1,
}  # fmt: skip
"""The most that a page asks the database when it shows again what it has shown: whether there is a new version, and what
may have changed without one or is too much to keep."""
MOST_AT_FIRST = 20
"""The most that it asks when it shows a selection for the first time: the counts of the goals' questions, round by round."""


@dataclass
class Work:
    """What was done while it was counted."""

    queries: Counter[str] = field(default_factory=Counter)
    assessed: Counter[Any] = field(default_factory=Counter)
    programmes: list[Any] = field(default_factory=list)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    work, tally = Work(), assess.latest_tally

    def asked(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            work.queries[f"{statement} {parameters}"] += 1

    def tallied(programme: Any, cube: Any, goal: Any, round: Any, selection: Any) -> Any:
        work.programmes.append(programme)  # kept, so that no other one gets its id
        work.assessed[(id(programme), id(cube), repr(goal), round, selection)] += 1
        return tally(programme, cube, goal, round, selection)

    sql.event.listen(sql.Engine, "before_cursor_execute", asked)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(assess, "latest_tally", tallied)
            yield work
    finally:
        sql.event.remove(sql.Engine, "before_cursor_execute", asked)


def opened(page: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    if page != "overview":
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    return app


def choose(app: AppTest, county: str) -> None:
    app.session_state["choice_county"] = county
    app.run()
    assert not app.exception


@pytest.mark.parametrize("page", QUERIES)
def test_choosing_a_county_asks_the_database_little_and_does_nothing_twice(
    page: str, pages_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(page)
    with counted(monkeypatch) as first:
        choose(app, "12")
    choose(app, "")
    with counted(monkeypatch) as again:
        choose(app, "12")
    assert sum(first.queries.values()) <= MOST_AT_FIRST
    assert sum(again.queries.values()) <= QUERIES[page]
    for work in (first, again):
        assert {each: times for each, times in work.queries.items() if times > 1} == {}
        assert {each: times for each, times in work.assessed.items() if times > 1} == {}


def test_every_page_is_counted() -> None:
    assert list(QUERIES) == list(PAGES)


def test_counting_work_sees_what_is_done_twice(pages_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as work:
        pages_store.version()
        pages_store.version()
    assert list(work.queries.values()) == [2]
