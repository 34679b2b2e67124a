"""Somebody who follows a feed with a program that keeps to its standards: Atom, its archives and its tombstones.

It must not know what a story is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from .formats import ATOM, moment, read_atom, told_by_atom


def links(body: bytes) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in read_atom(body).findall(f"{ATOM}link")}


def documents(client: Client, place: str) -> Iterator[bytes]:
    """The document that is subscribed to, and those of its archive, the newest first."""
    address = f"/{place}.atom"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield answer.content
        address = urlsplit(links(answer.content).get("prev-archive", "")).path


class Subscriber:
    """As RFC 5005 (4.2) and RFC 6721 (3) have it: entries by id; of two the one updated later; a tombstone takes what
    was not updated after it, and what stands without one is there. Documents are read in the order in which they came
    out, and an archived one once."""

    def __init__(self, client: Client, place: str) -> None:
        self.client, self.place = client, place
        self.entries: dict[str, Any] = {}
        self.seen: set[str] = set()

    def poll(self) -> None:
        found = []
        for body in documents(self.client, self.place):
            here = links(body)
            if here["self"] in self.seen:
                break
            if "current" in here:
                self.seen.add(here["self"])
            found.append(told_by_atom(body))
        for told in reversed(found):
            for name, entry in told.entries.items():
                if name not in self.entries or moment(self.entries[name].updated) <= moment(entry.updated):
                    self.entries[name] = entry
            for name, when in told.stones.items():
                if name in self.entries and moment(self.entries[name].updated) <= moment(when):
                    del self.entries[name]
