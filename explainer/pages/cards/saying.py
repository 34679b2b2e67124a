"""What a card says of a story, a statement, a phase or an issue, and where on it.

It says what their pages say, in the same words, and as sure as they do. It must not draw by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from explainer.language import dates
from explainer.language.labels import CAVEATS, direction
from explainer.language.languages import interface
from explainer.language.text import plain
from explainer.reading.copies import Copy
from explainer.story.phase_diagram import Box, strip
from explainer.story.resolved import CURRENT, Issue, Phase, Statement

from .drawing import ACT, HIGH, INK, LINE, SOFT, WIDE, Drawing, Unable
from .faces import NoFace
from .lines import BREAK, Lines, Piece, fit, legible

PAD = 72
ROOM = WIDE - 2 * PAD
LOOSE = {"rtl": 1.5, "ltr": 1.22}  # leading: Arabic reaches higher and lower than Latin
AS_OF = {
    "paused": lambda date: _("Paused after %(date)s.") % {"date": date},
    "closed": lambda date: _("Closed after %(date)s.") % {"date": date},
    "": lambda date: _("As of %(date)s") % {"date": date},
}


class Card:
    """One card while it is laid out: ``y`` is where the next thing stands."""

    def __init__(self, reading: Copy) -> None:
        self.reading = reading
        self.theirs = direction(reading.story.language)
        self.ours = direction(interface())
        self.drawing = Drawing(rtl=self.theirs == "rtl")
        self.y = 60.0
        self.drawing.box(0, 0, 16, HIGH, fill=ACT)
        self.drawing.mark(WIDE - PAD - 44, self.y - 8, 44)
        self.line(reading.story.short_title or reading.story.title, "bold", 28, ACT, less=80)
        self.y += 18

    def block(self, pieces: Sequence[Piece], high: float, sizes: Sequence[float], way: str, fill: str = INK) -> Lines:
        """As many lines as fit, down from ``y``."""
        pieces = joined(pieces)
        found = fit(pieces, wide=ROOM, high=high, sizes=sizes, leading=LOOSE[way])
        self.y = self.drawing.words(found, PAD, self.y, rtl=way == "rtl", fill=fill)
        return found

    def line(self, words: str, style: str, size: float, fill: str = INK, *, way: str = "", less: float = 0) -> None:
        """One line, cut where it is longer."""
        way = way or self.theirs
        if pieces := joined([(style, words)]):
            found = fit(pieces, wide=ROOM - less, high=size * LOOSE[way], sizes=[size], leading=LOOSE[way])
            self.y = self.drawing.words(found, PAD, self.y, rtl=way == "rtl", fill=fill)

    def foot(self, words: str) -> None:
        self.y = HIGH - 72.0
        older = _("An older version.") if getattr(self.reading, "is_older", False) else ""
        self.line(" ".join(filter(None, [older, words])), "ours", 26, SOFT, way=self.ours)


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Legible, and without those that are empty; a blank that stood at either end still parts them."""
    found: list[Piece] = []
    for style, words in pieces:
        if style == BREAK:
            found.append((style, ""))
            continue
        said = legible(words)
        before = " " if words[:1].isspace() and found else ""
        after = " " if words[-1:].isspace() and said else ""
        if said or before:
            found.append((style, f"{before}{said}{after}"))
    return found


def picture(reading: Copy, draw: Callable[[Card], None]) -> bytes:
    """As PNG; raises Unable, also for words that none of the faces can set."""
    try:
        card = Card(reading)
        draw(card)
    except NoFace as error:
        raise Unable(f"no face has {str(error)!r}") from None
    return card.drawing.png()


def of_story(card: Card) -> None:
    story = card.reading.story
    card.block([("bold", story.question)], 190, [60, 52, 46, 40, 36], card.theirs)
    card.y += 14
    path = strip(card.reading.index)
    card.block([("ours", plain(story.short_answer))], (464 if path else 540) - card.y, [32, 28, 25], card.theirs, SOFT)
    _path(card, path, None)
    card.foot(_as_of(card.reading))


def of_phase(card: Card, phase: Phase) -> None:
    index = card.reading.index
    value = phase.value
    card.line(index.words.say("nth of", number=value.number, all=len(index.phases)), "ours", 26, SOFT, way=card.ours)
    card.y += 6
    card.block([("bold", value.name)], 150, [60, 52, 46, 40, 36], card.theirs)
    card.y += 14
    told = ". ".join(filter(None, [value.gist.rstrip("."), plain(value.summary)]))
    if told:
        card.block([("ours", told)], 460 - card.y, [34, 30], card.theirs, SOFT)
    _path(card, strip(index), phase)
    card.foot(_as_of(card.reading))


def of_issue(card: Card, issue: Issue) -> None:
    value = issue.value
    card.block([("bold", value.question)], 230, [60, 52, 46, 40, 36], card.theirs)
    card.y += 14
    card.block([("ours", plain(value.standing or value.explanation))], 530 - card.y, [34, 30, 26], card.theirs, SOFT)
    card.foot(" · ".join([issue.status_words, _as_of(card.reading)]))


def of_statement(card: Card, statement: Statement) -> None:
    card.y += 10
    for caveat in statement.caveats[:1]:
        card.line(str(CAVEATS[caveat.value.kind]), "bold", 28, ACT, way=card.ours)
        card.y += 6
    way = statement.direction if statement.wording == "direct" else card.theirs
    card.block(said(statement), 436 - card.y, [64, 56, 50, 44, 38, 33, 29, 26], way)
    card.y = 448.0
    card.line(statement.speaker.name, "bold", 34)
    card.line(statement.role, "ours", 25, SOFT)
    card.foot(" · ".join([when(statement), *statement.kinds[:2], reached(statement)]))


def when(statement: Statement) -> str:
    return dates.sentence(statement.when) if statement.when else _("No date given")


def reached(statement: Statement) -> str:
    """“as quoted by The Daily”."""
    names = pgettext("list", ", ").join(dict.fromkeys(source.value.publisher for source in statement.sources))
    if not names:
        return ""
    if statement.quoted:
        return pgettext("card", "as quoted by %(publishers)s") % {"publishers": names}
    return pgettext("card", "as reported by %(publishers)s") % {"publishers": names}


def said(statement: Statement) -> list[Piece]:
    """Their words inside their marks, ours outside, as their page has them."""
    if statement.wording == "paraphrase":
        return [("ours", statement.value.lead_in)]
    direct = statement.wording == "direct"
    pieces: list[Piece] = [] if direct else [("ours", statement.value.lead_in)]
    for number, quoted in enumerate(statement.said):
        if not direct:
            pieces.append(("ours", quoted.between or " "))
        elif number:
            pieces.append((BREAK, ""))
        pieces.append(("ours", "… " if quoted.cut_before else ""))
        pieces.append(("theirs", f"“{quoted.text}”"))
    return pieces if direct else [*pieces, ("ours", statement.closing)]


def _as_of(reading: Copy) -> str:
    date = dates.words(reading.entire.as_of)
    return AS_OF.get(reading.stopped, lambda date: _("Stops after %(date)s.") % {"date": date})(date)


def _path(card: Card, boxes: Sequence[Box], chosen: Phase | None) -> None:
    """The phases in a row, with the day up to which is told where it stands. Many have their numbers alone."""
    shown = [box for box in boxes if box.kind in ("phase", "now")]
    if not shown:
        return
    gap, top, high = 12, 474, 72
    wide = (ROOM - gap * (len(shown) - 1)) / len(shown)
    for place, box in enumerate(shown):
        here = box.kind == "now" or box.place == CURRENT
        fill = ACT if here else "#f4f3f7"
        edge = ACT if box.phase is not None and box.phase is chosen else LINE
        left = PAD + place * (wide + gap)
        card.drawing.box(left, top, wide, high, fill=fill, edge=edge)
        own = box.phase.value if box.phase else None
        words = box.title
        if own:
            words = f"{own.number}. {own.short_name or own.name}" if len(shown) <= 6 else str(own.number)
        way = card.theirs if own else card.ours
        size = 24 if len(shown) <= 5 else 20
        lines = fit(joined([("bold", words)]), wide=wide - 24, high=high - 10, sizes=[size, 20, 17], leading=LOOSE[way])
        start = left + 12 if (way == "rtl") == card.drawing.rtl else WIDE - left - wide + 12
        down = top + (high - lines.leading * len(lines.lines)) / 2
        card.drawing.words(lines, start, down, rtl=way == "rtl", fill="#fff" if here else INK)
