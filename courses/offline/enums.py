from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordKind(models.TextChoices):
    """What a phone records while a member learns, online or offline."""

    STEP_DONE = "step_done", _("Học xong một bước")
    ATTEMPT_STARTED = "attempt_started", _("Bắt đầu bài hỏi")
    ANSWER = "answer", _("Trả lời một câu")
    ATTEMPT_FINISHED = "attempt_finished", _("Nộp bài")
    ASKED = "asked", _("Hỏi giảng viên")


class RecordState(models.TextChoices):
    """The outcome of a record. WAITING: its attempt or prerequisite course has not arrived yet."""

    SAVED = "saved", _("đã lưu")
    WAITING = "waiting", _("chờ phần trước")
    REFUSED = "refused", _("không tính")
