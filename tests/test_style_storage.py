"""The stylesheet is sent without comments and needless blanks, and says the same (tests/browser/test_first_load.py
has a browser read both)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from explainer.serving.style_storage import StyleStorage, packed


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (b"a { b: c } /* why */ d { e: f }", b"a{b:c}d{e:f}"),
        (b"/* one\n   two */\na { b: c }", b"a{b:c}"),
        (b'a::before { content: "/* no comment */" }', b'a::before{content:"/* no comment */"}'),
        (b"a::before { content: '/* \\' */' } /* gone */", b"a::before{content:'/* \\' */'}"),
        (b"a { b: c } /* an apostrophe's */ d { e: 'f' }", b"a{b:c}d{e:'f'}"),
        (b'a { content: ", {  }" }', b'a{content:", {  }"}'),
        (
            b"a  b > c,\n  :has(> d) :is(e, f) { g: calc(1px + 2px)  h; }",
            b"a b>c,:has(>d) :is(e,f){g:calc(1px + 2px) h;}",
        ),
    ],
)
def test_comments_and_blanks_go_and_strings_stay(css, left):
    assert packed(css) == left


def test_the_stylesheet_loses_nothing_else():
    css = Path("static/style.css").read_bytes()
    bare = packed(css)
    assert b"/*" not in bare
    assert bare.count(b"{") == re.sub(rb"/\*.*?\*/", b"", css, flags=re.DOTALL).count(b"{") == bare.count(b"}")


@pytest.mark.parametrize(("name", "kept"), [("style.css", b"a{}"), ("admin/css/base.css", b"/* MIT */a {}")])
def test_what_others_wrote_keeps_its_licence(tmp_path, name, kept):
    storage = StyleStorage(location=tmp_path)
    saved = storage.save(name, ContentFile(b"/* MIT */a {}"))
    assert (tmp_path / saved).read_bytes() == kept


def test_what_is_collected_has_none(tmp_path):
    """The file that readers are sent is made from the source, beside the one that is copied."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "style.css").write_bytes(b"a {} /* why */")
    storage = StyleStorage(location=tmp_path / "kept")
    source = FileSystemStorage(location=tmp_path / "source")
    with source.open("style.css") as file:
        storage.save("style.css", file)
    list(storage.post_process({"style.css": (source, "style.css")}))
    assert {file.read_bytes() for file in (tmp_path / "kept").glob("style*.css")} == {b"a{}"}
