"""Sentences that often are an officer's reason to return a product, or to refuse or revoke a certificate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

COMMON_REASONS = (
    gettext_lazy("Ảnh mờ hoặc tối, chụp lại ngoài sáng."),
    gettext_lazy("Ảnh chưa đúng sản phẩm."),
    gettext_lazy("Giá chưa đúng đơn vị bán."),
    gettext_lazy("Thiếu thành phần ghi trên gói."),
    gettext_lazy("Chọn chưa đúng nhóm sản phẩm."),
    gettext_lazy("Bỏ lời nói hàng chữa được bệnh."),
    gettext_lazy("Cần ảnh giấy chứng nhận."),
)

COMMON_REFUSALS = (
    gettext_lazy("Ảnh giấy mờ, chụp lại cho rõ chữ."),
    gettext_lazy("Số hoặc ngày không khớp với giấy."),
    gettext_lazy("Giấy của sản phẩm khác."),
    gettext_lazy("Giấy đã hết hạn."),
)
