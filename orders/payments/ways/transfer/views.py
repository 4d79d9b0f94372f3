"""The VietQR of an order as an image to save, for a banking app on the same phone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common import qr
from members.acting import ActorRequest
from orders.models import Order
from orders.payments.ways.transfer.paying import transfer_of


@never_cache
@require_safe
def vietqr(request: ActorRequest, ref: str) -> HttpResponse:
    """Return the code as a PNG to save. 404 if the order is not to be paid by transfer, or not any more."""
    order = get_object_or_404(Order.objects.select_related("producer__shop"), ref=ref)
    paying = transfer_of(order)
    if paying is None or not paying.code:
        raise Http404
    name = f'attachment; filename="vietqr-{order.number}.png"'
    headers = {"Content-Disposition": name, "X-Robots-Tag": "noindex"}
    return HttpResponse(qr.png(paying.code), content_type="image/png", headers=headers)
