"""Approve a comparison: one transaction, one after the other, each by another person and with its trace.

It must not publish; an approved comparison waits for the next edition like everything else.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from ..models import Approval, Comparison
from .approvals import NEEDED, Waiting
from .compose import Draft, compose
from .rules.comparisons import RULES
from .rules.references import every_reference_leads_somewhere
from .traces import log, name_of

PLACES = {1: "first", 2: "second"}


class NotApproved(Exception):
    """Why nothing was recorded, in one sentence."""


def waiting(comparison: Comparison) -> Waiting | None:
    """What there is to approve; None when two people have approved it as it stands."""
    at = f"comparisons/{comparison.slug}"
    return next((waits for waits in compose(comparison.story.slug).waiting if waits.at == at), None)


def approve(comparison: Comparison, *, seen: str, by: Any) -> Approval:
    """Record that ``by`` approves what the digest ``seen`` stands for, as the first or the second to do so.

    Raises NotApproved when it has changed since, breaks a rule, has its two approvals, or one of ``by`` already.
    """
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update().get(pk=comparison.pk)  # of two approvals, one comes after
        draft = compose(comparison.story.slug)
        pending = next((waits for waits in draft.waiting if waits.pair.slug == comparison.slug), None)
        if pending is None:
            raise NotApproved("Two people have approved it already.")
        if not seen or seen != pending.seen:
            raise NotApproved(
                "It was changed after you opened this page. Nothing was approved; look at it again, and approve then."
            )
        if any(approval.by_id == by.pk for approval in pending.given):
            raise NotApproved("You have approved it already; the second approval is somebody else’s.")
        if sentences := problems(draft, pending):
            raise NotApproved(" ".join(sentences))
        forget(comparison, but=pending)
        approval = Approval.objects.create(
            comparison=comparison,
            place=len(pending.given) + 1,
            by=by,
            name=name_of(by),
            at=timezone.now(),
            seen=seen,
        )
        log(comparison, by, f"Approved, as the {PLACES[approval.place]} of {NEEDED}.")
        return approval


def problems(draft: Draft, pending: Waiting) -> list[str]:
    """What stops its approval, in sentences."""
    alone = msgspec.structs.replace(draft.document, comparisons=[pending.pair])
    rules = (every_reference_leads_somewhere, *RULES)
    found = (problem for rule in rules for problem in rule(Draft(alone, draft.excerpts)))
    return [problem.sentence for problem in found if problem.at == pending.at]


def forget(comparison: Comparison, *, but: Waiting | None = None) -> int:
    """Clear its approvals, all or ``but`` those that count; how many there were."""
    kept = {approval.pk for approval in but.given} if but else set()
    gone = [approval for approval in Approval.objects.of_comparison(comparison) if approval.pk not in kept]
    for approval in gone:
        approval.delete()
    return len(gone)
