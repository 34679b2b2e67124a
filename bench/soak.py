"""The soak: everything that a public site meets, for a long time. Does anything grow?

It must not judge by one look: memory, descriptors and threads are sampled all the time, process by process."""

from __future__ import annotations

import argparse
import random
import string
import time
from statistics import mean

from . import addresses
from .faults import say_log, wait
from .measure import Say, end_load, start_load
from .processes import Sample, look
from .report import verdict
from .servers import Server, Site, serve
from .slow import attached

EVERY = 10.0  # seconds between two samples
WARM = 0.2  # the part of the time that counts as warming up
RENDERING = 16  # descriptors of a worker: the files of the database, open in each of its few rendering threads
COLD = 4_000  # different searches: pages that nobody has read before


def mixture(pages: list[str], choose: random.Random) -> list[str]:
    """Pages again and again, some unchanged, some bare of compression; searches; and what only a stranger would ask."""
    asked = [addresses.request(page) for page in pages * 4]
    asked += [addresses.request(page, Accept_Encoding=None) for page in pages]
    asked += [addresses.request(page, method="HEAD") for page in pages]
    asked += [addresses.request(page, If_None_Match='"no-such-etag"') for page in pages]
    letters = string.ascii_lowercase
    words = ["".join(choose.choices(letters, k=choose.randint(3, 9))) for _ in range(COLD)]
    asked += [addresses.request(f"/search/?q={word}") for word in words]
    asked += [addresses.request(f"/{word}/") for word in words[: COLD // 4]]
    asked += [addresses.request(f"{choose.choice(pages).partition('?')[0]}?{word}=1") for word in words[: COLD // 4]]
    bad = ("/%FF", "/%00", "/../etc/passwd", "//", "/?q=%FF", "/admin/", "/wp-login.php", "/static/none.css")
    asked += [addresses.request(address) for address in bad * 50]
    asked += [addresses.request(pages[0], method=method) for method in ("OPTIONS", "DELETE", "TRACE")] * 50
    asked += [addresses.request(pages[0], Host="evil.example")] * 50
    choose.shuffle(asked)
    return asked


def run(site: Site, asked: argparse.Namespace, say: Say) -> None:
    seconds, choose = 60 * asked.soak, random.Random(asked.seed)
    with serve(site, "ours") as server:
        requests = mixture(addresses.pages(server), choose)
        samples = [workers(server)]
        say(f"{len(requests):,} different requests, {asked.soak:g} minutes, {site.workers} workers")
        client = start_load(server.port, requests, asked.connections, seconds)
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with attached(server.port, 20):  # they come and go
                if not wait(client, min(EVERY, left)):
                    break
            samples.append(workers(server))
            if len(samples) % 6 == 0:
                say(f"{seconds - left:,.0f} s: {told(samples[-1])}")
        came = end_load(client)
        wait_until_idle(server)
        after, said = workers(server), server.said()
    say(f"{came['requests']:,} requests answered, with {came['statuses']}")
    compare(samples, after, say)
    broken = sum(count for status, count in came["statuses"].items() if status >= "500")
    say(verdict("answers of 500 and above", broken, 0))
    say(verdict("requests never answered", came["refused"] + came["unanswered"], 0))
    say(f"connections that ended before an answer: {came['cut']}")
    say_log([line for line in said if "django.security" not in line], say)  # those it was asked to refuse


def workers(server: Server) -> list[Sample]:
    """One look at each worker, the oldest first."""
    return [look(pid) for pid in server.workers()]


def wait_until_idle(server: Server) -> None:
    """Until the connections that were left open have timed out."""
    time.sleep(8)


def told(samples: list[Sample]) -> str:
    each = (f"{one.memory / 2**20:.0f} MiB, {one.descriptors} descriptors, {one.threads} threads" for one in samples)
    return "; ".join(each)


def total(samples: list[list[Sample]], name: str) -> float:
    """The mean over some looks of what all workers hold together."""
    return mean(sum(float(getattr(one, name)) for one in each) for each in samples)


def compare(samples: list[list[Sample]], after: list[Sample], say: Say) -> None:
    """Start, after warming up, end: the mean of the looks around each, and by how much it grew."""
    few = max(1, len(samples) // 10)
    warm = samples[max(1, int(WARM * len(samples))) :][:few] or samples[-1:]
    say(f"at the start: {told(samples[0])}")
    say(f"after warming up: {told(warm[0])}")
    say(f"at the end: {told(samples[-1])}")
    say(f"at rest again: {told(after)}")
    grew = {name: total(samples[-few:], name) / total(warm, name) for name in ("memory", "descriptors", "threads")}
    say(verdict("memory at the end ÷ after warming up", grew["memory"], 1.1))
    told_too = f"descriptors × {grew['descriptors']:.2f}, threads × {grew['threads']:.2f}"
    say(f"under load, where both follow the clients: {told_too}")
    for name, bound in (("descriptors", RENDERING), ("threads", RENDERING // 2)):
        rest = total([after], name) - total(samples[:1], name)
        say(verdict(f"{name} at rest, more than at the start", rest, bound * len(after)))
