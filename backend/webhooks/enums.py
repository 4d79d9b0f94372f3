from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# The delay before each attempt, as the Standard Webhooks specification proposes: three days in all.
SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
# Time for which the previous secret also signs.
OLD_SECRET_LIVES = timedelta(hours=24)
# The same request within this time means that its response, with the secret, was lost.
SENT_AGAIN = timedelta(minutes=10)
RETENTION = timedelta(days=30)
MOST_ENDPOINTS = 10
MOST_ANSWER = 500  # characters of what the endpoint answered


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã nhận")
    FAILED = "failed", _("không gửi được")


class OffReason(models.TextChoices):
    HAND = "hand", _("chị đã tắt")
    GONE = "gone", _("bên nhận trả lời là không nhận nữa (410)")
    FAILING = "failing", _("ba ngày liền không gửi được")
