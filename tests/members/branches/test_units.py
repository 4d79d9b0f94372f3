"""The communes of all provinces, and the branches made from them."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.branches.actions.units import load_province
from members.branches.enums import BranchLevel, UnitKind
from members.branches.provinces import UNITS, ProvinceError, all_provinces, find_province
from members.models import Branch, Unit

pytestmark = pytest.mark.django_db
CAO_BANG, TAY_NINH, HANOI = 4, 80, 1


def test_the_file_has_34_provinces_and_3321_units_under_distinct_codes():
    provinces = all_provinces().values()
    kinds = [kind for each in provinces for _code, kind, _name in each.communes]
    codes = [code for each in provinces for code, _kind, _name in each.communes]
    assert (len(provinces), len(kinds), kinds.count(UnitKind.WARD)) == (34, 3321, 687)
    assert len(set(codes) | all_provinces().keys()) == 34 + 3321
    zones = [name for each in provinces for _code, _kind, name in each.communes if name.startswith("Đặc khu")]
    assert len(zones) == 13
    assert len(all_provinces()[14].communes) == 75


def test_the_file_names_its_source_and_day():
    data = json.loads(UNITS.read_text("utf-8"))
    assert "vietnam-provinces 2026.9.0, data of 2026-09-20" in data["source"]
    assert data["since"] == "2025-07-01"


@pytest.mark.parametrize("asked", ["14", "Sơn La", "son la", "TINH SON LA", "Tỉnh Sơn La"], ids=ascii)
def test_a_province_is_found_by_code_and_by_name_without_accents(asked):
    assert find_province(asked).code == 14


@pytest.mark.parametrize("asked", ["TP. Hồ Chí Minh", "thanh pho ho chi minh"])
def test_a_city_is_found_without_its_rank(asked):
    assert find_province(asked).code == 79


@pytest.mark.parametrize("asked", ["Son Laa", "", "99", "²"])
def test_an_unknown_province_is_refused_with_the_nearest(asked):
    with pytest.raises(ProvinceError) as refused:
        find_province(asked)
    assert "Tỉnh Sơn La (14)" in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [pytest.param(HANOI, id="low codes"), pytest.param(TAY_NINH, id="alike names")],
)
def test_each_commune_has_a_branch_of_its_own(code):
    """Hà Nội's wards share numbers with provinces. In Tây Ninh, Xã Tân Thành and Xã Tân Thạnh differ by an accent."""
    root = load_province(code)
    province = all_provinces()[code]
    branches = Branch.objects.filter(parent=root, level=BranchLevel.COMMUNE)
    assert sorted(branches.values_list("unit_id", "unit__name")) == sorted(
        (number, name) for number, _kind, name in province.communes
    )
    assert Unit.objects.get(pk=CAO_BANG).name == "Tỉnh Cao Bằng"


def test_a_second_province_is_refused_unless_asked_for():
    load_province(CAO_BANG)
    before = Branch.objects.count(), Unit.objects.count()
    with pytest.raises(CommandError, match="--additional"):
        call_command("load_units", "lai chau")
    assert (Branch.objects.count(), Unit.objects.count()) == before
    told = StringIO()
    call_command("load_units", "lai chau", additional=True, stdout=told)
    assert told.getvalue() == "Hội LHPN tỉnh Lai Châu: 38 xã, phường và chi hội.\n"


def test_a_province_that_is_loaded_again_stays_as_it_is_and_needs_no_name():
    load_province(CAO_BANG)
    before = list(Branch.objects.values())
    told = StringIO()
    call_command("load_units", stdout=told)
    assert (list(Branch.objects.values()), told.getvalue()) == (
        before,
        "Hội LHPN tỉnh Cao Bằng: 56 xã, phường và chi hội.\n",
    )


def test_no_province_is_assumed():
    with pytest.raises(CommandError, match="Which province"):
        call_command("load_units")
    assert not Branch.objects.exists()
