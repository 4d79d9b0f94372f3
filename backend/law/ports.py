"""Ports: what a trade of the law asks the trades above it (backend.common.ports)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from backend.law.library.models import Provision


@Port
def read_by_lawyer(provisions: Collection[Provision]) -> set[int]:
    """Return the ids of those provisions that a lawyer found right as they read today."""
    return set()


@Port
def names_danger(typed: str) -> bool:
    """Return True if what somebody typed into the search names a danger, such as violence."""
    return False
