"""Who's who: the editor's groups with their headings, kinds of actors, and the letters of a side."""

from __future__ import annotations

import re

import pytest

from explainer.desk.compose import Draft, compose
from explainer.desk.marks import head_of, marks_of, proposed
from explainer.desk.rules.checks import ask
from explainer.language.labels import INSTITUTIONS
from explainer.models import Actor, CastGroup, Involvement, Story
from explainer.story.cast import Group
from explainer.story.indexes import StoryIndex

from .crawl import Page
from .desk_forms import change, fill_in
from .publish import publish, publish_translation
from .stories import build_story
from .translate import translate


def add(story: Story, slug: str, group: str = "", part: str = "", mark: str = "ZZ", **fields: object) -> Actor:
    fields = {"name": slug.title(), "kind": "person", **fields}
    actor = Actor.objects.create(slug=slug, **fields)
    Involvement.objects.create(
        story=story, actor=actor, part=part, mark=mark, order=100 + Involvement.objects.count(),
        group=CastGroup.objects.get(slug=group) if group else None,
    )  # fmt: skip
    return actor


@pytest.fixture
def bridge(db: None) -> Story:
    """A story with groups of each part, and some of no group."""
    story = build_story("bridge", actors=3)
    for order, (slug, heading, part) in enumerate(
        [
            ("advisers", "Advisers", "spoken-about"),
            ("panel", "Arbitration panel", "mediator"),
            ("town", "People of the town", "affected"),
            ("papers", "Papers", "medium"),
        ],
        50,
    ):
        CastGroup.objects.create(story=story, slug=slug, heading=heading, part=part, order=order)
    add(story, "engineer", "advisers", mark="EN")
    add(story, "panel-chair", "panel", mark="PC")
    add(story, "walkers", "town", mark="WA", kind="group")
    add(story, "daily", "papers", mark="DA", kind="medium")
    add(story, "absent", part="spoken-about", mark="AB")
    return story


def cast_of(story: Story) -> list[Group]:
    return StoryIndex(compose(story.slug).document).cast


def headings(html: str) -> list[str]:
    return [text.strip() for text in re.findall(r"<h[23][^>]*>\s*([^<]+?)\s*</h[23]>", html)]


# ---- groups --------------------------------------------------------------------------------------


def test_the_editor_s_groups_come_first_and_those_of_none_under_our_words(bridge):
    found = [(str(group.heading), [actor.slug for actor in group.people], group.own) for group in cast_of(bridge)]
    assert found == [
        ("Those who keep a gate", ["bridge-side-0"], True),
        ("Advisers", ["engineer"], True),
        ("Arbitration panel", ["panel-chair"], True),
        ("People of the town", ["walkers"], True),
        ("Papers", ["daily"], True),
        ("Sides and their people", ["bridge-side-1"], False),
        ("Mediators and their people", ["bridge-side-2"], False),
        ("Mentioned, not quoted", ["absent"], False),
    ]


def test_groups_are_in_the_editor_s_order_and_one_of_nobody_is_left_out(bridge):
    CastGroup.objects.filter(slug="papers").update(order=1)
    CastGroup.objects.create(story=bridge, slug="nobody", heading="Nobody", part="party", order=2)
    found = [str(group.heading) for group in cast_of(bridge) if group.own]
    assert found == ["Those who keep a gate", "Papers", "Advisers", "Arbitration panel", "People of the town"]


def test_a_group_says_what_its_members_are(bridge):
    index = StoryIndex(compose("bridge").document)
    assert [side.slug for side in index.columns] == ["bridge-side-0", "bridge-side-1", "bridge-side-2", "panel-chair"]
    assert index.actor["walkers"].shape == "affected"
    assert "walkers" in [side.slug for side in index.voices]
    assert "daily" not in [actor.slug for group in index.principal_cast for actor in group.people]


def test_who_s_who_the_overview_and_an_actor_s_page_have_the_heading(bridge, client):
    publish(bridge, note="")
    page = client.get("/bridge/actors/").content.decode()
    assert headings(page)[:-1] == [  # without that of the addresses on paper
        "Who deals with whom", "Those who keep a gate", "Advisers", "Arbitration panel", "People of the town",
        "Papers", "Sides and their people", "Mediators and their people", "Mentioned, not quoted",
    ]  # fmt: skip
    overview = headings(client.get("/bridge/?depth=whole").content.decode())
    assert "Advisers" in overview
    assert "Papers" not in overview
    own = client.get("/bridge/actors/panel-chair/").content.decode()
    assert "Arbitration panel" in own
    assert "Mediator" not in own
    arabic = client.get("/ar/bridge/actors/").content.decode()
    assert re.search(r'<main[^>]* lang="en" dir="ltr"', arabic)
    assert "Advisers" in headings(arabic)


def test_it_is_asked_of_a_group_that_is_only_spoken_about_and_of_which_somebody_is_quoted(bridge):
    assert [question.at for question in ask(compose("bridge"))] == []
    statement = bridge.statements.first()
    statement.speaker, statement.role = Actor.objects.get(slug="engineer"), None
    statement.save()
    draft: Draft = compose("bridge")
    assert "involvements/engineer" in [question.at for question in ask(draft)]


def test_nobody_is_called_a_party_to_talks(bridge, client):
    publish(bridge, note="")
    for language, word in (("", "talks"), ("/ar", "محادثات"), ("/he", "שיחות")):
        for page in ("actors/", "actors/bridge-side-0/", "balance/", "positions/", "phases/"):
            told = Page(client.get(f"{language}/bridge/{page}").content.decode()).text
            assert word not in told.replace("The bridge talks", ""), f"{language}/bridge/{page}"


# ---- kinds ---------------------------------------------------------------------------------------


def test_readers_are_told_the_kind_of_an_institution(bridge, client):
    add(bridge, "court", part="affected", mark="CT", name="Court of the valley", kind="court")
    add(bridge, "firm", part="affected", mark="FI", name="Spans", kind="company", descriptor="Builds bridges")
    publish(bridge, note="")
    assert "<small>Court</small>" in client.get("/bridge/actors/").content.decode()
    publish_translation(translate(bridge), note="")
    assert "<small>محكمة</small>" in client.get("/ar/bridge/actors/").content.decode()
    assert "<span>Court</span>" in client.get("/bridge/actors/court/").content.decode()
    assert "<span>Company</span>" in client.get("/bridge/actors/firm/").content.decode()
    assert "<small>Builds bridges</small>" in client.get("/bridge/actors/").content.decode()


def test_the_kinds_that_are_told_are_kinds():
    assert set(INSTITUTIONS) < set(Actor.Kind.values)


# ---- letters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "taken", "mark"), [
    ("Tarn County Council", "", "TC"), ("Tarn County Council", "TC", "TCC"), ("Ministry of Works", "", "MW"),
    ("Tarn", "", "TA"), ("Tarn", "TA", "TAR"), ("Tarn", "TA TAR TARN", "TR"), ("X", "", "XX"), ("Élan vital", "", "ÉV"),
    ("حزب الوادي", "", "حو"), ("Ab", "AB", "AA"), ("Ab", "AB AA", "A2"), ("!", "", "XX"),
    ("الوادي", "", "ال"), ("of it", "", "OI"), ("Tarn Council", "TC TA", "TR"), ("Ab Cd", "AC AB AD", "ABC"),
])  # fmt: skip
def test_letters_are_made_from_a_name_initials_first(name, taken, mark):
    assert proposed(name, taken.split()) == mark
    assert re.fullmatch(r"\w{2,4}", mark)


def test_no_two_sides_are_given_the_same_letters(bridge):
    names = ["Valley Party", "Valley People", "Valley Press", "Village Post", "Valley Party"]
    people = [Actor.objects.create(slug=f"v{n}", name=name, kind="group") for n, name in enumerate(names)]
    marks = marks_of([(actor, "") for actor in people])
    assert len(set(marks)) == len(names)
    assert marks_of([(people[0], ""), (people[1], "VP")]) == ["VA", "VP"], "letters that somebody chose stay"


def test_members_of_a_side_get_its_letters(bridge):
    head = Actor.objects.create(slug="party", name="Valley Party", kind="political-party")
    leader = Actor.objects.create(slug="leader", name="Mina Oka", kind="person", affiliation=head)
    aide = Actor.objects.create(slug="aide", name="An aide", kind="person", affiliation=leader)
    assert marks_of([(aide, ""), (leader, ""), (head, "")]) == ["VP"] * 3
    assert marks_of([(aide, ""), (head, "VY")]) == ["VY"] * 2
    assert marks_of([(aide, ""), (leader, "")]) == ["VP"] * 2, "though the side is not entered yet"
    assert marks_of([(leader, "LD"), (head, "VY"), (aide, "")]) == ["LD", "VY", "VY"], "the side's own come first"
    assert marks_of([(head, "VY"), (leader, "LD"), (aide, "")]) == ["VY", "LD", "VY"]
    assert marks_of([(leader, "LD"), (aide, "")]) == ["LD", "LD"], "those of a member, where the side has none"


def test_question_marks_are_nobody_s_letters_but_their_own(bridge):
    head = Actor.objects.create(slug="party", name="Valley Party", kind="political-party")
    leader = Actor.objects.create(slug="leader", name="Mina Oka", kind="person", affiliation=head)
    aide = Actor.objects.create(slug="aide", name="An aide", kind="person", affiliation=leader)
    people = Actor.objects.create(slug="people", name="Valley People", kind="group")
    assert marks_of([(leader, "??"), (aide, "")]) == ["??", "VP"]
    assert marks_of([(leader, "??"), (people, "")]) == ["??", "VP"], "a side that shows no letters takes none"


def test_affiliations_in_a_circle_end_somewhere(bridge):
    one = Actor.objects.create(slug="one", name="One", kind="group")
    two = Actor.objects.create(slug="two", name="Two", kind="group", affiliation=one)
    one.affiliation = two
    assert head_of(one) == two


def test_an_unnamed_source_without_a_side_has_question_marks(bridge):
    source = bridge.statements.first().sources.first()
    who = Actor.objects.create(slug="official", name="An official", kind="unnamed", described_in=source)
    assert marks_of([(who, "")]) == ["??"]


def test_the_form_of_a_story_proposes_letters_where_none_are_given(bridge, desk):
    actor = Actor.objects.create(slug="new", name="Side Nine", kind="group")
    total = Involvement.objects.count()
    prefix = f"involvements-{total}"
    answer = fill_in(
        desk, change(bridge), **{
            "involvements-TOTAL_FORMS": str(total + 1), f"{prefix}-actor": str(actor.pk), f"{prefix}-part": "party",
            f"{prefix}-group": "", f"{prefix}-mark": "", f"{prefix}-order": "", f"{prefix}-id": "",
            f"{prefix}-story": str(bridge.pk),
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert Involvement.objects.get(actor=actor).mark == "SN"


def test_the_form_of_a_story_has_its_words_and_its_groups(bridge, desk):
    groups = CastGroup.objects.count()
    page = desk.get(change(bridge)).content.decode()
    assert 'name="phase_word"' in page
    assert page.count("Arbitration panel") > 1, "as a group, and as one to choose"
    answer = fill_in(desk, change(bridge), phase_word="stage", phases_word="stages")
    assert answer.status_code == 302
    bridge.refresh_from_db()
    assert (bridge.phase_word, bridge.phases_word) == ("stage", "stages")
    assert CastGroup.objects.count() == groups


def test_a_heading_that_says_the_kind_is_not_said_twice(bridge, client):
    group = CastGroup.objects.get(slug="panel")
    group.heading = "Court"
    group.save()
    Actor.objects.filter(slug="panel-chair").update(kind="court")
    publish(bridge, note="")
    head = client.get("/bridge/actors/panel-chair/").content.decode().split("<h1>")[1].split("</header>")[0]
    assert head.count("Court") == 1
    assert "Mediator" not in head


@pytest.mark.parametrize(("mark", "size"), [("AB", ""), ("ABC", " l3"), ("ABCD", " l4"), ("??", "")])
def test_long_letters_are_set_smaller(bridge, client, mark, size):
    Involvement.objects.filter(actor__slug="bridge-side-1").update(mark=mark)
    publish(bridge, note="")
    assert f'<span class="mk party{size}" aria-hidden="true">{mark}</span>' in client.get(
        "/bridge/actors/"
    ).content.decode().replace(" faint", "")
