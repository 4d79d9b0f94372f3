from django.db import models
from django.utils.translation import gettext_lazy as _


class RecallWord(models.TextChoices):
    """Public text fields of a recall."""

    REASON = "reason", _("Vì sao")
    ADVICE = "advice", _("Dặn người mua")
    CONTACT = "contact", _("Người mua gọi ai")
    END_REASON = "end_reason", _("Vì sao kết thúc")
