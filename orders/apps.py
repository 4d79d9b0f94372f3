"""Cart, checkout, payment, shipping and reviews: until they are built, a product page says so and gives the producer's contact."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Đơn hàng")
