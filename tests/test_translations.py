"""A story in another language: our words only, whole or not at all, and taken back with what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError

from explainer.desk.files import fixtures
from explainer.desk.files.fixture_files import write_folder
from explainer.desk.publishing import NotPublishable, publish_again, withdraw
from explainer.desk.translations import check, texts_of
from explainer.edition import document as shape
from explainer.edition.own_words import retold, texts
from explainer.models import Edition, Event, Passage, Statement, Story, TranslatedText, Translation

from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.django_db


def refusal(act: Any, *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(NotPublishable) as stopped:
        act(*args, **kwargs)
    return [problem.sentence for problem in stopped.value.problems]


def say(translation: Translation, place: str, field: str, text: str) -> None:
    assert translation.texts.filter(place=place, field=field).update(text=text) == 1


@pytest.fixture
def arabic(published: Story) -> Translation:
    """Every text of edition 1 in “Arabic”; not published."""
    return translate(published)


# ---- what is translated --------------------------------------------------------------------------


def test_our_words_are_translated_and_nothing_else(published):
    document = shape.thaw(Edition.objects.get().document)
    asked = {(place.partition("/")[0], field) for (place, field), _text in texts(document)}
    assert {("stories", "question"), ("actors", "name"), ("actors", "title"), ("terms", "name"), ("terms", "aliases"),
            ("statements", "lead_in"), ("statements", "label"), ("phases", "what")} <= asked  # fmt: skip
    assert not [field for place, field in asked if place == "sources"], "a source is cited as it was printed"
    said = {text for _slot, text in texts(document)}
    assert not said & set(Passage.objects.values_list("text", flat=True))


def test_every_text_has_a_place_of_its_own(make_story):
    publish(make_story(statements=6, events=3, actors=4), note="")
    document = shape.thaw(Edition.objects.get().document)
    slots = [slot for slot, _text in texts(document)]
    assert len(slots) == len(set(slots))
    assert retold(document, {}, document.language) == document


def test_a_translation_has_the_dates_links_and_words_of_the_original(published, arabic):
    edition = publish_translation(arabic, note="")
    original, told = (shape.thaw(row.document) for row in (Edition.objects.get(stream=""), edition))
    assert told.language == "ar"
    assert dict(texts(told)) != dict(texts(original))
    assert retold(told, dict(texts(original)), "en") == original


# ---- publishing ----------------------------------------------------------------------------------


def test_a_translation_is_an_edition_of_its_own_stream(published, arabic, editor):
    edition = publish_translation(arabic, note="بالعربية", by=editor)
    assert (edition.number, edition.stream, edition.language, edition.kind) == (1, "ar", "ar", "first")
    assert edition.translates == Edition.objects.get(stream="")
    assert (edition.note, edition.publisher_name) == ("بالعربية", "editor")
    assert edition.digest == shape.digest_of(edition.document)
    Story.objects.update(title="Moved on")
    assert publish(published, note="").number == 2
    assert Edition.objects.get(pk=edition.pk).document == edition.document


def test_nothing_happens_when_nothing_changed(arabic):
    publish_translation(arabic, note="")
    assert publish_translation(arabic, note="") is None
    assert Edition.objects.of_story("truce", "ar").count() == 1


def test_it_is_whole_or_not_at_all(arabic):
    arabic.texts.filter(place="statements/statement-0").delete()
    assert refusal(publish_translation, arabic, note="") == [
        "statements/statement-0 is not translated yet: topic, our words before the quotation, context."
    ]
    assert not Edition.objects.of_story("truce", "ar").exists()


def test_what_changed_since_it_was_translated_stops_it(published, arabic):
    publish_translation(arabic, note="")
    Event.objects.filter(slug="event-0").update(title="Round 0 is put off")
    publish(published, note="")
    assert refusal(publish_translation, arabic, note="") == [
        "events/event-0 has changed since it was translated: title. Look at it again."
    ]
    translate(published)
    edition = publish_translation(arabic, note="")
    assert (edition.number, edition.kind, edition.translates.number) == (2, "update", 2)


def test_it_takes_what_readers_read_and_never_the_desk(published, arabic):
    Story.objects.update(question="A draft?")
    Statement.objects.filter(slug="statement-0").update(when="2024-02-29")
    edition = publish_translation(arabic, note="")
    assert "A draft?" not in edition.document
    assert '"when":"2024-02-01"' in edition.document


def test_a_story_that_nobody_reads_is_not_translated(truce):
    translation = Translation.objects.create(story=truce, language="ar")
    assert refusal(publish_translation, translation, note="") == [
        "Readers read no edition of the story; publish it first, then its translation."
    ]
    publish(truce, note="")
    translate(truce)
    withdraw(Edition.objects.get(), because="Wrong.")
    assert refusal(publish_translation, translation, note="")
    assert not Edition.objects.of_story("truce", "ar").exists()


@pytest.mark.parametrize(
    "words",
    [
        "قال «نعم»",
        "قال “نعم”",
        'قال "نعم" هنا',
        "„Ja“",
        "קרא לזה ״כן״",
        "قال &laquo;نعم&raquo;",
        "قال ‘نعم’",
        "وقال ‹نعم›",
        "“old gate number 0”",
    ],
)
def test_quotation_marks_are_earned_in_every_script(arabic, words):
    say(arabic, "statements/statement-0", "lead_in", words)
    assert "in quotation marks, which no statement says" in refusal(publish_translation, arabic, note="")[0]


@pytest.mark.parametrize(
    "words",
    [
        "צה״ל",
        'צה"ל אמר',
        "قال “We hold gate number 0”",
        "قال “We hold gate number 0،”",
        "“ gate number 1. ”",
        "l’accord",
    ],
)
def test_what_is_no_quotation_or_an_earned_one_passes(arabic, words):
    say(arabic, "statements/statement-0", "context", words)
    assert publish_translation(arabic, note="") is not None


def test_a_paraphrase_has_no_quotation_marks_in_any_language(make_story):
    story = make_story(statements=3)
    publish(story, note="")
    arabic = translate(story)
    say(arabic, "statements/statement-2", "lead_in", "قال “We hold gate number 0”")
    assert "is a paraphrase and has no quotation marks" in refusal(publish_translation, arabic, note="")[0]
    say(arabic, "statements/statement-2", "lead_in", "قال إن البوابة مغلقة")
    say(arabic, "statements/statement-2", "context", "بعد أن قيل “We hold gate number 0”")
    assert publish_translation(arabic, note=""), "what is told about it may quote"


def test_dates_that_go_stale_stop_a_translation(arabic):
    say(arabic, "statements/statement-0", "context", "قيل هذا الأسبوع\u00a0الماضي")
    assert refusal(publish_translation, arabic, note="") == [
        "statements/statement-0 says “هذا الأسبوع”, which goes stale; give the date."
    ]


def test_english_verbs_are_no_matter_in_another_language(arabic):
    say(arabic, "statements/statement-0", "context", "claims today")
    assert publish_translation(arabic, note="") is not None


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("[هنا](https://example.org/else)", "https://example.org/else"),
        ("[هنا]( <https://example.org/else>)", "https://example.org/else"),
        ("انظر <https://example.org/else>", "https://example.org/else"),
        ("اكتب إلى <mailto:else@example.org>", "mailto:else@example.org"),
        ("[هنا][a]\n\n[a]: https://example.org/else", "https://example.org/else"),
    ],
)
def test_a_translation_leads_nowhere_that_the_original_does_not(arabic, words, address):
    say(arabic, "statements/statement-0", "context", words)
    assert refusal(publish_translation, arabic, note="") == [
        f"statements/statement-0 links to {address}, which the original does not."
    ]


def test_what_was_put_right_in_the_original_is_put_right_in_the_translation(published, arabic):
    publish_translation(arabic, note="")
    Story.objects.update(title="Mended")
    publish(published, note="It was wrong.", kind="correction")
    Story.objects.update(title="Moved on")
    publish(published, note="")
    translate(published)
    assert "Edition 2 of the original is a correction." in refusal(publish_translation, arabic, note="")[0]
    assert publish_translation(arabic, note="تصحيح").kind == "correction"


def test_an_edition_says_which_one_it_translates_even_where_its_words_stay(published, arabic):
    first = publish_translation(arabic, note="")
    Story.objects.update(title="The truce: talks")
    publish(published, note="")
    arabic.texts.filter(field="title", place="stories/truce").update(made_from="The truce: talks")
    second = publish_translation(arabic, note="")
    assert (second.number, second.translates.number, second.digest) == (2, 2, first.digest)


# ---- taking back ---------------------------------------------------------------------------------


def test_what_is_taken_back_is_taken_back_in_every_language(published, arabic, editor):
    hebrew = translate(published, "he")
    for translation in (arabic, hebrew):
        publish_translation(translation, note="")
    withdraw(Edition.objects.get(stream=""), because="It named a child.", by=editor)
    gone = Edition.objects.order_by("stream")
    assert [(row.stream, row.withdrawn_because) for row in gone] == [
        ("", "It named a child."),
        ("ar", "It named a child."),
        ("he", "It named a child."),
    ]
    assert len({row.withdrawn_at for row in gone}) == 1


def test_a_translation_of_another_edition_stays(published, arabic):
    publish_translation(arabic, note="")
    Story.objects.update(title="Second")
    publish(published, note="")
    withdraw(Edition.objects.get(stream="", number=2), because="Wrong.")
    assert Edition.objects.get(stream="ar").withdrawn_at is None


def test_a_translation_is_withdrawn_by_itself(arabic):
    edition = publish_translation(arabic, note="")
    withdraw(edition, because="Badly translated.")
    assert Edition.objects.get(stream="").withdrawn_at is None
    assert publish_translation(arabic, note="").number == 2


def test_a_translation_is_not_published_again_as_the_original(arabic):
    edition = publish_translation(arabic, note="")
    assert "This is a translation" in refusal(publish_again, edition, note="")[0]


# ---- what must never be false --------------------------------------------------------------------


def test_old_editions_are_originals_and_count_on(published):
    edition = Edition.objects.get()
    assert (edition.stream, edition.translates) == ("", None)


@pytest.mark.parametrize("fields", [{"stream": "ar"}, {"stream": "ar", "language": "ar"}])
def test_the_database_refuses_a_translation_of_nothing(published, fields):
    with pytest.raises(IntegrityError):
        Edition.objects.update(**fields)


@pytest.mark.parametrize("language", ["en", "en-gb", "fr", "xx"])
def test_a_translation_is_in_another_language_of_the_site(truce, language):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        Translation(story=truce, language=language).full_clean()


def test_a_story_is_not_translated_into_its_own_language(published, arabic):
    Story.objects.update(language="ar")
    publish(published, note="")
    translate(published)
    assert refusal(publish_translation, arabic, note="") == ["The story is in this language itself."]


def test_the_state_of_each_text_is_told(published, arabic):
    document = shape.thaw(Edition.objects.get().document)
    assert {text.state for text in texts_of(document, arabic)} == {"done"}
    TranslatedText.objects.filter(place="stories/truce", field="title").update(made_from="Another title")
    TranslatedText.objects.filter(place="stories/truce", field="question").delete()
    found = {text.slot: text.state for text in texts_of(document, arabic)}
    assert found["stories/truce", "title"] == "changed"
    assert found["stories/truce", "question"] == "missing"
    assert len(check(document, texts_of(document, arabic), "ar")) == 2


# ---- files ---------------------------------------------------------------------------------------


def test_a_translation_goes_to_files_and_back(published, arabic, tmp_path):
    files = fixtures.dump("truce")
    write_folder(tmp_path, files)
    before = list(arabic.texts.order_by("place", "field").values_list("place", "field", "made_from", "text"))
    Translation.objects.all().delete()
    fixtures.load(tmp_path, overwrite=True)
    found = Translation.objects.get().texts.order_by("place", "field")
    assert list(found.values_list("place", "field", "made_from", "text")) == before
    assert fixtures.dump("truce") == files
    found.filter(place="stories/truce", field="title").update(text="بيد محرر")
    report = fixtures.load(tmp_path)
    assert [entry.key for entry in report.left_alone] == [("truce", "ar", "stories/truce", "title")]
    assert found.get(place="stories/truce", field="title").text == "بيد محرر"


def test_who_has_read_it_travels(published, arabic, tmp_path):
    Translation.objects.update(read_by="Mariam", read_on="2024-08-23")
    write_folder(tmp_path, fixtures.dump("truce"))
    arabic.delete()
    fixtures.load(tmp_path)
    again = Translation.objects.get()
    assert (again.read_by, again.read_on.isoformat(), again.texts.count() > 20) == ("Mariam", "2024-08-23", True)
    assert [str(row) for row in fixtures.load(tmp_path).updated] == []
    edition = publish_translation(again, note="")
    assert edition.read_by == "Mariam"


def test_a_name_in_latin_letters_does_not_join_the_date_after_it(client, arabic):
    publish_translation(arabic, note="")
    assert "<bdi>The Daily Test</bdi>" in client.get("/ar/truce/statements/statement-0/").content.decode()
    assert "<bdi>The Daily Test</bdi>" not in client.get("/truce/statements/statement-0/").content.decode()


def test_words_that_are_theirs_have_a_second_sign_where_our_serif_has_no_letters():
    style = (settings.BASE_DIR / "static" / "style.css").read_text(encoding="utf-8")
    rule = re.search(r":is\(blockquote, \.theirs\):is\(([^{]*)\) \{([^}]*)\}", style)
    assert {":lang(ar)", ":lang(he)"} <= set(rule[1].split(", "))
    assert "border-inline-start:" in rule[2]
