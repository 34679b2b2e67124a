"""A story's words on a page in another language say which language they are in (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.core.management import call_command

from explainer.models import Story

from .crawl import crawl
from .marking import add_what_is_rare, earn_the_marks, mark_every_text
from .publish import publish

MARKER = re.compile("zq[0-9]{3}qz")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PLAIN = {"title", "script"}  # hold no markup, so they cannot say the language of a part; data has it in `inLanguage`


class Tongues(HTMLParser):
    """Each marker in the text of a page, with the language of what it stands in, and the tags around it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.found: set[tuple[str, str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            around = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or around))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID and self.open.pop()[0] != tag:
            pass  # HTML leaves some ends out: of a paragraph, of an item

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _language in self.open]
        for marker in MARKER.findall(data) if not PLAIN.intersection(tags) else ():
            self.found.add((marker, self.open[-1][1], " ".join(tags[-3:])))


@pytest.mark.slow
@pytest.mark.django_db
def test_all_words_of_a_story_say_their_language_on_a_page_in_another(client):
    call_command("load_story", "fixtures/gaza-ceasefire", verbosity=0)
    Story.objects.update(language="fr")  # which the site does not speak: of one that it does, all of a page is in it
    add_what_is_rare(Story.objects.get())
    fields = mark_every_text()
    earn_the_marks()
    publish(Story.objects.get(), note="First edition.")
    pages = {path: Tongues(body.decode()) for path, body in crawl(client, "/ar/", under="/ar/").items()}
    silent = {
        (fields[marker], around): path  # one page for each; there may be hundreds
        for path, page in pages.items()
        for marker, language, around in page.found
        if language == "ar"
    }
    assert {marker for page in pages.values() for marker, _language, _around in page.found}, "no marker was found"
    assert not silent, f"shown without {{% content %}} or {{% content_lang %}}: {silent}"
