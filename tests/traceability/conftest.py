"""The same three people everywhere: Lan makes plums, Minh is in her branch, Hoa is a stranger; Thu is Lan's officer."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from rest_framework.authtoken.models import Token

from members.acting import Actor
from members.enums import BranchLevel, MembershipState, Role, UnitKind
from members.models import Branch, Membership, RoleGrant, Unit, User
from products.models import Producer, ProducerPerson, Product
from tests.kept import begins_with, made


@pytest.fixture
def own_media(settings, tmp_path) -> None:
    """A media store of its own: label sheets are named by their run's number, which starts anew in each test."""
    settings.MEDIA_ROOT = tmp_path / "media"


def make_world() -> SimpleNamespace:
    """lan, minh, hoa, thu (users); lan.. as actors under `as_`; producer, product, other_product of Hoa; units."""
    province = Unit.objects.create(
        code=900014, name="Tỉnh Sơn La", kind=UnitKind.PROVINCE, name_folded="tinh son la"
    )
    commune = Unit.objects.create(
        code=903979,
        name="Phường Mộc Châu",
        kind=UnitKind.WARD,
        parent=province,
        name_folded="phuong moc chau",
    )
    far = Unit.objects.create(
        code=903703, name="Xã Quỳnh Nhai", kind=UnitKind.COMMUNE, parent=province, name_folded="xa quynh nhai"
    )
    root = make_branch("Hội tỉnh thử", BranchLevel.PROVINCE, province)
    branch = make_branch("Hội LHPN phường Mộc Châu", BranchLevel.COMMUNE, commune, root)
    elsewhere = make_branch("Hội LHPN xã Quỳnh Nhai", BranchLevel.COMMUNE, far, root)
    people = {}
    for name, full_name, home in (
        ("lan", "Lò Thị Lan", branch),
        ("minh", "Hà Thị Minh", branch),
        ("hoa", "Cầm Thị Hoa", elsewhere),
        ("thu", "Vì Thị Thu", branch),
    ):
        user = User.objects.create_user(full_name=full_name, password="246810")
        Membership.objects.create(user=user, branch=home, state=MembershipState.CONFIRMED)
        people[name] = user
    RoleGrant.objects.create(user=people["thu"], role=Role.OFFICER, branch=branch)
    producer = Producer.objects.create(
        kind="household", name="Vườn nhà Lan", slug="vuon-nha-lan", unit=commune, branch=branch
    )
    ProducerPerson.objects.create(producer=producer, user=people["lan"])
    product = Product.objects.create(
        producer=producer, name="Mận hậu Mộc Châu", price=45_000, unit="kg", state="listed", slug="man-hau",
        origin="Mộc Châu, Sơn La",
    )
    stranger = Producer.objects.create(
        kind="household", name="Bếp nhà Hoa", slug="bep-nha-hoa", unit=far, branch=elsewhere
    )
    ProducerPerson.objects.create(producer=stranger, user=people["hoa"])
    other = Product.objects.create(
        producer=stranger, name="Cá sông Đà", price=90_000, unit="kg", state="listed", slug="ca-song-da", origin="Quỳnh Nhai, Sơn La",
    )
    return SimpleNamespace(
        **people,
        as_=SimpleNamespace(**{name: Actor.herself(user) for name, user in people.items()}),
        thu_for_lan=Actor(by=people["thu"], member=people["lan"]),
        province=province,
        commune=commune,
        far=far,
        branch=branch,
        producer=producer,
        product=product,
        other_product=other,
    )


@pytest.fixture
@begins_with(make_world)
def world(db) -> SimpleNamespace:
    return made(make_world)


def make_branch(name: str, level: str, unit: Unit, parent: Branch | None = None) -> Branch:
    branch = Branch.objects.create(name=name, level=level, unit=unit, parent=parent, path=f"/new {unit.pk}/")
    branch.path = f"{parent.path if parent else '/'}{branch.pk}/"
    branch.save()
    return branch


@pytest.fixture
def send(client):
    """Sends an EPCIS document or event as somebody's software does, with her token."""

    def post(user, body, *, to="capture", **headers):
        token, _made = Token.objects.get_or_create(user=user)
        return client.post(
            f"/epcis/{to}",
            data=body if isinstance(body, bytes | str) else json.dumps(body),
            content_type="application/ld+json",
            headers={"Authorization": f"Token {token.key}"} | headers,
        )

    return post
