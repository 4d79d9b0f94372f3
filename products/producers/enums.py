from django.db import models
from django.utils.translation import gettext_lazy as _


class ProducerKind(models.TextChoices):
    HOUSEHOLD = "household", _("Hộ gia đình")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COMPANY = "company", _("Công ty")


class ProducerRole(models.TextChoices):
    OWNER = "owner", _("Chủ")
    HELPER = "helper", _("Cùng làm")


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("Chờ trả lời")
    ACCEPTED = "accepted", _("Đã nhận lời")
    DECLINED = "declined", _("Đã từ chối")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


class VerifiedHow(models.TextChoices):
    """How an officer made sure who a seller is. No picture of an identity paper is stored."""

    VISIT = "visit", _("Đã gặp người, đến nơi làm và xem giấy tờ tuỳ thân")
    PAPERS = "papers", _("Đã gặp người và xem giấy tờ tuỳ thân, giấy đăng ký")
    ELECTRONIC = "electronic", _("Đã xem kết quả xác thực điện tử (VNeID)")


class VerificationState(models.TextChoices):
    """The state of a producer's verification: verified, or what was last asked or answered."""

    NONE = "none", _("Chưa gửi")
    WAITING = "waiting", _("Chờ cán bộ xem")
    RETURNED = "returned", _("Cần bổ sung")
    VERIFIED = "verified", _("Đã xác minh")
