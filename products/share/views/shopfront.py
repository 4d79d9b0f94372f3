"""A producer's page for buyers, at a short address to say and to print."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common import qr
from backend.common.idempotency import idempotent
from members.acting import ActorRequest
from products.models import Producer
from products.producers.rules import may_change_producer, runs
from products.share.actions import has_shared, record_share
from products.share.presenters import Shopfront


def _producer(request: ActorRequest, pk: int) -> Producer:
    visible = Producer.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit__parent", "branch", "portrait"), pk=pk)


def short_address(producer: Producer) -> str:
    """Return the producer's short address in capitals, which makes its QR code less than half the size."""
    return f"{settings.PUBLIC_ORIGIN}/S/{producer.pk}".upper()


@require_safe
def shopfront(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a producer to buyers: its people, place, story, goods and reviews.

    A producer that buyers may not see has a page without its name: its QR code stays in circulation.
    """
    visible = Producer.objects.visible_to(request.user).select_related("unit__parent", "branch", "portrait")
    producer = visible.filter(pk=pk).first()
    if producer is None:
        get_object_or_404(Producer, pk=pk)
        return render(request, "products/share/shopfront/hidden.html")
    context = {"producer": producer, "front": Shopfront(producer)}
    if request.actor and may_change_producer(request.actor.member, producer):
        context["is_own"] = True
    if request.actor and runs(request.actor.member, producer):
        context["may_share"] = True
        context["has_shared"] = has_shared(request.actor.member, f"producer:{producer.pk}")
    return render(request, "products/share/shopfront/page.html", context)


@login_required
@require_POST
@idempotent
def shared(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that a person of the producer shared its page."""
    producer = _producer(request, pk)
    record_share(actor=request.actor, producer=producer)
    messages.success(request, _("Đã ghi: chị đã chia sẻ %(name)s.") % {"name": producer.name})
    return redirect("products:shopfront", producer.pk)


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
