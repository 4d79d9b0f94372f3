"""The communes of a province and the Union's branch in each: what an installation begins with."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from backend.common.text import fold
from members.branches.actions.branches import create_branch
from members.branches.enums import BranchLevel, UnitKind
from members.models import Branch, Unit
from members.people import showing

DATA = Path(__file__).resolve().parents[2] / "data"
SON_LA = DATA / "sonla_units.json"
PROVINCES = DATA / "provinces.json"


@transaction.atomic
def load_province(file: Path = SON_LA) -> Branch:
    """Bring units and branches up to `file`; returns the province's branch. What is there already stays as it is.

    The file names the province as [code, name] and each unit as [code, "commune" or "ward", name]. A renamed unit is
    renamed; its branch keeps the name that its officers know. The other provinces come along without branches.
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
    """The country's provinces and cities, where a buyer may say that she is."""
    for code, name in json.loads(PROVINCES.read_text(encoding="utf-8"))["provinces"]:
        _unit(code, UnitKind.PROVINCE, name, None)


def _unit(code: int, kind: UnitKind, name: str, parent: Unit | None) -> Unit:
    folded = fold(name)
    said = {"name": name, "name_folded": folded, "kind": kind, "parent": parent}
    unit, is_new = Unit.objects.get_or_create(code=code, defaults=said)
    if not is_new and unit.name != name:
        unit.name, unit.name_folded = name, folded
        unit.save(update_fields=["name", "name_folded"])
        showing.pin_unit(unit)
    return unit


def _lower(name: str) -> str:
    """ "Phường Mộc Châu" in the middle of a sentence: "phường Mộc Châu"."""
    return name[0].lower() + name[1:]
