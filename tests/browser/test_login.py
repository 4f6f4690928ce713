"""The whole login in Chromium, against a login service of the tests: nothing before it, the wanted view after it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from scorecard.language import language, languages
from scorecard.look import Theme
from tests.browser.chromium import THEMES, address, close_tabs, new_window, open_page, wait_until_drawn
from tests.browser.test_accessibility import RULES
from tests.conftest import running_app
from tests.oidc import OFFICER, VIEWER, LoginService, login_service

Opening = Callable[..., BrowserContext]
COOKIE = "_streamlit_user"
HOME = 'href=\\"./?'
"""How the link to the first page begins, as a message is printed."""


@pytest.fixture(scope="module")
def service() -> Iterator[LoginService]:
    with login_service() as service:
        yield service


@pytest.fixture(scope="module")
def guarded(service: LoginService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hardened server with a login; who is in the group `officers` may edit."""
    secrets = service.secrets('officer_groups = ["officers"]')
    with running_app(tmp_path_factory.mktemp("guarded"), script="scorecard/server.py", secrets=secrets) as address:
        yield address


@pytest.fixture
def person(browser: Browser, guarded: str) -> Iterator[Opening]:
    """Makes browsers of people who have never been here."""
    made: list[BrowserContext] = []

    def make(code: str = "sv", theme: Theme = "light") -> BrowserContext:
        made.append(new_window(browser, guarded, code, theme, "laptop"))
        return made[-1]

    yield make
    for each in made:
        close_tabs(each)


def heading(tab: Page) -> str:
    return tab.get_by_role("heading", level=1).inner_text()


def log_in(tab: Page, code: str = "sv") -> None:
    tab.get_by_role("button", name=language(code)("access.log_in")).click()
    tab.locator("#stSidebar nav").wait_for()
    wait_until_drawn(tab)


@pytest.mark.parametrize("code", languages())
def test_who_is_not_logged_in_sees_the_login_and_no_figure(code: str, person: Opening) -> None:
    tab, say = person(code).new_page(), language(code)
    for page in ("overview", "counties"):  # every page is tried without a browser
        open_page(tab, page, {"county": "12"})
        assert heading(tab).startswith(f"{say('access.log_in')}: Program")
        said = tab.locator("[data-testid=stMain]").inner_text()
        assert say("access.login") in said
        assert not re.search(r"\d", said)
        assert tab.locator("svg.marks, table, [data-testid=stSidebar] a").count() == 0
        expect(tab.locator("html")).to_have_attribute("lang", code)


@pytest.mark.parametrize("theme", THEMES)
def test_the_login_can_be_read_by_everyone(theme: Theme, person: Opening) -> None:
    tab = person("sv", theme).new_page()
    open_page(tab, "overview", {})
    assert Axe().run(tab, options=RULES).response["violations"] == []


@pytest.mark.parametrize("role", ["viewer", "officer"])
def test_the_wanted_view_opens_after_the_login_and_the_person_is_named(
    role: str, person: Opening, service: LoginService
) -> None:
    service.person = VIEWER if role == "viewer" else OFFICER | {"groups": ["officers"]}
    window = person("en")
    tab = window.new_page()
    open_page(tab, "counties", {"county": "12", "language": "en", "nonsense": "1"})
    log_in(tab, "en")
    assert heading(tab).startswith("Skåne: 4 of 6")
    tab.wait_for_url(re.compile(r"/counties\?.*county=12"))
    sidebar = tab.locator("[data-testid=stSidebar]")
    expect(sidebar.get_by_text(service.person["email"])).to_be_visible()
    viewing = sidebar.get_by_text(language("en")("access.viewer"))
    expect(viewing).to_be_visible() if role == "viewer" else expect(viewing).to_have_count(0)
    if role == "viewer":
        assert Axe().run(tab, options=RULES).response["violations"] == []
    assert {each["name"] for each in window.cookies()} >= {COOKIE}
    assert "scorecard_wanted" not in {each["name"] for each in window.cookies()}
    with tab.expect_response("**/auth/logout*"):  # the app's own page turns to the login already before
        sidebar.get_by_role("button", name="Log out").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile("^(Log in|Logga in): "))
    assert COOKIE not in {each["name"] for each in window.cookies()}


def test_an_expired_login_leads_back_says_why_and_returns_to_the_view(person: Opening, service: LoginService) -> None:
    service.person, service.lasting = VIEWER, 4
    tab = person().new_page()
    open_page(tab, "goal", {"goal": "K2"})
    log_in(tab)
    assert heading(tab).startswith("Mål 2 ")
    tab.wait_for_timeout(1000 * max(0.0, service.expires - time.time()))
    service.lasting = 3600
    tab.locator("#stSidebar nav").get_by_role("link", name="Län", exact=True).click()
    expect(tab.get_by_text(language("sv")("access.expired"))).to_be_visible()
    expect(tab.locator("svg.marks")).to_have_count(0)
    log_in(tab)
    tab.wait_for_url(re.compile(r"/counties\?.*goal=K2"))


def test_a_tampered_cookie_is_refused(person: Opening, service: LoginService) -> None:
    service.person = VIEWER
    window = person()
    tab = window.new_page()
    open_page(tab, "overview", {})
    log_in(tab)
    (cookie,) = [each for each in window.cookies() if each["name"] == COOKIE]
    value = cookie["value"]
    middle = len(value) // 3
    cookie["value"] = value[:middle] + ("B" if value[middle] == "A" else "A") + value[middle + 1 :]
    window.add_cookies([cookie])  # type: ignore[list-item]  # what cookies() gives is what add_cookies() takes
    open_page(tab, "overview", {})
    assert heading(tab).startswith("Logga in: ")


FORGED = {
    "X-Forwarded-Email": "olga@example.org", "X-Forwarded-User": "olga", "X-Forwarded-Groups": "officers",
    "Remote-User": "olga", "Authorization": "Bearer olga", "Cookie": f'{COOKIE}="{{\\"is_logged_in\\": true}}"',
}  # fmt: skip


def messages(app: str, page: str, headers: dict[str, str]) -> str:
    """All that the server tells a client that is no browser and says of itself what it likes."""
    told = BackMsg()
    told.rerun_script.query_string = "county=12"
    told.rerun_script.page_name = page
    heard: list[ForwardMsg] = []
    url = app.replace("http", "ws") + "/_stcore/stream"
    with connect(url, origin=app, subprotocols=["streamlit"], additional_headers=headers) as socket:  # type: ignore[arg-type, list-item]
        socket.send(told.SerializeToString())
        while not heard or heard[-1].WhichOneof("type") != "script_finished":
            heard.append(ForwardMsg.FromString(bytes(socket.recv(timeout=20, decode=False))))
    return "\n".join(
        each.delta.new_element.WhichOneof("type") + str(each.delta) for each in heard if each.delta.HasField("new_element")
    )


@pytest.mark.parametrize("page", ["", "counties"])
def test_a_forged_header_gives_nothing(page: str, guarded: str) -> None:
    for headers in ({}, *({name: value} for name, value in FORGED.items())):
        heard = messages(guarded, page, headers)
        assert language("sv")("access.log_in") in heard
        assert "vega" not in heard
        assert HOME not in heard


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_without_a_login_a_page_that_came_through_a_proxy_is_read_only(name: str, app: str) -> None:
    reason = "Skrivskyddat"
    open_to_all = messages(app, "counties", {})
    assert "vega" in open_to_all
    assert HOME in open_to_all
    assert reason not in open_to_all
    assert reason in messages(app, "counties", {name: "127.0.0.1"})


def test_no_address_of_the_wanted_view_leads_elsewhere(person: Opening, service: LoginService, guarded: str) -> None:
    service.person = VIEWER
    window = person()
    tab = window.new_page()
    tab.goto(address("overview", {}))
    wait_until_drawn(tab)
    window.add_cookies([{"name": "scorecard_wanted", "value": "https%3A%2F%2Fexample.org%2F%3Fcounty%3D99", "url": guarded}])
    log_in(tab)
    assert tab.url.startswith(f"{guarded}/?")
    assert "county" not in tab.url


def test_the_secrets_of_the_tests_are_in_no_file_of_the_project() -> None:
    assert not (Path(__file__).parents[2] / ".streamlit" / "secrets.toml").exists()
