from django.db import models
from django.utils.translation import gettext_lazy as _


class InquiryKind(models.TextChoices):
    PROBLEM = "problem", _("Báo vấn đề")
    QUESTION = "question", _("Hỏi nơi làm ra")


class InquiryState(models.TextChoices):
    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    CLOSED = "closed", _("Đã xong")
