"""Register what products export of a person and erase with the account."""

from django.utils.translation import gettext_lazy as _

from members.own_data import erasing, exporting
from products.own_data import products as own_data
from products.own_data import records


def register() -> None:
    """Register products' exports, erasures and exported columns. Called once, when Django starts."""
    exporting.register("producers", _("Nơi sản xuất"), own_data.producers, order=30, words=own_data.WORDS)
    exporting.register("products", _("Sản phẩm"), own_data.products, order=31, words=own_data.PRODUCT_WORDS)
    exporting.register(
        "certificates", _("Giấy chứng nhận"), own_data.certificates, order=32, words=own_data.WORDS
    )
    exporting.register("photos", _("Ảnh chị đã gửi"), own_data.photos, order=33, words=own_data.WORDS)
    exporting.register(
        "decided_products", _("Việc chị duyệt, xác minh"), own_data.decided, order=44, words=own_data.WORDS
    )
    exporting.register_files("products", own_data.files)
    erasing.register("products", own_data.erase)
    records.register()
