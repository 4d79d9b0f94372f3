"""The numbers of cartons and pallets."""

from __future__ import annotations

from django.conf import settings

from backend.common.codes import new_own_code
from backend.common.gtin import check_digit
from products.models import Producer
from traceability.epcis.identifiers import CANONICAL
from traceability.models import CompanyPrefix, Container


def new_container_uri(producer: Producer) -> str:
    """A new SSCC under her GS1 prefix as a Digital Link URI; without a prefix an address of ours. In a transaction."""
    prefix = CompanyPrefix.objects.select_for_update(no_key=True).filter(producer=producer).first()
    if prefix is None:
        return f"{settings.PUBLIC_ORIGIN}/thung/{new_own_code()}{new_own_code()}"
    while True:
        digits = f"0{prefix.prefix}{prefix.next_serial:0{16 - len(prefix.prefix)}d}"
        prefix.next_serial += 1
        uri = f"{CANONICAL}/00/{digits}{check_digit(digits)}"
        if not Container.objects.filter(uri=uri).exists():
            prefix.save(update_fields=["next_serial"])
            return uri
