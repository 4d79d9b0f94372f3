"""A product's record as text to speak and show: every field that a sentence may use."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from backend.common.dates import format_date
from backend.common.phones import format_phone
from backend.common.units import format_number
from products.certificates.enums import CertificateKind
from products.certificates.ocop import SETS
from products.models import Certificate, Product
from products.producers.rules import shows_phone
from products.products.prices import price_words_vi
from products.share.facts import public_address


@dataclass(frozen=True, slots=True)
class Paper:
    """Certificate that is verified and valid today."""

    kind: str
    name: str
    number: str
    issuer: str
    valid_until: str
    stars: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """A product's record as text. Fields that are not filled, or that buyers must not see, are empty.

    is_listed: an officer approved the listing, and it is visible now. Fields that the officer checked have
        the approved value (products.products.facts.CORE_FIELDS). Other fields are always the seller's own
        words.
    """

    name: str
    price: str
    producer: str
    place: str
    origin: str
    season: str
    net_content: str
    ingredients: str
    materials: str
    specification: str
    usage: str
    storage: str
    shelf_life: str
    alcohol: str
    warnings: str
    brand: str
    standards: str
    story: str
    phone: str
    url: str
    papers: tuple[Paper, ...] = ()
    is_listed: bool = False

    def values(self) -> dict[str, str]:
        """Return the fields that templates can name: all text fields."""
        return {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in ("papers", "is_listed")
        }

    def has_paper(self, kind: str) -> bool:
        return any(paper.kind == kind for paper in self.papers)

    @property
    def stars(self) -> int | None:
        """Return the stars of the newest OCOP certificate in force; None without one."""
        return next((paper.stars for paper in self.papers if paper.kind == CertificateKind.OCOP), None)

    def all_text(self) -> str:
        """Return the record's whole text, to search for words."""
        papers = [
            " ".join([paper.name, paper.number, paper.issuer, paper.valid_until, f"{paper.stars or ''} sao"])
            for paper in self.papers
        ]
        return "\n".join([*self.values().values(), *papers])


def record_of(product: Product) -> Record:
    """Return the product's record.

    Reads the producer, its commune and province, and the papers: two queries if producer__unit__parent is
    selected.
    """
    producer, unit = product.producer, product.producer.unit
    place = ", ".join(part for part in (unit.name, unit.parent.name if unit.parent else "") if part)
    months = sorted(product.season_months or [])
    return Record(
        name=product.name,
        price=price_words_vi(product) if product.unit else "",
        producer=producer.name,
        place=place,
        origin=product.origin,
        season=", ".join(str(month) for month in months) if 0 < len(months) < 12 else "",
        net_content=product.net_content,
        ingredients=product.ingredients,
        materials=product.materials,
        specification=product.specification,
        usage=product.usage,
        storage=product.storage,
        shelf_life=format_number(product.shelf_life_days) if product.shelf_life_days else "",
        alcohol=format_number(product.alcohol_percent) if product.alcohol_percent is not None else "",
        warnings=product.warnings,
        brand=product.brand,
        standards=product.standards,
        story=product.story,
        phone=format_phone(producer.phone) if shows_phone(producer) else "",
        url=public_address(product),
        papers=papers_of(product),
        is_listed=product.is_public,
    )


def papers_of(product: Product) -> tuple[Paper, ...]:
    """Return the certificates in force today, newest first.

    They are the product's own, and those for all the producer's products.
    """
    rows = Certificate.objects.in_force().filter(producer=product.producer).order_by("-issued_date", "-pk")
    return tuple(
        Paper(
            kind=row.kind,
            name=str(row.get_kind_display()),
            number=row.number,
            issuer=row.issuer,
            valid_until=format_date(row.valid_until) if row.valid_until else "",
            stars=row.stars,
        )
        for row in rows
        if row.product_id in (None, product.pk)
    )


def group_of(product: Product) -> Any:
    """Return the product's OCOP set, or None."""
    return SETS.get(product.ocop_set or 0)
