"""The hardened server: its headers on everything, and an app that works fully under them."""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scorecard.language import language, languages
from scorecard.ui.pages import PAGES
from tests.browser.chromium import address, close_tabs, new_window, open_page, wait_for_page, wait_until_drawn
from tests.conftest import ROOT, running_app

every_language = pytest.mark.parametrize("code", languages())
REFUSALS = "addEventListener('securitypolicyviolation', each => (window.refused ??= []).push(each.violatedDirective + ' ' + each.blockedURI))"


@pytest.fixture(scope="module")
def hardened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("hardened"), script="scorecard/server.py") as address:
        yield address


@pytest.fixture(scope="module")
def windows_here(browser: Browser, hardened: str) -> Iterator[dict[str, BrowserContext]]:
    found = {code: new_window(browser, hardened, code, "light", "projector") for code in languages()}
    for each in found.values():
        each.add_init_script(REFUSALS)
    yield found
    for each in found.values():
        close_tabs(each)


def answer(url: str, method: str = "GET", **headers: str) -> tuple[int, HTTPMessage, str]:
    """Status, headers and text of an address."""
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers, response.read().decode("utf-8", errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode("utf-8", errors="replace")


def refused(tab: Page) -> list[str]:
    """What the policy has kept the page from doing."""
    return list(tab.evaluate("window.refused ?? []"))


ADDRESSES = [
    "/", "/goal", "/unknown", "/favicon.png", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/media/none.csv",
    "/goal/", "/static/none.js", "/_stcore/upload_file/none/none", "/auth/login", "/..%2f..%2fetc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_response_carries_the_headers(path: str, hardened: str) -> None:
    _, headers, _ = answer(hardened + path)
    policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert set(re.sub(r"'sha256-[\w+/]{43}='", "", policy["script-src"]).split()) == {"'self'", "'wasm-unsafe-eval'"}
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"]
    assert "Strict-Transport-Security" not in headers


def test_files_that_never_change_may_be_kept_and_the_page_may_not(hardened: str) -> None:
    _, headers, page = answer(hardened + "/")
    assert headers["Cache-Control"] == "no-cache"
    (script,) = re.findall(r'<script[^>]* src="\./(static/js/[^"]+)"', page)
    assert "immutable" in answer(f"{hardened}/{script}")[1]["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/_stcore/metrics", "GET"), ("/_stcore/metrics/", "GET"), ("/_stcore/agent", "GET"), ("/_stcore/agent/mcp", "POST"),
        ("/_stcore/agent/openapi.json", "GET"), ("/_stcore/agent/interact", "POST"), ("/_stcore/%6detrics", "GET"),
    ],
)  # fmt: skip
def test_what_streamlit_tells_machines_is_not_there(path: str, method: str, hardened: str) -> None:
    status, _, said = answer(hardened + path, method)
    assert (status, said) == (404, "Not found")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,en;q=0.5", "en"),
        ("de", "sv"),
        ("", "sv"),
        ("*", "sv"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/goal"])
def test_the_page_is_written_in_the_language_that_the_browser_asks_for(
    path: str, asked: str, code: str, hardened: str
) -> None:
    _, headers, page = answer(hardened + path, **{"Accept-Language": asked})
    assert f'<html lang="{code}">' in page
    assert language(code)("failure.noscript") in page
    assert "_stcore/agent" not in page
    assert "Accept-Language" in headers["Vary"]


def test_no_page_around_the_app_may_send_it_orders(hardened: str) -> None:
    _, _, said = answer(f"{hardened}/_stcore/host-config")
    assert json.loads(said)["allowedOrigins"] == []


@every_language
def test_every_page_is_drawn_without_a_breach_of_the_policy(code: str, windows_here: dict[str, BrowserContext]) -> None:
    tab = windows_here[code].new_page()
    errors: list[str] = []
    tab.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    charts = grids = 0
    tab.goto(address("overview", {}))
    for page in [page for page in PAGES if page != "meeting"]:  # from there no page link leads on
        name = language(code)(f"page.{page}")
        if page != "overview":
            tab.locator("#stSidebar nav").get_by_role("link", name=name, exact=True).click()
        wait_for_page(tab, page, code)
        charts += tab.locator("svg.marks").count()
        grids += tab.locator("canvas").count()
        expect(tab.locator("html")).to_have_attribute("lang", code)
        assert refused(tab) == []
    assert charts > len(PAGES)
    assert grids
    assert errors == []
    tab.close()


def test_the_policy_would_be_heard_of_if_it_were_breached(windows_here: dict[str, BrowserContext]) -> None:
    tab = windows_here["sv"].new_page()
    open_page(tab, "sources", {})
    tab.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.breached = 1'}))"
    )
    assert not tab.evaluate("'breached' in window")
    tab.evaluate("setTimeout('window.breached = 1', 0)")
    tab.wait_for_function("window.refused.length === 2")
    assert not tab.evaluate("'breached' in window")
    tab.close()


def test_language_view_and_download_work_under_the_policy(windows_here: dict[str, BrowserContext]) -> None:
    tab = windows_here["sv"].new_page()
    open_page(tab, "organisations", {"county": "12"})
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name=language("sv")("download.csv")).click()
    assert "Kommun 11" in Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    tab.locator(".st-key-choice_language").get_by_text("English").click()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    tab.locator("#stSidebar nav").get_by_role("link", name="Goals", exact=True).click()
    tab.wait_for_url(re.compile(re.escape(address("goal", {})) + r"\?.*county=12"))
    wait_for_page(tab, "goal", "en")
    finding = tab.get_by_role("heading", level=1).inner_text()
    tab.reload()
    wait_until_drawn(tab)
    assert tab.get_by_role("heading", level=1).inner_text() == finding
    assert "language=en" in tab.url
    assert refused(tab) == []
    tab.close()


@pytest.fixture
def foreign(hardened: str) -> Iterator[str]:
    """A page of somebody else that frames the app."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{hardened}/"></iframe>'.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_app_cannot_be_framed(foreign: str, windows_here: dict[str, BrowserContext]) -> None:
    tab = windows_here["sv"].new_page()
    with tab.expect_console_message(lambda line: "frame-ancestors" in line.text):
        tab.goto(foreign)
    tab.close()


OTHER_SERVER = """
import sys
sys.path.append({root!r})
import streamlit as st
from starlette.middleware import Middleware
from scorecard.server import Hardened
from scorecard.ui.frame import unforeseen
app = st.App("page.py", middleware=[Middleware(Hardened, https=False)], on_script_error=unforeseen)
"""
OTHER_PAGE = """
import streamlit as st
if given := st.file_uploader("file"):
    st.text(f"{{len(given.getvalue())}} bytes")
if st.button("fail"):
    raise ValueError({secret!r})
"""


def test_a_file_is_taken_and_a_page_that_fails_says_so_with_a_code_that_stands_in_the_log(
    tmp_path: Path, browser: Browser
) -> None:
    secret = "what nobody should read"
    (tmp_path / "page.py").write_text(OTHER_PAGE.format(secret=secret), encoding="utf-8")
    (tmp_path / "other.py").write_text(OTHER_SERVER.format(root=str(ROOT)), encoding="utf-8")
    with running_app(tmp_path, script=str(tmp_path / "other.py")) as other:
        window = new_window(browser, other, "en", "light", "laptop")
        tab = window.new_page()
        tab.goto(other)
        tab.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"seven b"})
        expect(tab.get_by_text("7 bytes")).to_be_visible()
        tab.get_by_role("button", name="fail").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text(language("en")("failure.unforeseen.title"))
        expect(tab.get_by_text(re.compile("Error code"))).to_be_visible()
        said = tab.locator("[data-testid=stMain]").inner_text()
        close_tabs(window)
    (code,) = re.findall(r"Error code (\w+)", said)
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert secret not in said
    assert "Traceback" not in said
    assert re.search(rf"{code} {secret}", log)
