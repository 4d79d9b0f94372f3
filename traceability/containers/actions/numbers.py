"""The numbers of cartons and pallets."""

from __future__ import annotations

from django.db.models import Max

from backend.common.codes import new_own_code
from backend.common.gtin import check_digit
from products.models import Producer
from traceability.epcis.identifiers import CANONICAL, CARTON
from traceability.models import CompanyPrefix, Container, EpcisEvent, EpcisThing


def new_container_uri(producer: Producer) -> str:
    """Return the URI of a new carton or pallet. Call inside a transaction.

    It is an SSCC under the producer's GS1 prefix, as a Digital Link URI. Without a prefix, it is the path of
    an address of ours.
    """
    prefix = CompanyPrefix.objects.select_for_update(no_key=True).filter(producer=producer).first()
    if prefix is None:
        return f"{CARTON}{new_own_code()}{new_own_code()}"
    while True:
        digits = f"0{prefix.prefix}{prefix.next_serial:0{16 - len(prefix.prefix)}d}"
        prefix.next_serial += 1
        uri = f"{CANONICAL}/00/{digits}{check_digit(digits)}"
        if not Container.objects.filter(uri=uri).exists():
            prefix.save(update_fields=["next_serial"])
            return uri


def last_serial(prefix: CompanyPrefix) -> int:
    """Return the highest number that `new_container_uri` gave under `prefix`, or 0.

    Cartons named by a partner's software don't count.
    """
    start = f"{CANONICAL}/00/0{prefix.prefix}"
    captured = EpcisEvent.objects.exclude(captured_by_ref=None).values("event_id")
    named = EpcisThing.objects.filter(value__startswith=start, event_id__in=captured).values("value")
    ours = Container.objects.filter(producer=prefix.producer_id, uri__startswith=start).exclude(uri__in=named)
    # All have one length, so the last in alphabetical order is the highest.
    last: str | None = ours.aggregate(last=Max("uri"))["last"]
    return int(last[len(start) : -1]) if last else 0
