"""Which commune a member is at home in, and which branch looks after a producer."""

from __future__ import annotations

from members.branches.enums import BranchLevel, MembershipState, UnitKind
from members.models import Branch, Membership, Unit, User
from products.models import Producer


def home_unit(member: User) -> Unit | None:
    """The commune of the branch she belongs to, or asked to join."""
    membership = (
        Membership.objects.filter(
            user=member, state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED]
        )
        .select_related("branch")
        .first()
    )
    return _commune_of(membership.branch) if membership else None


def union_province() -> Unit | None:
    """The province of this Union: where a producer is whose commune nobody has said yet."""
    root = Branch.objects.filter(level=BranchLevel.PROVINCE, is_active=True, unit__kind=UnitKind.PROVINCE)
    first = root.select_related("unit").order_by("pk").first()
    return first.unit if first else None


def lacks_commune(producer: Producer) -> bool:
    """Only the province is known of it (ensure_producer): the diary and the listing ask for the commune."""
    return producer.unit.kind == UnitKind.PROVINCE


def overseeing_branch(*, unit: Unit, member: User) -> Branch | None:
    """The branch that looks after a producer in `unit`.

    Her own chapter where it lies in that commune; else the commune's branch; else the nearest one above, the
    province's.
    """
    membership = (
        Membership.objects.filter(user=member, state=MembershipState.CONFIRMED)
        .select_related("branch")
        .first()
    )
    if membership and _commune_of(membership.branch) == unit:
        return membership.branch
    branches = Branch.objects.filter(is_active=True)
    return (
        branches.filter(unit=unit, level=BranchLevel.COMMUNE).first()
        or branches.filter(unit=unit.parent, level=BranchLevel.PROVINCE).first()
        or branches.filter(parent=None).first()
    )


def _commune_of(branch: Branch) -> Unit | None:
    ids = [int(part) for part in branch.path.strip("/").split("/")]
    above = Branch.objects.filter(pk__in=ids, unit__isnull=False).exclude(level=BranchLevel.PROVINCE)
    nearest = above.select_related("unit").order_by("-path").first()
    return nearest.unit if nearest else None
