from django.db import models
from django.utils.translation import gettext_lazy as _


class ComplaintKind(models.TextChoices):
    """What somebody wants: an answer, or that a listing goes."""

    COMPLAINT = "complaint", _("Khiếu nại")
    TAKE_DOWN = "take_down", _("Yêu cầu gỡ")


class ComplaintState(models.TextChoices):
    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    TAKEN_DOWN = "taken_down", _("Đã gỡ")
    KEPT = "kept", _("Không gỡ")
