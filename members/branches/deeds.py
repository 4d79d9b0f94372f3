"""What entries about memberships were about: the branch."""

from __future__ import annotations

from collections.abc import Sequence

from backend.ledger.deeds import Deed
from members.models import Branch


def membership_phrases(deeds: Sequence[Deed]) -> list[str]:
    branches = Branch.objects.in_bulk({deed.payload.get("branch") for deed in deeds} - {None})
    found = [branches.get(deed.payload.get("branch")) for deed in deeds]
    return [deed.about(branch.name) if branch else "" for deed, branch in zip(deeds, found, strict=True)]
