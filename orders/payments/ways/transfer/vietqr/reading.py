"""Read a VietQR strictly: refuse what one app would take and another would not.

Reading accepts more than building writes: a checksum in small letters, a purpose longer than 25 characters or
with accents, services other than transfers, and EMVCo parts that a transfer doesn't use.
Except for the first and the last, parts may come in any order, as the specification says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orders.payments.ways.transfer.vietqr.errors import (
    MisplacedService,
    MissingTag,
    NotVietQr,
    OtherScheme,
    WrongChecksum,
    WrongContent,
    WrongLength,
)
from orders.payments.ways.transfer.vietqr.fields import (
    DONG,
    NAPAS,
    ONCE,
    REUSABLE,
    VIETNAM,
    Service,
    checksum,
    field,
    split,
)

MAX_PAYLOAD = 512  # EMVCo's own limit

_START = field("00", "01")
_FORMS = {
    "01": re.compile(f"{REUSABLE}|{ONCE}"),
    "38.01.00": re.compile(r"[0-9]{6}"),
    "38.01.01": re.compile(r"[0-9A-Za-z]{1,19}"),
    "38.02": re.compile("|".join(Service)),
    "52": re.compile(r"[0-9]{4}"),
    "53": re.compile(DONG),
    "54": re.compile(r"[1-9][0-9]{0,12}"),
    "58": re.compile(VIETNAM),
}
_NEEDED = ("01", "38", "53", "58")
_SHORTER = {"59": 25, "60": 15, "61": 10}
_NAMED = {"00", "01", "38", "52", "53", "54", "58", "59", "60", "61", "62", "63"}
_MAX_ADDITIONAL = 25
_PURPOSE = "08"


@dataclass(frozen=True, slots=True)
class VietQr:
    """The content of a code. Texts are as written, "" if absent; the amount is None if absent.

    bank: a BIN, also of a bank that is not in orders/payments/ways/transfer/banks.py.
    others: parts without a name here, by their place: "62.07" is the terminal, "80" and above are free for
        any use.
    """

    bank: str
    account: str
    service: Service
    reusable: bool
    amount: int | None
    purpose: str
    bill: str
    reference: str
    payee: str
    city: str
    postcode: str
    category: str
    others: tuple[tuple[str, str], ...]

    @property
    def is_transfer(self) -> bool:
        return self.service in (Service.ACCOUNT, Service.CARD)


def parse_vietqr(payload: str) -> VietQr:
    """Return the content of `payload`, the whole text of a code. Raises a subclass of UnreadableVietQr."""
    if not payload.startswith(_START) or len(payload) > MAX_PAYLOAD or not payload.isprintable():
        raise NotVietQr
    # The checksum first: after a typing error it is a better message than a wrong length.
    body, seal = payload[:-4], payload[-4:]
    if body.endswith("6304") and checksum(body) != seal.upper():
        raise WrongChecksum
    parts = split(payload)
    _check_end(parts)
    to = _receiver(parts)
    for tag in _NEEDED:
        if tag not in parts:
            raise MissingTag(tag)
    for tag, value in parts.items():
        _check(tag, value)
        if len(value) > _SHORTER.get(tag, 99):
            raise WrongLength(tag)
    more = split(parts["62"], "62") if "62" in parts else {}
    for tag, value in more.items():
        if tag != _PURPOSE and len(value) > _MAX_ADDITIONAL:
            raise WrongLength(f"62.{tag}")
    return VietQr(
        bank=to["38.01.00"],
        account=to["38.01.01"],
        service=Service(to["38.02"]),
        reusable=parts["01"] == REUSABLE,
        amount=int(parts["54"]) if "54" in parts else None,
        purpose=more.pop(_PURPOSE, ""),
        bill=more.pop("01", ""),
        reference=more.pop("05", ""),
        payee=parts.get("59", ""),
        city=parts.get("60", ""),
        postcode=parts.get("61", ""),
        category=parts.get("52", ""),
        others=tuple((tag, value) for tag, value in parts.items() if tag not in _NAMED)
        + tuple((f"62.{tag}", value) for tag, value in more.items()),
    )


def _check_end(parts: dict[str, str]) -> None:
    """Check that the checksum is present, whole and last, so that parse_vietqr compared the right part."""
    if "63" not in parts:
        raise MissingTag("63")
    if list(parts)[-1] != "63":
        raise WrongContent("63")
    if len(parts["63"]) != 4:
        raise WrongLength("63")


def _receiver(parts: dict[str, str]) -> dict[str, str]:
    """Return {path: value} of the parts of tag 38: bank ("38.01.00"), account and service.

    Raises OtherScheme, MissingTag, MisplacedService or WrongContent.
    """
    if "38" not in parts:
        # 02 to 51 are the templates of all schemes.
        if any("02" <= tag <= "51" for tag in parts):
            raise OtherScheme
        raise MissingTag("38")
    template = split(parts["38"], "38")
    if "00" not in template:
        raise MissingTag("38.00")
    if template["00"] != NAPAS:
        raise OtherScheme
    if "01" not in template:
        raise MissingTag("38.01")
    account = split(template["01"], "38.01")
    if "02" in account:
        raise MisplacedService
    found = {f"38.{tag}": value for tag, value in template.items() if tag not in ("00", "01")}
    found |= {f"38.01.{tag}": value for tag, value in account.items()}
    wanted = ("38.01.00", "38.01.01", "38.02")
    for tag in wanted:
        if tag not in found:
            raise MissingTag(tag)
    for tag, value in found.items():
        if tag not in wanted:
            raise WrongContent(tag)
        _check(tag, value)
    return found


def _check(tag: str, value: str) -> None:
    if tag in _FORMS and not _FORMS[tag].fullmatch(value):
        raise WrongContent(tag)
