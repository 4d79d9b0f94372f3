from django.db import models
from django.utils.translation import gettext_lazy as _


class OutcomeKind(models.TextChoices):
    """Kinds of results that finish a practice task."""

    PRODUCT_LISTED = "product_listed", _("Sản phẩm lên sàn có đủ ba ảnh")
    HARVEST_RECORDED = "harvest_recorded", _("Ghi thu hoạch vào nhật ký")
    LABELS_PRINTED = "labels_printed", _("In tem")
    SCANNED_BY_DEVICES = "scanned_by_devices", _("Ba máy khác nhau quét tem trong một ngày")
    FIRST_ORDER = "first_order", _("Đơn hàng đầu tiên")
    LIVESTREAM_HELD = "livestream_held", _("Livestream ít nhất 15 phút, giảng viên xác nhận")
    FANPAGE_CONFIRMED = "fanpage_confirmed", _("Fanpage, giảng viên xác nhận")
    HANDED_IN = "handed_in", _("Nộp ảnh hoặc đường dẫn, giảng viên xem")


class HandInState(models.TextChoices):
    WAITING = "waiting", _("Chờ giảng viên xem")
    ACCEPTED = "accepted", _("Giảng viên đã nhận")
    RETURNED = "returned", _("Cần làm lại")
    WITHDRAWN = "withdrawn", _("Đã rút lại")
