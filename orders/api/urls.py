from rest_framework.routers import BaseRouter

from orders.api.viewsets.bank_feeds import BankFeedViewSet
from orders.api.viewsets.bought import OrderByRefViewSet
from orders.api.viewsets.branch_sales import BranchSalesViewSet
from orders.api.viewsets.card_accounts import CardAccountViewSet
from orders.api.viewsets.channels import ProductChannelViewSet
from orders.api.viewsets.complaints import ComplaintViewSet
from orders.api.viewsets.exchanges import ExchangeViewSet
from orders.api.viewsets.figures import SalesFiguresViewSet
from orders.api.viewsets.offers import OfferViewSet
from orders.api.viewsets.orders import OrderViewSet
from orders.api.viewsets.phones import BuyerPhoneViewSet
from orders.api.viewsets.platform import PlatformViewSet
from orders.api.viewsets.purchases import PurchaseViewSet
from orders.api.viewsets.reviews import ReviewViewSet
from orders.api.viewsets.share_kits import ShareKitViewSet
from orders.api.viewsets.shops import ShopViewSet
from orders.api.viewsets.tax_claims import TaxClaimViewSet
from orders.api.viewsets.transfers import TransferViewSet


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
