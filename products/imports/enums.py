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
    GOOD = "good", _("đưa vào được")
    WRONG = "wrong", _("có ô sai")
    KNOWN = "known", _("đã có từ trước")
    MADE = "made", _("đã đưa vào")
    CHANGES = "changes", _("sẽ đổi")
    CHANGED = "changed", _("đã đổi")
    UNDONE = "undone", _("đã rút lại")
