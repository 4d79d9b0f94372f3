"""Further records in a bundle: digital passports, the periods of e-labels, and links of codes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db.models import Q

from traceability.models import CodeLink, ELabel, Lot, Passport

# SQLite allows 32,766 parameters in a statement.
_MOST_AT_ONCE = 10_000


def related_records(lots: Sequence[Lot]) -> dict[str, Any]:
    """Return {file name: JSON value} of the records related to `lots`.

    An e-label's content is that of the pages of its product and lots; their versions are stored.
    """
    products = {lot.product_id: lot.product.name for lot in lots}
    ids = [lot.pk for lot in lots]
    return {
        "ho-chieu.json": [
            row for part in batched(ids, _MOST_AT_ONCE, strict=False) for row in passports_of(part)
        ],
        "nhan-dien-tu.json": _e_labels(products),
        "lien-ket.json": _links(set(ids), products),
    }


def passports_of(ids: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "lot": row.lot_id,
            "number": row.number,
            "publishedAt": row.published_at.isoformat(),
            "pin": row.pin,
            "salt": bytes(row.salt).hex() if row.salt is not None else None,
            "facts": row.facts,
        }
        for row in Passport.objects.filter(lot_id__in=ids).order_by("lot_id", "number")
    ]


def _e_labels(products: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "product": row.product_id,
            "name": products[row.product_id],
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        }
        for row in ELabel.objects.filter(product_id__in=products).order_by("product_id", "since", "pk")
    ]


def _links(lots: set[int], products: dict[int, str]) -> list[dict[str, Any]]:
    """Return the links of codes as rows, also ended ones. The pin is the salted hash of {"title", "url"}."""
    rows = CodeLink.objects.filter(Q(product_id__in=products)).order_by("pk")
    return [
        {
            "link": row.pk,
            "product": row.product_id,
            "lot": row.lot_id,
            "type": row.link_type,
            "language": row.language,
            "country": row.country,
            "url": row.url,
            "title": row.title,
            "firstDay": row.from_date.isoformat() if row.from_date else None,
            "lastDay": row.until_date.isoformat() if row.until_date else None,
            "previous": row.previous_id,
            "pin": row.pin,
            "salt": bytes(row.salt).hex(),
            "addedAt": row.added_at.isoformat(),
            "endedAt": row.ended_at.isoformat() if row.ended_at else None,
            "endedHow": row.ended_how,
        }
        for row in rows
        if row.lot_id is None or row.lot_id in lots
    ]
