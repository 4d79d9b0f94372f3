from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User
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
        label=_("Ảnh hoặc tệp"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPT})
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
