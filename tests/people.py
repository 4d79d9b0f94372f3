"""The people of every test: Lan is the owner, Minh is in the same branch, Hoa is a stranger, Thu is that branch's officer.

Factories and fixtures take names from here. `make_members` writes the rows of several people with two queries.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from members.branches.enums import MembershipState
from members.models import Branch, Membership, User


class Person(NamedTuple):
    full_name: str
    phone: str
    card_number: str
    birth_year: int | None = None


LAN = Person("Lò Thị Lan", "+84912345671", "10000008", 1984)
MINH = Person("Hà Thị Minh", "+84912345672", "20000006")
HOA = Person("Cầm Thị Hoa", "+84912345673", "30000004")
THU = Person("Vì Thị Thu", "+84912345674", "40000002")


def make_members(password: str, *people: tuple[Person, Branch]) -> list[User]:
    """Create a confirmed member of the branch for each person, without a phone, and return them in order."""
    secret = make_password(password)
    users = User.objects.bulk_create(
        User(full_name=person.full_name, password=secret) for person, _home in people
    )
    Membership.objects.bulk_create(
        Membership(user=user, branch=home, state=MembershipState.CONFIRMED)
        for user, (_person, home) in zip(users, people, strict=True)
    )
    return users
