"""What an act on editions leaves behind of who did it: a name that outlives the account, and a line in the admin's log.

It must not decide whether they may.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model


def name_of(by: Any) -> str:
    """Empty for nobody: a command has no account."""
    return (by.get_full_name() or by.get_username()) if by else ""


def log(row: Model, by: Any, message: str) -> None:
    """A line that nobody can edit. Commands have no account: what they did is their trace."""
    if by:
        LogEntry.objects.log_actions(by.pk, [row], CHANGE, change_message=message, single_object=True)
