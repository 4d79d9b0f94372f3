from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedForm(models.TextChoices):
    """How a bank feed authenticates its messages (SePay's formats)."""

    API_KEY = "api_key", _("API Key: gửi kèm một khoá")
    HMAC = "hmac", _("HMAC-SHA256: ký từng tin (nên chọn)")


class TransferState(models.TextChoices):
    """The state of a transfer: how its amount relates to the order that it is linked to."""

    MATCHED = "matched", _("Đủ tiền đơn")
    PARTIAL = "partial", _("Chưa đủ")
    OVER = "over", _("Chuyển thừa")
    LATE = "late", _("Đơn đã thôi")
    DOUBLED = "doubled", _("Chuyển hai lần")
    UNMATCHED = "unmatched", _("Chưa rõ của đơn nào")
    RETURNED = "returned", _("Đã trả lại")
    SEVERAL = "several", _("Trả chung nhiều đơn")


# States in which the seller has to act, unless the transfer was closed.
TO_LOOK_AT = (
    TransferState.PARTIAL,
    TransferState.OVER,
    TransferState.LATE,
    TransferState.DOUBLED,
    TransferState.UNMATCHED,
)
