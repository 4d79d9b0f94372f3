"""Count the segments in which a text goes by SMS, write it without accents, and fit it to a number of segments.

A gateway charges for each segment. A text of GSM-7 characters has 160 in one segment, or 153 in each of several. Any other
character makes the whole text UCS-2: 70, or 67 in each (3GPP TS 23.038 and 23.040). Vietnamese letters need UCS-2.
"""

from __future__ import annotations

import unicodedata

from django.conf import settings

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places: an escape and its own.
_EXTENDED = frozenset("^{}\\[~]|€\f")
_ONE, _EACH = {"gsm": 160, "ucs": 70}, {"gsm": 153, "ucs": 67}

_PLAIN = str.maketrans(
    {"đ": "d", "Đ": "D", "₫": "d", "×": "x", "·": "-", "•": "-", "–": "-", "—": "-", "−": "-"}
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‘’", "'")
)


def as_sent(text: str) -> str:
    """Return `text` as it is sent: composed, with plain spaces, and without accents if SMS_UNACCENTED is on."""
    text = unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ")
    return without_accents(text) if settings.SMS_UNACCENTED else text


def without_accents(text: str) -> str:
    """Return `text` with the letters and signs of GSM-7 in place of Vietnamese ones; other scripts stay.

    >>> without_accents("Đơn của bạn: 2 × “Mận hậu”, 85.000 đ…")
    'Don cua ban: 2 x "Man hau", 85.000 d...'
    """
    letters = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(char for char in letters if unicodedata.category(char) not in ("Mn", "Cf"))


def count_segments(text: str) -> int:
    """Return in how many segments exactly this `text` is sent; 0 for an empty text.

    A character of two places is never divided between two segments.
    """
    is_gsm = all(char in _BASIC or char in _EXTENDED for char in text)
    kind = "gsm" if is_gsm else "ucs"
    # UCS-2 has two units for a character beyond the basic plane, such as an emoji.
    sizes = [2 if (char in _EXTENDED if is_gsm else ord(char) > 0xFFFF) else 1 for char in text]
    if sum(sizes) <= _ONE[kind]:
        return 1 if sizes else 0
    segments, left = 1, _EACH[kind]
    for size in sizes:
        if size > left:
            segments, left = segments + 1, _EACH[kind]
        left -= size
    return segments


def fits(text: str, most: int) -> bool:
    """Return True if `text` is sent in at most `most` segments."""
    return count_segments(as_sent(text)) <= most


def fitted(words: str, end: str = "", *, most: int) -> str:
    """Return `words` and then `end`, such as a link, in at most `most` segments.

    Words at the end of `words` are left out if there are too many; `end` always stays whole.
    """
    text = f"{words} {end}".strip()
    while not fits(text, most) and words:
        words = words.rpartition(" ")[0].rstrip(" .,;:…")
        text = f"{words}… {end}".strip()
    return text
