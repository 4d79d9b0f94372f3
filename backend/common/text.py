"""Vietnamese text: one spelling, forms without accents for searching, slugs, and sort keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language
from django_stubs_ext import StrOrPromise

_LONE_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i"})
# The five marks of a syllable's tone. The breve, circumflex and horn belong to the letter itself.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def is_english() -> bool:
    """Return True if the active language is English; numbers and money are then written in English, too."""
    return (get_language() or "").partition("-")[0] == "en"


def nfc(text: str) -> str:
    """Return `text` composed (NFC), without invisible format characters and with single plain spaces.

    Phones and old keyboards send decomposed letters, zero-width characters and no-break spaces; two spellings
    that look alike must be stored alike.
    """
    visible = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


def fold(text: str) -> str:
    """Return `text` for searching: lower case, no accents, đ as d, other signs as spaces, single spaces.

    Composed and decomposed input give equal results, and folding twice changes nothing.
        >>> fold("Mận hậu, Mộc Châu")
        'man hau moc chau'
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LONE_LETTERS)
    # Case folding can bring marks and compatibility letters back (İ, ŉ), so it is decomposed once more.
    decomposed = unicodedata.normalize("NFKD", decomposed)
    chars = []
    for char in decomposed:
        category = unicodedata.category(char)
        if category == "Mn" or category == "Cf":
            continue
        chars.append(char if char.isalnum() else " ")
    return " ".join("".join(chars).split())


def is_one_apart(a: str, b: str) -> bool:
    """Return True if a and b differ by one added, missing or replaced letter, or one swap of neighbours."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:] and len(rest_a) > 1)
    )


def accent_key(text: str) -> str:
    """Return `text` in lower case with its accents, each tone moved to the end of its word.

    Other signs become spaces. So both spellings of a word (hoà, hòa) are equal. Used to rank hits whose
    accents match the query above hits that match only when folded.
    """
    words = []
    for word in re.split(r"[\W_]+", unicodedata.normalize("NFC", text).casefold()):
        if word:
            decomposed = unicodedata.normalize("NFD", word)
            letters = "".join(c for c in decomposed if c not in _TONES)
            tones = "".join(sorted(c for c in decomposed if c in _TONES))
            words.append(letters + tones)
    return " ".join(words)


_ALPHABET = {letter: at for at, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONE_ORDER = {mark: at for at, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}


def name_key(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a sort key for names in the order of Vietnamese dictionaries.

    The order is a ă â … d đ, then the tones huyền, hỏi, ngã, sắc, nặng.

    >>> sorted(["Xã Yên Sơn", "Xã Đoàn Kết", "Xã Bó Sinh", "Xã Bắc Yên", "Xã Dương"], key=name_key)
    ['Xã Bắc Yên', 'Xã Bó Sinh', 'Xã Dương', 'Xã Đoàn Kết', 'Xã Yên Sơn']
    """
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", name).casefold():
        decomposed = unicodedata.normalize("NFD", char)
        letter = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        if letter:
            letters.append(1_000 + _ALPHABET[letter] if letter in _ALPHABET else min(ord(letter[0]), 999))
        tones.append(next((_TONE_ORDER[c] for c in decomposed if c in _TONES), 0))
    return tuple(letters), tuple(tones)


def slugify_vi(text: str, *, max_length: int = 80) -> str:
    """Return `text` as a slug: a-z, 0-9 and single hyphens, cut between words if it is too long.

    Returns "" if no character of `text` can be used.

    >>> slugify_vi("Chè Shan tuyết Tà Xùa – 200g")
    'che-shan-tuyet-ta-xua-200g'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1]
    return cut[: cut.rindex("-")] if "-" in cut else slug[:max_length]


def to_id(raw: str | None) -> int | None:
    """Return `raw`, from a URL or a form, as a primary key; None unless it is one to nine ASCII digits.

    str.isdigit alone accepts signs that int() refuses (², ①).
    """
    text = raw or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def filled(words: StrOrPromise, values: Mapping[str, object]) -> StrOrPromise:
    """Return `words` with `values` in its %(placeholders)s as a lazy string, translated when it is rendered.

    `gettext_lazy("…") % {…}` would be translated at once.
    """
    text: StrOrPromise = _filled(words, values)
    return text


def in_both(vietnamese: str, english: str) -> StrOrPromise:
    """Return a text of a data file as a lazy string, in the language in which it is rendered."""
    text: StrOrPromise = _in_both(vietnamese, english)
    return text


_in_both = lazy(lambda vietnamese, english: english if is_english() else vietnamese, str)
_filled = lazy(lambda words, values: str(words) % values, str)
