from orders.models.areas import DeliveryArea
from orders.models.bank import BankFeed, Transfer
from orders.models.orders import Order, OrderLine, OrderStep, Purchase
from orders.models.shops import Offer, PriceBreak, Shop

__all__ = [
    "BankFeed",
    "DeliveryArea",
    "Offer",
    "Order",
    "OrderLine",
    "OrderStep",
    "PriceBreak",
    "Purchase",
    "Shop",
    "Transfer",
]
