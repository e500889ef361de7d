"""How names are compared and found: one folding for what is stored and what is typed."""

import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin


@cache
def _simplifier():
    return OpenCC("t2s")


def fold(text):
    """Full width to half, Traditional to Simplified, lower case, no white space.

    Both scripts occur in official texts (seeds 001 and 003 are Traditional).
    """
    plain = unicodedata.normalize("NFKC", text)
    return "".join(_simplifier().convert(plain).lower().split())


@lru_cache(maxsize=30_000)
def _initial(character):
    letters = lazy_pinyin(character, style=Style.FIRST_LETTER)
    return letters[0][:1].lower() if letters else ""


def initials(text):
    """First letters of the pinyin of each character, by its first reading: 商会 → sh."""
    return "".join(_initial(character) for character in fold(text))
