from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.TextChoices):
    OCOP = "ocop", _("OCOP")
    VIETGAP = "vietgap", _("VietGAP")
    ORGANIC = "organic", _("Hữu cơ")
    GEOGRAPHICAL_INDICATION = "gi", _("Chỉ dẫn địa lý")
    FOOD_SAFETY = "food_safety", _("An toàn thực phẩm")


class CertificateState(models.TextChoices):
    DRAFT = "draft", _("Chưa gửi")
    SUBMITTED = "submitted", _("Chờ xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    REFUSED = "refused", _("Chưa được nhận")
    REVOKED = "revoked", _("Đã thu hồi")


# The certificates that a listing card shows, as bits of one number.
CERTIFICATE_BITS: dict[str, int] = {
    CertificateKind.OCOP: 1,
    CertificateKind.VIETGAP: 2,
    CertificateKind.ORGANIC: 4,
    CertificateKind.GEOGRAPHICAL_INDICATION: 8,
    CertificateKind.FOOD_SAFETY: 16,
}
