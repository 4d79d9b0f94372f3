"""How often one network may order, have codes sent to buyers' numbers, and send news of money that isn't genuine."""

from backend.common.limits import SharedLimit

orders_an_hour = SharedLimit("orders", 20, seconds=3600, step=1)
codes_an_hour = SharedLimit("buyer codes", 20, seconds=3600, step=1)
forged_messages_a_minute = SharedLimit("payment messages", 60)
reports_an_hour = SharedLimit("reports of reviews", 10, seconds=3600, step=1)
complaints_an_hour = SharedLimit("complaints", 10, seconds=3600, step=1)
