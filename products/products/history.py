"""The history of a product, as dicts for StepSerializer."""

from __future__ import annotations

from typing import Any

from products.models import Product

MOST = 200


def steps_of(product: Product, most: int = MOST) -> list[dict[str, Any]]:
    """Return the decisions on a product and the changes of its fields, newest first, at most `most`.

    Each is a dict for StepSerializer.
    """
    steps: list[dict[str, Any]] = [
        {
            "at": row.decided_at,
            "state": row.state,
            "reasons": row.reasons,
            "fields_changed": {},
            "was_listed": False,
        }
        | _people(row)
        for row in product.decisions.select_related("by", "on_behalf_of")[:most]
    ]
    steps += [
        {
            "at": row.changed_at,
            "state": None,
            "reasons": "",
            "fields_changed": row.fields,
            "was_listed": row.was_listed,
        }
        | _people(row)
        for row in product.changes.select_related("by", "on_behalf_of")[:most]
    ]
    return sorted(steps, key=lambda step: step["at"], reverse=True)[:most]


def _people(row: Any) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in ("by", "on_behalf_of")}
