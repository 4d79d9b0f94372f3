"""Valid values of every Application Identifier, drawn by Hypothesis, each linter obeyed."""

from __future__ import annotations

import calendar

from hypothesis import strategies as st

from backend.common.gtin import check_digit
from traceability.gs1.dictionary import AIS, ROOM, SEQUENCES, Ai, Component
from traceability.gs1.linters import _PRIMES, _VALUES_82, SET_32, SET_82
from traceability.gs1.lists import (
    COUNTRY_LETTERS,
    COUNTRY_NUMBERS,
    CURRENCY_NUMBERS,
    MEDIA_TYPES,
    PACKAGE_TYPES,
)

DIGITS = "0123456789"
# A payee alone is an order that the standard defines, and an element string that it refuses.
LEGAL = [path for path in SEQUENCES if path != ("415",)]
LETTERS = {"N": DIGITS, "X": SET_82, "Y": "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "Z": "ABCxyz019-_"}


def one_of(values) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(values))


def number(most: int, width: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda value: str(value).zfill(width))


@st.composite
def days(draw, year_digits: int = 2, with_zero: bool = False) -> str:
    year = draw(st.integers(0, 99 if year_digits == 2 else 9999))
    month = draw(st.integers(1, 12))
    most = calendar.monthrange(year + 2000 if year_digits == 2 else year or 2000, month)[1]
    day = draw(st.integers(0 if with_zero else 1, most))
    return f"{year:0{year_digits}}{month:02}{day:02}"


@st.composite
def ibans(draw) -> str:
    country, body = draw(one_of(COUNTRY_LETTERS)), draw(st.text(DIGITS + "ABCXYZ", min_size=8, max_size=30))
    rest = int("".join(str(int(letter, 36)) for letter in f"{body}{country}00")) % 97
    return f"{country}{98 - rest:02}{body}"


@st.composite
def pieces(draw) -> str:
    total = draw(st.integers(1, 99))
    return f"{draw(st.integers(1, total)):02}{total:02}"


def with_check_pair(body: str) -> str:
    total = (
        sum(_VALUES_82[letter] * prime for letter, prime in zip(reversed(body), _PRIMES, strict=False)) % 1021
    )
    return body + SET_32[total >> 5] + SET_32[total & 31]


# Values that satisfy the first linter of a component; its length is the component's.
BY_LINTER = {
    "yymmd0": days(with_zero=True), "yymmdd": days(), "yyyymmdd": days(4), "hhmi": st.builds(str.__add__, number(23, 2), number(59, 2)),
    "hh": number(23, 2), "mi": number(59, 2), "ss": number(59, 2), "iso3166": one_of(COUNTRY_NUMBERS),
    "iso3166999": one_of([*COUNTRY_NUMBERS, "999"]), "iso3166alpha2": one_of(COUNTRY_LETTERS), "iso4217": one_of(CURRENCY_NUMBERS),
    "iso5218": one_of("0129"), "packagetype": one_of(PACKAGE_TYPES), "mediatype": one_of(MEDIA_TYPES),
    "latitude": number(1_800_000_000, 10), "longitude": number(3_600_000_000, 10), "yesno": one_of("01"), "winding": one_of("019"),
    "zero": st.just("0"), "hyphen": st.just("-"), "importeridx": one_of("-_09AZaz"), "pieceoftotal": pieces(),
    "posinseqslash": one_of(["1/1", "1/3", "3/3", "8/9"]), "iban": ibans(), "nozeroprefix": number(10**12 - 1, 1, 1),
    "couponcode": one_of(["012345612345611110123", "01234561234561111012332612314261101"]),
    "couponposoffer": one_of(["001234561234560123456", "161234567890121234569123456789012345"]),
    "pcenc": st.lists(one_of([*"Aa9!", "%20", "%C3"]), min_size=1, max_size=10).map("".join),
}  # fmt: skip


@st.composite
def component_values(draw, part: Component) -> str:
    first = part.linters[0] if part.linters else ""
    if first in BY_LINTER:
        return draw(BY_LINTER[first])
    least, most = (part.most, part.most) if part.least == part.most else (max(part.least, 1), part.most)
    if first == "nonzero":
        return draw(number(10**most - 1, most, 1))
    if first == "csum":
        body = draw(st.text(DIGITS, min_size=most - 1, max_size=most - 1))
        return body + check_digit(body)
    if first == "csumalpha":
        letter = "A" if "hasnondigit" in part.linters else ""
        return with_check_pair(
            draw(st.text(DIGITS, min_size=4, max_size=4)) + letter + draw(st.text(SET_82, max_size=most - 7))
        )
    if first == "gcppos1":
        prefix = draw(st.text(DIGITS, min_size=4, max_size=4))
        return prefix + draw(st.text(LETTERS[part.letters], max_size=most - 4))
    return draw(st.text(LETTERS[part.letters], min_size=least, max_size=most))


@st.composite
def values_of(draw, ai: Ai) -> str:
    value = ""
    for part in ai.components:
        if part.is_optional and not draw(st.booleans()):
            break
        value += draw(component_values(part))
    return value


def goes_with(code: str, others: list[str], path: tuple[str, ...]) -> bool:
    """Return whether `code` may be used with `others`: neither excludes the other, and one of its requirements is there."""

    def matches(pattern: str, ai: str) -> bool:
        return len(pattern) == len(ai) and ai.startswith(pattern.rstrip("n"))

    ai = AIS[code]
    if code in others or not ai.is_attribute or code in ROOM[path] or code == "8030":
        return False
    if any(matches(pattern, other) for pattern in ai.never for other in others):
        return False
    if any(matches(pattern, code) for other in others for pattern in AIS[other].never):
        return False
    return not ai.needs or any(
        all(any(matches(each, other) for other in others) for each in group) for group in ai.needs
    )


@st.composite
def element_strings(
    draw, path: tuple[str, ...] | None = None
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """A key with qualifiers and allowed attributes, each with a value."""
    path = path or draw(st.sampled_from(LEGAL))
    present = list(path)
    for code in draw(st.lists(st.sampled_from(sorted(AIS)), max_size=12)):
        if goes_with(code, present, path):
            present.append(code)
    pairs = [(code, draw(values_of(AIS[code]))) for code in present]
    return pairs[: len(path)], pairs[len(path) :]
