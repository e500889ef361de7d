"""How a name is written down, and how it is found again.

``tidy`` is what we keep, ``fold`` what we compare and search by, ``initials`` what a hurried
person types: 重庆市渝北区… is found as 重慶, as ＣＱ and as cqsybq.
"""

import re
import unicodedata
from functools import cache, lru_cache

import opencc

BLANKS = re.compile(r"\s+")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BETWEEN_HAN = re.compile(rf"(?<=[{HAN}（）])\s+(?=[{HAN}（）])")
NOT_SAID = re.compile(r"[\s()（）\[\]【】〔〕<>《》“”\"'‘’·•,，.。;；:：、\-—_/\\]+")
BRACKETS = str.maketrans({"(": "（", ")": "）"})
BETWEEN_DIGITS = re.compile(r"[\s\-—–·.]+")
PLAIN = re.compile(r"[!-~\u4e00-\u9fff]*")
TIDY = re.compile(r"[!-'*-~\u4e00-\u9fff（）]*")
"""Most texts are half-width and tidy as they stand: seen at a glance, they are left alone."""
INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0xFEFF]
    + [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


@lru_cache(maxsize=20_000)
def half_width(text):
    """Full-width forms to half-width, blanks of every kind to one, nothing invisible kept.

    Character by character, so that a part of a name comes out as a part of the name.
    """
    if PLAIN.fullmatch(text):
        return text
    text = text.translate(INVISIBLE)
    if not unicodedata.is_normalized("NFKC", text):
        text = "".join(unicodedata.normalize("NFKC", character) for character in text)
    return BLANKS.sub(" ", text.translate(INVISIBLE)).strip()


def tidy(text):
    """A Chinese name as it is kept: no blanks between its characters, full-width brackets."""
    if TIDY.fullmatch(text):
        return text
    return BETWEEN_HAN.sub("", half_width(text).translate(BRACKETS))


@cache
def _simplified():
    """Traditional to simplified, character by character, so that every substring folds alike."""
    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    characters = [chr(code) for start, end in blocks for code in range(start, end)]
    folded = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(old): new for old, new in zip(characters, folded, strict=True) if len(new) == 1 != old
    }


def traditional(text):
    """How the same words are written in 繁體; for headings, not for names."""
    return _to_traditional().convert(text)


@cache
def _to_traditional():
    return opencc.OpenCC("s2t")


@cache
def _folded():
    """What is folded as it stands, as most names are."""
    han = (chr(code) for code in range(0x4E00, 0xA000) if code not in _simplified())
    return re.compile(f"[0-9a-z{''.join(han)}]*")


@lru_cache(maxsize=20_000)
def fold(text):
    """Simplified, half-width, lower case, without blanks and marks: for comparing and searching."""
    if _folded().fullmatch(text):
        return text
    return NOT_SAID.sub("", half_width(text).translate(_simplified()).lower())


def _letter(reading):
    letter = unicodedata.normalize("NFD", reading)[:1].lower()
    return letter if "a" <= letter <= "z" else ""


@cache
def _readings():
    """First letters of characters, and of the phrases in which a character reads otherwise."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    letters = {code: _letter(readings) for code, readings in PINYIN_DICT.items()}
    phrases = {}
    for phrase, readings in PHRASES_DICT.items():
        said = "".join(_letter(syllable[0]) for syllable in readings)
        if 2 <= len(phrase) <= 4 and said != phrase.translate(letters):
            phrases.setdefault(phrase[:2], {})[phrase] = said
    return letters, phrases


def initials(text):
    """First letters of the pinyin, one a character: 重庆 gives cq, not zq."""
    letters, phrases = _readings()
    text = fold(text)
    said = text.translate(letters)
    if len(said) != len(text):
        said = "".join(letters.get(ord(c), c) or "?" for c in text)
    skip = 0
    for at in range(len(text) - 1):
        if at < skip or (alike := phrases.get(text[at : at + 2])) is None:
            continue
        for phrase, right in alike.items():
            if text.startswith(phrase, at):
                skip = at + len(phrase)
                said = said[:at] + right + said[skip:]
                break
    return said


def tidy_code(text):
    """A code as the certificate prints it: half-width capitals, nothing between them."""
    return BETWEEN_DIGITS.sub("", half_width(text)).upper()


def tidy_phone(text):
    """Telephone numbers half-width, without country code and blanks, parted by “、”."""
    numbers = []
    for part in re.split(r"[、,，;；/|]|\s+或\s*|(?<=\d{7})\s+(?=1[3-9]|0\d)", half_width(text)):
        part = re.sub(r"[\s()（）]+", "", part.replace("—", "-").replace("–", "-"))
        part = re.sub(r"^(\+?0{0,2}86-?)(?=1[3-9]\d{9}$|0?\d{2,3}-?\d{7,8}$)", "", part)
        part = re.sub(r"[转#*]", "-", part)
        if re.fullmatch(r"1[3-9]\d-\d{4}-\d{4}", part):
            part = part.replace("-", "")
        if re.fullmatch(r"0\d{9,11}", part):
            area = 3 if part[1] in "12" else 4
            part = f"{part[:area]}-{part[area:]}"
        if part:
            numbers.append(part)
    return "、".join(numbers)


def apart(said, text):
    """How many characters must be changed, put in or left out for ``said`` to stand in ``text``.

    All columns of the table at once, as bits of a number (Myers 1999): a few steps a character.
    """
    if not said:
        return 0
    places = {}
    for at, character in enumerate(said):
        places[character] = places.get(character, 0) | 1 << at
    full, last = (1 << len(said)) - 1, 1 << len(said) - 1
    rises, falls, now = full, 0, len(said)
    least = now
    for character in text:
        here = places.get(character, 0)
        level = here | falls
        diagonal = (((here & rises) + rises) ^ rises) | here
        up, down = (falls | ~(diagonal | rises)) & full, rises & diagonal
        now += bool(up & last) - bool(down & last)
        least = min(least, now)
        up, down = up << 1 & full, down << 1 & full
        rises, falls = (down | ~(level | up)) & full, up & level
    return least
