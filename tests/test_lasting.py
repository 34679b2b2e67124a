"""Words that are true for a while only, in the languages of the site."""

from __future__ import annotations

import time

import pytest

from explainer.language.lasting import STALE, stale
from explainer.language.letters import as_read

ENGLISH = [
    "this morning", "yesterday evening", "last night", "two days ago", "42 days ago", "a week ago", "some months ago",
    "an hour ago", "currently", "at the moment", "right now", "these days", "nowadays", "lately", "next Monday",
    "this autumn", "later this year", "the coming weeks", "the past month", "recent days", "last-week", "today's",
    "Last Week", "as of now", "until now", "a fortnight ago", "twenty-one years ago", "it now has", "Now they go on",
]  # fmt: skip
ARABIC = [
    "قالت أمس", "حدث اليوم", "اليوم، قال", "غدًا", "مؤخرًا", "حاليًا",
    "هذا الصباح", "هذا الأسبوع", "الأسبوع الماضي", "الشهر المقبل",
    "العام الماضي", "قبل يومين", "قبل ثلاثة أيام", "منذ 42 يوما.",
    "وأمس", "حتى الآن", "وهو الآن", "في الوقت الراهن", "قبل أسبوع.", "الأســبوع الماضي",
]  # fmt: skip
HEBREW = [
    "אתמול אמר", "היום נפגשו", "מחר", "לאחרונה", "כעת", "כרגע",
    "הבוקר", "השבוע נמסר", "בשבוע שעבר", "בחודש הבא", "בשנה האחרונה",
    "לפני יומיים", "לפני שלושה ימים", "לפני 42 ימים", "לפני שבוע.", "בימים אלה", "ואתמול", "אֶתְמוֹל", "אשתקד",
    "לעת עתה", "היא עתה",
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [(code, text) for code, texts in (("en", ENGLISH), ("ar", ARABIC), ("he", HEBREW)) for text in texts],
)
def test_what_goes_stale_is_found(language, text):
    assert stale(as_read(text), language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the first week of phase two, past week six"), ("en", "recurrently, the latest, the currents"),
        ("en", "NOW, nowhere, “now”"),
        ("en", "week one, long ago, on Monday 3 June 2024"), ("en", "the report says “last week”"),
        ("ar", "اليوم الأول من المرحلة"), ("ar", "في ذلك اليوم"),
        ("ar", "قبل ثلاثة أيام من الموعد"), ("ar", "منذ عام 2023"),
        ("ar", "في اليوم نفسه"), ("ar", "في اليوم 7"), ("ar", "قال «أمس»"),
        ("he", "היום הראשון של השלב"), ("he", "באותו היום"),
        ("he", "לפני שנת 2023"), ("he", "השנה שבה נחתם"), ("he", "נאמר ״אתמול״"),
        ("he", "לפני יום שישי"),
    ],
)  # fmt: skip
def test_what_lasts_is_let_be(language, text):
    assert not stale(as_read(text), language)


def test_a_list_is_of_its_language():
    assert not stale(("currently",), "ar")
    assert stale(("currently",), "pt-BR"), "a language without a list has the English one"
    assert stale(("אתמול",), "he-IL")


@pytest.mark.parametrize("language", sorted(STALE))
@pytest.mark.parametrize("piece", ["a-", "last ", "two days ", "قبل يومين من ", "לפני ", "a" * 19 + " "])
def test_a_long_text_takes_no_long_time(language, piece):
    start = time.process_time()
    stale(((piece * 1_000_000)[:1_000_000],), language)
    assert time.process_time() - start < 20
