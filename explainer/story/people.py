"""How an actor is called, and whether anybody is named by that name.

It must not know its side, which is in ``record``.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ..edition import document as shape
from ..edition.naming import NOBODY_NAMED, Naming, naming_of_actor
from ..language.labels import INSTITUTIONS, joined
from .roles import Tenures, Told
from .shown import Resolved


class Named(Resolved[shape.Actor]):
    """``reported_by``: who published the report that describes it. ``tenures``: what it was and is."""

    slug: str
    name: str
    kind: str
    part: str
    mark: str
    order: int
    tenures: Tenures
    reported_by: str | Promise = ""

    def __init__(self, value: shape.Actor) -> None:
        super().__init__(value)
        self.tenures = Tenures(value.roles)

    @property
    def naming(self) -> Naming:
        return naming_of_actor(self.value)

    @property
    def faint(self) -> bool:
        return self.naming in NOBODY_NAMED

    @property
    def kind_words(self) -> str:
        """“Court”: the kind of an institution; empty for everybody else."""
        return str(INSTITUTIONS.get(self.value.kind, ""))

    @property
    def short(self) -> str:
        return self.value.short_name or self.value.name

    @property
    def described(self) -> str:
        """The line beside the name that has no date."""
        if self.value.descriptor:
            return self.value.descriptor
        if self.naming == "unnamed":
            return _("Not named by %(source)s") % {"source": self.reported_by}
        if self.naming == "group":
            return _("No one named by %(source)s") % {"source": self.reported_by}
        return ""

    @property
    def shown_roles(self) -> list[Told]:
        """Those that stand beside its name in lists: dated ones before a descriptor, others where there is none."""
        return self.tenures.now() if self.tenures.dated or not self.described else []

    @property
    def line(self) -> str:
        """The line beside the name in lists, as things stand on the day to which the story is told."""
        return joined(map(str, self.shown_roles)) or self.described
