from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentPurpose(models.TextChoices):
    """Purposes of consents (Law 91/2025/QH15 Art. 9). Each needs a consent of its own."""

    PUBLIC_NAME = "public_name", _("Hiện họ tên của chị trên trang sản phẩm")
    PUBLIC_PHOTO = "public_photo", _("Hiện ảnh chân dung của chị trên trang sản phẩm")
    PUBLIC_PHONE = "public_phone", _("Cho người mua thấy số điện thoại của chị")
    SMS_NEWS = "sms_news", _("Nhắn tin cho chị về lớp học và tin của Hội")
    REPORTS = "reports", _("Tính hoạt động của chị vào báo cáo của Hội")
    LEARNER_NAME = "learner_name", _("Cho giảng viên và cán bộ thấy tên chị trong danh sách người học")
    CONTEST_NAME = "contest_name", _("Hiện họ tên của chị trong danh sách kết quả cuộc thi")
    CERTIFICATE_NAME = "certificate_name", _("Hiện họ tên của chị trên trang chứng nhận học xong")
    LEARNING_RECORD = "learning_record", _("Gửi việc học của chị, không kèm tên, sang kho học tập của Hội")


# They decide what buyers of a member's products see about the member.
ASKED_WITH_FIRST_PRODUCT = (
    ConsentPurpose.PUBLIC_NAME,
    ConsentPurpose.PUBLIC_PHOTO,
    ConsentPurpose.PUBLIC_PHONE,
)


class ConsentChannel(models.TextChoices):
    SELF = "self", _("chị tự bấm trên máy")
    PAPER = "paper", _("chị ký trên giấy, cán bộ ghi lại")
