from orders.bank.models import BankFeed, Transfer
from orders.complaints.models import Complaint
from orders.exchanges.models import ExchangeTemplate
from orders.figures.models import TaxConfirmation
from orders.orders.models.orders import Order, OrderLine, OrderStep, PackedLot, Purchase
from orders.orders.models.returns import PartReturn, ReturnedLine
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund
from orders.reviews.models import VERDICTS, Review, ReviewReport
from orders.shops.models import DeliveryArea, Offer, PriceBreak, SalesStop, Shop

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
