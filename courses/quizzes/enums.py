from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    ONE_CHOICE = "one_choice", _("Chọn một")
    SEVERAL_CHOICE = "several_choice", _("Chọn nhiều")
    PICTURE_CHOICE = "picture_choice", _("Chọn hình")
    TRUE_FALSE = "true_false", _("Đúng hay sai")
    SHORT_ANSWER = "short_answer", _("Viết câu trả lời ngắn")
    NUMERICAL = "numerical", _("Viết số")
    MATCHING = "matching", _("Ghép đôi")
    ORDERING = "ordering", _("Xếp thứ tự")
    ESSAY = "essay", _("Viết bài (giảng viên chấm)")
    DESCRIPTION = "description", _("Lời dẫn (không hỏi)")


CHOICE_KINDS = (QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICE, QuestionKind.PICTURE_CHOICE)
# Kinds that no machine gives points for.
UNSCORED_KINDS = (QuestionKind.ESSAY, QuestionKind.DESCRIPTION)


class TextFormat(models.TextChoices):
    PLAIN = "plain", _("Chữ thường")
    MARKDOWN = "markdown", _("Markdown")
    HTML = "html", _("HTML")


class FeedbackTime(models.TextChoices):
    """When she is told what was right; only "at_once" puts the keys on her phone."""

    AT_ONCE = "at_once", _("Sau từng câu")
    AFTER = "after", _("Khi nộp bài")
    NONE = "none", _("Không cho biết")
