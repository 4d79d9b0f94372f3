from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionState(models.TextChoices):
    """UNHEARD: spoken, so no rule reads it for danger; only officers on duty know of it until one has listened."""

    UNHEARD = "unheard", _("Chờ người trực nghe")
    ASKED = "asked", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    MERGED = "merged", _("Trả lời chung với câu trùng")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


class AskedWay(models.TextChoices):
    """How a question came."""

    TYPED = "typed", _("Gõ chữ")
    VOICE = "voice", _("Nói")
    OFFICER = "officer", _("Cán bộ ghi hộ")
    PAPER = "paper", _("Phiếu giấy")


class AnswerState(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    WAITING = "waiting", _("Chờ người thứ hai đọc")
    SENT = "sent", _("Đã gửi")


class Capacity(models.TextChoices):
    """In which capacity somebody answers. Their words are in data/terms.toml."""

    OFFICER = "officer", _("Cán bộ Hội")
    COMMUNICATOR = "communicator", _("Tuyên truyền viên của Hội")
    ADVISER = "adviser", _("Người có thẻ")
