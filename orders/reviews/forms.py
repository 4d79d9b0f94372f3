"""Forms of buyers, sellers and officers for reviews."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from orders.models import VERDICTS


class ReviewForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("Bạn thấy hàng thế nào"),
        coerce=int,
        choices=[(stars, f"{stars}/5") for stars in sorted(VERDICTS, reverse=True)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bạn chọn từ 1 đến 5.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Vài lời"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Không bắt buộc. Ai cũng đọc được: bạn đừng ghi tên, số điện thoại."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["stars"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (stars, f"{stars}/5 · {words}") for stars, words in sorted(VERDICTS.items(), reverse=True)
        ]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Trả lời"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ai cũng đọc được, và không sửa được nữa."),
        error_messages={"required": gettext_lazy("Chị viết câu trả lời.")},
    )


class ReportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao không nên để"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: có tên và số điện thoại của người khác; lời chửi; không nói về hàng."),
        error_messages={"required": gettext_lazy("Xin ghi lý do.")},
    )


class HideForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao ẩn"),
        max_length=300,
        help_text=gettext_lazy("Người bán và người viết đọc được. Chê hàng không phải là lý do."),
        error_messages={"required": gettext_lazy("Chị ghi lý do ẩn; người bán và người viết đọc được.")},
    )
