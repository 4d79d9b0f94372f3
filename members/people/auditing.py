"""What ledger entries state of accounts, and the comparison of staff rights and active accounts with the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.row_values import Stated
from members.models import User

STATED = (
    # Any sign-up makes a row; what it may do comes with roles and memberships, which are stated. A secret and an
    # unproven number, which a code by SMS proves, let somebody in.
    Stated(
        User,
        subject=lambda user: f"member:{user.ref}",
        stated=(
            "ref",
            "phone_verified_at",
            "is_active",
            "is_staff",
            "is_superuser",
            "erase_due_at",
            "erased_at",
            "joined_at",
            "language",
        ),
        people=("opened_by",),
        pinned=("full_name", "phone", "card_number", "birth_year"),
        secret=("password", "phone_to_verify"),
        is_required=False,
    ),
)
KIND = "account.rights"
RIGHTS = ("is_active", "is_staff", "is_superuser")


def compare_rights() -> Iterator[Finding | int]:
    """Yield a Finding for each account whose rights differ from its last ledger entry.

    The last value is the number of accounts.

    An erased account must have no staff rights.
    """
    count = 0
    last = {entry.subject: one for entry, one in entries_of(KIND)}
    for user in User.objects.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"member:{user.ref}"
        wanted = last.get(subject, {})
        if user.erased_at is not None:
            wanted = dict.fromkeys(RIGHTS, False)
        for name in ("is_staff", "is_superuser"):
            if getattr(user, name) != wanted.get(name, False):
                yield Finding(
                    subject,
                    f"{name} của tài khoản nói khác sổ cái / the account's {name} differs from the ledger",
                )
        if "is_active" in wanted and user.is_active != wanted["is_active"]:
            yield Finding(
                subject, "is_active của tài khoản nói khác sổ cái / whether the account is in use differs"
            )
    yield count


def rights_of_before() -> Iterator[Fact]:
    """Yield a ledger fact for each staff account that has no ledger entry about its rights.

    The operator created these accounts before such entries existed.
    """
    recorded = {entry.subject for entry, _one in entries_of(KIND)}
    staff = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True)).order_by("pk")
    for user in staff.iterator(CHUNK):
        if f"member:{user.ref}" not in recorded:
            groups = sorted(user.groups.values_list("pk", flat=True))
            yield Fact(
                KIND,
                f"member:{user.ref}",
                {**{name: getattr(user, name) for name in RIGHTS}, "groups": groups},
            )
