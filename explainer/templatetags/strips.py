"""The timeline as a picture: a strip to scale, as inline SVG of at most ``HEAVIEST`` bytes.

It must not choose what is on it; ``story/strips.py`` says where each mark stands. All that it tells stands in the list
below it, too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

from django import template
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext, pgettext

from explainer.language.date_words import day_words
from explainer.language.dates import parse, words
from explainer.language.labels import direction
from explainer.reading.copies import Copy
from explainer.story.facet_values import month_of
from explainer.story.facets import Choice, ordered
from explainer.story.key_events import key_events
from explainer.story.resolved import Event, EventOrStatement
from explainer.story.strip_labels import labelled
from explainer.story.strip_ticks import Tick, ticks
from explainer.story.strips import WIDTH, Mark, Strip
from explainer.story.strips import strip as lay_out

from .reader import content_lang, query

register = template.Library()

HEAVIEST = 2048  # bytes of the SVG, in UTF-8
# Lengths upwards are in tenths of an em, so that a picture grows with the text; across it is as wide as the page.
ROW, PITCH, LOW, TALL, FOOT = 19, 5, 19, 62, 20


class Fit(NamedTuple):
    """How much of it there is: labels, letters in each, links across."""

    labels: int
    letters: int
    links: int


FITS = (
    Fit(4, 60, 12), Fit(4, 60, 8), Fit(4, 48, 8), Fit(4, 48, 6), Fit(4, 36, 6), Fit(4, 32, 5), Fit(3, 32, 5),
    Fit(3, 28, 4), Fit(2, 28, 4), Fit(1, 20, 3), Fit(0, 0, 4), Fit(0, 0, 1),
)  # fmt: skip
FINE = 8  # of them are tried before one mark stands for several
COARSEST = 9
# The finest first: fewer letters and links, then marks that stand for several, then fewer labels. Of each coarseness
# the ways to draw it, each lighter than the one before.
ATTEMPTS = (
    (0, FITS[:FINE]), *((coarse, FITS[5:FINE]) for coarse in range(1, COARSEST)), (COARSEST, FITS[FINE:]),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """``svg``: empty where nothing has a date. ``apart``: how many entries have no place on it. ``most``: for how many
    one mark stands."""

    svg: SafeString
    apart: int = 0
    most: int = 1
    gaps: bool = False
    kinds: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.svg)


@register.simple_tag(takes_context=True)
def strip(context: Context, choice: Choice) -> Drawn:
    """Of all that a choice leaves, on whichever page it stands."""
    whole = lay_out(choice.rows)
    if whole is None:
        return Drawn(SafeString(""))
    keys, scale, links = key_events(choice.rows), ticks(whole), _Links(choice, whole, context["reading"])
    found, svg = whole, SafeString("")
    for coarse, fits in ATTEMPTS:
        if 0 < coarse < COARSEST and 2**coarse <= found.most:
            continue  # these marks were too heavy before
        found = whole.marked(coarse) if coarse else whole
        drawing = cache(partial(_Drawing, context, found, keys, scale, links))
        light = cache(partial(_light, drawing))
        if coarse == COARSEST or light(fits[-1]):  # else none of the finer ones would do
            fit = fits[min(bisect_left(fits, True, key=light), len(fits) - 1)]
            svg = drawing(fit.labels).svg(fit)
            break
    kinds = frozenset(mark.kind for mark in found.marks)
    return Drawn(svg, len(choice.rows) - len(found.whens), found.most, bool(found.gaps), kinds)


def _light(drawing: Callable[[int], _Drawing], fit: Fit) -> bool:
    """Whether it is no heavier than it may be. What its links say is worked out only where the rest is not already."""
    drawn = drawing(fit.labels)
    return drawn.weight <= HEAVIEST and all(
        len(drawn.svg(fit, silent=silent).encode()) <= HEAVIEST for silent in (True, False)
    )


class _Links:
    """Where a strip leads and what stands there, escaped. Worked out once, however often the strip is drawn."""

    def __init__(self, choice: Choice, strip: Strip, reading: Copy) -> None:
        self.choice, self.reading, self.reach = choice, reading, strip.reach
        first, last = day_words(strip.first), day_words(strip.last)
        told = pgettext("strip", "To scale: %(first)s to %(last)s") % {"first": first, "last": last}
        self.title = escape(first if first == last else told)
        self.address, self._said = cache(self._address), cache(self._words)

    def counted(self, rows: Sequence[EventOrStatement]) -> str:
        whens, early, late = zip(*map(self.reach.__getitem__, rows), strict=True)
        alike = whens.count(whens[0]) == len(rows)
        return self._said(whens[0] if alike else f"{min(early)}/{max(late)}", len(rows))

    def _words(self, edtf: str, number: int) -> str:
        counted = ngettext("%(date)s: %(number)s entry", "%(date)s: %(number)s entries", number)
        return escape(counted % {"date": words(parse(edtf)), "number": number})

    def _address(self, row: EventOrStatement) -> str:
        """The entry on the page, or on that of its month."""
        fragment = f"#{'' if isinstance(row, Event) else 'said-'}{row.slug}"
        pages = self.choice.pages
        if pages is None or pages.month.value == month_of(row):
            return escape(fragment)
        path, rest = self.reading.filtered("timeline", ordered({**self.choice.query, "month": month_of(row)}))
        return escape(f"{path}{query(rest)}{fragment}")


class _Drawing:
    """A strip below so many labels; only their letters and the links can differ."""

    reading: Copy

    def __init__(
        self, context: Context, strip: Strip, keys: list[Event], scale: list[Tick], links: _Links, labels: int
    ) -> None:
        self.context, self.strip, self.keys, self.ticks, self.links = context, strip, keys, scale, links
        self.mirrored, self.reading = get_language_bidi(), context["reading"]
        self.labels = labelled(strip, keys, labels)
        levels = strip.levels
        pitch = min(PITCH, TALL / levels)
        self.top = ROW * len(self.labels)
        self.axis = self.top + max(LOW, round(pitch * (levels - 1)) + 12)
        self.heights = [round(self.axis - 6 - pitch * level) for level in range(levels)]
        self.height = self.axis + FOOT
        self.marks, self.scale = "".join([*self._lines(), *self._marks()]), "".join(self._scale())
        self.weight = len(self.marks) + len(self.scale)  # at least: letters are a byte or more, and links come to it

    def svg(self, fit: Fit, *, silent: bool = False) -> SafeString:
        """``silent``: its links say nothing yet."""
        parts = [
            f'<svg class="to-scale" height="{_em(self.height)}" role="group" aria-label="{self.links.title}">',
            f'<svg viewBox="0 0 {WIDTH} {self.height}" preserveAspectRatio="none">',
            self.marks, *self._links(fit.links, silent=silent), "</svg>",
            self.scale, *self._named(fit.letters), "</svg>",
        ]  # fmt: skip
        return SafeString("".join(parts))

    def _x(self, at: int) -> int:
        return WIDTH - at if self.mirrored else at

    def _lines(self) -> Iterator[str]:
        """The line, whole where something is on record; its ticks; and what leads from labels to their marks."""
        at, pieces = 0, []
        for start, end in self.strip.gaps:
            pieces.append((at, start))
            at = end
        line = [f"M{self._x(start)} {self.axis}H{self._x(end)}" for start, end in [*pieces, (at, WIDTH)]]
        line += [f"M{self._x(tick.at)} {self.axis}v{6 if tick.label else 3}" for tick in self.ticks]
        for row, label in enumerate(self.labels):
            line.append(f"M{self._x(label.mark.middle)} {ROW * row + 3}V{self.heights[label.mark.level] - 3}")
        yield f'<path d="{"".join(line)}"/>'
        if self.strip.gaps:
            gaps = "".join(f"M{self._x(start)} {self.axis}H{self._x(end)}" for start, end in self.strip.gaps)
            yield f'<path class="g" d="{gaps}"/>'

    def _marks(self) -> Iterator[str]:
        """Each once; what is no day is drawn twice, the second time narrower, in the colour of the page."""
        for kind in ("span", "ring", "day"):
            found = [mark for mark in self.strip.marks if mark.kind == kind]
            drawn = "".join(self._path(sorted(found, key=lambda mark: (mark.start, mark.level))))
            if found and kind == "day":
                yield f'<path class="d" d="{drawn}"/>'
            elif found:
                yield f'<path id="s.{kind}" class="{kind[0]}" d="{drawn}"/><use href="#s.{kind}" class="in"/>'

    def _path(self, marks: Iterable[Mark]) -> Iterator[str]:
        """From mark to mark, a day as a line of no length; from the one before, where that is straight below."""
        below: tuple[int, int] | None = None
        for mark in marks:
            x, across = mark.start, mark.end - mark.start
            if self.mirrored:
                x, across = WIDTH - x, -across
            y = self.heights[mark.level]
            yield f"m0{y - below[1]}h0" if below and below[0] == x and not across else f"M{x} {y}h{across}"
            below = (x, y) if not across else None

    def _scale(self) -> Iterator[str]:
        for tick in self.ticks:
            if tick.label:
                end = " class=e" if tick.before else ""
                yield f'<text x="{self._x(tick.at) / 10:g}%" y="{_em(self.height - 2)}"{end}>{tick.label}</text>'

    def _links(self, most: int, *, silent: bool) -> Iterator[str]:
        """One for each step across in which something stands, as high as the marks, with how much it is."""
        width = WIDTH / most
        steps: dict[int, list[EventOrStatement]] = {}
        for mark in self.strip.marks:
            steps.setdefault(min(most - 1, int(mark.middle / width)), []).extend(mark.rows)
        keys = set(self.keys)
        for step, rows in sorted(steps.items()):
            start, end = sorted((self._x(round(step * width)), self._x(round((step + 1) * width))))
            key = next((row for row in rows if row in keys), rows[0])
            said = "" if silent else self.links.counted(rows)
            yield (
                f'<a href="{self.links.address(key)}" aria-label="{said}">'
                f'<path d="M{start} {self.top}H{end}V{self.axis}H{start}z"/></a>'
            )

    def _named(self, letters: int) -> Iterator[str]:
        """The key events, each on a row of its own, beside the line that leads down to its mark."""
        lang, backwards = content_lang(self.context), direction(self.reading.story.language) == "rtl"
        for row, label in enumerate(self.labels):
            left = min(self._x(label.low), self._x(label.high))
            at_right = label.before != self.mirrored
            end = " class=e" if at_right != backwards else ""
            yield (
                f'<foreignObject x="{left / 10:g}%" y="{_em(ROW * row)}" height="{_em(ROW)}"'
                f' width="{(label.high - label.low) / 10:g}%">'
                f'<a{end} href="{self.links.address(label.event)}"{lang}>'
                f"{escape(_short(label.event.title, letters))}</a></foreignObject>"
            )


def _em(tenths: int) -> str:
    return f"{tenths / 10:g}em"


def _short(title: str, letters: int) -> str:
    """A title, or as many whole words of it as there is room for."""
    if len(title) <= letters:
        return title
    kept = title[:letters].rpartition(" ")[0] or title[: letters - 1]
    return kept.rstrip(" ,;:–—-") + "…"
