"""Pin in the ledger what pages show of members, branches and communes (backend.ledger.page_pins)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backend.ledger import page_pins
from backend.ledger.page_pins import Words
from members.models import Branch, Unit, User

CHUNK = 1000


def register() -> None:
    page_pins.register("names", _names)
    page_pins.register("branches", _branches)
    page_pins.register("units", _units)


def pin_name(user: User) -> None:
    """Pin the member's name, which product pages show with the member's consent."""
    page_pins.pin_row(f"member:{user.ref}", _of_user(user))


def pin_new_names(users: Iterable[User]) -> None:
    """Pin the names of accounts that were just created, with few statements."""
    page_pins.pin_rows((f"member:{user.ref}", _of_user(user)) for user in users)


def pin_branch(branch: Branch) -> None:
    page_pins.pin_row(f"branch:{branch.pk}", _of_branch(branch))


def pin_unit(unit: Unit) -> None:
    page_pins.pin_row(f"unit:{unit.code}", _of_unit(unit))


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
