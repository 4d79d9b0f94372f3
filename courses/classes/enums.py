from django.db import models
from django.utils.translation import gettext_lazy as _


class SignUpState(models.TextChoices):
    GOING = "going", _("có chỗ")
    WAITING = "waiting", _("chờ chỗ")
    OFF = "off", _("đã thôi")

    @property
    def is_going(self) -> bool:
        return self is SignUpState.GOING

    @property
    def is_waiting(self) -> bool:
        return self is SignUpState.WAITING


class AttendedHow(models.TextChoices):
    DOOR = "door", _("tự quét mã ở cửa")
    CARD = "card", _("người phụ trách ghi theo thẻ")
