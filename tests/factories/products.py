"""Producers, products, photos and certificates as rows, without the rules of the actions."""

from __future__ import annotations

import datetime as dt
import io
import random
from functools import cache
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from members.branches.enums import BranchLevel, MembershipState, UnitKind
from members.models import Branch, Membership, RoleGrant, Unit, User
from members.roles.enums import Role
from products.certificates import ocop
from products.certificates.enums import CertificateKind, CertificateState
from products.models import Certificate, Photo, Producer, ProducerPerson, Product, ProductPhoto
from products.photos.enums import PhotoState
from products.producers.enums import ProducerKind, ProducerRole
from products.products.enums import ProductState
from products.products.facts import search_text

SON_LA = 14


def make_unit(code: int = 4000, name: str = "Vân Hồ", kind: str = UnitKind.COMMUNE) -> Unit:
    province, _made = Unit.objects.get_or_create(
        code=SON_LA, defaults={"name": "Sơn La", "kind": UnitKind.PROVINCE, "name_folded": "son la"}
    )
    unit, _made = Unit.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "parent": province, "name_folded": name.lower()}
    )
    return unit


def make_branch(unit: Unit | None = None, name: str = "") -> Branch:
    """The commune's branch under the province's, both made once."""
    unit = unit or make_unit()
    province = Branch.objects.filter(parent=None).first()
    if province is None:
        province = Branch.objects.create(
            name="Hội LHPN tỉnh Sơn La", level=BranchLevel.PROVINCE, unit=unit.parent, path="/new/"
        )
        province.path = f"/{province.pk}/"
        province.save()
    branch, made = Branch.objects.get_or_create(
        parent=province,
        name=name or f"Hội LHPN xã {unit.name}",
        defaults={"level": BranchLevel.COMMUNE, "unit": unit, "path": f"/new{unit.pk}/"},
    )
    if made:
        branch.path = f"{province.path}{branch.pk}/"
        branch.save()
    return branch


def make_user(
    full_name: str, *, branch: Branch | None = None, officer_of: Branch | None = None, **fields: Any
) -> User:
    """A member, confirmed in `branch`; an officer of `officer_of`."""
    user = User.objects.create_user(full_name=full_name, password="274951", **fields)
    if branch:
        Membership.objects.create(user=user, branch=branch, state=MembershipState.CONFIRMED)
    if officer_of:
        RoleGrant.objects.create(user=user, role=Role.OFFICER, branch=officer_of)
    return user


def picture(
    width: int = 320, height: int = 240, *, format: str = "JPEG", seed: int = 1, **options: Any
) -> bytes:
    """A small picture with some detail, as a file's bytes."""
    chance = random.Random(seed)
    image = Image.new("RGB", (width, height), (240, 232, 214))
    draw = ImageDraw.Draw(image)
    for _each in range(12):
        x, y, r = chance.randrange(width), chance.randrange(height), chance.randrange(8, max(9, height // 3))
        colour = (chance.randrange(120, 220), chance.randrange(30, 120), chance.randrange(30, 110))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


class ProducerFactory(factory.django.DjangoModelFactory):
    """A verified household with `owner` as its owner, overseen by the commune's branch.

    With `verified_at=None` it waits for nothing, and its listed products aren't public.
    """

    class Meta:
        model = Producer
        skip_postgeneration_save = True

    kind = ProducerKind.HOUSEHOLD
    name = factory.Sequence(lambda n: f"Hộ Lò Thị Lan {n}")
    slug = factory.Sequence(lambda n: f"ho-lo-thi-lan-{n}")
    unit = factory.LazyFunction(make_unit)
    branch = factory.LazyAttribute(lambda o: make_branch(o.unit))
    verified_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def owner(self, create: bool, extracted: User | None, **kwargs: Any) -> None:
        if extracted:
            ProducerPerson.objects.create(producer=self, user=extracted, role=ProducerRole.OWNER)


class PhotoFactory(factory.django.DjangoModelFactory):
    """A photo with its sizes: the row, and one real file for each size that pages request most."""

    class Meta:
        model = Photo

    class Params:
        jpeg = factory.LazyFunction(cache(picture))

    state = PhotoState.READY
    master = factory.LazyAttribute(lambda o: ContentFile(o.jpeg, name="master.jpg"))
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    width = 320
    height = 240
    colour = "#b04030"
    variants = factory.LazyAttribute(
        lambda o: {
            name: {"path": f"photos/factory/{name}", "width": 320, "height": 240, "bytes": 5000}
            for name in (
                "320.jpg",
                "320.webp",
                "thumb.jpg",
                "thumb.webp",
                "mini.jpg",
                "mini.webp",
                "origin.jpg",
            )
        }
    )


class ProductFactory(factory.django.DjangoModelFactory):
    """Fresh plums, complete enough to be listed, in state draft; with `photos` photos (1)."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    producer = factory.SubFactory(ProducerFactory)
    name = factory.Sequence(lambda n: f"Mận hậu Mộc Châu {n}" if n else "Mận hậu Mộc Châu")
    price = 45_000
    unit = "kg"
    ocop_set = 1
    origin = "xã Vân Hồ, Sơn La, Việt Nam"
    story = "Nhà tôi trồng mận trên đồi từ năm 1998."
    season_months = factory.LazyFunction(lambda: [5, 6, 7])

    @factory.post_generation
    def photos(self, create: bool, extracted: int | None, **kwargs: Any) -> None:
        self.search_text = search_text(self)
        self.save()
        for position in range(1 if extracted is None else extracted):
            photo = PhotoFactory(producer=self.producer, is_public=self.slug is not None)
            ProductPhoto.objects.create(product=self, photo=photo, position=position)


class ListedProductFactory(ProductFactory):
    state = ProductState.LISTED
    slug = factory.Sequence(lambda n: f"man-hau-moc-chau-{n}")
    listed_at = factory.LazyFunction(lambda: dt.datetime(2026, 6, 1, 3, 0, tzinfo=dt.UTC))


class CertificateFactory(factory.django.DjangoModelFactory):
    """A verified OCOP paper of four stars, in force on any day of the tests."""

    class Meta:
        model = Certificate

    product = factory.SubFactory(ListedProductFactory)
    producer = factory.LazyAttribute(lambda o: o.product.producer)
    kind = CertificateKind.OCOP
    state = CertificateState.VERIFIED
    number = factory.Sequence(lambda n: f"OCOP-14-{n:04}")
    issuer = "UBND tỉnh Sơn La"
    issuing_level = "province"
    decision = "1234/QĐ-UBND"
    issued_date = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=100))
    decision_date = factory.LazyAttribute(lambda o: o.issued_date)
    valid_until = factory.LazyAttribute(lambda o: ocop.valid_until(o.issued_date))
    stars = 4
    points = 82
