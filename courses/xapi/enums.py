from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# Sent statements are deleted afterwards; the store has them.
KEEP_SENT = timedelta(days=30)


class StatementState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    REFUSED = "refused", _("bị từ chối")
