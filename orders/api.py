"""Every viewset of orders, one file per trade."""

from rest_framework.routers import BaseRouter
from rest_framework.viewsets import GenericViewSet

from orders.bank.api import feeds as bank_feeds
from orders.bank.api import transfers
from orders.basket import api as basket
from orders.complaints import api as complaints
from orders.duties import api as duties
from orders.exchanges import api as exchanges
from orders.feeds import api as channels
from orders.figures.api import branch_sales, month, tax_claims
from orders.orders.api import orders, orders_by_ref, purchases
from orders.payments.ways.finding import modules_of_ways
from orders.reviews import api as reviews
from orders.share import api as share
from orders.shops.api import offers, shops


def with_actions(view: type[GenericViewSet], actions: str, *more: type) -> type[GenericViewSet]:
    """Return `view` with `more`, and with the class named `actions` of each way of paying that has one.

    The trade of orders doesn't know these APIs. The result has no docstring: its description is the view's.
    """
    found = (getattr(module, actions, None) for module in modules_of_ways("api"))
    return type(view.__name__, (view, *more, *filter(None, found)), {})


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
    for module in modules_of_ways("api"):
        module.register(router)
    tax_claims.register(router)
    transfers.register(router)
    duties.register(router)
    purchases.register(router)
    by_ref = with_actions(orders_by_ref.OrderByRefViewSet, "BoughtOrderActions", reviews.ReviewActions)
    router.register("orders/by-ref", by_ref, basename="orders-by-ref")
    by_number = with_actions(orders.OrderViewSet, "OrderActions")
    router.register("orders", by_number, basename="orders")
