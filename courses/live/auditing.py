"""What ledger entries state of a seller's sentences for a livestream."""

from backend.ledger.row_values import Stated
from courses.live.models import LiveSheet

STATED = (
    Stated(
        LiveSheet,
        subject=lambda sheet: f"product:{sheet.product_id}",
        stated=("changed_at",),
        people=("by", "on_behalf_of"),
        pinned=("own",),
    ),
)
