"""Register what a product's page shows for sharing."""

from backend.common import slots
from orders.share import views as share


def register() -> None:
    """Register share's slots. Called once, when Django starts."""
    slots.register(
        "product.manage",
        "share",
        template="orders/share/slots/product_share.html",
        context=share.on_product_page,
        order=12,
    )
