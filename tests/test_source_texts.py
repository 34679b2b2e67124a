"""The text of a source: what is read in it, what is marked, and that it is kept at the desk alone."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from explainer.desk.compose import compose
from explainer.desk.files.fixtures import dump, load
from explainer.desk.rules.attribution import RULES as QUOTED
from explainer.desk.source_texts import cut_anew, not_there, read, replace
from explainer.language.marked_words import DIRECT, PARAPHRASE, PARTIAL, marked
from explainer.language.quotations import places
from explainer.language.source_texts import LONGEST, excerpt, find, kept, quotations, sentences
from explainer.models import Edition, Event, Passage, Source, SourceMark, SourceText, Statement
from tests.crawl import crawl
from tests.publish import publish

pytestmark = pytest.mark.django_db

TEXT = """“We hold the gate,” Ms. Reyes said on Wednesday. Nobody answered. The yard was quiet.

Mr. Woods called it “a disgrace”, and said strain is “still very high” at the U.S. border."""


def keep(source: Source, text: str = TEXT) -> SourceText:
    row = SourceText(source=source, text=kept(text))
    row.full_clean()
    row.save()
    return row


@pytest.fixture
def source(truce) -> Source:
    return Source.objects.get()


# ---- as it is kept ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "there"),
    [
        ("One.\r\nTwo.\rThree.\u2028Four.", "One.\nTwo.\nThree.\nFour."),
        ("  One.  \n\n\n  Two.\t\n", "One.\nTwo."),
        ("The ga\u00adte\u200b is\ufeff shut\0.", "The gate is shut."),
        ("“Don’t.”  ‘Non\u00a0!’ cafe\u0301", "“Don’t.”  ‘Non\u00a0!’ cafe\u0301"),
        ("a\ud800b", "ab"),
    ],
)
def test_a_text_is_tidied_on_the_way_in_and_its_letters_stay(pasted, there):
    assert kept(pasted) == there
    assert kept(there) == there


def test_lines_that_a_program_broke_are_put_together_and_others_are_not():
    wrapped = "The council met in the evening to talk about the bridge\nand about nothing else.\n\nThen it went home."
    assert (
        kept(wrapped)
        == "The council met in the evening to talk about the bridge and about nothing else.\nThen it went home."
    )
    assert kept("A short line\nAnother short line\n\nA third") == "A short line\nAnother short line\nA third"
    assert kept("The council met in the evening to talk about the bridge\nand about nothing else.").count("\n") == 1


def test_the_model_tidies_whichever_way_a_text_comes_in(source):
    row = SourceText.objects.create(source=source, text="One.\r\n\r\n\u200bTwo.")
    row.refresh_from_db()
    assert row.text == "One.\nTwo."


def test_a_source_has_one_text_and_it_has_words(source):
    keep(source)
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceText.objects.create(source=source, text="Another.")
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceText.objects.filter(source=source).update(text="")
    with pytest.raises(ValidationError, match="at most 200,000"):
        SourceText(source=source, text="a" * (LONGEST + 1)).clean()


# ---- sentences and quotations -------------------------------------------------------------------


def test_sentences_end_where_they_do_and_not_at_an_abbreviation():
    text = kept(TEXT)
    said = [text[each.start : each.end] for each in sentences(text)]
    assert said == [
        "“We hold the gate,” Ms. Reyes said on Wednesday.", "Nobody answered.", "The yard was quiet.",
        "Mr. Woods called it “a disgrace”, and said strain is “still very high” at the U.S. border.",
    ]  # fmt: skip
    assert [each.paragraph for each in sentences(text)] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("He asked why? Nobody knew! It went on…  Then rain.", 4), ("قال ذلك؟ ثم ذهب.", 2),
        ("これは門だ。閉まった。", 2),
        ("It cost 3.5 million. Yes", 2), ("“Go.” “Stay.” he said", 2),
    ],
)  # fmt: skip
def test_sentences_of_other_scripts_end_too(text, number):
    assert len(sentences(text)) == number


def test_every_letter_of_a_text_is_in_one_sentence():
    shuffled = random.Random(7)
    signs = "ab. \n“”‘’'\"!?…،؟。«»<>,AB״"
    for _time in range(300):
        text = kept("".join(shuffled.choice(signs) for _sign in range(40)))
        inside = "".join(text[each.start : each.end] for each in sentences(text))
        assert "".join(inside.split()) == "".join(text.split())
        for start, end in quotations(text):
            assert 0 <= start < end <= len(text)
            assert "\n" not in text[start:end]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“one” and 'two'", ["one", "two"]), ("''one'' then <<deux>> then ,,drei“", ["one", "deux", "drei"]),
        ("“one ‘inside’ it”", ["one ‘inside’ it"]), ("the workers’ union", []), ("it isn't 5'10\"", []),
        ("“never closed", ["never closed"]), ("הוא אמר \"כן\" לצה״ל", ["כן"]),
    ],
)  # fmt: skip
def test_quotations_are_found_where_they_stand_in_the_text_itself(text, words):
    assert [text[span.start : span.end] for span in places(text)] == words


# ---- judged by the marks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wording", "pieces"),
    [
        ("“We hold the gate,” she said.", DIRECT, ["We hold the gate"]),
        ("She said: “We hold it. We keep it.”", DIRECT, ["We hold it. We keep it."]),
        ("‘It’s over’, said Woods.", DIRECT, ["It’s over"]),
        ("“We hold,” she said, “the gate.”", DIRECT, ["We hold", "the gate."]),
        ("“We hold,” she said. “We keep.”", DIRECT, ["We hold", "We keep."]),
        ("“It falls,” she said, but the cost is “very high.”", PARTIAL, ["It falls", "very high."]),
        ("He called it “a disgrace”, and “still high”.", PARTIAL, ["a disgrace", "still high"]),
        ("He called it “A disgrace for all” that day.", PARTIAL, ["A disgrace for all"]),
        ("She said the gate would stay shut.", PARAPHRASE, []),
        ("קבע: \"אנחנו נישאר.\"", DIRECT, ["אנחנו נישאר."]),
        ("קבע שזה \"חלקי\" מאוד.", PARTIAL, ["חלקי"]),
        ("قال: «نحن باقون.»", DIRECT, ["نحن باقون."]),
    ],
)  # fmt: skip
def test_what_is_marked_is_judged_by_the_marks_around_it(text, wording, pieces):
    found = marked(text, 0, len(text))
    assert (found.wording, [text[start:end] for start, end in found.pieces]) == (wording, pieces)


def test_half_a_sentence_within_the_marks_is_a_partial_quote_of_whole_words():
    text = "“We hold the gate,” she said."
    found = marked(text, 5, 15)
    assert (found.wording, found.words) == (PARTIAL, "hold the gate")
    assert [text[start:end] for start, end in found.pieces] == ["hold the gate"]


@pytest.mark.parametrize("place", [(-5, 0), (3, 3), (900, 950), (2, 1), (18, 19)])
def test_where_no_word_is_nothing_is_marked(place):
    text = "“We hold the gate” – “Yes”"
    assert marked(text, *place) is None or marked(text, *place).words


def test_words_are_found_again_nearest_to_where_they_stood():
    text = "yes and no, yes and\u00a0no, yesterday"
    assert find(text, "yes and no", near=11) == (12, 22)
    assert find(text, "yes", near=30) == (12, 15), "a part of another word is not the word"
    assert find(text, "never") is None
    assert find(text, " ") is None


# ---- the excerpt --------------------------------------------------------------------------------


def test_an_excerpt_has_the_sentence_before_and_after_of_the_same_paragraph():
    text = "One. Two. “Three.” Four. Five.\nSix. “Seven.”"
    place = text.index("Three")
    assert excerpt(text, [(place, place + 6)]) == "Two. “Three.” Four."
    both = [(place, place + 6), (text.index("Seven"), len(text) - 1)]
    assert excerpt(text, both) == "Two. “Three.” Four.\nSix. “Seven.”"
    assert excerpt(text, []) == ""


def quote(source: Source, *words: str, slug: str = "quote", mark: str = "") -> Statement:
    story = Statement.objects.first().story
    row = Statement.objects.create(
        story=story, slug=slug, speaker=story.statements.first().speaker, topic="it", lead_in="It said:",
        wording="direct" if words else "paraphrase",
    )  # fmt: skip
    row.sources.add(source)
    for order, each in enumerate(words, 1):
        Passage.objects.create(statement=row, order=order, text=each)
    if mark:
        SourceMark.objects.create(source=source, statement=row, start=kept(TEXT).index(mark), words=mark)
    return row


def test_the_excerpt_is_cut_by_itself_and_grows_with_what_is_quoted(source):
    Source.objects.update(excerpt="")
    source.refresh_from_db()
    text = keep(source)
    quote(source, "We hold the gate")
    cut_anew(text)
    source.refresh_from_db()
    assert source.excerpt == "“We hold the gate,” Ms. Reyes said on Wednesday. Nobody answered."
    assert "yard was quiet" not in source.excerpt
    other = quote(source, "a disgrace", slug="other")
    cut_anew(text)
    assert "a disgrace" in source.excerpt
    other.delete()
    cut_anew(text)
    assert "a disgrace" not in source.excerpt


def test_an_excerpt_that_somebody_wrote_stays_and_gets_only_what_it_lacks(source):
    text = keep(source)
    own = source.excerpt
    quote(source, "We hold the gate")
    assert cut_anew(text)
    assert source.excerpt == f"{own}\n“We hold the gate,” Ms. Reyes said on Wednesday. Nobody answered."
    assert not cut_anew(text), "and nothing twice"


def test_what_was_cut_is_what_the_rule_of_letters_asks_for(source):
    text = keep(source)
    quote(source, "We hold the gate")
    quote(source, "still very high", slug="other")
    cut_anew(text)
    draft = compose("truce")
    letters = next(rule for rule in QUOTED if rule.__name__ == "quotations_are_to_the_letter")
    assert not list(letters(draft))


@pytest.mark.parametrize("button", ["statement"])
def test_the_excerpt_follows_a_statement_that_is_saved_in_its_own_form(source, desk, button):
    from tests.desk_forms import change, fill_in

    keep(source)
    statement = Statement.objects.get(slug="statement-0")
    fill_in(desk, change(statement), **{"passages-0-text": "We hold the gate"})
    source.refresh_from_db()
    assert "Ms. Reyes said on Wednesday" in source.excerpt


# ---- what rests where ---------------------------------------------------------------------------


def test_what_is_used_and_what_is_not_is_told_and_counted(source):
    text = keep(source)
    quote(source, "We hold the gate", mark="We hold the gate")
    quote(source, slug="said", mark="The yard was quiet.")
    reading = read(text)
    assert (reading.quoted, reading.quoted_used, reading.rows) == (3, 1, 2)
    assert reading.words_used == 4 + 4
    assert reading.words == len(TEXT.split())
    assert reading.unused.number == 4
    marks = [part.text for line in reading.paragraphs[0] for part in line.segments if part.used]
    assert marks == ["We hold the gate", "The yard was quiet."]
    whole = "\n".join(
        " ".join("".join(p.text for p in line.segments) for line in lines) for lines in reading.paragraphs
    )
    assert whole == kept(TEXT)


def test_the_mark_of_a_deleted_statement_goes(source):
    text = keep(source)
    row = quote(source, slug="said", mark="The yard was quiet.")
    assert read(text).rows == 1
    row.delete()
    assert not SourceMark.objects.exists()
    assert read(text).rows == 0


def test_words_that_stand_twice_are_marked_where_they_were_marked(source):
    text = keep(source, "“Never.” said one. “Never.” said the other.")
    row = quote(source, "Never.")
    SourceMark.objects.create(source=source, statement=row, start=19, words="“Never.”")
    assert [(each.start, each.end) for each in read(text).used] == [(20, 26)]


def test_a_text_that_is_replaced_finds_its_marks_again_or_tells_of_them(source):
    text = keep(source)
    quote(source, slug="said", mark="The yard was quiet.")
    quote(source, slug="answered", mark="Nobody answered.")
    lost = replace(text, "A new first line.\nThe yard  was quiet. And nothing else.")
    assert [mark.words for mark in lost] == ["Nobody answered."]
    text.save()
    assert SourceMark.objects.get(statement__slug="said").start == len("A new first line.\n")
    reading = read(text)
    assert [mark.statement.slug for mark in reading.lost] == ["answered"]
    assert [each.row.slug for each in reading.used] == ["said"]


def test_marks_keep_their_words_when_the_text_is_deleted(source):
    text = keep(source)
    quote(source, slug="said", mark="The yard was quiet.")
    text.delete()
    assert SourceMark.objects.get().words == "The yard was quiet."


def test_reading_a_text_costs_the_same_however_much_rests_on_it(source, django_assert_num_queries):
    text = keep(source)
    for number in range(2):
        quote(source, "We hold the gate", slug=f"q-{number}", mark="We hold the gate")
    with django_assert_num_queries(4):
        read(text)
    for number in range(30):
        quote(source, "We hold the gate", slug=f"r-{number}", mark="We hold the gate")
    with django_assert_num_queries(4):
        read(text)


def test_words_that_are_not_there_are_told_with_the_nearest_right_ones():
    assert not_there("We hold\u00a0the gate", TEXT) == ""
    told = not_there("Ms. Reyes sayd on Wednesday", TEXT)
    assert "Not letter for letter" in told
    assert "Reyes said on Wednesday" in told
    assert "nothing there comes near" in not_there("zzzzzz qqqqqq", TEXT)


# ---- at the desk alone --------------------------------------------------------------------------

SECRET = "zqmarkerqz"


@pytest.mark.slow
def test_a_text_and_its_marks_are_in_no_page_edition_search_feed_or_preview(source, desk, client, tmp_path):
    row = keep(source, f"{TEXT}\n{SECRET} is said nowhere else.")
    statement = Statement.objects.get(slug="statement-1")
    SourceMark.objects.create(source=source, statement=statement, start=row.text.index(SECRET), words=SECRET)
    event = Event.objects.first()
    SourceMark.objects.create(source=source, event=event, start=row.text.index(SECRET), words=f"{SECRET} is said")
    cut_anew(row)
    publish(statement.story, note="First edition.")
    assert SECRET not in Edition.objects.get().document
    client.logout()
    pages = crawl(client, few=9)
    assert len(pages) > 20
    assert not [page for page, body in pages.items() if SECRET.encode() in body]
    assert SECRET.encode() not in client.get("/search/", {"q": "said nowhere else"}).content
    call_command("export_site", str(tmp_path / "site"), verbosity=0)
    assert not [
        file for file in (tmp_path / "site").rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()
    ]


def test_a_preview_does_not_show_it(source, desk):
    keep(source, f"{TEXT}\n{SECRET} is said nowhere else.")
    for page in ("/preview/truce/", "/preview/truce/sources/", "/preview/truce/statements/statement-0/"):
        assert SECRET.encode() not in desk.get(page).content


def test_files_of_a_story_have_it_only_when_asked(source, tmp_path):
    row = keep(source, f"{TEXT}\n{SECRET} is said nowhere else.")
    statement = Statement.objects.get(slug="statement-1")
    SourceMark.objects.create(source=source, statement=statement, start=row.text.index(SECRET), words=SECRET)
    assert not [name for name, text in dump("truce").items() if SECRET in text]
    call_command("dump_story", "truce", to=tmp_path, with_editions=True, verbosity=0)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
    call_command("dump_story", "truce", to=tmp_path, with_source_texts=True, verbosity=0)
    assert SECRET in (tmp_path / "source-texts.json").read_text(encoding="utf-8")
    call_command("dump_story", "truce", to=tmp_path, verbosity=0)
    assert not (tmp_path / "source-texts.json").exists(), "one that was asked for does not stay behind"


def test_what_was_asked_for_comes_to_another_desk_and_takes_nothing_from_it(source, tmp_path):
    keep(source)
    quote(source, slug="said", mark="The yard was quiet.")
    call_command("dump_story", "truce", to=tmp_path, with_source_texts=True, verbosity=0)
    SourceText.objects.all().delete()
    SourceMark.objects.all().delete()
    assert load(tmp_path).texts == 1
    assert SourceText.objects.get().text == kept(TEXT)
    assert SourceMark.objects.get().statement.slug == "said"
    SourceText.objects.update(text="Another.")
    assert load(tmp_path).texts == 0
    assert SourceMark.objects.count() == 1
    assert SourceText.objects.get().text == "Another."
    assert load(tmp_path, overwrite=True).texts == 1


@pytest.mark.parametrize(
    "written", ["{", '{"texts": {"nobody": "a"}}', '{"other": 1}', '{"texts": {"truce-report": ""}}']
)
def test_a_broken_file_of_texts_stops_the_load_with_a_sentence(source, tmp_path, written):
    from explainer.desk.files.fixture_files import BrokenFixture

    call_command("dump_story", "truce", to=tmp_path, verbosity=0)
    (tmp_path / "source-texts.json").write_text(written, encoding="utf-8")
    with pytest.raises(BrokenFixture, match=r"source-texts\.json"):
        load(tmp_path)
    assert not SourceText.objects.exists()


def test_no_version_keeps_a_text_that_was_deleted(source, desk):
    from reversion.models import Version

    page = reverse("admin:explainer_source_text", args=(source.pk,))
    desk.post(f"{page}keep/", {"text": f"{SECRET} is said.", "print": ""})
    desk.post(f"{page}delete/")
    assert not SourceText.objects.exists()
    assert not [each for each in Version.objects.all() if SECRET in each.serialized_data]


def test_the_day_of_a_source_is_read_only_if_it_is_known(source):
    from explainer.desk.source_proposals import told_on

    assert told_on(source) == date(2024, 8, 23)
    source.published = "2024-08"
    assert told_on(source) is None
