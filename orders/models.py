from orders.bank.models import BankFeed, Transfer
from orders.complaints.models import Complaint
from orders.exchanges.models import ExchangeTemplate
from orders.figures.models import TaxConfirmation
from orders.orders.models.orders import Order, OrderLine, OrderStep, PackedLot, Purchase
from orders.orders.models.returns import PartReturn, ReturnedLine
from orders.payments.ways.finding import modules_of_ways
from orders.reviews.models import VERDICTS, Review, ReviewReport
from orders.shops.models import DeliveryArea, Offer, PriceBreak, SalesStop, Shop

__all__ = [
    "VERDICTS",
    "BankFeed",
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

# Tables of a way of paying are in its folder, and are imported from there; Django only has to load them.
modules_of_ways("models")
