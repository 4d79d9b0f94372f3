"""Open many accounts at once, with the rows and ledger entries of `open_account`, with few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from backend.common.bulk import BATCH
from members.branches.actions.memberships import admit_members
from members.models import Branch, User
from members.people.actions.changes import note_openings
from members.people.pinned_rows import pin_new_names


@dataclass(frozen=True, slots=True)
class NewMember:
    """Checked values of an account to open. phone: E.164, unproven, or ""."""

    full_name: str
    birth_year: int | None
    phone: str
    branch: Branch


@transaction.atomic
def open_accounts(*, officer: User, people: Sequence[NewMember]) -> list[User]:
    """Open an account for each of `people`, confirmed members of their branches. Return them in order.

    Nobody has a PIN, gave a consent, or has a ticket yet: a ticket lasts two days, so it is printed when the member
    wants it. Raises NotAllowed.
    """
    members = User.objects.bulk_create(
        [
            User(
                full_name=person.full_name,
                birth_year=person.birth_year,
                phone_to_verify=person.phone,
                opened_by=officer,
                password=make_password(None),
            )
            for person in people
        ],
        batch_size=BATCH,
    )
    pin_new_names(members)
    admit_members(
        officer=officer,
        places=[(member, person.branch) for member, person in zip(members, people, strict=True)],
    )
    note_openings(officer=officer, members=members)
    return members
