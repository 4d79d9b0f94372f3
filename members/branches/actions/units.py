"""Load the communes of a province, and create the Union's branch in each, for a new installation."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from backend.common.text import fold
from members.branches.actions.branches import create_branch
from members.branches.enums import BranchLevel, UnitKind
from members.models import Branch, Unit
from members.people import pinned_rows as showing

DATA = Path(__file__).resolve().parents[2] / "data"
SON_LA = DATA / "sonla_units.json"
PROVINCES = DATA / "provinces.json"


@transaction.atomic
def load_province(file: Path = SON_LA) -> Branch:
    """Create the units and branches of `file` that don't exist yet, and return the province's branch.

    The file has the province as [code, name] and each unit as [code, "commune" or "ward", name]. Units are
    renamed as in the file, but not their branches. Also creates the other provinces, without branches.
    """
    load_provinces()
    data = json.loads(file.read_text(encoding="utf-8"))
    code, name = data["province"]
    province = _unit(code, UnitKind.PROVINCE, name, None)
    root = Branch.objects.filter(unit=province, level=BranchLevel.PROVINCE).first() or create_branch(
        actor=None, name=f"Hội LHPN {_lower(name)}", level=BranchLevel.PROVINCE, unit=province
    )
    with_branch = set(Branch.objects.filter(parent=root).values_list("unit_id", flat=True))
    for code, kind, name in data["units"]:
        unit = _unit(code, UnitKind(kind), name, province)
        if unit.pk not in with_branch:
            create_branch(
                actor=None, name=f"Hội LHPN {_lower(name)}", level=BranchLevel.COMMUNE, parent=root, unit=unit
            )
    return root


def load_provinces() -> None:
    """Create the provinces and cities of Vietnam, which buyers can choose as their place."""
    for code, name in json.loads(PROVINCES.read_text(encoding="utf-8"))["provinces"]:
        _unit(code, UnitKind.PROVINCE, name, None)


def _unit(code: int, kind: UnitKind, name: str, parent: Unit | None) -> Unit:
    folded = fold(name)
    values = {"name": name, "name_folded": folded, "kind": kind, "parent": parent}
    unit, is_new = Unit.objects.get_or_create(code=code, defaults=values)
    if not is_new and unit.name != name:
        unit.name, unit.name_folded = name, folded
        unit.save(update_fields=["name", "name_folded"])
        showing.pin_unit(unit)
    return unit


def _lower(name: str) -> str:
    """Return a unit's name for the middle of a sentence: "phường Mộc Châu" for "Phường Mộc Châu"."""
    return name[0].lower() + name[1:]
