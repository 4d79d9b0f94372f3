from django.db import models
from django.utils.translation import gettext_lazy as _


class CardState(models.TextChoices):
    """State of a card payment."""

    OPENING = "opening", _("Đang mở trang thẻ")
    OPEN = "open", _("Chờ trả bằng thẻ")
    PAID = "paid", _("Đã trả bằng thẻ")
    EXPIRED = "expired", _("Hết hạn, chưa trả")


class RefundState(models.TextChoices):
    """State of a refund to a card."""

    ASKED = "asked", _("Đang gửi yêu cầu")
    PENDING = "pending", _("Đang trả lại thẻ")
    SUCCEEDED = "succeeded", _("Đã trả lại thẻ")
    FAILED = "failed", _("Không trả lại được")
