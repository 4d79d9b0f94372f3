"""What orders registers in slots, clock, ports and registries of other apps, one file per trade."""

from orders.bank import registration as bank
from orders.basket import registration as basket
from orders.complaints import registration as complaints
from orders.duties import registration as duties
from orders.exchanges import registration as exchanges
from orders.feeds import registration as feeds
from orders.figures import registration as figures
from orders.orders import registration as orders
from orders.own_data import registration as own_data
from orders.payments import registration as payments
from orders.reviews import registration as reviews
from orders.share import registration as share
from orders.shops import registration as shops


def register() -> None:
    """Call `register` of each trade of orders. Called once, when Django starts."""
    for trade in (
        shops,
        reviews,
        orders,
        payments,
        exchanges,
        complaints,
        bank,
        figures,
        feeds,
        share,
        duties,
        basket,
        own_data,
    ):
        trade.register()
