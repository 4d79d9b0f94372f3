"""The URIs on labels: GS1 Digital Link URIs for products with a GTIN, our own short paths for the others.

    /01/{gtin}[/10/{lot}][/21/{serial}]      GS1 Digital Link URI Syntax
    /P/{code}[/10/{lot}][/{serial}]          ours

P is no GS1 Application Identifier (those are digits). Our codes begin with a letter and end in a check
letter, so neither can be mistaken for the other. A serial implies its lot, so both forms may leave out the
lot.

Parsing takes the target as the client sent it. It is split at the slashes first and each part decoded
afterwards, so an encoded %2F is a character of a lot and never a separator. Other keys and qualifiers are
valid GS1 and raise UnsupportedCode. This is the fast parser before every scan; traceability/gs1 parses all of
GS1 Digital Link, and reads every URI accepted here in the same way
(docs/decisions/0007-strict-digital-link.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.utils.translation import gettext as _

from backend.common.codes import is_own_code
from backend.common.errors import DomainError
from backend.common.gtin import GtinError, normalise_gtin
from backend.common.qr import is_alphanumeric
from traceability.gs1.linters import csum

GTIN, LOT, SERIAL = "01", "10", "21"
OWN = "P"
# Qualifiers that may follow each primary key, in this order (GS1 syntax dictionary, dlpkey of AI 01).
QUALIFIERS = {GTIN: ("22", LOT, SERIAL)}
MAX_VALUE = 20  # AI 10 and AI 21: X..20
MAX_NUMBER = 60  # partners' software numbers cartons too
GTIN_DIGITS = 14

_MAX_PATH = 400
# GS1 General Specifications 7.11, AI encodable character set 82.
_SET_82 = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@]*")  # pchar of RFC 3986 without percent-escapes
_ESCAPED = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*")


class DigitalLinkError(DomainError):
    """A path or URI that can't be a code on our labels."""


class MalformedCode(DigitalLinkError):
    """The path is no code: an escape, a length, a character, a check digit or the order is wrong."""


class UnsupportedCode(DigitalLinkError):
    """A path with a GS1 key or qualifier that is not supported here."""

    status_code = 404


@dataclass(frozen=True, slots=True)
class Code:
    """The object of a URI: a product by `gtin` (14 digits) or `own_code`, optionally a lot and a label.

    `serial` is as received; SerialCodec decides whether it is genuine.
    """

    gtin: str | None = None
    own_code: str | None = None
    lot: str | None = None
    serial: str | None = None

    @property
    def path(self) -> str:
        """Return the canonical path, percent-escaped."""
        lot = f"/{LOT}/{quote(self.lot, safe='')}" if self.lot else ""
        if self.gtin:
            serial = f"/{SERIAL}/{quote(self.serial, safe='')}" if self.serial else ""
            return f"/{GTIN}/{self.gtin}{lot}{serial}"
        serial = f"/{quote(self.serial, safe='')}" if self.serial else ""
        return f"/{OWN}/{self.own_code}{lot}{serial}"


def parse_path(raw_path: str) -> Code:
    """Return the code in the path of a request target as received.

    Percent-escapes are not decoded yet, and a query is ignored. One trailing slash is tolerated. GTINs of 8,
    12, 13 and 14 digits are accepted. Raises MalformedCode, UnsupportedCode.
    """
    path = raw_path.partition("?")[0]
    if not path.startswith("/") or len(path) > _MAX_PATH:
        raise _malformed(_("Địa chỉ này không phải mã truy xuất."), "path")
    parts = path[1:].split("/")
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    values = [_decoded(part) for part in parts]
    if values[0] == GTIN:
        return _gs1_code(values)
    if values[0] in (OWN, OWN.lower()):
        return _own_code(values)
    if re.fullmatch(r"[0-9]{2,4}", values[0]):
        raise UnsupportedCode(_("Loại mã GS1 này chưa dùng ở đây."), code="code_unsupported")
    raise _malformed(_("Địa chỉ này không phải mã truy xuất."), "path")


def build_uri(
    origin: str,
    *,
    gtin: str | None = None,
    own_code: str | None = None,
    lot: str | None = None,
    serial: str | None = None,
) -> str:
    """Return the URI to print, with scheme and host in capitals if that lets QR use alphanumeric mode.

    `origin` is scheme, host and optionally port. Exactly one of `gtin` (8 to 14 digits) and `own_code` is
    given. `parse_path` reads the result back. Raises MalformedCode, GtinError; ValueError for an unusable
    origin.
    """
    if (gtin is None) == (own_code is None):
        raise ValueError("a code has a GTIN or an own code")
    if own_code is not None and not is_own_code(own_code):
        raise _malformed(_("Mã riêng của sản phẩm sai chữ."), "own_code")
    for value in (lot, serial):
        if value is not None:
            _checked(value)
    code = Code(gtin=normalise_gtin(gtin) if gtin else None, own_code=own_code, lot=lot, serial=serial)
    stem = _stem(origin)
    whole = stem.upper() + code.path
    return whole if is_alphanumeric(whole) else stem + code.path


def check_number(raw: str) -> None:
    """Check that `raw`, as received, can be the number of a carton of ours: one part, nothing after it.

    Raises MalformedCode.
    """
    if "/" in raw:
        raise _malformed(_("Mã có phần lạ, không đọc được."), "qualifier")
    number = _decoded(raw)
    if not 1 <= len(number) <= MAX_NUMBER:
        raise _malformed(_("Số thùng có từ 1 đến %(n)d chữ.") % {"n": MAX_NUMBER}, "length")
    if not number.isprintable():
        raise _malformed(_("Địa chỉ có chữ viết sai quy cách."), "characters")


def host_of(origin: str) -> str:
    """Return the host of `origin` for people, in lower case, with its port unless it is the default one."""
    return _stem(origin).partition("://")[2]


def _stem(origin: str) -> str:
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(f"{origin!r} is no web origin")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{origin!r} has more than scheme, host and port")
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port and parts.port != usual else "")


def _gs1_code(values: list[str]) -> Code:
    if len(values) % 2:
        raise _malformed(_("Mã bị cụt: thiếu phần sau cùng."), "pairs")
    if not re.fullmatch(r"[0-9]+", values[1]):
        raise _malformed(_("Mã vạch GTIN chỉ gồm chữ số."), "gtin")
    gtin = values[1]
    if len(gtin) != GTIN_DIGITS or not csum(gtin) or not gtin.strip("0"):
        try:
            gtin = normalise_gtin(gtin)
        except GtinError as error:
            raise _malformed(error.message, "gtin") from None
    found: dict[str, str] = {}
    place = 0
    for key, value in zip(values[2::2], values[3::2], strict=True):
        if key not in QUALIFIERS[GTIN]:
            raise _malformed(_("Mã có phần lạ, không đọc được."), "qualifier")
        if QUALIFIERS[GTIN].index(key) < place:
            raise _malformed(_("Các phần của mã bị lặp hoặc sai thứ tự."), "order")
        place = QUALIFIERS[GTIN].index(key) + 1
        found[key] = _checked(value)
    if "22" in found:
        raise UnsupportedCode(_("Loại mã GS1 này chưa dùng ở đây."), code="code_unsupported")
    return Code(gtin=gtin, lot=found.get(LOT), serial=found.get(SERIAL))


def _own_code(values: list[str]) -> Code:
    own_code, rest = (values[1].upper() if len(values) > 1 else ""), values[2:]
    if not is_own_code(own_code):
        raise _malformed(_("Mã riêng của sản phẩm sai chữ."), "own_code")
    lot = None
    if rest and rest[0] == LOT:
        if len(rest) < 2:
            raise _malformed(_("Mã bị cụt: thiếu phần sau cùng."), "pairs")
        lot, rest = _checked(rest[1]), rest[2:]
    if len(rest) > 1:
        raise _malformed(_("Mã có phần lạ, không đọc được."), "qualifier")
    return Code(own_code=own_code, lot=lot, serial=_checked(rest[0]) if rest else None)


def _decoded(part: str) -> str:
    """Decode the percent-escapes of one part between slashes; each must be complete and UTF-8."""
    if _PLAIN.fullmatch(part):
        return part
    if not _ESCAPED.fullmatch(part):
        raise _malformed(_("Địa chỉ có chữ viết sai quy cách."), "escape")
    try:
        return unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed(_("Địa chỉ có chữ viết sai quy cách."), "escape") from None


def _checked(value: str) -> str:
    """Return `value` if GS1 allows it as a lot or serial: 1 to 20 characters of set 82.

    Raises MalformedCode.
    """
    if not 1 <= len(value) <= MAX_VALUE:
        raise _malformed(_("Số lô và mã tem có từ 1 đến 20 chữ."), "length")
    if not _SET_82.fullmatch(value):
        raise _malformed(_("Số lô và mã tem có chữ không được phép."), "characters")
    return value


def _malformed(message: str, reason: str) -> MalformedCode:
    return MalformedCode(message, code=f"code_{reason}")
