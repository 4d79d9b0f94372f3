"""Requests to the apps above members (backend.common.ports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from members.consent.enums import ConsentPurpose
    from members.models import User
    from members.notices.enums import MilestoneKind


@Port
def consent_withdrawn(*, user: User, purpose: ConsentPurpose) -> None:
    """Called when a user has withdrawn a consent. Stop everything that needs it."""


@Port
def milestone_changed(*, user: User, kind: MilestoneKind) -> None:
    """Called when a milestone was reached or undone. Update data that depends on it."""
