from django.db import models
from django.utils.translation import gettext_lazy as _


class RevokeReason(models.TextChoices):
    """Reasons why a certificate is revoked. Everybody sees the reason."""

    RESULT_UNDONE = "result_undone", _("Một kết quả ghi trong chứng nhận đã được rút lại")
    MISTAKE = "mistake", _("Chứng nhận được cấp nhầm")
    NOT_TRUE = "not_true", _("Kết quả ghi trong chứng nhận không đúng sự thật")
    ERASED = "erased", _("Người được cấp đã xoá tài khoản")


# The reasons that a trainer may give; the others are set by the system.
GIVEN_REASONS = (RevokeReason.MISTAKE, RevokeReason.NOT_TRUE)
