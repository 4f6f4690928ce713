"""Who a person is and what they may do, from what a connection and a login say. Reads no file, header or clock itself."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from scorecard.model import Message, message

LONGEST_NAME, LONGEST_SIGNATURE = 50, 120
"""How much of a name is kept, and how much of name and e-mail together: the store keeps 120 characters."""
FORWARDED = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip"})
"""Headers beside X-Forwarded-* that say that a request came through another machine or another program."""


class Rights(BaseModel):
    """Who may edit and who may see a programme, by e-mail or by a group that the login service tells.

    Where no viewer is named everybody who has logged in may see it. Officers may always see what they edit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    officers: list[str] = []
    officer_groups: list[str] = []
    viewers: list[str] = []
    viewer_groups: list[str] = []


class Officers(Rights):
    """The section `[access]` of secrets.toml: the rights to every programme, and to some programmes by their folders."""

    groups_claim: str = "groups"
    programmes: dict[str, Rights] = {}


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How a person reaches the server: the address that it listens on, theirs, and the headers (names in lower case)."""

    address: str
    peer: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in front of the screen. `why_not` says why they may not edit, or not even see."""

    name: str = ""
    may_see: bool = True
    may_edit: bool = False
    why_not: Message | None = None


def person(
    *, login: bool, connection: Connection, claims: Mapping[str, Any], officers: Officers, now: datetime.datetime,
    programme: str = "",
) -> Person:  # fmt: skip
    """Who it is in front of a programme: without a login whoever sits at this machine, else whom the claims of the
    signed cookie name.

    Headers are looked at only to take rights away, never to give any.
    """
    return _logged_in(claims, officers, now, programme) if login else _at_this_machine(connection)


def _at_this_machine(connection: Connection) -> Person:
    if any(name in FORWARDED or name.startswith("x-forwarded-") for name in connection.headers):
        return Person(why_not=message("access.proxied"))
    names = [connection.address, connection.peer or "localhost"]
    names += [_host(f"//{connection.headers['host']}")] if "host" in connection.headers else []
    names += [_host(connection.headers["origin"])] if "origin" in connection.headers else []
    if not all(map(_is_loopback, names)):
        return Person(why_not=message("access.network"))
    return Person(may_edit=True)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _logged_in(claims: Mapping[str, Any], officers: Officers, now: datetime.datetime, programme: str) -> Person:
    if claims.get("is_logged_in") is not True:
        return Person(may_see=False, why_not=message("access.login"))
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or expires <= now.timestamp():
        return Person(may_see=False, why_not=message("access.expired"))
    name, mine = _signature(claims), officers.programmes.get(programme, Rights())
    known = _groups(claims, officers.groups_claim)
    may_edit = any(_named(claims, known, each.officers, each.officer_groups) for each in (officers, mine))
    viewers, groups = [*officers.viewers, *mine.viewers], [*officers.viewer_groups, *mine.viewer_groups]
    restricted = bool(viewers or groups)
    if restricted and not may_edit and not _named(claims, known, viewers, groups):
        return Person(name=name, may_see=False, why_not=message("access.not_yours"))
    if (restricted or may_edit) and claims.get("email_verified", True) not in (True, "true"):
        return Person(name=name, may_see=not restricted, why_not=message("access.unverified"))
    return Person(name=name, may_edit=True) if may_edit else Person(name=name, why_not=message("access.viewer"))


def _groups(claims: Mapping[str, Any], claim: str) -> set[str]:
    groups = claims.get(claim)
    return {groups} if isinstance(groups, str) else set(map(str, groups)) if isinstance(groups, list) else set()


def _named(claims: Mapping[str, Any], known: set[str], people: list[str], groups: list[str]) -> bool:
    """Whether a list of e-mails or of groups names whom the claims are of."""
    emails = {each.strip().casefold() for each in people if each.strip()}
    return bool(known & set(groups)) or _text(claims, "email").casefold() in emails


def _signature(claims: Mapping[str, Any]) -> str:
    """Name and e-mail: the name alone can often be changed by whoever bears it."""
    email = _text(claims, "email")
    name = _text(claims, "name") or _text(claims, "preferred_username") or email or _text(claims, "sub")
    signature = f"{name[:LONGEST_NAME]} ({email})" if email and email != name else name
    return signature[:LONGEST_SIGNATURE]


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""
