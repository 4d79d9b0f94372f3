"""Register the operator's legal duties: the imprint, what stays of an erased member, and the daily job."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from backend.common import slots
from backend.common.clock import daily
from members.acting import ActorRequest
from members.models import User
from members.own_data.actions import WAITS
from orders.duties.actions import forget_left
from orders.duties.leaving import keeps_stripe, kept_of_buying, kept_of_products
from orders.duties.retention import contract_term


def register() -> None:
    """Register everything; called once, from AppConfig.ready()."""
    daily(at="03:52", name="records.forget_expired")(forget_left)
    slots.register(
        "footer", "platform", template="orders/slots/footer_platform.html", context=who_runs_it, order=40
    )
    slots.register(
        "erase.kept", "orders", template="orders/slots/erase_kept.html", context=kept_when_erased, order=50
    )


def who_runs_it(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {"operator": settings.ECOM_OPERATOR, "registration": settings.ECOM_REGISTRATION}


def kept_when_erased(request: ActorRequest, *, member: User, **kw: Any) -> dict[str, Any] | None:
    """Return what the law keeps of the member, for the page where erasure is requested."""
    leaves = timezone.localdate(member.erase_due_at or timezone.now() + WAITS)
    products = kept_of_products(member, leaves=leaves)
    buying = kept_of_buying(member, leaves=leaves)
    stripe = keeps_stripe(member)
    if not products and buying is None and not stripe:
        return None
    return {"products": products, "buying": buying, "years": contract_term().years, "stripe": stripe}
