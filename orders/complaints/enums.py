from django.db import models
from django.utils.translation import gettext_lazy as _


class ComplaintKind(models.TextChoices):
    """What the writer wants: an answer, or a take-down of a listing."""

    COMPLAINT = "complaint", _("Khiếu nại")
    TAKE_DOWN = "take_down", _("Yêu cầu gỡ")


class ComplaintState(models.TextChoices):
    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    TAKEN_DOWN = "taken_down", _("Đã gỡ")
    KEPT = "kept", _("Không gỡ")
