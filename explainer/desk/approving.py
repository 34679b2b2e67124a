"""Approve a comparison: one transaction, one after the other, each by another person and with its trace.

It must not publish; an approved comparison waits for the next edition like everything else.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from ..models import Approval, Comparison
from .approvals import NEEDED, Waiting
from .compose import Draft, compose
from .rules.comparisons import RULES
from .rules.references import every_reference_leads_somewhere

PLACES = {1: "first", 2: "second"}


class NotApproved(Exception):
    """Why nothing was recorded, in one sentence."""


def waiting(comparison: Comparison) -> Waiting | None:
    """What there is to approve; None when two people have approved it as it stands."""
    at = f"comparisons/{comparison.slug}"
    return next((one for one in compose(comparison.story.slug).waiting if one.at == at), None)


def approve(comparison: Comparison, *, seen: str, by: Any) -> Approval:
    """Record that ``by`` approves what the digest ``seen`` stands for, as the first or the second to do so.

    Raises NotApproved when it has changed since, breaks a rule, has its two approvals, or one of ``by`` already.
    """
    with transaction.atomic():
        row = Comparison.objects.select_for_update().get(pk=comparison.pk)
        draft = compose(row.story.slug)
        one = next((one for one in draft.waiting if one.pair.slug == row.slug), None)
        if one is None:
            raise NotApproved("Two people have approved it already.")
        if not seen or seen != one.seen:
            raise NotApproved(
                "It was changed after you opened this page. Nothing was approved; look at it again, and approve then."
            )
        if any(approval.by_id == by.pk for approval in one.given):
            raise NotApproved("You have approved it already; the second approval is somebody else’s.")
        if sentences := problems(draft, one):
            raise NotApproved(" ".join(sentences))
        forget(row, but=one)
        approval = Approval.objects.create(
            comparison=row,
            place=len(one.given) + 1,
            by=by,
            name=by.get_full_name() or by.get_username(),
            at=timezone.now(),
            seen=seen,
        )
        _log(row, by, approval)
        return approval


def problems(draft: Draft, one: Waiting) -> list[str]:
    """What stops its approval, in sentences."""
    alone = msgspec.structs.replace(draft.document, comparisons=[one.pair])
    rules = (every_reference_leads_somewhere, *RULES)
    found = (problem for rule in rules for problem in rule(Draft(alone, draft.excerpts)))
    return [problem.sentence for problem in found if problem.at == one.at]


def forget(comparison: Comparison, *, but: Waiting | None = None) -> int:
    """Clear its approvals, all or ``but`` those that count; how many there were."""
    kept = {approval.pk for approval in but.given} if but else set()
    gone = [row for row in Approval.objects.of_comparison(comparison) if row.pk not in kept]
    for row in gone:
        row.delete()
    return len(gone)


def _log(comparison: Comparison, by: Any, approval: Approval) -> None:
    message = f"Approved, as the {PLACES[approval.place]} of {NEEDED}."
    LogEntry.objects.log_actions(by.pk, [comparison], CHANGE, change_message=message, single_object=True)
