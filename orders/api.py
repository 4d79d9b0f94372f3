from rest_framework.routers import BaseRouter

from orders.bank.api.feeds import BankFeedViewSet
from orders.bank.api.transfers import TransferViewSet
from orders.basket.api import BuyerPhoneViewSet
from orders.complaints.api import ComplaintViewSet
from orders.duties.api import PlatformViewSet
from orders.exchanges.api import ExchangeViewSet
from orders.feeds.api import ProductChannelViewSet
from orders.figures.api.branch_sales import BranchSalesViewSet
from orders.figures.api.month import SalesFiguresViewSet
from orders.figures.api.tax_claims import TaxClaimViewSet
from orders.orders.api import bought
from orders.orders.api.orders import OrderViewSet
from orders.orders.api.purchases import PurchaseViewSet
from orders.payments.ways.card.api import CardAccountViewSet
from orders.reviews.api import ReviewActions, ReviewViewSet
from orders.share.api import ShareKitViewSet
from orders.shops.api.offers import OfferViewSet
from orders.shops.api.shops import ShopViewSet


class OrderByRefViewSet(bought.OrderByRefViewSet, ReviewActions):
    # The trade of orders doesn't know the reviews' API. Without a docstring here, the description is the base's.
    pass


def register(router: BaseRouter) -> None:
    router.register("offers", OfferViewSet, basename="offers")
    router.register("sales-figures", SalesFiguresViewSet, basename="sales-figures")
    router.register("branch-sales", BranchSalesViewSet, basename="branch-sales")
    router.register("product-channels", ProductChannelViewSet, basename="product-channels")
    router.register("exchanges", ExchangeViewSet, basename="exchanges")
    router.register("share-kits", ShareKitViewSet, basename="share-kits")
    router.register("complaints", ComplaintViewSet, basename="complaints")
    router.register("shops", ShopViewSet, basename="shops")
    router.register("reviews", ReviewViewSet, basename="reviews")
    router.register("buyer-phones", BuyerPhoneViewSet, basename="buyer-phones")
    router.register("bank-feeds", BankFeedViewSet, basename="bank-feeds")
    router.register("card-accounts", CardAccountViewSet, basename="card-accounts")
    router.register("tax-claims", TaxClaimViewSet, basename="tax-claims")
    router.register("transfers", TransferViewSet, basename="transfers")
    router.register("platform", PlatformViewSet, basename="platform")
    router.register("purchases", PurchaseViewSet, basename="purchases")
    router.register("orders/by-ref", OrderByRefViewSet, basename="orders-by-ref")
    router.register("orders", OrderViewSet, basename="orders")
