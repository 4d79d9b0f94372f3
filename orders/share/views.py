"""A product's share kit: pictures, text, the phone's share sheet, a poster to print."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common import qr
from backend.common.idempotency import idempotent
from courses.live.record import record_of
from members.acting import ActorRequest
from orders.share.caption import caption_of
from orders.share.pictures import pictures_of
from orders.shops.rules import may_sell
from products.models import Product
from products.share.actions import has_shared, record_share
from products.share.embeds import embed_code
from products.share.facts import first_photo, share_facts

ZALO = "https://zalo.me/"
FACEBOOK = "https://www.facebook.com/sharer/sharer.php"


def _product_or_404(request: ActorRequest, pk: int) -> Product:
    """Return a public product that the member may sell; otherwise 404, as for a missing one."""
    rows = Product.objects.public().select_related("producer__unit__parent", "producer__branch")
    product = get_object_or_404(rows, pk=pk)
    if not may_sell(request.actor.member, product.producer):
        raise Http404
    return product


@login_required
@require_safe
def share(request: ActorRequest, product_id: int) -> HttpResponse:
    product = _product_or_404(request, product_id)
    facts = share_facts(product)
    return render(
        request,
        "orders/share/kit.html",
        {
            "product": product,
            "facts": facts,
            "pictures": [
                (each.layout, each.url, each.title, each.use) for each in pictures_of(product, facts)
            ],
            "caption": caption_of(record_of(product)),
            "has_photo": bool(facts.photo),
            "embed": embed_code(product),
            "zalo": ZALO,
            "facebook": f"{FACEBOOK}?{urlencode({'u': facts.url})}",
            "shared_url": reverse("orders:shared", args=[product.pk]),
            "has_shared": has_shared(request.actor.member, f"product:{product.pk}"),
        },
    )


@login_required
@require_POST
@idempotent
def shared(request: ActorRequest, product_id: int) -> HttpResponse:
    """Record that the member shared the product."""
    product = _product_or_404(request, product_id)
    record_share(actor=request.actor, producer=product.producer, product=product)
    messages.success(request, _("Đã ghi: chị đã chia sẻ %(name)s.") % {"name": product.name})
    return redirect("orders:share", product.pk)


@login_required
@require_safe
def poster(request: ActorRequest, product_id: int) -> HttpResponse:
    """Show a poster for the stall: photo, name, price, and the QR code of the product's page."""
    product = _product_or_404(request, product_id)
    facts = share_facts(product)
    return render(
        request,
        "orders/share/poster.html",
        {
            "product": product,
            "facts": facts,
            "photo": first_photo(product),
            "code": qr.svg(facts.url),
        },
    )


def on_product_page(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Fill the slot "product.manage" with the share kit's link.

    None unless the product is public and the user may sell it.
    """
    if not request.actor or not product.is_public:
        return None
    return {"product": product} if may_sell(request.actor.member, product.producer) else None
