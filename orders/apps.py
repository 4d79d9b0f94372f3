"""Offers, the basket, orders, and payments directly to the producer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Đơn hàng")

    def ready(self) -> None:
        # Actions need the models, which are loaded only now.
        from orders import registration as composition  # noqa: PLC0415

        composition.register()
