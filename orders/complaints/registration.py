"""Register the acts of complaints and take-downs, their periodic jobs, and what pages show of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily, every
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from orders.complaints.actions import follow_up_complaints, forget_callers, take_down_of, taken_down_on
from orders.complaints.auditing import STATED
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.complaints.rules import may_object
from orders.complaints.webhook_payloads import complaint_payload
from orders.models import Complaint
from products import ports
from products.models import Producer, Product
from products.products.enums import ProductState

ACTS = (
    Act("complaint.sent", words=_("Có lời khiếu nại hoặc yêu cầu gỡ"), payload=complaint_payload),
    Act("complaint.answered", words=_("Trả lời một lời khiếu nại"), payload=complaint_payload),
    Act("complaint.taken_down", words=_("Gỡ một sản phẩm theo yêu cầu"), payload=complaint_payload),
    Act("complaint.kept", words=_("Không gỡ một sản phẩm theo yêu cầu"), payload=complaint_payload),
    Act("complaint.objected", words=_("Nêu ý kiến về việc gỡ sản phẩm"), payload=complaint_payload),
    Act("complaint.replied", words=_("Trả lời ý kiến của người bán"), payload=complaint_payload),
)


def register() -> None:
    """Register complaints' acts, slots, ports and clock jobs. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    every(minutes=10, name="complaints.follow_up")(follow_up_complaints)
    daily(at="03:55", name="complaints.forget_callers")(forget_callers)
    slots.register(
        "home.next",
        "complaints",
        template="orders/complaints/slots/home_complaints.html",
        context=waiting_complaint,
        order=6,
    )
    slots.register(
        "officer.links",
        "complaints",
        template="orders/complaints/slots/desk_complaints.html",
        context=complaints_at_desk,
        order=62,
    )
    slots.register(
        "product.public",
        "complain",
        template="orders/complaints/slots/product_complain.html",
        context=way_to_complain,
        order=90,
    )
    slots.register(
        "product.why_off",
        "take_down",
        template="orders/complaints/slots/product_why_off.html",
        context=why_taken_down,
        order=10,
    )
    ports.taken_down_on.provide(taken_down_on)


def waiting_complaint(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the member's open complaint that is due first, and the number of them; None if there is none.

    Complaints about producers that the member runs count; take-down requests don't.
    """
    if not request.actor:
        return None
    rows = Complaint.objects.filter(
        producer__in=Producer.objects.run_by(request.actor.member),
        state=ComplaintState.OPEN,
        kind=ComplaintKind.COMPLAINT,
    )
    first = rows.order_by("answer_by").first()
    return {"first": first, "count": rows.count()} if first else None


def complaints_at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    rows = Complaint.objects.visible_to(request.actor.member).waiting()
    return {"count": rows.count(), "late": rows.late().count()}


def way_to_complain(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    return {"product": product} if product.state == ProductState.LISTED else None


def why_taken_down(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return the request that took the product down, for the seller's page, until it is listed again.

    None if there is none, or if the member may not see it.
    """
    complaint = take_down_of(product)
    if (
        complaint is None
        or not Complaint.objects.visible_to(request.actor.member).filter(pk=complaint.pk).exists()
    ):
        return None
    may = complaint.objected_at is None and may_object(request.actor.member, complaint)
    return {"complaint": complaint, "may_object": may}
