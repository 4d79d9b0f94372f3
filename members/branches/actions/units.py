"""Load the communes of a province, and create the Union's branch in each, for a new installation."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.text import fold
from members.branches.actions.branches import create_branch
from members.branches.enums import BranchLevel, UnitKind
from members.branches.provinces import SON_LA, ProvinceError, all_provinces
from members.models import Branch, Unit
from members.people import pinned_rows as showing


@transaction.atomic
def load_province(code: int = SON_LA, *, is_additional: bool = False) -> Branch:
    """Create the units and branches of a province that don't exist yet, and return the province's branch.

    Units are renamed as in the file, but not their branches. Also creates the other provinces, without
    branches.

    Raises ProvinceError if another province has a branch, unless `is_additional`.
    """
    province = all_provinces()[code]
    roots = Branch.objects.filter(level=BranchLevel.PROVINCE)
    other = roots.exclude(unit=code).first()
    if other and not is_additional and not roots.filter(unit=code).exists():
        raise ProvinceError(
            _("Ở đây đã có %(other)s. Một bản Piêu là của một tỉnh.") % {"other": other},
            field="province",
            code="second_province",
        )
    load_provinces()
    unit = Unit.objects.get(pk=code)
    root = roots.filter(unit=unit).first() or create_branch(
        actor=None, name=f"Hội LHPN {_lower(province.name)}", level=BranchLevel.PROVINCE, unit=unit
    )
    with_branch = set(Branch.objects.filter(parent=root).values_list("unit_id", flat=True))
    for number, kind, name in province.communes:
        commune = _unit(number, kind, name, unit)
        if commune.pk not in with_branch:
            create_branch(
                actor=None,
                name=f"Hội LHPN {_lower(name)}",
                level=BranchLevel.COMMUNE,
                parent=root,
                unit=commune,
            )
    return root


def load_provinces() -> None:
    """Create the provinces and cities of Vietnam, which buyers can choose as their place."""
    for province in all_provinces().values():
        _unit(province.code, UnitKind.PROVINCE, province.name, None)


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
