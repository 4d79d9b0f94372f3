"""What ledger entries state of readings (backend.ledger.row_states)."""

from __future__ import annotations

from typing import Any

from backend.law.readings.models import LawyerReading, PlainWords, Recording
from backend.ledger.row_states import Stated


def _subject(row: Any) -> str:
    return f"law:{row.provision.document.number}" if row.provision_id else f"law:{row.readable}"


STATED = (
    Stated(
        PlainWords,
        subject=lambda row: f"law:{row.provision.document.number}",
        stated=(
            "provision",
            "text",
            "audience",
            "explains_sha256",
            "written_at",
            "read_at",
            "replaced_at",
        ),
        people=("written_by", "read_by"),
        related=("provision__document",),
    ),
    Stated(
        LawyerReading,
        subject=_subject,
        stated=("provision", "readable", "words", "text_sha256", "verdict", "grant", "read_at", "ended_at"),
        people=("read_by",),
        pinned=("reason",),
        related=("provision__document",),
    ),
    Stated(
        Recording,
        subject=_subject,
        stated=(
            "provision",
            "readable",
            "text_sha256",
            "language",
            "file_name",
            "file_type",
            "file_sha256",
            "added_at",
            "removed_at",
        ),
        people=("added_by",),
        pinned=("speaker", "first_listener", "second_listener"),
        related=("provision__document",),
    ),
)
