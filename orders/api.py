"""Every viewset of orders, one file per trade."""

from rest_framework.routers import BaseRouter

from orders.bank.api import feeds as bank_feeds
from orders.bank.api import transfers
from orders.basket import api as basket
from orders.complaints import api as complaints
from orders.duties import api as duties
from orders.exchanges import api as exchanges
from orders.feeds import api as channels
from orders.figures.api import branch_sales, month, tax_claims
from orders.orders.api import bought, orders, purchases
from orders.payments.ways.card import api as cards
from orders.reviews import api as reviews
from orders.share import api as share
from orders.shops.api import offers, shops


class OrderByRefViewSet(bought.OrderByRefViewSet, reviews.ReviewActions):
    # The trade of orders doesn't know the reviews' API. Without a docstring here, the description is the base's.
    pass


def register(router: BaseRouter) -> None:
    offers.register(router)
    month.register(router)
    branch_sales.register(router)
    channels.register(router)
    exchanges.register(router)
    share.register(router)
    complaints.register(router)
    shops.register(router)
    reviews.register(router)
    basket.register(router)
    bank_feeds.register(router)
    cards.register(router)
    tax_claims.register(router)
    transfers.register(router)
    duties.register(router)
    purchases.register(router)
    router.register("orders/by-ref", OrderByRefViewSet, basename="orders-by-ref")
    orders.register(router)
