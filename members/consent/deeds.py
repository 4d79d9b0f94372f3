"""What entries about consent were about: the purposes."""

from __future__ import annotations

from collections.abc import Sequence

from backend.ledger.deeds import Deed
from members.consent.enums import ConsentPurpose


def consent_phrases(deeds: Sequence[Deed]) -> list[str]:
    labels = dict(ConsentPurpose.choices)
    return [deed.about(labels.get(deed.payload.get("purpose", ""), "")) for deed in deeds]
