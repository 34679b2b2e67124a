"""Texts on the table: who put what forward, what was answered, and two of them point by point; a gap is no absence."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from explainer.admin.panel import form_at
from explainer.admin.where_used import owner_of, stories_of
from explainer.desk import taking_back
from explainer.desk.compose import compose
from explainer.edition.taking_back import Taken, take_back
from explainer.following.substance import imprint
from explainer.models import Actor, Phase, Provision, Source, Statement, Story, Text, TextAnswer
from explainer.story.comparing import two_of
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by
from explainer.story.text_pairs import beside, side_by_side

from .crawl import Page, text_of
from .desk_forms import at
from .publish import publish


@pytest.fixture
def story(make_story: Any) -> Story:
    """Three texts: the paper that the phases tell, an older one that it replaced, and a newer one that nothing but one
    point is known of. What each side must do in step 1 is another matter in each."""
    story = make_story(statements=3, actors=3)
    source = Source.objects.get()
    sides = [Actor.objects.get(slug=f"truce-side-{number}") for number in range(3)]
    older = Text.objects.create(
        story=story, slug="sketch", name="The sketch", short_name="Sketch", kind="proposal", order=1, state="replaced",
        when="[2023-12-01..2023-12-31]", when_reported="before the winter", known="It is a page long.",
    )  # fmt: skip
    newer = Text.objects.create(
        story=story, slug="offer", name="The offer", kind="map", order=9, state="put-forward", state_on="2024-02-03",
        not_known="Nobody has seen all of it.",
    )  # fmt: skip
    for text in (older, newer):
        text.sources.set([source])
    Text.objects.filter(slug="paper").update(order=5, replaces=older)
    older.put_forward_by.set([sides[2]])
    older.put_forward_to.set(sides[:2])

    def point(slug: str, what: str, text: Text, same_as: Provision | None = None, number: int = 1) -> Provision:
        row = Provision.objects.create(
            story=story,
            slug=slug,
            what=what,
            of_text=text,
            same_as=same_as,
            order=10 * (slug == "flags"),
            phase=Phase.objects.get(number=number),
        )
        row.sources.set([source])
        row.owed_by.set(sides[:1])
        return row

    halt = point("halt", "Halts for a week", older)
    point("flags", "Lowers the flags", older)
    Provision.objects.filter(slug="provision-1").update(same_as=halt)
    point("pause", "Pauses for a fortnight", newer, Provision.objects.get(slug="provision-1"), number=2)
    answer = TextAnswer.objects.create(text=older, actor=sides[0], answer="rejected", when="2024-01-02")
    answer.statements.set([Statement.objects.get(slug="statement-1")])  # the words of side 1
    Statement.objects.get(slug="statement-0").texts.set([older])
    return story


@pytest.fixture
def read(story: Story, client: Client) -> Any:
    """What a page of the published story says, as one line without markup."""
    publish(story, note="First.")

    def page(address: str, prefix: str = "") -> str:
        response = client.get(f"{prefix}/truce/{address}")
        assert response.status_code == 200, address
        return words_of(response.content)

    return page


def words_of(html: bytes) -> str:
    main = re.search("<main.*?</main>", html.decode(), re.DOTALL)
    assert main
    words = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", main[0])))
    return re.sub(r" (?=[,.;:])", "", words)


def index_of(slug: str = "truce") -> StoryIndex:
    return StoryIndex(compose(slug).document)


# ---- the list, and each ---------------------------------------------------------------------------


def test_the_list_says_who_put_what_forward_to_whom_and_what_became_of_it(read):
    page = read("texts/")
    assert page.index("The sketch") < page.index("The first paper") < page.index("The offer")
    assert "Put forward by Side 2" in page
    assert "Put to Side 0, Side 1" in page
    assert "“before the winter”, our source says: Between 1 and 31 December 2023" in page
    assert "Replaced by The first paper" in page
    assert "Replaces The sketch" in page
    assert "Side 0: Rejected" in page
    assert "Put forward, 3 February 2024" in page


def test_what_is_not_stated_of_a_text_is_a_gap(read):
    page = read("texts/offer/")
    for words in (
        "Put forward by Not stated in our source",
        "Put to Not stated in our source",
        "When Not stated in our source",
        "Nobody has seen all of it.",
        "Only what it asks is known of it.",
        "Our sources give no answer.",
    ):
        assert words in page
    assert "Our sources do not say whether there is more to it." in read("texts/sketch/")


def test_an_answer_is_of_whoever_gives_it_and_says_who_tells_of_it(read):
    page = read("texts/sketch/")
    assert "Rejected, as told by: Side 1, 2 January 2024 Statements: Side 1, 2 February 2024" in page
    assert re.search("Side 1 No answer in our sources", page)


def test_who_tells_of_their_own_answer_is_not_named_twice(story):
    TextAnswer.objects.get(text__slug="sketch").statements.set(Statement.objects.filter(slug="statement-0"))
    sketch = index_of().text["sketch"]
    assert sketch.answers[0].according_to == []


def test_a_side_whose_people_alone_answered_has_none_of_its_own(story):
    member = Actor.objects.create(slug="member", name="A Member", affiliation=Actor.objects.get(slug="truce-side-1"))
    story.involvements.create(actor=member, part="party", mark="AM", order=90)
    answer = TextAnswer.objects.create(text=Text.objects.get(slug="sketch"), actor=member, answer="accepted")
    answer.sources.set(Source.objects.all())
    replies = {reply.actor.slug: reply for reply in index_of().text["sketch"].replies}
    assert replies["truce-side-1"].answer is None
    assert replies["truce-side-1"].of_its_people
    assert replies["member"].answer


def test_a_text_has_the_statements_about_it_and_they_lead_back(read, client):
    assert "We hold gate number 0" in read("texts/sketch/")
    assert "/truce/texts/sketch/" in Page(client.get("/truce/statements/statement-0/").content.decode()).links
    assert "Text on the table The sketch" in read("statements/statement-0/")


def test_a_page_of_an_actor_has_its_part_in_each_text(read):
    assert "The sketch Put it forward" in read("actors/truce-side-2/")
    page = read("actors/truce-side-0/")
    assert "The sketch It was put to them Side 0: Rejected" in page
    assert "Halts for a week" not in page  # which the sketch asked, and it was replaced


def test_it_is_in_every_place_and_language(story, desk):
    publish(story, note="First.")
    for place in ("/truce", "/ar/truce", "/he/truce", "/truce/editions/1", "/preview/truce"):
        for page in ("texts/", "texts/sketch/", "texts/?texts=sketch,paper"):
            assert desk.get(f"{place}/{page}").status_code == 200, f"{place}/{page}"
        assert f"{place}/texts/" in Page(desk.get(f"{place}/").content.decode()).links


def test_a_story_without_texts_has_neither_a_page_of_them_nor_a_way_there(story, client):
    Statement.objects.get(slug="statement-0").texts.clear()
    Phase.objects.update(of_text=None)
    Provision.objects.update(same_as=None)
    Provision.objects.exclude(of_text=None).delete()
    Text.objects.update(replaces=None)
    Text.objects.all().delete()
    publish(story, note="First.")
    assert client.get("/truce/texts/").status_code == 404
    for page in ("", "phases/", "actors/truce-side-0/"):
        assert not [link for link in Page(client.get(f"/truce/{page}").content.decode()).links if "/texts/" in link]


def test_the_list_of_stories_needs_none_of_it(story, client):
    publish(story, note="First.")
    assert "The truce talks" in text_of(client.get("/").content)


def test_a_text_that_is_gone_answers_410(read, story, client):
    Provision.objects.filter(slug="pause").delete()
    Text.objects.filter(slug="offer").delete()
    publish(story, note="Second.")
    assert client.get("/truce/texts/offer/").status_code == 410
    assert client.get("/truce/editions/1/texts/offer/").status_code == 200
    assert client.get("/truce/texts/never/").status_code == 404


# ---- two of them ----------------------------------------------------------------------------------


def cells(one: str, other: str) -> list[list[list[str]]]:
    index = index_of()
    pair = two_of(index.texts, [f"{one},{other}"])
    assert pair
    return [
        [[row.value.slug for row in cell.provisions] for cell in point.cells]
        for _phase, points in side_by_side(index, pair)
        for point in points
    ]


def test_provisions_on_the_same_point_stand_side_by_side_and_the_rest_alone(story):
    assert cells("sketch", "paper") == [[["halt"], ["provision-1"]], [["flags"], []], [[], ["provision-2"]]]


def test_a_phase_of_which_neither_says_anything_is_not_there(story):
    index = index_of()
    pair = two_of(index.texts, ["sketch,paper"])
    assert pair
    assert [phase.number for phase, _points in side_by_side(index, pair)] == [1, 2]
    assert [phase.number for phase, _points in side_by_side(index, (pair[0], pair[0]))] == [1]


def test_a_point_is_followed_through_the_texts_between(story):
    assert cells("sketch", "offer")[0] == [["halt"], ["pause"]]


def test_a_circle_of_points_ends(story):
    Provision.objects.filter(slug="halt").update(same_as=Provision.objects.get(slug="pause"))
    assert cells("sketch", "offer")[0] == [["halt"], ["pause"]]


def test_what_is_only_in_one_says_so_and_what_is_not_known_is_no_absence(read):
    page = read("texts/?texts=sketch,paper")
    assert "The first paper Not known whether this text has it" in page, "its gaps are known"
    assert "The sketch Only in the other: The first paper" in page
    index = index_of()
    assert not index.text["sketch"].in_part
    assert index.text["offer"].in_part
    (_phase, points), *_rest = side_by_side(index, (index.text["offer"], index.text["sketch"]))
    assert [[cell.is_gap for cell in point.cells] for point in points] == [[True, False]], "of the flags"
    *_rest, (_phase, points) = side_by_side(index, (index.text["offer"], index.text["sketch"]))
    assert [[cell.is_gap for cell in point.cells] for point in points] == [[False, False]], "the pause is on record"


def test_a_text_of_which_nothing_is_known_says_nothing_against_it(story):
    Text.objects.filter(slug="offer").update(not_known="", known="")
    assert not index_of().text["offer"].in_part, "what it asks is on record"
    Provision.objects.filter(slug="pause").delete()
    assert index_of().text["offer"].in_part


def test_a_point_that_another_text_has_elsewhere_says_where(read):
    assert re.search(
        "Pauses for a fortnight Asked of: Side 0. Reported by .{1,40}2024 Phase 2 ", read("texts/?texts=sketch,offer")
    )


def test_two_texts_have_one_address(read, client):
    for asked in ("texts=paper&texts=sketch", "texts=paper,sketch", "texts=sketch,paper&more=1"):
        assert client.get(f"/truce/texts/?{asked}")["Location"] == "/truce/texts/?texts=sketch,paper"
    for asked in ("texts=sketch", "texts=sketch,sketch", "texts=sketch,paper,offer", "texts=sketch,other"):
        assert client.get(f"/truce/texts/?{asked}")["Location"] == "/truce/texts/"
    page = Page(client.get("/truce/texts/paper/").content.decode())
    assert {"/truce/texts/?texts=sketch,paper", "/truce/texts/?texts=paper,offer"} <= set(page.links)
    index = index_of()
    assert [both for _other, both in beside(index, index.text["paper"])] == ["sketch,paper", "paper,offer"]


# ---- what the phases tell -------------------------------------------------------------------------


def test_the_phases_say_which_text_they_tell_and_hold_nothing_of_another(read, client):
    for address in ("phases/", "phases/1/"):
        page = read(address)
        assert "Stops what it does" in page
        assert "Halts for a week" not in page
        assert "Lowers the flags" not in page
    assert "Other texts The sketch" in read("phases/1/")
    page = read("phases/")
    assert "This is what one text sets out: The first paper. Other texts on the table stand" in page
    assert "Pauses for a fortnight" not in read("phases/2/")
    assert "/truce/texts/paper/" in Page(client.get("/truce/phases/").content.decode()).links


def test_a_phase_of_another_text_says_whose_it_is(story, client):
    Phase.objects.filter(number=2).update(of_text=Text.objects.get(slug="offer"))
    publish(story, note="First.")
    page = words_of(client.get("/truce/phases/2/").content)
    assert "Of: The offer" in page
    assert "Pauses for a fortnight" in page, "it is of the text that its phase is of"
    index = index_of()
    assert index.text["offer"].phases == [index.phase[2]]


def test_where_nothing_is_told_a_provision_of_a_text_shows_with_its_text_alone(story):
    Text.objects.update(told=False)
    Phase.objects.update(of_text=None)
    index = index_of()
    assert [row.value.slug for row in index.phase[1].provisions] == ["provision-1"]
    assert index.phase[1].elsewhere == [index.text["sketch"]]


def test_a_phase_that_names_no_text_tells_the_one_that_the_story_tells(story):
    Phase.objects.update(of_text=None)
    index = index_of()
    assert [row.value.slug for row in index.text["paper"].provisions] == ["provision-1", "provision-2"]
    assert [row.value.slug for row in index.phase[1].provisions] == ["provision-1"]
    assert index.phase[1].elsewhere == [index.text["sketch"]]


def test_each_provision_is_of_one_text(story):
    index = index_of()
    of = [row.value.slug for text in index.texts for row in text.provisions]
    assert sorted(of) == sorted(row.value.slug for row in index.provisions)


def test_what_changed_in_a_provision_of_another_text_leads_to_that_text(read, story, client):
    Provision.objects.filter(slug="halt").update(what="Halts for two weeks")
    Provision.objects.filter(slug="provision-1").update(what="Stops all that it does")
    publish(story, note="Second.")
    links = Page(client.get("/truce/changes/?since=1").content.decode()).links
    assert "/truce/texts/sketch/?since=1" in links
    assert "/truce/phases/1/?since=1" in links
    assert "Changed since version 1" in words_of(client.get("/truce/texts/sketch/?since=1").content)


# ---- elsewhere ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["sketch", "page long"])
def test_a_text_is_found_by_its_name_and_by_what_is_known_of_it(read, client, word):
    page = words_of(client.get("/truce/search/", {"q": word}).content)
    assert "Texts on the table" in page
    assert "The sketch" in page
    only = client.get("/truce/search/", {"q": "sketch", "in": "texts"})
    assert only.status_code == 200


def test_a_name_of_a_text_that_was_misspelt_is_suggested(read, client):
    assert "Did you mean sketch ?" in words_of(client.get("/truce/search/", {"q": "skecth"}).content)


def test_what_becomes_of_a_text_is_substance(story):
    before = imprint(compose("truce").document)
    Text.objects.filter(slug="offer").update(state="rejected")
    assert imprint(compose("truce").document) != before


def test_a_text_none_of_whose_sources_was_out_is_not_shown(story):
    early = Source.objects.create(slug="early", publisher="The Early Test", published="2024-01-03")
    Text.objects.get(slug="sketch").sources.add(early)
    for row in Statement.objects.all():
        row.sources.add(early)
    then = known_by(index_of(), date(2024, 1, 3))
    assert [text.slug for text in then.texts] == ["sketch"]
    assert then.told is None
    assert then.text["sketch"].replaced_by == []
    assert {row.value.slug for row in then.provisions} == {"halt", "flags", "provision-1", "provision-2"}, (
        "the provisions of a text that was not out would seem to be of another"
    )
    assert all(phase.of_text is None for phase in then.phases)
    Text.objects.get(slug="sketch").sources.remove(early)
    assert known_by(index_of(), date(2024, 1, 3)).texts == []


def test_an_actor_who_is_taken_back_leaves_the_texts(story):
    whole = compose("truce").document
    taken = Taken(
        kind="actor", slug="truce-side-0", at="2026-01-01T00:00:00Z", basis="error", reason="Wrong.", language="en",
        names=("Side 0",),
    )  # fmt: skip
    index = StoryIndex(take_back(whole, [taken]))
    sketch = index.text["sketch"]
    assert [actor.slug for actor in sketch.put_forward_to] == ["truce-side-1"]
    assert sketch.answers == []
    assert sketch.lost
    assert not index.text["offer"].lost


def test_the_page_of_a_text_says_that_something_was_taken_back(story, client, editor, second_editor):
    publish(story, note="First.")
    row = taking_back.ask("actor", "", "truce-side-2", basis="error", reason="It was wrong.", by=editor)
    taking_back.confirm(row, by=second_editor)
    page = words_of(client.get("/truce/texts/sketch/").content)
    assert "Something that it referred to was taken back." in page
    assert "Side 2" not in page


# ---- the desk -------------------------------------------------------------------------------------


def test_deleting_what_a_text_needs_names_the_text(story, desk):
    side = Actor.objects.get(slug="truce-side-2")
    page = text_of(desk.get(at(Actor, "delete", side.pk)).content)
    assert "Text on the table: <a" in page
    answered = Actor.objects.get(slug="truce-side-0")
    assert "The sketch" in text_of(desk.get(at(Actor, "delete", answered.pk)).content)


def test_what_keeps_a_provision_is_edited_with_its_phase(story, desk):
    assert owner_of(Provision.objects.get(slug="halt")) == Phase.objects.get(number=1)
    assert owner_of(TextAnswer.objects.get(text__slug="sketch")) == Text.objects.get(slug="sketch")


def test_what_is_saved_of_an_actor_who_answered_names_the_story(story):
    only = Actor.objects.create(slug="only", name="Only")
    TextAnswer.objects.create(text=Text.objects.get(slug="offer"), actor=only, answer="accepted")
    assert stories_of(only) == [story]


def test_the_panel_leads_from_a_problem_to_the_form_of_the_text(story):
    assert form_at(story, "texts/sketch").endswith(f"/text/{Text.objects.get(slug='sketch').pk}/change/")


def test_nobody_is_still_to_do_what_a_text_that_was_replaced_asked(read, story):
    owed = read("actors/truce-side-0/").split("What they are to do")[1]
    assert "Pauses for a fortnight" in owed
    assert "Halts for a week" not in owed
    Text.objects.filter(slug="offer").update(state="rejected")
    publish(story, note="")
    assert "Pauses for a fortnight" not in read("actors/truce-side-0/").split("Texts on the table")[0]
