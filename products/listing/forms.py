"""The form of English texts, and sentences that often are an officer's reason to return or refuse something."""

from __future__ import annotations

from django import forms
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


class EnglishForm(forms.Form):
    """Form for the English texts of a product, which an officer writes. Both may be empty.

    Its fields belong to the form that lists the product, so that texts typed before listing are saved.
    """

    name_en = forms.CharField(
        label=gettext_lazy("Tên tiếng Anh"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Soft-dried plums from Mộc Châu"),
        widget=forms.TextInput(attrs={"lang": "en", "form": "review-form"}),
    )
    summary_en = forms.CharField(
        label=gettext_lazy("Giới thiệu ngắn bằng tiếng Anh"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Một, hai câu: là gì, ai làm, có gì riêng."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en", "form": "review-form"}),
    )

    def texts(self) -> dict[str, str]:
        return {"name_en": self.cleaned_data["name_en"], "summary_en": self.cleaned_data["summary_en"]}
