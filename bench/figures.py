"""The arithmetic of the benchmark: percentiles, medians of rounds, ratios.

It must not know what was measured, nor where it is shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median


def percentile(ordered: Sequence[float], part: float) -> float:
    """The nearest-rank percentile of numbers in ascending order; 0 of none."""
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else 0.0


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each figure over rounds that all have the same figures."""
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def ratios(figures: Mapping[str, float], base: Mapping[str, float]) -> dict[str, float]:
    """Each figure divided by that of ``base``; only those that ``base`` has, and has not as 0."""
    return {name: value / base[name] for name, value in figures.items() if base.get(name)}
