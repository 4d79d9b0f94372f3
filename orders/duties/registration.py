"""Register the operator's legal duties: the imprint, data retained of erased members, and the daily job."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from backend.common import slots
from backend.common.clock import daily
from backend.law.citing.presenters import cited_law
from backend.law.citing.registry import register_citing
from members.acting import ActorRequest
from members.models import User
from members.own_data.actions import WAITS
from orders.complaints.enums import ComplaintKind
from orders.duties.actions import forget_left
from orders.duties.citing import citing_duties, citing_statements, citing_tax_claims
from orders.duties.leaving import retained_products_of, retained_purchases_of
from orders.duties.retention import contract_term
from orders.duties.terms import ANSWER_WITHIN
from products.models import Product


def register() -> None:
    """Register duties' slots and clock jobs. Called once, when Django starts."""
    daily(at="03:52", name="records.forget_expired")(forget_left)
    register_citing("duties", citing_duties, is_public=True)
    register_citing("statements", citing_statements, is_public=True)
    register_citing("tax claims", citing_tax_claims, is_public=True)
    slots.register(
        "footer",
        "platform",
        template="orders/duties/slots/footer_platform.html",
        context=who_runs_it,
        order=40,
    )
    slots.register(
        "product.delivery",
        "returns",
        template="orders/duties/slots/product_returns.html",
        context=returns_of,
        order=20,
    )
    slots.register(
        "erase.kept",
        "orders",
        template="orders/duties/slots/retained_records.html",
        context=erasure_context,
        order=50,
    )


def who_runs_it(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {"operator": settings.ECOM_OPERATOR, "registration": settings.ECOM_REGISTRATION}


def returns_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return how long a seller has to answer about goods that are not right; None unless the product is public."""
    if not product.is_public:
        return None
    return {"days": ANSWER_WITHIN[ComplaintKind.COMPLAINT].days}


def erasure_context(request: ActorRequest, *, member: User, **kw: Any) -> dict[str, Any] | None:
    """Return the data of the member that the law retains, for the page that requests erasure.

    None if there is no such data.
    """
    leaves = timezone.localdate(member.erase_due_at or timezone.now() + WAITS)
    products = retained_products_of(member, leaves=leaves)
    buying = retained_purchases_of(member, leaves=leaves)
    if not products and buying is None:
        return None
    sources = [kept.term.source for _product, kept in products]
    if buying is not None:
        sources.append(contract_term().source)
    return {
        "products": products,
        "buying": buying,
        "years": contract_term().years,
        "cited": cited_law(sources),
    }
