from orders.models.orders import Order, OrderLine, OrderStep, Purchase
from orders.models.shops import Offer, PriceBreak, Shop

__all__ = ["Offer", "Order", "OrderLine", "OrderStep", "PriceBreak", "Purchase", "Shop"]
