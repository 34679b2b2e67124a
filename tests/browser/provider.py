"""Somebody else's sign-in on this machine: a small OpenID provider, which lets in whoever a test says.

It must not check who asks: it is the site that must not believe it too much.
"""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class Provider:
    """``says``: the claims of whoever signs in next. ``asked``: what the site has asked for."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.says: dict[str, Any] = {}
        self.asked: list[dict[str, list[str]]] = []
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Provider:
        self.thread.start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: object) -> None:
                pass

            def do_GET(self) -> None:
                where = urlsplit(self.path)
                if where.path == "/.well-known/openid-configuration":
                    self.say(provider.configuration())
                elif where.path == "/keys":
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(provider.key.public_key()))
                    self.say({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
                elif where.path == "/who":
                    self.say(provider.says)
                else:
                    asked = parse_qs(where.query)
                    provider.asked.append(asked)
                    back = {"code": secrets.token_urlsafe(), "state": asked["state"][0]}
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri'][0]}?{urlencode(back)}")
                    self.end_headers()

            def do_POST(self) -> None:
                asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                provider.asked.append(asked)
                now = int(time.time())
                claims = {"iss": provider.origin, "aud": "desk", "iat": now, "exp": now + 60, **provider.says}
                token = jwt.encode(claims, provider.key, algorithm="RS256", headers={"kid": "one"})
                self.say({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

            def say(self, what: dict[str, Any]) -> None:
                body = json.dumps(what).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "userinfo_endpoint": f"{self.origin}/who",
            "jwks_uri": f"{self.origin}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
