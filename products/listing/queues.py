"""The queues of an officer's desk: producers, submitted products and submitted certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from backend.common.work_queue import WorkQueue
from products.certificates.enums import CertificateState
from products.models import Certificate, Product
from products.producers.queues import PRODUCERS
from products.products.enums import ProductState


def waiting_products(user: Any) -> QuerySet[Product]:
    """Return submitted products that the officer may decide on, the longest waiting first."""
    return submitted_products(Product.objects.decidable_by(user))


def waiting_certificates(user: Any) -> QuerySet[Certificate]:
    """Return submitted certificates that the officer may decide on, the longest waiting first."""
    return submitted_certificates(Certificate.objects.decidable_by(user))


def submitted_products(products: QuerySet[Product]) -> QuerySet[Product]:
    """Filter to submitted products, the longest waiting first, with what a list of them shows."""
    return (
        products.filter(state=ProductState.SUBMITTED)
        .select_related("producer__unit", "producer__branch")
        .prefetch_related("photo_links__photo", "certificates")
        .order_by("submitted_at", "pk")
    )


def submitted_certificates(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Filter to submitted certificates, the longest waiting first, with what a list of them shows."""
    return (
        certificates.filter(state=CertificateState.SUBMITTED)
        .select_related("producer__unit", "product", "scan")
        .order_by("submitted_at", "pk")
    )


PRODUCTS = WorkQueue(waiting_products, "submitted_at", item="products:review", desk="products:desk")
CERTIFICATES = WorkQueue(
    waiting_certificates, "submitted_at", item="products:review_certificate", desk="products:certificate_desk"
)


@dataclass(frozen=True, slots=True)
class DeskQueue:
    """A queue as the desk names it. chip: the name where all three stand in a line. noun: what is counted."""

    name: str
    queue: WorkQueue
    icon: str
    title: Any
    chip: Any
    noun: Any


DESK_QUEUES = (
    DeskQueue(
        "producers",
        PRODUCERS,
        "house",
        gettext_lazy("Nơi bán chờ xác minh"),
        gettext_lazy("Nơi bán"),
        gettext_lazy("nơi bán"),
    ),
    DeskQueue(
        "products",
        PRODUCTS,
        "package-search",
        gettext_lazy("Sản phẩm chờ duyệt"),
        gettext_lazy("Sản phẩm"),
        gettext_lazy("sản phẩm"),
    ),
    DeskQueue(
        "certificates",
        CERTIFICATES,
        "file-search",
        gettext_lazy("Giấy chờ xác minh"),
        gettext_lazy("Giấy chứng nhận"),
        gettext_lazy("giấy"),
    ),
)
