"""Words for kinds of ledger entries, of the apps that do not declare their acts yet (backend.ledger.acts)."""

from typing import Any

from backend.ledger import acts


def register(kind: str, words: Any) -> None:
    acts.declare(acts.Act(kind, words=words))
