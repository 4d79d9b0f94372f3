from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """The five results of a scan, clearly distinct from each other."""

    VALID = "valid", _("Tem có trong sổ")
    UNKNOWN = "unknown", _("Chưa rõ tem này")
    RECALLED = "recalled", _("Lô hàng đã thu hồi")
    COPIED = "copied", _("Có thể tem đã bị sao chép")
    NOT_IN_BOOK = "not_in_book", _("Tem không có trong sổ")


class CopySign(models.TextChoices):
    """Why a label may have been copied; it never proves that it was."""

    PLACES = "places", _("người mua ở nhiều xã quét trong một ngày")
    DEVICES = "devices", _("quá nhiều máy quét trong một ngày")
    SCANS = "scans", _("quét quá nhiều lần")
    SPREAD = "spread", _("người mua ở nhiều xã đã quét")
    OFTEN = "often", _("quét nhiều hơn một gói thường được quét")
    FAR = "far", _("người mua ở nhiều tỉnh quét trong một ngày")
