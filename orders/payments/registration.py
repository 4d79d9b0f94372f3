"""Register the acts of card accounts and the periodic jobs of card payments."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import acts
from backend.ledger.acts import Act
from orders.payments.ways.card.actions.accounts import forget_closed_accounts
from orders.payments.ways.card.actions.payments import look_after_card_pages
from orders.payments.ways.card.actions.refunds import send_waiting_refunds
from orders.payments.ways.finding import found_ways
from products.models import Producer

ACTS = (
    Act("card_account.opened", words=_("Lấy địa chỉ để nối tài khoản thẻ")),
    Act("card_account.keys_set", words=_("Cất khoá của tài khoản thẻ")),
    Act("card_account.closed", words=_("Thôi nhận thẻ")),
)


def register() -> None:
    """Register payments' acts, slots and clock jobs. Called once, when Django starts."""
    acts.declare(*ACTS)
    slots.register("shop.account", "ways", template="orders/slots/shop_ways.html", context=_shop_ways)
    every(minutes=1, name="card_refunds.send_waiting")(send_waiting_refunds)
    every(minutes=1, name="card_payments.check_pages")(look_after_card_pages)
    every(minutes=5, name="card_accounts.delete_closed")(forget_closed_accounts)


def _shop_ways(_request: HttpRequest, producer: Producer) -> dict[str, Any]:
    return {"panels": [way.shop_panel for way in found_ways() if way.shop_panel], "producer": producer}
