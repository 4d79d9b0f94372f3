from django.db import models
from django.utils.translation import gettext_lazy as _


class StatementState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    REFUSED = "refused", _("bị từ chối")
