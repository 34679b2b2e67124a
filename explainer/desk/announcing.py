"""Tell other programs that something was published, corrected, withdrawn or taken back: the WebSub hub (W3C
Recommendation of 2018) and webhooks, signed as Standard Webhooks 1.0.0 has it, where settings name any.

It must not make an act fail or wait: it is done after the act is committed, in a thread, a few times at most, and what
becomes of it is a line in the log. No word of a story is sent: where to read it is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from http.client import HTTPException
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..language.languages import speaks
from ..models import Edition

PATIENCE = 5.0  # seconds for the next byte of an answer
WHOLE = 15.0  # seconds for a try as a whole: who sends a byte now and then is not waited for
PAUSES = (1.0, 10.0)  # seconds between one try and the next: three tries
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

logger = logging.getLogger(__name__)


def announce(act: str, edition: Edition) -> None:
    """``act``: “published”, “corrected” or “withdrawn”. Once what is being done is committed."""
    moment = edition.withdrawn_at if act == "withdrawn" else edition.published_at
    with override(speaks(edition.stream)):
        page = reverse("edition:overview", args=[edition.slug, edition.number])
    told: dict[str, str | int] = {"edition": edition.number, "kind": edition.kind, "digest": edition.digest}
    _soon(act, edition.slug, edition.stream, moment or timezone.now(), page, told, f"{edition.pk}-{edition.revision}")


def announce_taken(stories: Iterable[str], moment: datetime) -> None:
    """That something was taken back from every edition of these, or brought back."""
    for slug in stories:
        with override(speaks("")):
            page = reverse("story:overview", args=[slug])
        _soon("taken-back", slug, "", moment, page, {}, f"{slug}-{moment.timestamp()}")


def act_of(edition: Edition) -> str:
    return "corrected" if edition.rights else "published"


def _soon(act: str, slug: str, stream: str, moment: datetime, page: str, told: dict[str, str | int], name: str) -> None:
    """``name`` with the act is the same whenever the same is told, so that who is told twice can know it."""
    to = settings.ANNOUNCEMENTS
    if not to.hub and not to.hooks:
        return
    address = f"{settings.SITE_URL}{page}"
    row = {"act": act, "story": slug, "language": stream, "address": address, "at": moment.isoformat(), **told}
    body = json.dumps({"type": f"explainer.{act}", "timestamp": moment.isoformat(), "data": row}).encode()
    feeds = _feeds(slug, stream) if to.hub else []
    requests = [_pinged(to.hub, feeds)] if to.hub else []
    requests += [_signed(hook, f"{act}-{name}", body, to.key) for hook in to.hooks]
    # A command waits for such a thread as it ends, and for no longer than all tries take.
    thread = Thread(target=lambda: _send(requests), name="announce")
    transaction.on_commit(thread.start, robust=True)


def _feeds(slug: str, stream: str) -> list[str]:
    """Those that say that the hub tells of them (``following.subscriptions``)."""
    with override(speaks(stream)):
        own = [reverse(f"story:feed-{form}", args=[slug]) for form in ("atom", "json")]
    of_all = [reverse(f"{name}-{form}") for name in ("site-feed", "corrections-feed") for form in ("atom", "json")]
    return [settings.SITE_URL + path for path in (*own, *of_all)]


def _pinged(hub: str, feeds: Iterable[str]) -> Request:
    """As hubs take it (PubSubHubbub 0.4, section 7.1): WebSub leaves to hub and publisher how the one tells the
    other (section 6)."""
    body = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()
    return _request(hub, body, {"Content-Type": FORM})


def _signed(hook: str, name: str, body: bytes, key: bytes) -> Request:
    """Standard Webhooks, “Signature scheme”: an HMAC-SHA256 of id, moment and body."""
    sent = str(int(time.time()))
    signed = hmac.new(key, f"{name}.{sent}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{b64encode(signed).decode()}"
    headers = {"webhook-id": name, "webhook-timestamp": sent, "webhook-signature": signature}
    return _request(hook, body, {"Content-Type": JSON, **headers})


def _request(address: str, body: bytes, headers: dict[str, str]) -> Request:
    agent = f"Explainer (+{settings.SITE_URL})"
    return Request(address, body, {"User-Agent": agent, **headers}, method="POST")  # noqa: S310  # a setting, https


class _NotOn(HTTPRedirectHandler):
    """What was signed for one address goes nowhere else."""

    def redirect_request(self, *_args: object) -> None:
        return None


def _send(requests: list[Request]) -> None:
    """All of them, and those that failed again after a pause. Never raises."""
    opener = build_opener(_NotOn)
    for pause in (*PAUSES, None):
        requests = [request for request in requests if not _sent(opener, request, last=pause is None)]
        if not requests or pause is None:
            return
        time.sleep(pause)


def _asked(opener: OpenerDirector, request: Request) -> None:
    """Raises what went wrong. What is not there in time is left to itself, in a thread that no process waits for."""
    came: list[Exception | None] = []

    def ask() -> None:
        try:
            opener.open(request, timeout=PATIENCE).close()
            came.append(None)
        except Exception as error:  # it is raised where it is waited for
            came.append(error)

    asking = Thread(target=ask, name="announce-one", daemon=True)
    asking.start()
    asking.join(WHOLE)
    error = came[0] if came else TimeoutError("no whole answer in time")
    if error:
        raise error


def _sent(opener: OpenerDirector, request: Request, *, last: bool) -> bool:
    """Whether it needs no other try: it was taken, or refused for good (RFC 9110, section 15.5)."""
    try:
        _asked(opener, request)
    except HTTPError as refusal:
        refusal.close()
        for_good = 300 <= refusal.code < 500 and refusal.code not in (408, 425, 429)
        if for_good or last:
            logger.warning("%s was not told: it answered %d", request.host, refusal.code)
        return for_good
    except (OSError, HTTPException, ValueError) as error:
        if last:
            logger.warning("%s was not told: %s", request.host, error)
        return False
    return True
