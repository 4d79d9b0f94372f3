from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from products.models import ProductImport
from products.producers.querysets import OfProducers


class ImportQuerySet(OfProducers["ProductImport"]):
    with_lock = ("producer__unit", "producer__branch", "by", "on_behalf_of")

    def visible_to(self, user: Any) -> ImportQuerySet:
        """Filter to imports of producers that the user runs or oversees."""
        return self.handled_by(user) if user.is_authenticated else self.none()
