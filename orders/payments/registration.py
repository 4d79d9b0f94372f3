from typing import Any

from django.http import HttpRequest

from backend.common import slots
from orders.payments.ways.finding import found_ways, modules_of_ways
from products.models import Producer


def register() -> None:
    """Register the slot of the ways' panels, and what each way registers. Called once, when Django starts."""
    slots.register(
        "shop.account", "ways", template="orders/payments/slots/shop_ways.html", context=_shop_ways
    )
    for module in modules_of_ways("registration"):
        module.register()


def _shop_ways(_request: HttpRequest, producer: Producer) -> dict[str, Any]:
    return {"panels": [way.shop_panel for way in found_ways() if way.shop_panel], "producer": producer}
