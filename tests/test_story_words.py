"""What a phase is called in a story, in every sentence that says so, on every page and in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import override

from explainer.language.phase_words import SENTENCES, PhaseWords
from explainer.models import Issue, Phase, Statement, Story, TranslatedText, Translation

from .first_story import first_story
from .publish import publish, publish_translation
from .stories import build_story
from .test_words import PAGES, Said, Unmarked
from .translate import translate

LANGUAGES = ("en-gb", "ar", "he")
OURS = re.compile(r"\bphases?\b|مرحل|مراحل|\b[בלמהוכש]{0,3}שלב(?:ים|י)?\b", re.IGNORECASE)
VALUES = {
    "number": 3,
    "all": 5,
    "name": "Buses",
    "title": "The bridge",
    "state": "Begun",
    "text": "A plan",
    "texts": "Others",
}
STAGES = PhaseWords("stage", "stages", "en")
INNER = [page.removeprefix("/truce/") for page in PAGES if page.startswith("/truce/")]
# What needs more editions, or another statement, than there are here.
ELSEWHERE = ("editions/3/", "statements/statement-4/", "statements/month/", "search/")
WALKED = [page for page in INNER if not page.startswith(ELSEWHERE)]
WALKED += ["phases/2/", "statements/phase/1/", "statements/phase/none/", "timeline/phase/2/", "issues/issue-1/?since=1"]
WALKED += ["texts/", "texts/paper/"]


# ---- the sentences -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_story_with_a_word_of_its_own_never_says_ours(language, sentence):
    with override(language):
        own, ours = STAGES.say(sentence, **VALUES), PhaseWords().say(sentence, **VALUES)
    assert "stage" in own.lower()
    assert not OURS.search(own)
    assert OURS.search(ours)
    assert "%" not in own + ours


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentences_of_a_word_of_its_own_are_those_of_ours(sentence):
    """In English, which has an article for any word."""
    ours = PhaseWords().say(sentence, **VALUES)
    assert STAGES.say(sentence, **VALUES) == ours.replace("phase", "stage").replace("Phase", "Stage")


def test_our_word_is_said_by_those_sentences_alone():
    """A new one would stand on the pages of a story that has a word of its own."""
    catalogue = (settings.BASE_DIR / "locale/en_GB/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    found = set(re.findall(r'^msgid(?:_plural)? "(.*)"$', catalogue, re.M))
    found = {text for text in found if OURS.search(re.sub(r"%\(\w+\)s", "", text))}
    known = {str(ours) for ours, _own in SENTENCES.values()} | {"The one phase", "The %(number)s phases"}
    assert found - {"word for a phase", "word for phases"} == known, "say it in language/phase_words.py"


@pytest.mark.parametrize(("count", "ours", "own"), [
    (1, "The one phase", "The one stage"), (5, "The five phases", "The five stages"),
    (13, "The 13 phases", "The 13 stages"),
])  # fmt: skip
def test_phases_are_counted_in_words(count, ours, own):
    assert said(PhaseWords(), count) == ours
    assert said(STAGES, count) == own


def said(words: PhaseWords, count: int) -> str:
    pattern, own = words.counted(count)
    return pattern % own


def test_where_the_number_would_have_to_agree_it_is_in_digits():
    with override("ar"):
        assert said(PhaseWords("خطوة", "خطوات", "ar"), 5) == "خطوات (5)"
    with override("he"):
        assert said(PhaseWords("תחנה", "תחנות", "he"), 3) == "תחנות (3)"
        assert said(PhaseWords("תחנה", "תחנות", "he"), 1) == "תחנה (1)"


@pytest.mark.parametrize(("word", "language", "begins"), [
    ("step", "en", "Step"), ("iş", "tr", "İş"), ("ülés", "hu", "Ülés"), ("Etappe", "de", "Etappe"),
    ("خطوة", "ar", "خطوة"), ("indice", "it", "Indice"),
])  # fmt: skip
def test_a_word_that_begins_a_sentence_has_a_capital_in_its_language_s_way(word, language, begins):
    words = PhaseWords(word, word, language)
    assert words.say("one") == begins
    assert words.say("nth", number=3) == f"{begins} 3"
    assert words.say("field phase") == word
    assert words.say("none").endswith(word)


# ---- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def stages(db: None) -> Story:
    """A story whose phases are called stages, in two editions that differ in them."""
    story = build_story(statements=3)
    Story.objects.filter(pk=story.pk).update(phase_word="stage", phases_word="stages")
    publish(story, note="First.")
    Phase.objects.filter(number=2).update(name="Buses")
    second = Phase.objects.get(number=2)
    Issue.objects.get().phases.add(second)
    for row in Statement.objects.all():
        row.phases.add(second)
    publish(story, note="Second.")
    return story


def texts(html: str) -> list[str]:
    """What a page says, without its addresses."""
    return [re.sub(r"https?://\S+", "", text) for _where, text in Said(html).rows]


def walk(client: Client, language: str, pages: Iterable[str]) -> dict[str, str]:
    prefix = "" if language == "en-gb" else f"/{language}"
    answers = {page: client.get(f"{prefix}/truce/{page}", follow=True) for page in pages}
    assert {page for page, answer in answers.items() if answer.status_code != 200} == set()
    return {page: answer.content.decode() for page, answer in answers.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_story_with_a_word_of_its_own_says_ours(stages, client, language):
    pages = walk(client, language, WALKED)
    assert {page: found for page, html in pages.items() if (found := [t for t in texts(html) if OURS.search(t)])} == {}
    for page in ("", "timeline/", "phases/", "phases/1/", "statements/statement-0/", "issues/", "changes/?since=1"):
        assert "stage" in " ".join(texts(pages[page])).lower(), page


def test_no_feed_calendar_or_preview_says_ours(stages, client):
    for format in ("feed.json", "issues/issue-1/feed.json"):
        feed = json.loads(client.get(f"/truce/{format}").content)
        assert not OURS.search(" ".join(text for item in feed["items"] for text in texts(item["content_html"])))
    assert not OURS.search(client.get("/truce/events.ics").content.decode().replace("/phases/", ""))
    client.force_login(User.objects.create_superuser("owner"))
    for page in ("", "phases/", "phases/1/", "changes/"):
        assert not [text for text in texts(client.get(f"/preview/truce/{page}").content.decode()) if OURS.search(text)]


@pytest.mark.parametrize("language", ["ar", "he"])
def test_the_word_says_its_language_on_a_page_in_another(stages, client, language):
    Story.objects.update(phase_word="stage◆", phases_word="stages◆")
    publish(stages, note="Third.")
    pages = walk(client, language, WALKED)
    assert {page: found for page, html in pages.items() if (found := Unmarked(html).found)} == {}
    assert "◆" in pages["phases/"]


def test_what_changed_is_told_in_the_word_of_the_story(stages, client):
    (html,) = walk(client, "en-gb", ["changes/?since=1"]).values()
    told = re.sub(r"\s+", " ", " ".join(texts(html)))
    assert "Stage , Buses : name changed." in told
    assert "Issue , The matter of gate 1 : stages changed." in told


@pytest.mark.parametrize(("language", "one", "many"), [("ar", "خطوة", "خطوات"), ("he", "תחנה", "תחנות")])
def test_a_translation_has_a_word_of_its_own(stages, client, language, one, many):
    translation = translate(stages, language)
    for field, word in (("phase_word", one), ("phases_word", many)):
        TranslatedText.objects.filter(translation=translation, field=field).update(text=word)
    publish_translation(translation, note="ترجمة.")
    pages = walk(client, language, ["", "phases/", "phases/1/", "statements/statement-0/", "statements/"])
    for page, html in pages.items():
        told = " ".join(texts(html))
        assert not OURS.search(told), page
        assert "stage" not in told.lower(), page
        assert many in told, page
    assert f"{one} 1" in " ".join(texts(pages["phases/1/"]))


def test_a_story_without_a_word_of_its_own_says_phase(client, db):
    first_story()
    found = " ".join(texts(client.get("/gaza-ceasefire/phases/").content.decode()))
    assert "The three phases" in found
    assert "Phase 1" in found
    for translation in Translation.objects.of(Story.objects.get()):
        publish_translation(translation, note="")
    assert "المراحل" in client.get("/ar/gaza-ceasefire/phases/").content.decode()
    assert "שלב 1" in client.get("/he/gaza-ceasefire/phases/").content.decode()
