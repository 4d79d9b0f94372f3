from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodKind(models.TextChoices):
    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF = "half", _("Sáu tháng")
    YEAR = "year", _("Năm")


class FormState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đang dùng")
    RETIRED = "retired", _("Thôi dùng")


class FieldKind(models.TextChoices):
    NUMBER = "number", _("Số")
    CHOICE = "choice", _("Chọn một")
    TEXT = "text", _("Chữ")


class OverTime(models.TextChoices):
    """How the numbers of several periods make one: numbers of branches are always added."""

    SUM = "sum", _("Cộng các kỳ lại (ví dụ số buổi họp)")
    LAST = "last", _("Lấy số của kỳ cuối (ví dụ số hội viên)")


class ReportState(models.TextChoices):
    WAITING = "waiting", _("Chưa làm")
    DRAFT = "draft", _("Đang làm")
    SENT = "sent", _("Đã gửi")
    RETURNED = "returned", _("Trả lại để sửa")
    ACCEPTED = "accepted", _("Đã nhận")
    LOCKED = "locked", _("Đã khoá")
    EXCUSED = "excused", _("Được miễn")


OPEN = (ReportState.WAITING, ReportState.DRAFT, ReportState.RETURNED)
# What counts in sums and in the reporting rate.
RECEIVED = (ReportState.SENT, ReportState.ACCEPTED, ReportState.LOCKED)
