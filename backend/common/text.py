"""Vietnamese text: one spelling, no accents for searching, words for addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.utils.functional import lazy
from django_stubs_ext import StrOrPromise

_LONE_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i"})
# The five marks that say the tone of a syllable. The breve, circumflex and horn belong to the letter itself.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def nfc(text: str) -> str:
    """`text` composed (NFC), without invisible format characters and with single plain spaces.

    Phones and old keyboards send decomposed letters, zero-width characters and no-break spaces; two spellings
    that look alike must be stored alike.
    """
    visible = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


def fold(text: str) -> str:
    """`text` as it is searched: lower case, no accents, đ as d, every other sign a space, single spaces.

    Composed and decomposed input give the same answer, and folding twice changes nothing.

    >>> fold("Mận hậu, Mộc Châu")
    'man hau moc chau'
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LONE_LETTERS)
    # Case folding can bring marks and compatibility letters back (İ, ŉ), so it is decomposed once more.
    decomposed = unicodedata.normalize("NFKD", decomposed)
    kept = []
    for char in decomposed:
        category = unicodedata.category(char)
        if category == "Mn" or category == "Cf":
            continue
        kept.append(char if char.isalnum() else " ")
    return " ".join("".join(kept).split())


def accent_key(text: str) -> str:
    """`text` lower-cased with its accents, each tone moved to the end of its word.

    Two people who set the tone on different letters (hoà, hòa) wrote the same word. Used to put a hit whose
    accents agree with the query before one that agrees only when folded.
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
    """What names are sorted by, as a Vietnamese dictionary does: a ă â … d đ; of equal letters huyền, hỏi, ngã, sắc, nặng.

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
    """`text` as a part of an address: a-z, 0-9 and single hyphens, cut at a word where it must be cut.

    Empty when nothing of `text` can be written so.

    >>> slugify_vi("Chè Shan tuyết Tà Xùa – 200g")
    'che-shan-tuyet-ta-xua-200g'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1]
    return cut[: cut.rindex("-")] if "-" in cut else slug[:max_length]


def to_id(raw: str | None) -> int | None:
    """`raw`, from an address or a form, as a row's number: one to nine ASCII digits, else None.

    str.isdigit alone lets through signs that int() refuses (², ①).
    """
    text = raw or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def filled(words: StrOrPromise, values: Mapping[str, object]) -> StrOrPromise:
    """`words` with `values` in its %(placeholders)s, both put into words only when read: in the language of that moment.

    `gettext_lazy("…") % {…}` would be in the language of whoever writes it.
    """
    text: StrOrPromise = _filled(words, values)
    return text


_filled = lazy(lambda words, values: str(words) % values, str)
