"""The texts of a run of labels, taken from its lot."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from products.certificates.enums import CertificateKind
from products.models import Certificate, Product
from traceability.drawing.content import (
    OPENS,
    OPENS_LABEL,
    OPENS_LABEL_SHORT,
    OPENS_SHORT,
    LabelContent,
)
from traceability.gs1.digital_link import host_of
from traceability.models import Lot


def content_for(lot: Lot, *, origin: str) -> LabelContent:
    """Return the texts for labels of `lot` as of now. The run stores them, so that a reprint has the same
    ones.

    NSX is the production date, or the harvest date if there is none. Stars come only from an OCOP certificate
    in force today.
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
    """Return the stars of the product's OCOP certificate in force today, the highest of several, or None."""
    return (
        Certificate.objects.in_force()
        .filter(product=product, kind=CertificateKind.OCOP)
        .order_by("-stars")
        .values_list("stars", flat=True)
        .first()
    )


def is_local(origin: str) -> bool:
    """Return whether labels with `origin` open only on this machine or network.

    It is then a demo, or a setting that was forgotten.
    """
    host = urlsplit(origin).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".test", ".localhost", ".internal"))
    return address.is_private or address.is_loopback or address.is_link_local
