"""The settings as an operator meets them: from outside, with good and bad environments.

It must not import ``explainer.settings`` with a changed environment into this process."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import OperationalError

from explainer.setup.databases import POSTGRESQL, replica
from explainer.setup.logs import OneLine

RANDOM = "3Zx8Qm-vT2rK9sLw_Yb6NfHcJ4dPgE7aUoR1iXtM5"
PRODUCTION = {"SITE_URL": "https://explainer.example", "SECRET_KEY": RANDOM + "-and-ten-more"}


@pytest.fixture
def start(tmp_path):
    """Runs Python on ``code`` with nothing in the environment but what the test gives."""

    def start(*arguments, **env):
        return subprocess.run(
            [sys.executable, *(arguments or ["-c", "import explainer.settings"])],
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **env},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return start


def shown(name):
    return ["-c", f"from explainer.settings import {name}; print({name})"]


BAD = {
    "no secret": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "misspelt boolean": ({"DEBUG": "flase"}, "DEBUG is 'flase'; the words understood are true"),
    "misspelt proxy": ({"BEHIND_PROXY": "maybe"}, "BEHIND_PROXY"),
    "any host": ({"ALLOWED_HOSTS": "a.example, *"}, "ALLOWED_HOSTS"),
    "site with a path": ({"SITE_URL": "https://a.example/news"}, "SITE_URL"),
    "site without a scheme": ({"SITE_URL": "a.example"}, "SITE_URL"),
    "site with a bad port": ({"SITE_URL": "http://a.example:99999"}, "SITE_URL"),
    "site with a user": ({"SITE_URL": "http://me@a.example"}, "SITE_URL"),
    "origin without a scheme": ({"CSRF_TRUSTED_ORIGINS": "a.example"}, "CSRF_TRUSTED_ORIGINS"),
    "port in words": ({"PORT": "http"}, "PORT"),
    "port too high": ({"PORT": "70000"}, "PORT"),
    "no workers": ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
    "log level": ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    "unknown database": ({"DATABASE_URL": "oracle://x/y"}, "DATABASE_URL"),
    "unknown scheme": ({"DATABASE_URL": "postgre://x/y"}, "DATABASE_URL"),
    "unreadable database": ({"DATABASE_URL": "postgres://me:a/b#c@x:y/z"}, "DATABASE_URL"),
    "database without a name": ({"DATABASE_URL": "postgres://me@localhost"}, "DATABASE_URL"),
    "a folder cut off": ({"DATABASE_URL": "sqlite:////srv/news#2/site.sqlite3"}, "DATABASE_URL holds a '#'"),
    "replica of SQLite": ({"REPLICA_URL": "postgres://x/y"}, "REPLICA_URL is a copy of the database in DATABASE_URL"),
    "half a sign-on": ({"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "x"}, "OIDC_CLIENT_SECRET is not set"),
    "sign-on in the clear": (
        {"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "x"},
        "OIDC_ISSUER must begin with https://",
    ),
    "misspelt second factor": ({"SECOND_FACTOR": "maybe"}, "SECOND_FACTOR"),
    "cache of another kind": ({"CACHE_URL": "memcached://x"}, "CACHE_URL must look like redis://"),
    "cache without a host": ({"CACHE_URL": "redis:///1"}, "CACHE_URL must look like redis://"),
    "cache with a folder": ({"CACHE_URL": "redis://x/pages"}, "CACHE_URL must look like redis://"),
    "cache with options": ({"CACHE_URL": "redis://x/1?socket_timeout=9"}, "CACHE_URL must look like redis://"),
    "unreadable cache": ({"CACHE_URL": "redis://me:a/b#c@x:y/z"}, "CACHE_URL"),
    "data folder is a file": ({"DATA_DIR": "LICENSE"}, "DATA_DIR"),
    "example secret": ({**PRODUCTION, "SECRET_KEY": "django-insecure-" + RANDOM}, "SECRET_KEY"),
    "short secret": ({**PRODUCTION, "SECRET_KEY": "x" * 31}, "SECRET_KEY"),
    "dull secret": ({**PRODUCTION, "SECRET_KEY": "x" * 64}, "SECRET_KEY"),
    "half a preload": ({**PRODUCTION, "HSTS_PRELOAD": "on", "HSTS_SUBDOMAINS": "on"}, "HSTS_PRELOAD needs"),
    "debugging in public": ({**PRODUCTION, "DEBUG": "on"}, "DEBUG"),
}


@pytest.mark.parametrize(("env", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_environment_is_refused_with_one_sentence(start, env, sentence):
    done = start(**{"SECRET_KEY": RANDOM, **env})
    assert done.returncode == 1
    assert done.stderr.startswith("explainer: ")
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr


@pytest.mark.parametrize("arguments", [["manage.py", "check"], ["-m", "gunicorn", "explainer.asgi:application"]])
def test_commands_and_the_server_show_the_sentence_and_no_traceback(start, arguments):
    done = start(*arguments, SECRET_KEY=RANDOM, DEBUG="flase")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.startswith("explainer: DEBUG is 'flase'")


def test_a_secret_is_never_repeated_in_a_sentence(start):
    for env in ({"DATABASE_URL": "postgres://me:hunter/2@x:y/z"}, {**PRODUCTION, "SECRET_KEY": "hunter/2"}):
        done = start(**{"SECRET_KEY": RANDOM, **env})
        assert done.returncode == 1
        assert "hunter" not in done.stderr


def test_production_settings_pass_djangos_deployment_checks(start):
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    silenced = 2  # that subdomains and the browsers' own list are left out of HSTS
    said = f"System check identified no issues ({silenced} silenced).\n"
    assert (done.returncode, done.stdout) == (0, said), done.stderr


def test_the_secret_may_be_in_a_file(start, tmp_path):
    (tmp_path / "secret-key").write_text(RANDOM + "\n")
    assert start(*shown("SECRET_KEY")).stdout == RANDOM + "\n"


def test_debug_needs_no_secret_but_is_off_unless_asked_for(start):
    assert start(*shown("DEBUG"), DEBUG="Yes").stdout == "True\n"
    assert start(*shown("DEBUG"), SECRET_KEY=RANDOM, DEBUG="").stdout == "False\n"


def test_hosts_follow_from_the_site_and_lists_are_stripped(start):
    env = {"SECRET_KEY": RANDOM, "SITE_URL": "http://News.Example:8080/"}
    assert start(*shown("SITE_URL"), **env).stdout == "http://news.example:8080\n"
    hosts = start(*shown("ALLOWED_HOSTS"), **env).stdout
    assert hosts == "['news.example', 'localhost', '127.0.0.1', '[::1]']\n"
    hosts = start(*shown("ALLOWED_HOSTS"), **env, ALLOWED_HOSTS="a.example, .b.example,").stdout
    assert hosts == "['a.example', '.b.example']\n"


@pytest.mark.parametrize("folder", ["news#2", "50%off", "what?", "%23", "a b;c&d=e", "café", "'\""])
def test_the_database_is_in_the_folder_whatever_that_is_called(start, tmp_path, folder):
    made = "import django; django.setup(); from django.db import connection; connection.ensure_connection()"
    env = {"SECRET_KEY": RANDOM, "DATA_DIR": str(tmp_path / folder), "DJANGO_SETTINGS_MODULE": "explainer.settings"}
    assert start("-c", made, **env).stderr == ""
    assert [file.name for file in (tmp_path / folder).iterdir() if file.suffix == ".sqlite3"] == ["site.sqlite3"]
    assert [file.name for file in tmp_path.iterdir()] == [folder]


def test_a_folder_that_is_made_is_for_its_owner_alone(start, tmp_path):
    assert start(SECRET_KEY=RANDOM, DATA_DIR=str(tmp_path / "new")).returncode == 0
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_relative_sqlite_path_is_taken_from_the_project(start):
    name = start(*shown("DATABASES"), SECRET_KEY=RANDOM, DATABASE_URL="sqlite:///var/other.sqlite3").stdout
    assert str(settings.BASE_DIR / "var" / "other.sqlite3") in name


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({"CACHE_URL": "redis://127.0.0.1"}, "redis"),
        ({"DATABASE_URL": "postgres://x/y"}, "psycopg"),
        ({"DATABASE_URL": "postgres://x/y"}, "psycopg_pool"),
    ],
)
def test_a_package_that_is_missing_is_a_sentence_that_says_where_to_find_it(start, env, missing):
    code = (
        "import importlib.util as util; find = util.find_spec\n"
        f"util.find_spec = lambda name, *rest: None if name == {missing!r} else find(name, *rest)\n"
        "import explainer.settings"
    )
    done = start("-c", code, SECRET_KEY=RANDOM, **env)
    assert done.stderr.startswith(f"explainer: {next(iter(env))} names ")
    assert done.stderr.endswith("install requirements/machines.txt first.\n")


def test_a_second_factor_without_its_packages_is_a_sentence(start):
    code = "import importlib.util as util; util.find_spec = lambda *names: None; import explainer.settings"
    done = start("-c", code, SECRET_KEY=RANDOM, SECOND_FACTOR="yes")
    assert done.stderr.endswith("need django-allauth; install requirements/accounts.txt first.\n")


def test_what_is_not_asked_for_is_not_there(start):
    """Neither installed, nor in the way of a request, nor routed."""
    code = (
        "import explainer.settings as s; print([n for n in s.INSTALLED_APPS + s.MIDDLEWARE if 'allauth' in n], s.OIDC)"
    )
    assert start("-c", code, SECRET_KEY=RANDOM).stdout == "[] {}\n"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///copy", "both must begin with postgres://"),
        ("postgres://me:a/b#c@x:y/z", "REPLICA_URL cannot be read"),
    ],
)
def test_a_replica_is_of_the_same_kind_as_the_database(url, sentence):
    with pytest.raises(SystemExit, match=sentence):
        replica("REPLICA_URL", url, {"ENGINE": POSTGRESQL})


def test_without_addresses_for_them_neither_redis_nor_a_replica_is_thought_of(start):
    code = (
        "import sys, django; django.setup()\n"
        "from explainer import settings\n"
        "from explainer.serving import replicas, shared_pages\n"
        "print(shared_pages.tier(), 'redis' in sys.modules, list(settings.DATABASES), settings.CACHES['default'])"
    )
    done = start("-c", code, SECRET_KEY=RANDOM, DJANGO_SETTINGS_MODULE="explainer.settings")
    local = "{'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}"
    assert done.stdout == f"None False ['default'] {local}\n", done.stderr


def test_sqlite_is_durable_and_does_not_block_readers(start):
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    for name in ('journal_mode', 'synchronous', 'foreign_keys'):\n"
        "        print(cursor.execute(f'PRAGMA {name}').fetchone()[0])"
    )
    done = start("-c", code, SECRET_KEY=RANDOM, DJANGO_SETTINGS_MODULE="explainer.settings")
    assert done.stdout.split() == ["wal", "2", "1"], done.stderr


@pytest.mark.parametrize(("site", "secure"), [("https://explainer.example", True), ("http://127.0.0.1:8000", False)])
def test_https_switches_on_what_needs_it(start, site, secure):
    names = "SECURE_SSL_REDIRECT, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_HSTS_SECONDS"
    code = f"from explainer.settings import {names}; print(({names}))"
    done = start("-c", code, SECRET_KEY=RANDOM, SITE_URL=site)
    assert done.stdout == ("(True, True, True, 3600)\n" if secure else "(False, False, False, 0)\n")


def test_browsers_are_held_to_https_for_as_long_as_was_asked(start):
    names = "SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD"
    code = f"from explainer.settings import {names}; print(({names}))"
    assert start("-c", code, **PRODUCTION).stdout == "(3600, False, False)\n"
    whole = {"HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "on", "HSTS_PRELOAD": "on"}
    assert start("-c", code, **PRODUCTION, **whole).stdout == "(31536000, True, True)\n"


def test_a_proxy_is_trusted_only_when_named(start):
    assert start(*shown("SECURE_PROXY_SSL_HEADER"), SECRET_KEY=RANDOM).stdout == "None\n"
    named = start(*shown("SECURE_PROXY_SSL_HEADER"), SECRET_KEY=RANDOM, BEHIND_PROXY="1").stdout
    assert named == "('HTTP_X_FORWARDED_PROTO', 'https')\n"


def test_a_log_line_is_one_line_whatever_a_visitor_sends():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "name %s", ("a\r\nb\x1b[31m\u2028c\ud800",), None)
    assert OneLine().format(record) == r"name a\r\nb\x1b[31m\u2028c\ud800"


def test_a_database_that_is_away_is_a_line_and_a_fault_of_ours_has_its_traceback():
    told = {}
    for error in (OperationalError("no route to it"), ValueError("a fault")):
        try:
            raise error
        except Exception:
            record = logging.LogRecord("django.request", logging.ERROR, "f", 1, "Error: %s", ("/a/",), sys.exc_info())
        told[type(error)] = OneLine().format(record)
    assert told[OperationalError] == "Error: /a/ (no route to it)"
    assert "Traceback" in told[ValueError]


def test_a_host_that_a_scanner_made_up_is_no_line(start):
    code = (
        "import django; django.setup(); from django.test import Client; "
        "print(Client(headers={'host': 'scanner.example'}).get('/').status_code)"
    )
    done = start("-c", code, SECRET_KEY=RANDOM, DJANGO_SETTINGS_MODULE="explainer.settings")
    assert done.stdout == "400\n"
    assert "Host" not in done.stderr


def test_the_release_is_short_and_stable(start):
    releases = {start(*shown("RELEASE"), SECRET_KEY=RANDOM).stdout for _ in range(2)}
    assert len(releases) == 1
    assert len(releases.pop().strip()) == 12
