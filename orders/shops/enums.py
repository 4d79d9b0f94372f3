from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    SHIP = "ship", _("Giao tận nơi")
    PICKUP = "pickup", _("Tự đến lấy")


class Payment(models.TextChoices):
    TRANSFER = "transfer", _("Chuyển khoản cho người bán")
    ON_DELIVERY = "on_delivery", _("Trả tiền khi nhận hàng")
    CARD = "card", _("Thẻ quốc tế (Stripe)")
