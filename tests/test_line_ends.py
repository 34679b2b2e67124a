"""What a line end in a template is on the page: nothing, but where it is said to be something."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template import Context, Engine, autoreload
from django.template.loader import get_template

from explainer.pages.line_ends import joined

READ = {
    "indentation is not on the page": ("<ul>\n  <li>A</li>\n  {{ b }}\n</ul>\n", "<ul><li>A</li>{{ b }}</ul>\n"),
    "blanks before a line end are not either": ("<b>A</b>  \n\t<i>", "<b>A</b><i>"),
    "an empty line is a line end": ("<p>\n\n  <p>\n  \n\n<p>", "<p>\n<p>\n\n<p>"),
    "so is the last one": ("<p>\n", "<p>\n"),
    "and nothing else at the end": ("<p>\n\n", "<p>\n"),
    "a file can end without": ("{% if a %}b{% endif %}{##}\n", "{% if a %}b{% endif %}"),
    "a blank is kept": ("{{ a }} {##}\n  {{ b }}", "{{ a }} {{ b }}"),
    "a blank is kept before an empty line": ("{{ a }} {##}\n\n  {{ b }}", "{{ a }} \n{{ b }}"),
    "a blank is kept between words": ("one {##}\n  two", "one two"),
    "words stay apart": ("one\n  two,\n  three", "one two, three"),
    "words and tags do not": ("one\n  <b>\n    two\n  </b>{{ a }}\n  three", "one<b>two</b>{{ a }}three"),
    "a tag of Django's has one blank": ('{% include "a"\n    with b=c\n  d=e %}', '{% include "a" with b=c d=e %}'),
    "so has a variable": ("{{ a\n  |b }}", "{{ a |b }}"),
    "so has a tag of HTML's": ('<a class="b"\n    href="c">\n  d', '<a class="b" href="c">d'),
    "an empty line in it is no more": ("<a\n\n  b>", "<a b>"),
    "an end tag is a tag": ("</a\n  >\n  <b\n  c>", "</a><b c>"),
    "what Django adds to a tag brings its own blank": (
        '<li\n  {% if a %} class="b"\n  {% else %} class="c"{% endif %}\n>',
        '<li{% if a %} class="b"{% else %} class="c"{% endif %}>',
    ),
    "Django's tags end none of HTML's": ("<a {% if b > c %}{% endif %}\n  d>", "<a {% if b > c %}{% endif %} d>"),
    "nor begin one": ("{% if b < c %}\n  {{ d }}\n{% endif %}", "{% if b < c %}{{ d }}{% endif %}"),
    "a sentence is left to Django": (
        "{% blocktranslate trimmed %}\n  one\n  <b>\n{% endblocktranslate %}\n  <i>",
        "{% blocktranslate trimmed %}\n  one\n  <b>\n{% endblocktranslate %}<i>",
    ),
    "so is a comment": ("{% comment %}\n  a < b\n{% endcomment %}\n<i>", "{% comment %}\n  a < b\n{% endcomment %}<i>"),
    "a comment is no tag of HTML's": ("{# a < b #}\n  <i>", "{# a < b #}<i>"),
    "nothing stays nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("rule", READ)
def test_rule(rule):
    source, page = READ[rule]
    assert joined(source) == page


def test_joined_lines_stay_as_they_are():
    for _source, page in READ.values():
        if "\n" not in page:
            assert joined(page) == page


def test_our_templates_are_read_so_and_no_others():
    ours, django = get_template("base.html").template, get_template("admin/base.html").template
    for template in (ours, django):
        with open(template.origin.name, encoding="utf-8") as file:
            written = file.read()
        assert (template.source == written) is (template is django)
    assert "<head>\n<meta" in ours.source


def test_a_template_is_read_once_and_again_when_it_has_changed(tmp_path):
    loader = ("explainer.pages.line_ends.Loader", [tmp_path])
    engine = Engine(loaders=[("django.template.loaders.cached.Loader", [loader])])
    file = tmp_path / "a.html"
    said = []
    for words in ("<b>\n  one", "<b>\n  two"):
        file.write_text(words, encoding="utf-8")
        said.append(engine.get_template("a.html").render(Context()))
    for each in engine.template_loaders:
        each.reset()
    said.append(engine.get_template("a.html").render(Context()))
    assert said == ["<b>one", "<b>one", "<b>two"]


def test_a_developers_server_watches_our_templates():
    assert set(settings.TEMPLATES[0]["DIRS"]) <= autoreload.get_template_directories()
