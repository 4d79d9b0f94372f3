"""Limits on orders, codes, messages, forged payment messages, reports and complaints.

A market's Wi-Fi, or a carrier with one address for many phones, counts as one network.
A buyer with a proven number is therefore counted by the number. Messages about new orders are limited by
number.
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
# Of orders with an unproven number, besides those about their placing; a seller triggers each of them.
step_messages_a_day = SharedLimit("messages of steps to an unproven number", 10, seconds=24 * 3600, step=1)
forged_messages_a_minute = SharedLimit("payment messages", 60)
reports_an_hour = SharedLimit("reports of reviews", 10, seconds=3600, step=1)
complaints_an_hour = SharedLimit("complaints", 10, seconds=3600, step=1)


def network_asking_for_code(request: HttpRequest, *, field: str | None = None) -> str:
    """Count one more code and return the request's network.

    Raises TooMany, at `field`, if it is over the limit.
    """
    network = network_of(client_address(request))
    if codes_an_hour.is_over(network):
        raise TooMany(_("Nhiều mã quá trong một giờ. Xin đợi rồi thử lại."), field=field, code="throttled")
    return network


def limit_of_orders(number: str, network: str, is_proven: bool) -> tuple[SharedLimit, str]:
    """Return the limit for an order, and its key: the number if it is proven, otherwise the network.

    Nothing is counted here: refused orders must not count.
    """
    return (orders_of_a_number_an_hour, number) if is_proven else (orders_an_hour, network)
