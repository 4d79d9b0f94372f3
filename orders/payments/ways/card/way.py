"""A foreign card, on a page of Stripe's, into the seller's own account there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.payments.ways.base import Way
from orders.payments.ways.card.accounts import takes_cards

if TYPE_CHECKING:
    from orders.models import Shop


class Card(Way):
    key = "card"
    label = gettext_lazy("Thẻ quốc tế (Stripe)")
    rank = 30
    takes_foreign_numbers = True
    # Goods are held so long for a card that nobody paid with yet.
    answer_within = dt.timedelta(minutes=45)
    is_paid_first = True
    proves_buyer = True

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        # Whoever telephones has no page to pay on.
        if on_page and takes_cards(shop.producer):
            return ""
        return _("%(producer)s không nhận thẻ.") % {"producer": shop.producer.name}


WAY = Card()
