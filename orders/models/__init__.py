from orders.models.areas import DeliveryArea
from orders.models.bank import BankFeed, Transfer
from orders.models.cards import CardAccount, CardEvent, CardPayment, CardRefund
from orders.models.complaints import Complaint
from orders.models.exchanges import ExchangeTemplate
from orders.models.orders import Order, OrderLine, OrderStep, PackedLot, Purchase
from orders.models.returns import PartReturn, ReturnedLine
from orders.models.reviews import VERDICTS, Review, ReviewReport
from orders.models.shops import Offer, PriceBreak, Shop
from orders.models.stops import SalesStop
from orders.models.tax import TaxConfirmation

__all__ = [
    "VERDICTS",
    "BankFeed",
    "CardAccount",
    "CardEvent",
    "CardPayment",
    "CardRefund",
    "Complaint",
    "DeliveryArea",
    "ExchangeTemplate",
    "Offer",
    "Order",
    "OrderLine",
    "OrderStep",
    "PackedLot",
    "PartReturn",
    "PriceBreak",
    "Purchase",
    "ReturnedLine",
    "Review",
    "ReviewReport",
    "SalesStop",
    "Shop",
    "TaxConfirmation",
    "Transfer",
]
