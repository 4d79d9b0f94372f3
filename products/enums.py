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


class ProductState(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Chờ duyệt")
    RETURNED = "returned", _("Cần bổ sung")
    LISTED = "listed", _("Đang trên sàn")
    RETIRED = "retired", _("Đã ngừng bán")


class Nutrition(models.TextChoices):
    """Whether packed food has a table of nutrition, or why it needs none. She says which: nothing is taken for granted."""

    TABLE = "table", _("Có bảng dinh dưỡng")
    SINGLE = "single", _("Không cần: chỉ có một thành phần, như mật ong, gạo, măng khô")
    PLAIN = "plain", _("Không cần: chè, cà phê không pha thêm gì (ngoài màu, hương)")
    KIND = "kind", _("Không cần: nước uống đóng chai, muối ăn, giấm, phụ gia, hương liệu")
    SMALL = "small", _("Không cần: cơ sở nhỏ lẻ, tôi đã hỏi cán bộ và được miễn")


class NutritionPer(models.TextChoices):
    GRAMS = "100g", _("100 g")
    MILLILITRES = "100ml", _("100 ml")


class PhotoState(models.TextChoices):
    WAITING = "waiting", _("đang chuẩn bị")
    READY = "ready", _("xong")
    FAILED = "failed", _("hỏng")


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


# Which certificates a listing card has, as bits of one number.
CERTIFICATE_BITS: dict[str, int] = {
    CertificateKind.OCOP: 1,
    CertificateKind.VIETGAP: 2,
    CertificateKind.ORGANIC: 4,
    CertificateKind.GEOGRAPHICAL_INDICATION: 8,
    CertificateKind.FOOD_SAFETY: 16,
}


class ImportState(models.TextChoices):
    CHECKED = "checked", _("Đã xem trước")
    RUNNING = "running", _("Đang đưa vào")
    DONE = "done", _("Đã đưa vào")
    FAILED = "failed", _("Bị dừng")
    UNDOING = "undoing", _("Đang rút lại")
    UNDONE = "undone", _("Đã rút lại")


class RowState(models.TextChoices):
    GOOD = "good", _("đưa vào được")
    WRONG = "wrong", _("có ô sai")
    KNOWN = "known", _("đã có từ trước")
    MADE = "made", _("đã đưa vào")
    CHANGES = "changes", _("sẽ đổi")
    CHANGED = "changed", _("đã đổi")
    UNDONE = "undone", _("đã rút lại")


class VerifiedHow(models.TextChoices):
    """How an officer made sure who a seller is. No picture of an identity paper is kept."""

    VISIT = "visit", _("Đã gặp người, đến nơi làm và xem giấy tờ tùy thân")
    PAPERS = "papers", _("Đã gặp người và xem giấy tờ tùy thân, giấy đăng ký")
    ELECTRONIC = "electronic", _("Đã xem kết quả xác thực điện tử (VNeID)")
