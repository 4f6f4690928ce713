"""Who may see and edit: every role, on every page, for every action; what is forged gives nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit as st
from pydantic import ValidationError
from streamlit.runtime.context import StreamlitCookies
from streamlit.testing.v1 import AppTest

from scorecard.language import language
from scorecard.literal import markdown
from scorecard.people import LONGEST_SIGNATURE, Connection, Officers, Person, Rights, person
from scorecard.ui.login import read_wanted
from scorecard.ui.pages import PAGES
from scorecard.ui.scripts import COOKIE
from tests.conftest import ROOT
from tests.oidc import OFFICER, VIEWER
from tests.test_pages import links, tables_of, words

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
LATER, EARLIER = NOW.timestamp() + 60, NOW.timestamp() - 60
HERE = Connection(address="127.0.0.1", peer=None, headers={})
RULES = Officers(officers=["Olga@Example.org "], officer_groups=["scorecard-officers"])
SECRETS = {
    "auth": dict.fromkeys(("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"), "x" * 40),
    "access": {"officers": ["olga@example.org"]},
}


def logged_in(**claims: Any) -> Person:
    said = {"is_logged_in": True, "exp": LATER} | claims
    return person(login=True, connection=HERE, claims=said, officers=RULES, now=NOW)


def at(address: str = "127.0.0.1", peer: str | None = None, **headers: str) -> Person:
    """Without a login; `_` in the name of a header stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = Connection(address=address, peer=peer, headers=named)
    return person(login=False, connection=connection, claims={}, officers=RULES, now=NOW)


def why(found: Person) -> str:
    return found.why_not.key if found.why_not else ""


ROLES: dict[str, tuple[Person, str]] = {
    "nobody": (person(login=True, connection=HERE, claims={}, officers=RULES, now=NOW), "access.login"),
    "logged out": (logged_in(is_logged_in=False), "access.login"),
    "says to be logged in": (logged_in(is_logged_in="true"), "access.login"),
    "expired officer": (logged_in(**OFFICER, exp=EARLIER), "access.expired"),
    "expires now": (logged_in(**OFFICER, exp=NOW.timestamp()), "access.expired"),
    "without an end": (logged_in(**OFFICER, exp=None), "access.expired"),
    "end as text": (logged_in(**OFFICER, exp="9999999999"), "access.expired"),
    "viewer": (logged_in(**VIEWER), "access.viewer"),
    "viewer without e-mail": (logged_in(sub="7"), "access.viewer"),
    "viewer of another group": (logged_in(**VIEWER, groups=["scorecard", "officers"]), "access.viewer"),
    "unverified officer": (logged_in(**OFFICER | {"email_verified": False}), "access.unverified"),
    "officer verified in words": (logged_in(**OFFICER | {"email_verified": "true"}), ""),
    "officer by e-mail": (logged_in(**OFFICER), ""),
    "officer in capitals": (logged_in(email="OLGA@EXAMPLE.ORG"), ""),
    "officer by group": (logged_in(**VIEWER, groups=["other", "scorecard-officers"]), ""),
    "officer by the only group": (logged_in(**VIEWER, groups="scorecard-officers"), ""),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_and_edits_what_it_may_and_is_told_why_not(role: str) -> None:
    found, reason = ROLES[role]
    assert why(found) == reason
    assert found.may_edit == (not reason)
    assert found.may_see == (reason not in ("access.login", "access.expired"))
    for code in ("sv", "en"):
        assert found.why_not is None or language(code).plain(found.why_not)


@pytest.mark.parametrize(
    "claims", [{"email": ""}, {"email": None}, {}, {"email": ["olga@example.org"]}, {"groups": ""}, {"groups": [""]}]
)
def test_an_empty_list_of_officers_makes_nobody_one(claims: dict[str, Any]) -> None:
    for rules in (Officers(), Officers(officers=[" "])):
        said = {"is_logged_in": True, "exp": LATER} | claims
        assert not person(login=True, connection=HERE, claims=said, officers=rules, now=NOW).may_edit


def test_a_group_is_found_in_the_claim_that_is_configured() -> None:
    rules = Officers(officer_groups=["a"], groups_claim="roles")
    said = {"is_logged_in": True, "exp": LATER}
    edits = [
        person(login=True, connection=HERE, claims=said | each, officers=rules, now=NOW).may_edit
        for each in ({"roles": ["a"]}, {"groups": ["a"]})
    ]
    assert edits == [True, False]


@pytest.mark.parametrize("wrong", [{"officers": "olga@example.org"}, {"officer": []}, {"officer_groups": [1]}])
def test_settings_that_are_written_wrongly_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Officers(**wrong)


def test_whoever_sits_at_the_machine_may_edit() -> None:
    for found in (
        at(), at("localhost"), at("::1"), at("127.0.0.2"), at(host="127.0.0.1:8501", origin="http://127.0.0.1:8501"),
        at(host="localhost", origin="http://localhost:8501"), at(host="[::1]:8501"),
    ):  # fmt: skip
        assert found == Person(may_edit=True)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (at(""), "access.network"), (at("0.0.0.0"), "access.network"), (at("::"), "access.network"),
        (at("192.0.2.1"), "access.network"), (at("scorecard.example.org"), "access.network"),
        (at(peer="192.0.2.7"), "access.network"), (at(host="scorecard.example.org"), "access.network"),
        (at(origin="https://scorecard.example.org"), "access.network"), (at(origin="null"), "access.network"),
        (at(host="[::1"), "access.network"), (at(x_forwarded_for="127.0.0.1"), "access.proxied"),
        (at(x_forwarded_proto="https"), "access.proxied"), (at(forwarded="for=127.0.0.1"), "access.proxied"),
        (at(x_real_ip="127.0.0.1"), "access.proxied"), (at(via="1.1 proxy"), "access.proxied"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_without_a_login_nothing_is_edited_once_others_can_reach_the_app(found: Person, reason: str) -> None:
    assert found.may_see
    assert not found.may_edit
    assert why(found) == reason


@pytest.mark.parametrize(
    "name", ["x_forwarded_email", "x_forwarded_user", "remote_user", "authorization", "x_ms_client_principal", "cookie"]
)
def test_no_header_gives_a_right(name: str) -> None:
    headers = {name.replace("_", "-"): "olga@example.org"}
    connection = Connection(address="127.0.0.1", peer=None, headers=headers)
    for claims in ({}, {"is_logged_in": True, "exp": LATER} | VIEWER):
        assert not person(login=True, connection=connection, claims=claims, officers=RULES, now=NOW).may_edit


def test_a_name_carries_the_e_mail_and_fits_the_store() -> None:
    assert logged_in(**OFFICER).name == "Olga Officer (olga@example.org)"
    assert logged_in(email="olga@example.org").name == "olga@example.org"
    assert logged_in(sub="7").name == "7"
    assert len(logged_in(name="x" * 500, email="y" * 500).name) == LONGEST_SIGNATURE


def test_what_was_wanted_is_a_page_and_parts_of_a_view() -> None:
    assert read_wanted("%2Fcounties%3Fcounty%3D12%26language%3Den") == ("counties", {"county": "12", "language": "en"})
    assert read_wanted("/base/goal?goal=K2") == ("goal", {"goal": "K2"})
    assert read_wanted("/") == ("overview", {})
    sides = ",".join(f"kommun-{number:02}" for number in range(1, 9))
    assert read_wanted(f"/compare?by=organisation&sides={sides}") == ("compare", {"by": "organisation", "sides": sides})


@pytest.mark.parametrize(
    "cookie",
    [
        "", "nonsense", "https://evil.example.org/", "//evil.example.org", "/../../etc/passwd", "/rounds.py", "http://[", "%00",
        "/unknown?next=https://evil.example.org", f"/?county={'1' * 65}", "/?<script>=1", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_anything_else_in_the_cookie_opens_the_first_page(cookie: str) -> None:
    assert read_wanted(cookie) == ("overview", {})


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., AppTest]]:
    """Opens a page of an app with a login as somebody with some claims."""
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path_factory.mktemp('people') / 'scorecard.sqlite'}")

    def opened(page: str, claims: dict[str, Any], secrets: dict[str, Any] = SECRETS, cookie: str = "") -> AppTest:
        monkeypatch.setattr(type(st.context), "cookies", StreamlitCookies({COOKIE: cookie} if cookie else {}))
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=20)
        app.user = claims
        for name, value in secrets.items():
            app.secrets[name] = value
        if page != "overview":
            app.switch_page(PAGES[page])
        app.query_params["language"] = "sv"
        return app.run()

    yield opened
    st.cache_resource.clear()


def current(claims: dict[str, Any]) -> dict[str, Any]:
    return {"is_logged_in": True, "exp": datetime.datetime.now(datetime.UTC).timestamp() + 86_400} | claims


def said(app: AppTest) -> str:
    assert not app.exception
    return "\n".join([*(str(each.value) for kind in (app.title, app.text) for each in kind), words(app)])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("claims", [{}, current(OFFICER) | {"exp": 1}], ids=["nobody", "expired"])
def test_no_page_shows_anything_before_the_login(page: str, claims: dict[str, Any], opened: Callable[..., AppTest]) -> None:
    app = opened(page, claims)
    reason = "Din inloggning har gått ut" if claims else "Logga in med ditt vanliga konto"
    assert reason in said(app)
    assert [each.value for each in app.title] == [markdown("Logga in: Program för hållbar jämställdhet")]
    assert [each.label for each in app.button] == ["Logga in"]
    assert not links(app)
    assert not app.sidebar.children
    assert not tables_of(app)
    assert not app.get("vega_lite_chart")


@pytest.mark.parametrize("page", [page for page in PAGES if page != "meeting"])
@pytest.mark.parametrize("who", [OFFICER, VIEWER], ids=["officer", "viewer"])
def test_every_page_opens_for_who_is_logged_in_and_says_who_it_is(
    page: str, who: dict[str, Any], opened: Callable[..., AppTest]
) -> None:
    app = opened(page, current(who))
    assert f"{who['name']} ({who['email']})" in said(app)
    assert ("Du kan läsa allt men inte ändra" in said(app)) == (who is VIEWER)
    assert "Logga ut" in [each.label for each in app.button]
    assert len(links(app)) >= len(PAGES)


BROKEN: dict[str, dict[str, Any]] = {
    "no client": {**SECRETS, "auth": {**SECRETS["auth"], "client_id": ""}},
    "a short secret": {**SECRETS, "auth": {**SECRETS["auth"], "cookie_secret": "short"}},
    "officers without a login": {"access": SECRETS["access"]},
    "officers as one text": {**SECRETS, "access": {"officers": "olga@example.org"}},
    "an unknown key": {**SECRETS, "access": {"everyone": True}},
}


@pytest.mark.parametrize("broken", BROKEN)
def test_settings_that_cannot_work_let_in_nobody(broken: str, opened: Callable[..., AppTest]) -> None:
    app = opened("overview", current(OFFICER), BROKEN[broken])
    assert [each.value for each in app.title] == [language("sv")("failure.settings.title")]
    assert "olga@example.org" not in said(app)


def saving() -> None:
    """A page that only saves."""
    import streamlit as st  # noqa: PLC0415  AppTest runs the body alone

    from scorecard.ui import access  # noqa: PLC0415

    try:
        st.text(f"saved by {access.require_officer('data').name}")
    except access.NotAllowedError as error:
        st.text(f"refused: {error.message.key}")


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ({}, "refused: access.login"), (current(VIEWER), "refused: access.viewer"),
        (current(OFFICER) | {"exp": 1}, "refused: access.expired"), (current(OFFICER), "saved by Olga Officer (olga@example.org)"),
    ],
    ids=["nobody", "viewer", "expired officer", "officer"],
)  # fmt: skip
def test_saving_asks_again_who_it_is(claims: dict[str, Any], answer: str) -> None:
    app = AppTest.from_function(saving, default_timeout=20)
    app.user = claims
    for name, value in SECRETS.items():
        app.secrets[name] = value
    assert [each.value for each in app.run().text] == [answer]


def test_saving_is_refused_the_moment_the_login_has_expired() -> None:
    app = AppTest.from_function(saving, default_timeout=20)
    app.user = current(OFFICER)
    for name, value in SECRETS.items():
        app.secrets[name] = value
    assert app.run().text[0].value.startswith("saved")
    app.user = current(OFFICER) | {"exp": 1}
    assert app.run().text[0].value == "refused: access.expired"


def test_an_address_that_says_what_it_wants_is_not_overruled(opened: Callable[..., AppTest]) -> None:
    app = opened("overview", current(VIEWER), cookie="%2Fcounties%3Fcounty%3D12")
    assert "Skåne" not in app.title[0].value
    assert "county" not in app.query_params


def test_without_a_login_a_page_names_nobody(opened: Callable[..., AppTest]) -> None:
    app = opened("overview", {}, {})
    assert "Logga ut" not in [each.label for each in app.button]
    assert "Skrivskyddat" not in said(app)


OWN = Officers(
    officers=["olga@example.org"], viewers=["board@example.org"],
    programmes={"model": Rights(officers=["mona@example.org"], viewer_groups=["model-readers"])},
)  # fmt: skip


@pytest.mark.parametrize(
    ("email", "claims", "programme", "seen", "edited"),
    [
        ("olga@example.org", {}, "haj", True, True), ("olga@example.org", {}, "model", True, True),
        ("mona@example.org", {}, "haj", False, False), ("mona@example.org", {}, "model", True, True),
        ("board@example.org", {}, "haj", True, False), ("board@example.org", {}, "model", True, False),
        ("eva@example.org", {}, "haj", False, False), ("eva@example.org", {}, "model", False, False),
        ("eva@example.org", {"groups": ["model-readers"]}, "model", True, False),
        ("eva@example.org", {"groups": ["model-readers"]}, "haj", False, False),
        ("board@example.org", {"email_verified": False}, "haj", False, False),
    ],
)  # fmt: skip
def test_a_programme_has_its_own_officers_and_viewers(
    email: str, claims: dict[str, Any], programme: str, seen: bool, edited: bool
) -> None:
    said = {"is_logged_in": True, "exp": LATER, "email": email} | claims
    found = person(login=True, connection=HERE, claims=said, officers=OWN, now=NOW, programme=programme)
    assert (found.may_see, found.may_edit) == (seen, edited)
    assert bool(found.why_not) is not edited
