"""One edition that was translated twice: the later translation is read, the earlier one stays where it was cited."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from explainer.desk.publishing import withdraw
from explainer.desk.translations import Text
from explainer.following.corrections import corrections
from explainer.language.text import tidy
from explainer.models import Edition, Story, Translation

from .publish import publish, publish_translation
from .translate import WORDS, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def mended(published: Story) -> Translation:
    """Editions 1 and 2 in Arabic are both of edition 1 of the original: a word of the first was mended."""
    translation = translate(published)
    publish_translation(translation, note="")
    translation.texts.filter(place="stories/truce", field="question").update(text=f"{WORDS['ar']} mended?")
    assert publish_translation(translation, note="A better word.").number == 2
    return translation


def links(client, address: str) -> dict[str, str]:
    """Where a page leads to in other languages."""
    response = client.get(address)
    assert response.status_code == 200
    found = re.findall(r'<a href="([^"]*)" hreflang="([^"]*)" lang=', response.content.decode())
    return {code: href for href, code in found}


def test_both_say_that_they_are_of_the_same_edition(mended):
    rows = (
        Edition.objects.of_story("truce", "ar").order_by("number").values_list("number", "kind", "translates__number")
    )
    assert list(rows) == [(1, "first", 1), (2, "update", 1)]


def test_readers_read_the_later_one(client, mended):
    body = client.get("/ar/truce/").content.decode()
    assert f"{WORDS['ar']} mended?" in body
    assert f"{WORDS['ar']} Does the truce hold?" not in body
    assert f"{WORDS['ar']} Does the truce hold?" in client.get("/ar/truce/editions/1/").content.decode()


def test_the_original_leads_to_the_later_one_and_each_to_itself(client, mended):
    english, hebrew = "/truce/editions/1/phases/", "/he/truce/editions/1/phases/"
    assert links(client, english)["ar"] == links(client, hebrew)["ar"] == "/ar/truce/editions/2/phases/"
    for number in (1, 2):
        own = f"/ar/truce/editions/{number}/phases/"
        assert links(client, own) == {"en": english, "he": hebrew}


def test_another_language_with_one_of_its_own_is_led_to_from_both(client, published, mended):
    publish_translation(translate(published, "he"), note="")
    for number in (1, 2):
        assert links(client, f"/ar/truce/editions/{number}/")["he"] == "/he/truce/editions/1/"
    assert links(client, "/he/truce/editions/1/")["ar"] == "/ar/truce/editions/2/"


def test_a_translation_of_a_later_edition_is_not_taken_for_one_of_the_first(client, published, mended):
    Story.objects.update(title="Moved on")
    publish(published, note="")
    publish_translation(translate(published), note="")
    assert links(client, "/truce/editions/1/")["ar"] == "/ar/truce/editions/2/"
    assert links(client, "/truce/editions/2/")["ar"] == "/ar/truce/editions/3/"


def test_what_is_taken_back_is_taken_back_in_both(client, mended):
    withdraw(Edition.objects.get(stream=""), because="It named a child.")
    for number in (1, 2):
        response = client.get(f"/ar/truce/editions/{number}/")
        assert (response.status_code, b"It named a child." in response.content) == (410, True)


def test_a_text_is_done_however_its_original_was_spaced():
    slot = ("stories/truce", "title")
    states = [Text(slot, "The truce \r\n", "x", made_from).state for made_from in (tidy("The truce \r\n"), "The talks")]
    assert states == ["done", "changed"]


# ---- what it is called -----------------------------------------------------------------------------


def test_a_better_word_for_what_was_put_right_before_is_an_update(published):
    publish_translation(translate(published), note="")
    Story.objects.update(title="Mended")
    publish(published, note="It was wrong.", kind="correction")
    translation = translate(published)
    assert publish_translation(translation, note="تصحيح").kind == "correction"
    translation.texts.filter(place="stories/truce", field="question").update(text=f"{WORDS['ar']} mended?")
    again = publish_translation(translation, note="")
    assert (again.translates.number, again.kind) == (2, "update")


def test_it_is_called_what_was_put_right_last(published):
    publish_translation(translate(published), note="")
    for title, kind in (("Mended", "correction"), ("Clear", "clarification"), ("Moved on", "update")):
        Story.objects.update(title=title)
        publish(published, note=title, kind=kind)
    assert publish_translation(translate(published), note="توضيح").kind == "clarification"


def test_a_correction_that_nobody_reads_yet_does_not_name_a_translation(published):
    publish_translation(translate(published), note="")
    Story.objects.update(title="Moved on")
    publish(published, note="")
    translation = translate(published)
    Story.objects.update(title="Mended")
    publish(published, note="It was wrong.", kind="correction", at=timezone.now() + timedelta(hours=1))
    edition = publish_translation(translation, note="")
    assert (edition.translates.number, edition.kind) == (2, "update")


def test_whoever_says_what_it_is_is_believed(published):
    publish_translation(translate(published), note="")
    Story.objects.update(title="Mended")
    publish(published, note="It was wrong.", kind="correction")
    edition = publish_translation(translate(published), note="", kind="clarification")
    assert edition.kind == "clarification"


# ---- in the list of what was put right -------------------------------------------------------------


def test_both_are_told_to_be_withdrawn_wherever_a_page_of_the_list_ends(client, mended, monkeypatch):
    withdraw(Edition.objects.get(stream=""), because="It named a child.")
    told = [("", 1), ("ar", 2), ("ar", 1)]
    for most in (1, 2, 3):
        monkeypatch.setattr("explainer.following.corrections.MOST", most)
        seen, before = [], ""
        while True:
            found = corrections(before)
            seen += [(row.edition.stream, row.edition.number) for row in found.rows]
            assert len(seen) <= len(told)
            if not found.older:
                break
            before = found.older
        assert seen == told
