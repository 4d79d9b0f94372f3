"""The content of a product that printed labels show: as last listed by an officer, until it is listed again.

A listed product's page follows every change that needs no new review. While the product waits for review, was
returned or is retired, its labels show what was last published before it left the list: texts, photo and
voice. After a take-down request only the texts of a label remain: no story, photo or voice, until it is
listed again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F

from products.certificates import ocop
from products.models import Photo, Product, ProductDecision, ProductFacts
from products.products import nutrition
from products.products.english import shown_name
from products.products.enums import ProductState
from products.products.take_downs import taken_down_on
from traceability.models import Lot, OriginVersion

TEXTS = (
    "name", "brand", "gtin", "origin", "net_content", "ingredients", "usage", "storage", "warnings", "materials",
    "specification", "standards", "story",
)  # fmt: skip


# Only if there are any: the facts of goods without English texts stay as published.
ENGLISH_TEXTS = ("name_en", "summary_en")


@dataclass(frozen=True, slots=True)
class ProductContent:
    """Public content of a product.

    `words` are as in the page's facts; `photo` is the first one; `voice` is the name of its file, or "".
    """

    words: dict[str, Any]
    photo: Photo | None
    voice: str
    taken_down_on: dt.date | None = None

    @property
    def name(self) -> str:
        return self.words["name"]

    @property
    def name_en(self) -> str:
        return self.words.get("name_en", "")

    @property
    def summary_en(self) -> str:
        return self.words.get("summary_en", "")

    @property
    def shown_name(self) -> str:
        return shown_name(self)


def product_content(lot: Lot) -> ProductContent:
    """Return the product's content for the page of `lot`; at most six queries.

    It is the present one while the product is listed, else the last one published.
    """
    product = lot.product
    if product.slug and product.state != ProductState.LISTED:
        return _left(product, _published(lot) or _live(product))
    return _live(product)


def name_of(lot: Lot) -> str:
    """Return the public name of the product of `lot`."""
    return names_of([lot])[0]


def names_of(lots: Sequence[Lot]) -> list[str]:
    """Return `product_content(lot).name` for each lot.

    Costs at most five queries, and none if all products are listed.
    """
    left = {
        lot.product_id: lot.product
        for lot in lots
        if lot.product.slug and lot.product.state != ProductState.LISTED
    }
    if not left:
        return [lot.product.name for lot in lots]
    off_since = _off_the_list_since(left.values())
    facts_ids: dict[int, int] = {}
    bodies = ProductFacts.objects.filter(product__in=left, withheld_at=None).exclude(body="")
    for pk, product, since in bodies.order_by("version").values_list("pk", "product", "since"):
        if product not in off_since or since < off_since[product]:
            facts_ids[product] = pk
    names = {
        product: json.loads(body).get("name", "")
        for product, body in ProductFacts.objects.filter(pk__in=facts_ids.values()).values_list(
            "product", "body"
        )
    }
    newest: dict[int, int] = {}
    versions = OriginVersion.objects.filter(
        lot__in=[lot.pk for lot in lots if lot.product_id in left.keys() - names.keys()]
    )
    versions = versions.filter(erased_at=None, facts__isnull=False).order_by("number")
    for pk, lot, product, at in versions.values_list("pk", "lot", "lot__product", "published_at"):
        listed_at = left[product].listed_at
        if (listed_at is None or at >= listed_at) and (product not in off_since or at < off_since[product]):
            newest[lot] = pk
    of_lots = {
        lot: facts["product"]["name"]
        for lot, facts in OriginVersion.objects.filter(pk__in=newest.values()).values_list("lot", "facts")
        if facts
    }
    return [names.get(lot.product_id) or of_lots.get(lot.pk) or lot.product.name for lot in lots]


def _off_the_list_since(products: Iterable[Product]) -> dict[int, dt.datetime]:
    """Return {product id: when it left the list after it was last listed}, by the rule of _published()."""
    decisions = ProductDecision.objects.filter(
        product__in=[each.pk for each in products if each.listed_at], decided_at__gt=F("product__listed_at")
    ).exclude(state=ProductState.LISTED)
    return dict(decisions.order_by("-decided_at", "-id").values_list("product", "decided_at"))


def content_without_lot(product: Product) -> ProductContent:
    """Return the content of a product on its page without a lot."""
    if product.state == ProductState.LISTED:
        return _live(product)
    facts = (
        ProductFacts.objects.filter(product=product, withheld_at=None)
        .exclude(body="")
        .order_by("-version")
        .first()
    )
    return _left(product, _of_body(product, json.loads(facts.body)) if facts else _live(product))


def _left(product: Product, content: ProductContent) -> ProductContent:
    """Return what is still shown of `product`, which left the list; after a take-down no story, photo or
    voice.
    """
    if (day := taken_down_on(product)) is None:
        return content
    words = {key: value for key, value in content.words.items() if key != "summary_en"}
    return replace(content, words={**words, "story": ""}, photo=None, voice="", taken_down_on=day)


def _of_body(product: Product, body: dict[str, Any]) -> ProductContent:
    return ProductContent(
        words={
            "id": product.pk,
            **{field: body.get(field, "") for field in TEXTS},
            **{field: body[field] for field in ENGLISH_TEXTS if body.get(field)},
            "alcohol_percent": body.get("alcohol_percent", ""),
            **_nutrition(nutrition.table_of(body)),
            "group": str(ocop.SETS[body["ocop_set"]].name) if body.get("ocop_set") else "",
        },
        photo=_photo(product, body.get("photos", [])),
        voice=_voice(product, body.get("voice", "")),
    )


def _live(product: Product) -> ProductContent:
    link = product.photo_links.select_related("photo").first()
    return ProductContent(
        words={
            "id": product.pk,
            **{field: getattr(product, field) or "" for field in TEXTS},
            **{field: text for field in ENGLISH_TEXTS if (text := getattr(product, field))},
            "alcohol_percent": str(product.alcohol_percent) if product.alcohol_percent is not None else "",
            **_nutrition(nutrition.table_of_product(product)),
            "group": str(ocop.SETS[product.ocop_set].name) if product.ocop_set else "",
        },
        photo=link.photo if link else None,
        voice=product.voice.name or "",
    )


def _nutrition(table: dict[str, str]) -> dict[str, Any]:
    """Return {"nutrition": table}, or {} without a table: earlier published facts stay unchanged."""
    return {"nutrition": table} if table else {}


def _published(lot: Lot) -> ProductContent | None:
    """Return the product's last facts published before it left the list.

    If there are none, return those of the lot's page at that time, or None.
    """
    product = lot.product
    bodies = ProductFacts.objects.filter(product=product, withheld_at=None).exclude(body="")
    versions = lot.origin_versions.filter(erased_at=None, facts__isnull=False)
    if product.listed_at:
        versions = versions.filter(published_at__gte=product.listed_at)
        left = (
            product.decisions.filter(decided_at__gt=product.listed_at)
            .exclude(state=ProductState.LISTED)
            .order_by("decided_at", "id")
            .first()
        )
        if left is not None:
            bodies = bodies.filter(since__lt=left.decided_at)
            versions = versions.filter(published_at__lt=left.decided_at)
    if facts := bodies.order_by("-version").first():
        return _of_body(product, json.loads(facts.body))
    if (version := versions.order_by("-number").first()) and version.facts:
        words = {
            key: value
            for key, value in version.facts["product"].items()
            if key not in ("is_retired", "taken_down_on")
        }
        return ProductContent(
            words=words,
            photo=_photo(product, [version.facts.get("photo", "")]),
            voice=_voice(product, version.facts.get("voice", "")),
        )
    return None


def _photo(product: Product, hashes: list[str]) -> Photo | None:
    """Return the first published photo that still exists; a photo added since does not replace it."""
    found: dict[str, Photo] = {}
    photos = Photo.objects.filter(producer=product.producer_id, is_public=True, sha256__in=hashes)
    for photo in photos.order_by("-pk"):
        found[photo.sha256] = photo
    return next((found[each] for each in hashes if each in found), None)


def _voice(product: Product, name: str) -> str:
    """Return `name`, the published voice, if its URL still plays it, else ""."""
    return name if name and name == product.voice.name else ""
