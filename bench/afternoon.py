"""An editor's afternoon: from an empty desk to a published small story, by the desk's own ways alone.

It must not open an address but the desk's first; whatever comes after is clicked, typed, pasted or marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import small_story as story
from .hand import Count, Hand
from .small_story import FIRST, NOTICE, TALK, THIRD


class Afternoon:
    def __init__(self, hand: Hand, articles: Path) -> None:
        self.hand, self.page, self.articles = hand, hand.page, articles
        self.took: list[tuple[story.Said, Count]] = []

    def whole(self) -> Count:
        """Each part after the other; what all of it took."""
        begun = self.hand.so_far()
        for part in (
            self.begin, self.sources, self.cast, self.phases, self.issues, self.statements, self.positions, self.events,
            self.overview, self.publish,
        ):  # fmt: skip
            since = self.hand.so_far()
            part()
            self.hand.part(part.__name__, since)
        return self.hand.so_far() - begun

    # ---- places ----

    def box(self, name: str) -> Any:
        return self.page.locator(f'#content-main form [name="{name}"]').last

    def work(self) -> None:
        """To the story's workplace, from wherever one is."""
        self.hand.go(self.page.locator("a[href*='/work/']").filter(visible=True))

    def home(self) -> None:
        """To the desk's first page."""
        self.hand.go(self.page.locator("#site-name a, .breadcrumbs a"))

    def add(self, model: str) -> None:
        """From the workplace to the empty form of one more row of a kind."""
        self.hand.go(self.page.locator(f"a[href*='/{model}/add/']").filter(visible=True))

    def save(self, how: str = "_save") -> None:
        self.hand.save(self.page.locator(f"[name={how}]"))
        self.must_be_saved()

    def must_be_saved(self) -> None:
        wrong = self.page.locator(".errornote, #desk-errors")
        assert not wrong.count(), wrong.first.inner_text()

    def typed(self, **boxes: str) -> None:
        for name, words in boxes.items():
            self.hand.type(self.box(name), words)

    def cite(self, box: str, source: int) -> None:
        """Found by its month and day, as the list shows it."""
        day = story.SOURCES[source].day
        self.hand.find(self.box(box), day[5:], day)

    # ---- parts of the work ----

    def begin(self) -> None:
        self.hand.go(self.page.get_by_role("link", name="Begin a story"))
        self.typed(**story.STORY)
        self.save()
        self.work()

    def sources(self) -> None:
        """Each with its text, in one form."""
        self.add("source")
        for number, source in enumerate(story.SOURCES, 1):
            if self.box("publisher").input_value() != source.publisher:
                self.typed(publisher=source.publisher)
            if source.kind and self.box("kind").input_value() != source.kind:
                self.hand.choose(self.box("kind"), source.kind)
            self.typed(title=source.title, published=source.published)
            words = (self.articles / f"{source.file}.txt").read_text(encoding="utf-8")
            self.hand.paste(self.box("its_text"), words)
            self.save("_addanother" if number < len(story.SOURCES) else "_save")

    def cast(self) -> None:
        """The bodies; people are made where they speak."""
        self.work()
        self.add("actor")
        for number, actor in enumerate(story.BODIES, 1):
            self.typed(name=actor.name)
            self.hand.choose(self.box("kind"), actor.kind)
            self.hand.choose(self.box("part"), actor.part)
            self.save("_addanother" if number < len(story.BODIES) else "_save")

    def phases(self) -> None:
        self.work()
        self.add("phase")
        for number, (name, summary, state) in enumerate(story.PHASES, 1):
            self.typed(name=name, summary=summary)
            if number == 1:
                self.cite("sources", NOTICE)
            if state:
                self.hand.choose(self.box("state"), state)
                self.typed(state_on=story.SOURCES[THIRD].published)
                self.cite("state_sources", THIRD)
            self.save("_addanother" if number < len(story.PHASES) else "_save")
        self.work()
        self.add("gate")
        label, condition = story.GATE
        self.typed(label=label)
        self.hand.choose(self.box("kind"), "goes on to another phase")
        self.hand.find(self.box("from_phase"), story.PHASES[0][0])
        self.hand.find(self.box("to_phase"), story.PHASES[1][0])
        self.typed(condition=condition)
        self.cite("sources", NOTICE)
        self.save()

    def issues(self) -> None:
        self.work()
        self.add("issue")
        for number, (name, short, question) in enumerate(story.ISSUES, 1):
            self.typed(name=name, short_name=short, question=question)
            self.hand.choose(self.box("status"), "disputed")
            self.save("_addanother" if number < len(story.ISSUES) else "_save")

    def statements(self) -> None:
        seen: set[str] = {body.name for body in story.BODIES}
        there = -1
        for said in story.STATEMENTS:
            if said.source != there:
                self.to_text(said.source)
                there = said.source
            since = self.hand.so_far()
            self.statement(said, new=said.speaker.name not in seen)
            seen.add(said.speaker.name)
            self.took.append((said, self.hand.so_far() - since))

    def to_text(self, source: int) -> None:
        """From another text, else from the workplace, to the text of a source."""
        way = f"a[href*='/source/{self.pk(source)}/text/']"
        if not self.page.locator(f"#source-others {way}").count():
            self.work()
        self.hand.go(self.page.locator(way))

    def words(self, name: str) -> Any:
        return self.page.locator(f'#words [name="{name}"]')

    def mark(self, words: str) -> None:
        self.hand.mark(self.page.locator("#source-text"), words)
        self.hand.wait(self.page.locator("#words blockquote", has_text=words[:24]))

    def statement(self, said: story.Said, *, new: bool) -> None:
        self.mark(said.words)
        offered = self.page.locator("#words label:has([name=who])", has_text=said.speaker.name)
        if offered.count():
            self.hand.click(offered)
        else:
            self.hand.type(self.words("speaker"), said.speaker.name)
        if new:
            if self.words("kind").locator("option:checked").inner_text() != said.speaker.kind:
                self.hand.choose(self.words("kind"), said.speaker.kind)
            if said.speaker.of:
                self.hand.choose(self.words("of"), said.speaker.of)
        for name, words in said.typed:
            self.hand.type(self.words(name), words)
            if name == "when_reported":
                self.hand.wait(self.page.locator("#words-how-read:not(:empty)"))
        if said.issue and self.words("issue").locator("option:checked").inner_text() != said.issue:
            self.hand.choose(self.words("issue"), said.issue)
        if said.answers:
            options = self.words("answers").locator("option", has_text=said.answers)
            self.hand.choose(self.words("answers"), options.first.inner_text())
            self.hand.choose(self.words("drawn_by"), "the source")
        before = self.page.locator(".source-note").count()
        self.hand.send(self.page.locator("#words [type=submit]"), self.page.locator(".source-saved"))
        assert self.page.locator(".source-note").count() > before, "its words are not marked as used"

    def begun_from(self, source: int, words: str, model: str) -> None:
        """From marked words to the form of an event or a position."""
        if f"/source/{self.pk(source)}/text/" not in self.page.url:
            self.to_text(source)
        self.mark(words)
        self.hand.go(self.page.locator(f"#words a[href*='/{model}/add/']"))

    def pk(self, source: int) -> int:
        return source + 1

    def positions(self) -> None:
        for held in story.POSITIONS:
            self.begun_from(held.source, held.words, "position")
            self.hand.find(self.box("actor"), held.actor)
            self.hand.find(self.box("issue"), held.issue)
            self.typed(sentence=held.sentence)
            self.save()

    def events(self) -> None:
        for event in story.EVENTS:
            self.begun_from(event.source, event.words, "event")
            self.typed(title=event.title)
            if event.when:
                self.typed(when=event.when)
            if event.status:
                self.hand.choose(self.box("status"), event.status)
            if event.before:
                when, source = event.before
                self.hand.click(self.page.locator("#dates-group .add-row a"))
                self.typed(**{"dates-0-when": when})
                self.cite("dates-0-sources", source)
            self.save()

    def overview(self) -> None:
        self.work()
        self.add("figure")
        label, number, _corrected, unit = story.BEDS
        self.typed(label=label, low=number, high=number, unit=unit)
        self.cite("sources", FIRST)
        self.save()
        self.work()
        self.add("openquestion")
        question, why = story.WHO_KNEW
        self.typed(question=question, why=why)
        self.cite("sources", TALK)
        self.save()
        self.work()
        self.hand.go(self.page.locator("#order a[href*='staterows'], a[href*='staterows']"))
        for place, (label, text, when, source) in enumerate(story.STATE):
            self.hand.click(self.page.locator("#staterows-group .add-row a"))
            row = f"staterows-{place}-"
            self.typed(**{f"{row}label": label, f"{row}text": text, f"{row}when": when})
            self.cite(f"{row}sources", source)
        self.hand.click(self.page.locator("#keypoints-group summary"))
        for place, (sentence, source) in enumerate(story.POINTS):
            self.hand.click(self.page.locator("#keypoints-group .add-row a"))
            row = f"keypoints-{place}-"
            self.typed(**{f"{row}sentence": sentence})
            self.cite(f"{row}sources", source)
        self.save("_continue")

    def publish(self) -> None:
        self.hand.go(self.page.locator("a[href*='/preview/']").filter(visible=True))
        self.page.go_back()
        self.hand.go(self.page.locator("#publishing a[href$='/publish/']"))
        self.hand.save(self.page.get_by_role("button", name="Publish now"))
        assert "edition 1 is public" in self.page.locator(".messagelist").inner_text()

    # ---- what it took ----

    def before(self, said: story.Said) -> set[str]:
        """Whom the desk knew when a statement was made."""
        there = [each for each, _took in self.took]
        return {body.name for body in story.BODIES} | {each.speaker.name for each in there[: there.index(said)]}

    def slowest(self) -> str:
        """The statement that took most clicks."""
        said, took = max(self.took, key=lambda each: each[1].clicks)
        return f"{took.clicks} clicks for “{said.words[:40]}”"
