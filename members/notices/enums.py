from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeChannel(models.TextChoices):
    PAGE = "page", _("trong Piêu")
    SMS = "sms", _("tin nhắn")
    ZALO = "zalo", _("Zalo")
    PUSH = "push", _("trình duyệt")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    FAILED = "failed", _("không gửi được")


class MilestoneKind(models.TextChoices):
    """Kinds of milestones: events that really happened.

    They are read by lessons and reports, never typed by a person.
    """

    JOINED_BRANCH = "joined_branch", _("Được chi hội xác nhận")
    PRODUCT_LISTED = "product_listed", _("Sản phẩm lên sàn")
    CERTIFICATE_VERIFIED = "certificate_verified", _("Giấy chứng nhận được xác minh")
    HARVEST_RECORDED = "harvest_recorded", _("Ghi thu hoạch")
    LABELS_PRINTED = "labels_printed", _("In tem")
    LABEL_SCANNED = "label_scanned", _("Tem được quét")
    PRODUCT_PHOTOGRAPHED = "product_photographed", _("Sản phẩm lên sàn có đủ ba ảnh")
    SCANNED_BY_THREE = "scanned_by_three", _("Ba máy khác nhau quét tem")
    FIRST_ORDER = "first_order", _("Đơn hàng đầu tiên")
    LIVESTREAM_HELD = "livestream_held", _("Đã livestream bán hàng")
    FANPAGE_OPENED = "fanpage_opened", _("Đã mở fanpage")
    GOODS_SHARED = "goods_shared", _("Đã chia sẻ hàng hoặc gian hàng")
    WORK_HANDED_IN = "work_handed_in", _("Bài làm được giảng viên nhận")
    QUIZ_PASSED = "quiz_passed", _("Đạt bài hỏi")
    COURSE_FINISHED = "course_finished", _("Học xong khoá học")
    CLASS_ATTENDED = "class_attended", _("Dự lớp học")


class MilestoneEventType(models.TextChoices):
    HAPPENED = "happened", _("đã xảy ra")
    UNDONE = "undone", _("bị rút lại")
