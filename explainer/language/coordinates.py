"""Positions on the earth as an editor writes them, “34.25,31.22 34.23,31.26”, and what is wrong with one.

Longitude first, then latitude, in degrees (RFC 7946, 3.1.1: WGS 84); parts of a shape are set apart by “;”. It must not
know what a shape is of, nor draw it.
"""

from __future__ import annotations

import re
from math import cos, radians

Point = tuple[float, float]  # longitude, latitude
Part = list[Point]  # a line, or the ring of an area

MOST = 150  # positions in one shape: an outline of more is not simplified enough for a small drawing
NEAREST_THE_POLE = 85.0  # degrees of latitude: beyond them a drawing of this kind is of no use
WIDEST = 180.0  # degrees of longitude in one drawing
FLATTEST, TALLEST = 0.25, 1.5  # height of a drawing to its width

_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,2}(?:\.\d{1,6})?)\Z", re.ASCII)
_HOW = "Write positions as longitude,latitude with blanks between them: 34.25,31.22 34.23,31.26."


class CoordinateProblem(ValueError):
    """What is wrong, as a sentence."""


def parts_in(text: str) -> list[Part]:
    """The parts of a shape; CoordinateProblem where it is none."""
    parts = [[_point(pair) for pair in part.split()] for part in text.split(";")]
    if not all(parts):
        raise CoordinateProblem(f"There is no position here. {_HOW}")
    if sum(map(len, parts)) > MOST:
        raise CoordinateProblem(f"More than {MOST} positions; simplify the outline.")
    return parts


def _point(pair: str) -> Point:
    found = _PAIR.match(pair)
    if not found:
        raise CoordinateProblem(f"“{pair[:40]}” is no position. {_HOW}")
    longitude, latitude = float(found[1]), float(found[2])
    if abs(longitude) > 180:
        raise CoordinateProblem(f"{found[1]} is no longitude: they go from -180 to 180.")
    if abs(latitude) > 90:
        raise CoordinateProblem(f"{found[2]} is no latitude: they go from -90 to 90.")
    return longitude, latitude


def shape_of(kind: str, text: str) -> list[Part]:
    """The parts of a shape of this kind (``models.MapFeature.Kind``); CoordinateProblem where it is none."""
    parts = parts_in(text)
    if kind in ("place", "name"):
        if parts != [parts[0][:1]]:
            raise CoordinateProblem("A place has one position.")
    elif kind in ("area", "land"):
        for ring in parts:
            if len(ring) < 4:
                raise CoordinateProblem("An outline has four positions at least, the last of them the first again.")
            if ring[0] != ring[-1]:
                raise CoordinateProblem("An outline ends where it begins: repeat its first position at its end.")
    elif any(len(line) < 2 for line in parts):
        raise CoordinateProblem("A line has two positions at least.")
    return parts


def frame_problem(west: float, south: float, east: float, north: float) -> str:
    """What is wrong with the frame of a map, as a sentence; empty where nothing is."""
    if not all(-180 <= longitude <= 180 for longitude in (west, east)):
        return "Longitudes go from -180 to 180."
    if not -NEAREST_THE_POLE <= south < north <= NEAREST_THE_POLE:
        return f"The south of a map is below its north, and neither is nearer to a pole than {NEAREST_THE_POLE:g}."
    if not 0 < (east - west) % 360 <= WIDEST:
        return (
            f"A map is {WIDEST:g} degrees wide at most. Where it crosses 180 degrees, its east is less than its west."
        )
    tall = (north - south) / ((east - west) % 360 * cos(radians((south + north) / 2)))
    if not FLATTEST <= tall <= TALLEST:
        return f"This map would be {tall:.2f} times as tall as it is wide; it may be {FLATTEST:g} to {TALLEST:g} times."
    return ""
