"""What readers will meet at each address once an edition is withdrawn, told before it is.

It must not withdraw anything, and must be right: a test asks the addresses afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..language.languages import speaks
from ..models import Edition, Story
from ..models.editions import EditionQuerySet


@dataclass(frozen=True, slots=True)
class Meets:
    """``gone``: whether the address then answers 410, with the reason; else it shows edition ``number``."""

    address: str
    gone: bool
    number: int
    said: str


def last_sound(story: Story) -> Edition | None:
    """The newest edition before the one that readers read now that can still be read. Two queries."""
    public = Edition.objects.of(story).public_at(timezone.now())
    newest = public.without_document().first()
    if newest is None or newest.withdrawn_at:
        return None
    return public.readable().up_to(newest.number - 1).without_document().last()


def after_withdrawal(edition: Edition, *, instead: Edition | None = None) -> list[Meets]:
    """The story's own address in each language that goes with it, and the edition's. ``instead``: what is published
    again in the same step. Two queries, and one for each translation made from it."""
    now = timezone.now()
    found = [*_stream(edition, Edition.objects.of(edition.story, edition.stream).public_at(now), instead)]
    for each in Edition.objects.made_from(edition).public_at(now).without_document():
        found += _stream(each, Edition.objects.of(edition.story, each.stream).public_at(now), None)
    coming = Edition.objects.of(edition.story, edition.stream).scheduled_after(now).without_document().first()
    if coming and found[0].gone:
        when = f"{timezone.localtime(coming.published_at):%d %B %Y, %H:%M %Z}"
        said = f"until the scheduled edition comes out on {when}: cancel it if it says the same"
        found.append(Meets(found[0].address, True, edition.number, said))
    return found


def _stream(edition: Edition, public: EditionQuerySet, instead: Edition | None) -> list[Meets]:
    number = public.values_list("number", flat=True).first() or edition.number
    with override(speaks(edition.stream)):
        own = reverse("edition:overview", kwargs={"story": edition.slug, "number": edition.number})
        story = reverse("story:overview", kwargs={"story": edition.slug})
    gone = Meets(own, True, edition.number, "and every page below it: withdrawn, with your reason")
    if edition.number != number:
        kept = f"and every page below it: edition {number}, as now"
        return [gone, Meets(story, False, number, kept)]
    if instead:
        said = f"and every page below it: what edition {instead.number} said, as edition {number + 1}"
        return [Meets(story, False, number + 1, said), gone]
    down = "and every page below it: withdrawn, with your reason. The story goes down until you publish again"
    return [Meets(story, True, number, down), gone]
