"""Looking at the links of sources: whether each answers, what archives have of those that do not, and keeping it.

It must not call a link dead because nobody could be asked, nor change a source: an archived address is a proposal.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from ..language.text import safe_url
from ..models import LinkLook, Source
from .link_asking import Asker, NoAnswer, NotAsked

State = LinkLook.State
ARCHIVE = "https://archive.org/wayback/available"  # the Internet Archive's availability API
GONE = (404, 410)


@dataclass(slots=True)
class Found:
    """What came of one address. ``nameless``: there is no such host, if anybody could say so."""

    state: str
    said: str = ""
    nameless: bool = False


@dataclass(slots=True)
class Looked:
    source: Source
    link: Found
    copy: Found
    proposed: str = ""


def look(sources: Iterable[Source], asker: Asker, *, archive: str = ARCHIVE) -> list[Looked]:
    """Look at each. Where nothing at all answered, every state is “could not look”."""
    found = [
        Looked(source, look_at(source.address, asker), look_at(source.archived, asker)) for source in in_turns(sources)
    ]
    could_look = asker.heard > 0
    for each in found:
        for one in (each.link, each.copy):
            if one.nameless:
                one.state = State.DEAD if could_look else State.UNKNOWN
        if could_look and each.source.address and _lacks_copy(each):
            each.proposed = proposal(each.source.address, asker, archive)
    return found


def look_at(address: str, asker: Asker) -> Found:
    if not address:
        return Found(State.NONE)
    try:
        answer = asker.ask(address)
    except NotAsked as reason:
        return Found(State.NOT_ASKED, str(reason))
    except NoAnswer as silence:
        return Found(State.UNKNOWN, str(silence), silence.nameless)
    if answer.status in GONE:
        return Found(State.DEAD, f"The site answers that it is not there ({answer.status}).")
    if answer.status >= 400:
        return Found(State.UNKNOWN, f"The site answers a program with {answer.status}; somebody should look.")
    if _plain(answer.address) != _plain(address):
        return Found(State.MOVED, f"It leads to {answer.address}"[:300])
    return Found(State.ANSWERS)


def proposal(address: str, asker: Asker, archive: str) -> str:
    """What the archive says it has of the address; empty where it has nothing or does not say."""
    try:
        answer = asker.read(f"{archive}?{urlencode({'url': address})}")
        told = json.loads(answer.body)["archived_snapshots"]["closest"] if answer.status == 200 else {}
        kept = str(told["url"]) if told.get("available") and str(told.get("status")) == "200" else ""
    except (NotAsked, NoAnswer, ValueError, KeyError, TypeError, AttributeError):
        return ""
    return kept if safe_url(kept) and len(kept) <= 500 else ""


def keep(looked: Iterable[Looked]) -> None:
    now = timezone.now()
    for each in looked:
        LinkLook.objects.update_or_create(
            source=each.source,
            defaults={
                "looked_at": now,
                "address": each.source.address,
                "state": each.link.state,
                "said": each.link.said[:300],
                "copy": each.source.archived,
                "copy_state": each.copy.state,
                "copy_said": each.copy.said[:300],
                "proposed": each.proposed,
            },
        )


def in_turns(sources: Iterable[Source]) -> Iterator[Source]:
    """One of each host, and again, so that the pauses that are due to one are spent on others."""
    hosts: dict[str, deque[Source]] = {}
    for source in sources:
        hosts.setdefault(_host(source.address or source.archived), deque()).append(source)
    while hosts:
        for host in list(hosts):
            yield hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]


def _lacks_copy(each: Looked) -> bool:
    return each.link.state == State.DEAD or each.copy.state in (State.DEAD, State.NONE)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _plain(address: str) -> str:
    """As far as another address is another place: not by http or https, “www.”, or a slash at the end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}{query}"
