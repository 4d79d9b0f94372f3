"""No column of money, state, role, person, text or proof is free, but for a list that only becomes shorter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from django.apps import apps

from tests.audit.deciding import EXCEPTIONS, MOST, Kind, kind_of
from tests.audit.declared import Table
from tests.audit.test_every_column import DECLARED

TABLES: dict[str, Table] = {label: table for module in DECLARED.values() for label, table in module.items()}
LISTED = [
    f"{label}.{name}"
    for models in EXCEPTIONS.values()
    for label, names in models.items()
    for name in names.split()
]


def free_and_deciding(tables: Mapping[str, Table]) -> Iterator[str]:
    for label, table in tables.items():
        for field in apps.get_model(label)._meta.concrete_fields:
            if field.name in table.free and kind_of(field, table.kinds):
                yield f"{label}.{field.name}"


def test_no_column_that_decides_something_is_free_but_for_the_listed_ones():
    assert sorted({*free_and_deciding(TABLES)} ^ {*LISTED}) == []
    assert len(LISTED) == len({*LISTED}) == MOST


def test_a_deciding_column_that_is_declared_free_is_named():
    order = Table(TABLES["orders.Order"].comparisons, free={"total": "why not"})
    assert [*free_and_deciding({"orders.Order": order})] == ["orders.Order.total"]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("orders.Order.total", Kind.MONEY),
        ("orders.Order.state", Kind.STATE),
        ("members.RoleGrant.role", Kind.ROLE),
        ("members.RoleGrant.user", Kind.PERSON),
        ("products.Product.producer", Kind.PERSON),
        ("orders.Review.words", Kind.TEXT),
        ("products.Photo.is_public", Kind.STATE),
        ("products.Photo.sha256", Kind.PROOF),
        ("products.Photo.master", Kind.PROOF),
        ("traceability.Lot.product", None),
        ("products.Photo.uploaded_at", None),
    ],
)
def test_what_a_column_decides_is_recognised(column, kind):
    label, _dot, name = column.rpartition(".")
    assert kind_of(apps.get_model(label)._meta.get_field(name), TABLES[label].kinds) == kind


def test_most_columns_are_compared(record_property):
    counts = dict.fromkeys(("compared", "derived", "free"), 0)
    for label, table in TABLES.items():
        for field in apps.get_model(label)._meta.concrete_fields:
            known = [kind for kind in ("derived", "free") if field.name in getattr(table, kind)]
            counts[known[0] if known else "compared"] += 1
    for kind, count in counts.items():
        record_property(kind, count)
    assert counts["compared"] > 2 * (counts["derived"] + counts["free"])
