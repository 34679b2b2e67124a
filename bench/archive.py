"""What first reads cost in a made-up archive, kind of page by kind, at one size or beside another.

It must not make the archive itself: ``manage.py make_archive`` does."""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from pathlib import Path

from . import addresses
from .measure import Say, load
from .servers import Failed, Server, Site, serve

PAGES = 600  # as many are found by following links
OF_A_KIND = 20  # as many are read of each kind
WORDS = ["ceasefire", "hostages", "border", "talks", "said", "council", "relief", "north"]
Costs = dict[str, tuple[int, float, float]]


def run(folder: Path, asked: argparse.Namespace, say: Say) -> None:
    sizes = [tuple(size) for size in asked.archive]
    found = [one(folder, stories, statements, asked.seed, say) for stories, statements in sizes]
    say("\n" + table(sizes, found))


def one(folder: Path, stories: int, statements: int, seed: int, say: Say) -> Costs:
    place = folder / f"{stories}x{statements}"
    place.mkdir()
    site = Site(place, workers=1)
    if "make_archive" not in site.manage("help", "--commands").split():
        raise Failed("this copy has no command `make_archive`, which --archive needs.")
    site.manage("migrate", "--verbosity=0")
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    say(f"making {stories:,} stories with {statements:,} statements each")
    began = time.monotonic()
    site.manage("make_archive", "--stories", str(stories), "--statements", str(statements), "--seed", str(seed))
    size = sum(file.stat().st_size for file in place.glob("site.sqlite3*")) / 2**20
    say(f"made in {time.monotonic() - began:,.0f} s; the database has {size:,.0f} MiB")
    with serve(site, "ours") as server:
        asked = chosen(addresses.pages(server, most=PAGES), random.Random(seed))
    with serve(site, "ours") as server:  # again, so that nothing was read before
        return costs(server, asked, say)


def chosen(pages: list[str], choose: random.Random) -> dict[str, list[str]]:
    """Some pages of each kind, and searches."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        kinds[addresses.kind(page)].append(page)
    found = {name: choose.sample(some, min(OF_A_KIND, len(some))) for name, some in sorted(kinds.items())}
    found["search everywhere"] = [f"/search/?q={word}" for word in WORDS]
    return found


def costs(server: Server, asked: dict[str, list[str]], say: Say) -> Costs:
    """Of each kind: how many were read, the median in ms, CPU in ms a page. One reader, one page at a time."""
    found = {}
    for name, some in asked.items():
        came = load(server, [addresses.request(page) for page in some], 1, 0)
        found[name] = (came["requests"], came["p50"], came["cpu"] / 1000)
        say(f"{name}: {came['requests']} pages, p50 {came['p50']:.1f} ms, CPU {came['cpu'] / 1000:.1f} ms")
        other = {status: count for status, count in came["statuses"].items() if status != "200"}
        if other:
            say(f"warning: {name}: other answers than 200: {other}")
    say(f"memory of the server: {came['memory']:.0f} MiB")
    return found


def table(sizes: list[tuple[int, int]], found: list[Costs]) -> str:
    """Kinds by sizes; the last size beside the first."""
    heads = [f"{stories:,} × {statements:,}: p50 ms | CPU ms" for stories, statements in sizes]
    lines = [f"| page | {' | '.join(heads)} | CPU, last ÷ first |", "|---" + "|---:" * (2 * len(sizes) + 1) + "|"]
    for name in found[-1]:
        cells = [f"{one[name][1]:.1f} | {one[name][2]:.1f}" if name in one else " | " for one in found]
        first = found[0].get(name, (0, 0.0, 0.0))[2]
        cells.append(f"{found[-1][name][2] / first:.2f}" if first else "")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
