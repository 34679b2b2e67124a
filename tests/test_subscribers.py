"""Every feed tells each thing once, whatever happens to a story, to whoever follows it, however seldom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.test import Client
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.following import archive
from explainer.models import Edition, Story

from .conftest import NOON, Clock
from .formats import moment, told_by_atom
from .subscriber import Subscriber, documents
from .test_document import FIRST

SITE = "http://testserver/truce/"
STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))
EVENTS = st.integers(0, 4)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # to make a story of 20 steps smaller takes minutes


class Told(NamedTuple):
    """What readers last read of something, and when it was news."""

    substance: tuple[str, ...]
    updated: datetime
    gone: bool = False  # an edition came that lacks it


class Followed(RuleBasedStateMachine):
    """A story lives: things are added, change in substance or in a label, go and come back; editions are published,
    withdrawn, published again. One subscriber polls after each edition, another now and then, a third only at the end.

    ``told`` is what they must have. Rows are written as ``desk.publishing`` does, whose checks are tried elsewhere."""

    story: Story
    clock: Clock
    unsettled: str | None = None  # how the issue stood before that was news

    @initialize()
    def begin(self) -> None:
        Edition.objects.all().delete()
        self.clock[0] = NOON
        self.client = Client()
        self.events: dict[int, shape.Event] = {number: event_of(number) for number in range(3)}
        self.status, self.editions = "disputed", list[Edition]()
        self.told: dict[str, Told] = {}
        self.read: dict[str, tuple[str, ...]] = {}
        self.often, self.seldom = (Subscriber(self.client, "truce/feed") for _ in range(2))
        self.publish()

    @rule(number=EVENTS)
    def add_or_take_out(self, number: int) -> None:
        if self.events.pop(number, None) is None:
            self.events[number] = event_of(number)

    @rule(number=EVENTS, words=st.sampled_from(["It is held.", "It is put off.", "Nobody comes."]))
    def change_substance(self, number: int, words: str) -> None:
        if number in self.events:
            self.events[number] = replace(self.events[number], body=words)

    @rule(number=EVENTS, order=st.integers(0, 3))
    def change_a_label(self, number: int, order: int) -> None:
        if number in self.events:
            self.events[number] = replace(self.events[number], order_in_day=order)

    @rule(status=st.sampled_from(["disputed", "settled", "under-discussion"]))
    def settle_or_open(self, status: str) -> None:
        self.status = status

    @rule()
    def publish(self) -> None:
        first, *others = STORY.issues
        issues = [replace(first, status=self.status), *others]
        events = [self.events[number] for number in sorted(self.events)]
        self.come_out(replace(STORY, events=events, issues=issues, links=[], event_links=[], comparisons=[]))

    @rule(data=st.data())
    def publish_an_older_one_again(self, data: st.DataObject) -> None:
        readable = list(Edition.objects.filter(withdrawn_at=None).order_by("number"))
        if readable:
            self.come_out(shape.thaw(data.draw(st.sampled_from(readable)).document))

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        self.clock(hours=1)
        edition = data.draw(st.sampled_from([self.editions[-1], *self.editions]))
        Edition.objects.filter(pk=edition.pk, withdrawn_at=None).update(
            withdrawn_at=self.clock[0], withdrawn_because="It was wrong."
        )
        if edition is self.editions[-1]:
            self.read = {}
        self.look()

    @rule()
    def poll_now_and_then(self) -> None:
        self.seldom.poll()
        assert items_of(self.seldom) == items_of(self.often)

    def come_out(self, document: shape.Document) -> None:
        self.clock(hours=1)
        text = shape.freeze(document)
        kind = "update" if self.editions else "first"
        self.editions.append(
            Edition.objects.create(
                story=self.story, slug="truce", language="en", number=len(self.editions) + 1, kind=kind,
                published_at=self.clock[0], schema=document.schema, document=text, digest=shape.digest_of(text),
            )
        )  # fmt: skip
        self.read = dict(substance_of(document))
        for name, substance in self.read.items():
            before = self.told.get(name)
            if not before and name == NAME and substance[0] != "settled" and self.unsettled in (None, substance[0]):
                self.unsettled = substance[0]
                continue
            if before is None or before.gone or before.substance != substance:
                self.told[name] = Told(substance, self.clock[0])
        for name in self.told.keys() - self.read.keys():
            self.told[name] = self.told[name]._replace(gone=True)
        self.look()

    def look(self) -> None:
        self.often.poll()
        assert_as_told(self.often, self)

    def teardown(self) -> None:
        if hasattr(self, "client"):
            last = Subscriber(self.client, "truce/feed")
            last.poll()
            archived = [told_by_atom(body) for body in list(documents(self.client, "truce/feed"))[1:]]
            names = [name for told in archived for name in (*told.entries, *told.stones)]
            assert len(set(names)) == len(names), "none is told twice"
            assert items_of(last) == items_of(self.often)
            self.seldom.poll()
            assert items_of(self.seldom) == items_of(self.often)


def items_of(subscriber: Subscriber) -> dict[str, object]:
    """Each entry as it is read; of an edition, when it was told, since what it says hangs on what was withdrawn."""
    return {name: entry.updated if "/editions/" in name else entry for name, entry in subscriber.entries.items()}


def assert_as_told(subscriber: Subscriber, machine: Followed) -> None:
    """It has what can be read, each as it stands, updated when its substance was news."""
    found = {name: entry for name, entry in subscriber.entries.items() if "/timeline/#event-" in name or name == NAME}
    wanted = {name: told for name, told in machine.told.items() if name in machine.read}
    assert {name: moment(entry.updated) for name, entry in found.items()} == {
        name: told.updated for name, told in wanted.items()
    }
    for name, told in wanted.items():
        assert told.substance[-1] in found[name].html


NAME = f"{SITE}issues/{STORY.issues[0].slug}/"


def event_of(number: int) -> shape.Event:
    return replace(STORY.events[0], slug=f"event-{number}", title=f"Round {number}", body="It is held.")


def substance_of(document: shape.Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    for event in document.events:
        yield f"{SITE}timeline/#{event.slug}", (event.body,)
    yield NAME, (document.issues[0].status, STATUSES[document.issues[0].status])


STATUSES = {"settled": "Settled", "disputed": "Disputed", "under-discussion": "Under discussion"}


def test_each_thing_is_told_once_whatever_happens(truce, clock, monkeypatch):
    for name in ("SIZE", "MOST", "MOST_STONES", "RECENT"):
        monkeypatch.setattr(archive, name, 3)
    monkeypatch.setattr(Followed, "story", truce, raising=False)
    monkeypatch.setattr(Followed, "clock", clock, raising=False)
    run_state_machine_as_test(Followed, settings=settings(stateful_step_count=20, phases=PHASES))
