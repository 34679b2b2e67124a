"""Tell people at the desk of something in a sentence, and by mail where mail is set up: after the act is committed.

It must not make an act fail: whatever becomes of a mail, what was done stands.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from ..language.text import cut, one_line
from ..models import Notice

LONGEST = 600  # characters of a sentence

logger = logging.getLogger(__name__)


def tell(people: Iterable[Any], sentence: str, address: str = "", *, by: Any = None) -> None:
    """A notice to each of ``people`` who has an account, but for ``by``, who knows. One query."""
    told = {person.pk: person for person in people if person and person.is_active and person != by}
    sentence = cut(one_line(sentence), LONGEST - 10)
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(user=person, sentence=sentence, address=address, told_at=now) for person in told.values()
    )
    mails = [person.email for person in told.values() if person.email]
    if mails and settings.MAIL_IS_ON:
        transaction.on_commit(lambda: _send(mails, sentence, address), robust=True)


def _send(mails: list[str], sentence: str, address: str) -> None:
    """One mail to each, so that nobody is told of the others."""
    body = f"{sentence}\n\n{settings.SITE_URL}{address}\n" if address else f"{sentence}\n"
    try:
        connection = get_connection()
        subject = f"[The desk] {cut(sentence, 90)}"
        connection.send_messages([EmailMessage(subject, body, to=[mail], connection=connection) for mail in mails])
    except Exception as error:  # a notice stands at the desk in any case
        logger.warning("mail not sent to %d people: %s", len(mails), error)
