"""Every word of ours on a reader's page goes through gettext, and content says its language where that is another.

A made translation puts each of our words between ⟦ and ⟧, and every word of content carries ◆: what has neither was
written past gettext.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.template import Context, Template
from django.template.autoreload import reset_loaders
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from explainer.desk.publishing import withdraw
from explainer.edition.document import thaw
from explainer.kept import Kept
from explainer.models import Edition, Statement, Story
from explainer.models.base import LineField, ProseField, WordsField
from explainer.pages.views import answers, site

from .publish import publish
from .stories import build_story

pytestmark = pytest.mark.django_db

PAGES = (
    "/", "/about/", "/search/", "/search/?q=gate%E2%97%86", "/search/?q=999", "/search/?q=999+888",
    "/search/?q=%22%22", "/search/?q=gate%E2%97%86&in=terms", "/corrections/", "/data/", "/publisher/",
    "/nowhere/", "/truce/",
    "/truce/timeline/", "/truce/timeline/?known_by=2024-08-23", "/truce/phases/", "/truce/phases/1/",
    "/truce/statements/", "/truce/statements/statement-0/", "/truce/statements/statement-1/",
    "/truce/statements/statement-2/", "/truce/actors/", "/truce/actors/truce-side-0/", "/truce/issues/",
    "/truce/issues/issue-1/", "/truce/positions/", "/truce/sources/", "/truce/glossary/", "/truce/balance/",
    "/truce/open-questions/", "/truce/changes/", "/truce/changes/?since=1", "/truce/search/",
    "/truce/editions/", "/truce/cite/",
    "/truce/search/?q=gate%E2%97%86", "/truce/search/?q=999+888", "/truce/editions/1/", "/truce/editions/2/",
    "/truce/editions/3/", "/truce/editions/3/timeline/", "/truce/statements/statement-4/", "/preview/truce/phases/",
    "/preview/truce/changes/", "/truce/?depth=short", "/truce/?depth=whole", "/truce/?since=1",
    "/truce/actors/?since=1",
    "/truce/statements/side/truce-side-0/", "/truce/statements/?wording=direct&named=named",
    "/truce/statements/?wording=direct&carried=second-hand", "/truce/statements/month/2024-01/",
    "/truce/timeline/side/truce-side-0/", "/truce/timeline/month/2024-01/", "/truce/timeline/wording/direct/",
    "/truce/timeline/?exchange=statement-0", "/truce/positions/?actors=truce-side-0,truce-side-1",
    "/truce/positions/?known_by=2024-08-23", "/truce/statements/?known_by=2024-08-23",
)  # fmt: skip
FEEDS = ("/truce/feed.json", "/truce/actors/truce-side-0/feed.json", "/corrections/feed.json")
# The same in every language: formats, the zone of our clock.
NAMES = frozenset(["Atom", "JSON", "Feed", "UTC", "CC", "BY", "ZIP", "SHA", "BibTeX", "CSL", "RIS", "Wikitext"])
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-running")
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|<[^>]*>|\{\w*\})")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


class Made(trans_real.DjangoTranslation):
    """A translation into the same words, each run of them between ⟦ and ⟧; placeholders stay outside."""

    def gettext(self, message: str) -> str:
        text = message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]
        pieces = PLACEHOLDER.split(text)
        return "".join(piece if place % 2 or not piece else f"⟦{piece}⟧" for place, piece in enumerate(pieces))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Said(HTMLParser):
    """What a page shows or says aloud: its texts and the attributes that are read out, as (where, text)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[str, str]] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.rows += [(f"{tag} {name}", found[name] or "") for name in SPOKEN if name in found]
        if tag == "meta" and found.get("name") == "description":
            self.rows.append(("description", found["content"] or ""))
        # The same whoever reads: letters for a side, each language in its own name, what was looked for.
        fixed = "mk" in (found.get("class") or "").split() or "hreflang" in found
        if tag not in ("meta", "link", "input", "br", "path", "img"):
            self.open.append((tag, fixed or tag in ("mark", "script", "style", "code")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(skipped for _tag, skipped in self.open):
            self.rows.append((self.open[-1][0] if self.open else "", data))


def bare(text: str) -> str:
    """``text`` without our words, content and addresses."""
    text = re.sub(r"https?://\S+", "", re.sub("⟦[^⟦⟧]*⟧", " ", text))
    return " ".join(word for word in WORD.findall(re.sub(rf"{WORD.pattern}◆", " ", text)) if word not in NAMES)


def untranslated(html: str) -> list[tuple[str, str]]:
    return sorted({(where, found) for where, text in Said(html).rows if (found := bare(text))})


def marked(text: str) -> str:
    return WORD.sub(lambda found: f"{found[0]}◆", text)


def marked_within(text: str, most: int | None) -> str:
    """As many whole words of it as there is room for: one database counts the letters."""
    found = marked(text)
    return found if most is None or len(found) <= most else found[:most].rpartition(" ")[0]


def mark_content() -> None:
    """Every word that an editor wrote, with ◆ after it."""
    for model in apps.get_app_config("explainer").get_models():
        fields = [row for row in model._meta.fields if isinstance(row, LineField | ProseField | WordsField)]
        names = {row.name: row.max_length for row in fields if row.name != "mark" and not row.choices}
        for row in model._default_manager.all() if names and model is not Edition else ():
            changes = {name: marked_within(getattr(row, name), most) for name, most in names.items()
                       if isinstance(getattr(row, name), str)}  # fmt: skip
            model._default_manager.filter(pk=row.pk).update(**changes)


def build() -> None:
    """A story of content that can be told, in four editions: the second withdrawn, the third a correction,
    the fourth without a statement that there was."""
    story = build_story(statements=5, actors=4)
    mark_content()
    for number, kind in enumerate(("first", "update", "correction", "update"), 1):
        story = Story.objects.get(pk=story.pk)
        if number == 4:
            Statement.objects.get(slug="statement-4").delete()
        story.title = f"Title◆ {number}"
        story.save()
        edition = publish(story, note="Note◆.", kind=kind)
        if number == 2:
            withdraw(edition, because="Because◆ of◆ this◆.")


def forget() -> None:
    """Let go of words that are kept in the language in which they were first said."""
    for name, module in list(sys.modules.items()):
        if name.startswith("explainer."):
            for value in vars(module).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
                if isinstance(value, Kept):
                    value.clear()
    reset_loaders()


def fetched(addresses: Iterable[str]) -> dict[str, str]:
    """Pages in the made translation, and the page of a fault."""
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    forget()
    with pytest.MonkeyPatch.context() as patch, translation.override("en-gb"):
        for code in ("en", "en-gb"):
            patch.setitem(trans_real._translations, code, Made(code, domain="none", localedirs=[]))
        patch.setattr(answers, "with_sentences", lambda html: html)  # which would end within brackets that a test put
        translation.activate("en-gb")
        found = {"500": site.broken(None).content.decode()}
        found |= {address: client.get(address).content.decode() for address in addresses}
    forget()
    return found


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        found = fetched([*PAGES, *FEEDS])
        transaction.set_rollback(True)
    return found


class Unmarked(HTMLParser):
    """Words of content (◆) that no element around them says to be in English. ``was`` and ``now`` may be ours."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "br", "path", "img"):
            known = "?" if tag in ("title", "del", "ins") else self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or known))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of a drawing: it holds no words."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "◆" in data and self.open[-1][0] != "script" and self.open[-1][1] not in ("en", "?"):  # data has its own
            self.found.append(f"{self.open[-1][0]}: {data.strip()}")


@pytest.mark.django_db
def test_every_word_of_content_on_an_arabic_page_says_that_it_is_english(client):
    build()
    client.force_login(User.objects.create_superuser("owner"))
    pages = {page: client.get(f"/ar{page}") for page in PAGES if not page.startswith("/preview/")}
    assert {page: found for page, answer in pages.items() if (found := Unmarked(answer.content.decode()).found)} == {}
    assert sum("◆" in answer.content.decode() for answer in pages.values()) > 40


def test_the_made_translation_tells_our_words_from_others():
    assert untranslated("<p title='⟦By⟧ Ann◆'>⟦As of ⟧23 ⟦August⟧: the◆ gate◆. 1, 2</p>") == []
    assert untranslated("<p title='By Ann◆'>⟦As⟧ of 23 August</p>") == [("p", "of August"), ("p title", "By")]


@pytest.mark.parametrize("page", [*PAGES, "500"])
def test_every_word_of_ours_goes_through_gettext(pages, page):
    found = untranslated(pages[page])
    assert "⟦" in pages[page]
    assert found == []


@pytest.mark.parametrize("page", FEEDS)
def test_every_word_of_a_feed_goes_through_gettext(pages, page):
    items = json.loads(pages[page])["items"]
    assert items
    for item in items:
        found = untranslated(item["content_html"]) + untranslated(" ".join([item["title"], *item["tags"]]))
        assert found == []


def test_every_word_on_a_page_of_the_first_story_goes_through_gettext():
    """It has more kinds of everything than a made story: unnamed sources, notes, spans, words in two languages."""
    call_command("load_story", "fixtures/gaza-ceasefire", verbosity=0)
    mark_content()
    publish(Story.objects.get(), note="Note◆.")
    document = thaw(Edition.objects.get().document)
    inner = ["", "timeline/", "statements/", "phases/", "actors/", "issues/", "positions/", "sources/", "glossary/"]
    inner += ["balance/", "open-questions/", "changes/", "?depth=whole", "positions/?actors=hamas,israel"]
    inner += ["timeline/?order=newest&known_by=2024-08-20", "statements/wording/direct/", "timeline/issue/corridors/"]
    inner += [f"phases/{row.number}/" for row in document.phases]
    inner += [f"statements/{row.slug}/" for row in document.statements]
    inner += [f"actors/{row.slug}/" for row in document.actors]
    inner += [f"issues/{row.slug}/" for row in document.issues]
    found = fetched([f"/gaza-ceasefire/{page}" for page in inner])
    assert [page for page, html in found.items() if "⟦" not in html] == []
    assert {page: rows for page, html in found.items() if (rows := untranslated(html))} == {}


def rendered(source: str, **context: Any) -> str:
    return Template("{% load i18n reader %}" + source).render(Context(context))


def in_language(language: str) -> SimpleNamespace:
    return SimpleNamespace(story=SimpleNamespace(language=language))


NAME = "<h1{% content_lang %}>{{ name }}</h1>"
SENTENCE = "{% content name as who %}{% blocktranslate %}Not named by {{ who }}{% endblocktranslate %}"


@pytest.mark.parametrize(("interface", "content"), [("en-gb", "en"), ("en-gb", "en-US"), ("ar", "ar"), ("he", "he-IL")])
def test_content_in_the_language_of_the_interface_is_not_marked(interface, content):
    with translation.override(interface):
        assert rendered(NAME, name="A & B", reading=in_language(content)) == "<h1>A &amp; B</h1>"
        own = {"ar": "أ", "he": "א"}.get(interface, "A")
        assert "<bdi" not in rendered(SENTENCE, name=own, reading=in_language(content))
        assert rendered("{% ours name 'en' %}", name="A") == ("A" if content.startswith("en") else OURS[interface])


OURS = {"ar": '<bdi lang="ar" dir="rtl">A</bdi>', "he": '<bdi lang="he" dir="rtl">A</bdi>'}


def test_content_in_another_language_says_so():
    with translation.override("ar"):
        assert rendered(NAME, name="A", reading=in_language("en")) == '<h1 lang="en" dir="ltr">A</h1>'
        assert '<bdi lang="en" dir="ltr">A &amp; B</bdi>' in rendered(SENTENCE, name="A & B", reading=in_language("en"))
    with translation.override("en-gb"):
        assert rendered(NAME, name="أ", reading=in_language("ar")) == '<h1 lang="ar" dir="rtl">أ</h1>'


def test_content_without_a_story_to_read_says_its_own_language():
    with translation.override("ar"):
        assert rendered(NAME, name="A") == "<h1>A</h1>"
        assert rendered("<p{% content_lang 'he' %}>") == '<p lang="he" dir="rtl">'
        assert rendered("{% content name 'en' %}", name="A") == '<bdi lang="en" dir="ltr">A</bdi>'
        assert rendered("{% content name 'en' %}", name="") == ""


def test_names_are_listed():
    rows = [SimpleNamespace(name=name, head=True) for name in ("A", "B & Co", "C")]
    nobody = SimpleNamespace(name="Unnamed, no side given", head=None)
    with translation.override("en-gb"):
        assert rendered("{% all_of rows %}", rows=rows) == "A, B &amp; Co, C"
        assert rendered("{% all_of rows %}", rows=[]) == ""
    with translation.override("ar"):
        said = rendered("{% all_of rows %}", rows=[rows[0], nobody], reading=in_language("en"))
        assert said.startswith('<bdi lang="en" dir="ltr">A</bdi>')
        assert said.endswith("Unnamed, no side given"), "our own words for nobody are not content"
