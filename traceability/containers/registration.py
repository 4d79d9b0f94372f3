"""Register what a producer's page shows of cartons, pallets and GS1 numbers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from products.models import Producer
from traceability.models import CompanyPrefix, Container


def register() -> None:
    """Register the slots; called once, from AppConfig.ready()."""
    slots.register(
        "producer.manage",
        "containers",
        template="traceability/containers/slots/producer_containers.html",
        context=producer_containers,
        order=40,
    )
    acts.declare(
        Act("producer.gs1_prefix", words=_("Ghi mã doanh nghiệp GS1")),
    )


def producer_containers(request: ActorRequest, *, producer: Producer, **kw: Any) -> dict[str, Any] | None:
    """Return the context of the containers for the producer's page; None for a visitor who is not signed in.

    Doesn't check rights: the page itself admits only the producer's people and officers.
    """
    if not request.actor:
        return None
    return {
        "producer": producer,
        "prefix": CompanyPrefix.objects.filter(producer=producer).first(),
        "count": Container.objects.filter(producer=producer).count(),
    }
