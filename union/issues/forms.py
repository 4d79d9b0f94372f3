from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.common.dates import DateError, parse_vi_date
from members.models import Branch, User
from union.issues.actions.receipts import MOST_PROOF, MOST_REASON, MOST_TOLD_BY
from union.issues.enums import Means
from union.issues.file_fields import ACCEPT, UnmarkedField


class ProofForm(forms.Form):
    proof_text = forms.CharField(
        label=_("Đã làm gì"),
        help_text=_("Ví dụ: Đã họp 3 chi hội, 64 chị dự."),
        max_length=MOST_PROOF,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label=_("Ảnh hoặc tệp"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT, "data-shrink": True}),
    )
    is_unmarked = UnmarkedField()


class ByHandForm(ProofForm):
    means = forms.ChoiceField(label=_("Cơ sở báo bằng"), choices=Means.choices, widget=forms.RadioSelect)
    told_by = forms.CharField(
        label=_("Ai ở cơ sở đã báo"), help_text=_("Ví dụ: chị Thu, chủ tịch Hội xã"), max_length=MOST_TOLD_BY
    )
    what = forms.ChoiceField(
        label=_("Cơ sở đã"),
        choices=[("opened", _("Nhận và xem rồi")), ("done", _("Làm xong rồi"))],
        widget=forms.RadioSelect,
    )
    field_order = ("what", "means", "told_by", "proof_text", "file", "is_unmarked")


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Giao cho"), queryset=User.objects.none(), empty_label=_("Chọn người làm")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Cơ sở sẽ đọc câu này."),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RenameForm(forms.Form):
    branch = forms.ModelChoiceField(
        label=_("Cơ sở"), queryset=Branch.objects.none(), empty_label=_("Chọn cơ sở")
    )
    name = forms.CharField(label=_("Tên mới"), max_length=120)

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    branch = forms.ModelChoiceField(
        label=_("Cơ sở thôi hoạt động"), queryset=Branch.objects.none(), empty_label=_("Chọn cơ sở")
    )
    successor = forms.ModelChoiceField(
        label=_("Nhập vào cơ sở"), queryset=Branch.objects.none(), empty_label=_("Chọn cơ sở")
    )
    merged_date = forms.CharField(
        label=_("Từ ngày"),
        help_text=_("Báo cáo từ ngày này cộng vào nơi nhận. Ví dụ: 01/12/2026"),
        max_length=20,
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("branch", "successor"):
            self.fields[name].queryset = branches  # type: ignore[attr-defined]

    def clean_merged_date(self) -> dt.date:
        try:
            return parse_vi_date(self.cleaned_data["merged_date"])
        except DateError as error:
            raise forms.ValidationError(str(error)) from error
