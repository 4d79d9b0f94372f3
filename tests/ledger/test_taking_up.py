"""Rows that are older than their kind's entries: recorded once, by the clock."""

import json

import pytest

from backend.ledger import auditing, taking_up
from backend.ledger.models import Entry
from products.models import ProductDecision
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db


def test_earlier_rows_are_recorded_once(db):
    product = ProductFactory()
    states = ("submitted", "listed", "retired", "draft")
    old = [ProductDecision.objects.create(product=product, state=state) for state in states]
    compare = auditing._comparisons["products' steps"]
    assert len(list(compare())) == 1 + len(old)  # each is a finding, and the last line is their number
    taking_up.record_earlier_rows()
    entries = Entry.objects.filter(subject=f"product:{product.pk}", kind__startswith="product.").order_by(
        "pk"
    )
    assert [(each.kind, json.loads(each.body)["payload"]) for each in entries] == [
        (kind, {"decision": row.pk, "takenUp": True})
        for kind, row in zip(
            ("product.submitted", "product.listed", "product.retired", "product.taken_up"), old, strict=True
        )
    ]
    assert list(compare()) == [len(old)]
    # A row that is inserted later behind the action's back gets no entry.
    ProductDecision.objects.create(product=product, state="listed")
    count = Entry.objects.count()
    assert taking_up.record_earlier_rows() == 0 and Entry.objects.count() == count
    assert len(list(compare())) == 2
