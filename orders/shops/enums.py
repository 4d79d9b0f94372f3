from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    SHIP = "ship", _("Giao tận nơi")
    PICKUP = "pickup", _("Tự đến lấy")


class Payment(StrEnum):
    """Keys of the ways of paying in orders. What each way does is in orders/payments/ways/."""

    TRANSFER = "transfer"
    ON_DELIVERY = "on_delivery"
    CARD = "card"
