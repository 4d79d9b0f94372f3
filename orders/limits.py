"""How often one network may order, whichever door it comes by."""

from backend.common.limits import SharedLimit

orders_an_hour = SharedLimit("orders", 20, seconds=3600, step=1)
