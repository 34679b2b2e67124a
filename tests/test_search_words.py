"""Words as people write them: what is typed one way is found where it is written another."""

from __future__ import annotations

import pytest

from explainer.language.folding import fold, words_of
from explainer.language.queries import MOST_PHRASES, read_query
from explainer.language.word_forms import _NUMBERS, forms
from explainer.models import Event

from .publish import publish
from .test_search import look

# What is written → what is typed and finds it, and what is typed and does not.
WRITTEN = [
    # Arabic: what is written to a word's front, and the article, are the same word
    ("وافق الطرفان بالاتفاق", "اتفاق الاتفاق واتفاق للاتفاق", "اتفق"),
    ("رسالة وللأسرى حق", "أسرى الأسرى للأسرى بأسرى", "أسر"),
    ("فالهدنة قائمة", "هدنة الهدنة والهدنة", "هدن"),
    ("كالحرب", "حرب الحرب", "حب"),
    ("بغزة", "غزة بغزة", "غز وغزة"),
    ("بوقف إطلاق النار", "وقف بوقف", "قف"),
    ("لجنة", "اللجنة وللجنة", "جن"),
    ("الله", "الله والله", "له"),
    # Hebrew
    ("ההסכם נחתם", "הסכם ההסכם בהסכם והסכם שההסכם", "סכם"),
    ("כשהממשלה דנה", "ממשלה הממשלה לממשלה", "משל"),
    ("החטופים", "חטופים לחטופים ומהחטופים", "טופים"),
    # hyphens, none, a space
    ("a cease-fire then", "ceasefire cease-fire cease|fire", "firecease"),
    ("a ceasefire then", "ceasefire cease-fire cease|fire ceasefires", "cease"),
    ("the cease fire, called a ceasefire in March", "ceasefire cease-fire", "asefi"),
    ("non‑binding talks", "nonbinding non-binding", "nonbind"),
    ("O’Brien spoke", "obrien O'Brien brien", "brie"),
    # apostrophes and possessives
    ("Kirby said so", "Kirby's kirby’s KIRBY'S Kirby", "irby"),
    ("Kirby’s words", "Kirby kirby's", "s"),
    ("the hostages’ families", "hostage's hostages' hostage hostages", "hostag"),
    ("they don’t", "dont don't don’t", "do"),
    # abbreviations
    ("the U.S. said", "US U.S. U.S USA us u.s.", "u"),
    ("US troops", "US U.S. us US|troops", '"us"'),
    ("it told us so", 'us "us"', "US U.S. USA"),
    ("the U.N. and the E.U.", "UN U.N. eu", "u n"),
    ("at 3 p.m. sharp", "pm p.m.", "p"),
    # numbers
    ("in phase two", "phase|2 2 two", "phase|22 second"),
    ("in phase 2", "phase|two 2", "phase|twenty"),
    ("six weeks", "6|weeks 6-week six-week", "66"),
    ("1,000 people", "1000 thousand 1,000", "1 000"),
    ("1000 people", "1,000", "100"),
    ("المرحلة الثانية", "المرحلة|2 مرحلة", "المرحلة|3"),
    ("שלושה שבועות", "3 שלושה", "4"),
    # scripts without spaces, by pairs of signs
    ("加沙停火协议谈判", "停火 协议 停火协议 谈 判 加沙", "火停 议协 停战"),
    ("ガザの停戦交渉", "停戦 交渉 ガザ 渉", "戦停 交戦"),
    ("ข้อตกลงหยุดยิง", "หยุดยิง ข้อตกลง ตกลง", "ยิงหยุด"),
    ("2024年8月23日", "2024 8 23 年", "202 24"),
]


@pytest.mark.django_db
def test_what_is_typed_finds_what_is_written_and_no_more(make_story):
    story = make_story()
    wrong = []
    for written, typed, not_typed in WRITTEN:
        Event.objects.filter(slug="event-0").update(title=written, body="")
        publish(story, note="")
        for meant, queries in ((True, typed), (False, not_typed)):
            for query in _queries(queries):
                hits = [hit for group in look(query).groups if group.kind == "events" for hit in group.hits]
                found = any(hit.entry.title == written for hit in hits)
                asked = read_query(query)
                marked = bool(asked.spans(written))
                if found != meant or (marked != meant and len(asked.terms) == 1):
                    wrong.append((query, written, found, marked))
    assert wrong == []


def _queries(line: str) -> list[str]:
    """Words are parted by spaces; those of one query by a stroke."""
    return [query.replace("|", " ") for query in line.split()]


@pytest.mark.parametrize("text", [written for written, _typed, _not in WRITTEN])
def test_what_is_written_folds_alike_for_the_index_and_for_marks(text):
    assert fold(text) == " ".join(word.text for word in words_of(text)) == fold(fold(text))


def test_numbers_are_listed_as_they_are_folded():
    assert fold(_NUMBERS) == " ".join(_NUMBERS.split())


def test_a_word_stands_for_so_many_and_no_more():
    longest = max(("وبالاتفاقات", "וכשההסכמים", "2", "ceasefires", "停火", "us"), key=lambda word: len(forms(word)))
    assert len(forms(longest)) <= 70
    for typed in ("2-2-2", "وبالاتفاق-وبالاتفاق-وبالاتفاق", "a-b-c-d-e-f", "cease fire talks"):
        assert all(len(term.phrases) <= 2 * MOST_PHRASES + 1 for term in read_query(typed).terms)


def test_what_is_meant_in_one_form_alone_is_put_in_quotation_marks():
    for typed in ('"ceasefires"', '"الاتفاق"', '"2"', '"cease fire"'):
        (term,) = read_query(typed).terms
        assert term.phrases == (term.words,)
