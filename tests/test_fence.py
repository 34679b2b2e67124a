"""What stands on gunicorn's private names stays behind one fence; with a gunicorn that is untried the site is right."""

from __future__ import annotations

import ast
import re
import signal
import subprocess
import sys
import time
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from gunicorn.asgi import protocol
from gunicorn.asgi.parser import CallbackRequest, PythonProtocol
from gunicorn.workers.gasgi import ASGIWorker

from bench.processes import children
from explainer.serving import inside_gunicorn
from explainer.serving import protocol as gate
from explainer.serving.protocol import OWN, TRIED, warning, worker_for

from .test_protocol import MARKED, request, said, went
from .test_server import LINUX, PATIENCE, Server

ROOT = Path(settings.BASE_DIR)
FENCE, GATE = Path(inside_gunicorn.__file__), Path(gate.__file__)
# Every name of gunicorn's that is not for others, with what has it. A new version is tried by looking at these.
PRIVATE = {
    "_is_valid_token": PythonProtocol,
    "_has_invalid_header_chars": PythonProtocol,
    "_keepalive_timeout": protocol.ASGIProtocol,
    "_will_close": protocol.ASGIProtocol,
    "_serve_http_request": protocol.ASGIProtocol,
    "_on_body": protocol.ASGIProtocol,
    "_reading_paused": protocol.ASGIProtocol,
    "_send_body": protocol.ASGIProtocol,
    "_keepalive_handle": protocol.ASGIProtocol,
    "_response_buffer": protocol.ASGIProtocol,
    "_flow_control": protocol.ASGIProtocol,
    "_callback_parser": protocol.ASGIProtocol,
    "_body_receiver": protocol.ASGIProtocol,
    "_pre_request": protocol.ASGIProtocol,
    "_post_request": protocol.ASGIProtocol,
    "_root_path": protocol.ASGIProtocol,
    "_complete": protocol.BodyReceiver,
    "_get_cached_date_header": protocol,
    "_setup_event_loop": ASGIWorker,
}
OURS = {"_at_once"}
UNTRIED = "27.99.0"
PRETENDED = f"import gunicorn\ngunicorn.__version__ = {UNTRIED!r}\n"


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def underscored(path: Path) -> set[str]:
    """Attributes that are read, set or defined and begin with one underscore."""
    nodes = list(ast.walk(tree(path)))
    found = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    found |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in found if name.startswith("_") and not name.startswith("__")}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(alias.name for alias in node.names)}
    return found


def code() -> list[Path]:
    return [ROOT / "gunicorn.conf.py", *sorted((ROOT / "explainer").rglob("*.py"))]


def test_the_names_behind_the_fence_are_known_and_there():
    assert underscored(FENCE) - OURS == set(PRIVATE)
    assert not OURS & set(PRIVATE)
    source = {owner: Path(sys.modules[getattr(owner, "__module__", owner.__name__)].__file__).read_text()
              for owner in PRIVATE.values()}  # fmt: skip
    assert not {name for name, owner in PRIVATE.items() if not re.search(rf"\b{name}\b", source[owner])}
    assert {"raw_path", "version", "headers_bytes", "scheme", "query"} <= set(CallbackRequest.__slots__)


def test_only_the_fence_and_the_configuration_know_gunicorn():
    about = {path.name for path in code() if any(name.split(".")[0] == "gunicorn" for name in imported(path))}
    assert about == {FENCE.name, "gunicorn.conf.py"}
    assert underscored(ROOT / "gunicorn.conf.py") == set()
    public = {"gunicorn", "gunicorn.arbiter", "gunicorn.glogging", "gunicorn.workers.base"}
    assert {name for name in imported(ROOT / "gunicorn.conf.py") if name.startswith("gunicorn")} == public


def test_the_fence_has_one_gate():
    inside = FENCE.stem
    by = {path.name for path in code() for name in imported(path) if name.rpartition(".")[2] == inside}
    assert by == {GATE.name}
    assert not [node for node in tree(GATE).body if isinstance(node, ast.ImportFrom) and node.module == inside]


def test_what_is_installed_was_tried_and_what_may_be_installed_begins_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    bounds = next(line for line in project["dependencies"] if line.startswith("gunicorn"))
    major, minor, _patch = map(int, TRIED[-1].split("."))
    assert bounds == f"gunicorn>={TRIED[0]},<{major}.{minor + 1}"
    assert version("gunicorn") in TRIED
    for lock in (ROOT / "requirements").glob("*.txt"):
        for locked in re.findall(r"^gunicorn==(\S+)", lock.read_text(), re.MULTILINE):
            assert locked in TRIED


def test_a_version_that_was_not_tried_gets_gunicorns_own_worker_and_one_line():
    assert worker_for(UNTRIED) == OWN
    assert UNTRIED in warning(UNTRIED)
    assert "\n" not in warning(UNTRIED)
    for tried in TRIED:
        assert issubclass(worker_for(tried), ASGIWorker)
        assert warning(tried) == ""


@pytest.mark.parametrize(("pretended", "read"), [("", "True"), (PRETENDED, "False")], ids=["tried", "untried"])
def test_what_is_behind_the_fence_is_read_only_where_it_was_tried(pretended, read):
    asked = f"{pretended}import runpy, sys; runpy.run_path('gunicorn.conf.py'); print('gunicorn.asgi' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == read, done.stderr


def started(folder, name: str, before: str = "", site: str = "") -> Server:
    """A site whose answers say so when they came by the long way; ``site``: its address, where not its own."""
    config = folder / f"{name}.conf.py"
    config.write_text(before + MARKED.format(plain=str(ROOT / "gunicorn.conf.py")))
    server = Server(folder, config=str(config))
    server.log = folder / f"log-{name}"
    server.env["SITE_URL"] = site or server.env["SITE_URL"]
    if not site:
        server.manage("migrate", "--verbosity=0")
        server.manage("collectstatic", "--noinput", "--verbosity=0")
    server.start()
    return server


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    server = started(tmp_path_factory.mktemp("both"), "quick")
    yield server
    assert server.stop() == 0
    assert "tried" not in server.log.read_text()


@pytest.fixture(scope="module")
def slow(quick):
    """The same site under a gunicorn that says it is another."""
    server = started(quick.log.parent, "slow", PRETENDED, quick.env["SITE_URL"])
    yield server
    assert server.stop() == 0
    assert not re.search(r"exception|traceback|dropping", server.log.read_text(), re.IGNORECASE)


@pytest.fixture(scope="module")
def etag(quick, slow):
    """The tag of a page that both have ready."""
    tags = {said(server, request(), request(), request())[0][1]["etag"] for server in (quick, slow)}
    assert len(tags) == 1
    return tags.pop()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"method": "HEAD"},
        {"Accept_Encoding": "gzip"},
        {"method": "HEAD", "Accept_Encoding": "br, gzip"},
        {"If_None_Match": True},
        {"If_None_Match": True, "Accept_Encoding": "gzip"},
        {"If_None_Match": '"another"'},
        {"address": "/"},
        {"address": "/ar/about/"},
        {"address": "/no-such-page/"},
        {"address": "/about/?a=b"},
        {"address": "/static/style.css", "Accept_Encoding": "gzip"},
        {"address": "/healthz/live"},
        {"Host": "evil.example"},
        {"method": "POST", "body": "x"},
    ],
    ids=str,
)
def test_both_answer_with_the_same_bytes(quick, slow, etag, asked):
    asked = {name: etag if value is True else value for name, value in asked.items()}
    for server in (quick, slow):
        said(server, request(**asked))  # so that it is ready, where it can be
    ours, theirs = said(quick, request(**asked))[0], said(slow, request(**asked))[0]
    assert went(theirs)
    for answer in (ours, theirs):
        answer[1].pop("x-long-way", None)
    assert ours == theirs
    assert list(ours[1]) == list(theirs[1])


def test_who_asks_much_at_once_is_answered_in_order(quick, slow, etag):
    asked = [request(), request("/no-such-page/"), request(If_None_Match=etag), request(method="HEAD"), request()]
    ours, theirs = said(quick, *asked), said(slow, *asked)
    assert [went(answer) for answer in ours] != [went(answer) for answer in theirs] == [True] * 5
    for answer in [*ours, *theirs]:
        answer[1].pop("x-long-way", None)
    assert ours == theirs
    assert [answer[0].split()[1] for answer in ours] == ["200", "404", "304", "200", "200"]


def test_both_refuse_a_request_that_does_not_say_whom_it_asks(quick, slow):
    bare = b"GET /healthz/live HTTP/1.1\r\n\r\n"
    assert [said(server, bare)[0][0] for server in (quick, slow)] == ["HTTP/1.1 400 Bad Request"] * 2


@LINUX
def test_a_reload_gives_another_worker_that_answers_and_each_says_it_once(slow):
    told = f"gunicorn {UNTRIED} is not one that our protocol was tried on"
    assert slow.log.read_text().count(told) == 1
    before = set(children(slow.process.pid))
    slow.process.send_signal(signal.SIGHUP)
    statuses, deadline = set(), time.monotonic() + PATIENCE
    while not (now := set(children(slow.process.pid))) or now & before:
        assert time.monotonic() < deadline, slow.log.read_text()
        statuses.add(slow.ask("GET", "/about/")[0])
    assert statuses | {slow.ask("GET", "/about/")[0]} == {200}
    assert slow.log.read_text().count(told) == 2
