"""Open offers as catalogue items, one row each, built from the record alone."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import batched

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common.dates import format_date
from backend.common.units import UNITS, format_quantity, unit_name
from orders.models import Offer
from orders.orders.stock import Stock, converted, held_back, stock_of
from products.certificates.enums import CertificateKind
from products.certificates.ocop import SETS
from products.legal.goods import ALCOHOL, ANIMALS
from products.listing.moderation import flags, watched
from products.models import Certificate, Photo, Product, ProductPhoto
from products.products.enums import ProductState
from products.templatetags.photos import photo_path

CHUNK = 200
MOST_PHOTOS = 10
_SIZES = ("1280.jpg", "960.jpg", "640.jpg", "480.jpg", "320.jpg")
# Units for a unit price in Google's unit_pricing_measure: unit code -> its word and factor.
_MEASURES = {
    "kg": ("kg", Decimal(1)),
    "g": ("g", Decimal(1)),
    "ta": ("kg", Decimal(100)),
    "tan": ("kg", Decimal(1000)),
    "l": ("l", Decimal(1)),
    "ml": ("ml", Decimal(1)),
    "m": ("m", Decimal(1)),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo. `width` and `height` are in pixels."""

    url: str
    width: int
    height: int


class Trait(StrEnum):
    """Properties of goods that a platform may forbid."""

    ALCOHOL = "alcohol"
    ANIMAL = "animal"
    HEALS = "heals"
    FORBIDDEN = "forbidden"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Item:
    """One offer of a product. Money in đồng; texts are one line; an empty value means an empty field.

    price: what the buyer pays at least, for the smallest count that can be ordered.
    pieces: the number of pieces that can still be ordered, each counted by itself.
    details: further fields of the record, for files that need more than catalogues do.
    """

    id: str
    product_id: int
    offer_label: str
    name: str
    title: str
    description: str
    link: str
    pictures: tuple[Picture, ...]
    price: int
    available_on: dt.date | None
    pieces: int
    brand: str
    producer: str
    place: str
    gtin: str
    measure: str
    base_measure: str
    is_one_of_several: bool
    kind: str
    stars: int
    details: Mapping[str, str | int] = field(default_factory=dict)
    traits: frozenset[Trait] = frozenset()
    least: str = ""  # the smallest amount as text: "4 × túi 500 g", "5 kg"


@dataclass(frozen=True, slots=True)
class Refused:
    """A product or an offer that no catalogue can show now; `why` is shown to the seller."""

    product_id: int
    name: str
    offer_label: str
    why: str


def offers_for(products: QuerySet[Product] | None = None) -> QuerySet[Offer]:
    """Return the offers on sale, of `products` if given, in a stable order."""
    offers = Offer.objects.on_sale()
    if products is not None:
        offers = offers.filter(product__in=products)
    photos = ProductPhoto.objects.select_related("photo")
    return (
        offers.select_related("product__producer__unit__parent")
        .prefetch_related("breaks", Prefetch("product__photo_links", queryset=photos))
        .order_by("product", "pk")
    )


def items_of(offers: QuerySet[Offer]) -> Iterator[Item | Refused]:
    """Yield an item for each of `offers`, or a Refused with the reason why there is none.

    Eight queries per two hundred offers; never all in memory.
    """
    # A chunk ends where a product ends, because its offers decide whether an item is one of several.
    for part in _whole_products(offers):
        products = {offer.product_id for offer in part}
        stock = stock_of(products)
        short = {
            offer.product_id for offer in part if stock[offer.product_id].pieces(offer) < offer.min_count
        }
        held = held_back(short) if short else {}
        papers = _papers(part)
        several: dict[int, int] = defaultdict(int)
        for offer in part:
            several[offer.product_id] += 1
        for offer in part:
            with override("vi"):  # always for Vietnamese buyers; the language is reset before each yield
                one = _item(
                    offer,
                    stock[offer.product_id],
                    papers.get(offer.product_id, []),
                    held.get(offer.product_id, ""),
                    is_one_of_several=several[offer.product_id] > 1,
                )
            yield one


def not_on_sale(products: Iterable[Product]) -> Iterator[Refused]:
    """Yield a Refused, with its reason, for each of the listed `products` without an offer on sale.

    Products that are not listed are skipped. Reads producer__shop and offers.
    """
    today = timezone.localdate()
    for product in products:
        if product.state != ProductState.LISTED:
            continue
        producer = product.producer
        shop = getattr(producer, "shop", None)
        if not producer.is_active:
            why = _("Nơi sản xuất đã thôi hoạt động.")
        elif not producer.shows_goods:
            why = _("Cán bộ Hội chưa xác minh nơi sản xuất.")
        elif shop is not None and shop.paused_until is not None and shop.paused_until >= today:
            why = _("Đang tạm nghỉ đến hết ngày %(day)s.") % {"day": format_date(shop.paused_until)}
        elif shop is not None and shop.stopped_from is not None and shop.stopped_from <= timezone.now():
            why = _("Hội đã dừng việc bán của nơi này.")
        elif shop is None or not shop.has_answered_delivery:
            why = _("Chị chưa cho biết giao tới đâu, phí bao nhiêu.")
        elif not any(offer.is_open for offer in product.offers.all()):
            why = _("Chưa có cách bán nào: chị thêm cách bán, ví dụ túi 500 g.")
        else:
            continue
        yield Refused(product.pk, product.name, "", why)


def _whole_products(offers: QuerySet[Offer]) -> Iterator[list[Offer]]:
    """Yield offers in chunks of whole products.

    Each chunk is a query of its own, so no transaction stays open.
    """
    numbers = (
        offers.prefetch_related(None).order_by("product").values_list("product_id", flat=True).distinct()
    )
    for some in batched(list(numbers), CHUNK, strict=False):
        yield list(offers.filter(product__in=some))


def _papers(offers: Iterable[Offer]) -> dict[int, list[Certificate]]:
    producers = {offer.product.producer_id for offer in offers}
    of_producer = defaultdict(list)
    for paper in Certificate.objects.in_force().filter(producer__in=producers).order_by("-issued_date", "pk"):
        of_producer[paper.producer_id].append(paper)
    return {
        offer.product_id: [
            paper
            for paper in of_producer[offer.product.producer_id]
            if paper.product_id in (None, offer.product_id)
        ]
        for offer in offers
    }


def _item(
    offer: Offer, stock: Stock, papers: list[Certificate], held: str, *, is_one_of_several: bool
) -> Item | Refused:
    product = offer.product
    pieces = stock.pieces(offer)
    why = ""
    if offer.ready_date is not None and offer.ready_date <= timezone.localdate():
        why = _("Đã qua ngày có hàng %(day)s: chị sửa cách bán.") % {"day": format_date(offer.ready_date)}
    elif offer.back_month is not None:
        why = _("Ngoài mùa bán: tự có lại từ tháng %(month)s.") % {"month": offer.back_month}
    elif pieces < offer.min_count:
        why = (
            _("Đã có người đặt hết phần nhận đặt trước.")
            if offer.ready_date
            else _("Chưa bán được: %(why)s.") % {"why": held}
            if held
            else _("Hết hàng: không còn lô nào đang mở đủ bán.")
        )
    if why:
        return Refused(product.pk, product.name, offer.label, why)
    measure, base = _measures(offer)
    stars = next((paper.stars or 0 for paper in papers if paper.kind == CertificateKind.OCOP), 0)
    return Item(
        id=f"pieu-{offer.pk}",
        product_id=product.pk,
        offer_label=offer.label,
        name=product.name,
        title=_title(offer),
        description=_description(offer, papers),
        link=settings.PUBLIC_ORIGIN + reverse("products:detail", args=[product.slug]),
        pictures=tuple(_pictures(product)),
        price=offer.price_for(offer.min_count) * offer.min_count,
        available_on=offer.ready_date,
        pieces=pieces,
        brand=one_line(product.brand) or one_line(product.producer.name),
        producer=one_line(product.producer.name),
        place=_place(offer),
        # A GTIN names one trade item; with several offers it would name all of them.
        gtin="" if is_one_of_several or not product.is_packed else _public_gtin(product.gtin or ""),
        measure=measure,
        base_measure=base,
        is_one_of_several=is_one_of_several,
        kind=str(SETS[product.ocop_set].name) if product.ocop_set in SETS else "",
        stars=stars,
        details=_details(offer),
        traits=frozenset(_traits(offer)),
        least=offer.least_words if offer.is_by_amount else f"{offer.min_count} × {one_line(offer.label)}",
    )


def _traits(offer: Offer) -> Iterator[Trait]:
    product = offer.product
    if offer.is_at_place:
        yield Trait.SERVICE
    if product.ocop_set in ALCOHOL or product.alcohol_percent:
        yield Trait.ALCOHOL
    if product.ocop_set in ANIMALS:
        yield Trait.ANIMAL
    found = {flag.watch.id for flag in flags(product)} | {watch.id for _phrase, watch in watched(offer.label)}
    if "heals" in found:
        yield Trait.HEALS
    if found & {"forbidden", "wild"}:
        yield Trait.FORBIDDEN


def _details(offer: Offer) -> dict[str, str | int]:
    product = offer.product
    texts = ("origin", "ingredients", "materials", "usage", "storage", "warnings", "standards", "net_content")
    details: dict[str, str | int] = {name: one_line(getattr(product, name)) for name in texts}
    details |= {"unit": unit_name(offer.unit), "min_count": offer.min_count}
    details["season"] = ", ".join(str(month) for month in offer.season_months)
    if product.shelf_life_days:
        details["shelf_life_days"] = product.shelf_life_days
    if UNITS.get(offer.unit) and (grams := converted(offer.content, offer.unit, "g")):
        details["grams"] = int(grams)
    return {name: value for name, value in details.items() if value != ""}


def one_line(text: str) -> str:
    """Return the text in one line, without control characters and characters that XML forbids."""
    kinds = ((char, unicodedata.category(char)) for char in text)
    chars = (
        " " if kind in ("Cc", "Zl", "Zp") else char for char, kind in kinds if kind not in ("Cs", "Cn", "Co")
    )
    return " ".join("".join(chars).split())


def _title(offer: Offer) -> str:
    if offer.is_by_amount:
        return f"{one_line(offer.product.name)}, {offer.least_words}"
    title = f"{one_line(offer.product.name)}, {one_line(offer.label)}"
    if offer.min_count > 1:
        title += " " + _("(mua từ %(count)s phần)") % {"count": offer.min_count}
    return title


def _description(offer: Offer, papers: list[Certificate]) -> str:
    product, producer = offer.product, offer.product.producer
    place = f"{producer.name}, {_place(offer)}"
    parts = [
        product.story,
        _("Nơi làm: %(place)s") % {"place": place},
        _("Một phần: %(amount)s") % {"amount": format_quantity(offer.content, offer.unit)},
        _("Xuất xứ: %(what)s") % {"what": product.origin} if product.origin else "",
        _("Thành phần: %(what)s") % {"what": product.ingredients} if product.ingredients else "",
        _("Chất liệu: %(what)s") % {"what": product.materials} if product.materials else "",
        _("Bảo quản: %(what)s") % {"what": product.storage} if product.storage else "",
        *(_paper_words(paper) for paper in papers),
        _("Giá ghi là giá cao nhất: cân lúc đóng gói, nhẹ hơn thì trả ít hơn") if offer.is_weighed else "",
    ]
    sentences = [one_line(part) for part in parts]
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in sentences if part)


def _place(offer: Offer) -> str:
    unit = offer.product.producer.unit
    return ", ".join(part for part in (unit.name, unit.parent.name if unit.parent else "") if part)


def _paper_words(paper: Certificate) -> str:
    words = str(paper.get_kind_display())
    if paper.stars:
        words += " " + _("%(stars)s sao") % {"stars": paper.stars}
    words += ", " + _("số %(number)s") % {"number": paper.number}
    if paper.valid_until:
        words += ", " + _("có giá trị đến %(day)s") % {"day": format_date(paper.valid_until)}
    return words


def _pictures(product: Product) -> Iterator[Picture]:
    links = list(product.photo_links.all())[:MOST_PHOTOS]
    for photo in (link.photo for link in links):
        if picture := _picture(photo):
            yield picture


def _picture(photo: Photo) -> Picture | None:
    """Return the largest size of the photo, without text on it; None if no size is ready."""
    for name in _SIZES:
        if variant := photo.variants.get(name):
            return Picture(
                settings.PUBLIC_ORIGIN + photo_path(photo, name), variant["width"], variant["height"]
            )
    return None


def _measures(offer: Offer) -> tuple[str, str]:
    unit = UNITS.get(offer.unit)
    if unit is None or unit.code not in _MEASURES:
        return "", ""
    word, factor = _MEASURES[unit.code]
    amount = offer.content * offer.min_count * factor
    return f"{amount.normalize():f} {word}", f"{100 if word in ('g', 'ml') else 1} {word}"


def _public_gtin(gtin: str) -> str:
    """Return `gtin`, or an empty text for a shop's own number: one that begins with 02, 04 or 2.

    Such numbers name nothing elsewhere (GS1 General Specifications 1.4.3).
    """
    is_restricted = gtin[1:2] == "2" or gtin[1:3] in ("02", "04")
    return "" if is_restricted else gtin
