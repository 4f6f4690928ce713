"""Who is in front of the screen, asked anew on every page and at every save."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial

import streamlit as st

from scorecard.model import Message
from scorecard.people import Connection, Officers, Person, person
from scorecard.ui.settings import login_configured, officers


class NotAllowedError(Exception):
    """A person who may not edit now tried to; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message


def visitors(programmes: Iterable[str]) -> dict[str, Person]:
    """The person of this session in front of each programme, as of now. Raises `SettingsError` where no settings tell."""
    peer, login = st.context.ip_address, login_configured()
    told = partial(
        person,
        login=login,
        connection=Connection(
            address=str(st.get_option("server.address") or ""),
            peer=peer if isinstance(peer, str) else None,  # None on loopback; under AppTest it is a mock
            headers={name.lower(): value for name, value in st.context.headers.to_dict().items()},
        ),
        claims=st.user.to_dict(),
        officers=officers() if login else Officers(),
        now=datetime.datetime.now(datetime.UTC),
    )
    return {each: told(programme=each) for each in programmes}


def require_officer(programme: str) -> Person:
    """The person, if they may edit at this moment; what every save begins with. Raises `NotAllowedError`."""
    found = visitors([programme])[programme]
    if found.why_not:
        raise NotAllowedError(found.why_not)
    return found
