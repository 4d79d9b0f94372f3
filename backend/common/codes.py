"""Codes that people read aloud and type: alphabet, check letter, and correction of look-alike letters.

The 32 letters are those of Crockford's base 32: digits and capitals without I, L, O and U, so each letter left out
has one look-alike that stayed. All are legal in a GS1 serial (AI 21, character set 82) and in QR's alphanumeric mode.
"""

from __future__ import annotations

import secrets
import unicodedata

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {letter: value for value, letter in enumerate(LETTERS)}
OWN_CODE_LENGTH = 7

_LOOK_ALIKES = str.maketrans("OILU", "011V")
_FIRST_LETTERS = LETTERS[10:]


def normalise(text: str) -> str:
    """Return `text` in upper case, without spaces, hyphens and dots, with O as 0, I and L as 1.

    Characters outside the alphabet stay, so that the caller can reject them.

    >>> normalise("7k3f-9qx2 oIl")
    '7K3F9QX2011'
    """
    chars = (
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in ("Zs", "Cc", "Cf", "Pd") and char not in "._·"
    )
    return "".join(chars).upper().translate(_LOOK_ALIKES)


def _times_x(value: int) -> int:
    """Return `value` times x in GF(32), x^5 = x^2 + 1. x has order 31."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def check_letter(letters: str) -> str:
    """Return the check letter of `letters` (of the alphabet, at most 30).

    It detects one wrong letter, and any two swapped ones: letter n from the right weighs x^n, and these
    weights differ up to n = 30.
    """
    total = 0
    for letter in letters:
        total = _times_x(total ^ VALUES[letter])
    return LETTERS[total]


def has_check_letter(letters: str) -> bool:
    """Return True if `letters` are in the alphabet and end in the check letter of the others."""
    return len(letters) > 1 and VALUES.keys() >= set(letters) and check_letter(letters[:-1]) == letters[-1]


def new_own_code() -> str:
    """Return a random code for a product without a GTIN: a capital letter, five letters, a check letter.

    There are 738 million codes; the caller ensures that a code is unique. The capital letter distinguishes
    the code from a GTIN.
    """
    body = secrets.choice(_FIRST_LETTERS) + "".join(
        secrets.choice(LETTERS) for _ in range(OWN_CODE_LENGTH - 2)
    )
    return body + check_letter(body)


def is_own_code(code: str) -> bool:
    """Return True if `code` has the form of `new_own_code` and a correct check letter."""
    return len(code) == OWN_CODE_LENGTH and code[0] in _FIRST_LETTERS and has_check_letter(code)


def grouped(code: str, size: int = 4) -> str:
    """Return `code` in groups of `size` letters for reading.

    >>> grouped("7K3F9QX2M4TB8HJWX")
    '7K3F 9QX2 M4TB 8HJW X'
    """
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
