"""What secrets.toml says of the login, the officers and the database. Without such a file nothing is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from pydantic import ValidationError
from streamlit.connections import SQLConnection

from scorecard.load import programme_folders
from scorecard.people import Officers

NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """Settings that would let in anyone, or nobody; the message names the keys and never their values."""


def login_configured() -> bool:
    """Whether people log in. Raises `SettingsError` where that is meant and cannot work."""
    if st.get_option("server.trustedUserHeaders"):
        raise SettingsError("server.trustedUserHeaders: a header is no proof of who somebody is; remove the option")
    section, access = _sections("auth", "access")
    if not section:
        if access:
            raise SettingsError("[access] in secrets.toml without [auth]: nobody could log in, and everybody would see")
        return False
    if missing := [name for name in NEEDED if not section.get(name)]:
        raise SettingsError(f"[auth] in secrets.toml lacks {', '.join(missing)}")
    if len(str(section["cookie_secret"])) < SHORTEST_SECRET:
        raise SettingsError(f"cookie_secret in secrets.toml is shorter than {SHORTEST_SECRET} characters")
    return True


def officers() -> Officers:
    """Who may see and edit. Raises `SettingsError`, also where rights are given to no programme: they would be lost."""
    (section,) = _sections("access")
    try:
        found = Officers(**section)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
        raise SettingsError(f"[access] in secrets.toml: unknown or of another kind: {wrong}") from None
    if found.programmes and (unknown := sorted(found.programmes.keys() - programme_folders())):
        raise SettingsError(f"[access.programmes] in secrets.toml: no programme's folder is called {', '.join(unknown)}")
    return found


def database_url() -> str | None:
    """The database of `[connections.scorecard]`, put together as Streamlit does it."""
    (section,) = _sections("connections")
    if not section.get("scorecard"):
        return None
    try:
        connection = SQLConnection("scorecard")  # st.connection would say so in English while it works
    except Exception as error:
        raise SettingsError(f"[connections.scorecard] in secrets.toml: {type(error).__name__}") from None
    url = str(connection.engine.url.render_as_string(hide_password=False))
    return url.replace("%7Bprogramme%7D", "{programme}")  # every programme puts its name there


def _sections(*names: str) -> list[dict[str, Any]]:
    """What secrets.toml says under some names; it is looked for once."""
    if st.secrets.load_if_toml_exists():
        return [_section(name) for name in names]
    if any(Path(path).exists() for path in st.get_option("secrets.files")):
        raise SettingsError("secrets.toml cannot be read: it is not valid TOML")
    return [{} for _ in names]


def _section(name: str) -> dict[str, Any]:
    found = st.secrets.get(name, {})
    if not isinstance(found, Mapping):
        raise SettingsError(f"{name} in secrets.toml is no section: write [{name}]")
    return _plain(found)


def _plain(section: Mapping[str, Any]) -> dict[str, Any]:
    """Dictionaries all the way down: Streamlit's own kind is not taken for one where kinds are checked strictly."""
    return {name: _plain(each) if isinstance(each, Mapping) else each for name, each in section.items()}
