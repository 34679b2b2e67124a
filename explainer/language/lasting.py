"""Words that are true for a while only: “last week”, “two days ago”, in the languages of the site.

It must not know whose words they are, nor what is done about them.
"""

from __future__ import annotations

import re

from .quotations import unquoted

# By the language of the text. Words are one space apart here (``letters``).
_SPAN = r"(?:minutes?|hours?|days?|nights?|weeks?|weekends?|fortnights?|months?|years?|decades?)"
_TIME = (
    r"(?:morning|afternoon|evening|night|week|weekend|fortnight|month|quarter|year|spring|summer|autumn|winter|decade|"
    r"century|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_ARABIC_TIME = r"(?:الصباح|المساء|الليلة|الأسبوع|الشهر|العام|السنة)"
_ARABIC_AGO = (
    r"(?:(?:ساعات|ساعتين|أيام|يومين|يوما|أسبوعين|أسابيع|شهرين|أشهر|شهور|شهرا|عامين|أعوام|عاما|سنتين|سنوات)(?! من)|"
    r"(?:ساعة|يوم|أسبوع|شهر|عام|سنة)(?! \w))"
)
_HEBREW_AGO = (
    r"(?:(?:שעתיים|שעות|יומיים|ימים|שבועיים|שבועות|חודשיים|חודשים|שנתיים|שנים)(?! של)|"
    r"(?:שעה|יום|שבוע|חודש|שנה)(?! \w))"
)
# Of Arabic and Hebrew, which may be written or left out.
_MARKS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
STALE = {
    "en": re.compile(
        r"\b((?-i:[Nn]ow)|today|yesterday|tomorrow|tonight|recently|lately|currently|presently|nowadays|"
        r"at present|at the moment|right now|as of now|until now|up to now|these days|"
        rf"(?:this|last|next|earlier this|later this)[ -]{_TIME}|(?:the past|coming|recent) {_SPAN}|"
        rf"(?:[\w-]{{1,20}} )?{_SPAN} ago)\b",
        re.IGNORECASE,
    ),
    # “the day” and “today” are one word; what follows, or “that” before it, says which.
    "ar": re.compile(
        r"(?<!\w)[وف]?(أمس|البارحة|غدا|بعد غد|مؤخرا|حاليا|(?:حتى )?الآن|(?:في )?الوقت (?:الحالي|الراهن)|هذه الأيام|"
        r"(?<!ذلك )(?:اليوم|الليلة)(?! ال\w| نفس| ذات| \d)|"
        rf"هذ[اه] {_ARABIC_TIME}|{_ARABIC_TIME} (?:الماضي|الماضية|المقبل|المقبلة|القادم|القادمة)|"
        rf"(?:قبل|منذ) (?:\w{{1,20}} )?{_ARABIC_AGO})(?!\w)"
    ),
    "he": re.compile(
        r"(?<!\w)ו?(אתמול|שלשום|מחר|מחרתיים|לאחרונה|כעת|כרגע|עכשיו|אשתקד|[למ]?עתה|בימים אל[הו]|"
        r"(?<!אותו )(?<!אותה )(?:היום|הלילה|הבוקר|הערב|השבוע|החודש|השנה)(?! [הש]\w| \d)|"
        r"ב?(?:שבוע|חודש|שנה|לילה) (?:שעברה?|הבאה?|האחרונה?)|"
        rf"לפני (?:\w{{1,20}} )?{_HEBREW_AGO})(?!\w)"
    ),
}


def stale(readings: tuple[str, ...], language: str) -> str:
    """What outside quotation marks in a text, as ``letters.as_read`` gives it, goes stale; empty where nothing does.

    A language without a list of its own is read with the English one."""
    known = STALE.get(language.partition("-")[0], STALE["en"])
    found = known.search(_MARKS.sub("", " | ".join(map(unquoted, readings))))
    return found[0] if found else ""
