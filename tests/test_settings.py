"""What secrets.toml may say of login and database, read as the app reads it: by Streamlit, from its own folder."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config

from scorecard.ui import settings

PARTS = """
dialect = "postgresql"
driver = "psycopg"
username = "scorecard"
password = "p@ss/w:rd"
host = "db.example.org"
port = 5432
database = "scorecard"
"""
AUTH = "\n".join(
    f'{name} = "{"x" * 40}"'
    for name in ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
)


Asked = Callable[[str | None, dict[str, Any]], tuple[bool, str | None]]


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """What the settings answer to a secrets.toml and further options."""

    def asked(secrets: str | None, options: dict[str, Any]) -> tuple[bool, str | None]:
        file = tmp_path / "secrets.toml"
        if secrets is not None:
            file.write_text(secrets, encoding="utf-8")
        for name, value in {"secrets.files": [str(file)], **options}.items():
            config.set_option(name, value)
        return settings.login_configured(), settings.database_url()

    before = {name: config.get_option(name) for name in ("secrets.files", "server.trustedUserHeaders")}
    _forget()
    yield asked
    for name, value in before.items():
        config.set_option(name, value)
    _forget()


def _forget() -> None:
    """Streamlit reads its secrets once in a process."""
    st.secrets._reset()


@pytest.mark.parametrize(
    ("secrets", "answer"),
    [
        (None, (False, None)), ("", (False, None)), ("[connections.other]\nurl = 'sqlite://'", (False, None)),
        ("[connections.scorecard]\nurl = 'sqlite:///answers.sqlite'", (False, "sqlite:///answers.sqlite")),
        ("[connections.scorecard]\nurl = 'sqlite:////srv/{programme}.sqlite'", (False, "sqlite:////srv/{programme}.sqlite")),
        (f"[connections.scorecard]{PARTS}", (False, "postgresql+psycopg://scorecard:p%40ss%2Fw%3Ard@db.example.org:5432/scorecard")),
        (f"[auth]\n{AUTH}", (True, None)),
    ],
    ids=["no file", "empty", "another connection", "url", "url of each", "parts", "login"],
)  # fmt: skip
def test_the_settings_name_login_and_database(
    secrets: str | None, answer: tuple[bool, str | None], asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    assert asked(secrets, {}) == answer
    assert "ecrets" not in caplog.text


@pytest.mark.parametrize(
    ("secrets", "options", "said"),
    [
        ("[auth", {}, "not valid TOML"),
        ("[auth]\nclient_id = 'hemligt'", {}, "lacks redirect_uri, cookie_secret, client_secret, server_metadata_url"),
        (f"[auth]\n{AUTH}".replace("x" * 40, "hemligt"), {}, "shorter than 32"),
        ("", {"server.trustedUserHeaders": {"X-User": "email"}}, "a header is no proof"),
        ("[connections.scorecard]\nurl = 'hemligt'", {}, "[connections.scorecard] in secrets.toml"),
        ("[connections.scorecard]\npassword = 'hemligt'", {}, "[connections.scorecard] in secrets.toml"),
        ("auth = 'on'", {}, "is no section"),
    ],
    ids=["not TOML", "half a login", "a weak secret", "headers as identity", "no address", "half an address", "no section"],
)
def test_settings_that_cannot_work_are_refused_and_their_values_not_repeated(
    secrets: str, options: dict[str, Any], said: str, asked: Asked
) -> None:
    with pytest.raises(settings.SettingsError) as caught:
        asked(secrets, options)
    assert said in str(caught.value)
    assert "hemligt" not in "".join(traceback.format_exception(caught.value)[-1])


def test_parts_of_an_address_may_name_a_database_of_each_programme(asked: Asked) -> None:
    parts = PARTS.replace('database = "scorecard"', 'database = "scorecard_{programme}"')
    found = asked(f"[connections.scorecard]{parts}", {})[1]
    assert str(found).endswith("/scorecard_{programme}")


def test_rights_to_a_programme_that_there_is_not_are_refused(asked: Asked) -> None:
    asked(f"[auth]\n{AUTH}\n[access.programmes.modellkommuner]\nviewers = ['a@example.org']", {})
    assert settings.officers().programmes["modellkommuner"].viewers == ["a@example.org"]
    _forget()
    asked(f"[auth]\n{AUTH}\n[access.programmes.modelkommuner]\nviewers = ['a@example.org']", {})
    with pytest.raises(settings.SettingsError, match="modelkommuner"):
        settings.officers()
