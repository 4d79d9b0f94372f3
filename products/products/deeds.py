"""What entries about a product were about: its name, and what of it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from backend.common.units import format_quantity
from backend.ledger.deeds import Deed
from products import ports
from products.models import Product, ProductChange
from products.products.presenters import change_row

# A longer value stays out; the label says enough.
MOST_LETTERS = 40
MOST_FIELDS = 8


def names_of(pks: Iterable[int]) -> dict[int, str]:
    """Return {product id: name as in a sentence}, in one query."""
    names = Product.objects.filter(pk__in={pk for pk in pks if pk}).values_list("pk", "name")
    return {pk: in_sentence(name) for pk, name in names}


def in_sentence(name: str) -> str:
    """Return a product's name for use within a sentence: "mận hậu Mộc Châu"."""
    # A name that begins with an abbreviation or a place keeps its capital letters.
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def product_phrases(deeds: Sequence[Deed]) -> list[str]:
    products = Product.objects.in_bulk({deed.subject_pk for deed in deeds})
    changes = _changes(deeds)
    phrases = []
    for deed in deeds:
        product = products.get(deed.subject_pk)
        if product is None:
            phrases.append("")
            continue
        parts: list[str] = [in_sentence(product.name)]
        if deed.kind == "product.submitted" and (stock := ports.first_quantity(product=product)):
            parts.append(format_quantity(*stock))
        parts += _changed_words(deed, changes[deed.subject_pk])
        phrases.append(deed.about(*parts))
    return phrases


def _changes(deeds: Sequence[Deed]) -> dict[int, list[ProductChange]]:
    changed = {deed.subject_pk for deed in deeds if deed.kind == "product.changed"}
    rows: dict[int, list[ProductChange]] = defaultdict(list)
    if changed:
        for change in ProductChange.objects.filter(product__in=changed).order_by("-changed_at", "-pk"):
            rows[change.product_id].append(change)
    return rows


def _changed_words(deed: Deed, changes: Sequence[ProductChange]) -> list[str]:
    """Return the changed fields with their new values. The change was stored just before its entry."""
    fields = deed.payload.get("fields")
    if deed.kind != "product.changed" or not fields:
        return []
    change = next(
        (
            each
            for each in changes
            if each.changed_at <= deed.recorded_at and sorted(each.fields) == sorted(fields)
        ),
        None,
    )
    values = change.fields if change else {field: [None, None] for field in fields}
    words = []
    # The product's name is shown before them.
    others = [item for item in values.items() if item[0] != "name"]
    for row in map(change_row, others[:MOST_FIELDS]):
        if row is not None:
            label, _before, after = row
            shown = after if len(after) <= MOST_LETTERS and "\n" not in after else ""
            short = str(label).partition(" (")[0]
            words.append(f"{short.lower()} {shown}".strip())
    return words
