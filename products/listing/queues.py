"""The queues of an officer's desk: submitted products and submitted certificates."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from backend.common.work_queue import WorkQueue
from products.certificates.enums import CertificateState
from products.models import Certificate, Product
from products.products.enums import ProductState


def waiting_products(user: Any) -> QuerySet[Product]:
    """Return submitted products of the officer's branches, the longest waiting first."""
    return (
        Product.objects.overseen_by(user)
        .filter(state=ProductState.SUBMITTED)
        .select_related("producer__unit", "producer__branch")
        .prefetch_related("photo_links__photo", "certificates")
        .order_by("submitted_at", "pk")
    )


def waiting_certificates(user: Any) -> QuerySet[Certificate]:
    """Return submitted certificates of the officer's branches, the longest waiting first."""
    return (
        Certificate.objects.overseen_by(user)
        .filter(state=CertificateState.SUBMITTED)
        .select_related("producer__unit", "product", "scan")
        .order_by("submitted_at", "pk")
    )


PRODUCTS = WorkQueue(waiting_products, "submitted_at", item="products:review", desk="products:desk")
CERTIFICATES = WorkQueue(
    waiting_certificates, "submitted_at", item="products:review_certificate", desk="products:certificate_desk"
)
