from django.db import models
from django.utils.translation import gettext_lazy as _


class LotState(models.TextChoices):
    OPEN = "open", _("Đang mở")
    CLOSED = "closed", _("Đã hết")


class EventKind(models.TextChoices):
    """The steps a member knows; EPCIS_SHAPE below says what each is in the standard."""

    GROWING = "growing", _("Trồng, chăm")
    HARVESTING = "harvesting", _("Thu hoạch")
    PROCESSING = "processing", _("Chế biến")
    PACKING = "packing", _("Đóng gói")
    SHIPPING = "shipping", _("Giao đi")
    BOXING = "boxing", _("Đóng thùng")
    UNBOXING = "unboxing", _("Lấy ra khỏi thùng")
    LOSS = "loss", _("Hao hụt")
    OTHER = "other", _("Việc khác")


class EpcisType(models.TextChoices):
    """EPCIS 2.0 event types used so far."""

    OBJECT = "ObjectEvent"
    TRANSFORMATION = "TransformationEvent"
    AGGREGATION = "AggregationEvent"
    TRANSACTION = "TransactionEvent"
    ASSOCIATION = "AssociationEvent"


class EpcisAction(models.TextChoices):
    ADD = "ADD"
    OBSERVE = "OBSERVE"
    DELETE = "DELETE"


# kind -> (EPCIS type, action where the type has one, CBV 2.0 business step, CBV 2.0 disposition)
EPCIS_SHAPE: dict[str, tuple[str, str, str, str]] = {
    EventKind.GROWING: (EpcisType.OBJECT, EpcisAction.OBSERVE, "inspecting", "in_progress"),
    EventKind.HARVESTING: (EpcisType.OBJECT, EpcisAction.ADD, "commissioning", "active"),
    EventKind.PROCESSING: (EpcisType.TRANSFORMATION, "", "creating_class_instance", "in_progress"),
    EventKind.PACKING: (EpcisType.OBJECT, EpcisAction.OBSERVE, "packing", "in_progress"),
    EventKind.SHIPPING: (EpcisType.OBJECT, EpcisAction.OBSERVE, "shipping", "in_transit"),
    EventKind.BOXING: (EpcisType.AGGREGATION, EpcisAction.ADD, "packing", "in_progress"),
    EventKind.UNBOXING: (EpcisType.AGGREGATION, EpcisAction.DELETE, "unpacking", "in_progress"),
    EventKind.LOSS: (EpcisType.OBJECT, EpcisAction.DELETE, "destroying", "destroyed"),
}
# What the diary takes; the others have pages and an interface of their own.
DIARY_KINDS = (
    EventKind.GROWING,
    EventKind.HARVESTING,
    EventKind.PROCESSING,
    EventKind.PACKING,
    EventKind.SHIPPING,
)


# What can be said anew with other numbers. What was done with cartons is declared wrong and done again; a step that only a
# partner's software knows is told anew by it.
CORRECTABLE_KINDS = (*DIARY_KINDS, EventKind.LOSS)


class LotRole(models.TextChoices):
    SUBJECT = "subject", _("lô này")
    INPUT = "input", _("nguyên liệu")
    OUTPUT = "output", _("thành phẩm")


class InspectedPart(models.TextChoices):
    """What of a lot an inspector reads beside its diary, a page each."""

    PAPERS = "papers", _("Giấy tờ")
    LABELS = "labels", _("Đợt tem, sổ in, tem huỷ")
    RECALLS = "recalls", _("Thu hồi")
    VERSIONS = "versions", _("Các lần thay đổi")
    GENEALOGY = "genealogy", _("Lô nào làm từ lô nào")
    PASSPORTS = "passports", _("Hộ chiếu số")


class DetailKind(models.TextChoices):
    NOTE = "note", _("ghi chú")
    PERSON = "person", _("người làm")
    PHOTO = "photo", _("ảnh")


class ErrorReason(models.TextChoices):
    """CBV 2.0 §7.5 error reasons, in the words a member would say."""

    DID_NOT_OCCUR = "did_not_occur", _("Việc này không có, ghi nhầm")
    INCORRECT_DATA = "incorrect_data", _("Có làm, nhưng ghi sai")


class EventSource(models.TextChoices):
    """Where the words of an event came from; kept in its ledger entry."""

    PAGE = "page", _("ghi trên trang")
    PAPER = "paper", _("chép từ phiếu giấy")
    API = "api", _("phần mềm khác gửi")


class Claim(models.TextChoices):
    """Who stands behind a claim, weakest first."""

    SELF = "self", _("tự khai")
    PAPER = "paper", _("có giấy tờ")
    VERIFIED = "verified", _("Hội đã xác minh")


class CodeKind(models.TextChoices):
    GTIN = "gtin", "GTIN"
    OWN = "own", _("mã riêng")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Chờ làm")
    RENDERING = "rendering", _("Đang làm")
    READY = "ready", _("Sẵn sàng in")
    FAILED = "failed", _("Chưa làm được")
    CANCELLED = "cancelled", _("Đã bỏ")


class PrintKind(models.TextChoices):
    FIRST = "first", _("in lần đầu")
    REPRINT = "reprint", _("in lại")


class Verdict(models.TextChoices):
    """The five things a scan can say; they can't be confused with each other."""

    VALID = "valid", _("Tem có trong sổ")
    UNKNOWN = "unknown", _("Chưa rõ tem này")
    RECALLED = "recalled", _("Lô hàng đã thu hồi")
    COPIED = "copied", _("Có thể tem đã bị sao chép")
    NOT_IN_BOOK = "not_in_book", _("Tem không có trong sổ")


class InquiryKind(models.TextChoices):
    PROBLEM = "problem", _("Báo vấn đề")
    QUESTION = "question", _("Hỏi nơi làm ra")


class InquiryState(models.TextChoices):
    OPEN = "open", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    CLOSED = "closed", _("Đã xong")


class CopySign(models.TextChoices):
    """Why a label may have been copied; never that it was."""

    PLACES = "places", _("người mua ở nhiều xã quét trong một ngày")
    DEVICES = "devices", _("quá nhiều máy quét trong một ngày")
    SCANS = "scans", _("quét quá nhiều lần")
    SPREAD = "spread", _("người mua ở nhiều xã đã quét")
    OFTEN = "often", _("quét nhiều hơn một gói thường được quét")
    FAR = "far", _("người mua ở nhiều tỉnh quét trong một ngày")


class LinkType(models.TextChoices):
    """Kinds of links that producers add, by their names in the GS1 Web Vocabulary, in words that a member would use."""

    RECIPE = "recipeInfo", _("Công thức nấu, cách làm món")
    VIDEO = "relatedVideo", _("Phim")
    CERTIFICATE = "certificationInfo", _("Giấy chứng nhận")
    RETAILERS = "hasRetailers", _("Nơi bán, gian hàng")
    INSTRUCTIONS = "instructions", _("Cách dùng")
    STORAGE = "consumerHandlingStorageInfo", _("Cách bảo quản")
    NUTRITION = "nutritionalInfo", _("Dinh dưỡng")
    INGREDIENTS = "ingredientsInfo", _("Thành phần")
    ALLERGENS = "allergenInfo", _("Chất dễ gây dị ứng")
    SAFETY = "safetyInfo", _("Lưu ý an toàn")
    PROMOTION = "promotion", _("Khuyến mãi")
    SOCIAL = "socialMedia", _("Trang mạng xã hội")
    HOMEPAGE = "homepage", _("Trang của nơi làm ra")
    STORY = "backgroundInfo", _("Chuyện làng nghề, vùng đất")
    PICTURES = "relatedImage", _("Ảnh")
    EVENTS = "eventsInfo", _("Ngày hội, sự kiện")
    LOCATION = "locationInfo", _("Đường đến, bản đồ")
    QUESTIONS = "faqs", _("Hỏi và đáp")
    REVIEW = "leaveReview", _("Chỗ viết nhận xét")
    SUSTAINABILITY = "sustainabilityInfo", _("Môi trường, tái chế")


class LinkLanguage(models.TextChoices):
    """What a linked page is written in; ISO 639-1, as hreflang."""

    VI = "vi", _("Tiếng Việt")
    EN = "en", _("Tiếng Anh")
    ZH = "zh", _("Tiếng Trung")
    JA = "ja", _("Tiếng Nhật")
    KO = "ko", _("Tiếng Hàn")
    LO = "lo", _("Tiếng Lào")
    TH = "th", _("Tiếng Thái Lan")
    FR = "fr", _("Tiếng Pháp")


class LinkEnd(models.TextChoices):
    REPLACED = "replaced", _("đã sửa")
    REMOVED = "removed", _("đã bỏ")
    TAKEN_DOWN = "taken_down", _("cán bộ đã gỡ")


class RecallWord(models.TextChoices):
    """Fields of a recall that people read."""

    REASON = "reason", _("Vì sao")
    ADVICE = "advice", _("Dặn người mua")
    CONTACT = "contact", _("Người mua gọi ai")
    END_REASON = "end_reason", _("Vì sao kết thúc")


# What stands for the words of a household that is gone, where labels were voided.
MAKER_GONE = _("Nơi làm ra đã nghỉ")
