"""Processes that share a database and a Redis, in which nothing happens but what a test lets happen, in its order.

The page cache and the watch are the real ones. Time, threads, the database and Redis are a test's own: each question
waits until it is told to be read, and its answer until it is told to land. It must not wait for a real clock."""

from __future__ import annotations

import asyncio
import copy
import json
import math
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from explainer.serving import freshness, page_cache
from explainer.serving.freshness import Watch
from explainer.serving.packed_answer import FinishedAnswer, pack
from explainer.serving.page_cache import PageCache, Rules
from explainer.serving.publication_counter import SITE, Look

STORIES = ("truce", "other")
PATHS = {"/": SITE, **{f"/{story}/": story for story in STORIES}}
BEGAN = 1_700_000_000.0  # the wall clock when the other one was at 0
TURNS = 12  # of the loop, after which all that can go on has gone on
RULES = Rules(
    release="r1", host="explainer.example", may_ask=lambda host: True, https=False, behind_proxy=False,
    session_cookie=b"session=", languages=(), segments=frozenset({""}), static="/static/",
)  # fmt: skip
State = tuple[int, int]  # how often a story was changed, and how many of its editions are out


class Loop(asyncio.SelectorEventLoop):
    """Its clock stands still until a test moves it."""

    now = 1_000.0

    def time(self) -> float:
        return self.now


@dataclass
class Database:
    """The count of publications there. ``acts``: each commit with its moment, and when its edition comes out."""

    acts: list[tuple[float, str, float | None]] = field(default_factory=list)
    commits: int = 0

    def commit(self, now: float, story: str, out_at: float | None) -> None:
        self.acts.append((now, story, out_at))
        self.commits += 1

    def number(self, story: str) -> int:
        """As the triggers count: over all stories."""
        return max((n for n, act in enumerate(self.acts, 1) if story in (SITE, act[1])), default=0)

    def outs(self, story: str) -> list[float]:
        return [out for _now, of, out in self.acts if out is not None and story in (SITE, of)]

    def state(self, story: str, now: float, *, known_at: float = math.inf) -> State:
        known = Database([act for act in self.acts if act[0] <= known_at])
        return known.number(story), sum(out <= now for out in known.outs(story))

    def mark(self, story: str, now: float) -> str:
        return f"{self.number(story)}-{self._last(story, now)}"

    def _last(self, story: str, now: float) -> float:
        return max((out for out in self.outs(story) if out <= now), default=0)

    def look(self, since: int | None, after: float, now: float) -> Look:
        moved = {act[1] for n, act in enumerate(self.acts, 1) if since is not None and n > since}
        number, due = len(self.acts), min((out for out in self.outs(SITE) if out > now), default=None)
        if since is None:
            return Look(number, frozenset([act[1] for act in self.acts][-1:]), due)  # it names one, of two
        if number < since:
            return Look(number, None, due)
        came = {story for story in STORIES if any(after < out <= now for out in self.outs(story))}
        return Look(number, frozenset(moved | came), due)


class Work:
    """One question to the database or Redis. It is read at one moment, and its answer lands at another.

    ``kind``: “watch” (a look or a mark; of a process, one after the other), “render”, “get” or “put”."""

    def __init__(
        self, kind: str, call: Callable[[], Any], land: Callable[[Any, Exception | None], None], thread: object = None
    ) -> None:
        self.kind, self.call, self.thread, self.land = kind, call, thread, land
        self.is_read = False
        self.answer: Any = None
        self.error: Exception | None = None
        self.after: list[Callable[[], None]] = []  # what is so when it has landed


class Thread(Executor):
    """One after the other, as a real one; what waits behind another can be cancelled."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.futures: list[Future] = []

    def submit(self, call: Callable, /) -> Future:
        future: Future = Future()
        self.world.works.append(Work("watch", call, lambda *said: self._land(future, *said), self))
        self.futures.append(future)
        self._next()
        return future

    def _next(self) -> None:
        while self.futures and not self.futures[0].running():
            if self.futures[0].set_running_or_notify_cancel():
                return
            work = next(work for work in self.world.works if work.thread is self)
            self.world.works.remove(work)
            del self.futures[0]

    def _land(self, future: Future, answer: Any, error: Exception | None) -> None:
        self.futures.remove(future)
        future.set_exception(error) if error else future.set_result(answer)
        self._next()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...


class Process:
    """``cache`` and ``watch`` are the real ones. ``seen``: what its last look found, of each story."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: dict[str, State] = {}
        self.from_copy, self.is_trial, self.returned = world.has_copy, False, 0
        commits, tier = self if world.is_file else None, world if world.has_redis else None
        self.watch = Watch(self.look, self.mark, commits=commits, returns=lambda: self.returned)
        self.cache = PageCache(self.render, None, RULES, self.watch, most=10**6, tier=tier)

    def read(self) -> tuple[tuple[int, int], int]:
        """The counter of the database's file."""
        if self.world.is_lost:
            raise OSError("no such file")
        return (0, self.world.file), self.world.database.commits

    def database(self) -> Database:
        """What is read now. Who tries the copy again finds it there, and then all read it."""
        if self.world.is_lost:
            raise OSError("no route to the database")
        if self.is_trial:
            self.from_copy, self.is_trial, self.returned = True, False, self.returned + 1
        return self.world.copy if self.from_copy else self.world.database

    def look(self, since: int | None, after: float, now: float) -> Look:
        database = self.database()
        seen = {story: database.state(story, now) for story in PATHS.values()}
        self.world.reading.after.append(lambda: self.seen.update(seen))
        return database.look(since, after, now)

    def mark(self, story: str, now: float) -> str:
        """Two queries: what is committed between them is seen by the second alone."""
        number = self.database().number(story)
        if self.world.between:
            self.world.between.pop()()
        return f"{number}-{self.database()._last(story, now)}"

    async def render(self, scope: dict) -> FinishedAnswer:
        return await self.world.do("render", lambda: self.page(PATHS[scope["path"]]))

    def page(self, story: str) -> FinishedAnswer:
        try:
            database, now = self.database(), self.world.wall
        except OSError:
            return FinishedAnswer(pack(500, [], b"[[99, 99]]"), lasting=False)
        said = [database.state(story, now), database.mark(story, now)]
        return FinishedAnswer(pack(200, [], json.dumps(said).encode()), lasting=True)


@dataclass
class Asked:
    """One reader. ``exact``: what was true when they came; ``floor``: what their process knew by then."""

    process: Process
    path: str
    at: float
    exact: State
    bound: State
    floor: State
    task: asyncio.Future
    sent: list[dict]
    was_sure: bool = True


class World:
    """``is_file``: each process can tell from a file's counter whether anybody has committed; else it asks.

    ``warmed``: how many pages are made again after a publication though nobody asks."""

    def __init__(
        self, *, is_file: bool = False, has_copy: bool = False, has_redis: bool = False, warmed: int = 0
    ) -> None:
        self.is_file, self.has_copy, self.has_redis = is_file, has_copy, has_redis
        self.loop = Loop()
        asyncio.set_event_loop(self.loop)
        self._patches = [
            patch.multiple(freshness, monotonic=self.loop.time, time=lambda: self.wall, INSTANT=0),
            patch.object(freshness, "ThreadPoolExecutor", lambda *_: Thread(self)),
            patch.multiple(page_cache, monotonic=self.loop.time, WARMED=warmed),
        ]
        for each in self._patches:
            each.start()
        self.database, self.copy = Database(), Database()
        self.is_lost = self.is_redis_lost = False
        self.file = 0
        self.works: list[Work] = []
        self.reading = Work("", lambda: None, lambda *_: None)
        self.between: list[Callable[[], None]] = []
        self.rows: dict[str, bytes] = {}
        self.asked: list[Asked] = []
        self.processes = [Process(self), Process(self)]

    @property
    def wall(self) -> float:
        return BEGAN + self.loop.now

    def close(self) -> None:
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self._spin()
        self.loop.close()
        asyncio.set_event_loop(None)
        for each in self._patches:
            each.stop()

    # What the page cache asks of Redis.

    async def get(self, key: str) -> bytes | None:
        return await self.do("get", lambda: None if self.is_redis_lost else self.rows.get(key))

    async def put(self, key: str, value: bytes) -> None:
        await self.do("put", lambda: None if self.is_redis_lost else self.rows.update({key: value}))

    async def do(self, kind: str, call: Callable[[], Any]) -> Any:
        future = self.loop.create_future()

        def land(answer: Any, error: Exception | None) -> None:
            if not future.done():
                future.set_exception(error) if error else future.set_result(answer)

        self.works.append(Work(kind, call, land))
        return await future

    # What may happen.

    def change(self, story: str, out_at: float | None = None) -> None:
        """A publication, at once or at a moment; without one, a withdrawal."""
        self.database.commit(self.loop.now, story, out_at)
        self._go_on()

    def ask(self, number: int, path: str) -> Asked:
        process, story, sent = self.processes[number], PATHS[path], []

        async def send(message: dict) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
                 "query_string": b"", "headers": [(b"host", b"explainer.example")]}  # fmt: skip
        before = self.loop.now - freshness.LONGEST - 1e-6
        asked = Asked(
            process, path, self.loop.now, self.database.state(story, self.wall),
            self.database.state(story, BEGAN + before, known_at=before), process.seen.get(story, (0, 0)),
            self.loop.create_task(process.cache(scope, None, send)), sent,
        )  # fmt: skip
        self.asked.append(asked)
        self._go_on()
        return asked

    def at_once(self, number: int, path: str) -> State | None:
        """The answer that the connection itself would write."""
        if (found := self.kept(number, path)) is None:
            return None
        process, story, (state, age) = self.processes[number], PATHS[path], found
        before = self.loop.now - freshness.LONGEST - 1e-6
        bound = self.database.state(story, BEGAN + before, known_at=before)
        exact = self.database.state(story, self.wall)
        known = exact if self.is_file else bound
        self._judge(story, state, age, known if process.watch.is_sure else process.seen[story])
        return state

    def kept(self, number: int, path: str) -> tuple[State, int] | None:
        """The state of what is kept and may be given, and its age. It is never of before what a look found."""
        process = self.processes[number]
        asked = {"method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b""}
        if (found := process.cache.at_once({**asked, "headers": []})) is None:
            return None
        state = tuple(json.loads(found[1])[0])
        assert process.seen, "nothing is kept before a look"
        assert state >= process.seen[PATHS[path]], "what is kept is of no state before that which was seen"
        return state, int(found[0].partition(b"age: ")[2].partition(b"\r")[0])

    def finish(self, slow: str = "", *, is_read: bool = True) -> None:
        """All that was asked lands, and what is asked then; but for the slow kind, which at most ``is_read``."""
        while True:
            heads = {id(work.thread): work for work in reversed(self.works) if work.thread}
            ready = [work for work in self.works if work.thread is None or heads[id(work.thread)] is work]
            for work in ready:
                if not work.is_read and (is_read or work.kind != slow):
                    self._read(work)
            if not (landing := [work for work in ready if work.kind != slow]):
                return
            self._land(landing[0])

    def _read(self, work: Work) -> None:
        self.reading, work.is_read = work, True
        try:
            work.answer = work.call()
        except OSError as error:
            work.error = error

    def _land(self, work: Work) -> None:
        self.works.remove(work)
        work.land(work.answer, work.error)
        for each in work.after if not work.error else ():
            each()
        self._go_on()

    def wait(self, seconds: float) -> None:
        self.loop.now += seconds
        self._go_on()

    def replicate(self) -> None:
        self.copy = copy.deepcopy(self.database)

    def mend(self) -> None:
        """Every fault is over for some seconds. Then all processes serve what is current."""
        self.is_lost = self.is_redis_lost = False
        self.between.clear()
        self.replicate()
        for _ in range(10):
            self.finish()
            self.wait(freshness.POLL)
        self.finish()
        for number in range(len(self.processes)):
            for path, story in PATHS.items():
                asked = self.ask(number, path)
                self.finish()
                assert self.said(asked)[0] == self.database.state(story, self.wall), "it is current again"

    def said(self, asked: Asked) -> tuple[State, str]:
        """The state that a page told of, and the mark of that state."""
        state, mark = json.loads(asked.sent[1]["body"])
        return tuple(state), mark

    # What must be so.

    def _go_on(self) -> None:
        self._spin()
        for asked in list(self.asked):
            asked.was_sure &= asked.process.watch.is_sure
            if asked.task.done():
                self.asked.remove(asked)
                asked.task.result()
                if asked.sent[0]["status"] == 200:
                    self._judge_asked(asked)
        for key, value in self.rows.items():
            mark, _slash, _path = key.removeprefix("r1/").partition("/")
            assert json.dumps(mark).encode() in value, "what is shared is of the state whose mark it is under"

    def _judge_asked(self, asked: Asked) -> None:
        age = next((int(value) for name, value in asked.sent[0]["headers"] if name == b"age"), 0)
        known = asked.exact if self.is_file else asked.bound
        self._judge(PATHS[asked.path], self.said(asked)[0], age, known if asked.was_sure else asked.floor)

    def _judge(self, story: str, state: State, age: int, floor: State) -> None:
        if self.has_copy:
            return  # it may be behind by any time
        assert state >= floor, "a page is of no state before that which was known"
        assert self.loop.now - age - 1 <= self._until(story, state), "its age is since it was known to be right"

    def _until(self, story: str, state: State) -> float:
        """When another state took the place of this."""
        moments = sorted({act[0] for act in self.database.acts} | {out - BEGAN for out in self.database.outs(story)})
        later = [m for m in moments if self.database.state(story, BEGAN + m, known_at=m) > state]
        return later[0] if later else math.inf

    def _spin(self) -> None:
        async def turns() -> None:
            for _ in range(TURNS):
                await asyncio.sleep(0)

        self.loop.run_until_complete(turns())
