"""Form for an officer's reasons to return a product, or to refuse or revoke a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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


class ReasonsForm(forms.Form):
    """Form for an officer's reasons: common reasons to tick, and the officer's own words."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Cần bổ sung gì?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = forms.CharField(
        label=gettext_lazy("Lời nhắn thêm"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: Chị chụp thêm mặt sau gói hàng."),
    )

    def __init__(self, *args: Any, common: Iterable[Any] = COMMON_REASONS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(reason), reason) for reason in common]

    def text(self) -> str:
        values = self.cleaned_data
        return "\n".join([*values.get("chosen", []), values.get("reasons", "")]).strip()
