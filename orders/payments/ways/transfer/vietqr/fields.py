"""Tag, length, value, and the checksum over them.

Source: EMVCo QR Code Specification, Merchant-Presented Mode, 3 and 4.7.3.

A length counts characters; the checksum covers the bytes of UTF-8.
"""

from __future__ import annotations

import binascii
import re
from enum import StrEnum

from orders.payments.ways.transfer.vietqr.errors import DuplicateTag, WrongLength

FORMAT = "01"
REUSABLE, ONCE = "11", "12"
NAPAS = "A000000727"
DONG = "704"
VIETNAM = "VN"

_HEAD = re.compile(r"[0-9]{4}")


class Service(StrEnum):
    """NAPAS services. Only the first two are transfers, and only they are built."""

    ACCOUNT = "QRIBFTTA"
    CARD = "QRIBFTTC"
    GOODS = "QRPUSH"
    CASH = "QRCASH"


def checksum(text: str) -> str:
    """Return CRC-16/CCITT-FALSE as four capital hexadecimal digits, with leading zeros.

    >>> checksum("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def field(tag: str, value: str) -> str:
    """Return one field of a code: tag, length and value.

    Raises ValueError unless the value has 1 to 99 characters.

    >>> field("58", "VN")
    '5802VN'
    """
    if not 1 <= len(value) <= 99:
        raise ValueError(f"{tag} has {len(value)} characters")
    return f"{tag}{len(value):02}{value}"


def sealed(body: str) -> str:
    """Return `body` with its checksum appended; the checksum also covers its own tag and length."""
    return f"{body}6304{checksum(body + '6304')}"


def split(text: str, within: str = "") -> dict[str, str]:
    """Return {tag: value} of the fields that `text` consists of, in their order.

    `within`: the tag whose value `text` is, for the path in errors. Raises WrongLength or DuplicateTag.
    """
    values: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if not _HEAD.fullmatch(head):
            raise WrongLength(within)
        tag, length = head[:2], int(head[2:])
        path = f"{within}.{tag}" if within else tag
        value = text[at + 4 : at + 4 + length]
        if not value or len(value) != length:
            raise WrongLength(path)
        if tag in values:
            raise DuplicateTag(path)
        values[tag] = value
        at += 4 + length
    return values
