"""What ledger entries state of accounts, and the comparison of staff rights and active accounts with the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.models import Entry
from backend.ledger.row_values import Stated
from backend.ledger.taking_up import DONE
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
KIND, GROUP_KIND = "account.rights", "group.rights"
# Sources of entries for older rows (backend.ledger.taking_up).
ACCOUNT_GROUPS, GROUPS = "groups of accounts", "rights of groups"
RIGHTS = ("is_active", "is_staff", "is_superuser")


def compare_rights() -> Iterator[Finding | int]:
    """Yield a Finding for each account whose rights differ from its last ledger entry.

    The last value is the number of accounts.

    An erased account must have no staff rights. No page gives permissions apart from a group's.
    """
    count, is_recorded = 0, Entry.objects.filter(kind=DONE, subject=ACCOUNT_GROUPS).exists()
    last = {entry.subject: one for entry, one in entries_of(KIND)}
    groups, own = (
        _by_user(User.groups.through, "group_id"),
        _by_user(User.user_permissions.through, "permission_id"),
    )
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
        own_groups = groups.get(user.pk, [])
        if own_groups != sorted(wanted.get("groups", [])) and (subject in last or is_recorded):
            yield Finding(subject, "nhóm của tài khoản nói khác sổ cái / the account's groups differ")
        if user.pk in own:
            yield Finding(subject, "quyền riêng không trang nào cấp / a permission that no page gives")
    yield count


def _by_user(through: Any, column: str) -> dict[int, list[int]]:
    """Return {user's id: the sorted values of `column`} of the rows of a many-to-many relation."""
    found: dict[int, list[int]] = {}
    for user_id, value in through.objects.order_by("user_id", column).values_list("user_id", column):
        found.setdefault(user_id, []).append(value)
    return found


def permissions_of(group: Group) -> list[str]:
    """Return the permissions of a group as its entry states them, such as "members.view_user"."""
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{app}.{name}" for app, name in rows)


def group_subject(group_id: int) -> str:
    return f"group:{group_id}"


def compare_groups() -> Iterator[Finding | int]:
    """Yield a Finding for each group whose permissions differ from its last entry, and for each that is gone.

    The last value is the number of groups. Older groups aren't accused before the clock has recorded them.
    """
    last = {entry.subject: one.get("permissions") for entry, one in entries_of(GROUP_KIND)}
    count, is_recorded = 0, Entry.objects.filter(kind=DONE, subject=GROUPS).exists()
    for group in Group.objects.order_by("pk"):
        count += 1
        subject = group_subject(group.pk)
        is_stated = subject in last
        if permissions_of(group) != last.pop(subject, []) and (is_stated or is_recorded):
            yield Finding(subject, "quyền của nhóm nói khác sổ cái / the group's permissions differ")
    for subject in last:
        yield Finding(subject, "một nhóm đã mất / a group is gone that the ledger states")
    yield count


def groups_of_before() -> Iterator[Fact]:
    """Yield a ledger fact for each group with permissions that has no entry."""
    recorded = {entry.subject for entry, _one in entries_of(GROUP_KIND)}
    for group in Group.objects.order_by("pk"):
        if group_subject(group.pk) not in recorded:
            yield Fact(GROUP_KIND, group_subject(group.pk), {"permissions": permissions_of(group)})


def rights_of_before() -> Iterator[Fact]:
    """Yield a ledger fact for each staff account that has no ledger entry about its rights.

    The operator created these accounts before such entries existed.
    """
    recorded = {entry.subject for entry, _one in entries_of(KIND)}
    staff = User.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False))
    staff = staff.distinct().order_by("pk")
    for user in staff.iterator(CHUNK):
        if f"member:{user.ref}" not in recorded:
            groups = sorted(user.groups.values_list("pk", flat=True))
            yield Fact(
                KIND,
                f"member:{user.ref}",
                {**{name: getattr(user, name) for name in RIGHTS}, "groups": groups},
            )
