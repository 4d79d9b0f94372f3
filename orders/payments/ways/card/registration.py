"""Register the acts of card accounts, the periodic jobs of card payments, and what outlasts an erased member."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import User
from orders.payments.ways.card.actions.accounts import forget_closed_accounts
from orders.payments.ways.card.actions.payments import close_card_pages
from orders.payments.ways.card.actions.refunds import send_waiting_refunds
from orders.payments.ways.card.auditing import STATED
from orders.payments.ways.card.own_data import has_open_card_account

ACTS = (
    Act("card_account.opened", words=_("Lấy địa chỉ để nối tài khoản thẻ")),
    Act("card_account.keys_set", words=_("Cất khoá của tài khoản thẻ")),
    Act("card_account.closed", words=_("Thôi nhận thẻ")),
)


def register() -> None:
    """Register cards' acts, slots and clock jobs. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    every(minutes=1, name="card_refunds.send_waiting")(send_waiting_refunds)
    every(minutes=1, name="card_payments.check_pages")(close_card_pages)
    every(minutes=5, name="card_accounts.delete_closed")(forget_closed_accounts)
    slots.register(
        "erase.kept",
        "card",
        template="orders/payments/ways/card/retained_keys.html",
        context=_retained_keys,
        order=51,
    )


def _retained_keys(request: ActorRequest, *, member: User, **kw: Any) -> dict[str, Any] | None:
    return {} if has_open_card_account(member) else None
