"""Public pages: the list with its search, and the page of one product."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.embedding import json_for_script
from backend.common.pagination import capped_count, paginate
from backend.common.text import is_english, name_key
from backend.common.units import unit_name
from members.models import Unit
from products import ports
from products.certificates.enums import CertificateKind
from products.certificates.ocop import GROUPS, SETS
from products.models import Certificate, ListingCard, Product
from products.producers.rules import shows_phone, shows_portrait
from products.products import nutrition
from products.products.enums import ProductState
from products.products.prices import DisplayPrice, price_of
from products.products.take_downs import taken_down_on
from products.search.chips import chip, chips_html, price_chips
from products.search.finding import find_cards
from products.search.offered_kinds import offered_kinds, ways_in
from products.search.product_query import DEFAULT_SORT, SORTS, ProductQuery
from products.search.rows import CardRow, Numbered, filtered
from products.search.views.list_frame import framed
from products.share.facts import picture_address, share_facts, zalo_address

COUNT_SECONDS = 60
# Cards of a row under a product.
RELATED = 4


@lru_cache(maxsize=1024)
def _counted(query: ProductQuery, since: int) -> tuple[int, bool]:
    return capped_count(filtered(query))


def count_of(query: ProductQuery) -> tuple[int, bool]:
    """Return how many cards match the facets of `query`, and whether there are more (capped_count).

    Every list page shows it, so it is counted once a minute per process.
    """
    if settings.TESTING:
        return capped_count(filtered(query))
    return _counted(replace(query, sort=DEFAULT_SORT), int(time.monotonic() // COUNT_SECONDS))


type Pairs = tuple[tuple[Any, str], ...]

COMMUNES_SECONDS = 60
_communes: tuple[float, Pairs] = (0.0, ())


def communes_with_products() -> Pairs:
    """Return (number, name) of the communes with a listed product, queried once a minute per process."""
    global _communes
    if time.monotonic() > _communes[0] or settings.TESTING:
        used = ListingCard.objects.order_by().values("commune_id").distinct()
        named = Unit.objects.filter(pk__in=used).values_list("pk", "name")
        in_order = tuple(sorted(named, key=lambda unit: name_key(unit[1])))
        _communes = (time.monotonic() + COMMUNES_SECONDS, in_order)
    return _communes[1]


@cache
def groups_of(language: str | None) -> Pairs:
    """Return (value, name) of the product groups in one language."""
    return tuple((group.key, str(group.name)) for group in GROUPS)


def chips_of(query: ProductQuery, language: str | None) -> str:
    """Return the HTML of the facets that one tap turns on or off."""
    chips = [chip(query, _("Đang vào mùa"), query.in_season, in_season=not query.in_season)]
    chips += price_chips(query)
    chips += [
        chip(
            query,
            _("OCOP %(stars)s sao") % {"stars": stars},
            query.stars == stars,
            stars=0 if query.stars == stars else stars,
        )
        for stars in (5, 4, 3)
    ]
    chips += [
        chip(
            query,
            str(kind.label),
            query.certificate == kind,
            certificate="" if query.certificate == kind else kind.value,
        )
        for kind in (
            CertificateKind.VIETGAP,
            CertificateKind.ORGANIC,
            CertificateKind.GEOGRAPHICAL_INDICATION,
        )
    ]
    return chips_html(_("Lọc nhanh"), chips)


@lru_cache(maxsize=256)
def above_cards_of(query: ProductQuery, count: str, is_one: bool, language: str | None) -> str:
    """Return the HTML above the cards: how many there are, and the orders, of which one tap chooses another."""
    chips = [chip(query, str(label), query.sort == key, sort=key) for key, (label, _columns) in SORTS.items()]
    sorts = "" if is_one else chips_html(_("Xếp theo"), chips)
    return render_to_string("products/search/public/list_above_cards.html", {"count": count, "sorts": sorts})


@lru_cache(maxsize=256)
def nothing_of(query: ProductQuery, kinds: tuple[tuple[str, str], ...], language: str | None) -> str:
    """Return the HTML of a list without products. kinds: the (label, url) of each kind that has some."""
    context = {"query": query, "kinds": kinds, "way_back": way_back(query)}
    return render_to_string("products/search/public/list_empty.html", context)


@lru_cache(maxsize=256)
def top_of(query: ProductQuery, ways: str, language: str | None) -> str:
    """Return the HTML of the heading, the search and the ways in, cached by all that it shows."""
    return render_to_string("products/search/public/list_top.html", {"query": query, "ways": ways})


@lru_cache(maxsize=256)
def facets_of(query: ProductQuery, communes: Pairs, language: str | None) -> str:
    """Return the HTML of the facets and the folded form, cached by all that it shows."""
    context = {
        "query": query,
        "chips": chips_of(query, language),
        "groups": groups_of(language),
        "communes": communes,
    }
    return render_to_string("products/search/public/list_facets.html", context)


@lru_cache(maxsize=256)
def head_of(canonical: str, og_photo: str, no_index: bool, language: str | None) -> str:
    """Return the content of <head>, cached by all that it says."""
    context = {"canonical": canonical, "og_photo": og_photo, "no_index": no_index}
    return render_to_string("products/search/public/list_head.html", context)


@lru_cache(maxsize=256)
def pages_of(number: int, last: int | None, has_next: bool, parameters: str, language: str | None) -> str:
    """Return the HTML of the way to other pages. Cached by the page's number and the parameters of its address."""
    asked = HttpRequest()
    asked.GET = QueryDict(parameters)
    page = {
        "number": number,
        "has_previous": number > 1,
        "has_next": has_next,
        "paginator": {"num_pages": last},
        "previous_page_number": number - 1,
        "next_page_number": number + 1,
    }
    return render_to_string("theme/pagination.html", {"page": page, "request": asked})


def shared_photo(card: CardRow) -> str:
    """Return the full address of a card's photo in the size that others show; "" until it is made."""
    if card.photo_variants is None or "og.jpg" not in card.photo_variants:
        return ""
    return settings.PUBLIC_ORIGIN + reverse("products:photo", args=[UUID(str(card.photo_key)), "og.jpg"])


def way_back(query: ProductQuery) -> dict[str, str]:
    """Return url and words of the way out of an empty list: without its filters, or else without its words."""
    unfiltered = ProductQuery(q=query.q, is_literal=query.is_literal, sort=query.sort)
    if query.q and query != unfiltered:
        return {"url": f"?{urlencode(unfiltered.parameters())}", "words": _("Bỏ bộ lọc")}
    return {"url": reverse("products:list"), "words": _("Xem tất cả")}


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """Show the list of products; facets and search are in the URL. Costs at most six queries.

    If nothing that was searched is in season, it shows all that was searched, and says so. That takes two more queries.
    """
    query = ProductQuery.read(request.GET)
    found = find_cards(query)
    whole_year = replace(query, in_season=False)
    is_out_of_season = False
    if query.q and query.in_season and not found.cards:
        others = find_cards(whole_year)
        if others.cards:
            found, is_out_of_season = others, True
    page = paginate(request, found.cards, count=None if query.q else lambda: count_of(query))
    canonical = request.path
    parameters = query.parameters()
    if page.number > 1:
        parameters["page"] = str(page.number)
    if parameters:
        canonical += "?" + urlencode(parameters)
    language = get_language()
    ways = "" if query.is_filtered or page.number > 1 else ways_in(language)
    context = {
        "query": query,
        "page": page,
        "found": found,
        "literal_url": f"?{urlencode(query.parameters(is_literal=True))}"
        if found.read_as or found.filters
        else "",
        "month": timezone.localdate().month if query.q and query.in_season and found.cards else None,
        "is_out_of_season": is_out_of_season,
        "whole_year_url": f"?{urlencode(whole_year.parameters())}" if query.q and query.in_season else "",
        "top": top_of(query, ways, language),
        "facets": facets_of(query, communes_with_products(), language),
        "request": request,
    }
    if page.rows:
        # Called by the template: what it renders comes after the page's own context.
        asked = request.GET.urlencode()
        context["pages"] = lambda: pages_of(page.number, page.last_number, page.has_next, asked, language)
        context["above_cards"] = above_cards_of(query, page.count_label, len(page.rows) == 1, language)
    else:
        kinds = tuple((kind["label"], kind["url"]) for kind in offered_kinds(language))
        context["nothing"] = nothing_of(query, kinds, language)
    og_photo = next((address for card in page.rows if (address := shared_photo(card))), "")
    return framed(
        request,
        escape(query.q) if query.q else _("Sản phẩm"),
        head_of(settings.PUBLIC_ORIGIN + canonical, og_photo, bool(query.q), language),
        render_to_string("products/search/public/list_main.html", context),
    )


@require_safe
def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the public page of a product.

    A retired product still has its page, because labels and links point to it. The page of a product that was
    taken down shows only its name, its producer and the day. In any other state the page is a 404, except for
    people who run or oversee the product.
    """
    product = get_object_or_404(
        Product.objects.select_related("producer__unit__parent", "producer__portrait"), slug=slug
    )
    if product.state == ProductState.SUBMITTED and product.listed_at is None:
        return render(request, "404.html", status=404)
    is_visible = product.is_public or product.is_retired
    if not is_visible and not Product.objects.visible_to(request.user).filter(pk=product.pk).exists():
        return render(request, "products/search/public/paused.html", {"product": product}, status=404)
    producer = product.producer
    if is_visible and (day := taken_down_on(product)):
        context = {"product": product, "producer": producer, "taken_down_on": day}
        return render(request, "products/search/public/taken_down.html", context)
    papers = [
        paper
        for paper in Certificate.objects.in_force().filter(producer=producer).order_by("-issued_date")
        if paper.product_id in (None, product.pk)
    ]
    photos = [link.photo for link in product.photo_links.select_related("photo")]
    first = photos[0] if photos else None
    stars = next((paper for paper in papers if paper.kind == CertificateKind.OCOP), None)
    canonical = settings.PUBLIC_ORIGIN + reverse("products:detail", args=[product.slug])
    rows = [
        (_("Quy cách"), product.net_content),
        (_("Xuất xứ"), product.origin),
        (_("Thành phần"), product.ingredients),
        *nutrition.rows(nutrition.table_of_product(product)),
        (
            _("Độ cồn"),
            f"{product.alcohol_percent} %".replace(".", ",") if product.alcohol_percent is not None else "",
        ),
        (_("Chất liệu"), product.materials),
        (_("Kích thước, quy cách"), product.specification),
        (_("Cách dùng"), product.usage),
        (_("Bảo quản"), product.storage),
        (_("Lưu ý an toàn"), product.warnings),
        (_("Nhãn hiệu"), product.brand),
    ]
    # For traders and inspectors; a buyer unfolds them.
    more_rows = [(_("Tiêu chuẩn áp dụng"), product.standards), ("GTIN", product.gtin)]
    price = price_of(product)
    rating = ports.product_rating(product=product)
    og_image = picture_address(product, share_facts(product, papers=papers, photo=first), "the")
    return render(
        request,
        "products/search/public/detail.html",
        {
            "product": product,
            "price": price,
            # The unit of the price may already be the size: "45.000 đ/túi 500 g".
            "shows_size": price is not None and product.net_content not in ("", price.per),
            "review_count": rating[0],
            "points": f"{rating[1]:.1f}".rstrip("0").rstrip(".").replace(".", ","),
            "producer": producer,
            "zalo": zalo_address(producer),
            "shows_phone": shows_phone(producer),
            "shows_portrait": shows_portrait(producer),
            "photos": photos,
            "first_photo": first,
            "papers": papers,
            "stars": stars,
            "group": SETS[product.ocop_set].group if product.ocop_set in SETS else None,
            "rows": [(name, value) for name, value in rows if value],
            "more_rows": [(name, value) for name, value in more_rows if value],
            **(related_goods(product) if product.is_public else {}),
            "canonical": canonical,
            "og_image": og_image,
            "oembed": f"{settings.PUBLIC_ORIGIN}{reverse('products:oembed')}?{urlencode({'url': canonical, 'format': 'json'})}",
            "json_ld": json_ld(
                product, papers, photos, canonical, price=price, rating=rating, picture=og_image
            ),
            "language": get_language(),
            "is_english": is_english(),
        },
    )


def related_goods(product: Product) -> dict[str, Any]:
    """Return cards of the maker's other goods, and of goods of other makers that go with it.

    These are what buyers ordered with it; if that is nothing, goods of its product set.
    Goods of other makers can be ordered today, and no photo comes twice on the page.
    """
    others = ListingCard.objects.exclude(product=product).order_by("-listed_at", "-product")
    own = others.filter(product__producer=product.producer_id)
    from_maker = Numbered(list(own.values_list("pk", flat=True)[:RELATED]))[:RELATED]
    foreign = others.exclude(product__producer=product.producer_id)
    shown = set(product.photo_links.values_list("photo__sha256", flat=True))
    shown |= set(
        own.filter(pk__in=[card.product_id for card in from_maker]).values_list("photo__sha256", flat=True)
    )
    together, title = list(ports.ordered_with(product=product)), _("Hay mua cùng")
    goes_with = _presentable(foreign.filter(pk__in=together), shown, together) if together else []
    if not goes_with and product.ocop_set:
        kind = foreign.filter(ocop_set=product.ocop_set)
        alike = list(kind.values_list("pk", flat=True)[: 4 * RELATED])
        goes_with, title = (
            _presentable(kind.filter(pk__in=alike), shown, alike),
            _("Hàng cùng loại của nhà khác"),
        )
    return {
        "from_maker": from_maker,
        "goes_with": Numbered(goes_with)[:RELATED],
        "goes_with_title": title,
    }


def _presentable(cards: QuerySet[ListingCard], shown: Collection[str | None], order: list[int]) -> list[int]:
    """Return the ids of at most RELATED of `cards` in `order`: orderable, and no photo twice or in `shown`."""
    photos = dict(cards.values_list("pk", "photo__sha256"))
    orderable = ports.orderable(products=photos.keys())
    found: dict[str | int, int] = {}
    for pk in order:
        if pk in orderable and (photos[pk] is None or photos[pk] not in shown):
            found.setdefault(photos[pk] or pk, pk)
    return list(found.values())[:RELATED]


def is_in_season(product: Product) -> bool:
    """Return True if the producer has goods this month. A product without months is always in season."""
    return not product.season_months or timezone.localdate().month in product.season_months


def json_ld(
    product: Product,
    papers: list[Certificate],
    photos: list,
    canonical: str,
    *,
    price: DisplayPrice | None,
    rating: tuple[int, float],
    picture: str,
) -> str:
    """Return the product as schema.org JSON for a script element.

    picture: the absolute URL of its picture for links, used without a photo.
    """
    producer = product.producer
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": canonical,
        "name": product.name,
        "alternateName": {"@language": "en", "@value": product.name_en} if product.name_en else None,
        "url": canonical,
        "description": product.story[:500] or product.name,
        "category": str(SETS[product.ocop_set].name) if product.ocop_set in SETS else None,
        # Goods without a brand of their own are known by their maker.
        "brand": {"@type": "Brand", "name": product.brand or producer.name},
        "gtin14": product.gtin or None,
        "image": [
            settings.PUBLIC_ORIGIN + reverse("products:photo", args=[photo.key, "og.jpg"])
            for photo in photos[:3]
            if "og.jpg" in photo.variants
        ]
        or [picture],
        "manufacturer": {
            "@type": "Organization",
            "name": producer.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": producer.address or None,
                "addressLocality": producer.unit.name,
                "addressRegion": producer.unit.parent.name if producer.unit.parent else None,
                "addressCountry": "VN",
            },
        },
        "hasCertification": [
            {
                "@type": "Certification",
                "name": str(paper.get_kind_display()),
                "certificationIdentification": paper.number,
                "issuedBy": {"@type": "Organization", "name": paper.issuer},
                "validFrom": paper.issued_date.isoformat(),
                "expires": paper.valid_until.isoformat() if paper.valid_until else None,
                "certificationRating": {"@type": "Rating", "ratingValue": paper.stars, "bestRating": 5}
                if paper.stars
                else None,
            }
            for paper in papers
        ]
        or None,
    }
    count, average = rating
    if count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": average,
            "reviewCount": count,
            "bestRating": 5,
            "worstRating": 1,
        }
    if product.is_public and price:
        season = "InStock" if is_in_season(product) else "OutOfStock"
        available = ports.product_availability(product=product) or season
        data["offers"] = {
            "@type": "Offer",
            "price": price.amount,
            "priceCurrency": "VND",
            "availability": f"https://schema.org/{available}",
            "url": canonical,
            "seller": {"@type": "Organization", "name": producer.name},
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": price.amount,
                "priceCurrency": "VND",
                "unitText": unit_name(price.per) if price.per else None,
            },
        }
    return json_for_script(data)


@require_safe
def old_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect /products/<number>/, from an old link or the API's id, to the page of that public product."""
    product = get_object_or_404(Product.objects.public(), pk=pk)
    return HttpResponsePermanentRedirect(reverse("products:detail", args=[product.slug]))
