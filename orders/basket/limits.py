"""How often one network may order, have codes sent to buyers' numbers, and send news of money that isn't genuine.

A market's Wi-Fi, and a carrier that gives its phones one address, are one network: whoever proved her number is counted by that. How often
one number is told of what was ordered with it.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from orders.errors import TooMany

orders_an_hour = SharedLimit("orders", 60, seconds=3600, step=1)
orders_of_a_number_an_hour = SharedLimit("orders of a number", 20, seconds=3600, step=1)
codes_an_hour = SharedLimit("buyer codes", 60, seconds=3600, step=1)
placed_messages_a_day = SharedLimit("messages of orders placed with a number", 5, seconds=24 * 3600, step=1)
forged_messages_a_minute = SharedLimit("payment messages", 60)
reports_an_hour = SharedLimit("reports of reviews", 10, seconds=3600, step=1)
complaints_an_hour = SharedLimit("complaints", 10, seconds=3600, step=1)


def network_asking_for_code(request: HttpRequest, *, field: str | None = None) -> str:
    """The network that asks for one more code, which is counted. Raises TooMany, beside `field`, where it asked too often."""
    network = network_of(client_address(request))
    if codes_an_hour.is_over(network):
        raise TooMany(_("Nhiều mã quá trong một giờ. Xin đợi rồi thử lại."), field=field, code="throttled")
    return network


def limit_of_orders(number: str, network: str, is_proven: bool) -> tuple[SharedLimit, str]:
    """By what an order is counted, and for whom: its number where that is proven, else its network. What was refused isn't counted."""
    return (orders_of_a_number_an_hour, number) if is_proven else (orders_an_hour, network)
