"""Open many accounts at once, with the rows and ledger entries of `open_account`, with few statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from backend.common.bulk import BATCH
from members.branches.actions.memberships import admit_members
from members.keys import new_card_number
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
    numbers = free_card_numbers(len(people))
    members = User.objects.bulk_create(
        [
            User(
                card_number=number,
                full_name=person.full_name,
                birth_year=person.birth_year,
                phone_to_verify=person.phone,
                opened_by=officer,
                password=make_password(None),
            )
            for person, number in zip(people, numbers, strict=True)
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


def free_card_numbers(count: int, draw: Callable[[], str] = new_card_number) -> list[str]:
    """Return `count` different card numbers that nobody has. Of 5,000 drawn numbers, two are often the same."""
    found: set[str] = set()
    while missing := count - len(found):
        drawn = {draw() for _time in range(missing)}
        found |= drawn - set(User.objects.filter(card_number__in=drawn).values_list("card_number", flat=True))
    return list(found)
