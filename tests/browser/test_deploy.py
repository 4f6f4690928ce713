"""Two processes behind nginx on one PostgreSQL, with the very files of deploy/: a publish through one is seen in the other,
and when a process is killed its people go on, still logged in, through the other."""

from __future__ import annotations

import configparser
import gzip
import os
import re
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scorecard.language import language
from tests.bad_files import text
from tests.browser.chromium import close_tabs, open_page, wait_for_page, wait_until_drawn
from tests.browser.test_login import log_in
from tests.browser.test_rounds import HEADER, load, published
from tests.conftest import ROOT, wait_until_open
from tests.oidc import OFFICER, VIEWER, LoginService, login_service
from tests.postgres import Server, free_port

DEPLOY = ROOT / "deploy"
NAME, PORTS = "scorecard.example.org", ("8501", "8502")
AROUND = """
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  include /etc/nginx/mime.types;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/scorecard.conf;
}}
"""
"""What Debian has around a file in conf.d, without what only root may write to."""
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
HEALTH, STREAM = "/_stcore/health", "/_stcore/stream"
say = language("sv")


def wait_for(happened: Callable[[], bool]) -> None:
    for _ in range(250):
        if happened():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen within five seconds")


class Site:
    """A running site: its address, its processes by port, and which process answered what."""

    def __init__(self, address: str, folder: Path, processes: dict[int, subprocess.Popen[bytes]]) -> None:
        self.address, self.processes, self._log = address, processes, folder / "access.log"

    def answered(self, path: str) -> list[str]:
        """Who has answered requests for a path, oldest first; "-" is nginx itself, from its cache."""
        lines = self._log.read_text().splitlines()
        return [re.findall(r'"(.*)"', line)[0] for line in lines if line.split()[4] == path]

    def get(self, path: str, **headers: str) -> tuple[HTTPMessage, bytes]:
        """An answer's headers and bytes, once it stands in the log."""
        trusting, before = ssl._create_unverified_context(), len(self.answered(path))
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, context=trusting, timeout=20) as response:
            said = response.headers, response.read()
        if path != HEALTH:
            wait_for(lambda: len(self.answered(path)) > before)
        return said

    def route(self, port: int) -> str:
        """The cookie of a visitor whom nginx sends to the process on a port."""
        for _ in range(100):
            given = self.get("/sources")[0]["Set-Cookie"]
            if self.answered("/sources")[-1].endswith(f":{port}"):
                return re.findall(r"scorecard_route=(\w+);", given)[0]
        pytest.fail("nginx sends everybody to one process")


def unit() -> configparser.SectionProxy:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # as the library's own documentation does it
    read.read(DEPLOY / "scorecard@.service", encoding="utf-8")
    return read["Service"]


@contextmanager
def process(port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One app process, started by the command of the systemd unit."""
    program, *arguments = shlex.split(unit()["ExecStart"].replace("%i", str(port)).replace(NAME, "127.0.0.1"))
    assert program.endswith("/.venv/bin/streamlit")
    arguments = [each.replace("/etc/scorecard", str(folder)) for each in arguments]
    environment = {name: value for name, value in os.environ.items() if name != "SCORECARD_STORE"} | {"SCORECARD_HTTPS": "1"}
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", "streamlit", *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(timeout=20)


@contextmanager
def proxy(port: int, ports: list[int], folder: Path) -> Iterator[None]:
    """nginx with the configuration of deploy/, its ports and paths those of the test."""
    places = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};", "listen 443 ": f"listen 127.0.0.1:{port} ", NAME: "127.0.0.1",
        "/etc/ssl/scorecard.pem": f"{folder}/scorecard.pem", "/etc/ssl/private/scorecard.key": f"{folder}/scorecard.key",
        "/var/log/nginx/scorecard.log": f"{folder}/access.log", "/var/cache/nginx/scorecard": f"{folder}/cache",
        **{f"127.0.0.1:{there}": f"127.0.0.1:{here}" for there, here in zip(PORTS, ports, strict=True)},
    }  # fmt: skip
    configuration = (DEPLOY / "scorecard.nginx.conf").read_text(encoding="utf-8")
    for there, here in places.items():
        assert there in configuration
        configuration = configuration.replace(there, here)
    (folder / "scorecard.conf").write_text(configuration)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    assert NGINX
    command = [NGINX, "-e", f"{folder}/error.log", "-p", str(folder), "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_open(port, folder / "error.log")
        yield
    finally:
        running.terminate()
        running.wait(timeout=20)


def certificate(folder: Path) -> None:
    files = ["-keyout", str(folder / "scorecard.key"), "-out", str(folder / "scorecard.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "1", *files]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def service() -> Iterator[LoginService]:
    with login_service() as service:
        yield service


@pytest.fixture(scope="module")
def site(service: LoginService, postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if NGINX is None:
        reason = "nginx is not installed (Debian: apt-get install nginx-light)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder, port, ports = tmp_path_factory.mktemp("site"), free_port(), [free_port(), free_port()]
    address = f"https://127.0.0.1:{port}"
    certificate(folder)
    with ExitStack() as running:
        database = running.enter_context(postgres_server.database())
        secrets = service.secrets('officer_groups = ["officers"]').replace("http://127.0.0.1:{port}", address)
        (folder / "secrets.toml").write_text(f'{secrets}[connections.scorecard]\nurl = "{database}"\n', encoding="utf-8")
        processes = {each: running.enter_context(process(each, folder)) for each in ports}
        for each in ports:
            wait_until_open(each, folder / f"{each}.log")
        running.enter_context(proxy(port, ports, folder))
        yield Site(address, folder, processes)


@contextmanager
def person(browser: Browser, site: Site, route: str) -> Iterator[Page]:
    """A tab of somebody whose cookie leads to one of the processes."""
    window = browser.new_context(
        base_url=site.address, locale="sv-SE", viewport={"width": 1366, "height": 768}, ignore_https_errors=True
    )
    window.add_cookies([{"name": "scorecard_route", "value": route, "url": site.address, "secure": True}])
    yield window.new_page()
    close_tabs(window)


def test_a_publish_is_seen_in_the_other_process_which_goes_on_alone_when_one_is_killed(
    browser: Browser, site: Site, service: LoginService
) -> None:
    first, second = site.processes
    with person(browser, site, site.route(first)) as officer, person(browser, site, site.route(second)) as viewer:
        service.person = VIEWER
        open_page(viewer, "overview", {})
        log_in(viewer)
        assert site.answered("/")[-1] == f"127.0.0.1:{second}"
        expect(viewer.locator(".st-key-card_K1 .number")).to_contain_text("40")
        service.person = OFFICER | {"groups": ["officers"]}
        open_page(officer, "rounds", {})
        log_in(officer)
        assert site.answered("/rounds")[-1] == f"127.0.0.1:{first}"

        load(officer, text([HEADER, ("kommun-02", "effects", "Nej", "")]))
        officer.locator(".st-key-why_publish input").fill("prov")
        officer.get_by_role("button", name=say("rounds.publish", count=1)).click()
        published(officer)
        go_to_goal(viewer)
        expect(viewer.locator(".st-key-card_K1 .number")).to_contain_text("39")

        streams = len(site.answered(STREAM))
        site.processes[second].send_signal(signal.SIGKILL)
        site.processes[second].wait(timeout=10)
        wait_for(lambda: len(site.answered(STREAM)) > streams)  # nginx tells of the connection when it has ended
        expect(viewer.locator("[data-test-connection-state=CONNECTED]")).to_be_visible(timeout=20_000)
        wait_until_drawn(viewer)
        viewer.locator("#stSidebar nav").get_by_role("link", name=say("page.overview"), exact=True).click()
        wait_for_page(viewer, "overview")
        expect(viewer.locator(".st-key-card_K1 .number")).to_contain_text("39")
        expect(viewer.locator("[data-testid=stSidebar]").get_by_text(VIEWER["email"])).to_be_visible()
        viewer.reload()
        wait_until_drawn(viewer)
        expect(viewer.locator(".st-key-card_K1 .number")).to_contain_text("39")
        assert site.answered("/")[-1].endswith(f"127.0.0.1:{first}")
        assert site.get(HEALTH)[1] == b"ok"
        expect(officer.get_by_role("cell", name="svar.csv")).to_be_visible()


def go_to_goal(tab: Page) -> None:
    tab.locator("#stSidebar nav").get_by_role("link", name=say("page.goal"), exact=True).click()
    wait_for_page(tab, "goal")


def test_files_that_never_change_come_compressed_and_the_second_time_from_the_cache(site: Site) -> None:
    page = site.get("/goal")[1].decode()
    path = "/" + re.findall(r'<script[^>]* src="\./(static/js/[^"]+)"', page)[0]
    (plain, script), (headers, packed) = site.get(path), site.get(path, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed) == script
    assert len(packed) < len(script) / 2
    assert "immutable" in headers["Cache-Control"]
    assert "Content-Security-Policy" in headers
    assert site.answered(path)[-1] == "-"


def test_the_cookie_of_the_affinity_is_given_once_and_over_https_alone(site: Site) -> None:
    headers, _ = site.get("/goal")
    assert headers["Strict-Transport-Security"]
    assert re.search(r"scorecard_route=\w{32}; Path=/; HttpOnly; Secure; SameSite=Lax", headers["Set-Cookie"])
    assert "scorecard_route" not in str(site.get("/goal", Cookie="scorecard_route=known")[0])
