from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """The degree of urgency on an official document."""

    ORDINARY = "ordinary", _("Thường")
    URGENT = "urgent", _("Khẩn")
    VERY_URGENT = "very_urgent", _("Thượng khẩn")
    EXPRESS = "express", _("Hoả tốc")
