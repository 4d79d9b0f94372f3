"""The content rules of the GS1 Barcode Syntax Dictionary: one function per rule, which checks one component.

Each has the dictionary's name and returns True for a valid component. Length and character set were checked
before (dictionary.py), so a linter of a numeric component gets digits only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from traceability.gs1.coupons import couponcode, couponposoffer
from traceability.gs1.dates import is_hour, is_hour_and_minute, is_minute, is_yymmd0, is_yymmdd, is_yyyymmdd
from traceability.gs1.lists import (
    COUNTRY_LETTERS,
    COUNTRY_NUMBERS,
    CURRENCY_NUMBERS,
    MEDIA_TYPES,
    PACKAGE_TYPES,
)

SET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
SET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
COMPANY_PREFIX = 4  # number of digits of the shortest GS1 company prefix
SHORTEST_IBAN = 11

_PERCENT = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_BASE64 = re.compile(r"[A-Za-z0-9\-_]*(={0,2})")
_POSITION = re.compile(r"([0-9]+)/([0-9]+)")
_VALUES_82 = {letter: value for value, letter in enumerate(SET_82)}
# GS1 General Specifications 7.9.5 weights the characters by rising primes from the right; no key has more
# than 97 of them.
_PRIMES = [n for n in range(2, 510) if all(n % p for p in range(2, int(n**0.5) + 1))]


def csum(value: str) -> bool:
    """Return whether the last digit is the check digit of the others (GS1 General Specifications 7.9.1)."""
    digits = value.encode()
    # The character code of "0" is 48. From the right the weights are 1, 3, 1 …, including the check digit
    # itself.
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(odd) + 3 * sum(even) - 48 * (len(odd) + 3 * len(even))) % 10 == 0


def csumalpha(value: str) -> bool:
    """Return whether the last two characters check the others (GS1 General Specifications 7.9.5)."""
    body, pair = value[:-2], value[-2:]
    if len(value) < 2 or len(body) > len(_PRIMES):
        return False
    total = (
        sum(_VALUES_82[letter] * prime for letter, prime in zip(reversed(body), _PRIMES, strict=False)) % 1021
    )
    return pair == SET_32[total >> 5] + SET_32[total & 31]


def gcppos1(value: str) -> bool:
    """Return whether the value begins with four digits, the shortest company prefix."""
    return len(value) >= COMPANY_PREFIX and value[:COMPANY_PREFIX].isdigit()


def gcppos2(value: str) -> bool:
    """Return whether four digits, the shortest company prefix, follow the first character."""
    return gcppos1(value[1:])


def iban(value: str) -> bool:
    """Return whether `value` is an IBAN (ISO 13616): country, check digits and number, modulo 97 is 1."""
    if len(value) < SHORTEST_IBAN or value[:2] not in COUNTRY_LETTERS:
        return False
    if not re.fullmatch(r"[0-9A-Z]+", value):
        return False
    return int("".join(str(int(letter, 36)) for letter in value[4:] + value[:4])) % 97 == 1


def pieceoftotal(value: str) -> bool:
    half = len(value) // 2
    return 0 < int(value[:half]) <= int(value[half:])


def posinseqslash(value: str) -> bool:
    match = _POSITION.fullmatch(value)
    if match is None or match[1][0] == "0" or match[2][0] == "0":
        return False
    return int(match[1]) <= int(match[2])


def cset64(value: str) -> bool:
    """Return whether `value` is base64url; padding is optional and fills up to a multiple of three."""
    match = _BASE64.fullmatch(value)
    return match is not None and (not match[1] or len(value) % 3 == 0)


LINTERS: dict[str, Callable[[str], bool]] = {
    "csum": csum,
    "csumalpha": csumalpha,
    "gcppos1": gcppos1,
    "gcppos2": gcppos2,
    "yymmdd": is_yymmdd,
    "yymmd0": is_yymmd0,
    "yyyymmdd": is_yyyymmdd,
    "hh": is_hour,
    "mi": is_minute,
    "ss": is_minute,
    "hhmi": is_hour_and_minute,
    "iso3166": COUNTRY_NUMBERS.__contains__,
    "iso3166999": lambda value: value == "999" or value in COUNTRY_NUMBERS,
    "iso3166alpha2": COUNTRY_LETTERS.__contains__,
    "iso4217": CURRENCY_NUMBERS.__contains__,
    "iso5218": lambda value: value in {"0", "1", "2", "9"},
    "packagetype": PACKAGE_TYPES.__contains__,
    "mediatype": MEDIA_TYPES.__contains__,
    "latitude": lambda value: int(value) <= 1_800_000_000,
    "longitude": lambda value: int(value) <= 3_600_000_000,
    "yesno": lambda value: value in {"0", "1"},
    "winding": lambda value: value in {"0", "1", "9"},
    "zero": lambda value: not value.strip("0"),
    "nonzero": lambda value: bool(value.strip("0")),
    "nozeroprefix": lambda value: not value.startswith("0"),
    "hyphen": lambda value: not value.strip("-"),
    "hasnondigit": lambda value: not value.isdigit(),
    "importeridx": lambda value: bool(re.fullmatch(r"[\-0-9A-Z_a-z]", value)),
    "pcenc": lambda value: bool(_PERCENT.fullmatch(value)),
    "pieceoftotal": pieceoftotal,
    "posinseqslash": posinseqslash,
    "iban": iban,
    "couponcode": couponcode,
    "couponposoffer": couponposoffer,
}
