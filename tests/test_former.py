"""What was renamed is found where it was: at its old address, in differences, in files; and no other row gets that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from explainer.desk import renaming, taking_back
from explainer.desk.compose import compose
from explainer.desk.files.fixture_files import write_folder
from explainer.desk.files.fixtures import dump, load
from explainer.desk.rules.checks import ask
from explainer.desk.taking_back import survey
from explainer.edition import document as shape
from explainer.edition.diffs import compare
from explainer.edition.former import at_first, moved
from explainer.edition.weighty import weighty
from explainer.models import Actor, Edition, Event, Issue, Statement, Story, Text, TranslatedText, Translation

from .desk_forms import change, fill_in
from .publish import publish
from .stories import link_events

KINDS = {"statements": Statement, "actors": Actor, "issues": Issue, "texts": Text, "events": Event}


def row_of(section: str) -> Any:
    return KINDS[section].objects.order_by("slug").first()


def rename(row: Any, slug: str) -> str:
    """As the desk does it; what it was."""
    was, row.slug = row.slug, slug
    renaming.note(row, was)
    row.full_clean()
    row.save()
    renaming.follow(row, was)
    return was


@pytest.fixture
def renamed_all(published: Story) -> dict[str, str]:
    """One row of each kind, renamed and published as edition 2: section → its slug in edition 1."""
    link_events(published)
    found = {section: rename(row_of(section), f"a-new-{section}") for section in KINDS}
    publish(published, note="Renamed.")
    return found


# ---- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["statements", "actors", "issues", "texts"])
@pytest.mark.parametrize("space", ["/truce", "/ar/truce", "/truce/editions/2"])
def test_an_old_address_leads_to_the_new_one_in_the_same_edition(client: Client, renamed_all, section, space):
    answer = client.get(f"{space}/{section}/{renamed_all[section]}/")
    assert (answer.status_code, answer["Location"]) == (301, f"{space}/{section}/a-new-{section}/")
    assert "max-age=1," in answer["Cache-Control"]  # a name that is given back leads round in no circle
    assert client.get(answer["Location"]).status_code == 200


def test_what_is_marked_stays_so(client: Client, renamed_all):
    answer = client.get(f"/truce/actors/{renamed_all['actors']}/?since=1")
    assert answer["Location"] == "/truce/actors/a-new-actors/?since=1"


def test_an_older_edition_has_its_own(client: Client, renamed_all):
    assert client.get(f"/truce/editions/1/actors/{renamed_all['actors']}/").status_code == 200
    assert client.get("/truce/editions/1/actors/a-new-actors/").status_code == 404


def test_the_preview_leads_there_too(desk: Client, published):
    was = rename(row_of("actors"), "somebody")
    answer = desk.get(f"/preview/truce/actors/{was}/")
    assert (answer.status_code, answer["Location"]) == (301, "/preview/truce/actors/somebody/")


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("statements/side/{actors}/", "statements/side/a-new-actors/"),
        ("statements/actor/{actors}/", "statements/actor/a-new-actors/"),
        ("statements/?actor={actors}&wording=direct", "statements/?actor=a-new-actors&wording=direct"),
        ("statements/?who={actors}", "statements/side/a-new-actors/"),
        ("timeline/issue/{issues}/", "timeline/issue/a-new-issues/"),
        ("timeline/?exchange={statements}", "timeline/?exchange=a-new-statements"),
        ("positions/?actors={actors},truce-side-1", "positions/?actors=a-new-actors,truce-side-1"),
        ("texts/?texts={texts},other", "texts/?texts=a-new-texts,other"),
    ],
)
def test_filters_and_choices_lead_to_what_it_is_called_now(client: Client, renamed_all, published, asked, leads):
    Text.objects.create(story=published, slug="other", name="Another", kind="draft", state="put-forward")
    text = published.texts.get(slug="other")
    text.sources.set(row_of("texts").sources.all())
    text.put_forward_by.set(row_of("texts").put_forward_by.all())
    publish(published, note="Two texts.")
    answer = client.get("/truce/" + asked.format(**renamed_all))
    assert (answer.status_code, answer["Location"]) == (302, f"/truce/{leads}")
    assert client.get(answer["Location"]).status_code == 200


def test_what_is_gone_since_it_was_renamed_is_gone_under_each_name(client: Client, published, renamed_all):
    assert not Edition.objects.get(number=2).retired.keys() & {f"texts/{renamed_all['texts']}"}
    row_of("texts").answers.all().delete()
    published.phases.update(of_text=None)
    row_of("texts").delete()
    publish(published, note="Taken out.")
    for slug in (renamed_all["texts"], "a-new-texts"):
        answer = client.get(f"/truce/texts/{slug}/")
        assert answer.status_code == 410, slug
        assert "/truce/editions/2/" in answer.content.decode()


# ---- differences --------------------------------------------------------------------------------


def test_what_was_renamed_is_changed_and_not_removed_and_added(renamed_all):
    old, new = (shape.thaw(edition.document) for edition in Edition.objects.order_by("number"))
    link = {("event_links", "event-1", "after", "a-new-events", None)}
    found = [change for change in compare(old, new) if change.at not in link]
    assert {(change.verb, change.at, change.field) for change in found} == {
        ("changed", (section, f"a-new-{section}"), "former addresses") for section in KINDS
    }
    assert weighty(old, new) == []
    back = compare(new, old)  # as when the older edition is published again
    assert {change.verb for change in back if change.at[0] in KINDS} == {"changed"}


def test_what_else_changed_is_told(published):
    row = row_of("statements")
    rename(row, "another")
    Statement.objects.filter(pk=row.pk).update(topic="the weather")
    publish(published, note="Renamed.")
    old, new = (shape.thaw(edition.document) for edition in Edition.objects.order_by("number"))
    assert ("changed", "topic", "gate 0", "the weather") in {
        (change.verb, change.field, change.was, change.now) for change in compare(old, new)
    }


def test_what_is_known_of_a_story_stays_the_same_under_any_names(renamed_all):
    old, new = (shape.thaw(edition.document) for edition in Edition.objects.order_by("number"))
    first = at_first(new)
    assert [row.slug for row in first.statements] == [row.slug for row in old.statements]
    assert first.positions == old.positions
    assert first.links == old.links
    assert [row.about for row in first.statements] == [row.about for row in old.statements]
    assert at_first(old) is old
    assert moved(new)["actor"] == {renamed_all["actors"]: "a-new-actors"}


# ---- feeds --------------------------------------------------------------------------------------


def entries_of(client: Client, place: str) -> dict[str, tuple[str, str]]:
    items = client.get(place).json()["items"]
    return {item["id"]: (item["date_modified"], item["url"]) for item in items if "/editions/" not in item["id"]}


def test_what_is_only_renamed_is_no_news(client: Client, published):
    published.events.filter(slug="event-0").update(status="expected", when="2024-09-01")
    publish(published, note="One to come.")
    before = entries_of(client, "/truce/feed.json")
    calendar = client.get("/truce/events.ics").content
    found = {section: rename(row_of(section), f"a-new-{section}") for section in KINDS}
    publish(published, note="Renamed.")
    after = entries_of(client, "/truce/feed.json")
    assert {name: entry[0] for name, entry in after.items()} == {name: entry[0] for name, entry in before.items()}
    for slug, (_moment, url) in ((slug, after[name]) for name in after for slug in found.values() if slug in name):
        assert slug not in url, "an entry leads to where it stands now"
    uids = [[line for line in each.splitlines() if line.startswith(b"UID")] for each in (calendar, now(client))]
    assert uids[0] == uids[1] != []
    assert len(entries_of(client, "/truce/actors/a-new-actors/feed.json")) > 1


def now(client: Client) -> bytes:
    return client.get("/truce/events.ics").content


# ---- the desk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("section", KINDS)
def test_a_form_keeps_the_address_that_an_edition_has(desk: Client, published, section):
    row = row_of(section)
    assert "leads to the new one for good" in desk.get(change(row)).content.decode()
    fill_in(desk, change(row), slug="renamed")
    renamed_row = KINDS[section].objects.get(pk=row.pk)
    assert (renamed_row.slug, renamed_row.formerly) == ("renamed", [row.slug])
    page = desk.get(change(row)).content.decode()
    assert "Addresses of before" in page
    assert 'name="former_slugs"' not in page


def test_a_slug_that_no_edition_has_leaves_no_trace(desk: Client, truce):
    row = row_of("statements")
    fill_in(desk, change(row), slug="renamed")
    assert Statement.objects.get(pk=row.pk).former_slugs == ""


def test_a_name_may_be_given_back_and_what_it_began_with_comes_first(published):
    row = row_of("actors")
    was = rename(row, "second")
    publish(published, note="Renamed.")
    rename(row, "third")
    publish(published, note="Renamed again.")
    rename(row, was)
    assert row.formerly == [was, "second", "third"]
    assert publish(published, note="As it was.")


def test_an_old_address_is_given_to_no_other_row(desk: Client, published):
    first, second = Statement.objects.order_by("slug")[:2]
    was = rename(first, "renamed")
    answer = fill_in(desk, change(second), slug=was)
    assert f"“{was}” was the address of" in answer.content.decode()
    with pytest.raises(ValidationError, match="was the address of"):
        Statement(
            story=published, slug=was, speaker=first.speaker, wording="paraphrase", topic="x", lead_in="S."
        ).clean()
    with pytest.raises(ValidationError, match="cannot be a former one"):
        Statement(story=published, slug="new", former_slugs=second.slug, speaker=first.speaker).clean()


def test_the_address_of_what_is_gone_is_given_to_no_other_row(desk: Client, published):
    """It would seem to have changed into that, with its corrections and its history."""
    gone, other = Event.objects.order_by("slug")[:2]
    slug, was = gone.slug, other.slug
    gone.delete()
    for _edition in range(2):  # while readers still know it, and when its address is one that led somewhere
        answer = fill_in(desk, change(other), slug=slug)
        assert "has no more. Choose another" in answer.content.decode()
        assert Event.objects.get(pk=other.pk).slug == was
        publish(published, note="It is gone.")
    assert "has no more" not in fill_in(desk, change(other), slug="never-before").content.decode()


def test_another_story_may_use_it(published, make_story):
    was = rename(row_of("statements"), "renamed")
    other = make_story("bridge")
    other.statements.get(slug=was).full_clean()


def test_translations_keep_what_they_said_of_it(published):
    telling = Translation.objects.create(story=published, language="ar")
    for place in ("statements/statement-0", "links/statement-0/1", "statements/statement-01"):
        TranslatedText.objects.create(translation=telling, place=place, field="topic", made_from="gate", text="ب")
    rename(published.statements.get(slug="statement-0"), "renamed")
    places = set(TranslatedText.objects.values_list("place", flat=True))
    assert places == {"statements/renamed", "links/renamed/1", "statements/statement-01"}


# ---- names --------------------------------------------------------------------------------------


def test_the_desk_asks_whether_a_name_of_before_is_to_be_kept(desk: Client, published):
    row = row_of("actors")
    before = compose("truce").document
    Actor.objects.filter(pk=row.pk).update(name="The First Side")
    row.refresh_from_db()
    rename(row, "first-side")
    draft = compose("truce")
    asked = "The First Side is “Side 0” in the edition that readers read. Is that a former name"
    assert [(each.at, asked in each.sentence) for each in ask(draft, before)] == [("actors/first-side", True)]
    assert ask(draft) == []
    assert asked in desk.get(change(published)).content.decode()
    row.former_names.create(order=2, name="Side 0", until="2024")
    assert ask(compose("truce"), before) == []


# ---- taking back --------------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["statements", "actors", "events"])
def test_what_is_taken_back_goes_from_editions_that_know_it_by_another_slug(
    published, renamed_all, editor, second_editor, section
):
    kind, story = section[:-1], "" if section == "actors" else "truce"
    row = row_of(section)
    assert survey(kind, story, row.slug).count == 2
    asked = taking_back.ask(kind, story, row.slug, basis="error", reason="It was wrong.", by=editor)
    taking_back.confirm(asked, by=second_editor)
    for edition in Edition.objects.order_by("number"):
        document, slug = shape.thaw(edition.document), (renamed_all[section], row.slug)[edition.number - 1]
        assert slug not in {each.slug for each in getattr(document, section)}
        assert [kind, slug] in [stone.key for stone in document.tombstones]
    assert not any(each.slug == row.slug for each in getattr(compose("truce").document, section))


def test_nobody_renames_what_is_to_be_taken_back(desk: Client, published, editor):
    row = row_of("statements")
    taking_back.ask("statement", "truce", row.slug, basis="error", reason="It was wrong.", by=editor)
    fill_in(desk, change(row), slug="renamed")
    assert Statement.objects.filter(pk=row.pk, slug=row.slug).exists()


# ---- files --------------------------------------------------------------------------------------


def files_with(tmp_path: Path, **replaced: str) -> Path:
    """The story's files with one slug for another, everywhere."""
    files = dump("truce")
    for old, new in replaced.items():
        old = old.replace("_", "-")
        files = {name: text.replace(old, new) for name, text in files.items()}
    write_folder(tmp_path, files)
    return tmp_path


def test_files_that_name_the_old_slug_rename_the_row_at_the_desk(published, tmp_path):
    write_folder(tmp_path / "as-it-was", dump("truce"))
    load(tmp_path / "as-it-was")  # from here on it is known what was loaded
    was, before = Actor.objects.get(slug="truce-side-0"), Statement.objects.count()
    folder = files_with(tmp_path / "new", truce_side_0="the-first-side")
    actors = folder / "02-actors.yaml"
    text = actors.read_text(encoding="utf-8")
    text = text.replace("    slug: the-first-side\n", "    slug: the-first-side\n    former_slugs: truce-side-0\n", 1)
    actors.write_text(text.replace("descriptor: Government", "descriptor: Council", 1), encoding="utf-8")
    report = load(folder)
    now = Actor.objects.get(slug="the-first-side")
    assert (now.pk, now.formerly, now.descriptor) == (was.pk, ["truce-side-0"], "Council")
    assert Statement.objects.count() == before
    assert (report.left_alone, report.created, report.gone) == ([], [], [])
    assert load(folder).updated == []
    assert publish(published, note="Renamed.")
