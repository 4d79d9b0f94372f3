"""Submit products and changed certificates to an officer for a decision."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from members.acting import Actor
from members.rules import require
from products.certificates.actions.certificates import update_certificate
from products.listing.actions.listing import ListingIncomplete, missing_for, submit_product
from products.listing.rules import may_submit_product
from products.models import Certificate, Photo, Product
from products.photos.actions import erase_unused_photo


@transaction.atomic
def send_product(*, actor: Actor, product: Product, wants_help: bool) -> Product:
    """Submit a product to an officer for listing. Without `wants_help` it must be complete.

    With `wants_help`, five fields are enough and the officer fills in the rest. Raises ListingIncomplete, and
    the errors of submit_product.
    """
    require(may_submit_product(actor.member, product))
    if not wants_help and (missing := missing_for(product)):
        raise ListingIncomplete(missing)
    return submit_product(actor=actor, product=product, wants_help=wants_help)


@transaction.atomic
def correct_certificate(*, actor: Actor, certificate: Certificate, changes: dict[str, Any]) -> Certificate:
    """Change a certificate by update_certificate. Erase a replaced scan unless something else shows it."""
    before = certificate.scan_id
    certificate = update_certificate(actor=actor, certificate=certificate, changes=changes)
    if before is not None and before != certificate.scan_id:
        erase_unused_photo(Photo.objects.get(pk=before))
    return certificate
