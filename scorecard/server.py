"""The hardened server: the app behind strict headers, for everything beyond one's own machine. Knows no figures."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
# `streamlit run` puts this folder first in the path: the package would not be found, and its modules under wrong names.
sys.path[:] = [str(FOLDER.parent), *(each for each in sys.path if Path(each).resolve() != FOLDER)]

import streamlit as st
from babel import negotiate_locale
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scorecard.language import language, languages
from scorecard.ui.frame import unforeseen
from scorecard.ui.pages import PATHS
from scorecard.ui.scripts import SCRIPTS

ENTRY = FOLDER.parent / "dashboard.py"
INDEX = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
BLOCKED = re.compile(r"/_stcore/(metrics|agent)(/|$)")
"""What Streamlit tells machines about itself and its sessions; nobody needs it here."""
NO_SENSORS = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
YEAR = 31_536_000


def policy(index: str) -> str:
    """The Content-Security-Policy: scripts only from here, and those in the page that have a known hash.

    Streamlit and Vega write styles into elements, so styles may stand inline; a style runs nothing.
    """
    inline = [*re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", index, re.DOTALL), *SCRIPTS]
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline)
    hashes = " ".join(f"'sha256-{each}'" for each in digests)
    return "; ".join((
        "default-src 'self'", f"script-src 'self' 'wasm-unsafe-eval' {hashes}",
        "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:", "worker-src 'self' blob:",
        "object-src 'none'", "frame-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
    ))  # fmt: skip


def headers(https: bool) -> dict[str, str]:
    """What every response says. Only https may ask the browser never to come without it."""
    said = {
        "Content-Security-Policy": policy(INDEX),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{each}=()" for each in NO_SENSORS),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return said | ({"Strict-Transport-Security": f"max-age={YEAR}"} if https else {})


class Hardened:
    """Sets the headers on every response, refuses what is blocked, and keeps answers out of caches."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app, self._https, self._headers = app, https, headers(https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    said[name] = value
                said.setdefault("Cache-Control", "no-store")
                if self._https:
                    message["headers"] = [_secure(name, value) for name, value in message["headers"]]
            await send(message)

        blocked = PlainTextResponse("Not found", status_code=404)
        await (blocked if BLOCKED.search(scope["path"]) else self._app)(scope, receive, send_hardened)


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return name, value + b"; Secure" if name.lower() == b"set-cookie" and b"secure" not in value.lower() else value


def page(code: str) -> str:
    """Streamlit's page in a language: what it says without JavaScript, and that it is written in it; no link to what is
    blocked."""
    words = f"<noscript><p>{language(code)('failure.noscript')}</p></noscript>"
    found = re.sub(r"<noscript>.*?</noscript>", words, INDEX, flags=re.DOTALL)
    found = re.sub(r"<link[^>]*_stcore/agent[^>]*>", "", found)
    return found.replace('<html lang="en">', f'<html lang="{code}">')


async def index(request: Request) -> Response:
    asked = [each.partition(";")[0].strip() for each in request.headers.get("accept-language", "").split(",")]
    code = negotiate_locale(asked, languages(), sep="-") or languages()[0]
    said = {"Cache-Control": "no-cache", "Vary": "Accept-Language", "Content-Language": code}
    return Response(page(code), media_type="text/html", headers=said)


def routes() -> list[Route]:
    """The addresses of the pages; everything else is Streamlit's own."""
    base = "/" + str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"{base.rstrip('/')}/{path}", index) for path in PATHS.values()]


app = st.App(
    ENTRY,
    routes=routes(),
    middleware=[Middleware(Hardened, https=bool(os.environ.get("SCORECARD_HTTPS")))],
    on_script_error=unforeseen,
)
