"""Register what orders export of a person and erase with the account."""

from django.utils.translation import gettext_lazy as _

from members.own_data import erasing, exporting
from orders.own_data import orders as own_data
from orders.own_data import records


def register() -> None:
    """Register orders' exports, erasures and exported columns. Called once, when Django starts."""
    exporting.register("orders_bought", _("Đơn chị mua"), own_data.bought, order=70, words=own_data.WORDS)
    exporting.register("orders_sold", _("Đơn chị bán"), own_data.sold, order=71, words=own_data.WORDS)
    erasing.register("orders", own_data.erase)
    records.register()
