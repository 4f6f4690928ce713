"""What tests share: the shipped programme, a copy to spoil, a real PostgreSQL, contexts in every language."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from scorecard import comparison
from scorecard.changes import Answers
from scorecard.charts import begun, specification
from scorecard.check import open_programme
from scorecard.comparison import Movement
from scorecard.drawing import Look
from scorecard.figures import Figure
from scorecard.language import language
from scorecard.measure import Cube
from scorecard.model import EVERYTHING, AnswerState, Date, Selection
from scorecard.programme import Programme
from scorecard.sentences import Context
from scorecard.store import Store, open_store
from tests.postgres import Server, free_port, programs, running_server

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
settings.register_profile("patient", deadline=None)  # three workers on two processors: a law is not broken by waiting
settings.load_profile("patient")

FINAL, STATUS_REPORT = Date(2013, 12, 31), Date(2012, 12, 31)

ContextMaker = Callable[..., Context]
Opening = Callable[[Programme, str], Store]


@pytest.fixture(scope="session")
def programme() -> Programme:
    """The programme that ships."""
    return open_programme(DATA)


@pytest.fixture(scope="session")
def store(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A new store of the shipped programme."""
    with closing(open_store(programme, f"sqlite:///{tmp_path_factory.mktemp('store') / 'scorecard.sqlite'}")) as store:
        yield store


@pytest.fixture
def pages_store(programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A new store that the pages of one test read and write."""
    import streamlit as st  # noqa: PLC0415  only the tests of pages need it

    url = f"sqlite:///{tmp_path / 'pages.sqlite'}"
    monkeypatch.setenv("SCORECARD_STORE", url)
    st.cache_resource.clear()
    with closing(open_store(programme, url)) as store:
        yield store
    st.cache_resource.clear()


@pytest.fixture
def opening() -> Iterator[Opening]:
    """Opens stores and closes them when the test ends."""
    opened: list[Store] = []

    def opening(programme: Programme, url: str) -> Store:
        opened.append(open_store(programme, url))
        return opened[-1]

    yield opening
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def cube(store: Store) -> Cube:
    version = store.version()
    return Cube(version, store.counts(version))


@pytest.fixture(scope="session")
def context(programme: Programme, cube: Cube) -> ContextMaker:
    """Makes a context of the shipped programme."""

    def make(round: Date = FINAL, selection: Selection = EVERYTHING, code: str = "sv") -> Context:
        return Context(programme=programme, cube=cube, language=language(code), round=round, selection=selection)

    return make


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the programme folder, without a store, to be spoilt."""
    folder = tmp_path / "programme"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("store", "programmes", "*.py", "__pycache__"))
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL of its own on a loopback port."""
    found = programs()
    if found is None:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with running_server(found) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'scorecard.sqlite'}"
        return
    with request.getfixturevalue("postgres_server").database() as url:
        yield url


@contextmanager
def running_app(folder: Path, *, script: str = "dashboard.py", secrets: str = "") -> Iterator[str]:
    """The address of the app, running as a user starts it, with its store, secrets and log in a folder."""
    port, log = free_port(), folder / "log"
    (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
    environment = os.environ | {"SCORECARD_STORE": f"sqlite:///{folder / 'scorecard.sqlite'}"}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    command += ["--secrets.files", str(folder / "secrets.toml")]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until_open(port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app that all browser tests share."""
    with running_app(tmp_path_factory.mktemp("app")) as address:
        yield address


def wait_until_open(port: int, log: Path) -> None:
    for _ in range(300):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"the app did not start: {log.read_text()}")


def with_rows(figure: Figure, look: Look) -> dict[str, Any]:
    """A chart's specification that carries its rows, as a renderer without Streamlit needs it."""
    rows = json.loads(figure.rows.to_json(orient="records", date_format="iso"))
    return begun(specification(figure.drawing, look), figure.selected) | {"data": {"values": rows}}


def movements(before: Context, after: Context, given_before: Answers, given_after: Answers) -> list[Movement]:
    """Every question that can be compared, with who changed: from all answers, as the app does it from those it needs."""
    found: list[Movement] = []
    for question in comparison.comparable(before, after):
        pairs = (
            (each, given_before.get((each, question.id)), given_after.get((each, question.id)))
            for each in after.programme.organisations
        )
        found.append(comparison.movement(after, question, [
            (id, then.answer, now.answer)
            for id, then, now in pairs if then and now and then.state is now.state is AnswerState.ANSWERED
        ]))  # fmt: skip
    return found
