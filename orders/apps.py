"""Cart, checkout, payment, shipping and reviews: until they are built, a product page says so and gives the producer's contact."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Đơn hàng"
