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


class ReasonTicks(forms.MultipleChoiceField):
    """Sentences to tick. One that the page suggested a moment ago is accepted, though it may be gone by now."""

    def valid_value(self, value: Any) -> bool:
        return True


class ReasonsForm(forms.Form):
    """Form for an officer's reasons: sentences to tick, and the officer's own words.

    suggested: reasons that the page itself found; they are ticked at first. common: reasons that often apply.
    With JavaScript a ticked reason becomes a line of the text, which can be edited
    (products/listing/reasons.js).
    """

    chosen = ReasonTicks(
        label=gettext_lazy("Cần bổ sung gì?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = forms.CharField(
        label=gettext_lazy("Lời nhắn"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: Chị chụp thêm mặt sau gói hàng."),
    )

    def __init__(
        self,
        *args: Any,
        suggested: Iterable[str] = (),
        common: Iterable[Any] = COMMON_REASONS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, ReasonTicks)
        field.initial = list(suggested)
        field.choices = [(str(reason), reason) for reason in dict.fromkeys([*suggested, *common])]

    def text(self) -> str:
        """Return the ticked reasons and the own words, each line once."""
        values = self.cleaned_data
        words = values.get("reasons", "")
        own = {line.strip() for line in words.splitlines()}
        ticked = [reason for reason in values.get("chosen", []) if reason not in own]
        return "\n".join([*ticked, words]).strip()
