"""Django's admin for orders, where the Union's technical staff look things up. One file per trade.

It shows no buyer's name, number or place.
"""

from orders.bank import admin as bank
from orders.orders import admin as orders
from orders.payments import admin as payments
from orders.shops import admin as shops

__all__ = ["bank", "orders", "payments", "shops"]
