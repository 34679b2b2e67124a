"""``python3 run bench``: measures this site beside a bare callable and Django's cache middleware.

With one of --slow, --kill, --reload, --soak, --archive or --desk it tries that instead, and nothing else. Everything
runs on 127.0.0.1, with a site of its own in a folder that is removed at the end."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from . import archive, desk, faults, measure, report, soak
from .servers import ROOT, Failed, Site

PAGE = ROOT / "docs" / "performance.md"


def say(sentence: str) -> None:
    print(sentence, flush=True)


def options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run bench", description=__doc__)
    add = parser.add_argument
    add("--seconds", type=float, default=4.0, help="how long each contender is asked in each round (4)")
    add("--rounds", type=int, default=5, help="how often each is measured; the median counts (5)")
    add("--workers", type=int, default=2, help="processes of every server (2)")
    add("--connections", type=int, default=32, help="requests under way at once (32)")
    add("--hot-only", action="store_true", help="leave first reads out")
    add("--write", action="store_true", help="write the table into docs/performance.md")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--slow", type=int, metavar="N", help="with N slow clients attached, of four kinds")
    one.add_argument(
        "--kill", type=float, nargs="?", const=60.0, metavar="SECONDS", help="kill a worker every 5 s (60)"
    )
    one.add_argument("--reload", type=float, nargs="?", const=30.0, metavar="SECONDS", help="reload every 5 s (30)")
    one.add_argument("--soak", type=float, metavar="MINUTES", help="good, bad and first reads: does anything grow?")
    one.add_argument(
        "--archive", type=int, nargs=2, action="append", metavar=("STORIES", "STATEMENTS"),
        help="what first reads cost in a made-up archive of STORIES with STATEMENTS each; again to compare sizes",
    )  # fmt: skip
    one.add_argument(
        "--editions", type=int, nargs="+", metavar="N",
        help="what it costs to follow a made-up story of 200 statements after N editions; several compare",
    )  # fmt: skip
    one.add_argument("--desk", action="store_true", help="what a small story takes at the desk, in a real browser")
    add("--seed", type=int, default=1, help="of the archive (1)")
    return parser.parse_args(words)


def compare(site: Site, asked: argparse.Namespace) -> None:
    found, pages = measure.hot(site, rounds=asked.rounds, seconds=asked.seconds, connections=asked.connections, say=say)
    if not asked.hot_only:
        found += measure.cold(site, pages, rounds=min(3, asked.rounds), say=say)
    shown = f"{report.about_the_machine()}\n{asked.workers} workers each, {asked.connections} connections.\n\n"
    shown += report.table(found) + "\n\n" + "\n".join(report.targets(found))
    say(f"\n{shown}")
    for one in found:
        for warning in dict.fromkeys(one.warnings):
            say(f"warning: {one.name.strip('*')}: {warning}")
    if asked.write:
        report.write(PAGE, shown)
        say(f"written into {PAGE.relative_to(ROOT)}")


def main(words: list[str]) -> None:
    if sys.platform != "linux":
        raise SystemExit("explainer: the benchmark reads /proc, so it runs on Linux.")
    asked = options(words)
    with tempfile.TemporaryDirectory(prefix="explainer-bench-") as folder:
        site = Site(Path(folder), asked.workers)
        try:
            if asked.archive:
                archive.run(Path(folder), asked, say)
                return
            if asked.editions:
                archive.months(Path(folder), asked, say)
                return
            if asked.desk:
                desk.run(site, asked, say)
                return
            say("preparing a site")
            site.manage("prepare")
            if asked.slow is not None:
                faults.slow(site, asked, say)
            elif asked.kill is not None:
                faults.kill(site, asked, say)
            elif asked.reload is not None:
                faults.reload(site, asked, say)
            elif asked.soak is not None:
                soak.run(site, asked, say)
            else:
                compare(site, asked)
        except Failed as problem:
            raise SystemExit(f"explainer: {problem}") from None


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None
