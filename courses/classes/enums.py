from django.db import models
from django.utils.translation import gettext_lazy as _


class SignUpState(models.TextChoices):
    GOING = "going", _("có chỗ")
    WAITING = "waiting", _("chờ chỗ")
    OFF = "off", _("đã thôi")


class AttendedHow(models.TextChoices):
    DOOR = "door", _("tự quét mã ở cửa")
    CARD = "card", _("người phụ trách ghi theo thẻ")
