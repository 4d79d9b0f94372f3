from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeKind(models.TextChoices):
    GTIN = "gtin", "GTIN"
    OWN = "own", _("mã riêng")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Chờ làm")
    RENDERING = "rendering", _("Đang làm")
    READY = "ready", _("Sẵn sàng in")
    FAILED = "failed", _("Chưa làm được")
    CANCELLED = "cancelled", _("Đã bỏ")


class PrintKind(models.TextChoices):
    FIRST = "first", _("in lần đầu")
    REPRINT = "reprint", _("in lại")


# Replaces the texts of a household that no longer exists, for voided labels.
MAKER_GONE = _("Nơi làm ra đã nghỉ")
