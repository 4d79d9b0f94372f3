"""What ledger entries state of complaints (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from orders.complaints.models import Complaint

STATED = (
    Stated(
        Complaint,
        subject=lambda complaint: f"complaint:{complaint.ref}",
        stated=(
            "ref",
            "kind",
            "state",
            "producer",
            "product",
            "order",
            "created_at",
            "answer_by",
            "escalated_at",
            "answered_at",
            "objected_at",
            "reply_by",
            "replied_at",
        ),
        people=("answered_by", "on_behalf_of"),
        pinned=("text", "authority", "contact_phone", "answer", "objection", "reply"),
    ),
)
