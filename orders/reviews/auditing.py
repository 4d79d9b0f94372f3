"""What ledger entries state of reviews (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from orders.reviews.models import Review, ReviewReport

STATED = (
    Stated(
        Review,
        subject=lambda review: f"review:{review.pk}",
        stated=("line", "product", "stars", "created_at", "erased_at", "answered_at", "hidden_at"),
        people=("answered_by", "hidden_by"),
        pinned=("words", "answer", "hidden_reason"),
    ),
    Stated(
        ReviewReport,
        subject=lambda report: f"review:{report.review_id}",
        stated=("review", "created_at", "closed_at"),
        pinned=("reason",),
    ),
)
