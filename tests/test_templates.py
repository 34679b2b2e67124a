"""House rules of templates: how they are laid out, what each kind may use, and who may call a string safe."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import django.contrib.admin
import pytest
import reversion
from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

from explainer.edition import document as shape
from explainer.edition.fields import names_of
from explainer.pages.line_ends import KEEP, joined

ROOT = Path(__file__).parent.parent
HOUSE, TEMPLATES = ROOT / "explainer", ROOT / "templates"
OTHERS = [Path(package.__file__).parent / "templates" for package in (django.contrib.admin, reversion)]
ALLAUTH = ("account", "allauth", "mfa", "socialaccount")  # the folders of django-allauth's templates
if found := find_spec("allauth"):
    OTHERS.append(Path(found.origin).parent / "templates")
LONGEST = 160

# The tags that each kind of template may load. A page, a part and a feed load none that can reach the database.
FOR_READERS = {
    "citing", "data", "filtering", "fragments", "framing", "fast_tags", "found", "moving", "phased", "pictures",
    "quoting", "reader", "reporting", "righting", "saying", "static", "strips", "sureness", "taken_back", "translated",
}  # fmt: skip
LIBRARIES = {
    "page": FOR_READERS,
    "part": FOR_READERS,
    "feed": {"apart", "fast_tags", "moving", "quoting", "sureness", "reader"},
    "desk": {"static"},
}
# The kinds that each may include, and what it may extend.
INCLUDES = {"page": {"part"}, "part": {"part"}, "feed": {"feed", "part"}, "desk": {"desk"}}
EXTENDS = {"page": {"page"}, "part": set(), "feed": set(), "desk": {"desk"}}
FRAMES = {"search.html": {"base.html", "story.html"}}  # extends what its view names; else it is named in the template
FEEDS = {
    f"feed/{kind}.html"
    for kind in ("edition", "event", "issue", "phase", "position", "question", "role", "statement", "taken-back")
}  # named by it
# Where the markup of an event stands: a new field of it is shown there.
EVENT = {
    "parts/event.html", "parts/event-in-list.html", "parts/event-facts.html", "parts/event-words.html",
    "feed/event.html",
}  # fmt: skip
TITLED = "event.html"  # the page of an event, which has its title; the rest is included

# Who may call a string safe, or make markup by a pattern that does not stand there, and why it is safe.
SAFE = {
    "language.text._safe": "nh3 has cleaned it",
    "language.text.linked": "cut between the tags of clean HTML, and what is put between them is escaped",
    "pages.paper.with_addresses": "each address is escaped",
    "pages.views.embedding.quote_of": "the template rendered it; each address is made absolute",
    "templatetags.filtering.facet_lines": "each address and label is escaped",
    "templatetags.fragments.KeptNode.render": "the template rendered it; an address is put back that was taken out",
    "templatetags.fragments.KeptNode._made_anywhere": "the template rendered it; an address is taken out",
    "templatetags.fast_tags.Sentence.render": "the words are the catalogue's, and each value is rendered, so escaped",
    "templatetags.reader.filled": "the pattern is the catalogue's, and each value is escaped",
    "templatetags.strips._Drawing.svg": "each address, title and date is escaped, the rest is numbers of ours",
    "templatetags.strips.strip": "nothing is in it, or the drawing is",
    "templatetags.saying._mark": "the shape is a class of ours, the letters are escaped",
    "templatetags.saying._role": "the pattern is a translation of ours; its title and its dates are escaped",
    "templatetags.saying.person": "each name and line is escaped, the rest is markup already",
    "templatetags.saying.on_record": "each name is escaped, if it is not markup already",
    "templatetags.sureness._step": "each word is escaped",
    "templatetags.sureness.how_sure": "it is markup already",
    "templatetags.sureness.how_sure_words": "each name and address is escaped, the rest is markup already",
    "templatetags.sureness.kept_copy": "it is markup already",
    "templatetags.sureness.issues_of": "each name is escaped",
    "templatetags.sureness.date_link": "each word is escaped",
}
CALLS_SAFE = {"mark_safe", "SafeString", "SafeText", "SafeData", "html_safe", "__html__"}
# A call as templatize writes it.
MESSAGE = re.compile(r"""(?:\b[np]*gettext|\b_)\((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^)'"])*\)""")
SAYS_SAFE = re.compile(r"\|\s*safe(seq)?\b|\bautoescape\b")


def files() -> list[Path]:
    return sorted(file for file in TEMPLATES.rglob("*") if file.is_file())


def name_of(file: Path) -> str:
    return file.relative_to(TEMPLATES).as_posix()


def kind(name: str) -> str:
    """A desk's are those of the packages that it is made from, too."""
    desk = dict.fromkeys(("admin", "registration", "reversion", *ALLAUTH), "desk")
    return {"parts": "part", "feed": "feed", **desk}.get(name.partition("/")[0], "page")


def is_allauths(name: str) -> bool:
    """Of a package that need not be installed: what it has is looked up where it is."""
    return name.partition("/")[0] in ALLAUTH


def tokens(source: str) -> list[Token]:
    return Lexer(joined(source)).tokenize()


def tags(name: str, tag: str) -> Iterator[list[str]]:
    """The words of each tag of that name, without the name."""
    for token in tokens((TEMPLATES / name).read_text(encoding="utf-8")):
        words = token.split_contents() if token.token_type is TokenType.BLOCK else [""]
        if words[0] == tag:
            yield words[1:]


def quoted(word: str) -> str:
    """The text of a literal; of anything else nothing."""
    return word[1:-1] if word[0] == word[-1] and word[0] in "\"'" else ""


# What is read of every module and template is read when a test asks: every process collects this file, one runs it.


@cache
def python() -> dict[str, ast.Module]:
    found = sorted(HOUSE.rglob("*.py"))
    names = [".".join(path.relative_to(HOUSE).with_suffix("").parts) for path in found]
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in zip(names, found, strict=True)}


NAMES = [name_of(file) for file in files()]


@cache
def used() -> set[str]:
    """The templates that are named: in Python in so many words, or by another."""
    named = {
        node.value
        for tree in python().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }
    by_others = {quoted(words[0]) for name in NAMES for tag in ("include", "extends") for words in tags(name, tag)}
    return named.union(by_others, FEEDS, *FRAMES.values())


# ---- how they are laid out ----


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name):
    for number, line in enumerate((TEMPLATES / name).read_text(encoding="utf-8").split("\n"), 1):
        place = f"{name}, line {number},"
        assert len(line) <= LONGEST, f"{place} has {len(line)} columns; let it go on in the next, see pages/line_ends."
        assert line == line.rstrip(), f"{place} ends in a blank that is not on the page; write {KEEP} after it."
        assert KEEP not in line.removesuffix(KEEP), f"{place} has {KEEP} elsewhere than at its end."


@pytest.mark.parametrize("name", NAMES)
def test_makemessages_finds_all_words_of_a_template(name):
    """It reads the file, with its line ends: a tag that goes on in the next line is none to it."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    as_written, as_read = (MESSAGE.findall(templatize(text)) for text in (source, joined(source)))
    assert as_written == as_read, f"{name}: a tag with words to translate stands on one line."


# ---- what each may use ----


@pytest.mark.parametrize("name", NAMES)
def test_a_template_loads_only_what_its_kind_may(name):
    for words in tags(name, "load"):
        loaded = set(words[words.index("from") + 1 :] if "from" in words else words)
        more = loaded - LIBRARIES[kind(name)]
        assert not more, f"{name} loads {', '.join(sorted(more))}, which is not for a {kind(name)}."


@pytest.mark.parametrize("name", NAMES)
def test_a_template_includes_and_extends_only_what_its_kind_may(name):
    for tag, allowed in (("include", INCLUDES), ("extends", EXTENDS)):
        for words in tags(name, tag):
            there = quoted(words[0])
            if not there and (kind(name) == "desk" or name in FRAMES):
                continue  # Django's own forms name their parts so
            assert there, f"{name} has {{% {tag} {words[0]} %}}: which template that is must stand there."
            assert kind(there) in allowed[kind(name)], f"{name} is a {kind(name)} and {tag}s {there}."
            at = [folder for folder in (TEMPLATES, *OTHERS) if (folder / there).exists()]
            assert at or (is_allauths(there) and not found), f"{name} {tag}s {there}, and there is none."


@pytest.mark.parametrize("name", [name for name in NAMES if kind(name) == "page"])
def test_a_page_stands_in_a_frame(name):
    alone = ("base.html", "embed.html")  # one holds the frame; one stands in a frame of another site
    framed = name in alone or any(tags(name, "extends"))
    assert framed, f"{name} extends neither base.html nor story.html."


@pytest.mark.parametrize("name", [name for name in NAMES if kind(name) in ("part", "feed")])
def test_what_is_not_a_page_has_no_block(name):
    assert not any(tags(name, "block")), f"{name} has a block; no page can fill it."


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_used(name):
    of_django = kind(name) == "desk" and any(
        list(folder.rglob(Path(name).name)) for folder in OTHERS
    )  # found by its name
    assert name in used() or of_django or (is_allauths(name) and not found), f"{name} is used nowhere."


def test_what_is_excused_is_there():
    assert set(NAMES) >= {*FRAMES, *FEEDS, *EVENT}


@pytest.mark.parametrize("name", [name for name in NAMES if kind(name) != "desk"])
def test_the_markup_of_an_event_stands_in_one_place(name):
    fields = "|".join(
        field for field in names_of(shape.Event, "ours") if field != "when_note"
    )  # a statement has one too
    told = re.findall(rf"\b(?:event|entry\.row)\.(?:{fields})\b", (TEMPLATES / name).read_text("utf-8"))
    if name == TITLED:
        told = [each for each in told if each != "event.title"]
    assert not told or name in EVENT, f"{name} shows {told[0]}; include one of {', '.join(sorted(EVENT))}."


# ---- who may call a string safe ----


def safe_calls(tree: ast.AST, where: str) -> Iterator[str]:
    """The functions, as “module.Class.function”, that call a string safe; annotations and questions do not."""
    for node in ast.iter_child_nodes(tree):
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        here = f"{where}.{node.name}" if inside else where
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in CALLS_SAFE:
                yield where
            case ast.FunctionDef(name="__html__"):
                yield here
            case ast.alias(name=name, asname=str()) if name in CALLS_SAFE | {"safestring"}:
                yield where
            case ast.keyword(arg="is_safe", value=ast.Constant(value=True)):
                yield where
            case ast.keyword(arg="autoescape") | ast.Constant(value="autoescape" | "__html__"):
                yield where
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[*first]):
                pattern = first[name == "format_html_join" :][:1]
                if name in ("format_html", "format_html_join") and not isinstance(pattern[0], ast.Constant):
                    yield where
                if name == "isinstance":
                    continue
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from safe_calls(ast.Module(body=[child], type_ignores=[]), here)


@cache
def callers() -> set[str]:
    return {found for name, tree in python().items() for found in safe_calls(tree, name)}


@pytest.mark.parametrize(
    "source",
    [
        "mark_safe(a)", "safestring.mark_safe(a)", "map(mark_safe, a)", "SafeString(a)", "class A(SafeString): pass",
        "from django.utils.safestring import mark_safe as m", "from django.utils import safestring as s",
        "@html_safe\nclass A: pass", "class A:\n    def __html__(self): return a", "A.__html__ = str",
        "setattr(A, '__html__', str)", "@register.filter(is_safe=True)\ndef f(a): return a",
        "Context(a, autoescape=False)", "OPTIONS = {'autoescape': False}", "format_html(a, b)", "format_html(f'{a}')",
        "format_html_join('', a, b)", "def f():\n    return [g(lambda: mark_safe(a))]",
    ],
)  # fmt: skip
def test_whatever_calls_a_string_safe_is_found(source):
    assert list(safe_calls(ast.parse(source), "here"))


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils.safestring import SafeString, mark_safe", "def f(a: SafeString) -> SafeString: return a",
        "a: dict[str, SafeString] = {}", "isinstance(a, SafeString)", "format_html('<b>{}</b>', a)",
        "format_html_join(a, '{}', b)", "register.filter(is_safe=False)",
    ],
)  # fmt: skip
def test_what_only_speaks_of_safe_strings_is_not(source):
    assert not list(safe_calls(ast.parse(source), "here"))


def test_only_these_call_a_string_safe():
    others = sorted(callers() - set(SAFE))
    assert not others, f"{others} call a string safe; use format_html, or say in tests/test_templates.py why it is."


@pytest.mark.parametrize("name", sorted(SAFE))
def test_what_may_call_a_string_safe_does_and_says_why(name):
    assert name in callers(), f"{name} calls no string safe any more; take it off the list in tests/test_templates.py."
    assert SAFE[name].strip()


@pytest.mark.parametrize("name", NAMES)
def test_no_template_calls_a_string_safe(name):
    for token in tokens((TEMPLATES / name).read_text(encoding="utf-8")):
        said = token.token_type in (TokenType.BLOCK, TokenType.VAR) and SAYS_SAFE.search(token.contents)
        assert not said, f"{name} says “{token.contents}”: what is safe is decided in Python, see SAFE."
