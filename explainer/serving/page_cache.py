"""The page cache, the outermost layer: what was answered once is answered again from ready bytes, without Django.

An answer is kept by its address until something is published that it may tell of; nothing is purged by hand, and
nothing depends on who asks. It must not know what is on a page, nor answer anything that Django has not answered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from time import monotonic
from typing import Any, NamedTuple, Protocol

import msgspec

from ..kept import Kept
from .freshness import Watch
from .packed_answer import FinishedAnswer, Packed, Receive, Scope, Send
from .publication_counter import SITE
from .routes import GATE, UNKEPT

LIKELY = ("", "timeline/", "statements/", "phases/", "positions/", "feed.atom")  # made after a start or a publication
WARMED = 40  # pages at most
MANY = ("/timemap/", "/compare/")  # in addresses of which there are as many as pages, or more

log = logging.getLogger(__name__)


class Tier(Protocol):
    """A second place for ready answers, shared by machines. It never raises, and never takes long."""

    async def get(self, key: str) -> bytes | None: ...

    async def put(self, key: str, value: bytes) -> None: ...


def is_beside(key: str) -> bool:
    """Whether an address is one of so many that they must not push pages out; they are not made ahead of time."""
    many = "?" in key or any(part in key for part in MANY) or key.endswith((".png", ".csv", ".jsonld", ".zip"))
    return many or (key.endswith(".json") and "/feed" not in key)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the layer must know of the site."""

    release: str
    host: str  # the site's own, with its port
    may_ask: Callable[[str], bool]  # whether a Host header is one of the site's
    https: bool  # whether plain HTTP is redirected
    behind_proxy: bool
    session_cookie: bytes
    languages: tuple[str, ...]  # the prefixes of addresses
    segments: frozenset[str]  # first ones of addresses that are no story's
    static: str  # the address of the static files


@dataclass(slots=True)
class Asked:
    key: str
    path: str
    head: bool
    accepted: bytes = b""
    tags: bytes = b""
    since: bytes = b""


class Made(NamedTuple):
    """An answer that was made or taken just now. ``at``: when it was begun, and so from when it may be out of date."""

    answer: FinishedAnswer
    at: float

    @property
    def age(self) -> int:
        return int(monotonic() - self.at)


class PageCache:
    """An ASGI application. ``render`` makes an answer of a scope; ``other`` answers what is not for this layer, and
    ``watch`` says what is current.

    Half of nothing is ever sent: an answer is made whole first. ``most``: bytes of answers to keep, of which addresses
    with a query, pictures and data have at most a quarter, so that nobody can push the pages out by asking for more and
    more of them.
    """

    def __init__(
        self,
        render: Callable[[Scope], Awaitable[FinishedAnswer]],
        other: Callable[[Scope, Receive, Send], Awaitable[None]],
        rules: Rules,
        watch: Watch,
        *,
        most: int,
        tier: Tier | None = None,
    ) -> None:
        self._render, self._other, self._rules, self._watch, self._tier = render, other, rules, watch, tier
        self._pages: Kept[str, FinishedAnswer] = Kept(lambda: most - most // 4)
        self._beside: Kept[str, FinishedAnswer] = Kept(lambda: most // 4)
        self._largest = most // 8
        self._flights: dict[str, asyncio.Task[Made]] = {}
        self._behind: set[asyncio.Task[Any]] = set()
        self._epoch = 0
        self._is_watching = False
        self.story_of = lru_cache(maxsize=5_000)(self._story_of)
        self._may_ask = lru_cache(maxsize=500)(rules.may_ask)
        watch.tell(self.changed)

    def begin(self) -> None:
        """Watch from now on, and make what is likely to be asked for; the first who asks begins it at the latest."""
        if not self._is_watching:
            self._is_watching = True
            self._aside(self._watch.keep_looking())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begin()
        asked, watch = self._read(scope), self._watch
        if asked is None:
            await self._other(scope, receive, send)
            return
        if not watch.is_current():
            await watch.look()
        answer, age = self._kept(asked.key).get(asked.key), watch.age
        if answer is None:
            made = await self._made(asked.key, asked.path, scope)
            answer, age = made.answer, made.age
        await answer.send(send, head=asked.head, accepted=asked.accepted, tags=asked.tags, since=asked.since, age=age)

    def at_once(self, scope: Scope) -> tuple[bytes, bytes] | None:
        """The answer as ``FinishedAnswer.wire`` has it, if it is here and known to be right; else None: the long way.

        For a server that can write it without the turns of the protocol. ``scope``: as much of one as is read."""
        asked, watch = self._read(scope), self._watch
        if asked is None or not watch.is_current():
            return None
        answer = self._kept(asked.key).get(asked.key)
        if answer is None:
            return None
        return answer.wire(head=asked.head, accepted=asked.accepted, tags=asked.tags, since=asked.since, age=watch.age)

    def changed(self, stories: frozenset[str] | None) -> None:
        """Forget what tells of these stories (None: of any), and make again what readers are likely to ask for."""
        self._epoch += 1
        self._flights.clear()  # what is being made now may be of the state before; it is not joined any more
        gone = [key for kept in (self._beside, self._pages) for key in kept.drop(lambda key: self._tells(key, stories))]
        read = [key for key in reversed(gone) if not is_beside(key)]
        first, *others = self._likely(sorted(stories or ())[:2])
        self._aside(self._warm(list(dict.fromkeys([*first, *read, *chain(*others)]))[:WARMED]))

    def _likely(self, stories: list[str]) -> Iterator[list[str]]:
        """Language by language, the first without a prefix."""
        for prefix in ("", *(f"/{language}" for language in self._rules.languages)):
            yield [f"{prefix}/", *(f"{prefix}/{story}/{page}" for story in stories for page in LIKELY)]

    # What is asked.

    def _read(self, scope: Scope) -> Asked | None:
        """What a reader asks; None for what is an editor's, is refused or redirected, or is no plain address."""
        method, path, raw, query = scope["method"], scope["path"], scope.get("raw_path"), scope["query_string"]
        if method not in ("GET", "HEAD") or path.startswith(UNKEPT) or not path.startswith("/"):
            return None
        if GATE in path or not path.isascii() or "%" in path or raw != path.encode("ascii") or scope.get("root_path"):
            return None
        rules = self._rules
        asked = Asked(f"{path}?{query.decode('latin-1')}" if query else path, path, method == "HEAD")
        host, secure = "", scope["scheme"] == "https"
        for name, value in scope["headers"]:
            if name == b"host":
                host = value.decode("latin-1")
            elif name == b"accept-encoding":
                asked.accepted = value
            elif name == b"if-none-match":
                asked.tags = value
            elif name == b"if-modified-since":
                asked.since = value
            elif name == b"cookie" and rules.session_cookie in value:
                return None
            elif name == b"x-forwarded-proto" and rules.behind_proxy:
                secure = value == b"https"
        if not self._may_ask(host) or (rules.https and not secure):
            return None
        return asked

    def _story_of(self, path: str) -> str | None:
        """The story that an address is of; SITE where it tells of any; None where it tells of none."""
        if path.startswith(self._rules.static):
            return None
        first, _slash, rest = path[1:].partition("/")
        if first in self._rules.languages:
            first = rest.partition("/")[0]
        return SITE if first in self._rules.segments else first

    def _tells(self, key: str, stories: frozenset[str] | None) -> bool:
        story = self.story_of(key.partition("?")[0])
        return story is not None and (stories is None or story == SITE or story in stories)

    # What is kept.

    def _kept(self, key: str) -> Kept[str, FinishedAnswer]:
        return self._beside if is_beside(key) else self._pages

    async def _made(self, key: str, path: str, scope: Scope) -> Made:
        """The answer, made once for all who ask for it meanwhile, and whole even if the first of them goes away."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.ensure_future(self._make(key, path, scope))
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight)

    def _landed(self, key: str, flight: asyncio.Task[Made]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # whoever waits is told; if nobody does any more, that is no news

    async def _make(self, key: str, path: str, scope: Scope) -> Made:
        """Kept, and given to other machines, only if nothing moved meanwhile and the database was there to say so."""
        story, epoch, at = self.story_of(path), self._epoch, monotonic()
        shared = await self._shared_key(key, story)
        found = await self._tier.get(shared) if self._tier and shared else None
        if found:
            answer = FinishedAnswer(msgspec.msgpack.decode(found, type=Packed), lasting=True)
        else:
            answer = await self._render(scope)
        if answer.lasting and self._is_right(story, epoch):
            if answer.weight <= self._largest:
                self._kept(key).put(key, answer, weight=answer.weight)
            if self._tier and shared and not found:
                self._aside(self._share(self._tier, shared, key, story, answer))
        return Made(answer, at)

    def _is_right(self, story: str | None, epoch: int) -> bool:
        """Whether what was begun in ``epoch`` is known to be of what is current. What tells of no story always is."""
        return epoch == self._epoch and (story is None or self._watch.is_sure)

    async def _shared_key(self, key: str, story: str | None) -> str | None:
        """By release and state of the story, so that no two states can be mistaken for each other; None: not shared."""
        if self._tier is None:
            return None
        state = "" if story is None else await self._watch.state_of(story)
        return None if state is None else f"{self._rules.release}/{state}{key}"

    async def _share(self, tier: Tier, shared: str, key: str, story: str | None, answer: FinishedAnswer) -> None:
        """Not when the state moved on while it was made, nor when a replica that made it lags behind that state."""
        if await self._shared_key(key, story) == shared:
            await tier.put(shared, msgspec.msgpack.encode(answer.packed))

    async def _warm(self, paths: list[str]) -> None:
        """One after the other, so that readers do not wait for what is only likely."""
        scheme = "https" if self._rules.https else "http"
        headers = [(b"host", self._rules.host.encode("ascii")), (b"x-forwarded-proto", scheme.encode("ascii"))]
        shape = {"type": "http", "method": "GET", "scheme": scheme, "headers": headers, "query_string": b""}
        for path in paths:
            if self._pages.get(path) is None:
                await self._made(path, path, {**shape, "path": path, "raw_path": path.encode("ascii")})

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Let it run beside the answers; what goes wrong there is told in the log."""

        async def run() -> None:
            try:
                await work
            except Exception:
                log.exception("work beside the answers failed")

        task = asyncio.ensure_future(run())
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
