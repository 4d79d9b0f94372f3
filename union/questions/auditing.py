"""What ledger entries state of questions. Topic and words are pinned: an entry stays for ever, her trouble must not."""

from backend.ledger.row_values import Stated
from union.questions.models import Answer, Handover, PublicAnswer, Question

STATED = (
    Stated(
        Question,
        subject=lambda row: f"question:{row.pk}",
        stated=(
            "state", "way", "voice_type", "is_phone_proven", "asked_branch", "branch", "asked_at", "due_at", "answered_at",
            "merged_into", "consented_at", "consent_withdrawn_at", "erased_at",
        ),
        people=("asker", "taken_by"),
        pinned=("ref", "text", "topic", "voice", "phone"),
    ),
    Stated(
        Handover,
        subject=lambda row: f"question:{row.question_id}",
        stated=("question", "branch", "at", "due_at"),
        people=("by",),
        pinned=("reason",),
    ),
    Stated(
        Answer,
        subject=lambda row: f"question:{row.question_id}",
        stated=("question", "state", "capacity", "branch", "written_at", "sent_at"),
        people=("written_by", "read_by"),
        pinned=("text", "citations", "place", "card_number", "returned_reason"),
    ),
    Stated(
        PublicAnswer,
        subject=lambda row: f"question:{row.question_id}",
        stated=("question", "capacity", "published_at", "review_from_date", "withdrawn_at"),
        people=("published_by",),
        pinned=("title", "asked", "text", "topic", "citations", "place", "card_number"),
    ),
)  # fmt: skip
