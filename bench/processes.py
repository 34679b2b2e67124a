"""What a tree of processes has used, from /proc: CPU seconds, memory, descriptors, threads.

It must not count a process that it was not asked about; it knows Linux only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on (the name before them may hold spaces); empty when it is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def children(pid: int) -> list[int]:
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            fields = stat(int(entry.name))
            if fields and int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)


def tree(pid: int) -> list[int]:
    """``pid`` and all that descend from it."""
    found = [pid]
    for one in found:
        found.extend(children(one))
    return found


def cpu(pid: int) -> float:
    """Seconds of user and system time of the tree, with those of its children that ended."""
    return sum(sum(map(int, fields[11:15])) for one in tree(pid) if (fields := stat(one))) / TICK


def memory(pid: int) -> int:
    """The proportional set size of one process in bytes: what it shares counts in part."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def count(pid: int, folder: str) -> int:
    try:
        return len(os.listdir(PROC / str(pid) / folder))
    except OSError:
        return 0


@dataclass(frozen=True)
class Sample:
    """One look at some processes: how many there are, and what they hold together."""

    processes: int
    memory: int
    descriptors: int
    threads: int


def look(*pids: int) -> Sample:
    return Sample(
        len(pids),
        sum(map(memory, pids)),
        sum(count(pid, "fd") for pid in pids),
        sum(count(pid, "task") for pid in pids),
    )
