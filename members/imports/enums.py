from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    CHECKED = "checked", _("Đã xem trước")
    RUNNING = "running", _("Đang đưa vào")
    DONE = "done", _("Đã đưa vào")
    FAILED = "failed", _("Bị dừng")
    UNDOING = "undoing", _("Đang rút lại")
    UNDONE = "undone", _("Đã rút lại")


class RowState(models.TextChoices):
    GOOD = "good", _("người mới")
    WRONG = "wrong", _("có ô sai")
    DOUBLE = "double", _("chờ chị quyết")
    CHANGES = "changes", _("sẽ bổ sung")
    KNOWN = "known", _("không đổi")
    MADE = "made", _("đã đưa vào")
    CHANGED = "changed", _("đã bổ sung")
    UNDONE = "undone", _("đã rút lại")
    KEPT = "kept", _("giữ lại")


class Decision(models.TextChoices):
    NONE = "", _("chưa quyết")
    SAME = "same", _("cùng một người")
    OTHER = "other", _("người khác")
