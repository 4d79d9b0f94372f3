"""Remember which lot's page led the buyer to an offer in the basket.

The session stores {offer id: lot id}, the order line the lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import HttpRequest

from orders.models import Offer
from traceability.models import Lot
from traceability.scans.leads import read_lead

KEY = "led_by"


def keep(request: HttpRequest, offer: Offer, words: str) -> None:
    """Store the lot whose page led to `offer`, if `words` are a valid lead (traceability/scans/leads.py).

    The lot must belong to the offer's product.
    """
    lot = read_lead(words) if words else None
    if lot is not None and Lot.objects.filter(pk=lot, product=offer.product_id).exists():
        request.session[KEY] = {**_stored_leads(request), str(offer.pk): lot}


def leads_of(request: HttpRequest, offers: Iterable[int]) -> dict[int, int]:
    """Return {offer id: lot id} for those of `offers` that the page of an existing lot led to.

    No query if there are none.
    """
    stored = _stored_leads(request)
    found = {pk: stored[str(pk)] for pk in offers if str(pk) in stored}
    there = set(Lot.objects.filter(pk__in=found.values()).values_list("pk", flat=True)) if found else set()
    return {pk: lot for pk, lot in found.items() if lot in there}


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _stored_leads(request: HttpRequest) -> Mapping[str, int]:
    stored = request.session.get(KEY)
    return stored if isinstance(stored, dict) else {}
