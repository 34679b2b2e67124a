"""How the log is written: to stderr, one line for each event, as text or as JSON; where it also goes if it is an error.

It must not say what a visitor sent as they sent it, nor need a package that is not there.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import re
import secrets
from contextvars import ContextVar
from typing import Any

from .environment import refuse

LOCK = "install requirements/watching.txt first"
FORMS = ("text", "json")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
AWAY = ("OperationalError", "InterfaceError")
LONGEST = 6_000  # characters of a traceback: of one that is longer, its beginning and its end
IDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def id_of(sent: str) -> str:
    """The id by which a request is told of: the one that was sent with it, if it can do no harm in a log."""
    return sent if IDS.fullmatch(sent) else secrets.token_hex(8)


class OneLine(logging.Formatter):
    """A record as one line: line ends, escape codes and other control characters are written as ``\\x1b``."""

    def format(self, record: logging.LogRecord) -> str:
        self._spare(record)
        about = f" [{known}]" if (known := request_id.get()) else ""
        return escaped(super().format(record) + about)

    def formatException(self, ei: Any) -> str:
        found = super().formatException(ei)
        if len(found) <= LONGEST:
            return found
        return f"{found[: LONGEST // 3]} … {found[-2 * LONGEST // 3 :]}"

    def _spare(self, record: logging.LogRecord) -> None:
        """A traceback only where the code is at fault: not for a visitor who was refused, nor a database that is
        away. What gunicorn says is no error for being said by it: the name that it says all under is shortened."""
        if record.name == "gunicorn.error":
            record.name = "gunicorn"
        error = record.exc_info[1] if record.exc_info else None
        if type(error).__module__ == "django.db.utils" and type(error).__name__ in AWAY:
            record.msg, record.args = f"{record.getMessage()} ({error})", ()
        elif not record.name.startswith("django.security"):
            return
        record.exc_info = record.exc_text = None


class Json(OneLine):
    """A record as one object of JSON (RFC 8259), which escapes what is no character of a line itself."""

    def format(self, record: logging.LogRecord) -> str:
        self._spare(record)
        told = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03}",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            "error": self.formatException(record.exc_info) if record.exc_info else "",
            **getattr(record, "told", {}),
        }
        return json.dumps({name: value for name, value in told.items() if value != ""})


def escaped(line: str) -> str:
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), line)


def logs(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING, and gunicorn's."""
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise refuse(f"LOG_LEVEL is {level!r}; it must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    if form not in FORMS:
        raise refuse(f"LOG_FORMAT is {form!r}; it must be text or json.")
    own = {"handlers": ["stderr"], "level": level, "propagate": False}
    line = {"()": Json if form == "json" else OneLine, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": own,
            "gunicorn.error": own,
            "gunicorn.access": own,
            "explainer.access": {**own, "level": "INFO"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # what scanners call us is no event
            "django.request": {"level": "ERROR"},  # nor is a reader's 404
            "asyncio": {"level": "WARNING"},
            "psycopg.pool": {"level": "ERROR"},  # it tells of each attempt; what came of them is told once
        },
    }


def metrics_token(token: str) -> str:
    """What who asks for ``/metrics`` must know; empty where there are none."""
    if token and len(token) < 16:
        raise refuse("METRICS_TOKEN is too short; set it to 16 random characters or more.")
    if token and not importlib.util.find_spec("prometheus_client"):
        raise refuse(f"METRICS_TOKEN needs prometheus-client; {LOCK}.")
    return token


def report_errors(dsn: str, release: str) -> None:
    """Tell the service at ``dsn`` of errors: what failed and where, nothing of who asked, nor what they sent."""
    if not dsn:
        return
    if not importlib.util.find_spec("sentry_sdk"):
        raise refuse(f"SENTRY_DSN needs sentry-sdk; {LOCK}.")
    import sentry_sdk

    try:
        sentry_sdk.init(
            dsn=dsn, release=release, send_default_pii=False, max_request_body_size="never",
            include_local_variables=False, traces_sample_rate=0, before_send=without_who_asked,
        )  # fmt: skip
    except sentry_sdk.utils.BadDsn:
        raise refuse("SENTRY_DSN cannot be read; it looks like https://key@host/number.") from None


def without_who_asked(event: Any, hint: dict[str, Any]) -> Any:
    asked = event.get("request", {})
    event["request"] = {name: asked[name] for name in ("method", "url") if name in asked}
    event.pop("user", None)
    event.setdefault("tags", {})["request"] = request_id.get() or "-"
    return event
