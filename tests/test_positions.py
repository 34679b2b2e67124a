"""Positions are their holder's: on each face they stand under the name of who holds them, and nowhere under another."""

from __future__ import annotations

import re

import pytest

from explainer.desk.compose import compose
from explainer.models import Actor, Event, Involvement, Issue, Position, Role, Source, Statement, Story
from explainer.search.entries import entries
from explainer.story.comparing import cell, row, table, unshown
from explainer.story.indexes import StoryIndex

from .crawl import Page, text_of
from .publish import publish
from .subscriber import documents

SIDE = "truce-side-0"
PEOPLE = {
    # slug: name, kind, part, side
    "mayor": ("Mara Lind", "person", "party", SIDE),
    "clerk": ("Jon Aas", "person", "party", SIDE),
    "watch": ("The night watch", "group", "party", SIDE),
    "whisper": ("A gatekeeper", "unnamed", "unnamed", SIDE),
    "absent": ("Per Voss", "person", "spoken-about", SIDE),
    "stranger": ("Lea Noor", "person", "spoken-about", None),
    "passer-by": ("Somebody passing by", "unnamed", "unnamed", None),
    "neighbours": ("The neighbours", "group", "affected", None),
}
SENTENCES = {
    "mayor": "Says the second gate opens in May.",
    "clerk": "Says no day is sure for the second gate.",
    "whisper": "Says the second gate has no lock.",
    "stranger": "Wants a third gate instead of the second.",
    "passer-by": "Says nobody uses the second gate.",
    "neighbours": "Want the second gate shut at night.",
}
OWN = "Says it keeps the gate."
TABLES = ("positions/", "positions/?known_by=2024-08-23", "editions/1/positions/")
FACES = (*TABLES, "issues/issue-2/", "editions/1/issues/issue-2/")


@pytest.fixture
def story(make_story) -> Story:
    """Side 0 has a position on the first issue; on the second its people have theirs, and so have people of no side."""
    story = make_story(statements=2, issues=2)
    report, second = Source.objects.get(), Issue.objects.get(slug="issue-2")
    for place, (slug, (name, kind, part, side)) in enumerate(PEOPLE.items()):
        actor = Actor.objects.create(
            slug=slug, name=name, kind=kind, affiliation=Actor.objects.get(slug=side) if side else None,
            described_in=report if kind == "unnamed" else None, descriptor="Somebody in the story",
            naming="whole" if slug == "watch" else "",
        )  # fmt: skip
        mark = "AA" if side else "??" if kind == "unnamed" else f"Z{place}"
        Involvement.objects.create(story=story, actor=actor, part=part, mark=mark, order=100 + place)
        if slug in SENTENCES:
            holds(story, actor, second, SENTENCES[slug])
    return story


def holds(story: Story, actor: Actor, issue: Issue, sentence: str) -> Position:
    position = Position.objects.create(
        story=story, slug=f"{issue.slug}-{actor.slug}", issue=issue, actor=actor, sentence=sentence
    )
    position.sources.set(Source.objects.all())
    return position


def says(story: Story, slug: str, speaker: str, *, about: str = "", issue: str = "issue-2") -> Statement:
    statement = Statement.objects.create(
        story=story, slug=slug, speaker=Actor.objects.get(slug=speaker), wording="paraphrase", topic="the gate",
        lead_in="The speaker said the gate was old.", when="2024-03-01",
    )  # fmt: skip
    statement.sources.set(Source.objects.all())
    statement.issues.set(Issue.objects.filter(slug=issue))
    statement.about.set(Actor.objects.filter(slug=about))
    return statement


@pytest.fixture
def out(story) -> Story:
    publish(story, note="")
    return story


def index_of(story: Story) -> StoryIndex:
    return StoryIndex(compose(story.slug).document)


def words_of(html: str) -> str:
    """The text that is shown, with a space where a box begins; not the data of the page, which machines read."""
    html = re.sub("<script[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    return " ".join(Page(re.sub(r"<(p|b|small|div|li|td)\b", r" <\1", html)).text.split())


def shown(client, page: str) -> str:
    return words_of(client.get(f"/truce/{page}").content.decode())


def cells_of(client, page: str, issue: str) -> list[str]:
    """The text of each cell in an issue's row of the table."""
    body = client.get(f"/truce/{page}").content.decode()
    [line] = re.findall(rf'<tr id="{issue}">(.*?)</tr>', body, re.DOTALL)
    return [words_of(each) for each in re.findall(r"<td.*?</td>", line, re.DOTALL)]


# ---- the page of an actor ------------------------------------------------------------------------


def test_an_actor_s_page_has_its_own_positions_and_leads_to_its_side_s(out, client):
    body, text = client.get("/truce/actors/mayor/").content.decode(), shown(client, "actors/mayor/")
    assert SENTENCES["mayor"] in text
    assert not [words for words in (OWN, *(SENTENCES[slug] for slug in SENTENCES if slug != "mayor")) if words in text]
    assert text.count("Side 0’s positions") == 1
    assert f'href="/truce/actors/{SIDE}/#p"' in body
    assert 'id="p"' in client.get(f"/truce/actors/{SIDE}/").content.decode()


@pytest.mark.parametrize("slug", ["watch", "whisper", "absent", "stranger", "passer-by", "neighbours", "truce-side-1"])
def test_nothing_is_said_for_who_may_not_share_what_a_side_says(out, client, slug):
    text = shown(client, f"actors/{slug}/")
    assert OWN not in text
    assert "Side 0’s positions" not in text
    assert (SENTENCES.get(slug) or "Positions of") in text or "Statements: " not in text


def test_the_page_of_a_side_has_its_own_and_names_its_people_who_hold_some(out, client):
    text = shown(client, f"actors/{SIDE}/")
    assert OWN in text
    assert "Positions of people on this side, which may differ: Mara Lind, Jon Aas, A gatekeeper." in text
    assert not [sentence for sentence in SENTENCES.values() if sentence in text]
    assert "Side 0’s positions" not in text


def test_a_side_without_a_position_is_not_led_to(story, client):
    Position.objects.filter(actor__slug=SIDE).delete()
    publish(story, note="")
    assert "Side 0’s positions" not in shown(client, "actors/mayor/")


def test_a_name_in_s_has_no_second_one(story, client):
    Actor.objects.filter(slug=SIDE).update(name="The Isles")
    publish(story, note="")
    assert "The Isles’ positions" in shown(client, "actors/mayor/")


# ---- the table, and wherever its cells stand ---------------------------------------------------------


def test_people_stand_in_the_cell_of_their_side_under_their_names(out, client):
    first, second, others = cells_of(client, "positions/", "issue-2")
    for slug in ("mayor", "clerk", "whisper"):
        assert f"{PEOPLE[slug][0]} {SENTENCES[slug]}" in first
    assert "No position in our sources" not in first
    assert second.endswith("Not in our sources")
    for slug in ("stranger", "passer-by", "neighbours"):
        assert f"{PEOPLE[slug][0]} {SENTENCES[slug]}" in others
        assert SENTENCES[slug] not in first + second


def test_a_side_s_own_position_stands_before_those_of_its_people(story, client):
    holds(story, Actor.objects.get(slug="clerk"), Issue.objects.get(slug="issue-1"), "Says the clerk keeps the gate.")
    publish(story, note="")
    first, *_rest = cells_of(client, "positions/", "issue-1")
    assert first.index(OWN) < first.index("Jon Aas Says the clerk keeps the gate.")


def test_no_position_on_record_is_said_where_nobody_of_the_side_has_one(story, client):
    says(story, "said", "clerk", issue="issue-1")
    says(story, "told", "truce-side-1", issue="issue-2")
    publish(story, note="")
    page = shown(client, "positions/")
    assert page.count("No position in our sources") == 2, "of Side 1, which spoke on both"
    for page in ("issues/issue-1/", "issues/issue-2/"):
        assert shown(client, page).count("No position in our sources") == 1
    balance = shown(client, "balance/").partition("No position in our sources")[2]
    assert re.findall(r"Gate (\d): (Side \d(?:, Side \d)*)", balance) == [("1", "Side 1"), ("2", "Side 1")]


@pytest.mark.parametrize("face", FACES)
def test_every_face_shows_everybody_s_position(out, client, face):
    text = shown(client, face)
    for slug, sentence in SENTENCES.items():
        assert text.count(f"{PEOPLE[slug][0]} {sentence}") == 1


def test_two_sides_beside_each_other_show_those_of_their_people(out, client):
    text = shown(client, f"positions/?actors={SIDE},truce-side-1")
    assert [slug for slug, sentence in SENTENCES.items() if sentence in text] == ["mayor", "clerk", "whisper"]
    assert f"Mara Lind {SENTENCES['mayor']}" in text


def test_a_preview_shows_them_before_they_are_published(story, client, editor):
    client.force_login(editor)
    text = words_of(client.get("/preview/truce/positions/").content.decode())
    assert all(sentence in text for sentence in SENTENCES.values())


def test_what_was_not_known_yet_is_nobody_s(out, client):
    text = shown(client, "positions/?known_by=2024-08-22")
    assert not [sentence for sentence in SENTENCES.values() if sentence in text]
    assert "Others" not in text


def test_a_change_is_marked_under_the_name(out, client):
    Position.objects.filter(actor__slug__in=("clerk", "stranger")).update(sentence="Says the gate is painted.")
    publish(out, note="")
    for page in ("positions/", "issues/issue-2/"):
        text = shown(client, f"{page}?since=1")
        for name in ("Jon Aas", "Lea Noor"):
            assert f"{name} Says the gate is painted. Changed since version 1" in text
    assert "Jon Aas on Gate 2" in shown(client, "changes/?since=1")


@pytest.mark.parametrize("slug", SENTENCES)
def test_feeds_and_search_lead_to_where_it_stands(out, client, slug):
    ids = Page(client.get("/truce/issues/issue-2/").content.decode()).ids
    assert ids.count(f"position-{slug}") == 1
    assert any(f"/truce/issues/issue-2/#position-{slug}" in body.decode() for body in documents(client, "truce/feed"))
    found = client.get("/truce/search/", {"q": f'"{SENTENCES[slug].rstrip(".")}"'}).content.decode()
    assert f'href="/truce/issues/issue-2/#position-{slug}"' in found


def test_search_leads_to_a_side_s_own_as_well(out, client):
    found = [entry for kind, _day, entry in entries(compose("truce").document) if kind == "positions"]
    [own] = [entry for entry in found if entry.under == "Side 0"]
    assert (own.page, own.slug, own.part) == ("issue", "issue-1", f"position-{SIDE}")
    assert own.part in Page(client.get("/truce/issues/issue-1/").content.decode()).ids


def test_headers_of_the_table_say_what_they_head(out, client):
    body = client.get("/truce/positions/").content.decode()
    table = re.search("<table.*?</table>", body, re.DOTALL)[0]
    heads = [found for tag, found in Page(table).tags if tag == "th"]
    assert [found["scope"] for found in heads] == ["col"] * 4 + ["row"] * 2
    lines = re.findall(r"<tr id=.*?</tr>", table, re.DOTALL)
    assert [len(re.findall("<t[hd]\\b", line)) for line in lines] == [4, 4], "every row has each column's cell"


def test_without_anybody_of_no_side_there_is_no_column_for_them(published, client):
    body = client.get("/truce/positions/").content.decode()
    assert re.search("<table.*?</table>", body, re.DOTALL)[0].count('scope="col"') == 3
    assert "Others" not in text_of(body.encode())


def test_a_story_without_sides_still_has_a_table(story, client):
    Involvement.objects.filter(part="party").update(part="affected")
    Actor.objects.exclude(affiliation=None).update(affiliation=None)
    publish(story, note="")
    [others] = cells_of(client, "positions/", "issue-2")
    assert all(sentence in others for sentence in SENTENCES.values())
    assert SENTENCES["mayor"] in shown(client, "issues/issue-2/")


def test_a_cell_rests_on_what_its_people_s_positions_rest_on(story):
    said = says(story, "said", "truce-side-1")
    Position.objects.get(actor__slug="clerk").statements.set([said])
    index = index_of(story)
    found = cell(index.issue["issue-2"], index.side[SIDE])
    assert [each.slug for each in found.statements] == ["said"]
    assert (found.position, [each.actor.slug for each in found.people]) == (None, ["mayor", "clerk", "whisper"])


def test_each_position_stands_in_the_table_once(story):
    index = index_of(story)
    rows = table(index)
    found = [each for line in rows for one in line.cells for each in one.positions]
    found += [each for line in rows for each in line.others]
    assert sorted(each.value.slug for each in found) == sorted(each.value.slug for each in index.positions)
    assert unshown(index) == []
    assert [each.actor.slug for each in row(index, index.issue["issue-2"]).others] == [
        "stranger",
        "passer-by",
        "neighbours",
    ]


# ---- what it rests on ----------------------------------------------------------------------------


def test_no_statement_on_record_is_not_said_where_one_is(story, client):
    says(story, "said", "mayor")
    publish(story, note="")
    for page in ("issues/issue-2/", "positions/", f"positions/?actors={SIDE},truce-side-1"):
        text = shown(client, page)
        assert "Jon Aas Says no day is sure for the second gate. Reported by The Daily Test, 23 August 2024" in text
        assert "23 August 2024; no statement in our sources Jon Aas" not in text
        assert not re.search("sure for the second gate. Reported by The Daily Test, 23 August 2024; no", text)
    assert "no statement in our sources" not in shown(client, "actors/mayor/")
    assert "no statement in our sources" in shown(client, "actors/stranger/"), "somebody else spoke"


def test_an_unnamed_source_of_no_side_is_not_heard_through_another(story):
    says(story, "said", "passer-by")
    other = Actor.objects.create(slug="other", name="Another", kind="unnamed", described_in=Source.objects.get())
    Involvement.objects.create(story=story, actor=other, part="unnamed", mark="??", order=300)
    holds(story, other, Issue.objects.get(slug="issue-2"), "Says there are two.")
    held = index_of(story).issue["issue-2"].positions
    assert (held["passer-by"].unspoken, held["other"].unspoken) == (False, True)


def test_a_feed_does_not_say_that_nothing_is_on_record_where_something_is(story, client):
    says(story, "said", "mayor")
    publish(story, note="")
    found = {slug: client.get(f"/truce/actors/{slug}/feed.atom").content.decode() for slug in ("clerk", "stranger")}
    assert all(SENTENCES[slug] in feed for slug, feed in found.items())
    assert [slug for slug, feed in found.items() if "No statement in our sources." in feed] == ["stranger"]


def test_two_statements_of_one_speaker_and_day_are_told_apart_by_what_they_are_about(story, client):
    position = Position.objects.get(slug="position")
    first = position.statements.get()
    other = says(story, "same-day", SIDE, issue="issue-1")
    Statement.objects.filter(pk=other.pk).update(when=first.when)
    position.statements.add(other, says(story, "later", SIDE, issue="issue-1"))
    publish(story, note="")
    told = "Statements: Side 0, 1 March 2024; Side 0 on the gate, 1 February 2024; Side 0 on gate 0, 1 February 2024"
    assert told in shown(client, f"actors/{SIDE}/").replace(" ;", ";")


# ---- the page of a side gathers its people's -----------------------------------------------------


def test_a_side_s_page_gathers_what_its_people_did_and_what_others_said_of_them(story, client):
    says(story, "of-the-mayor", "truce-side-1", about="mayor")
    Statement.objects.filter(slug="of-the-mayor").update(topic="her chain")
    says(story, "among-us", "clerk", about=SIDE)
    event = Event.objects.create(story=story, slug="tour", title="The mayor tours the wall", when="2024-03-01")
    event.sources.set(Source.objects.all())
    event.actors.set(Actor.objects.filter(slug="mayor"))
    publish(story, note="")
    text = shown(client, f"actors/{SIDE}/")
    others = text.partition("What others said")[2].partition("Events")[0]
    body = client.get(f"/truce/actors/{SIDE}/").content.decode()
    part = body.partition("What others said")[2].partition("<h2")[0]
    assert "/truce/statements/of-the-mayor/" in part
    assert "/truce/statements/among-us/" not in part, "one of their own is no other"
    assert "Jon Aas" not in others
    assert "The mayor tours the wall" in text
    feed = client.get(f"/truce/actors/{SIDE}/feed.atom").content.decode()
    assert "The mayor tours the wall" in feed
    assert "The mayor tours the wall" not in shown(client, "actors/clerk/")


# ---- who's who -----------------------------------------------------------------------------------


def groups_of(index: StoryIndex) -> dict[str, list[str]]:
    return {str(group.heading): [actor.slug for actor in group.people] for group in index.cast}


def test_who_is_on_record_is_not_among_those_only_spoken_about(story, client):
    before = groups_of(index_of(story))
    assert before["Mentioned, not quoted"] == ["stranger"]
    assert "absent" in before["Sides and their people"], "with the side that he belongs to, quoted or not"
    says(story, "one", "absent")
    says(story, "two", "stranger")
    publish(story, note="")
    after = groups_of(index_of(story))
    assert "Mentioned, not quoted" not in after
    assert after["Others who are heard"] == ["stranger"]
    assert "absent" in after["Sides and their people"]
    for page in ("", "actors/", "actors/stranger/", "balance/"):
        assert "Mentioned, not quoted" not in shown(client, page)


@pytest.mark.parametrize(("kind", "words"), [("group", "People affected"), ("person", "Person affected")])
def test_a_group_that_is_affected_is_no_person(story, client, kind, words):
    Actor.objects.filter(slug="neighbours").update(kind=kind)
    publish(story, note="")
    body = shown(client, "actors/neighbours/")
    assert [each for each in ("People affected", "Person affected") if each in body] == [words]


def test_nobody_is_a_party_to_talks_unless_an_editor_writes_so(story, client):
    Statement.objects.filter(role__actor__slug="truce-side-1").update(role=None)
    Role.objects.filter(actor__slug="truce-side-1").delete()
    Actor.objects.filter(slug="truce-side-1").update(descriptor="Party to the talks")
    publish(story, note="")
    for page, times in {
        "": 1,  # in who’s who
        "actors/": 1,
        "actors/truce-side-1/": 2,  # at its head, and beside its words
        f"actors/{SIDE}/": 1,  # beside the words of the other side
        "actors/mayor/": 0,
    }.items():
        assert shown(client, page).count("to the talks") == times
    assert "A side" in shown(client, "actors/truce-side-1/")
    assert "Those who keep a gate" in shown(client, f"actors/{SIDE}/"), "the heading of its group"
    assert "A side" not in shown(client, "actors/mayor/")
