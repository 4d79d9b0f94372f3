"""How often one network may order, and have codes sent to buyers' numbers, whichever door it comes by."""

from backend.common.limits import SharedLimit

orders_an_hour = SharedLimit("orders", 20, seconds=3600, step=1)
codes_an_hour = SharedLimit("buyer codes", 20, seconds=3600, step=1)
