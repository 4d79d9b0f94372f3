"""A product as buyers will see it, for a preview before it is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.units import format_number
from products.certificates.enums import CertificateKind
from products.certificates.ocop import SETS
from products.models import Photo, Product
from products.products import nutrition


@dataclass(frozen=True, slots=True)
class Card:
    """A product's card for templates/products/search/card.html, also before it is listed.

    The attributes are named as in ListingCard.
    """

    product: Product
    photo: Photo | None
    commune_name: str
    stars: int


def card_of(product: Product) -> Card:
    """Return the product's card. Reads its first photo and its own certificates, prefetched or not."""
    links = list(product.photo_links.all())
    stars = max(
        (
            paper.stars or 0
            for paper in product.certificates.all()
            if paper.kind == CertificateKind.OCOP and paper.is_in_force
        ),
        default=0,
    )
    return Card(product, links[0].photo if links else None, product.producer.unit.name, stars)


def as_buyers_see(product: Product) -> list[tuple[Any, str]]:
    """Return the content of the product's public page as (label, text), in its order, without empty fields.

    Name, price and photos are left out.
    """
    months = product.season_months or []
    group = SETS.get(product.ocop_set or 0)
    rows = [
        (_("Nơi sản xuất"), product.producer.name),
        (
            _("Địa chỉ"),
            ", ".join(part for part in (product.producer.address, product.producer.unit.name) if part),
        ),
        (_("Nhóm"), str(group.name) if group else ""),
        (_("Quy cách"), product.net_content),
        (_("Xuất xứ"), product.origin),
        (
            _("Tháng có hàng"),
            _("quanh năm") if len(months) == 12 else ", ".join(str(month) for month in months),
        ),
        (_("Thành phần"), product.ingredients),
        *nutrition.rows(nutrition.table_of_product(product)),
        (
            _("Độ cồn"),
            f"{format_number(product.alcohol_percent)} %" if product.alcohol_percent is not None else "",
        ),
        (_("Chất liệu"), product.materials),
        (_("Kích thước, quy cách"), product.specification),
        (
            _("Hạn dùng"),
            _("%(days)s ngày") % {"days": product.shelf_life_days} if product.shelf_life_days else "",
        ),
        (_("Cách dùng"), product.usage),
        (_("Bảo quản"), product.storage),
        (_("Lưu ý an toàn"), product.warnings),
        (_("Nhãn hiệu"), product.brand),
        (_("Tiêu chuẩn áp dụng"), product.standards),
        ("GTIN", product.gtin or ""),
        (_("Chuyện của sản phẩm"), product.story),
    ]
    return [(label, value) for label, value in rows if value]
