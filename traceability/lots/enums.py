from django.db import models
from django.utils.translation import gettext_lazy as _


class LotState(models.TextChoices):
    OPEN = "open", _("Đang mở")
    CLOSED = "closed", _("Đã hết")


class LotRole(models.TextChoices):
    SUBJECT = "subject", _("lô này")
    INPUT = "input", _("nguyên liệu")
    OUTPUT = "output", _("thành phẩm")


class Claim(models.TextChoices):
    """How a claim about a lot or an event is confirmed, weakest first."""

    SELF = "self", _("tự khai")
    PAPER = "paper", _("có giấy tờ")
    VERIFIED = "verified", _("Hội đã xác minh")

    @property
    def is_paper(self) -> bool:
        return self is Claim.PAPER

    @property
    def is_verified(self) -> bool:
        return self is Claim.VERIFIED
