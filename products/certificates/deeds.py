"""What entries about a certificate were about: its kind, its number, and the product."""

from __future__ import annotations

from collections.abc import Sequence

from backend.ledger.deeds import Deed
from products.models import Certificate


def certificate_phrases(deeds: Sequence[Deed]) -> list[str]:
    rows = Certificate.objects.select_related("product").in_bulk({deed.subject_pk for deed in deeds})
    phrases = []
    for deed in deeds:
        row = rows.get(deed.subject_pk)
        thing = row.product.name if row and row.product else ""
        phrases.append(deed.about(f"{row.get_kind_display()} {row.number}".strip(), thing) if row else "")
    return phrases
