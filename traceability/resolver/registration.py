"""Register links to the page of a code's links, and the readable names of its acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from products.models import Product
from traceability.models import CodeLink, Lot
from traceability.resolver.rules import may_see_links


def register() -> None:
    """Register slots, exports, erasers and acts; called once, from AppConfig.ready()."""
    slots.register(
        "product.manage",
        "links",
        template="traceability/resolver/slots/product_links.html",
        context=product_links,
        order=30,
    )
    slots.register(
        "lot.manage",
        "links",
        template="traceability/resolver/slots/product_links.html",
        context=lot_links,
        order=40,
    )
    acts.declare(
        Act("link", public=True),
        Act("link.added", words=_("Thêm liên kết vào mã")),
        Act("link.changed", words=_("Sửa liên kết của mã")),
        Act("link.removed", words=_("Bỏ liên kết của mã")),
        Act("link.taken_down", words=_("Gỡ liên kết của mã")),
    )


def product_links(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    actor = request.actor
    if not actor or not may_see_links(actor.member, product):
        return None
    return {"product": product, "count": CodeLink.objects.standing().filter(product=product).count()}


def lot_links(request: ActorRequest, *, lot: Lot, **kw: Any) -> dict[str, Any] | None:
    context = product_links(request, product=lot.product)
    return context and {**context, "lot": lot}
