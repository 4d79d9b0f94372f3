"""Compare what products show now, and every published version of it, with the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.utils import timezone

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of, readable
from backend.ledger.pins import new_salt, pin
from backend.ledger.row_values import Stated
from members.people.audit_comparisons import differing, is_near
from products.models import ProducerPerson, Product, ProductChange, ProductFacts
from products.products.actions.forgetting import FORGOTTEN, WORDS
from products.products.facts import canonical, public_facts

STATED = (
    Stated(
        Product,
        subject=lambda product: f"product:{product.pk}",
        stated=("created_at", "submitted_at", "listed_at", "help_asked_at"),
        people=("created_by",),
    ),
    Stated(
        ProductChange,
        subject=lambda change: f"product:{change.product_id}",
        stated=("product", "was_listed", "changed_at"),
        people=("by", "on_behalf_of"),
        pinned=("fields",),
    ),
)


def compare_facts() -> Iterator[Finding | int]:
    """Compare each published version of a product page with its pin in the ledger, and find missing ones.

    A version without text was forgotten, which has an entry. The last value yielded is the number of versions.
    """
    count = 0
    recorded = {
        (entry.subject, one.get("version")): (entry, one) for entry, one in entries_of("product.facts")
    }
    forgotten = {entry.subject for entry, _one in entries_of(FORGOTTEN)}
    erased = set(ProducerPerson.objects.exclude(user__erased_at=None).values_list("producer_id", flat=True))
    for row in ProductFacts.objects.select_related("product").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"product:{row.product_id}"
        entry, one = recorded.pop((subject, row.version), (None, {}))
        if entry is None or one.get("pin") != row.pin:
            yield Finding(subject, f"bản {row.version} không có mục / facts have no entry")
        elif not is_near(row.since, entry.recorded_at):
            yield Finding(subject, f"bản {row.version}: từ lúc nào nói khác sổ cái / since when differs")
        if row.body or row.salt:
            if pin(bytes(row.salt), row.body) != row.pin:
                yield Finding(subject, f"bản {row.version} không khớp với dấu / facts differ from their pin")
        elif subject not in forgotten:
            yield Finding(subject, f"bản {row.version} bị xoá chữ / the text of facts is gone")
        if row.withheld_at is not None and row.product.producer_id not in erased:
            yield Finding(
                subject, f"bản {row.version} bị giấu mà không ai xoá tài khoản / facts are withheld"
            )
    for subject, version in recorded:
        yield Finding(subject, f"bản {version} của trang sản phẩm đã mất / facts of the product are gone")
    yield count


def compare_live_pages() -> Iterator[Finding | int]:
    """Compare what each product's page shows now with its newest published version.

    Only products that were listed once have versions. The last value yielded is the number of products.
    """
    count = 0
    newest = _newest_facts()
    products = Product.objects.exclude(slug=None).select_related("producer__unit")
    for product in products.order_by("pk").iterator(CHUNK):
        count += 1
        names = readable(_differences(product, newest.pop(product.pk, None)))
        yield from differing(f"product:{product.pk}", "sản phẩm đang hiện", "product shown now", names)
    # A product with versions is or was public, so its address stays.
    for pk in newest:
        yield Finding(f"product:{pk}", "địa chỉ trang của sản phẩm đã mất / the address of its page is gone")
    yield count


def _newest_facts() -> dict[int, ProductFacts]:
    """Return {product: its newest facts}."""
    return {row.product_id: row for row in ProductFacts.objects.order_by("version").iterator(CHUNK)}


def _differences(product: Product, facts: ProductFacts | None) -> Iterator[str]:
    """Yield the names of the values that differ between the page of `product` now and `facts`."""
    if facts is None:
        yield "facts"
        return
    shown = public_facts(product)
    if not facts.body:  # forgotten: only what labels and orders depend on stays
        yield from (name for name in WORDS if name in shown)
        return
    pinned = json.loads(facts.body)
    yield from (name for name in sorted(shown.keys() | pinned.keys()) if shown.get(name) != pinned.get(name))


def facts_of_before() -> Iterator[Fact]:
    """Publish the page of each product that differs from its newest version, and yield the Facts.

    Such products are older than the comparison: an upgrade changed what their pages show. Also yield a Fact
    for each product that was forgotten before this had an entry.
    """
    newest = _newest_facts()
    recorded = {entry.subject for entry, _one in entries_of(FORGOTTEN)}
    forgotten = {
        row.product_id for row in ProductFacts.objects.filter(body="").iterator(CHUNK) if not row.salt
    }
    for pk in sorted(forgotten):
        if f"product:{pk}" not in recorded:
            yield Fact(FORGOTTEN, f"product:{pk}", {})
    products = Product.objects.exclude(slug=None).select_related("producer__unit")
    for product in products.order_by("pk").iterator(CHUNK):
        last = newest.get(product.pk)
        body = canonical(public_facts(product))
        if last is not None and last.body in ("", body):
            continue
        version, salt = max(product.facts_version, last.version + 1 if last else 1), new_salt()
        row = ProductFacts.objects.create(
            product=product, version=version, body=body, salt=salt, pin=pin(salt, body), since=timezone.now()
        )
        Product.objects.filter(pk=product.pk).update(facts_version=version)
        yield Fact("product.facts", f"product:{product.pk}", {"version": version, "pin": row.pin})
