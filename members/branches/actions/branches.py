from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import fold, nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch, Unit
from members.people import pinned_rows as showing
from members.rules import may_change_branch, may_create_branch, require

_PARENT_LEVEL = {
    BranchLevel.PROVINCE: None,
    BranchLevel.COMMUNE: BranchLevel.PROVINCE,
    BranchLevel.CHAPTER: BranchLevel.COMMUNE,
}


class BranchError(DomainError):
    """The branch's name or its place in the tree is not allowed."""


@transaction.atomic
def create_branch(
    *,
    actor: Actor | None,
    name: str,
    level: BranchLevel | str,
    parent: Branch | None = None,
    unit: Unit | None = None,
) -> Branch:
    """Create a branch below `parent`: a commune below the province, or a chapter below a commune.

    A chapter belongs to the commune's unit. Names of chapters must differ without their accents; those of
    communes need not, because the state has Xã Cẩm Giang and Xã Cẩm Giàng in one province.

    `actor` is None for the operator in the shell. Raises NotAllowed, or BranchError if `parent` has the wrong
    level or a branch of that name.
    """
    level = BranchLevel(level)
    if actor is not None:
        require(may_create_branch(actor.member, parent=parent))
    name = clean_branch_name(name)
    if (parent.level if parent else None) != _PARENT_LEVEL[level]:
        raise BranchError(
            _("Chi hội thuộc một xã, Hội cấp xã thuộc tỉnh."), field="parent", code="wrong_parent"
        )
    folded = fold(name)
    same = {"name": name} if unit else {"name_folded": folded}
    if parent and Branch.objects.select_for_update().filter(parent=parent, **same).exists():
        raise _name_taken()
    branch = Branch.objects.create(
        name=name,
        name_folded=folded,
        level=level,
        unit=unit or (parent.unit if parent and level == BranchLevel.CHAPTER else None),
        parent=parent,
        # The row's number is unknown before the insert; until then a provisional path is unique.
        path=f"new:{parent.pk if parent else ''}:{folded}"[:80],
    )
    branch.path = f"{parent.path if parent else '/'}{branch.pk}/"
    branch.save(update_fields=["path"])
    if actor is not None:
        append_entry(
            kind="branch.created",
            subject=f"branch:{branch.pk}",
            payload={"level": str(level), "parent": parent.pk if parent else None, **states(branch)},
            **actor.ledger_refs(),
        )
        showing.pin_branch(branch)
    return branch


@transaction.atomic
def change_branch(*, actor: Actor, branch: Branch, name: str, is_active: bool) -> Branch:
    """Rename, close or reopen a branch. Raises NotAllowed, BranchError."""
    branch = Branch.objects.select_for_update().get(pk=branch.pk)
    require(not actor.is_helping and may_change_branch(actor.by, branch))
    name = clean_branch_name(name)
    if (name, is_active) == (branch.name, branch.is_active):
        return branch
    folded = fold(name)
    siblings = Branch.objects.filter(parent=branch.parent_id, name_folded=folded).exclude(pk=branch.pk)
    renamed = name != branch.name
    if renamed and branch.parent_id and siblings.exists():
        raise _name_taken()
    branch.name, branch.name_folded, branch.is_active = name, folded, is_active
    branch.save(update_fields=["name", "name_folded", "is_active"])
    append_entry(
        kind="branch.changed",
        subject=f"branch:{branch.pk}",
        payload={"renamed": renamed, "isActive": is_active, **states(branch)},
        **actor.ledger_refs(),
    )
    showing.pin_branch(branch)
    return branch


def clean_branch_name(raw: str) -> str:
    name = nfc(raw)[:120]
    if len(name) < 2:
        raise BranchError(_("Chị viết tên chi hội, ví dụ: Chi hội bản Áng."), field="name", code="no_name")
    return name


def _name_taken() -> BranchError:
    return BranchError(_("Ở đây đã có chi hội tên này."), field="name", code="name_taken")
