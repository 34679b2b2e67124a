"""What an editor can do with a story's editions: what each act does, and what it says then.

It must not touch editions itself; ``explainer.desk.publishing`` does, in a transaction of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explainer.desk import publishing
from explainer.desk.held import held_of
from explainer.desk.rules.problems import Problem
from explainer.edition.changed_items import Item
from explainer.edition.shown import digest_in
from explainer.models import Edition

from .panel import Standing
from .publishing_forms import KINDS as KINDS
from .publishing_forms import (
    ActForm,
    AgainForm,
    EditionForm,
    PublishForm,
    ScheduleForm,
    UndoForm,
    WithdrawForm,
)
from .publishing_forms import changed as changed
from .publishing_forms import in_words as in_words
from .publishing_forms import zone as zone

__all__ = ["ACTS", "KINDS", "ActForm", "EditionForm", "PublishForm", "changed", "in_words", "published", "zone"]

# ---- what is done --------------------------------------------------------------------------------


def publish(stands: Standing, said: dict[str, Any], by: Any) -> str:
    beside = stands.scheduled if said.get("beside") else None
    edition = publishing.publish(
        stands.story,
        seen=said.get("part_seen") or digest_in(said["seen"]),
        note=said["note"],
        kind=said.get("kind"),
        by=by,
        puts_right=righted(said),
        beside=beside,
        only=chosen(said),
    )
    return f"{published(edition)}{' ' + passed(stands, beside) if edition and beside else ''}"


def chosen(said: dict[str, Any]) -> set[Item]:
    return {tuple(json.loads(item)) for item in said.get("only") or ()}


def passed(stands: Standing, scheduled: Edition) -> str:
    """What became of the edition that was scheduled."""
    when = in_words(scheduled.published_at)
    if any(held.wanted_at == scheduled.published_at for held in held_of(stands.story)):
        return f"What was scheduled for {when} is set aside: it is behind, and waits for somebody to confirm it."
    return f"All that was scheduled for {when} is out with it."


def schedule(stands: Standing, said: dict[str, Any], by: Any) -> str:
    seen, at = digest_in(said["seen"]), said["at"]
    edition = publishing.publish(
        stands.story, seen=seen, note=said["note"], kind=said.get("kind"), at=at, by=by, puts_right=righted(said)
    )
    if edition is None:
        return published(edition)
    return f"Scheduled: readers see edition {edition.number} from {in_words(edition.published_at)}."


def righted(said: dict[str, Any]) -> set[Item]:
    return {tuple(json.loads(item)) for item in said.get("puts_right") or ()}


def again(stands: Standing, said: dict[str, Any], by: Any) -> str:
    beside = stands.scheduled if said.get("beside") else None
    edition = publishing.publish_again(said["edition"], note=said["note"], by=by, beside=beside)
    if edition is None:
        return published(edition)
    older = said["edition"].number
    return f"{published(edition)} It says again what edition {older} said; the desk is as it was."


def withdraw(stands: Standing, said: dict[str, Any], by: Any) -> str:
    edition, instead = said["edition"], said.get("instead")
    if instead:
        newest = publishing.withdraw_for(
            edition, instead=instead, because=said["because"], by=by, beside=stands.scheduled
        )
        told = f"; edition {newest.number} says again what edition {instead.number} said" if newest else ""
        return f"Edition {edition.number} is withdrawn{told}. Readers are told why."
    edition = publishing.withdraw(edition, because=said["because"], by=by)
    return f"Edition {edition.number} is withdrawn. Readers are told why."


def undo(stands: Standing, said: dict[str, Any], by: Any) -> str:
    edition = stands.newest
    if edition is None or edition.number != said["edition"]:
        raise publishing.NotPublishable(Problem("Another edition came out meanwhile.", ""))
    again = publishing.undo(edition, note=said["note"], by=by)
    if again is None:
        return f"Edition {edition.number} is withdrawn: readers read nothing before it. They are told why."
    return f"Undone: edition {again.number} says again what readers read before. The desk is as it was."


def cancel(stands: Standing, said: dict[str, Any], by: Any) -> str:
    assert stands.scheduled  # without one, the page has nothing to do
    number = stands.scheduled.number
    publishing.cancel(stands.scheduled, by=by)
    return f"Edition {number} is no longer scheduled."


def published(edition: Edition | None) -> str:
    if edition is None:
        return "Nothing to publish: readers see what the desk says already."
    return f"Published: edition {edition.number} is public."


@dataclass(frozen=True, slots=True)
class Act:
    title: str
    explained: str
    button: str
    permission: str
    form: type[ActForm]
    do: Callable[[Standing, dict[str, Any], Any], str]
    from_desk: bool = False  # it publishes the desk's copy, and so shows what differs and what stops it
    of_edition: bool = False  # it needs an edition to choose


PUBLISH, WITHDRAW = "explainer.publish_story", "explainer.withdraw_story"
ACTS = {
    "publish": Act(
        title="Publish",
        explained="Readers see the desk's copy from now on, as a new edition.",
        button="Publish now",
        permission=PUBLISH,
        form=PublishForm,
        do=publish,
        from_desk=True,
    ),
    "schedule": Act(
        title="Schedule",
        explained="The desk's copy is frozen now, and readers see it from the time you give. "
        "What is saved at the desk after this is not part of it.",
        button="Schedule",
        permission=PUBLISH,
        form=ScheduleForm,
        do=schedule,
        from_desk=True,
    ),
    "again": Act(
        title="Publish an older edition",
        explained="Readers see again what an older edition said, as a new edition. The desk is left as it is.",
        button="Publish again",
        permission=PUBLISH,
        form=AgainForm,
        do=again,
        of_edition=True,
    ),
    "withdraw": Act(
        title="Withdraw an edition",
        explained="For good: its addresses answer with the reason instead of the page. "
        "To put something right, publish a correction instead.",
        button="Withdraw",
        permission=WITHDRAW,
        form=WithdrawForm,
        do=withdraw,
        of_edition=True,
    ),
    "cancel": Act(
        title="Cancel the schedule",
        explained="The scheduled edition is dropped; no reader has seen it.",
        button="Cancel the schedule",
        permission=PUBLISH,
        form=ActForm,
        do=cancel,
    ),
    "undo": Act(
        title="Undo the last publication",
        explained="Readers see again what they read just before, as a new edition with your note. Nothing is erased: "
        "the edition that you undo stays at its own address. A first edition, before which they read nothing, is "
        "withdrawn instead.",
        button="Undo",
        permission=PUBLISH,
        form=UndoForm,
        do=undo,
    ),
}
