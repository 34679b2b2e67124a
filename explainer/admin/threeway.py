"""Three versions of a form put together: what it was when it was opened, what somebody else saved, what is sent.

It must not choose where both changed the same thing, nor know a model, a request or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Sent = list[str]  # what one box of a form sends
Values = dict[str, Sent]  # by the box's name in its own form
Alike = Callable[[str, Sent, Sent], bool]  # whether the box of that name means the same by both


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed. ``box`` is empty where one took the whole part out; then that one's value is None."""

    part: str  # the key of the part; empty for the row itself
    box: str
    theirs: Values | None
    mine: Values | None

    @property
    def key(self) -> str:
        return ":".join(filter(None, (self.part, self.box)))


@dataclass(slots=True)
class Part:
    """A part of the row as it is to be sent on; ``key`` is empty for a new one."""

    key: str
    values: Values
    deleted: bool = False
    again: str = ""  # the key that it had, where somebody else took it out


@dataclass(slots=True)
class Merged:
    values: Values
    clashes: list[Clash] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)  # the boxes that only somebody else changed


def settle(
    alike: Alike,
    base: Values | None,
    theirs: Values,
    mine: Values,
    part: str = "",
    unsettled: frozenset[str] = frozenset(),
) -> Merged:
    """One form's boxes. ``unsettled`` are clashes that stay open whatever ``base`` says, until the two are alike.

    ``base`` is None where nobody knows what the form was: then whatever differs is a clash.
    """
    found = Merged({})
    for name, there in theirs.items():
        here = mine.get(name, there)
        was = None if base is None else base.get(name)
        found.values[name] = here
        if alike(name, here, there):
            continue
        if name in unsettled or was is None:
            found.clashes.append(Clash(part, name, {name: there}, {name: here}))
        elif alike(name, here, was):
            found.values[name] = there
            found.theirs.append(name)
        elif not alike(name, there, was):
            found.clashes.append(Clash(part, name, {name: there}, {name: here}))
    return found


@dataclass(slots=True)
class Sheaf:
    """The parts of one kind that a form sends: those that were there, those to be deleted, and new ones."""

    known: dict[str, Values] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    new: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class MergedParts:
    parts: list[Part] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    theirs: list[tuple[str, str]] = field(default_factory=list)  # part and box; the box empty: they added or deleted it


def settle_parts(
    alike: Alike,
    base: Mapping[str, Values] | None,
    theirs: Mapping[str, Values],
    mine: Sheaf,
    unsettled: frozenset[str] = frozenset(),
    settled: frozenset[str] = frozenset(),
) -> MergedParts:
    """The parts of one kind, row by row: those that are there now first, in their order, then what only ``mine`` has.

    ``unsettled`` are keys of clashes that stay open, “12:text” or “12”; ``settled`` those of whole parts about which
    the editor has decided, so that it stays as it is sent.
    """
    found = MergedParts()
    for key, there in theirs.items():
        was = (base or {}).get(key)
        here = mine.known.get(key)
        if here is None:  # they added it
            found.parts.append(Part(key, there))
            found.theirs.append((key, ""))
        elif key in mine.deleted:
            found.parts.append(Part(key, there, deleted=True))
            changed = was is None or any(not alike(name, value, was.get(name, [])) for name, value in there.items())
            if key in unsettled or (changed and key not in settled):
                found.clashes.append(Clash(key, "", there, None))
        else:
            open_here = frozenset(name.partition(":")[2] for name in unsettled if name.partition(":")[0] == key)
            merged = settle(alike, was, there, here, key, open_here)
            found.parts.append(Part(key, merged.values))
            found.clashes += merged.clashes
            found.theirs += [(key, name) for name in merged.theirs]
    for key, here in mine.known.items():
        if key in theirs or key in mine.deleted:
            continue
        was = (base or {}).get(key)
        if was is not None and all(alike(name, value, was.get(name, [])) for name, value in here.items()):
            found.theirs.append((key, ""))  # they took out what only they had touched
            continue
        found.parts.append(Part("", here, again=key))
        found.clashes.append(Clash(key, "", None, here))
    for part in mine.new:
        found.parts.append(part)
        if part.again and part.again in unsettled:
            found.clashes.append(Clash(part.again, "", None, part.values))
    return found
