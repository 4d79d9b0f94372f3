"""A world for the people of tests/people.py: Lan makes plums, and Hoa, a stranger, catches fish."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.utils import timezone

from members.acting import Actor
from members.branches.enums import BranchLevel, UnitKind
from members.models import Branch, RoleGrant, Unit
from members.roles.enums import Role
from products.models import Producer, ProducerPerson, Product
from tests.api import token_of
from tests.people import HOA, LAN, MINH, THU, make_members
from tests.shared_rows import begins_with, made


@pytest.fixture
def own_media(settings, tmp_path) -> None:
    """A media store of its own: label sheets are named by their run's number, which starts from 1 in each test."""
    settings.MEDIA_ROOT = tmp_path / "media"


def make_world() -> SimpleNamespace:
    """Return lan, minh, hoa, thu (users), the same as actors under `as_`, producer, product, other_product of Hoa, and units."""
    province = Unit(code=900014, name="Tỉnh Sơn La", kind=UnitKind.PROVINCE, name_folded="tinh son la")
    commune = Unit(
        code=903979,
        name="Phường Mộc Châu",
        kind=UnitKind.WARD,
        parent=province,
        name_folded="phuong moc chau",
    )
    far = Unit(
        code=903703, name="Xã Quỳnh Nhai", kind=UnitKind.COMMUNE, parent=province, name_folded="xa quynh nhai"
    )
    Unit.objects.bulk_create([province, commune, far])
    root = make_branch("Hội tỉnh thử", BranchLevel.PROVINCE, province)
    branch = make_branch("Hội LHPN phường Mộc Châu", BranchLevel.COMMUNE, commune, root)
    elsewhere = make_branch("Hội LHPN xã Quỳnh Nhai", BranchLevel.COMMUNE, far, root)
    users = make_members("246810", (LAN, branch), (MINH, branch), (HOA, elsewhere), (THU, branch))
    people = dict(zip(("lan", "minh", "hoa", "thu"), users, strict=True))
    RoleGrant.objects.create(user=people["thu"], role=Role.OFFICER, branch=branch)
    producer = Producer(
        kind="household",
        name="Vườn nhà Lan",
        slug="vuon-nha-lan",
        unit=commune,
        branch=branch,
        verified_at=timezone.now(),
    )
    product = Product(
        producer=producer,
        name="Mận hậu Mộc Châu",
        price=45_000,
        unit="kg",
        state="listed",
        slug="man-hau",
        origin="Mộc Châu, Sơn La",
    )
    stranger = Producer(
        kind="household",
        name="Bếp nhà Hoa",
        slug="bep-nha-hoa",
        unit=far,
        branch=elsewhere,
        verified_at=timezone.now(),
    )
    other = Product(
        producer=stranger,
        name="Cá sông Đà",
        price=90_000,
        unit="kg",
        state="listed",
        slug="ca-song-da",
        origin="Quỳnh Nhai, Sơn La",
    )
    Producer.objects.bulk_create([producer, stranger])
    ProducerPerson.objects.bulk_create(
        [
            ProducerPerson(producer=producer, user=people["lan"]),
            ProducerPerson(producer=stranger, user=people["hoa"]),
        ]
    )
    Product.objects.bulk_create([product, other])
    return SimpleNamespace(
        **people,
        as_=SimpleNamespace(**{name: Actor.of(user) for name, user in people.items()}),
        thu_for_lan=Actor(by=people["thu"], member=people["lan"]),
        province=province,
        commune=commune,
        far=far,
        branch=branch,
        producer=producer,
        product=product,
        other_product=other,
    )


@begins_with(make_world)
@pytest.fixture
def world(db) -> SimpleNamespace:
    return made(make_world)


def make_branch(name: str, level: str, unit: Unit, parent: Branch | None = None) -> Branch:
    branch = Branch.objects.create(name=name, level=level, unit=unit, parent=parent, path=f"/new {unit.pk}/")
    branch.path = f"{parent.path if parent else '/'}{branch.pk}/"
    branch.save(update_fields=["path"])
    return branch


@pytest.fixture
def send(client):
    """Return a function that sends an EPCIS document or event as a user's software, with the user's token."""

    def post(user, body, *, to="capture", **headers):
        token = token_of(user)
        return client.post(
            f"/epcis/{to}",
            data=body if isinstance(body, bytes | str) else json.dumps(body),
            content_type="application/ld+json",
            headers={"Authorization": f"Token {token}"} | headers,
        )

    return post
