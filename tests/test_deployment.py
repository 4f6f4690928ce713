"""What docs/deployment.md tells to write works as it is written: settings, roles of the database, policy of the server."""

from __future__ import annotations

import asyncio
import configparser
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sql
import yaml

from scorecard.data_views import VIEWS
from scorecard.database import TABLES
from scorecard.model import AnswerState
from scorecard.people import Officers
from scorecard.programme import Programme
from scorecard.server import YEAR, Hardened, policy
from scorecard.store import ANSWERS
from scorecard.ui.scripts import SCRIPTS
from scorecard.ui.settings import NEEDED, SHORTEST_SECRET
from tests.conftest import FINAL, ROOT, Opening
from tests.postgres import Server

DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "scorecard.nginx.conf").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


def test_every_example_of_a_login_is_complete_and_names_officers() -> None:
    logins = [read for read in map(tomllib.loads, blocks("toml")) if "auth" in read]
    assert len(logins) == 2
    for each in logins:
        assert set(each["auth"]) == set(NEEDED)
        assert len(each["auth"]["cookie_secret"]) >= SHORTEST_SECRET
        assert each["auth"]["redirect_uri"].endswith("/oauth2callback")
        assert Officers(**each["access"]).officer_groups


def test_the_roles_of_the_guide_let_the_app_read_and_add_and_nothing_else(
    postgres_server: Server, programme: Programme, opening: Opening
) -> None:
    administrator, owner, renamed, reader = blocks("sql")
    server = sql.make_url(postgres_server.url())
    _run(server, administrator)
    as_owner = server.set(username="scorecard_owner", database="scorecard")
    _run(as_owner, owner)
    opening(programme, as_owner.render_as_string(hide_password=False))
    renamed = renamed.replace("NEW-NAME", programme.folder.name)
    _run(as_owner, renamed)
    as_app = server.set(username="scorecard_app", database="scorecard")
    first, second = (opening(programme, as_app.render_as_string(hide_password=False)) for _ in range(2))
    row = {"round": FINAL, "organisation": "kommun-01", "indicator": "effects", "state": AnswerState.ANSWERED}
    rows = [(ANSWERS, [{**row, "answer": "no", "evidence": "self_assessed", "note": ""}])]
    version = first.commit(after=first.version(), by="Anna", why="provar", kind="correction", rows=rows)
    assert second.version() == version
    for forbidden in (
        "UPDATE answers SET note = 'x'",
        renamed,
        "DELETE FROM answers",
        "DROP TABLE answers",
        "CREATE TABLE x (y int)",
    ):
        with pytest.raises(sql.exc.ProgrammingError, match=r"permission denied|must be owner"):
            _run(as_app, forbidden)
    _run(server.set(database="scorecard"), reader)
    as_reader = server.set(username="scorecard_reader", database="scorecard")
    for view in VIEWS:
        _run(as_reader, f"SELECT * FROM {view}")
    delete = "DELETE FROM scorecard_judgements"
    for forbidden in (*(f"SELECT * FROM {table}" for table in TABLES.tables), delete):
        with pytest.raises(sql.exc.DBAPIError, match=r"permission denied|read-only transaction"):
            _run(as_reader, forbidden)
    with pytest.raises(sql.exc.DBAPIError, match="permission denied"):  # whoever lifts the first bar meets the second
        _run(as_reader, f"SET default_transaction_read_only = off; {delete}")


def _run(url: sql.URL, statements: str) -> None:
    engine = sql.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sql.NullPool)
    with engine.connect() as connection:
        for each in filter(None, map(str.strip, statements.split(";"))):
            connection.execute(sql.text(each))


def test_the_policy_allows_the_scripts_that_there_are_and_no_other() -> None:
    page = "<script type='module' src='x.js'></script><script>one()</script><script>two()</script>"
    (scripts,) = [each for each in policy(page).split("; ") if each.startswith("script-src ")]
    assert scripts.count("'sha256-") == 2 + len(SCRIPTS)
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in policy(page)


def answered(https: bool, **headers: str) -> dict[str, str]:
    """The headers of a response that has some of its own."""
    sent: list[dict[str, Any]] = []

    async def app(_: Any, __: Any, send: Any) -> None:
        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": given})

    async def send(message: Any) -> None:
        sent.append(message)

    hardened = Hardened(app, https)({"type": "http", "path": "/"}, None, send)  # type: ignore[arg-type]  # nothing is received
    with ThreadPoolExecutor() as apart:  # the browser of other tests may hold this thread's event loop
        apart.submit(asyncio.run, hardened).result()
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_only_over_https_browsers_are_told_to_come_no_other_way() -> None:
    assert answered(True)["strict-transport-security"] == f"max-age={YEAR}"
    assert "strict-transport-security" not in answered(False)
    assert answered(True, set_cookie="a=1; Path=/")["set-cookie"] == "a=1; Path=/; Secure"
    assert answered(True, set_cookie="a=1; secure")["set-cookie"] == "a=1; secure"
    assert answered(False, set_cookie="a=1")["set-cookie"] == "a=1"


def test_an_answer_is_kept_by_no_cache_unless_it_says_so() -> None:
    assert answered(False)["cache-control"] == "no-store"
    assert answered(False, cache_control="public")["cache-control"] == "public"


def units() -> dict[str, configparser.ConfigParser]:
    found = {}
    for file in sorted(DEPLOY.glob("scorecard*.[st]*")):
        read = found[file.name] = configparser.ConfigParser(interpolation=None, strict=False)
        read.read(file, encoding="utf-8")
    return found


def test_the_units_start_the_hardened_server_on_the_ports_that_nginx_passes_on_to() -> None:
    read = units()
    assert read.keys() == {
        "scorecard-health@.service", "scorecard-health@.timer", "scorecard.target", "scorecard@.service",
    }  # fmt: skip
    start = read["scorecard@.service"]["Service"]["ExecStart"]
    assert "streamlit run scorecard/server.py --server.port %i --server.allowedHosts" in start
    ports = re.findall(r"^  server 127\.0\.0\.1:(\d+) ", NGINX, re.MULTILINE)
    target = (DEPLOY / "scorecard.target").read_text(encoding="utf-8")
    assert re.findall(r"scorecard@(\d+)\.service", target) == ports
    assert re.findall(r"scorecard-health@(\d+)\.timer", target) == ports
    assert "--secrets.files /etc/scorecard/secrets.toml" in start  # one file, so one cookie secret, for all processes


def test_a_place_of_nginx_that_sets_a_header_sets_those_of_the_server_too() -> None:
    server, *places = re.split(r"^  location ", NGINX.split("listen 443")[1], flags=re.MULTILINE)
    common = set(re.findall(r"proxy_set_header (.*);", server))
    setting = [found for place in places if (found := set(re.findall(r"proxy_set_header (.*);", place)))]
    assert common
    assert setting
    assert all(common < found for found in setting)


def test_the_compose_file_starts_the_same_processes_with_the_same_secrets() -> None:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    apps = [each for each in read["services"].values() if "command" in each]
    ports = re.findall(r"^  server 127\.0\.0\.1:(\d+) ", NGINX, re.MULTILINE)
    unit = (DEPLOY / "scorecard@.service").read_text(encoding="utf-8")
    settings = dict(re.findall(r"^Environment=(?!HOME)(\w+)=(.*)$", unit, re.MULTILINE))
    start = units()["scorecard@.service"]["Service"]["ExecStart"].split(".venv/bin/")[1]
    for port, each in zip(ports, apps, strict=True):
        assert " ".join(each["command"]) == start.replace("%i", port)
        assert f"127.0.0.1:{port}/_stcore/health" in each["healthcheck"]["test"][-1]
        assert each["network_mode"] == "service:proxy"
        assert each["environment"] == settings == {"SCORECARD_HTTPS": "1", "MALLOC_ARENA_MAX": "2"}
        assert each["volumes"][0] == "./secrets.toml:/etc/scorecard/secrets.toml:ro"
        assert "COPY . ." not in each["build"]["dockerfile_inline"]  # which would take the secrets into the image
    mounted = dict(each.split(":")[:2] for each in read["services"]["proxy"]["volumes"])
    assert all(f" {place};" in NGINX for file, place in mounted.items() if not file.endswith(".conf"))


def test_the_guide_names_every_file_of_the_example() -> None:
    for file in DEPLOY.iterdir():
        assert f"`{file.name}`" in GUIDE or f"`{file.suffix}`" in GUIDE
