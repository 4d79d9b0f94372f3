"""The form that rewords a question and its answer for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from backend.law.citing.picker import CitationsField
from backend.law.citing.places import Row


class PublishForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Đầu đề"),
        max_length=160,
        help_text=gettext_lazy("Ví dụ: Chủ nợ lương thì đòi ở đâu"),
    )
    asked = forms.CharField(
        label=gettext_lazy("Câu hỏi, viết lại"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Bỏ tên, bản, xã, ngày, số tiền đúng, chuyện hiếm."),
    )
    text = forms.CharField(
        label=gettext_lazy("Câu trả lời, viết lại"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )
    was_checked = forms.BooleanField(
        label=gettext_lazy("Tôi đã xem từng chỗ, không ai đoán ra chị ấy"), required=False
    )

    def __init__(self, *args: Any, stored: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["citations"] = CitationsField(stored=stored)
