"""What ledger entries state of exchange templates: their file, what fills its columns, and who mapped them."""

from backend.ledger.row_values import Stated
from orders.exchanges.models import ExchangeTemplate

STATED = (
    Stated(
        ExchangeTemplate,
        subject=lambda template: f"exchange:{template.ref}",
        stated=("ref", "file", "heading_row", "first_row", "digest", "changed_at", "is_active"),
        people=("by",),
        pinned=("name", "file_name", "sheet", "columns", "constants", "words", "shape", "headings"),
    ),
)
