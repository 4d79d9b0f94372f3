"""What pages show of members, branches and communes, as it is pinned in the ledger (backend.ledger.shown)."""

from __future__ import annotations

from collections.abc import Iterator

from backend.ledger import shown
from backend.ledger.shown import Words
from members.models import Branch, Unit, User

CHUNK = 1000


def register() -> None:
    shown.register("names", _names)
    shown.register("branches", _branches)
    shown.register("units", _units)


def tell_name(user: User) -> None:
    """Her name, which stands beside her goods where she agreed to it."""
    shown.tell(f"member:{user.ref}", _of_user(user))


def tell_branch(branch: Branch) -> None:
    shown.tell(f"branch:{branch.pk}", _of_branch(branch))


def tell_unit(unit: Unit) -> None:
    shown.tell(f"unit:{unit.code}", _of_unit(unit))


def _of_user(user: User) -> Words:
    return {"name": user.full_name} if user.full_name else {}


def _of_branch(branch: Branch) -> Words:
    return {
        "name": branch.name,
        "level": str(branch.level),
        "unit": branch.unit_id,
        "parent": branch.parent_id,
        "path": branch.path,
    }


def _of_unit(unit: Unit) -> Words:
    return {"name": unit.name, "kind": str(unit.kind), "parent": unit.parent_id}


def _names() -> Iterator[tuple[str, Words]]:
    for user in User.objects.exclude(full_name="").order_by("pk").iterator(CHUNK):
        yield f"member:{user.ref}", _of_user(user)


def _branches() -> Iterator[tuple[str, Words]]:
    for branch in Branch.objects.order_by("pk").iterator(CHUNK):
        yield f"branch:{branch.pk}", _of_branch(branch)


def _units() -> Iterator[tuple[str, Words]]:
    for unit in Unit.objects.order_by("pk").iterator(CHUNK):
        yield f"unit:{unit.code}", _of_unit(unit)
