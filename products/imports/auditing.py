"""What ledger entries state of imports of products. Their rows lead to products, which are compared themselves."""

from backend.ledger.row_values import Stated
from products.models import ProductImport

STATED = (
    Stated(
        ProductImport,
        subject=lambda run: f"producer:{run.producer.ref}",
        stated=("ref", "producer", "state", "sha256", "with_beside", "created_at", "ended_at"),
        people=("by", "on_behalf_of"),
        related=("producer",),
    ),
)
