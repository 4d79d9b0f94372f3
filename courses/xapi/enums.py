from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# What was sent is forgotten afterwards; the store has it.
KEEP_SENT = timedelta(days=30)


class StatementState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    REFUSED = "refused", _("bị từ chối")
