"""Our forms of Django's tags: what they say is what Django's say, and they ask for it once."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from django.template import Context, Template
from django.utils import translation

from .test_templates import kind

TEMPLATES = Path(__file__).parent.parent / "templates"
SAID = (
    '{% translate "Timeline" %}', '{% translate "Cancelled" context "event" %}',
    '{% translate "Timeline" as t %}[{{ t }}]',
    '{% translate name %}', '{% translate "timeline"|upper %}', '{% translate "Tom & Jerry <b>" %}',
    "{% blocktranslate %}Explainer{% endblocktranslate %}",
    "{% blocktranslate %}Filter: {{ name }}{% endblocktranslate %}",
    "{% blocktranslate count n=many %}{{ n }} source.{% plural %}{{ n }} sources.{% endblocktranslate %}",
    "{% blocktranslate with name=other asvar t %}Filter: {{ name }}{% endblocktranslate %}[{{ t }}]",
    "{% blocktranslate %}100 % of {{ name }}{% endblocktranslate %}",
    "{% url 'home' %}", "{% url 'about' as t %}[{{ t }}]", "{% url 'story:statement' 'truce' 'one' %}",
    '{% include "parts/passages.html" with statement=said more="b" %}', "{% include part with statement=said %}",
    '{% include "parts/passages.html" with statement=said only %}',
)  # fmt: skip
GIVEN = {
    "name": "<i>", "other": "a & b", "many": 3, "part": "parts/passages.html",
    "said": {"said": [{"pieces": [("", "Words & words")], "cut_before": True}]},
}  # fmt: skip


def made(libraries: str, source: str, language: str) -> str:
    with translation.override(language):
        return Template("{% load " + libraries + " %}" + source).render(Context(GIVEN))


@pytest.mark.parametrize("source", SAID)
@pytest.mark.parametrize("language", ["en-gb", "ar", "he"])
def test_they_say_what_djangos_say(source, language):
    assert made("fast_tags", source, language) == made("i18n", source, language)


def test_each_language_has_its_own_words_from_one_template():
    page = Template('{% load fast_tags %}{% translate "Timeline" %} {% url "home" %}')
    said = {}
    for language in ("en-gb", "ar", "he", "en-gb", "ar"):
        with translation.override(language):
            said.setdefault(language, set()).add(page.render(Context()))
    assert said["en-gb"] == {"Timeline /"}
    assert len(set.union(*said.values())) == 3


def test_a_number_decides_even_where_it_is_not_said():
    page = Template("{% load fast_tags %}{% blocktranslate count n=n %}one{% plural %}several{% endblocktranslate %}")
    assert [page.render(Context({"n": n})) for n in (1, 2, 1)] == ["one", "several", "one"]


def test_words_that_never_change_are_looked_up_once():
    page = Template("{% load fast_tags %}{% blocktranslate %}Explainer{% endblocktranslate %}")
    page.render(Context())
    with patch("django.utils.translation.gettext") as asked:
        page.render(Context())
    assert not asked.called


def test_a_part_is_looked_for_once_and_leaves_nothing_behind():
    page = Template('{% load fast_tags %}{% include "parts/passages.html" with statement=said %}{{ statement }}')
    first = page.render(Context(GIVEN))
    assert "Words &amp; words" in first
    assert first.rstrip().endswith("</p>")
    with patch("django.template.engine.Engine.get_template") as looked:
        assert page.render(Context(GIVEN)) == first
    assert not looked.called


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_what_readers_read_is_made_with_them(file):
    source = file.read_text(encoding="utf-8")
    if kind(file.relative_to(TEMPLATES).as_posix()) == "desk" or not re.search(
        "{% (translate|blocktranslate|include|url) ", source
    ):
        return
    loaded = set(re.search("{% load ([^%]*) %}", source)[1].split())
    assert loaded >= {"fast_tags"}
    assert "i18n" not in loaded
