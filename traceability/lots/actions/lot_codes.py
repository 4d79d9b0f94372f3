"""Codes of lots: check typed codes, generate others, and never give a code twice for a product.

LotError is defined here because the code is the first field of a lot that is checked.
"""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import fold
from members.acting import Actor
from products.models import Product
from traceability.models import Lot, LotAlias

MAX_CODE = 12
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?")


class LotError(DomainError):
    """A lot's data is invalid; `field` names the field of Lot."""


class LotCodeTaken(LotError):
    """The product already has a lot with this code."""

    status_code = 409


def check_code(raw: str) -> str:
    """Return a typed lot code in capitals without spaces. Raises LotError."""
    code = "".join(raw.split()).upper()
    if not code or len(code) > MAX_CODE:
        raise LotError(
            _("Mã lô có từ 1 đến %(max)d chữ.") % {"max": MAX_CODE}, field="code", code="lot_code_length"
        )
    if not _CODE.fullmatch(code):
        raise LotError(
            _("Mã lô chỉ có chữ in không dấu, số và gạch nối, ví dụ MH2611-1."),
            field="code",
            code="lot_code_characters",
        )
    return code


def code_stem(name: str, day: date) -> str:
    """Return the start of a generated code: up to three initials of the product, year and month.

    >>> code_stem("Mận hậu Mộc Châu", date(2026, 11, 24))
    'MHM2611-'
    """
    initials = "".join(word[0] for word in fold(name).split() if word[0].isascii() and word[0].isalpha())
    return f"{initials[:3].upper() or 'L'}{day:%y%m}-"


def next_code(product: Product, day: date) -> str:
    stem = code_stem(product.name, day)
    return f"{stem}{last_number(product.producer_id, stem) + 1}"


def last_number(producer_id: int, stem: str) -> int:
    """Return the highest number after `stem` among a producer's present and former lot codes, or 0."""
    taken = [
        code
        for model in (Lot, LotAlias)
        for code in model.objects.filter(product__producer=producer_id, code__startswith=stem)
        .order_by()
        .values_list("code", flat=True)
    ]
    return max((int(code[len(stem) :]) for code in taken if code[len(stem) :].isdigit()), default=0)


def check_free(product: Product, code: str, but: Lot | None = None) -> None:
    """Raise LotCodeTaken if another lot of the product has or had the code."""
    lots, aliases = product.lots.filter(code=code), LotAlias.objects.filter(product=product, code=code)
    if but is not None:
        lots, aliases = lots.exclude(pk=but.pk), aliases.exclude(lot=but)
    if lots.exists() or aliases.exists():
        raise taken(code)


def keep_old_code(actor: Actor, lot: Lot, code: str) -> None:
    """Store the present code of `lot` as an alias before the lot is renamed to `code`."""
    lot.aliases.filter(code=code).delete()
    LotAlias.objects.create(
        lot=lot,
        product_id=lot.product_id,
        code=lot.code,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )


def taken(code: str) -> LotCodeTaken:
    return LotCodeTaken(
        _("Sản phẩm này có lô %(code)s rồi. Chị chọn mã khác.") % {"code": code},
        field="code",
        code="lot_code_taken",
    )
