"""Locator maps as they are drawn: positions on the earth → a few paths and labels in a small drawing.

It must not write markup, and no side has a look of its own: a shape is drawn as its kind says. Equirectangular, with
longitudes shortened by the cosine of the middle latitude, which is enough for a map of a few degrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from unicodedata import east_asian_width

from ..edition import document as shape
from ..language.coordinates import CoordinateProblem, Part, Point, frame_problem, shape_of
from .record import Issue
from .shown import Resolved, Shown

WIDTH = 320  # of every drawing, in units of its own; at full width on a phone each is a pixel
LETTER, LEADING, WRAPPED = 6.2, 13, 84  # of a label: the width of a letter, from line to line, and when it is broken
INSIDE, BASELINE = 4, 4  # what a label keeps from the edge; and how far below its middle its letters stand
# How wide each kind is drawn, how it is broken, and whether it is a dot: also where no stylesheet is.
STROKES = {
    "land": ("1", ""),
    "area": ("2", ""),
    "border": ("1.2", "4 3"),
    "line": ("9", "1.6 2.2"),
    "place": ("7", ""),
    "name": ("0", ""),
}


@dataclass(frozen=True, slots=True)
class Stroke(Shown):
    """``path`` as SVG 2, 9.3, has it; ``width`` and ``dashes`` as its attributes do."""

    kind: str
    path: str
    width: str
    dashes: str


@dataclass(frozen=True, slots=True)
class Label(Shown):
    """``lines``: each with the place of its middle, (x, y, text)."""

    kind: str
    lines: list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Drawing(Shown):
    width: int
    height: int
    strokes: list[Stroke]
    labels: list[Label]


class Frame:
    """Where a position is in a drawing, x to the east and y to the south; outside it for what is outside the frame."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.west, self.north = west, north
        self.across = (east - west) % 360
        self.upward = WIDTH / (self.across * cos(radians((south + north) / 2)))
        self.height = round(self.upward * (north - south))

    def point(self, longitude: float, latitude: float) -> Point:
        return (longitude - self.west) * WIDTH / self.across, (self.north - latitude) * self.upward

    def part(self, part: Part) -> Part:
        """A line or a ring without a leap where it crosses 180 degrees, on the side of the earth that is shown."""
        longitudes = [part[0][0]]
        for longitude, _latitude in part[1:]:
            last = longitudes[-1]
            longitudes.append(last + (longitude - last + 180) % 360 - 180)
        middle = (min(longitudes) + max(longitudes)) / 2
        turn = 360 * round((self.west + self.across / 2 - middle) / 360)
        return [self.point(each + turn, part[place][1]) for place, each in enumerate(longitudes)]

    def holds(self, point: Point) -> bool:
        return 0 <= point[0] <= WIDTH and 0 <= point[1] <= self.height


def draw(value: shape.Map) -> Drawing | None:
    """None where there is nothing to draw: no frame, or nothing in it."""
    frame = _frame(value)
    if frame is None:
        return None
    strokes, labels = [], []
    for feature in value.features:
        try:
            parts = [frame.part(part) for part in shape_of(feature.kind, feature.positions)]
            at = [frame.part(part)[0] for part in shape_of("place", feature.label_at)] if feature.label_at else []
        except CoordinateProblem:
            continue
        if feature.kind in STROKES and feature.kind != "name":
            strokes.append(Stroke(feature.kind, _path(feature.kind, parts), *STROKES[feature.kind]))
        if feature.label and (middle := at[0] if at else _beside(feature.kind, parts, frame)):
            labels.append(Label(feature.kind, list(_lines(feature.label, middle, frame.height))))
    return Drawing(WIDTH, frame.height, strokes, labels) if strokes else None


def _frame(value: shape.Map) -> Frame | None:
    try:
        west, south, east, north = (float(text) for text in (value.west, value.south, value.east, value.north))
    except ValueError:
        return None
    return None if frame_problem(west, south, east, north) else Frame(west, south, east, north)


def _path(kind: str, parts: list[Part]) -> str:
    return "".join(_moves(kind, [(round(x), round(y)) for x, y in part]) for part in parts)


def _moves(kind: str, points: list[tuple[int, int]]) -> str:
    """Positions that fall together are one; a dot is a line without length, whose ends are round."""
    if kind == "place":
        return "M{} {}h0".format(*points[0])
    if kind in ("land", "area"):
        points = points[:-1]
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + ("z" if kind in ("land", "area") else "")


def _beside(kind: str, parts: list[Part], frame: Frame) -> Point | None:
    """Where the label of a shape is: above a dot, at the middle of a line, in the middle of what is seen of an area.
    None where nothing of it is in the frame."""
    if kind in ("land", "area"):
        xs, ys = zip(*((x, y) for part in parts for x, y in part), strict=True)
        left, right, top, bottom = max(0, min(xs)), min(WIDTH, max(xs)), max(0, min(ys)), min(frame.height, max(ys))
        return ((left + right) / 2, (top + bottom) / 2) if left < right and top < bottom else None
    seen = [point for part in parts for point in part if frame.holds(point)]
    if not seen:
        return None
    x, y = seen[len(seen) // 2]
    return (x, y - LEADING) if kind == "place" else (x, y)


def _lines(text: str, middle: Point, height: int) -> Iterator[tuple[int, int, str]]:
    """The label in one line or two, moved inside the drawing where it would go beyond its edge."""
    lines = _broken(text)
    half = max(map(_wide, lines)) / 2 + INSIDE
    x = WIDTH / 2 if half > WIDTH / 2 else min(max(middle[0], half), WIDTH - half)
    above = LEADING * (len(lines) - 1) / 2
    y = min(max(middle[1] + BASELINE, above + LEADING), height - above - INSIDE)
    for number, line in enumerate(lines):
        yield round(x), round(y - above + number * LEADING), line


def _wide(text: str) -> float:
    return sum(LETTER * (2 if east_asian_width(letter) in "WF" else 1) for letter in text)


def _broken(text: str) -> list[str]:
    """In two where it is long, at the blank next to its middle."""
    blanks = [place for place, letter in enumerate(text) if letter == " "]
    if _wide(text) <= WRAPPED or not blanks:
        return [text]
    at = min(blanks, key=lambda place: abs(place - len(text) / 2))
    return [text[:at], text[at + 1 :]]


class Map(Resolved[shape.Map]):
    """``issues``: those that something on it is about."""

    slug: str
    title: str

    def __init__(self, value: shape.Map, issue: dict[str, Issue]) -> None:
        super().__init__(value)
        found = dict.fromkeys(feature.issue for feature in value.features)
        self.issues = [issue[slug] for slug in found if slug in issue]
        self.terms = [slug for slug in dict.fromkeys(feature.term for feature in value.features) if slug]

    @cached_property
    def drawing(self) -> Drawing | None:
        return draw(self.value)
