from django.db import models
from django.utils.translation import gettext_lazy as _


class PhotoState(models.TextChoices):
    WAITING = "waiting", _("đang chuẩn bị")
    READY = "ready", _("xong")
    FAILED = "failed", _("hỏng")
