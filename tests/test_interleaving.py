"""No page of before: whatever order looks, publications, slow databases, lost caches and readers come in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from explainer.serving.freshness import LONGEST, PATIENCE, RETRY

from .interleaving import PATHS, State, World

whos = st.sampled_from([0, 0, 1])
paths = st.sampled_from(["/truce/", "/truce/", "/truce/", "/other/", "/"])
stories = st.sampled_from(["truce", "truce", "truce", "other"])


class Interleaving(RuleBasedStateMachine):
    """What is not slow is answered between two steps. ``slow``: a kind of question, and whether it is read already."""

    world: World
    slow: tuple[str, bool] = "", True

    @initialize(kind=st.sampled_from(["file", "file and redis", "poll", "redis", "redis", "copy", "copy and redis"]))
    def begin(self, kind: str) -> None:
        self.world = World(is_file="file" in kind, has_copy="copy" in kind, has_redis="redis" in kind, warmed=1)
        self.world.change("other", self.world.wall)
        self.world.change("truce", self.world.wall)

    @invariant()
    def go_on(self) -> None:
        if hasattr(self, "world"):
            kind, is_read = self.slow
            self.world.finish(kind, is_read=is_read)
            for number, path in product(range(2), PATHS):
                self.world.kept(number, path)

    @rule(number=whos, path=paths)
    def ask(self, number: int, path: str) -> None:
        self.world.ask(number, path)

    @rule(path=paths)
    def ask_at_once(self, path: str) -> None:
        for number in range(2):
            self.world.at_once(number, path)

    @rule(kind=st.sampled_from(["watch", "render", "get", "put"]), is_read=st.booleans(), number=whos, path=paths)
    def ask_what_is_slow(self, kind: str, is_read: bool, number: int, path: str) -> None:
        self.slow = kind, is_read
        self.world.ask(number, path)

    @rule()
    def be_quick(self) -> None:
        self.slow = "", True

    @rule(story=stories)
    def publish(self, story: str) -> None:
        self.world.change(story, self.world.wall)

    @rule(story=stories)
    def withdraw(self, story: str) -> None:
        self.world.change(story)

    @rule(story=stories, seconds=st.sampled_from([0.2, 0.7, 2]))
    def schedule(self, story: str, seconds: float) -> None:
        self.world.change(story, self.world.wall + seconds)

    @rule(story=stories)
    def publish_within_a_mark(self, story: str) -> None:
        self.world.between = [lambda: self.world.database.commit(self.world.loop.now, story, self.world.wall)]

    @rule(seconds=st.sampled_from([0.01, 0.31, 0.7, 1.1, 3]))
    def wait(self, seconds: float) -> None:
        self.world.wait(seconds)

    @rule(is_lost=st.booleans(), is_redis_lost=st.booleans())
    def lose(self, is_lost: bool, is_redis_lost: bool) -> None:
        self.world.is_lost, self.world.is_redis_lost = is_lost, is_redis_lost

    @precondition(lambda self: self.world.is_file)
    @rule()
    def put_another_file_in_its_place(self) -> None:
        self.world.file += 1

    @precondition(lambda self: self.world.has_copy)
    @rule(number=whos, act=st.sampled_from(["lose", "try", "replicate"]))
    def copy(self, number: int, act: str) -> None:
        process = self.world.processes[number]
        if act == "replicate":
            self.world.replicate()
        else:
            process.from_copy, process.is_trial = False, act == "try"

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.world.mend()
            finally:
                self.world.close()


TestInterleaving = Interleaving.TestCase
TestInterleaving.settings = settings(
    max_examples=300, stateful_step_count=25, derandomize=True, deadline=None, phases=[Phase.generate]
)


# The orders that each guard is for, one by one.


@contextmanager
def world(**kind: bool) -> Iterator[World]:
    """“truce” and “other” are published; each process has looked, and nobody has read them."""
    found = World(**kind)
    try:
        found.change("truce", found.wall)
        found.change("other", found.wall)
        found.replicate()
        found.wait(5)
        for number in range(2):
            read(found, number, "/")
        yield found
        found.mend()
    finally:
        found.close()


def read(world: World, number: int = 0, path: str = "/truce/") -> State:
    """What a reader reads when nothing is slow."""
    asked = world.ask(number, path)
    world.finish()
    return world.said(asked)[0]


def publish(world: World, story: str = "truce") -> State:
    world.change(story, world.wall)
    return world.database.state(story, world.wall)


def look(world: World, slow: str = "") -> None:
    """Long enough after the last one for all to look."""
    world.wait(LONGEST)
    world.finish(slow)


def shared(world: World) -> list[str]:
    return [key for key in world.rows if key.endswith("/truce/")]


def test_a_page_made_before_a_publication_is_not_kept_after_it():
    with world() as site:
        early = site.ask(0, "/truce/")
        site.finish("render")
        now = publish(site)
        look(site, slow="render")
        late = site.ask(0, "/truce/")
        site.finish()
        assert site.said(early)[0] < site.said(late)[0] == now
        assert site.at_once(0, "/truce/") == now


def test_a_page_taken_before_a_publication_is_not_kept_after_it():
    with world(has_redis=True) as site:
        read(site, 0)
        early = site.ask(1, "/truce/")
        site.finish("get")
        now = publish(site)
        look(site, slow="get")
        site.finish()
        assert site.said(early)[0] < now
        assert site.at_once(1, "/truce/") is None


def test_a_page_made_before_a_publication_and_read_after_it_says_how_old_it_is():
    with world() as site:
        early = site.ask(0, "/truce/")
        site.finish("render")
        publish(site)
        for _ in range(10):
            look(site, slow="render")
        site.finish()
        assert dict(early.sent[0]["headers"])[b"age"] == b"6"


def test_a_page_taken_from_redis_is_as_old_as_its_mark():
    with world(has_redis=True) as site:
        read(site, 0)
        site.wait(100)
        taken = site.ask(1, "/truce/")
        site.finish()
        assert dict(taken.sent[0]["headers"])[b"age"] == b"0"


def test_a_page_is_not_shared_when_its_state_moved_while_it_was_made():
    with world(has_redis=True) as site:
        site.ask(0, "/truce/")
        site.finish("render", is_read=False)  # its mark was asked for
        now = publish(site)
        site.finish()
        assert shared(site) == []
        look(site)
        assert read(site) == now
        assert len(shared(site)) == 1


def test_a_page_is_not_shared_under_a_mark_from_between_two_states():
    with world(has_redis=True) as site:
        site.between = [lambda: site.database.commit(site.loop.now, "truce", site.wall)]
        site.ask(0, "/truce/")
        site.finish()
        assert shared(site) == []


def test_a_mark_that_comes_too_late_takes_nothing_from_redis_and_nothing_is_kept_or_shared():
    """A look finds the publication, the mark after it hangs, and Redis has the page under the one before."""
    with world(has_redis=True) as site:
        read(site, 0)
        read(site, 1)
        before = dict(site.rows)
        now = publish(site)
        look(site)
        late = site.ask(1, "/truce/")
        site.finish("watch", is_read=False)
        site.wait(PATIENCE)
        site.finish("watch")
        assert site.said(late)[0] == now
        assert (site.at_once(1, "/truce/"), site.rows) == (None, before)
        assert dict(late.sent[0]["headers"])[b"age"] == b"0"
        other = site.ask(1, "/other/")
        site.finish("watch", is_read=False)
        assert other.task.done(), "nobody else waits for a database that hangs"


def test_what_is_made_while_the_database_does_not_say_what_is_current_is_not_kept():
    with world() as site:
        site.wait(LONGEST)
        asked = site.ask(0, "/truce/")
        site.finish("watch")
        site.wait(PATIENCE)
        site.finish("watch")
        assert asked.task.done()
        assert site.at_once(0, "/truce/") is None
        site.finish()
        assert read(site) == site.at_once(0, "/truce/")


def test_what_is_made_before_a_first_look_is_not_kept():
    """A first look names the stories that moved last: not all that moved since a page was made."""
    site = World()
    try:
        site.change("other", site.wall)
        asked = site.ask(0, "/other/")
        site.finish("watch", is_read=False)
        site.wait(PATIENCE)
        site.finish("watch", is_read=False)
        assert asked.task.done()
        publish(site, "other")
        publish(site)
        site.mend()
    finally:
        site.close()


def test_who_joins_a_look_that_began_before_a_publication_is_given_another():
    with world(is_file=True) as site:
        old = read(site)
        site.change("other")  # it is to be looked at
        early = site.ask(0, "/truce/")
        site.finish("watch")
        now = publish(site)
        late = site.ask(0, "/truce/")
        site.finish()
        assert old == site.said(early)[0] < site.said(late)[0] == now


def test_what_is_made_before_a_first_look_into_another_file_is_not_kept():
    with world(is_file=True, warmed=2) as site:
        read(site, path="/other/")
        site.file += 1
        site.ask(0, "/truce/")
        site.finish("watch", is_read=False)  # “/other/” was made again meanwhile
        publish(site, "other")
        publish(site)


def test_while_the_database_hangs_what_is_kept_is_read_without_waiting_and_says_its_age():
    with world() as site:
        old = read(site)
        site.wait(LONGEST)
        site.ask(0, "/truce/")
        site.finish("watch", is_read=False)
        site.wait(PATIENCE)
        site.wait(RETRY - 0.1)
        site.finish("watch", is_read=False)
        assert site.kept(0, "/truce/") == (old, 1)


def test_a_look_is_as_old_as_its_beginning():
    with world() as site:
        read(site)
        site.wait(LONGEST)
        site.ask(0, "/truce/")
        site.finish("watch")
        publish(site)
        site.wait(PATIENCE - 0.1)
        site.finish()
        site.wait(LONGEST - 0.1)
        assert site.at_once(0, "/truce/") is None


def test_a_copy_that_comes_back_behind_the_database_leaves_nothing_of_before():
    with world(has_copy=True) as site:
        process = site.processes[0]
        process.from_copy = False
        now = publish(site)
        look(site)
        early = site.ask(0, "/truce/")
        site.finish("render", is_read=False)
        process.is_trial = True
        site.finish("render")
        site.replicate()
        look(site, slow="render")  # into the copy, which is as far as the database was
        site.finish()
        assert site.said(early)[0] < now
        assert read(site) == now


def test_what_a_copy_that_is_behind_made_is_not_shared_under_what_the_database_says():
    with world(has_copy=True, has_redis=True) as site:
        process = site.processes[0]
        process.from_copy = False
        publish(site)
        look(site)
        site.ask(0, "/truce/")
        site.finish("render", is_read=False)
        process.is_trial = True
        site.finish("watch", is_read=False)
        site.replicate()
        site.finish()
        assert shared(site) == []
