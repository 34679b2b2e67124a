"""What MAIL_URL says of the server that sends the desk's mails: one reader, which refuses what it does not understand.

It must not ask the server anything; a start must not wait for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from .environment import refuse

# The scheme → whether the line is encrypted from the start, whether it is once the server has said hello, and the port.
_KINDS = {"smtps": (True, False, 465), "smtp+tls": (False, True, 587), "smtp": (False, False, 25)}
SECONDS = 10  # that an act's answer waits for the server at most


def mail(name: str, value: str) -> dict[str, Any]:
    """Django's settings for ``smtps://name:password@host:465``; of an empty value, those with which nothing is sent."""
    if not value:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    kind = _KINDS.get(parts.scheme)
    if kind is None or not parts.hostname or parts.path not in ("", "/") or parts.query or port == 0:
        raise refuse(f"{name} must look like smtps://name:password@mail.example:465, or begin with smtp+tls or smtp.")
    at_once, then, usual = kind
    if parts.password and not (at_once or then) and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise refuse(f"{name} would send its password in the clear; begin it with smtps or smtp+tls.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": at_once,
        "EMAIL_USE_TLS": then,
        "EMAIL_TIMEOUT": SECONDS,
    }
