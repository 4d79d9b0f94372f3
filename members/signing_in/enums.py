from django.db import models
from django.utils.translation import gettext_lazy as _


class RecoveryKind(models.TextChoices):
    SECRET = "secret", _("Đặt lại mã PIN")
    PHONE = "phone", _("Đổi số điện thoại")


class SmsPurpose(models.TextChoices):
    SECRET = "secret", _("Đặt lại mã PIN")
    PHONE = "phone", _("Xác nhận số điện thoại")
    BUYER = "buyer", _("Xác nhận số của người mua")


class Scope(models.TextChoices):
    """What an API token opens. The values are names in the API and in stored tokens; they never change."""

    READ = "read", _("Xem hàng, lô, nhật ký, bài học; không xem đơn và dữ liệu riêng")
    GOODS = "goods", _("Ghi cơ sở, sản phẩm, lô, nhật ký, tem")
    CAPTURE = "capture", _("Gửi sự kiện EPCIS")
    ORDERS = "orders", _("Xem và xử lý đơn hàng, gian hàng, tiền về")
    LEARNING = "learning", _("Học, thi, dạy, soạn bài")
    ACCOUNT = "account", _("Thông báo, chi hội, dữ liệu của chị, webhook")
