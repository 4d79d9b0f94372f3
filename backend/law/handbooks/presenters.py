"""What the handbook's page shows: which situations, under which titles, and how much room they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.law.handbooks.models import Handbook
from backend.law.handbooks.pack import pack_bytes
from backend.law.handbooks.rules import may_choose_situations
from backend.law.situations.stock import Situation, Topic, stock
from members.branches.enums import BranchLevel
from members.models import Branch, Membership, RoleGrant
from members.roles.enums import Role


@dataclass(frozen=True, slots=True)
class KeptTitle:
    """A row of the list. title: neutral title for urgent situations, safe on a shared screen."""

    situation: Situation
    title: str
    icon: str


def commune_of(user: Any) -> Branch | None:
    """Return the commune of a member's branch, or the one in which an officer works; None without any. Two queries."""
    if not user.is_authenticated:
        return None
    membership = Membership.objects.open().filter(user=user).select_related("branch__parent").first()
    branch = membership.branch if membership else None
    while branch is not None and branch.level == BranchLevel.CHAPTER:
        branch = branch.parent
    if branch is None or branch.level != BranchLevel.COMMUNE:
        grants = RoleGrant.objects.filter(user=user, role=Role.OFFICER, ended_at=None)
        communes = Branch.objects.visible_to(user).filter(level=BranchLevel.COMMUNE)
        branch = communes.filter(role_grants__in=grants).first()
    return branch


def situations_of(branch: Branch | None) -> list[Situation]:
    """Return what a commune chose and the stock still has; without a choice all urgent situations. One query."""
    known = stock().situations
    row = Handbook.objects.filter(branch=branch).first() if branch else None
    chosen = [known[slug] for slug in row.situations if slug in known] if row else []
    return chosen or [each for each in known.values() if each.is_urgent]


def handbook_page(branch: Branch | None, user: Any) -> dict[str, Any]:
    situations = situations_of(branch)
    return {
        "branch": branch,
        "titles": kept_titles(situations),
        "count": len(situations),
        "size": pack_bytes(situations),
        "may_choose": branch is not None and may_choose_situations(user, branch),
    }


def kept_titles(situations: list[Situation]) -> list[KeptTitle]:
    """Return the rows of the list: urgent situations under words that don't name the danger, each its own."""
    return [
        KeptTitle(each, _("Nơi giúp: %(what)s") % {"what": each.neutral}, "phone")
        if each.is_urgent
        else KeptTitle(each, each.title, each.topic.icon)
        for each in situations
    ]


def choices() -> list[tuple[Topic, list[Situation]]]:
    """Return all situations by topic."""
    shelf = stock()
    return [(topic, shelf.of_topic(topic)) for topic in shelf.topics.values()]
