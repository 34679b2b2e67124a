"""Translating at the desk: every text beside its original, nobody's work overwritten, published on one page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from reversion.models import Version

from explainer.desk.publishing import withdraw
from explainer.models import Edition, Event, Statement, Story, TranslatedText, Translation
from explainer.models.translations import OFFERED

from .desk_forms import at, change, fields_of, fill_in, said
from .publish import publish, publish_translation
from .translate import WORDS, translate

QUESTION = "text:stories/truce:question"


@pytest.fixture
def arabic(published) -> Translation:
    """An Arabic translation without a text."""
    return Translation.objects.create(story=published, language="ar")


def texts(translation: Translation) -> dict[str, str]:
    rows = translation.texts.order_by("pk")
    return {f"{row.place}:{row.field}": row.text for row in rows}


def write_all(client: Any, translation: Translation) -> dict[str, str]:
    """The last page's fields with every empty box filled; those of the pages before it are saved."""
    pages = client.get(change(translation)).context["page"].paginator.num_pages
    for number in range(1, pages + 1):
        address = f"{change(translation)}?page={number}"
        fields = fields_of(client.get(address))
        fields |= {name: f"{WORDS['ar']} {name}" for name in fields if name.startswith("text:")}
        if number < pages:
            client.post(address, fields)
    return fields


# ---- making one ----------------------------------------------------------------------------------


def test_an_editor_adds_a_translation_from_the_story(desk, published):
    body = desk.get(change(published)).content.decode()
    assert f"{at(Translation, 'add')}?story={published.pk}" in body
    response = fill_in(desk, at(Translation, "add"), story=published.pk, language="ar")
    translation = Translation.objects.get()
    assert response["Location"] == change(translation)
    assert (translation.story, translation.language) == (published, "ar")


@pytest.mark.parametrize("language", ["en", "en-gb", "fr"])
def test_a_language_without_addresses_is_refused(desk, published, language):
    response = fill_in(desk, at(Translation, "add"), story=published.pk, language=language)
    assert response.status_code == 200
    assert not Translation.objects.exists()


def test_a_language_is_given_once_and_is_not_the_storys_own(desk, published, arabic):
    assert fill_in(desk, at(Translation, "add"), story=published.pk, language="ar").status_code == 200
    Story.objects.update(language="he")
    assert fill_in(desk, at(Translation, "add"), story=published.pk, language="he").status_code == 200
    assert Translation.objects.count() == 1


def test_before_the_first_edition_there_is_nothing_to_translate(desk, truce):
    translation = Translation.objects.create(story=truce, language="ar")
    body = desk.get(change(translation)).content.decode()
    assert "Readers read no edition of the story" in body
    assert "<textarea" not in body
    response = desk.post(change(translation), {QUESTION: "هل", "_publish": "1"})
    assert any(message.startswith("Not published") for message in said(desk, response))
    assert not Edition.objects.exists()


# ---- writing -------------------------------------------------------------------------------------


def test_every_text_stands_beside_its_original(desk, arabic):
    body = desk.get(change(arabic)).content.decode()
    assert "Does the truce hold?" in body
    assert 'lang="en" dir="ltr"' in body
    assert f'name="{QUESTION}"' in body
    assert 'lang="ar" dir="rtl"' in body
    told = desk.get(f"{change(arabic)}?section=statements").content.decode()
    assert told.count("We hold gate number 0") == told.count("We hold gate number 0</blockquote>") > 0, "they stay"
    assert "0 of " in body


@pytest.mark.parametrize(("short", "title"), [("", "The truce talks in Arabic"), ("Truce", "Truce in Arabic")])
def test_the_page_is_called_what_the_story_is_called_for_short(desk, arabic, short, title):
    Story.objects.update(short_title=short)
    assert desk.get(change(arabic)).context["title"] == title


def test_what_is_typed_is_saved_with_what_it_was_made_from(desk, arabic, editor):
    response = fill_in(desk, change(arabic), **{QUESTION: "هل تصمد الهدنة؟\r\n نعم"})
    assert said(desk, response) == ["1 text saved at the desk. Not public yet."]
    row = TranslatedText.objects.get()
    assert (row.place, row.field) == ("stories/truce", "question")
    assert row.text == "هل تصمد الهدنة؟ نعم", "a line stays a line"
    assert row.made_from == "Does the truce hold?"
    assert LogEntry.objects.get().change_message == "Translated 1 text."
    assert not Edition.objects.of_story("truce", "ar").exists()


def test_an_emptied_box_takes_the_text_out(desk, arabic):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    fill_in(desk, change(arabic), **{QUESTION: "  "})
    assert texts(arabic) == {}


def test_saving_what_was_not_touched_saves_nothing(desk, arabic):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    before = list(TranslatedText.objects.values())
    fill_in(desk, change(arabic))
    assert list(TranslatedText.objects.values()) == before
    assert LogEntry.objects.count() == 1


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(desk, arabic):
    fields = fields_of(desk.get(change(arabic)))
    fill_in(desk, change(arabic), **{QUESTION: "theirs"})
    response = desk.post(change(arabic), fields | {QUESTION: "mine", "text:stories/truce:title": "عنوان"})
    body = response.content.decode()
    assert "It now says: “theirs”" in body
    assert ">\nmine</textarea>" in body
    assert texts(arabic) == {"stories/truce:question": "theirs", "stories/truce:title": "عنوان"}
    desk.post(change(arabic), fields_of(response))
    assert texts(arabic)["stories/truce:question"] == "mine"


def test_a_text_whose_original_changed_meanwhile_is_looked_at_again(desk, published, arabic):
    fields = fields_of(desk.get(change(arabic)))
    Story.objects.update(question="Did it hold?")
    publish(published, note="")
    response = desk.post(change(arabic), fields | {QUESTION: "هل"})
    assert "1 text not saved" in response.content.decode().lower() or "Not saved" in response.content.decode()
    assert [response.context["shown"]] == fields["_shown"], "nothing else was shown before this"
    assert texts(arabic) == {}


def test_a_text_that_still_fits_is_said_to_fit(desk, published, arabic):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    Story.objects.update(question="Does the truce still hold?")
    publish(published, note="")
    body = desk.get(change(arabic)).content.decode()
    assert "1 changed since" in body
    assert "It was made from:" in body
    fill_in(desk, change(arabic))
    assert TranslatedText.objects.get().made_from == "Does the truce hold?"
    fill_in(desk, change(arabic), **{"fits:stories/truce:question": "on"})
    row = TranslatedText.objects.get()
    assert (row.text, row.made_from) == ("هل", "Does the truce still hold?")


def test_only_what_is_left_is_shown_when_asked(desk, published, arabic):
    translate(published)
    body = desk.get(f"{change(arabic)}?show=todo").content.decode()
    assert "Nothing is left to do here." in body
    Event.objects.filter(slug="event-0").update(title="Another")
    publish(published, note="")
    body = desk.get(f"{change(arabic)}?show=todo").content.decode()
    assert 'name="text:events/event-0:title"' in body
    assert body.count("<textarea") == 1
    body = desk.get(f"{change(arabic)}?section=statements").content.decode()
    assert 'name="text:statements/statement-0:topic"' in body
    assert "text:events/event-0" not in body


@pytest.mark.parametrize(
    ("asked", "all_of_it", "left", "page"),
    [
        ("", "?", "?show=todo", "?page="),
        ("?show=todo", "?", "?show=todo", "?show=todo&page="),
        ("?section=statements", "?section=statements", "?section=statements&show=todo", "?section=statements&page="),
    ],
)
def test_every_link_keeps_the_section_that_is_looked_at(desk, arabic, asked, all_of_it, left, page):
    context = desk.get(f"{change(arabic)}{asked}").context
    assert [context[name] for name in ("all_href", "todo_href", "page_href")] == [all_of_it, left, page]


def test_a_long_story_comes_in_pages(desk, make_story):
    publish(make_story("long", statements=60, events=60), note="")
    arabic = Translation.objects.create(story=Story.objects.get(slug="long"), language="ar")
    first, second = (desk.get(f"{change(arabic)}?page={number}") for number in (1, 2))
    one, two = ({name for name in fields_of(page) if name.startswith("text:")} for page in (first, second))
    assert len(one) == len(two) == 40
    assert not one & two


@pytest.mark.parametrize("query", ["?page=x", "?page=99", "?section=nothing", "?show=x", "?page=-1"])
def test_an_odd_query_is_no_error(desk, arabic, query):
    assert desk.get(change(arabic) + query).status_code == 200


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "9" * 5_000])
def test_a_translation_that_is_not_there_is_told(desk, published, key):
    assert desk.get(at(Translation, "change", key)).status_code == 302


# ---- publishing ----------------------------------------------------------------------------------


def test_the_whole_path_of_an_editor(desk, arabic):
    response = desk.post(change(arabic), write_all(desk, arabic) | {"_publish": "1", "_note": "بالعربية"})
    assert said(desk, response)[-1] == "Published: edition 1 in Arabic is public."
    edition = Edition.objects.get(stream="ar")
    assert (edition.note, edition.publisher_name) == ("بالعربية", "editor")
    assert WORDS["ar"] in desk.get("/ar/truce/").content.decode()
    body = desk.get(change(arabic)).content.decode()
    assert 'href="/ar/truce/editions/1/"' in body
    assert "made from edition 1" in body
    response = fill_in(desk, change(arabic), "_publish")
    assert said(desk, response) == ["No new edition: readers read these words already."]


def test_a_note_that_is_too_long_is_refused_and_not_cut(desk, arabic):
    response = desk.post(change(arabic), write_all(desk, arabic) | {"_publish": "1", "_note": "a" * 1001})
    assert said(desk, response)[-1] == "The note has 1001 characters; it can have 1000."
    assert not Edition.objects.of_story("truce", "ar").exists()


def test_what_stops_it_is_listed_and_the_save_stands(desk, arabic):
    response = fill_in(desk, change(arabic), "_publish", **{QUESTION: "هل"})
    messages = said(desk, response)
    assert messages[0] == "1 text saved at the desk. Not public yet."
    assert messages[1] == "Not published. What stops it:"
    assert sum("is not translated yet" in message for message in messages) == 10
    assert re.fullmatch(r"And \d+ more\.", messages[-1])
    assert texts(arabic)
    assert not Edition.objects.of_story("truce", "ar").exists()


def test_an_editor_withdraws_a_translation_with_a_reason(desk, published, arabic):
    publish_translation(translate(published), note="")
    address = at(Translation, "withdraw", arabic.pk)
    response = desk.post(address, {"edition": "1", "because": ""})
    assert "Say why it is withdrawn" in said(desk, response)[0]
    desk.post(address, {"edition": "1", "because": "Badly translated."})
    assert Edition.objects.get(stream="ar").withdrawn_because == "Badly translated."
    assert Edition.objects.get(stream="").withdrawn_at is None
    for number in ("2", "x", ""):
        assert desk.post(address, {"edition": number, "because": "Mischief."}).status_code == 404
    assert desk.get(address).status_code == 405


def test_a_reporter_translates_and_does_not_publish(client, reporter, published, arabic):
    client.force_login(reporter)
    body = client.get(change(arabic)).content.decode()
    assert 'name="_publish"' not in body
    client.post(change(arabic), write_all(client, arabic))
    assert texts(arabic)
    assert client.post(change(arabic), {"_publish": "1"}).status_code == 403
    assert client.post(at(Translation, "withdraw", arabic.pk), {"edition": "1", "because": "x"}).status_code == 403
    assert not Edition.objects.of_story("truce", "ar").exists()


def test_who_may_only_look_writes_nothing_and_who_may_not_sees_nothing(client, django_user_model, arabic):
    guest = django_user_model.objects.create_user("guest", password="x", is_staff=True)
    client.force_login(guest)
    assert client.get(change(arabic)).status_code == 403
    guest.user_permissions.add(Permission.objects.get(codename="view_translation"))
    assert client.get(change(arabic)).status_code == 200
    assert client.post(change(arabic), {QUESTION: "هل"}).status_code == 403
    assert texts(arabic) == {}


def test_only_languages_of_the_site_are_offered(desk, published):
    page = desk.get(at(Translation, "add"))
    assert list(page.context["adminform"].form.fields["language"].choices) == list(OFFERED.items())


def test_a_stranger_is_asked_to_sign_in(client, arabic):
    for address in (change(arabic), at(Translation, "changelist"), at(Translation, "add")):
        assert client.get(address)["Location"].startswith("/admin/login/")
    assert client.post(change(arabic), {QUESTION: "x"}).status_code == 302
    assert texts(arabic) == {}


# ---- beside the story's own editions -------------------------------------------------------------


def test_the_storys_own_panel_speaks_of_the_original(desk, published, arabic):
    translate(published)
    publish_translation(arabic, note="")
    Story.objects.update(title="Second")
    publish(published, note="")
    body = desk.get(change(published)).content.decode()
    assert "The same as what readers see" in body
    assert "edition 1, made from edition 1" in body
    page = desk.get(at(Story, "withdraw", published.pk)).content.decode()
    assert page.partition('name="instead"')[0].count("<option") == 2, "only editions of the original"
    listed = desk.get(at(Edition, "changelist")).content.decode()
    assert listed.count("current") >= 2
    edition = Edition.objects.get(stream="ar")
    assert 'href="/ar/truce/editions/1/"' in desk.get(at(Edition, "change", edition.pk)).content.decode()


def test_the_list_says_what_is_public(desk, published, arabic):
    assert "Not published yet" in desk.get(at(Translation, "changelist")).content.decode()
    publish_translation(translate(published), note="")
    listed = desk.get(at(Translation, "changelist")).content.decode()
    assert ("Edition 1" in listed, "Edition 1, withdrawn" in listed) == (True, False)
    withdraw(Edition.objects.get(stream="ar"), because="Badly translated.")
    assert "Edition 1, withdrawn" in desk.get(at(Translation, "changelist")).content.decode()


def test_a_deleted_translation_is_brought_back_with_its_texts(desk, arabic):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    version = Version.objects.get_for_object(arabic).first()
    desk.post(at(Translation, "delete", arabic.pk), {"post": "yes"})
    assert not TranslatedText.objects.exists()
    fill_in(desk, at(Translation, "recover", version.pk))
    assert TranslatedText.objects.get().text == "هل"


def test_an_address_that_only_a_translation_still_has_is_free_at_the_desk(desk, published, arabic):
    publish_translation(translate(published), note="")
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="")
    row = Statement.objects.create(
        story=published, slug="statement-1", speaker=Statement.objects.first().speaker, wording="paraphrase",
        topic="x", lead_in="He said so.",
    )  # fmt: skip
    assert "Part of a published address" not in desk.get(change(row)).content.decode()


# ---- who has read it -----------------------------------------------------------------------------


def told(client: Any) -> str:
    """What readers are told beside the translation."""
    body = client.get("/ar/truce/").content.decode()
    return " ".join(re.sub("<[^>]+>", " ", body.partition("<aside")[2].partition("</aside>")[0]).split())


def test_readers_are_told_that_nobody_has_read_it_until_somebody_says_so(desk, client, arabic):
    desk.post(change(arabic), write_all(desk, arabic) | {"_publish": "1"})
    unread = told(client)
    assert "Mariam" not in unread
    response = desk.post(
        change(arabic), fields_of(desk.get(change(arabic))) | {"_read_by": " Mariam ", "_publish": "1"}
    )
    assert said(desk, response)[-1] == "No new edition: readers read these words already."
    arabic.refresh_from_db()
    assert (arabic.read_by, arabic.read_on) == ("Mariam", timezone.now().date())
    edition = Edition.objects.get(stream="ar")
    assert (edition.number, edition.read_by, edition.read_on) == (1, "Mariam", arabic.read_on)
    assert "Mariam" in told(client)
    assert LogEntry.objects.filter(change_message="Read by Mariam.").exists()


def test_other_words_than_those_that_were_read_are_not_read(desk, client, arabic):
    desk.post(change(arabic), write_all(desk, arabic) | {"_read_by": "Mariam", "_publish": "1"})
    assert Edition.objects.get(stream="ar").read_by == "Mariam"
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    arabic.refresh_from_db()
    assert (arabic.read_by, arabic.read_on) == ("", None)
    assert Edition.objects.get(stream="ar").read_by == "Mariam", "whose words were read"
    fill_in(desk, change(arabic), _publish="1")
    newest = Edition.objects.get(stream="ar", number=2)
    assert (newest.read_by, newest.read_on) == ("", None)
    assert "Mariam" not in told(client)


def test_what_is_not_whole_cannot_have_been_read(desk, arabic):
    response = fill_in(desk, change(arabic), **{QUESTION: "هل"}, _read_by="Mariam")
    assert said(desk, response)[0].startswith("Nobody can have read all of it")
    arabic.refresh_from_db()
    assert arabic.read_by == ""


def test_a_text_that_is_taken_out_takes_the_reading_away(desk, arabic):
    desk.post(change(arabic), write_all(desk, arabic) | {"_read_by": "Mariam"})
    arabic.refresh_from_db()
    assert arabic.read_by == "Mariam"
    fill_in(desk, change(arabic), **{QUESTION: " "})
    arabic.refresh_from_db()
    assert arabic.read_by == ""


@pytest.mark.parametrize("half", [{"read_by": "Mariam"}, {"read_on": "2024-08-23"}])
def test_it_is_read_by_somebody_on_a_day(arabic, half):
    with pytest.raises(ValidationError):
        Translation(story=arabic.story, language="he", **half).full_clean()
    with pytest.raises(IntegrityError):
        Translation.objects.filter(pk=arabic.pk).update(**half)
