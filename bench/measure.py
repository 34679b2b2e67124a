"""Measures: the contenders in turn, cached pages and first reads, as figures by name.

It must not start a server that the rounds share, nor decide how figures are shown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from . import addresses
from .figures import medians
from .load import Report
from .processes import cpu, look, tree
from .servers import ROOT, Failed, Server, Site, serve

Say = Callable[[str], None]
BASE = "Bare WSGI callable, gthread"
OURS = "**This site: a page read before**"
UNCHANGED = "This site: the same, not changed (304)"
COLD, COLD_DJANGO = "**This site: a first read**", "Django’s cache middleware: a first read"


@dataclass(frozen=True)
class Case:
    """What is asked of which server, and the status that each answer must have."""

    name: str
    server: Server
    request: str
    status: int = 200


@dataclass
class Measured:
    """What came of a case: the medians of its rounds, and what is worth a warning."""

    name: str
    figures: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def start_load(port: int, requests: Sequence[str], connections: int, seconds: float) -> subprocess.Popen[str]:
    """The client, at work in a process of its own; ``end_load`` waits for what came of it."""
    job = json.dumps({"port": port, "requests": requests, "connections": connections, "seconds": seconds})
    command = [sys.executable, "-m", "bench.load"]
    client = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert client.stdin
    client.stdin.write(job)
    client.stdin.close()
    return client


def end_load(client: subprocess.Popen[str]) -> Report:
    assert client.stdout
    with client:
        said = client.stdout.read()
    if client.returncode:
        raise Failed("the client of the benchmark broke; the lines above say why.")
    came: Report = json.loads(said)
    return came


def load(server: Server, requests: Sequence[str], connections: int, seconds: float) -> Report:
    """One run of the client against a server: its report, with the server's CPU and memory beside it."""
    before = cpu(server.pid)
    came = end_load(start_load(server.port, requests, connections, seconds))
    used, answered = cpu(server.pid) - before, max(1, came["requests"])
    came["rate"] = came["requests"] / came["seconds"]
    came["cpu"] = 1_000_000 * used / answered
    came["memory"] = look(*tree(server.pid)).memory / 2**20
    came["size"] = came["bytes"] / answered
    return came


FIGURES = ("rate", "p50", "p95", "p99", "cpu", "memory", "size")


def warnings(came: Report, status: int = 200) -> list[str]:
    found = []
    if came["client"] > 0.8:
        found.append(
            f"the client used {came['client']:.0%} of a core, so the rate may be the client’s, not the server’s"
        )
    other = {code: count for code, count in came["statuses"].items() if code != str(status)}
    if other or came["cut"] or came["refused"] or came["unanswered"]:
        lost = came["cut"] + came["refused"] + came["unanswered"]
        found.append(f"{lost} without an answer, other answers than {status}: {other or 'none'}")
    return found


def hot_cases(ours: Server, wsgi: Server, asgi: Server, django: Server, story: str) -> list[Case]:
    page = addresses.request(story)
    etag = ours.get(story, **{"Accept-Encoding": "gzip, br"})[1]["ETag"]
    return [
        Case(BASE, wsgi, page),
        Case("Bare ASGI callable, asgi worker", asgi, page),
        Case("Django’s cache middleware, gthread", django, page),
        Case(OURS, ours, page),
        Case(UNCHANGED, ours, addresses.request(story, If_None_Match=etag), 304),
        Case("This site: the same, not compressed", ours, addresses.request(story, Accept_Encoding=None)),
        Case("This site: its style, a hashed file", ours, addresses.request(addresses.style(ours))),
    ]


def in_turn(cases: Sequence[Case], *, rounds: int, seconds: float, connections: int, say: Say) -> list[Measured]:
    """A B C, A B C, …: noise that comes and goes meets all of them. The medians of the rounds."""
    found = {case.name: Measured(case.name) for case in cases}
    seen: dict[str, list[dict[str, float]]] = {case.name: [] for case in cases}
    for case in cases:
        load(case.server, [case.request], connections, min(seconds, 0.5))  # not counted: what is first is slow
    for number in range(1, rounds + 1):
        for case in cases:
            came = load(case.server, [case.request], connections, seconds)
            seen[case.name].append({name: came[name] for name in FIGURES})
            found[case.name].warnings += warnings(came, case.status)
            say(f"round {number} of {rounds}: {case.name.strip('*')}: {came['rate']:,.0f}/s, {came['cpu']:.0f} µs CPU")
    for name, measured in found.items():
        measured.figures = medians(seen[name])
    return list(found.values())


def hot(site: Site, *, rounds: int, seconds: float, connections: int, say: Say) -> tuple[list[Measured], list[str]]:
    """All contenders with one page that was read before, and the addresses of every page of the site."""
    with serve(site, "ours") as ours:
        story = addresses.first_story(ours)
        size = len(ours.get(story, **{"Accept-Encoding": "gzip, br"})[2])
        say(f"the page is {story}, {size:,} bytes as sent to a browser")
        with (
            serve(site, "bare wsgi", page_bytes=size) as wsgi,
            serve(site, "bare asgi", page_bytes=size) as asgi,
            serve(site, "django cache") as django,
        ):
            cases = hot_cases(ours, wsgi, asgi, django, story)
            found = in_turn(cases, rounds=rounds, seconds=seconds, connections=connections, say=say)
            found += [logged(server) for server in (ours, wsgi, asgi, django) if server.said()]
        return found, addresses.pages(ours)


def logged(server: Server) -> Measured:
    lines = server.said()
    return Measured(f"the log of “{server.name}”", warnings=[f"{len(lines)} lines such as: {lines[0]}"])


def cold(site: Site, asked: Sequence[str], *, rounds: int, say: Say) -> list[Measured]:
    """Every page once after a start, by as many readers as there are workers: what a first read costs."""
    found, names = [], {COLD: "ours", COLD_DJANGO: "django cache"}
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    notes: dict[str, list[str]] = {name: [] for name in names}
    requests = [addresses.request(address) for address in asked]
    for number in range(1, rounds + 1):
        for name, contender in names.items():
            with serve(site, contender) as server:
                came = load(server, requests, site.workers, 0)
            seen[name].append({figure: came[figure] for figure in FIGURES})
            notes[name] += warnings(came)
            told = f"{came['requests']} pages, {came['cpu'] / 1000:.1f} ms CPU each"
            say(f"cold {number} of {rounds}: {name.strip('*')}: {told}")
    for name in names:
        found.append(Measured(name, medians(seen[name]), notes[name]))
    return found
