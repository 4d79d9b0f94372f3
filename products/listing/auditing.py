"""Compare the states of products and their stored steps with their ledger entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.row_values import Stated
from backend.ledger.taking_up import TAKEN_UP
from members.people.audit_comparisons import differing, is_near, who_and_when
from products.models import ProducerPerson, Product, ProductDecision
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
MOMENTS = {
    "submitted_at": {ProductState.SUBMITTED},
    "listed_at": {ProductState.LISTED},
    "retired_at": {ProductState.RETIRED},
}

STATED = (
    Stated(ProductDecision, subject=lambda decision: f"product:{decision.product_id}", pinned=("reasons",)),
)


def compare_decisions() -> Iterator[Finding | int]:
    """Compare each step of a product with its ledger entry: the state, by whom and when. Yield the Findings.

    The reasons are stated apart (STATED). The last value yielded is the number of steps compared.
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


def compare_states() -> Iterator[Finding | int]:
    """Compare the state of each product and when it came about with its last steps in the ledger.

    Erasing a person retires the person's products without a step. The last value yielded is the number of
    products.
    """
    count = 0
    last, moments = _recorded_states()
    erased = set(ProducerPerson.objects.exclude(user__erased_at=None).values_list("producer_id", flat=True))
    for row in Product.objects.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"product:{row.pk}"
        is_left = row.state == ProductState.RETIRED and row.producer_id in erased
        state = last.pop(subject, ProductState.DRAFT)
        names = [] if row.state == state or is_left else ["state"]
        names += [
            name
            for name, states in MOMENTS.items()
            if (at := moments.get((subject, name))) is not None
            and not is_near(getattr(row, name), at)
            and (name != "retired_at" or state in states)
        ]
        if row.retired_at is not None and row.state != ProductState.RETIRED:
            names.append("retired_at")
        yield from differing(subject, "sản phẩm", "product", dict.fromkeys(names))
    for subject in last:
        yield Finding(subject, "sản phẩm đã mất / the product is gone")
    yield count


def _recorded_states() -> tuple[dict[str, ProductState], dict[tuple[str, str], dt.datetime | None]]:
    """Return each product's last state by subject, and when it was submitted, listed or retired last.

    A moment is None if the entry was written later.
    """
    last: dict[str, ProductState] = {}
    moments: dict[tuple[str, str], dt.datetime | None] = {}
    for entry, one in entries_of(*KINDS):
        last[entry.subject] = state = KINDS[entry.kind]
        for name, states in MOMENTS.items():
            if state in states:
                moments[entry.subject, name] = None if one.get(TAKEN_UP) else entry.recorded_at
    return last, moments


def states_of_before() -> Iterator[Fact]:
    """Yield a Fact for each product whose state no step in the ledger explains: early ones had no steps."""
    last, _moments = _recorded_states()
    names = {state: kind for kind, state in KINDS.items() if kind != "product.put_aside"}
    for row in Product.objects.order_by("pk").iterator(CHUNK):
        if row.state != last.get(f"product:{row.pk}", ProductState.DRAFT):
            yield Fact(names[ProductState(row.state)], f"product:{row.pk}", {})


def decisions_of_before() -> Iterator[Fact]:
    """Yield Facts for steps of products that have no ledger entry, because early steps didn't write one."""
    recorded = {one.get("decision") for _entry, one in entries_of(*KINDS)}
    names = {state: kind for kind, state in KINDS.items() if kind != "product.put_aside"}
    for row in ProductDecision.objects.order_by("pk").iterator(CHUNK):
        if row.pk not in recorded:
            yield Fact(names[ProductState(row.state)], f"product:{row.product_id}", {"decision": row.pk})
