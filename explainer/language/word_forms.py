"""What a folded word stands for when it is looked for: its other number, the same number in digits, and what Arabic and
Hebrew write to its front, by closed lists.

It must not know a text, nor how words are folded: a form that is no word is found nowhere, but every form is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_HISSING = ("ches", "shes", "xes", "zes", "ses")
# One number in each line, folded: digits, then words; in Arabic and Hebrew, where “phase two” is “the second phase”,
# what is counted second too. Nothing is read into “2024”: it is in no line.
_NUMBERS = """
1 one واحد واحده اول الاول اولي الاولي אחד אחת ראשון ראשונה הראשון הראשונה
2 two اثنان اثنين اثنتان اثنتين ثاني ثانيه الثاني الثانيه שניים שתיים שני שתי השני השנייה השניה שנייה
3 three ثلاثه ثلاث ثالث ثالثه الثالث الثالثه שלושה שלוש שלישי שלישית השלישי השלישית
4 four اربعه اربع رابع رابعه الرابع الرابعه ארבעה ארבע רביעי רביעית הרביעי הרביעית
5 five خمسه خمس خامس خامسه الخامس الخامسه חמישה חמש חמישי חמישית החמישי החמישית
6 six سته ست سادس سادسه السادس السادسه שישה שש שישי שישית השישי השישית
7 seven سبعه سبع سابع سابعه السابع السابعه שבעה שבע שביעי שביעית השביעי השביעית
8 eight ثمانيه ثماني ثمان ثامن ثامنه الثامن الثامنه שמונה שמיני שמינית השמיני השמינית
9 nine تسعه تسع تاسع تاسعه التاسع التاسعه תשעה תשע תשיעי תשיעית התשיעי התשיעית
10 ten عشره عشر عاشر عاشره العاشر العاشره עשרה עשר עשירי עשירית העשירי העשירית
11 eleven
12 twelve
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 twenty عشرون عشرين עשרים
30 thirty ثلاثون ثلاثين שלושים
40 forty اربعون اربعين ארבעים
50 fifty خمسون خمسين חמישים
60 sixty ستون ستين שישים
70 seventy سبعون سبعين שבעים
80 eighty ثمانون ثمانين שמונים
90 ninety تسعون تسعين תשעים
100 hundred ميه مايه מאה
1000 thousand الف אלף
1st first
2nd second
3rd third
4th fourth
5th fifth
6th sixth
7th seventh
8th eighth
9th ninth
10th tenth
"""
_LINES = [line.split() for line in _NUMBERS.split("\n") if line]
_DIGITS = {word: line[0] for line in _LINES for word in line[1:]}
_WORDS = {line[0]: tuple(line) for line in _LINES}

# Arabic: “and”, “so”, “in”, “as”, “for”, the article, and what they become together (ل + ال is written لل).
_ARABIC = (
    "ال", "و", "ف", "ب", "ك", "ل", "وال", "فال", "بال", "كال", "لل", "وبال", "وكال", "ولل", "فبال", "فلل",
    "وب", "ول", "وك", "فب", "فل",
)  # fmt: skip
# Hebrew: the article, “and”, “in”, “to”, “from”, “that”, “as”, and together. In ב, ל and כ the article is not written.
_HEBREW = (
    "ה", "ו", "ב", "ל", "מ", "ש", "כ", "וה", "וב", "ול", "ומ", "וש", "וכ", "שה", "שב", "של", "שמ", "מה", "ומה", "ושה",
    "כש", "כשה",
)  # fmt: skip
_LEAST_AFTER_ARTICLE, _LEAST = 3, 4  # letters of a word, without which what seems to be written to its front is its own
_MOST_BARE = 2  # words that may be left when that is taken off
_OTHERWISE = {"us": ("us", "usa")}  # whoever types “us” may mean the country, which is folded to “usa”


@lru_cache(maxsize=1024)
def forms(word: str) -> tuple[str, ...]:
    """A folded word and what it stands for, itself first."""
    if word in _OTHERWISE:
        return _OTHERWISE[word]
    return tuple(dict.fromkeys((word, *_written_together(word), *_numbers(word))))


def _written_together(word: str) -> Iterator[str]:
    if "\u0621" <= word[0] <= "\u064a":
        yield from _fronted(word, _ARABIC)
    elif "\u05d0" <= word[0] <= "\u05ea":
        yield from _fronted(word, _HEBREW)
    else:
        yield from _other_number(word)


def _fronted(word: str, fronts: tuple[str, ...]) -> Iterator[str]:
    """The word with each of what may be written to its front, and the same of it without what seems to be."""
    bare = sorted({word[len(front) :] for front in fronts if _comes_off(word, front)}, key=len)[:_MOST_BARE]
    own = not any(word.startswith(front) for front in fronts if _is_article(front) and _comes_off(word, front))
    for base in (*([word] if own else []), *bare):
        if len(base) > 2:
            yield base
            yield from (front + base for front in fronts)


def _comes_off(word: str, front: str) -> bool:
    least = _LEAST_AFTER_ARTICLE if _is_article(front) else _LEAST
    return word.startswith(front) and len(word) - len(front) >= least


def _is_article(front: str) -> bool:
    """Whether nothing is written to the front of a word that has this: the Arabic article, by itself or after ل."""
    return front.endswith(("ال", "لل"))


def _other_number(word: str) -> Iterator[str]:
    """The plural of an English word, or its singular."""
    if len(word) < 4 or not (word.isascii() and word.isalpha()) or word.endswith("ss"):
        return
    if word.endswith("ies"):
        yield from (f"{word[:-3]}y", word[:-1])
    elif word.endswith("s"):
        yield from (word[:-1], *([word[:-2]] if word.endswith(_HISSING) else ()))
    elif word.endswith("y"):
        yield from (f"{word[:-1]}ies", f"{word}s")
    else:
        yield f"{word}es" if f"{word}es".endswith(_HISSING) else f"{word}s"


def _numbers(word: str) -> Iterator[str]:
    """Digits for a number in words, all its words for digits. A word stands for its digits only."""
    if word in _WORDS:
        yield from _WORDS[word]
    elif word in _DIGITS:
        yield _DIGITS[word]
