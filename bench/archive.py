"""What a made-up archive costs, at one size or beside another: first reads, searches, a publication, memory.

It must not make the archive itself, which ``manage.py make_archive`` does, nor know its pages: ``inside`` does."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import addresses
from .measure import Say, load
from .processes import look
from .report import verdict
from .servers import Failed, Server, Site, serve

NEWEST, RANKED = 20, 100  # ms that a search may take
MONTHS = 200  # statements of the story that is read after many editions
FOLLOWED = (
    "overview", "changes", "changes since an edition", "feeds", "feeds of an actor", "feeds of an issue", "events.ics",
    "corrections", "corrections: feed", "one statement", "timeline", "an older edition",
)  # fmt: skip
Found = dict[str, Any]  # what ``inside`` wrote; “memory” is MiB of a worker, half way through many pages and at the end


def run(folder: Path, asked: argparse.Namespace, say: Say) -> None:
    sizes = [tuple(size) for size in asked.archive]
    found = [one(folder, stories, statements, asked.seed, say) for stories, statements in sizes]
    say("\n" + table(sizes, found) + "\n\n" + "\n".join(targets(found)))


def months(folder: Path, asked: argparse.Namespace, say: Say) -> None:
    """One story after so many editions, beside others: what comes back to it costs."""
    found = []
    for editions in asked.editions:
        site = filled(folder / str(editions), 1, MONTHS, asked.seed, say, editions)
        found.append(json.loads(site.python("-m", "bench.inside", str(editions))))
    heads = [f"{editions:,} edition{'s' if editions > 1 else ''}" for editions in asked.editions]
    say("\n" + table_of(heads, found, months_of))


def months_of(found: Found) -> dict[str, float]:
    """What grows with editions, if anything does, and what shows as much of them as there is."""
    pages = {name: cost["cpu"] for name, cost in found["pages"].items() if name in FOLLOWED}
    return {**pages, "publishing once more": found["publishing"]["cpu"]}


def one(folder: Path, stories: int, statements: int, seed: int, say: Say) -> Found:
    place = folder / f"{stories}x{statements}"
    site = filled(place, stories, statements, seed, say)
    found: dict[str, Any] = json.loads(site.python("-m", "bench.inside"))
    for name, cost in found["pages"].items():
        say(f"{name}: CPU {cost['cpu']:.1f} ms, the dearest {cost['most']:.1f} ms, {cost['queries']} queries")
    with serve(site, "ours") as server:
        found["memory"] = memory(server, found.pop("many"))
    return found


def filled(place: Path, stories: int, statements: int, seed: int, say: Say, editions: int = 0) -> Site:
    place.mkdir(exist_ok=True)
    site = Site(place, workers=1)
    if "make_archive" not in site.manage("help", "--commands").split():
        raise Failed("this copy has no command `make_archive`, which --archive needs.")
    site.manage("migrate", "--verbosity=0")
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    say(f"making {stories:,} stories with {statements:,} statements each")
    began = time.monotonic()
    site.manage(
        "make_archive", "--stories", str(stories), "--statements", str(statements), "--seed", str(seed),
        "--editions", str(editions),
    )  # fmt: skip
    size = sum(file.stat().st_size for file in place.glob("site.sqlite3*")) / 2**20
    say(f"made in {time.monotonic() - began:,.0f} s; the database has {size:,.0f} MiB")
    return site


def memory(server: Server, many: list[str]) -> list[float]:
    """MiB of a worker, once half of the pages were read and at the end."""
    half, held = len(many) // 2, []
    for some in (many[:half], many[half:]):
        load(server, [addresses.request(page) for page in some], 1, 0)
        held.append(look(*server.workers()).memory / 2**20)
    return held


def table(sizes: list[tuple[int, int]], found: list[Found]) -> str:
    lines = [table_of([f"{stories:,} × {statements:,}" for stories, statements in sizes], found, rows)]
    held = [" → ".join(f"{each:.0f}" for each in one["memory"]) for one in found]
    lines.append(f"| MiB of a worker, half way and at the end | {' | '.join(held)} |  |")
    return "\n".join(lines)


def table_of(heads: list[str], found: list[Found], rows: Callable[[Found], dict[str, float]]) -> str:
    """CPU by kind of page and size; the last size beside the first, a star where it is over its bound."""
    lines = [f"| CPU ms | {' | '.join(heads)} | last ÷ first |", "|---" + "|---:" * (len(heads) + 1) + "|"]
    for name, ours in rows(found[-1]).items():
        costs = [rows(one).get(name) for one in found]
        ratio = f"{ours / costs[0]:.2f}{'' if bounded(costs[0], ours) else ' *'}" if costs[0] else ""
        cells = ["" if cost is None else f"{cost:.1f}" for cost in costs]
        lines.append(f"| {name} | {' | '.join(cells)} | {ratio} |")
    return "\n".join(lines)


def rows(found: Found) -> dict[str, float]:
    named = {f"search alone, {name}": cost for name, cost in found["searches"].items()}
    pages = {name: cost["cpu"] for name, cost in found["pages"].items()}
    return {**pages, **named, "publishing one story": found["publishing"]["cpu"]}


def bounded(first: float, last: float) -> bool:
    return last <= 1.5 * first + 1


def targets(found: list[Found]) -> Iterator[str]:
    """Each target beside what came of it, at the last size."""
    first, last = found[0], found[-1]
    if len(found) > 1:
        over = [name for name, cost in rows(last).items() if (was := rows(first).get(name)) and not bounded(was, cost)]
        told = f"**missed** by {', '.join(over)}" if over else "met"
        yield f"- CPU at the last size, to be at most 1.5 × that at the first, and 1 ms: {told}"
    yield verdict("search, newest first", last["searches"]["newest"], NEWEST, unit=" ms")
    yield verdict("search, ranked", last["searches"]["ranked"], RANKED, unit=" ms")
    yield verdict("memory at the end ÷ half way", last["memory"][1] / last["memory"][0], 1.1)
