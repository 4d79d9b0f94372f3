"""Register the acts of listing, its audit and export, and the queues on an officer's desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, auditing, taking_up
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.rules import has_desk
from products.listing.auditing import compare_decisions, decisions_of_before
from products.listing.queues import CERTIFICATES, PRODUCTS, waiting_certificates, waiting_products
from products.listing.webhook_payloads import product_payload
from products.models import Producer

# The public log shows listed and retired products; submissions and returns stay sealed.
ACTS = (
    Act("product.submitted", words=_("Gửi sản phẩm cho cán bộ xem")),
    Act(
        "product.listed",
        words=_("Duyệt sản phẩm lên sàn"),
        public=True,
        payload=product_payload,
        title=_("Sản phẩm lên sàn"),
    ),
    Act(
        "product.retired",
        words=_("Ngừng bán sản phẩm"),
        public=True,
        payload=product_payload,
        title=_("Sản phẩm rời sàn"),
    ),
    Act("product.returned", words=_("Trả lại sản phẩm để bổ sung")),
)


def register() -> None:
    """Register listing's acts, slots and audits, and the ledger entries of steps that have none.

    Called once, when Django starts.
    """
    acts.declare(*ACTS)
    auditing.register("products' steps", compare_decisions)
    taking_up.register("products' steps", decisions_of_before)
    slots.register(
        "officer.desk",
        "products",
        template="products/listing/slots/officer_desk.html",
        context=desk_queues,
        order=20,
    )


def desk_queues(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many producers, products and certificates wait for this officer, and since when the oldest.

    The URLs open the oldest of each. Returns None for a user without a desk.
    """
    officer = request.actor.member
    if not has_desk(officer):
        return None
    products, papers = waiting_products(officer), waiting_certificates(officer)
    product, paper = products.prefetch_related(None).first(), papers.first()
    makers = Producer.objects.overseen_by(officer).awaiting_verification()
    return {
        "producers": makers.count(),
        "oldest_producer": makers.values_list("verification_asked_at", flat=True).first(),
        "products": products.count(),
        "first_product_url": PRODUCTS.url_of(product) if product else "",
        "oldest_product": product.submitted_at if product else None,
        "certificates": papers.count(),
        "first_certificate_url": CERTIFICATES.url_of(paper) if paper else "",
        "oldest_certificate": paper.submitted_at if paper else None,
    }
