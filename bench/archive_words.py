"""The words of made-up stories (``archives``): English, Arabic and Hebrew, a few of them common and most of them rare.

It must not mean anything: beyond the common words, they are syllables in a row.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from random import Random

HEADS = {
    "en": "agreement border council talks crossing aid convoy ministry delegation proposal ceasefire corridor "
    "prisoners exchange guarantee inspectors harbour election budget treaty envoy summit mediator deadline text "
    "withdrawal monitors water electricity hospital school road bridge permit list return round draft clause vote",
    "ar": "اتفاق حدود مجلس محادثات معبر مساعدات قافلة وزارة وفد اقتراح هدنة ممر أسرى تبادل ضمانات مفتشون ميناء "
    "انتخابات موازنة معاهدة مبعوث قمة وسيط مهلة نص انسحاب مراقبون مياه كهرباء مستشفى مدرسة طريق جسر تصريح قائمة",
    "he": "הסכם גבול מועצה שיחות מעבר סיוע שיירה משרד משלחת הצעה הפוגה מסדרון אסירים חילופים ערבויות פקחים נמל בחירות "
    "תקציב אמנה שליח פסגה מתווך מועד נוסח נסיגה משקיפים מים חשמל רופאים תלמידים כביש גשר היתר רשימה משפחות חזרה סבב",
}  # fmt: skip
SYLLABLES = {
    "en": "ba ben cor da del el fa gan hor il ka lem mar nor ol par qua ral sen tor ul ven wel yor zan",
    "ar": "با تر جم حل خد دا رس زي سل شم صف طر عب غل فت قد كم لن مر نو هد وس يا",
    "he": "בא גל דר הל וי זמ חר טל יש כנ לב מר נו סל עד פר צח קי רמ שב תו",
}
LANGUAGES = ("en", "en", "en", "en", "en", "en", "ar", "ar", "he", "he")
HEAD, WORDS = 40, 8_000  # common words, and all words, of a language


@lru_cache(maxsize=3)
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """The words of a language, the most common first, and the running sum of how often each is used (Zipf's law)."""
    rng = Random(language)
    words = dict.fromkeys(HEADS[language].split())
    while len(words) < WORDS:
        words["".join(rng.choices(SYLLABLES[language].split(), k=rng.randrange(2, 5)))] = None
    return list(words), zipf(len(words))


@lru_cache(maxsize=256)
def zipf(count: int) -> list[float]:
    """Running sums of how often each of ``count`` things is picked, the first most often."""
    return list(accumulate(1 / (place + 2.7) for place in range(count)))
