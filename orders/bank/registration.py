"""Register the acts of bank feeds and transfers, and the home page's list of transfers to look at."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from orders.bank.auditing import STATED
from orders.bank.webhook_payloads import transfer_payload
from orders.models import Transfer

ACTS = (
    Act("bank_feed.opened", words=_("Lấy địa chỉ để nối ngân hàng")),
    Act("bank_feed.key_set", words=_("Cất khoá của nơi báo tiền về")),
    Act("bank_feed.address_changed", words=_("Đổi địa chỉ nhận tin báo tiền về")),
    Act("bank_feed.closed", words=_("Thôi nối ngân hàng")),
    Act("transfer.received", words=_("Có tiền về tài khoản"), payload=transfer_payload),
    Act("transfer.linked", words=_("Nối khoản tiền về với đơn"), payload=transfer_payload),
    Act("transfer.unlinked", words=_("Gỡ khoản tiền về khỏi đơn"), payload=transfer_payload),
    Act("transfer.returned", words=_("Ghi đã trả lại một khoản tiền về"), payload=transfer_payload),
    Act("transfer.kept", words=_("Ghi lại: chưa trả khoản tiền về"), payload=transfer_payload),
    Act("transfer.closed", words=_("Cất đi một khoản tiền về"), payload=transfer_payload),
    Act("transfer.reopened", words=_("Đưa khoản tiền về vào việc cần xem"), payload=transfer_payload),
)


def register() -> None:
    """Register bank's acts and slots. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    slots.register(
        "home.next",
        "transfers",
        template="orders/bank/slots/home_transfers.html",
        context=odd_transfer,
        order=5,
    )


def odd_transfer(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the oldest transfer that the seller has to act on, and how many there are; None if none."""
    if not request.actor:
        return None
    waiting = Transfer.objects.visible_to(request.actor.member).to_look_at()
    first = waiting.order_by("made_at").first()
    return {"first": first, "count": waiting.count()} if first else None
