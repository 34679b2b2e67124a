"""How the figures are shown: a Markdown table, the targets, the machine; and where they are written.

It must not measure, nor say more than was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .figures import ratios
from .measure import BASE, COLD, OURS, UNCHANGED, Measured
from .servers import Failed

BEGIN, END = "<!-- bench: written by `python3 run bench --write` -->", "<!-- bench: end -->"
COLUMNS = (
    "what", "requests/s", "p50 ms", "p99 ms", "CPU µs a request", "memory MiB", "bytes sent", "requests/s ÷ bare",
    "CPU ÷ bare",
)  # fmt: skip


def row(one: Measured, base: Measured) -> str:
    told, against = one.figures, ratios(one.figures, base.figures)
    cells = [
        one.name,
        f"{told['rate']:,.0f}",
        f"{told['p50']:.1f}",
        f"{told['p99']:.1f}",
        f"{told['cpu']:,.0f}",
        f"{told['memory']:.0f}",
        f"{told['size']:,.0f}",
        f"{against.get('rate', 0):.2f}",
        f"{against.get('cpu', 0):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def table(found: Sequence[Measured]) -> str:
    rows = [one for one in found if one.figures]
    base = next((one for one in rows if one.name == BASE), rows[0])
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" + "|---:" * (len(COLUMNS) - 1) + "|"]
    return "\n".join([*lines, *(row(one, base) for one in rows)])


def about_the_machine() -> str:
    """One sentence: when, with which versions, on what."""
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "gunicorn"))
    return (
        f"{datetime.now(UTC):%-d %B %Y}; Python {platform.python_version()}, {packages}; "
        f"{platform.system()} {platform.release().split('-')[0]} on {os.cpu_count()} cores "
        f"({names[0] if names else platform.machine()}), {memory:.0f} GiB."
    )


def verdict(label: str, value: float, bound: float, *, least: bool = False, unit: str = "") -> str:
    met = value >= bound if least else value <= bound
    sign = "at least" if least else "at most"
    return f"- {label}: {value:.2f}{unit}, to be {sign} {bound:g}{unit}: {'met' if met else '**missed**'}"


def targets(found: Sequence[Measured]) -> Iterator[str]:
    """Each target beside its figure; only those whose cases were measured."""
    by_name = {one.name: one.figures for one in found if one.figures}
    base, ours, same, first = (by_name.get(name) for name in (BASE, OURS, UNCHANGED, COLD))
    if base and ours:
        yield verdict("requests a second of a page read before ÷ bare", ours["rate"] / base["rate"], 2, least=True)
        yield verdict("its CPU ÷ bare", ours["cpu"] / base["cpu"], 0.6)
        yield verdict("its p99 ÷ bare", ours["p99"] / base["p99"], 2)
    if ours and same:
        yield verdict("CPU of a 304 ÷ CPU of the page", same["cpu"] / ours["cpu"], 1.05)
    if first:
        yield verdict("CPU of a first read", first["cpu"] / 1000, 8, unit=" ms")
        yield verdict("p99 of first reads ÷ their p50", first["p99"] / first["p50"], 3)


def between_markers(page: str, text: str) -> str:
    """``page`` with what stands between the markers replaced by ``text``."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Failed(f"the page has no place for the table: a line {BEGIN} and a line {END}.")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def write(page: Path, text: str) -> None:
    page.write_text(between_markers(page.read_text(encoding="utf-8"), text), encoding="utf-8")
