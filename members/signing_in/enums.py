from django.db import models
from django.utils.translation import gettext_lazy as _


class RecoveryKind(models.TextChoices):
    SECRET = "secret", _("Đặt lại mã PIN")
    PHONE = "phone", _("Đổi số điện thoại")


class SmsPurpose(models.TextChoices):
    SECRET = "secret", _("Đặt lại mã PIN")
    PHONE = "phone", _("Xác nhận số điện thoại")
    BUYER = "buyer", _("Xác nhận số của người mua")
