"""What nobody can see: taken out on the way in, and no change where it was stored before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from msgspec.structs import replace

from explainer.admin.forms import LineWidget
from explainer.admin.panel import standing
from explainer.desk.approvals import seen
from explainer.desk.compose import compose
from explainer.desk.quotations import seen as words_compared
from explainer.desk.translations import texts_of
from explainer.edition import document as shape
from explainer.edition.diffs import compare
from explainer.edition.reads_alike import reads_alike
from explainer.edition.weighty import weighty
from explainer.following.substance import imprint
from explainer.language.text import one_line, plain, render, render_line, tidy
from explainer.models import Approval, Edition, Event, Passage, Statement, Story

from .conftest import approved
from .desk_forms import change, fill_in
from .publish import publish, publish_translation
from .test_document import FIRST
from .translate import translate

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))

CHANGES: dict[str, Callable[[str], str]] = {
    "a no-break space": lambda text: text.replace(" ", "\xa0", 1),
    "two spaces": lambda text: text.replace(" ", "  ", 1),
    "a line's end": lambda text: text.replace(" ", "\n", 1),
    "a soft hyphen": lambda text: f"{text[:1]}\xad{text[1:]}",
    "a mark of direction": lambda text: f"{text}\u200f",
    "a byte order mark": lambda text: f"\ufeff{text}",
    "a space of no width": lambda text: f"{text[:2]}\u200b{text[2:]}",
}


@pytest.fixture(params=CHANGES)
def unseen(request) -> Callable[[str], str]:
    return CHANGES[request.param]


def store(row: Event | Passage | Story, name: str, text: str) -> None:
    """Past the fields of the models, as it was stored before they took out what nobody sees."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {name} = %s WHERE id = %s", [text, row.pk])  # noqa: S608
    row.refresh_from_db()
    assert getattr(row, name) == text


# ---- on the way in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_each_end_of_a_line_is_one(end):
    assert tidy(f"one{end}two") == "one\ntwo"
    assert one_line(f"one{end}{end} two") == "one two"
    assert plain(f"one{end}two") == "one two"


@pytest.mark.parametrize("code", ["c", "2028", "2029"])
def test_a_character_reference_to_one_joins_no_words(code):
    assert plain(f"one&#x{code};two").split() == ["one", "two"]
    for html in (render(f"one&#x{code};two"), render_line(f"one&#x{code};two")):
        assert "one\ntwo" in html


UNSEEN = (
    "\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufe0f\ufeff\ufff9\U000e0041"
)


@pytest.mark.parametrize("character", UNSEEN)
def test_what_nobody_sees_is_taken_out(character):
    for text in ("one", "Один", "אחד"):
        assert tidy(f"{text[0]}{character}{text[1:]}{character}") == text


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "ه\u200d", "क्\u200dष", "ക\u200c", "👩\u200d🚀", "❤\ufe0f", "1\ufe0f\u20e3"]
)
def test_what_a_script_needs_is_kept(text):
    assert tidy(text) == text


def test_one_joiner_is_enough():
    assert tidy("می\u200c\u200c\u200dخواهم") == "می\u200cخواهم"


@pytest.mark.django_db
def test_the_desk_takes_it_out(client, editor, truce):
    client.force_login(editor)
    event = Event.objects.get(slug="event-0")
    fill_in(client, change(event), title="Round\xad 0\x0bis\u200b held\u200f", body="It\u2028is\ufeff held.")
    event.refresh_from_db()
    assert (event.title, event.body) == ("Round 0 is held", "It\nis held.")


# ---- what was stored before ----------------------------------------------------------------------


@pytest.mark.django_db
def test_it_makes_no_new_edition(published, unseen):
    event, passage = Event.objects.get(slug="event-0"), Passage.objects.first()
    before = Edition.objects.get()
    for row, name in ((event, "title"), (event, "body"), (passage, "text"), (published, "question")):
        store(row, name, unseen(getattr(row, name)))
    assert publish(published, note="") is None
    stands = standing(published, before.published_at)
    assert (stands.differs, stands.changes) == (False, [])
    assert list(Edition.objects.values_list("digest", flat=True)) == [before.digest]
    Story.objects.update(title="Another")
    assert publish(published, note="").number == 2


def test_it_is_no_change(unseen):
    first = STORY.statements[0]
    words = [replace(each, text=unseen(each.text)) for each in first.passages]
    other = replace(first, passages=words, lead_in=unseen(first.lead_in), topic=unseen(first.topic))
    links = [replace(STORY.links[0], to_statement=None, to_report="A report of a deal"), *STORY.links[1:]]
    before = replace(STORY, links=links)
    links = [replace(links[0], to_report=unseen(links[0].to_report)), *links[1:]]
    after = replace(before, short_answer=unseen(before.short_answer), links=links)
    after = replace(after, statements=[other, *STORY.statements[1:]])
    assert before != after
    assert reads_alike(before, after)
    assert compare(before, after) == []
    assert imprint(before) == imprint(after)


def test_what_is_seen_is_a_change():
    answer = STORY.short_answer
    for other in (answer.replace(" ", "", 1), f"*{answer}*", answer.replace(" ", "\n\n", 1), answer.swapcase()):
        after = replace(STORY, short_answer=other)
        assert not reads_alike(STORY, after)
        assert [change.verb for change in compare(STORY, after)] == ["changed"]


@pytest.mark.django_db
def test_it_asks_for_no_new_translation(published, unseen):
    arabic = translate(published)
    publish_translation(arabic, note="")
    document = shape.thaw(Edition.objects.get(stream="").document)
    document = replace(document, question=unseen(document.question))
    assert {text.state for text in texts_of(document, arabic)} == {"done"}


@pytest.mark.django_db
def test_it_takes_no_approval_away(pair, editor, second_editor, unseen):
    approved(pair, editor, second_editor)
    assert len(compose("truce").document.comparisons) == 1
    passage = pair.earlier.passages.first()
    store(passage, "text", unseen(passage.text))
    assert len(compose("truce").document.comparisons) == 1
    Passage.objects.filter(pk=passage.pk).update(text="Other words")
    assert compose("truce").document.comparisons == []


@pytest.mark.django_db
def test_what_was_approved_as_it_was_typed_stays_approved(pair, editor, second_editor, unseen):
    passage = pair.earlier.passages.first()
    store(passage, "text", unseen(passage.text))
    draft = compose("truce")
    typed = seen(draft.waiting[0].pair, {row.slug: row for row in draft.document.statements}, as_typed=True)
    assert typed != draft.waiting[0].seen
    approved(pair, editor, second_editor)
    Approval.objects.update(seen=typed)
    assert len(compose("truce").document.comparisons) == 1


@pytest.mark.django_db
def test_it_is_no_difference_from_the_excerpt(truce, unseen):
    slug = "statement-0"
    assert next(row.checked for row in compose("truce").document.statements if row.slug == slug)
    passage = Statement.objects.get(slug=slug).passages.get()
    store(passage, "text", unseen(passage.text))
    assert next(row.checked for row in compose("truce").document.statements if row.slug == slug)


def test_it_is_no_weighty_change(unseen):
    first = STORY.statements[0]
    words = [replace(each, text=unseen(each.text)) for each in first.passages]
    after = replace(STORY, statements=[replace(first, passages=words), *STORY.statements[1:]])
    assert weighty(STORY, after) == []
    words = [replace(each, text=f"{each.text}, no") for each in first.passages]
    after = replace(STORY, statements=[replace(first, passages=words), *STORY.statements[1:]])
    assert weighty(STORY, after) == ["quoted words"]


def test_a_check_by_a_person_holds(unseen):
    first = STORY.statements[0]
    words = [replace(each, text=unseen(each.text)) for each in first.passages]
    compared = words_compared(first.wording, first.lead_in, first.passages, first.tail)
    assert words_compared(first.wording, unseen(first.lead_in), words, first.tail) == compared
    assert words_compared(first.wording, f"{first.lead_in}!", words, first.tail) != compared


def test_a_line_typed_at_the_desk_is_one():
    widget = LineWidget()
    assert widget.value_from_datadict({"name": "One\r\n two\u2028\x0bthree"}, {}, "name") == "One two three"
    assert widget.value_from_datadict({}, {}, "name") is None
