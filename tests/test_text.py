"""Markdown made safe: what is kept, what is dropped and whose words are whose."""

from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explainer.language.text import LONGEST, excerpt, plain, render, render_line, safe_url, tidy

KEPT = {
    "a": {"href", "rel"},
    "ol": {"start"},
    "q": {"class"},
    **{tag: set() for tag in ("p", "br", "em", "strong", "ul", "li", "code")},
}


class Elements(HTMLParser):
    """Collects (element, attributes) as a browser would see them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.found.append(("comment", {}))

    handle_decl = unknown_decl = handle_pi = handle_comment


def assert_safe(html):
    assert isinstance(html, SafeString)
    for tag, attributes in Elements(html).found:
        assert attributes.keys() <= KEPT[tag]
        if "href" in attributes:
            assert attributes["href"].lower().startswith(("https://", "http://", "mailto:", "/", "#"))
            assert not attributes["href"].startswith("//")
            assert attributes["rel"] == "noopener"


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example>",
    "a <img src=x onerror=alert(1)> b",
    "<svg/onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<!-- <script> --> <![CDATA[ x ]]> <?php x ?>",
    "<p onclick=alert(1) style='position:fixed'>x</p>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61;vascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java\\script:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](\\\\evil.example/)",
    "[x](https:evil.example)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/?<script>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<script:script>",
    "<data:text/html,x>",
    "<x-odd.scheme+1:payload>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://a.example/x.png)',
    "![x](https://tracker.example/1.gif)",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "```x onload=alert(1)\ny\n```",
    "    <script>alert(1)</script>",
    "“<b onclick=alert(1)>”",
    "“[x](javascript:“a”)”",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "# <script>\n\n> <script>\n\n---\n\n| a | b |\n|---|---|\n| c | d |",
    "\ud800<\0script>\ufeff",
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_markdown_leaves_only_named_elements_and_addresses(markdown):
    assert_safe(render(markdown))
    assert_safe(render_line(markdown))


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_addresses_are_never_links(markdown):
    for html in (render(markdown), render_line(markdown)):
        for _, attributes in Elements(html).found:
            assert not attributes.get("href", "").lower().startswith(("java", "vbs", "data", "file", "//", "\\"))


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("<>[]()!*_`“”\\\"'&#;:/ahrefjvscipt \n\t-1.x", max_size=80)))
@example("[a](http://[) ![b](http://[::) <http://[>")
@example("[a](https://x:99999/)")
def test_any_text_renders_safely(text):
    assert_safe(render(text))
    assert_safe(render_line(text))
    excerpt(text).encode()


REPEATED = "[ [a]( *a > ` “ “” * - ![[ < &#x a**b _a__ [a](< 1. \\ (<"


@pytest.mark.parametrize("start", [*REPEATED.split(), "> ", "- ", "1. ", "*a ", "a **b "])
def test_pathological_texts_come_to_an_end(start):
    text = start * (LONGEST // len(start))
    assert_safe(render(text))
    assert_safe(render_line(text))
    plain(text)


def test_paragraphs_lists_emphasis_links_and_code_are_kept():
    assert render("a *b* **c**\n\n* d\n* e\n\n`f`") == (
        "<p>a <em>b</em> <strong>c</strong></p>\n<ul>\n<li>d</li>\n<li>e</li>\n</ul>\n<p><code>f</code></p>"
    )
    assert render("[a](https://a.example/?b=1&c=2)") == (
        '<p><a href="https://a.example/?b=1&amp;c=2" rel="noopener">a</a></p>'
    )
    assert 'href="/a-story/"' in render("[a](/a-story/)")
    assert 'href="mailto:desk@a.example"' in render("<desk@a.example>")


def test_a_list_keeps_its_first_number():
    assert render("3. a\n4. b").startswith('<ol start="3">')


def test_a_blockquote_becomes_paragraphs():
    assert render("> a\n>\n> b").split() == ["<p>a</p>", "<p>b</p>"]


def test_a_heading_becomes_a_paragraph():
    assert render("# a\n\nb\n===") == "<p>a</p>\n<p>b</p>"


def test_a_picture_becomes_its_alternative_text():
    assert render("![a *b*](https://a.example/x.png)") == "<p>a b</p>"


def test_the_title_of_a_link_is_dropped():
    assert "title" not in render('[a](https://a.example "t")')


def test_markup_in_code_stays_code():
    assert render("`<b> “x”`") == "<p><code>&lt;b&gt; “x”</code></p>"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("He said “no”.", 'He said <q class="theirs">“no”</q>.'),
        ("“a” and “b”", '<q class="theirs">“a”</q> and <q class="theirs">“b”</q>'),
        ("“a *b* c”", '<q class="theirs">“a <em>b</em> c”</q>'),
        ("*“a”*", '<em><q class="theirs">“a”</q></em>'),
        ("“[a](/b)”", '<q class="theirs">“<a href="/b" rel="noopener">a</a>”</q>'),
        ("“a *b” c*", "“a <em>b” c</em>"),
        ("*a “b* c”", "<em>a “b</em> c”"),
        ("“never closed", "“never closed"),
        ("never opened”", "never opened”"),
        ("“opened “twice”", '“opened <q class="theirs">“twice”</q>'),
        ("`“code”`", "<code>“code”</code>"),
        ("&ldquo;a&rdquo;", '<q class="theirs">“a”</q>'),
        ("“a & <b>”", '<q class="theirs">“a &amp; &lt;b&gt;”</q>'),
        ('"straight"', '"straight"'),
        ("‘single’", "‘single’"),
    ],
)
def test_quoted_words_are_set_apart_and_keep_their_marks(markdown, html):
    assert render_line(markdown) == html
    assert render(markdown) == f"<p>{html}</p>"


def test_a_quotation_does_not_run_on_into_the_next_paragraph():
    assert "<q" not in render("“a\n\nb”")


def test_a_line_has_no_paragraph():
    assert render_line("a\n# *b*") == "a # <em>b</em>"


def test_a_text_that_is_too_long_is_cut_with_an_ellipsis():
    html = render("a" * (LONGEST + 5000))
    assert html == f"<p>{'a' * LONGEST}…</p>"
    assert render("a" * LONGEST) == f"<p>{'a' * LONGEST}</p>"


@pytest.mark.parametrize("code", ["202e", "2066", "feff", "0", "d800", "7f"])
def test_a_character_reference_does_not_bring_back_what_tidying_removes(code):
    reference = f"a&#x{code};b"
    for text in (render(reference), render_line(reference), plain(reference)):
        assert text == tidy(text)


def test_plain_words_have_no_markup():
    assert plain("# a *b*\n\n> “c” [d](/e)\n\n* `f`\n* ![g](https://h.example/)\n\ni\\\nj") == ("a b\n“c” d\nf\ng\ni j")
    assert not isinstance(plain("a"), SafeString)


def test_an_excerpt_ends_at_a_word():
    assert excerpt("one *two*\n\nthree") == "one two three"
    assert excerpt("one two, three", length=10) == "one two…"
    assert excerpt("one two three", length=8) == "one two…"
    assert excerpt("unbreakable", length=5) == "unbr…"


@settings(deadline=None)
@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked(text, length):
    assert len(excerpt(text, length=length)) <= length


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


def test_tidying_removes_what_nobody_sees():
    assert tidy("\ufeff a\0\x07\x85b\u202e\u2066c\ud800 \t\r\nd\re\t f  ") == "a\nbc\nd\ne\t f"


def test_tidying_keeps_letters_and_marks_as_typed():
    for text in ("e\u0301 é", "“a” ‘b’ – …", "می\u200cخواهم", "क्\u200dष", "❤\ufe0f", "👩\u200d👩\u200d👧"):
        assert tidy(text) == text


WEB = "https://a.example/ http://a.example HTTPS://A.example/b?c=d&e#f https://a.example:8443/"


@pytest.mark.parametrize("url", [*WEB.split(), "https://[2001:db8::1]/", "https://münchen.example/ü"])
def test_a_web_address_is_kept_as_it_is(url):
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "/path",
        "//evil.example",
        "javascript:alert(1)",
        "JAVASCRIPT://a.example/%0aalert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ftp://a.example/",
        *("https:", "https://", "https:///a", "https:a.example", "https://:80/", "https://?a", "https://./"),
        "https://a.example:port/",
        "https://a.example:99999/",
        "https://[::1",
        "https://[x]/",
        "https://%65vil.example/",
        "https://a.example/ b",
        "https://a.example\\@evil.example/",
        "\\\\evil.example",
        "https://a.example/\n",
        "ht\ttps://a.example/",
        "\x01https://a.example/",
        "https://a.example/\0",
        "https://a.example/\u202e",
        "https://a.example/\ud800",
        'https://a.example/"onclick="x',
        "https://a.example/<script>",
    ],
)
def test_any_other_address_is_the_empty_string(url):
    assert safe_url(url) == ""


@given(st.text())
def test_any_text_is_an_address_or_the_empty_string(text):
    assert safe_url(text) in {"", text.strip(" ")}
    assert safe_url(f"https://{text}/") in {"", f"https://{text}/"}
