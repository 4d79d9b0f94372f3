"""What entries about memberships were about: the branch."""

from __future__ import annotations

from collections.abc import Sequence

from backend.ledger.deeds import Deed
from members.models import Branch


def membership_phrases(deeds: Sequence[Deed]) -> list[str]:
    branches = Branch.objects.in_bulk({deed.subject_pk for deed in deeds})
    return [
        deed.about(branches[deed.subject_pk].name) if deed.subject_pk in branches else "" for deed in deeds
    ]
