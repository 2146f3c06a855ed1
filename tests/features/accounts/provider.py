"""A small OpenID Connect provider on a free port of the loopback: discovery, keys, codes with PKCE, signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT, SECRET = "the-studio", "between us"


@dataclass
class StandInProvider:
    """Lets in whoever asks, as `person`; the rest are ways to misbehave."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "0815", "preferred_username": "Grace.Hopper"})
    keys: list[ECKey] = field(default_factory=lambda: [ECKey.generate_key("P-256", {"kid": "1", "use": "sig"})])
    signs_with: ECKey | None = None
    algorithm: str = "ES256"
    changes: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token that are other than they should be."""
    userinfo: dict[str, Any] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, url: str) -> str:
        """What a browser does there: the address that it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code, good once, to whoever knows the secret and the verifier."""
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None or challenge.decode() != asked["code_challenge"] or authorization != expected
            or form["redirect_uri"] != asked["redirect_uri"]
        ):  # fmt: skip
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        key = self.signs_with or self.keys[-1]
        header = {"alg": self.algorithm, "kid": self.keys[-1].kid}
        if self.algorithm == "none":
            parts = [header, claims | self.person | self.changes]
            texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
            token = ".".join([*texts, ""])
        else:
            token = jwt.encode(header, claims | self.person | self.changes, key, algorithms=[self.algorithm])
        return 200, {"id_token": token, "access_token": "for-userinfo", "token_type": "Bearer"}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """One request of the studio."""
        if path == "/.well-known/openid-configuration":
            told = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["ES256"],
            }
            return 200, told | ({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.userinfo else {})
        if path == "/keys":
            return 200, KeySet(self.keys).as_dict(private=False)
        if path == "/userinfo" and authorization == "Bearer for-userinfo":
            return 200, self.userinfo
        return self.tokens(form, authorization) if path == "/token" else (404, {})


@contextmanager
def running_provider() -> Iterator[StandInProvider]:
    """It answers while the block runs."""
    made = StandInProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, told = made.answer(self.path, form, self.headers.get("Authorization", ""))
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815  http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
