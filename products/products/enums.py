from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductState(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Chờ duyệt")
    RETURNED = "returned", _("Cần bổ sung")
    LISTED = "listed", _("Đang trên sàn")
    RETIRED = "retired", _("Đã ngừng bán")


# The producer may submit it for review.
SUBMITTABLE = (ProductState.DRAFT, ProductState.RETURNED, ProductState.RETIRED)


class Nutrition(models.TextChoices):
    """Whether packed food has a nutrition table, or why it needs none.

    The producer chooses; there is no default.
    """

    TABLE = "table", _("Có bảng dinh dưỡng")
    SINGLE = "single", _("Không cần: chỉ có một thành phần, như mật ong, gạo, măng khô")
    PLAIN = "plain", _("Không cần: chè, cà phê không pha thêm gì (ngoài màu, hương)")
    KIND = "kind", _("Không cần: nước uống đóng chai, muối ăn, giấm, phụ gia, hương liệu")
    SMALL = "small", _("Không cần: cơ sở nhỏ lẻ, tôi đã hỏi cán bộ và được miễn")


class NutritionPer(models.TextChoices):
    GRAMS = "100g", _("100 g")
    MILLILITRES = "100ml", _("100 ml")
