"""A product's card for other websites, and a producer's page at a short address to say and to print."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from backend.common import qr
from backend.common.text import to_id
from members.acting import ActorRequest
from products.models import Certificate, ListingCard, Producer, Product
from products.producers.rules import shows_phone, shows_portrait
from products.search.rows import Numbered
from products.share.embeds import oembed_of, product_at
from products.share.facts import first_photo, share_facts

MOST_PRODUCTS = 60
# Every website may frame this card: it has no form and nothing personal.
CARD_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "img-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Return the oEmbed answer for the product page ?url=.

    404 unless `url` is the page of a listed product, 501 for another format than JSON (oEmbed 2.3.4).
    """
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501)
    product = product_at(request.GET.get("url", ""))
    if product is None:
        raise Http404
    answer = JsonResponse(
        oembed_of(
            product,
            max_width=to_id(request.GET.get("maxwidth")),
            max_height=to_id(request.GET.get("maxheight")),
        ),
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@require_safe
@xframe_options_exempt
@csp_override(CARD_POLICY)
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the product's card for an iframe on another website.

    For a product that is not public the card has a message, with status 404: the iframe stays on the website.
    """
    product = Product.objects.public().select_related("producer__unit__parent").filter(slug=slug).first()
    context: dict[str, Any] = {"product": product, "DEMO": settings.PIEU_DEMO}
    if product is not None:
        context |= {"facts": share_facts(product), "photo": first_photo(product)}
    # Without the request: no session is read, so there is no cookie and one page for everybody.
    body = render_to_string("products/share/embed/card.html", context)
    answer = HttpResponse(body, status=200 if product else 404)
    answer["Cache-Control"] = "public, max-age=60"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _producer(request: ActorRequest, pk: int) -> Producer:
    visible = Producer.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit__parent", "branch", "portrait"), pk=pk)


def short_address(producer: Producer) -> str:
    """Return the producer's short address in capitals, which makes its QR code less than half the size."""
    return f"{settings.PUBLIC_ORIGIN}/S/{producer.pk}".upper()


@require_safe
def shopfront(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a producer to buyers: contact, verified facts, certificates and listed products."""
    producer = _producer(request, pk)
    papers = Certificate.objects.in_force().filter(producer=producer, product=None).order_by("-issued_date")
    own_cards = ListingCard.objects.filter(product__producer=producer).order_by("-listed_at", "-product")
    cards = Numbered(list(own_cards.values_list("product_id", flat=True)[:MOST_PRODUCTS]))
    return render(
        request,
        "products/share/shopfront/page.html",
        {
            "producer": producer,
            "papers": papers,
            "cards": cards[:MOST_PRODUCTS],
            "shows_phone": shows_phone(producer),
            "shows_portrait": shows_portrait(producer),
            "address": settings.PUBLIC_ORIGIN + reverse("products:shopfront", args=[producer.pk]),
        },
    )


@require_safe
def shopfront_code(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a sheet to print with the QR code of the producer's page, to hang up or put into a parcel."""
    producer = _producer(request, pk)
    address = short_address(producer)
    context = {"producer": producer, "code": qr.svg(address), "address": address.lower().partition("://")[2]}
    return render(request, "products/share/shopfront/code.html", context)


@require_safe
def printed_shopfront(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect /S/<number>, the address in a printed QR code, to the producer's page."""
    return redirect("products:shopfront", pk)
