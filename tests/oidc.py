"""A login service on loopback that signs in, without asking, whoever a test chooses. Asserts nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "scorecard", "known to the tests only"
OFFICER = {"sub": "1", "name": "Olga Officer", "email": "olga@example.org", "email_verified": True}
VIEWER = {"sub": "2", "name": "Vera Viewer", "email": "vera@example.org", "email_verified": True}


class LoginService(ThreadingHTTPServer):
    """Discovery, authorisation, tokens and keys. `person` is who signs in next, `lasting` for how many seconds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.person: dict[str, Any] = VIEWER
        self.lasting, self.expires = 3600, 0
        self.nonces: dict[str, str] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "test"})
        self.address = f"http://127.0.0.1:{self.server_port}"

    def token(self, code: str) -> dict[str, Any]:
        now = int(time.time())
        self.expires = now + self.lasting
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": self.expires, "nonce": self.nonces.pop(code)}
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims | self.person, self.key)
        return {"access_token": "none", "token_type": "Bearer", "expires_in": self.lasting, "id_token": signed}

    def secrets(self, officers: str) -> str:
        """The secrets.toml of an app that logs in here. Streamlit fills in its own port."""
        return f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "a secret of the tests, long enough to sign with"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{self.address}/.well-known/openid-configuration"
[access]
{officers}
"""


class _Handler(BaseHTTPRequestHandler):
    server: LoginService

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        match asked.path:
            case "/.well-known/openid-configuration":
                address = self.server.address
                self._answer({
                    "issuer": address, "authorization_endpoint": f"{address}/authorize", "token_endpoint": f"{address}/token",
                    "jwks_uri": f"{address}/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                })  # fmt: skip
            case "/keys":
                self._answer({"keys": [self.server.key.as_dict(private=False)]})
            case "/authorize":
                given = {name: values[0] for name, values in parse_qs(asked.query).items()}
                code = str(time.time_ns())
                self.server.nonces[code] = given["nonce"]
                self.send_response(302)
                back = urlencode({"code": code, "state": given["state"]})
                self.send_header("Location", f"{given['redirect_uri']}?{back}")
                self.end_headers()
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer(self.server.token(sent["code"][0]))

    def _answer(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def login_service() -> Iterator[LoginService]:
    service = LoginService()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        thread.join()
        service.server_close()
