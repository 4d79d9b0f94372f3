from django.db import models
from django.utils.translation import gettext_lazy as _


class TextFormat(models.TextChoices):
    PLAIN = "plain", _("Chữ thường")
    MARKDOWN = "markdown", _("Markdown")
    HTML = "html", _("HTML")


class FeedbackTime(models.TextChoices):
    """When a member sees what was right; only "at_once" puts the keys on the phone."""

    AT_ONCE = "at_once", _("Sau từng câu")
    AFTER = "after", _("Khi nộp bài")
    NONE = "none", _("Không cho biết")
