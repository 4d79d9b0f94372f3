"""Forms for complaints of buyers, and for answers of sellers and officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from orders.complaints.enums import ComplaintKind


class ComplaintForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Bạn muốn gì"),
        choices=[
            (ComplaintKind.COMPLAINT, gettext_lazy("Người bán trả lời, giải quyết")),
            (
                ComplaintKind.TAKE_DOWN,
                gettext_lazy("Gỡ sản phẩm này khỏi sàn: hàng cấm, hàng giả, nói sai, xâm phạm quyền"),
            ),
        ],
        initial=ComplaintKind.COMPLAINT,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Xin chọn một mục.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Chuyện gì xảy ra"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ví dụ: Nhận thiếu 2 kg, quả dập; gọi người bán không nghe máy."),
        error_messages={"required": gettext_lazy("Xin viết chuyện gì xảy ra.")},
    )
    authority = forms.CharField(
        label=gettext_lazy("Cơ quan và số văn bản (nếu là yêu cầu của cơ quan nhà nước)"),
        required=False,
        max_length=160,
        help_text=gettext_lazy(
            "Ai cũng yêu cầu gỡ được: cơ quan nhà nước, người có quyền với nhãn hiệu hay hình ảnh, người mua."
        ),
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Số điện thoại (nếu muốn được gọi lại)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Không bắt buộc. Số này xoá sau khi trả lời xong 30 ngày."),
    )

    def __init__(self, *args: Any, may_take_down: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_take_down:
            del self.fields["authority"]
            self.fields["kind"].choices = self.fields["kind"].choices[:1]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """A form with one text field, named like the action's argument."""

    def __init__(self, *args: Any, name: str, label: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = forms.CharField(
            label=label,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=help_text,
            error_messages={"required": gettext_lazy("Chị viết vài lời.")},
        )
