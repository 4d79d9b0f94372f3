"""Forms to recall a lot or some of its labels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from traceability.labels.range_form import RangeForm
from traceability.recalls.actions.recalls import MAX_CONTACT, MAX_WORDS


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Vì sao thu hồi"),
        max_length=MAX_WORDS,
        help_text=gettext_lazy("Ví dụ: Có mẻ bị mốc do phơi chưa khô. Đừng ghi tên người."),
        error_messages={"required": gettext_lazy("Xin ghi lý do thu hồi, người mua sẽ đọc.")},
    )


def _advice() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Người mua nên làm gì"),
        max_length=MAX_WORDS,
        required=False,
        help_text=gettext_lazy("Ví dụ: Xin đừng ăn, đem trả nơi mua để nhận lại tiền."),
    )


def _contact() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Người mua gọi ai"),
        max_length=MAX_CONTACT,
        required=False,
        help_text=gettext_lazy("Ai cũng đọc được. Ví dụ: Hội Phụ nữ xã Vân Hồ, 0212 3 456 789."),
    )


def _until() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("Thu hồi đến hết ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Để trống nếu chưa biết: khi xong, cán bộ Hội bấm kết thúc."),
    )


class RecallForm(forms.Form):
    """A form to recall a whole lot."""

    reason, advice, contact, until_date = _reason(), _advice(), _contact(), _until()


class LabelsRecallForm(RangeForm):
    """A form to recall some labels of a run. After is_valid: `first`, `last` and `recall_fields`."""

    advice, contact, until_date = _advice(), _contact(), _until()
    other = None  # type: ignore[assignment]  # Django: the field of the base is left out

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The reason of a recall is typed: it is too important for a list of four.
        self.fields["reason"] = _reason()
        self.order_fields(
            [
                "which", "first_number", "last_number", "first_serial", "last_serial",
                "reason", "advice", "contact", "until_date",
            ]
        )  # fmt: skip

    @property
    def recall_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "advice", "contact", "until_date")}


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao kết thúc"),
        max_length=MAX_WORDS,
        required=False,
        help_text=gettext_lazy("Ví dụ: Đã thu lại và tiêu huỷ hết. Câu này ở lại trên trang của lô."),
    )
