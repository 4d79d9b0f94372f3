"""Find a member's home commune, and the branch that oversees a producer."""

from __future__ import annotations

from members.branches.enums import BranchLevel, MembershipState, UnitKind
from members.models import Branch, Membership, Unit, User
from products.models import Producer


def home_unit(member: User) -> Unit | None:
    """Return the commune of the branch that the member belongs to or asked to join, or None."""
    membership = (
        Membership.objects.filter(
            user=member, state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED]
        )
        .select_related("branch")
        .first()
    )
    return _commune_of(membership.branch) if membership else None


def union_province() -> Unit | None:
    """Return the province of the Union's province branch, None without one.

    It is the unit of producers whose commune is unknown.
    """
    root = Branch.objects.filter(level=BranchLevel.PROVINCE, is_active=True, unit__kind=UnitKind.PROVINCE)
    first = root.select_related("unit").order_by("pk").first()
    return first.unit if first else None


def lacks_commune(producer: Producer) -> bool:
    """Return True if only the province of the producer is known, not its commune (see ensure_producer).

    The diary and the listing then ask for the commune.
    """
    return producer.unit.kind == UnitKind.PROVINCE


def overseeing_branch(*, unit: Unit, member: User) -> Branch | None:
    """Return the branch that oversees a producer in `unit`; None without any branch.

    The first of these that exists: the member's own branch if it lies in `unit`, the branch of the commune
    `unit`, the branch of its province, the topmost branch.
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
