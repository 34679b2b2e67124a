"""What dates are said with in Arabic and Hebrew, put into the English words that are read.

It must not work out a date: what it does not know stays as it is, and is read by nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_ARABIC: Mapping[str, str] = {
    "كانون الثاني": "january", "يناير": "january", "شباط": "february", "فبراير": "february",
    "آذار": "march", "مارس": "march", "نيسان": "april", "أبريل": "april", "أيار": "may", "مايو": "may",
    "حزيران": "june", "يونيو": "june", "تموز": "july", "يوليو": "july", "آب": "august", "أغسطس": "august",
    "أيلول": "september", "سبتمبر": "september", "تشرين الأول": "october", "أكتوبر": "october",
    "تشرين الثاني": "november", "نوفمبر": "november", "كانون الأول": "december", "ديسمبر": "december",
    "الاثنين": "monday", "الإثنين": "monday", "الثلاثاء": "tuesday", "الأربعاء": "wednesday",
    "الخميس": "thursday", "الجمعة": "friday", "السبت": "saturday", "الأحد": "sunday",
    "اليوم": "today", "أمس": "yesterday", "غدا": "tomorrow", "أول أمس": "the day before yesterday",
    "الأسبوع الماضي": "last week", "الشهر الماضي": "last month", "العام الماضي": "last year",
    "السنة الماضية": "last year", "هذا الأسبوع": "this week", "هذا الشهر": "this month", "هذا العام": "this year",
    "الأسبوع المقبل": "next week", "الشهر المقبل": "next month", "العام المقبل": "next year",
    "أوائل": "early", "مطلع": "early", "بداية": "early", "منتصف": "mid", "أواخر": "late", "نهاية": "late",
    "بحلول": "by", "قبل": "before", "بعد": "after", "منذ": "since", "حتى": "until", "حوالي": "about", "نحو": "about",
    "بين": "between", "أسبوع": "week of", "عام": "in", "سنة": "in", "شهر": "in", "يوم": "on", "في": "in", "من": "from",
    "إلى": "to", "مساء": "", "صباح": "", "ليلة": "",
}  # fmt: skip
_HEBREW: Mapping[str, str] = {
    "ינואר": "january", "פברואר": "february", "מרץ": "march", "מרס": "march", "אפריל": "april", "מאי": "may",
    "יוני": "june", "יולי": "july", "אוגוסט": "august", "ספטמבר": "september", "אוקטובר": "october",
    "נובמבר": "november", "דצמבר": "december",
    "יום שני": "monday", "יום שלישי": "tuesday", "יום רביעי": "wednesday", "יום חמישי": "thursday",
    "יום שישי": "friday", "שבת": "saturday", "יום ראשון": "sunday",
    "היום": "today", "אתמול": "yesterday", "שלשום": "the day before yesterday", "מחר": "tomorrow", "אמש": "last night",
    "שבוע שעבר": "last week", "חודש שעבר": "last month", "שנה שעברה": "last year",
    "השבוע": "this week", "החודש": "this month", "השנה": "this year",
    "שבוע הבא": "next week", "חודש הבא": "next month", "שנה הבאה": "next year",
    "תחילת": "early", "ראשית": "early", "אמצע": "mid", "סוף": "late", "שלהי": "late",
    "עד": "by", "לפני": "before", "אחרי": "after", "לאחר": "after", "מאז": "since", "בערך": "about",
    "סביב": "about", "בין": "between", "שבוע של": "week of", "חודש": "", "שנת": "", "ערב": "", "בוקר": "", "לילה": "",
}  # fmt: skip
_SIGNS = str.maketrans({"’": "'", "“": "", "”": "", '"': "", "‐": "-", "‑": "-", "־": "-", "،": ",", "\u00a0": " "})
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_MONTH_TWICE = re.compile(r"\b([a-z]+) ?/ ?\1\b")  # both of its Arabic names
_LAST = re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day) (الماضي|שעבר|האחרון|شعبر)")
_NEXT = re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day) (المقبل|القادم|הבא|הקרוב)")
_HEBREW_LETTERS = re.compile("[א-ת]")
_ARABIC_LETTERS = re.compile("[ء-ي]")


def in_english(said: str) -> str:
    """``said`` in small letters, with ASCII digits and hyphens, and what is Arabic or Hebrew in English."""
    said = " ".join(_folded(said.translate(_SIGNS)).split()).strip(" .,;:'")
    said = _ORDINAL.sub("", said)
    if _HEBREW_LETTERS.search(said):
        # Between two dates “to” is a prefix, as “in” and “the” are.
        said = re.sub(r"(?<=\d) ?(?:ל|עד)[ -]?(?=\d)", " and " if "בין" in said else " to ", said)
        said = re.sub(r"(?<![א-ת])[בהל]-?(?=\d)", "", said)
        said = _told(_hebrew(), said)
    if _ARABIC_LETTERS.search(said):
        said = re.sub(r"(?<=[^ء-ي])و ?(?=\d)", "and ", said)
        said = _told(_arabic(), said)
    said = _MONTH_TWICE.sub(r"\1", " ".join(said.split()))
    said = _NEXT.sub(r"next \1", _LAST.sub(r"last \1", said))
    return re.sub(r"\b(?:on|in) (?=(?:on|in|early|mid|late|last|by|before)\b)", "", " ".join(said.split()))


def _folded(said: str) -> str:
    """Without the points of Arabic and Hebrew, and one form of each letter and digit."""
    plain = (c for c in unicodedata.normalize("NFKD", said.lower()) if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain).replace("ى", "ي")


def _told(table: tuple[re.Pattern[str], Mapping[str, str]], said: str) -> str:
    words, english = table
    return words.sub(lambda found: f" {english[found['word']]} ", said).strip()


@lru_cache(maxsize=1)
def _hebrew() -> tuple[re.Pattern[str], Mapping[str, str]]:
    return _table(_HEBREW, "(?<![א-ת])[בהלמ]?[בה]?", "(?![א-ת])")


@lru_cache(maxsize=1)
def _arabic() -> tuple[re.Pattern[str], Mapping[str, str]]:
    return _table(_ARABIC, "(?<![ء-ي])[وبل]?", "(?![ء-ي])")


def _table(words: Mapping[str, str], before: str, after: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    english = {_folded(word): said for word, said in words.items()}
    longest_first = "|".join(re.escape(word) for word in sorted(english, key=len, reverse=True))
    return re.compile(f"{before}(?P<word>{longest_first}){after}"), english
