"""The words that a run of labels prints, taken from the lot as it is now."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from products.certificates.enums import CertificateKind
from products.models import Certificate, Product
from traceability.gs1.digital_link import host_of
from traceability.labels.drawing.content import (
    OPENS,
    OPENS_LABEL,
    OPENS_LABEL_SHORT,
    OPENS_SHORT,
    LabelContent,
)
from traceability.models import Lot


def content_for(lot: Lot, *, origin: str) -> LabelContent:
    """What labels of `lot` say if they are made now; the run keeps it, so that a reprint says the same.

    NSX is the day of making, of fresh goods that of the harvest. Stars only of an OCOP certificate in force today.
    """
    product = lot.product
    is_label = product.e_labels.filter(until=None).exists()
    return LabelContent(
        product_name=product.name,
        lot=lot.code,
        produced=lot.produced_date or lot.harvested_date,
        expires=lot.expiry_date,
        producer=product.producer.name,
        net_content=product.net_content,
        stars=stars_of(product),
        host=host_of(origin),
        opens=OPENS_LABEL if is_label else OPENS,
        opens_short=OPENS_LABEL_SHORT if is_label else OPENS_SHORT,
    )


def stars_of(product: Product) -> int | None:
    """OCOP stars of the certificate of `product` in force today, the highest where there are several."""
    return (
        Certificate.objects.in_force()
        .filter(product=product, kind=CertificateKind.OCOP)
        .order_by("-stars")
        .values_list("stars", flat=True)
        .first()
    )


def is_local(origin: str) -> bool:
    """Whether labels printed with `origin` open only on this machine or in this house: a demo, or a setting forgotten."""
    host = urlsplit(origin).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".test", ".localhost", ".internal"))
    return address.is_private or address.is_loopback or address.is_link_local
