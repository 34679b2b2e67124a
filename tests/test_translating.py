"""Translating at the desk in reading order: progress, memory, who translated and who read, two people at one form."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from explainer.admin.translation_editions import draft
from explainer.desk.translation_memory import MOST, Memory
from explainer.desk.translation_work import Works, unlike, work_on
from explainer.models import Edition, Event, Story, TranslatedText, Translation, TranslationCredit, TypedCopy

from .desk_forms import at, change, fields_of, fill_in, said
from .publish import publish, publish_translation
from .test_taking_back import take
from .translate import translate

pytestmark = pytest.mark.django_db
QUESTION = "text:stories/truce:question"
PLAIN = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7|add:1 }} & more"
HOSTILE = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(2)> \u202eevil {{ 7|add:1 }} & “x”'


@pytest.fixture
def arabic(published) -> Translation:
    return Translation.objects.create(story=published, language="ar")


@pytest.fixture
def whole(published) -> Translation:
    """An Arabic translation with every text."""
    return translate(published)


def works_of(translation: Translation) -> Works:
    return work_on(translation, draft(translation))


def row(translation: Translation, place: str, field: str) -> TranslatedText:
    return translation.texts.get(place=place, field=field)


def give(story: Story, place: str, field: str, made_from: str, text: str, language: str = "ar") -> TranslatedText:
    """A text of a translation of another story."""
    translation, _made = Translation.objects.get_or_create(story=story, language=language)
    return TranslatedText.objects.create(
        translation=translation, place=place, field=field, made_from=made_from, text=text
    )


def page(client: Any, translation: Translation, query: str = "") -> str:
    response = client.get(change(translation) + query)
    assert response.status_code == 200
    return response.content.decode()


def read(client: Any, translation: Translation, **more: str) -> Any:
    """Mark every text as read, page by page."""
    for number in range(1, client.get(change(translation)).context["page"].paginator.num_pages + 1):
        answer = fill_in(client, f"{change(translation)}?page={number}", "_read_page", **more)
    return answer


# ---- the page ------------------------------------------------------------------------------------


def test_texts_stand_in_reading_order_in_sections_by_page(desk, arabic):
    response = desk.get(change(arabic))
    assert response.context["groups"][0].name == "Overview"
    names = re.findall(r'name="text:([^"]+)"', response.content.decode())
    assert names[:3] == ["stories/truce:title", "stories/truce:question", "stories/truce:short_answer"]
    assert len(names) == 40
    listed = [each.page for each, _name, _address in response.context["sections"]]
    assert listed[:3] == ["overview", "phases", "statements"], "its few events stand on the overview"
    assert sum(each.count for each, _name, _address in response.context["sections"]) == len(works_of(arabic).rows)


def test_progress_is_told_of_the_whole_and_of_each_page(desk, published, whole):
    Event.objects.filter(slug="event-0").update(title="Another")
    publish(published, note="")
    row(whole, "stories/truce", "question").delete()
    response = desk.get(change(whole))
    of = {each.page: each for each, _name, _address in response.context["sections"]}
    total = response.context["whole"]
    assert (total.changed, total.missing, total.read) == (1, 1, 0)
    assert of["overview"].missing == 1
    assert sum(each.changed for each in of.values()) == 1
    assert f"{total.count - 1} of {total.count} texts translated; 1 changed since; 0 read." in response.content.decode()


def test_each_text_leads_to_the_page_that_has_it(desk, whole):
    for query in ("", "?section=statements", "?section=phases", "?section=positions", "?section=glossary"):
        found = re.findall(r'<h3 class="desk-place">.*?<a href="([^"]+)"', page(desk, whole, query), re.DOTALL)
        assert found, query
        for address in found:
            response = desk.get(address.partition("#")[0])
            assert (response.status_code, 'lang="ar"' in response.content.decode()) == (200, True), address


def test_a_changed_original_shows_what_differs(desk, published, arabic):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    Story.objects.update(question="Does the old truce hold?")
    publish(published, note="")
    body = page(desk, arabic)
    assert re.search("Does the ?<ins> ?old ?</ins> ?truce hold", body)
    assert "It was made from:" in body
    Story.objects.update(question="Does it hold?")
    publish(published, note="")
    assert re.search("<del>the.*truce</del>", page(desk, arabic))


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("he", "rtl")])
def test_hostile_words_are_words_in_both_directions(desk, published, language, way):
    Story.objects.update(question=PLAIN, title="Truce")
    publish(published, note="")
    translation = Translation.objects.create(story=published, language=language)
    other = Story.objects.create(
        slug="other", title="<b>Other</b>", question="Q?", short_answer="A.", as_of="2024-01-01"
    )
    original = Story.objects.get(slug="truce").question
    give(other, "stories/other", "question", original, HOSTILE, language)
    response = desk.get(change(translation))
    body = response.content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "<b>Other</b>" not in body
    assert f'lang="{language}" dir="{way}"' in body
    fill_in(desk, change(translation), **{QUESTION: HOSTILE})
    again = fields_of(desk.get(change(translation)))
    assert again[QUESTION] == [row(translation, "stories/truce", "question").text]
    assert "<script>alert" not in page(desk, translation)


# ---- from one to the next ------------------------------------------------------------------------


def test_save_and_go_on_leads_to_the_next_that_is_left(desk, arabic):
    first = fields_of(desk.get(change(arabic)))
    answer = desk.post(change(arabic), first | {QUESTION: "هل", "_next": "stories/truce:question"})
    assert answer["Location"] == "?section=overview#t-stories/truce:short_answer"
    answer = desk.post(change(arabic), fields_of(desk.get(change(arabic))) | {"_next": ""})
    assert answer["Location"].endswith("#t-stories/truce:title")


def test_after_the_last_comes_the_first_that_is_left_and_then_none(desk, whole):
    last = works_of(whole).rows[-1].text.slot
    row(whole, "stories/truce", "question").delete()
    address = f"{change(whole)}?section={works_of(whole).rows[-1].spot.page}"
    answer = desk.post(address, fields_of(desk.get(address)) | {"_next": ":".join(last)})
    assert answer["Location"] == "?section=overview#t-stories/truce:question"
    answer = fill_in(desk, change(whole), "_next", **{QUESTION: "هل"})
    assert answer["Location"] == change(whole), "nothing is left"
    assert "Save and go on" not in page(desk, whole)


# ---- what was translated before --------------------------------------------------------------------


def test_the_same_words_of_another_story_are_offered_and_taken(desk, arabic, make_story, editor):
    other = make_story("other")
    known = give(other, "stories/other", "question", "Does  the truce\thold? ", "هل تصمد؟")
    TranslationCredit.objects.create(text=known, act="translated", name="Mariam", at=timezone.now(), words="0" * 20)
    give(other, "stories/other", "title", "Does the truce hold?", "לא", "he")
    body = page(desk, arabic)
    assert "The same words" in body
    assert f"{timezone.now():%Y}, Mariam" in body
    assert "לא" not in body, "another language"
    answer = fill_in(desk, change(arabic), "_save", _take=f"stories/truce:question={known.pk}")
    assert said(desk, answer) == ["1 text saved at the desk. Not public yet."]
    assert row(arabic, "stories/truce", "question").text == "هل تصمد؟"
    for pk in ("0", "x", "9" * 30, str(TranslatedText.objects.get(text="לא").pk)):
        fill_in(desk, change(arabic), "_save", _take=f"stories/truce:question={pk}")
        assert row(arabic, "stories/truce", "question").text == "هل تصمد؟"


def test_near_ones_come_after_and_say_what_they_were_made_from(desk, arabic, make_story):
    other = make_story("other")
    give(other, "stories/other", "title", "Does the old truce hold?", "قريب")
    give(other, "stories/other", "question", "A wholly different matter of ships", "بعيد")
    give(other, "stories/other", "limits", "Does the truce hold?", "نفسه")
    question = next(work for work in works_of(arabic).rows if work.text.slot == ("stories/truce", "question"))
    offers = Memory(arabic).offers([question])[question.text.slot]
    assert [(offer.text, offer.exact) for offer in offers] == [("نفسه", True), ("قريب", False)]
    assert 70 <= offers[1].percent < 100
    assert "There the original says:" in page(desk, arabic)


def test_a_text_is_not_offered_to_itself_nor_twice(arabic, make_story):
    other = make_story("other")
    give(other, "stories/other", "title", "Does the truce hold?", "هل")
    give(other, "stories/other", "limits", "Does the truce hold?", " هل ")
    give(arabic.story, "stories/truce", "question", "Did it?", "قديم")
    question = next(work for work in works_of(arabic).rows if work.text.slot == ("stories/truce", "question"))
    assert [offer.text for offer in Memory(arabic).offers([question])[question.text.slot]] == ["هل"]


def test_what_was_taken_back_is_offered_no_more(arabic, make_story, editor, second_editor):
    give(arabic.story, "statements/statement-1", "topic", "Does the truce hold?", "مسحوب")
    question = next(work for work in works_of(arabic).rows if work.text.slot == ("stories/truce", "question"))
    assert Memory(arabic).offers([question])
    take("statement", "statement-1", editor, second_editor)
    assert not Memory(arabic).offers([question])


def test_repeated_texts_are_filled_in_at_once_and_only_where_there_is_one_way(desk, published, whole):
    for slug in ("event-0", "event-1"):
        Event.objects.filter(slug=slug).update(title="Talks at the gate", body="Talks at the gate")
    publish(published, note="")
    whole.texts.filter(place__in=["events/event-0", "events/event-1"]).delete()
    body = page(desk, whole)
    assert "repeated text" not in body
    name = "text:events/event-0:title"
    where = next(work.spot.page for work in works_of(whole).rows if f"text:{':'.join(work.text.slot)}" == name)
    address = f"{change(whole)}?section={where}"
    fill_in(desk, address, **{name: "محادثات"})
    assert "fill in 3 repeated texts" in page(desk, whole)
    answer = fill_in(desk, address, "_repeat")
    assert "3 texts filled in with words that stand elsewhere in the story." in said(desk, answer)
    assert set(
        whole.texts.filter(place__startswith="events/event-").filter(text="محادثات").values_list("field", flat=True)
    ) == {"title", "body"}
    whole.texts.filter(place="events/event-1", field="title").update(text="لقاء")
    whole.texts.filter(place="events/event-1", field="body").delete()
    assert "repeated text" not in page(desk, whole)
    assert [len(each) for each in unlike(works_of(whole).rows)] == [3]
    assert "The same words are translated in different ways" in page(desk, whole)
    assert "The same words are translated otherwise" in page(desk, whole, f"?section={where}")


# ---- who translated, who read ----------------------------------------------------------------------


def test_who_translated_a_text_and_when_stands_beside_it(desk, arabic, editor):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    credit = TranslationCredit.objects.get()
    assert (credit.act, credit.name, credit.by) == ("translated", "editor", editor)
    assert f"Translated by editor, {timezone.localtime(credit.at):%-d %B %Y, %H:%M}." in page(desk, arabic)
    arabic.texts.update(text="بالملف")
    assert "Who translated it is not known here." in page(desk, arabic), "a file gave it other words"


def test_a_second_person_reads_text_by_text_and_a_change_takes_it_away(desk, client, arabic, reporter):
    fill_in(desk, change(arabic), **{QUESTION: "هل", "text:stories/truce:title": "عنوان"})
    own = fill_in(desk, change(arabic), **{"read:stories/truce:question": "on"})
    assert any("does not read it as the second" in message for message in said(desk, own))
    assert works_of(arabic).whole.read == 0
    client.force_login(reporter)
    answer = fill_in(client, change(arabic), **{"read:stories/truce:question": "on", "_reader": "Mariam"})
    assert said(client, answer) == ["1 text marked as read."]
    assert "Read by Mariam" in page(client, arabic)
    assert works_of(arabic).whole.read == 1
    fill_in(desk, change(arabic), **{QUESTION: "هل الآن"})
    assert works_of(arabic).whole.read == 0
    fill_in(client, change(arabic), "_read_page", _reader="Mariam")
    assert works_of(arabic).whole.read == 2
    fill_in(client, change(arabic), **{"unread:stories/truce:title": "on"})
    assert works_of(arabic).whole.read == 1


def test_a_changed_original_is_not_read_either(client, published, whole, reporter):
    client.force_login(reporter)
    read(client, whole, _reader="Mariam")
    Story.objects.update(question="Did it hold?")
    publish(published, note="")
    works = works_of(whole)
    assert works.whole.read == works.whole.count - 1
    fill_in(client, change(whole), **{"fits:stories/truce:question": "on"})
    assert works_of(whole).whole.read == works.whole.count - 1, "the second reader has not seen that it fits"


def test_what_readers_are_told_follows_from_the_texts(client, desk, published, whole, reporter):
    publish_translation(whole, note="")
    client.force_login(reporter)
    pages = desk.get(change(whole)).context["page"].paginator.num_pages
    assert pages > 1
    fill_in(client, change(whole), "_read_page", _reader="Mariam")
    whole.refresh_from_db()
    assert whole.read_by == "", "not all of it"
    answer = read(client, whole, _reader="Yael")
    assert any(message.startswith("All of it is read.") for message in said(client, answer))
    whole.refresh_from_db()
    assert (whole.read_by, whole.read_on) == ("Mariam، Yael", timezone.now().date())
    fill_in(desk, change(whole), **{QUESTION: "هل"})
    whole.refresh_from_db()
    assert (whole.read_by, whole.read_on) == ("", None)
    assert works_of(whole).whole.read == works_of(whole).whole.count - 1
    fill_in(client, change(whole), **{"read:stories/truce:question": "on", "_reader": "Mariam"})
    whole.refresh_from_db()
    assert whole.read_by == "Mariam، Yael"


def test_what_a_file_says_of_the_whole_is_said_of_each_text(desk, client, whole, reporter):
    Translation.objects.update(read_by="Mariam", read_on=date(2024, 8, 23))
    whole.refresh_from_db()
    assert works_of(whole).whole.read == works_of(whole).whole.count
    fill_in(desk, change(whole))
    whole.refresh_from_db()
    assert (whole.read_by, whole.read_on) == ("Mariam", date(2024, 8, 23))
    fill_in(desk, change(whole), **{QUESTION: "هل"})
    whole.refresh_from_db()
    assert works_of(whole).whole.read == works_of(whole).whole.count - 1
    client.force_login(reporter)
    fill_in(client, change(whole), **{"read:stories/truce:question": "on", "_reader": "Mariam"})
    whole.refresh_from_db()
    assert whole.read_by == "Mariam"
    fill_in(client, change(whole), **{"unread:stories/truce:title": "on"})
    whole.refresh_from_db()
    assert whole.read_by == ""


def test_what_is_missing_cannot_be_marked_as_read(desk, arabic):
    fields = fields_of(desk.get(change(arabic))) | {"read:stories/truce:question": "on", "_reader": "Mariam"}
    assert "What is missing or has changed cannot have been read." in said(desk, desk.post(change(arabic), fields))
    assert not TranslationCredit.objects.exists()


def test_the_workplace_tells_how_far_it_is(desk, published, whole):
    body = desk.get(at(Story, "changelist") + f"{published.pk}/work/").content.decode()
    count = works_of(whole).whole.count
    assert f"{count} of {count} texts translated, 0 read" in unescape(body)
    assert "no native editor has read it" in body


# ---- two at one form -------------------------------------------------------------------------------


def test_what_only_one_of_two_changed_is_kept_of_both(desk, client, arabic, reporter):
    fill_in(desk, change(arabic), **{QUESTION: "هل"})
    mine = fields_of(desk.get(change(arabic)))
    client.force_login(reporter)
    fill_in(client, change(arabic), **{QUESTION: "theirs"})
    answer = desk.post(change(arabic), mine | {"text:stories/truce:title": "mine"})
    assert answer.status_code == 302, "nothing to ask: they changed one text, I another"
    assert row(arabic, "stories/truce", "question").text == "theirs"
    assert row(arabic, "stories/truce", "title").text == "mine"


def test_where_both_changed_the_same_neither_is_lost(desk, client, arabic, reporter):
    mine = fields_of(desk.get(change(arabic)))
    client.force_login(reporter)
    fill_in(client, change(arabic), **{QUESTION: "theirs"})
    answer = desk.post(change(arabic), mine | {QUESTION: "mine"})
    body = answer.content.decode()
    assert 'data-take="theirs"' in body
    assert ">\nmine</textarea>" in body
    assert row(arabic, "stories/truce", "question").text == "theirs"


# ---- the preview beside it -------------------------------------------------------------------------


def test_the_preview_shows_the_page_with_what_is_typed_in_its_language(desk, arabic):
    fields = fields_of(desk.get(change(arabic))) | {QUESTION: "سؤال مكتوب", "_preview_at": "stories/truce:question"}
    address = at(Translation, "typed", arabic.pk)
    answer = desk.post(address, fields, headers={"accept": "application/json"})
    found = json.loads(answer.content)
    assert found["address"].startswith(found["start"])
    shown = desk.get(found["address"])
    body = shown.content.decode()
    assert "سؤال مكتوب" in body
    assert '<html lang="ar" dir="rtl"' in body
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert f'href="{found["start"]}' in body, "its links stay in the copy"
    assert "frame-src 'self'" in desk.get(change(arabic))["Content-Security-Policy"]
    assert not arabic.texts.exists(), "nothing is saved"
    plain = desk.post(address, fields | {"_preview_page": "statements"})
    assert plain["Location"].endswith("/statements/")
    assert desk.get(plain["Location"]).status_code == 200


def test_the_preview_goes_to_the_text_in_hand(desk, whole):
    address, statements = at(Translation, "typed", whole.pk), f"{change(whole)}?section=statements"
    fields = fields_of(desk.get(statements)) | {"_preview_at": "statements/statement-0:topic"}
    assert desk.post(address, fields)["Location"].endswith("/statements/statement-0/")
    assert "/statements/" in desk.post(address, fields | {"_preview_at": "nothing"})["Location"]
    assert desk.post(address, {})["Location"].endswith(f"/{TypedCopy.objects.get().pk}/")


def test_the_preview_is_for_who_translates(client, django_user_model, reporter, arabic):
    address = at(Translation, "typed", arabic.pk)
    guest = django_user_model.objects.create_user("guest", password="x", is_staff=True)
    for who, status in ((guest, 403), (reporter, 302)):
        client.force_login(who)
        assert client.post(address, {QUESTION: "هل"}).status_code == status
    assert client.get(address).status_code == 405
    assert client.post(at(Translation, "typed", 999), {}).status_code == 404
    Edition.objects.all().delete()
    assert client.post(address, {}).status_code == 404


# ---- what it costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3, 40])
def test_a_page_costs_the_same_whatever_the_story_has(desk, make_story, django_assert_max_num_queries, size):
    story = make_story("long", statements=size, events=size)
    publish(story, note="")
    translation = translate(story)
    desk.get(change(translation))
    with django_assert_max_num_queries(PAGE_QUERIES):
        response = desk.get(change(translation))
    assert len(response.context["fields"]) == 40


PAGE_QUERIES = 26


def test_the_memory_costs_three_queries_and_is_bounded(arabic, make_story, django_assert_num_queries):
    other = make_story("other")
    translation = Translation.objects.create(story=other, language="ar")
    TranslatedText.objects.bulk_create(
        TranslatedText(
            translation=translation,
            place=f"events/e{n}",
            field="title",
            made_from=f"Gate {n} holds the truce",
            text=f"ب{n}",
        )
        for n in range(600)
    )
    TranslatedText.objects.create(
        translation=translation, place="stories/other", field="title", made_from="Does the truce hold?", text="هل"
    )
    works = works_of(arabic).rows[:40]
    with django_assert_num_queries(3):
        Memory(arabic).offers(works)
    assert len(TranslatedText.objects.in_memory("ar", "en", MOST)) == 601
    assert len(TranslatedText.objects.in_memory("ar", "en", 10)) == 10
