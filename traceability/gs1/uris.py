"""Parse and build GS1 Digital Link URIs by the standard: GS1 Digital Link Standard: URI Syntax 1.4 and 1.5.

It accepts and rejects the same URIs as GS1's syntax engine with default settings; tests/conformance compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from traceability.gs1 import errors
from traceability.gs1.associations import check_associations
from traceability.gs1.dictionary import AIS, ROOM, SEQUENCES, Ai
from traceability.gs1.escaping import escape_path, escape_query, unescape_path, unescape_query

MOST_AIS = 64
FNC1 = "^"

# Scheme in one case, a host without characters that no host has, then the path; limited to characters that a
# URI may have.
_URI = re.compile(r"(?:https?|HTTPS?)://([^/_~?#@!$&'()*+,;=%]+)(/[^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_URI_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")


@dataclass(frozen=True, slots=True)
class ElementString:
    """The AIs of a URI.

    `path` and `attributes` are (AI, value) in the order of the URI. The first of `path` is the primary key.
    """

    path: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return self.path + self.attributes

    def __str__(self) -> str:
        """Return the element string unbracketed, with "^" for FNC1.

        "^" is before the first AI, and after each AI of variable length that another one follows.
        """
        text, is_fixed = "", False
        for code, value in self.pairs:
            text += f"{'' if is_fixed else FNC1}{code}{value}"
            is_fixed = AIS[code].is_fixed
        return text


def parse_uri(uri: str, *, permit_zero_suppressed_gtin: bool = False) -> ElementString:
    """Return the AIs in `uri`; parameters that aren't digits, and those without "=", are ignored.

    The key is the last one in the path, because a stem may have parts of its own.
    `permit_zero_suppressed_gtin` pads GTINs of 8, 12 and 13 digits. Raises Gs1Error.
    """
    match = _URI.fullmatch(uri)
    if match is None or not _URI_CHARACTERS.fullmatch(uri):
        raise errors.NotAUri(_("Đây không phải địa chỉ http hoặc https viết đúng quy cách."))
    path = _read_path(match[2], permit_zero_suppressed_gtin)
    sequence = tuple([code for code, _value in path])
    attributes = _read_query(match[3], path, permit_zero_suppressed_gtin) if match[3] else []
    if sequence not in SEQUENCES:
        raise _wrong_order(sequence)
    _check_attributes(attributes, sequence)
    for code, value in path:
        AIS[code].check(value)
    for code, value in attributes:
        AIS[code].check(value)
    check_associations(dict(path + attributes), sequence)
    return ElementString(tuple(path), tuple(attributes))


def check_query(query: str) -> None:
    """Check the AIs in the query of a non-GS1 code: each must exist, with a valid value of its own.

    Raises Gs1Error.
    """
    attributes = _read_query(query, [], False)
    _check_attributes(attributes, ())
    for code, value in attributes:
        AIS[code].check(value)


def build_uri(stem: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the URI of `pairs` under `stem` (scheme, host and optionally a path of its own).

    The first primary key among them is the URI's, with as many of the others as may follow it in the path.
    The rest become attributes, those of fixed length first. An AI given twice with the same value counts
    once. Raises Gs1Error.
    """
    values: dict[str, str] = {}
    for code, value in pairs:
        ai = AIS.get(code)
        if ai is None:
            raise _unknown(code)
        ai.check(value)
        if values.setdefault(code, value) != value:
            raise errors.DuplicateAi(
                _("Phần (%(ai)s) %(title)s có hai giá trị khác nhau.") % {"ai": code, "title": ai.title},
                ai=code,
            )
    key = next((code for code in values if AIS[code].is_key), None)
    if key is None:
        raise errors.NoPrimaryKey(_("Chưa có mã chính, như GTIN (01), nên không lập được địa chỉ."))
    fitting = [path for path in SEQUENCES if path[0] == key and all(code in values for code in path)]
    # Of two equally long paths, prefer the one with AIs that may not be attributes.
    sequence = max(fitting, key=lambda path: (len(path), sum(not AIS[code].is_attribute for code in path)))
    check_associations(values, sequence)
    rest = [code for code in values if code not in sequence]
    for code in rest:
        if not AIS[code].is_attribute:
            raise _not_an_attribute(AIS[code])
    rest.sort(key=lambda code: not AIS[code].is_fixed)
    uri = stem.removesuffix("/") + "".join(f"/{code}/{escape_path(values[code])}" for code in sequence)
    query = "&".join(f"{code}={escape_query(values[code])}" for code in rest)
    return f"{uri}?{query}" if query else uri


def _read_path(path: str, permit_short: bool) -> list[tuple[str, str]]:
    """Return the pairs from the last primary key on, searched from the end as far as there are AIs."""
    parts = path.split("/")
    pairs: list[tuple[str, str]] = []
    place = len(parts) - 2
    while place >= 1:
        ai = AIS.get(parts[place])
        if ai is None:
            break
        pairs.append((ai.ai, _value(ai, parts[place + 1], False, permit_short)))
        if ai.is_key:
            pairs.reverse()
            return pairs
        place -= 2
    raise errors.NoPrimaryKey(_("Địa chỉ này không có mã GS1 nào, như GTIN (01)."))


def _read_query(query: str, path: list[tuple[str, str]], permit_short: bool) -> list[tuple[str, str]]:
    parameters = [each for each in query.split("&") if each]
    if len(path) + len(parameters) > MOST_AIS:
        raise errors.TooMany(_("Địa chỉ này có quá nhiều phần."))
    attributes = []
    for parameter in parameters:
        code, equals, value = parameter.partition("=")
        if not equals or not code.isdigit():
            continue
        ai = AIS.get(code)
        if ai is None:
            raise _unknown(code)
        attributes.append((code, _value(ai, value, True, permit_short)))
    return attributes


def _value(ai: Ai, raw: str, is_query: bool, permit_short: bool) -> str:
    if not raw:
        raise errors.empty(ai.ai, ai.title)
    value = unescape_query(raw) if is_query else unescape_path(raw)
    if permit_short and ai.ai == "01" and len(value) in (8, 12, 13):
        return value.zfill(14)
    return value


def _check_attributes(attributes: list[tuple[str, str]], sequence: tuple[str, ...]) -> None:
    used = set(sequence)
    room = ROOM[sequence] if sequence else frozenset()
    for code, _value_of in attributes:
        ai = AIS[code]
        if code in used:
            raise errors.DuplicateAi(
                _("Phần (%(ai)s) %(title)s bị lặp lại.") % {"ai": code, "title": ai.title}, ai=code
            )
        used.add(code)
        if not ai.is_attribute:
            raise _not_an_attribute(ai)
        if code in room:
            raise errors.BelongsInPath(
                _("Phần (%(ai)s) %(title)s phải viết trong đường dẫn, trước dấu hỏi.")
                % {"ai": code, "title": ai.title},
                ai=code,
            )


def _wrong_order(sequence: tuple[str, ...]) -> errors.Gs1Error:
    """Return the error for the first AI of the path that is repeated or at a wrong place."""
    for place in range(2, len(sequence) + 1):
        if sequence[:place] not in SEQUENCES:
            ai = AIS[sequence[place - 1]]
            names = {"ai": ai.ai, "title": ai.title, "key": sequence[0]}
            if ai.ai in sequence[: place - 1]:
                return errors.DuplicateAi(_("Phần (%(ai)s) %(title)s bị lặp lại.") % names, ai=ai.ai)
            return errors.WrongOrder(
                _("Phần (%(ai)s) %(title)s đứng sai chỗ sau mã chính (%(key)s).") % names, ai=ai.ai
            )
    raise AssertionError(f"{sequence} is legal")


def _unknown(code: str) -> errors.UnknownAi:
    return errors.UnknownAi(_("Không có số định danh ứng dụng (%(ai)s).") % {"ai": code[:8]}, ai=code[:8])


def _not_an_attribute(ai: Ai) -> errors.NotAnAttribute:
    return errors.NotAnAttribute(
        _("Phần (%(ai)s) %(title)s không được viết sau dấu hỏi.") % {"ai": ai.ai, "title": ai.title}, ai=ai.ai
    )
