"""Ports: what members asks the apps above it (backend.common.ports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from members.consent.enums import ConsentPurpose
    from members.models import User
    from members.notices.enums import MilestoneKind


@Port
def consent_withdrawn(*, user: User, purpose: ConsentPurpose) -> None:
    """Stop everything that needs the consent for `purpose`, which `user` has just withdrawn."""


@Port
def milestone_changed(*, user: User, kind: MilestoneKind) -> None:
    """Update data that depends on a milestone of `kind`, which `user` has just reached or had undone."""


@Port
def portraits(*, user_ids: Sequence[int], viewer: User | None) -> dict[int, str]:
    """Return {user id: URL of a small portrait} for those users whose portrait `viewer` may see.

    viewer: None for somebody who isn't signed in, who sees only public portraits.
    """
    return {}


@Port
def person_changed(*, request: HttpRequest) -> None:
    """Forget what the session knows of the person before: an officer at this device now acts for somebody else."""


@Port
def landing_page(*, user: User) -> str:
    """Return the URL at which `user` lands after signing in, if it isn't the home page; "" otherwise."""
    return ""
