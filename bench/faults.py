"""What readers feel when something is wrong: slow clients, a worker that is killed, a reload under load.

It must not stop a process but the workers of the server that it started."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable

from . import addresses
from .figures import medians
from .load import Report
from .measure import FIGURES, Say, end_load, load, start_load
from .report import verdict
from .servers import Server, Site, serve
from .slow import attached

PAUSE = 5.0  # seconds between two kills or reloads


def slow(site: Site, asked: argparse.Namespace, say: Say) -> None:
    """Readers beside N slow clients, and without them, in turn."""
    quiet, beside = [], []
    with serve(site, "ours") as server:
        story = addresses.first_story(server)
        requests = [addresses.request(story)]
        load(server, requests, asked.connections, 1.0)
        for number in range(1, asked.rounds + 1):
            quiet.append(load(server, requests, asked.connections, asked.seconds))
            with attached(server.port, asked.slow, story):
                beside.append(load(server, requests, asked.connections, asked.seconds))
            say(
                f"round {number} of {asked.rounds}: p95 {quiet[-1]['p95']:.1f} ms, with them {beside[-1]['p95']:.1f} ms"
            )
        said = server.said()
    before, after = (medians([{name: one[name] for name in FIGURES} for one in each]) for each in (quiet, beside))
    lost = sum(one["cut"] + one["refused"] + one["unanswered"] for one in beside)
    say(f"quiet: {before['rate']:,.0f}/s, p95 {before['p95']:.1f} ms, {before['cpu']:.0f} µs CPU a request")
    say(f"with {asked.slow} slow clients: {after['rate']:,.0f}/s, p95 {after['p95']:.1f} ms, {after['cpu']:.0f} µs CPU")
    say(verdict("p95 with them ÷ quiet", after["p95"] / before["p95"], 2))
    say(verdict("requests without an answer", lost, 0))
    say_log(said, say)


def kill(site: Site, asked: argparse.Namespace, say: Say) -> None:
    """SIGKILL to one worker after the other, under load."""
    choose = random.Random(asked.seed)

    def one_worker(server: Server) -> None:
        workers = server.workers()
        if workers:
            os.kill(choose.choice(workers), signal.SIGKILL)

    came, times = under_load(site, asked, asked.kill, one_worker, say)
    say(f"{times} workers killed in {came['seconds']:.0f} s, {came['requests']:,} requests answered")
    say(verdict("cut off while in flight, for each kill", came["cut"] / max(1, times), asked.connections))
    say_lost(came, say)
    say(verdict("the slowest that was answered", came["slowest"] / 1000, 1, unit=" s"))


def reload(site: Site, asked: argparse.Namespace, say: Say) -> None:
    """SIGHUP to the server, again and again, under load."""
    came, times = under_load(site, asked, asked.reload, Server.reload, say)
    say(f"{times} reloads in {came['seconds']:.0f} s, {came['requests']:,} requests answered")
    say(verdict("cut off", came["cut"], 0))
    say_lost(came, say)
    say(verdict("the slowest", came["slowest"] / 1000, 1, unit=" s"))


def under_load(
    site: Site, asked: argparse.Namespace, seconds: float, act: Callable[[Server], None], say: Say
) -> tuple[Report, int]:
    """The client's report on so many seconds of load, and how often ``act`` was done meanwhile."""
    with serve(site, "ours") as server:
        requests = [addresses.request(addresses.first_story(server))]
        load(server, requests, asked.connections, 1.0)
        client, times = start_load(server.port, requests, asked.connections, seconds), 0
        until = time.monotonic() + seconds - PAUSE / 2
        while wait(client, min(PAUSE, until - time.monotonic())):
            if time.monotonic() >= until:
                break
            act(server)
            times += 1
            say(f"{act.__name__.replace('_', ' ')}: {times}")
        came = end_load(client)
        came["log"] = server.said()
    say_log([line for line in came["log"] if "SIGKILL" not in line and "sent SIGTERM" not in line], say)
    return came, times


def wait(client: subprocess.Popen[str], seconds: float) -> bool:
    """Whether the client is still at work after that time."""
    try:
        client.wait(timeout=max(0.0, seconds))
    except subprocess.TimeoutExpired:
        return True
    return False


def say_lost(came: Report, say: Say) -> None:
    other = sum(count for status, count in came["statuses"].items() if status != "200")
    say(verdict("answers that were no page", other, 0))
    say(verdict("connections refused", came["refused"], 0))
    say(verdict("requests never answered", came["unanswered"], 0))


def say_log(lines: list[str], say: Say) -> None:
    if lines:
        say(f"warning: the log has {len(lines)} lines such as: {lines[0]}")
