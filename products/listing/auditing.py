"""Compare the stored steps of products with their ledger entries."""

from __future__ import annotations

from collections.abc import Iterator

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from members.people.audit_comparisons import differing, who_and_when
from products.models import ProductDecision
from products.products.enums import ProductState

# Retiring a product that was never public is "put aside", so both kinds lead to RETIRED.
KINDS = {
    "product.submitted": ProductState.SUBMITTED,
    "product.listed": ProductState.LISTED,
    "product.returned": ProductState.RETURNED,
    "product.retired": ProductState.RETIRED,
    "product.put_aside": ProductState.RETIRED,
    "product.taken_up": ProductState.DRAFT,
}


def compare_decisions() -> Iterator[Finding | int]:
    """Compare each step of a product with its ledger entry: the state, by whom and when. Yield the Findings.

    Entries don't contain the reasons' text. The last value yielded is the number of steps compared.
    """
    count = 0
    entries = {one.get("decision"): entry for entry, one in entries_of(*KINDS) if one.get("decision")}
    rows = ProductDecision.objects.select_related("by", "on_behalf_of").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        subject = f"product:{row.product_id}"
        entry = entries.pop(row.pk, None)
        if entry is None or entry.subject != subject:
            yield Finding(subject, "bước của sản phẩm không có mục / a step of the product has no entry")
            continue
        names = [] if KINDS[entry.kind] == row.state else ["state"]
        names += who_and_when(entry, row, "by", "decided_at")
        yield from differing(subject, "bước của sản phẩm", "product's step", names)
    for entry in entries.values():
        yield Finding(entry.subject, "một bước của sản phẩm đã mất / a step of the product is gone")
    yield count


def decisions_of_before() -> Iterator[Fact]:
    """Yield Facts for steps of products that have no ledger entry, because early steps didn't write one."""
    recorded = {one.get("decision") for _entry, one in entries_of(*KINDS)}
    names = {state: kind for kind, state in KINDS.items() if kind != "product.put_aside"}
    for row in ProductDecision.objects.order_by("pk").iterator(CHUNK):
        if row.pk not in recorded:
            yield Fact(names[ProductState(row.state)], f"product:{row.product_id}", {"decision": row.pk})
