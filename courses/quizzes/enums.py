from django.db import models
from django.utils.translation import gettext_lazy as _


class TextFormat(models.TextChoices):
    PLAIN = "plain", _("Chữ thường")
    MARKDOWN = "markdown", _("Markdown")
    HTML = "html", _("HTML")


class FeedbackTime(models.TextChoices):
    """When a member sees what was right; only "at_once" puts the right answers on the phone."""

    AT_ONCE = "at_once", _("Sau từng câu")
    AFTER = "after", _("Khi nộp bài")
    NONE = "none", _("Không cho biết")


class Verdict(models.TextChoices):
    """How an answer was scored."""

    RIGHT = "right", _("Đúng")
    PARTLY = "partly", _("Đúng một phần")
    WRONG = "wrong", _("Chưa đúng")

    @property
    def icon(self) -> str:
        return _VERDICT_ICONS[self]


_VERDICT_ICONS = {
    Verdict.RIGHT: "circle-check",
    Verdict.PARTLY: "circle-alert",
    Verdict.WRONG: "circle-x",
}
