"""What Django is told about the databases and the cache that addresses name, with what each needs to last.

It must not read the environment, nor connect: it judges addresses, and refuses one that cannot work."""

import importlib.util
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import dj_database_url
from dj_database_url import DBConfig

from .environment import BASE_DIR, refuse

LOCK = "install requirements/machines.txt first"
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
POSTGRESQL = "explainer.serving.postgresql"  # Django's, with an end to waiting
# Seconds. A database that cannot be reached, or whose machine is gone, is given up after these. How long who asks waits
# for one that hangs is ``serving.patience``'s: no time-out of the server's own ends that.
CONNECT, REACHED, LOST = 2, 3, 10


def sqlite_at(file: Path) -> str:
    """The address of ``file``, whatever signs its folders have: ``#``, ``?`` and ``%`` mean something else in one."""
    return "sqlite:///" + quote(str(file))


def database(name: str, url: str) -> DBConfig:
    """Django's settings for the database at ``url``, SQLite or PostgreSQL. ``name``: the variable that says it."""
    try:
        found = dj_database_url.parse(url, conn_max_age=0)
    except (ValueError, KeyError):
        raise refuse(f"{name} cannot be read; percent-encode odd characters in the password.") from None
    if urlsplit(url).fragment:  # a “#” cuts the rest off, and with it the name of the file
        raise refuse(f"{name} holds a '#', which must be written %23 there.")
    options = found.get("OPTIONS", {})
    if found["ENGINE"].endswith(".sqlite3"):
        if found["NAME"] != ":memory:":
            found["NAME"] = str(BASE_DIR / found["NAME"])
        options = {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_START, **options}
    elif found["ENGINE"] == "django.db.backends.postgresql" and found["NAME"]:
        if not (importlib.util.find_spec("psycopg") and importlib.util.find_spec("psycopg_pool")):
            raise refuse(f"{name} names PostgreSQL; {LOCK}.")
        # What reconnects by itself for longer does so ever more seldom, and finds a database that is back late.
        pool = {"min_size": 1, "max_size": 16, "timeout": REACHED, "reconnect_timeout": 1}
        alive = {"keepalives_idle": LOST, "keepalives_interval": 3, "keepalives_count": 3}
        options = {"pool": pool, "connect_timeout": CONNECT, "tcp_user_timeout": 1_000 * LOST, **alive, **options}
        found["ENGINE"] = POSTGRESQL
    else:
        raise refuse(f"{name} must begin with sqlite:/// or postgres:// and name a database.")
    return {**found, "OPTIONS": options}


def replica(name: str, url: str, primary: DBConfig) -> DBConfig:
    """The same for a copy of ``primary`` that is only read, and given up sooner: there is the primary to ask."""
    sentence = f"{name} is a copy of the database in DATABASE_URL; both must begin with postgres://."
    if primary["ENGINE"] != POSTGRESQL:
        raise refuse(sentence)
    found = database(name, url)
    if found["ENGINE"] != POSTGRESQL:
        raise refuse(sentence)
    given = urlsplit(url).query
    options = found["OPTIONS"]
    if "pool" not in given:
        options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 1, "reconnect_timeout": 1}
    if "options" not in given:
        options["options"] = "-c default_transaction_read_only=on -c statement_timeout=5s"
    return {**found, "TEST": {"MIRROR": "default"}}


def redis(name: str, url: str) -> str:
    """``url``, if it is the address of a Redis: ``redis://[user:password@]host[:port][/number]``."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("redis", "rediss") and parts.hostname and parts.port != 0
    except ValueError:
        raise refuse(f"{name} cannot be read; percent-encode odd characters in the password.") from None
    if not usable or parts.query or parts.fragment or not re.fullmatch(r"/?|/[0-9]{1,4}", parts.path):
        raise refuse(f"{name} must look like redis://127.0.0.1:6379/0 (rediss:// for TLS).")
    if not importlib.util.find_spec("redis"):
        raise refuse(f"{name} names Redis; {LOCK}.")
    return url


def cache(url: str, prefix: str) -> dict[str, Any]:
    """Django's own cache: in the Redis at ``url``, under ``prefix``; without one, in each process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "explainer.serving.caches.ForgivingRedis", "LOCATION": url, "KEY_PREFIX": prefix}
