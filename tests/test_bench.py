"""The benchmark counts rightly; how fast anything is, is no matter here."""

from __future__ import annotations

import json
import os
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, resolve

from bench import addresses, archive, faults, inside, measure, report, soak
from bench.__main__ import options
from bench.desk import row
from bench.figures import medians, percentile, ratios
from bench.hand import Count
from bench.load import CHUNKED, UNTIL_CLOSED, Load, read_head
from bench.processes import Sample, cpu, look, tree
from bench.servers import Failed, Site
from explainer import urls

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the benchmark reads /proc, so it runs on Linux")


@pytest.mark.parametrize(("part", "value"), [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (0.995, 100), (1.0, 100)])
def test_a_percentile_is_the_nearest_rank(part, value):
    assert percentile(range(1, 101), part) == value
    assert percentile([7], part) == 7
    assert percentile([], part) == 0


def test_handling_is_counted_by_the_keystroke_level_model():
    before = Count(clicks=1, keys=2)
    now = Count(clicks=11, drags=1, keys=102, choices=5, turns=3, waited=2.0)
    took = now - before
    assert (took.clicks, took.keys, took.waited) == (10, 100, 2.0)
    pointing = 10 * (1.1 + 0.1 + 0.1) + 1 * 1.1  # what is marked is pointed at twice
    assert took.seconds == pytest.approx(100 * 0.28 + pointing + 5 * 1.35 + 3 * 0.4 + 2.0)
    assert row(("a", "1")) == "| a | 1 |"


def test_rounds_become_medians_and_medians_ratios():
    rounds = [{"rate": 10, "cpu": 5}, {"rate": 30, "cpu": 1}, {"rate": 20, "cpu": 3}]
    assert medians(rounds) == {"rate": 20, "cpu": 3}
    assert ratios({"rate": 20, "cpu": 3, "other": 1}, {"rate": 10, "cpu": 0}) == {"rate": 2}


@pytest.mark.parametrize(
    ("head", "method", "found"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX: y", b"GET", (200, 12, False)),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\nConnection: close", b"GET", (200, 12, True)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 12", b"HEAD", (200, 0, False)),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 12", b"GET", (304, 0, False)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"GET", (200, CHUNKED, False)),
        (b"HTTP/1.0 200 OK\r\nX: y", b"GET", (200, UNTIL_CLOSED, False)),
    ],
)
def test_the_head_says_how_long_the_answer_is(head, method, found):
    assert read_head(head, method) == found


class Tiny(socketserver.StreamRequestHandler):
    """Answers by address; “/cut” ends the connection in the middle of the answer."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            with self.server.lock:
                self.server.asked += 1
            match line.split()[1]:
                case b"/two-parts":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
                    self.wfile.write(b"ngth: 4\r\n\r\nbo")
                    self.wfile.write(b"dy")
                case b"/chunked":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n")
                case b"/closes":
                    self.wfile.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx")
                    return
                case b"/same":
                    self.wfile.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
                case b"/cut":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo")
                    return


class TinyServer(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


@contextmanager
def tiny() -> Iterator[TinyServer]:
    with TinyServer(("127.0.0.1", 0), Tiny) as server:
        server.lock, server.asked = threading.Lock(), 0
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def asked(server: TinyServer, paths: list[str], *, connections: int = 2, seconds: float = 0) -> dict:
    requests = [addresses.request(path) for path in paths]
    job = {"port": server.server_address[1], "requests": requests, "connections": connections, "seconds": seconds}
    return Load(json.loads(json.dumps(job))).run()


@LINUX
def test_the_client_makes_every_request_once_and_counts_each_answer():
    with tiny() as server:
        came = asked(server, ["/two-parts"] * 5 + ["/chunked"] * 3 + ["/closes"] * 2 + ["/same"] * 4)
    assert came["statuses"] == {"200": 8, "304": 4, "404": 2}
    assert (came["requests"], server.asked) == (14, 14)
    assert (came["cut"], came["refused"], came["unanswered"], came["reconnected"]) == (0, 0, 0, 2)
    assert came["p50"] <= came["p99"] <= came["slowest"]


@LINUX
def test_the_client_counts_what_was_cut_off():
    with tiny() as server:
        came = asked(server, ["/cut"] * 3 + ["/two-parts"] * 3)
    assert (came["statuses"], came["cut"]) == ({"200": 3}, 3)


@LINUX
def test_for_a_time_the_client_asks_again_what_was_cut_off():
    with tiny() as server:
        came = asked(server, ["/cut", "/two-parts"], connections=1, seconds=0.2)
    assert came["statuses"].keys() <= {"200"}
    assert came["cut"] >= 1
    assert came["requests"] + came["cut"] == server.asked


@LINUX
def test_nobody_there_is_counted_as_refused():
    with TinyServer(("127.0.0.1", 0), Tiny, bind_and_activate=False) as closed:
        closed.server_bind()  # the port is ours, and nobody listens
        came = asked(closed, ["/"], connections=1)
    assert (came["requests"], came["refused"]) == (0, 1)


BUSY = "sum(i * i for i in range(3_000_000))"
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {BUSY!r}])
child = subprocess.Popen([sys.executable, "-c", "{BUSY}; print(1, flush=True); input()"], stdin=0)
child.wait()
"""


@LINUX
def test_the_cpu_time_of_a_tree_has_that_of_its_children_dead_or_alive():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", PARENT], **pipes) as process:
        assert process.stdout.readline() == b"1\n"
        parent, child = tree(process.pid)
        whole, alive = cpu(parent), cpu(child)
        found = look(parent, child)
        process.communicate(b"\n")
    assert whole > 1.5 * alive > 0
    assert (found.processes, found.threads) == (2, 2)
    assert found.memory > 2_000_000
    assert found.descriptors >= 6
    assert (tree(process.pid), cpu(process.pid)) == ([process.pid], 0)


FIGURES = {"rate": 1000.0, "p50": 1.0, "p95": 2.0, "p99": 3.0, "cpu": 200.0, "memory": 30.0, "size": 7000.0}


def found() -> list[measure.Measured]:
    ours = FIGURES | {"rate": 2500.0, "cpu": 100.0}
    return [measure.Measured(measure.BASE, FIGURES), measure.Measured(measure.OURS, ours), measure.Measured("log")]


def test_the_table_has_a_row_for_each_and_its_ratio_to_the_bare_callable():
    rows = report.table(found()).splitlines()
    assert len(rows) == 4
    assert len({row.count("|") for row in rows}) == 1
    assert rows[3] == f"| {measure.OURS} | 2,500 | 1.0 | 3.0 | 100 | 30 | 7,000 | 2.50 | 0.50 |"


def test_targets_are_told_beside_what_came():
    lines = list(report.targets(found()))
    assert len(lines) == 3
    assert lines[0].endswith("2.50, to be at least 2: met")
    assert report.verdict("p95", 3, 2).endswith("**missed**")
    assert list(report.targets(found()[:1])) == []


def test_the_table_is_written_between_the_markers_and_nowhere_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(page, "new")
    report.write(page, "newer")
    assert page.read_text() == f"before\n{report.BEGIN}\nnewer\n{report.END}\nafter\n"
    page.write_text("no place")
    with pytest.raises(Failed, match="no place for the table"):
        report.write(page, "new")


def test_the_page_on_speed_has_a_place_for_the_table():
    page = (settings.BASE_DIR / "docs" / "performance.md").read_text(encoding="utf-8")
    assert report.between_markers(page, "x").count("x\n" + report.END) == 1


def test_the_machine_is_told_without_its_paths_or_name():
    said = report.about_the_machine()
    assert re.match(r"\d+ [A-Z][a-z]+ \d{4}; Python 3", said)
    assert os.uname().nodename not in said
    assert "/" not in said


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "home"), ("/ar/", "home"), ("/about/", "about"), ("/truce/", "overview"), ("/he/truce/", "overview"),
        ("/truce/statements/", "statements"), ("/truce/statements/s-1/", "one of statements"),
        ("/truce/statements/?side=a", "statements filtered"), ("/truce/timeline/actor/x/", "timeline filtered"),
        ("/truce/issues/gate/history/", "history of one of issues"),
        ("/truce/editions/1/", "overview"), ("/truce/editions/1/timeline/", "timeline"), ("/search/?q=x", "search"),
    ],
)  # fmt: skip
def test_pages_are_told_apart_by_address(address, kind):
    assert addresses.kind(address) == kind


def test_options_have_sizes_that_can_be_compared():
    given = options(["--archive", "1", "1000", "--archive", "5", "200", "--seed", "3"])
    assert (given.archive, given.seed) == ([[1, 1000], [5, 200]], 3)
    assert options(["--kill"]).kill == 60


def measured(cpu: float, *, newest: float = 5.0) -> archive.Found:
    return {
        "pages": {"home": {"cpu": cpu, "most": cpu, "queries": 2}, "about": {"cpu": 2.0, "most": 2.0, "queries": 0}},
        "searches": {"newest": newest, "ranked": 5.0},
        "publishing": {"cpu": 50.0, "most": 60.0, "queries": 58},
        "memory": [100.0, 104.0],
    }


def test_sizes_of_an_archive_are_told_beside_each_other():
    lines = archive.table([(1, 1000), (5, 200)], [measured(10.0), measured(16.1)]).splitlines()
    assert lines[2] == "| home | 10.0 | 16.1 | 1.61 * |"
    assert lines[3] == "| about | 2.0 | 2.0 | 1.00 |"
    assert "| publishing one story | 50.0 | 50.0 | 1.00 |" in lines
    assert lines[-1] == "| MiB of a worker, half way and at the end | 100 → 104 | 100 → 104 |  |"


def test_targets_of_an_archive_say_what_is_over():
    first, *rest = archive.targets([measured(10.0), measured(16.1, newest=21.0)])
    assert first.endswith("**missed** by home, search alone, newest")
    assert [line.endswith("met") for line in rest] == [False, True, True]
    assert next(archive.targets([measured(10.0), measured(16.0)])).endswith("met")
    assert len(list(archive.targets([measured(10.0)]))) == 3


# As feeds are, and only of a story of which more was told than one document holds.
ARCHIVES = {("story", f"{of}feed-{form}-archive") for of in ("", "actor-", "issue-") for form in ("atom", "json")}

LEADING = {("story", name) for name in ("on", "on-day", "timegate", "compare-two")}  # to a page, and have none


@pytest.mark.django_db
def test_first_reads_are_measured_of_every_page_that_a_story_has():
    call_command("make_archive", stories=1, statements=40, seed=1, verbosity=0)
    asked = {address.partition("?")[0] for some in inside.addresses().values() for address in some}
    named = {(match.namespace, match.url_name) for match in map(resolve, asked)}
    assert {(space, name) for space, name in named if space == "story"} == {
        ("story", pattern.name) for pattern in urls.now if isinstance(pattern, URLPattern)
    } - {("story", f"{of}feed-json") for of in ("actor-", "issue-")} - ARCHIVES - LEADING


@pytest.mark.django_db
def test_a_page_is_measured_as_if_nobody_had_read_it(published):
    answer = inside.ask()
    answer("/truce/")
    counts = {inside.cost("/truce/", answer)[1] for _ in range(2)}
    assert len(counts) == 1
    assert inside.counted(lambda: answer("/truce/"))[1] < counts.pop()


def test_a_soak_says_by_how_much_each_grew():
    said: list[str] = []
    flat, grown, leaking = Sample(1, 10**8, 20, 5), Sample(1, 13 * 10**7, 40, 5), Sample(1, 10**8, 90, 5)
    soak.compare([[flat]] * 10 + [[grown]] * 10, [leaking], said.append)
    assert [line for line in said if line.startswith("- ")] == [
        "- memory at the end ÷ after warming up: 1.30, to be at most 1.1: **missed**",
        "- descriptors at rest, more than at the start: 70.00, to be at most 16: **missed**",
        "- threads at rest, more than at the start: 0.00, to be at most 8: met",
    ]


@LINUX
def test_one_contender_is_measured_end_to_end(tmp_path):
    site = Site(tmp_path, workers=1)
    assert "DATABASE_URL" not in site.environment(1)
    with measure.serve(site, "bare wsgi", page_bytes=500) as server:
        assert len(server.get("/healthz/live")[2]) == 500
        case = measure.Case(measure.BASE, server, addresses.request("/"))
        one = measure.in_turn([case], rounds=1, seconds=0.2, connections=2, say=lambda line: None)[0]
        pid = server.pid
    assert one.figures["rate"] > 0
    assert one.figures["size"] > 500
    assert one.warnings == []
    assert tree(pid) == [pid]  # nothing is left of it
    assert cpu(pid) == 0


@LINUX
def test_a_server_that_does_not_start_is_a_sentence(tmp_path):
    (tmp_path / "static").touch()
    site = Site(tmp_path / "static", workers=1)
    with pytest.raises(Failed, match=r"`manage\.py migrate` failed"):
        site.manage("migrate")


def test_what_came_of_faults_is_told():
    said: list[str] = []
    faults.say_lost({"statuses": {"200": 5, "500": 2}, "refused": 0, "unanswered": 0}, said.append)
    assert [line.endswith("**missed**") for line in said] == [True, False, False]
    warned = measure.warnings({"client": 0.9, "statuses": {"200": 1}, "cut": 1, "refused": 0, "unanswered": 0})
    assert len(warned) == 2


def test_the_benchmark_can_be_asked_for_help():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--help"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "--soak MINUTES" in done.stdout


def test_editions_of_one_story_are_told_beside_each_other_and_only_what_is_followed():
    given = options(["--editions", "1", "30"])
    assert given.editions == [1, 30]
    found = []
    for spent in (10.0, 40.0):
        one = measured(spent)
        one["pages"]["changes"] = {"cpu": spent, "most": spent, "queries": 3}
        found.append(one)
    told = archive.table_of(["1 edition", "30 editions"], found, archive.months_of).splitlines()
    assert told[0] == "| CPU ms | 1 edition | 30 editions | last ÷ first |"
    assert [line for line in told if line.startswith("| changes ")] == ["| changes | 10.0 | 40.0 | 4.00 * |"]
    assert any(line.startswith("| publishing once more | 50.0 | 50.0 |") for line in told)
    assert not any(line.startswith("| about ") for line in told)
