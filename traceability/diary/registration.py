"""Register what the diary says about its entries."""

from backend.ledger import deeds
from traceability.diary.deeds import event_phrases


def register() -> None:
    """Register the words for single entries. Called once, when Django starts."""
    deeds.describe("event", event_phrases)
