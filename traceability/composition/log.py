"""What the public log tells of lots."""

from backend.ledger.kinds import show_kinds


def register() -> None:
    show_kinds("event", "lot", "origin", "labels", "recall")
