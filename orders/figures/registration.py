"""Register the acts of tax claims, and the operator's link to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.rules import is_staff

ACTS = (
    Act("tax.confirmed", words=_("Xác nhận một mức thuế")),
    Act("tax.withdrawn", words=_("Bỏ xác nhận một mức thuế")),
)


def register() -> None:
    """Register figures' acts and slots. Called once, when Django starts."""
    acts.declare(*ACTS)
    slots.register(
        "officer.links", "tax", template="orders/figures/slots/desk_tax.html", context=for_operator, order=96
    )


def for_operator(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if is_staff(request.actor.member) else None
