from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("tỉnh")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")


class BranchLevel(models.TextChoices):
    PROVINCE = "province", _("Hội cấp tỉnh")
    COMMUNE = "commune", _("Hội cấp xã")
    CHAPTER = "chapter", _("Chi hội")


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    REFUSED = "refused", _("Chưa được nhận")
    LEFT = "left", _("Đã rời chi hội")


class Role(models.TextChoices):
    TRAINER = "trainer", _("Giảng viên")
    OFFICER = "officer", _("Cán bộ Hội")


class ConsentPurpose(models.TextChoices):
    """One consent a purpose (Law 91/2025/QH15 Art. 9): nothing is given by giving something else."""

    PUBLIC_NAME = "public_name", _("Hiện họ tên của chị trên trang sản phẩm")
    PUBLIC_PHOTO = "public_photo", _("Hiện ảnh chân dung của chị trên trang sản phẩm")
    PUBLIC_PHONE = "public_phone", _("Cho người mua thấy số điện thoại của chị")
    SMS_NEWS = "sms_news", _("Nhắn tin cho chị về lớp học và tin của Hội")
    REPORTS = "reports", _("Tính hoạt động của chị vào báo cáo của Hội")
    LEARNER_NAME = "learner_name", _("Cho giảng viên và cán bộ thấy tên chị trong danh sách người học")
    CONTEST_NAME = "contest_name", _("Hiện họ tên của chị trong danh sách kết quả cuộc thi")
    CERTIFICATE_NAME = "certificate_name", _("Hiện họ tên của chị trên trang chứng nhận học xong")
    LEARNING_RECORD = "learning_record", _("Gửi việc học của chị, không kèm tên, sang kho học tập của Hội")


class ConsentChannel(models.TextChoices):
    SELF = "self", _("chị tự bấm trên máy")
    PAPER = "paper", _("chị ký trên giấy, cán bộ ghi lại")


class RecoveryKind(models.TextChoices):
    SECRET = "secret", _("Đặt lại mã PIN")
    PHONE = "phone", _("Đổi số điện thoại")


class AccountChangeKind(models.TextChoices):
    OPENED = "opened", _("Mở tài khoản")
    SECRET = "secret", _("Đổi mã PIN")
    PHONE = "phone", _("Đổi số điện thoại")
    PHONE_REMOVED = "phone_removed", _("Gỡ số điện thoại")
    CARD = "card", _("Cấp thẻ mới")
    TICKET = "ticket", _("In phiếu lấy lại tài khoản")
    PASSKEY_ADDED = "passkey_added", _("Thêm khoá trên máy")
    PASSKEY_REMOVED = "passkey_removed", _("Gỡ khoá trên máy")
    TOKEN_MADE = "token_made", _("Tạo mã cho phần mềm")
    TOKEN_REVOKED = "token_revoked", _("Huỷ mã cho phần mềm")
    PROFILE = "profile", _("Sửa họ tên, năm sinh")
    RIGHTS = "rights", _("Đổi quyền của tài khoản")
    ERASURE_ASKED = "erasure_asked", _("Yêu cầu xoá tài khoản")
    ERASURE_CANCELLED = "erasure_cancelled", _("Giữ lại tài khoản")


class SmsPurpose(models.TextChoices):
    SECRET = "secret", _("Đặt lại mã PIN")
    PHONE = "phone", _("Xác nhận số điện thoại")
    BUYER = "buyer", _("Xác nhận số của người mua")


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
    """What really happened; lessons and reports read these and nobody types them in."""

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
    WORK_HANDED_IN = "work_handed_in", _("Bài làm được giảng viên nhận")
    QUIZ_PASSED = "quiz_passed", _("Đạt bài hỏi")
    COURSE_FINISHED = "course_finished", _("Học xong khoá học")
    CLASS_ATTENDED = "class_attended", _("Dự lớp học")


class MilestoneEventType(models.TextChoices):
    HAPPENED = "happened", _("đã xảy ra")
    UNDONE = "undone", _("bị rút lại")
