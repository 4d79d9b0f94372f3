from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkType(models.TextChoices):
    """Types of links that producers add: names of the GS1 Web Vocabulary, with labels in a member's words."""

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
    """The language of a linked page; ISO 639-1, as hreflang."""

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
