"""What the desk asks of names that changed since the edition that readers read: whether the old one is to be kept.

It must not know the database: it is handed what is published.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...edition.former import lasting
from ...language.letters import reads_the_same
from .problems import Problem


def names_of_before_may_be_kept(story: shape.Document, published: shape.Document) -> Iterator[Problem]:
    """A slip that is put right is no former name; so it is asked."""
    if story.language != published.language:
        return
    before = {lasting(actor): actor.name for actor in published.actors}
    for actor in story.actors:
        was = before.get(lasting(actor), actor.name)
        known = (actor.name, *(former.name for former in actor.former_names))
        if not any(reads_the_same(was, name) for name in known):
            yield Problem(
                f"{actor.name} is “{was}” in the edition that readers read. Is that a former name, to be found under? "
                "Then keep it among its former names, with the day until which it was so.",
                f"actors/{actor.slug}",
            )
