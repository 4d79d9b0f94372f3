"""Catalogue files for other platforms, and the pages that show which goods they contain."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.acting import ActorRequest
from members.rules import has_desk
from orders.feeds.channels import CHANNELS, Channel
from orders.feeds.files import MAX_AGE, feed_address, feed_file
from orders.feeds.product_status import standing_of
from orders.feeds.writing import CONTENT_TYPES
from orders.models import ExchangeTemplate
from orders.shops.rules import may_sell
from products.models import Producer, Product

PER_PAGE = 200


@require_safe
def feed(request: ActorRequest, file_name: str) -> HttpResponseBase:
    """Serve a platform's catalogue of everything on sale, such as /kenh/google.xml."""
    return _file(_channel(file_name), None)


@require_safe
def producer_feed(request: ActorRequest, slug: str, file_name: str) -> HttpResponseBase:
    """Serve a platform's catalogue of one producer's goods, such as /kenh/<producer>/google.xml.

    Without goods the file is empty. If it were missing, the platform would keep the old goods.
    """
    return _file(_channel(file_name), get_object_or_404(Producer, slug=slug))


def _channel(file_name: str) -> Channel:
    channel = CHANNELS.get(file_name)
    if channel is None:
        raise Http404
    return channel


def _file(channel: Channel, producer: Producer | None) -> HttpResponseBase:
    path = feed_file(channel, producer)
    response = FileResponse(path.open("rb"), content_type=CONTENT_TYPES[channel.shape])
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Content-Disposition"] = f'inline; filename="pieu-{channel.file_name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_safe
def channels(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Show each platform's file address for a producer, and which goods are missing and why."""
    producer = get_object_or_404(Producer.objects.select_related("branch", "unit"), pk=producer_id)
    if not may_sell(request.actor.member, producer):
        raise Http404
    products = Product.objects.filter(producer=producer)
    return _page(request, "orders/feeds/producer.html", products, producer)


@login_required
@require_safe
def channels_desk(request: ActorRequest) -> HttpResponse:
    """Show the file addresses, and missing goods with the reasons, for all goods that an officer oversees."""
    if not has_desk(request.actor.member):
        raise Http404
    products = Product.objects.handled_by(request.actor.member)
    return _page(request, "orders/feeds/desk.html", products, None)


def _page(
    request: ActorRequest, template: str, products: QuerySet[Product], producer: Producer | None
) -> HttpResponse:
    listed = products.listed() if hasattr(products, "listed") else products
    rows = (
        listed.select_related("producer__shop", "producer__unit")
        .prefetch_related("offers")
        .order_by("name", "pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    standing = standing_of(page.object_list)
    exchanges = ExchangeTemplate.objects.filter(is_active=True) if producer else []
    context: dict[str, Any] = {
        "exchanges": [each for each in exchanges if each.is_mapped],
        "producer": producer,
        "page": page,
        "left_out": standing.left_out,
        "channels": [(channel, count, feed_address(channel, producer)) for channel, count in standing.counts],
    }
    return render(request, template, context)
