"""The resolver's description of itself at /.well-known/gs1resolver."""

from __future__ import annotations

import pytest

from members.branches.enums import BranchLevel, UnitKind
from members.models import Branch, Unit

pytestmark = pytest.mark.django_db


def contact(client) -> dict:
    return client.get("/.well-known/gs1resolver").json()["contact"]


@pytest.mark.parametrize(
    ("unit", "region"),
    [("Tỉnh Sơn La", "Sơn La"), ("Tỉnh Điện Biên", "Điện Biên"), ("Thành phố Huế", "Huế")],
)
def test_address_is_the_province_of_the_installation(client, unit, region):
    province = Unit.objects.create(code=900011, name=unit, kind=UnitKind.PROVINCE, name_folded="")
    commune = Unit.objects.create(
        code=900012, name="Xã Thử", kind=UnitKind.COMMUNE, name_folded="", parent=province
    )
    Branch.objects.create(name="Xã", level=BranchLevel.COMMUNE, unit=commune, path="/1/")
    Branch.objects.create(name="Cũ", level=BranchLevel.PROVINCE, unit=commune, path="/2/", is_active=False)
    Branch.objects.create(name="Hội", level=BranchLevel.PROVINCE, unit=province, path="/3/")
    assert contact(client) == {"fn": "Piêu", "hasAddress": {"region": region}}


def test_no_address_is_given_before_the_province_is_known(client):
    assert contact(client) == {"fn": "Piêu"}
    Branch.objects.create(name="Hội", level=BranchLevel.PROVINCE, path="/1/")
    assert contact(client) == {"fn": "Piêu"}
