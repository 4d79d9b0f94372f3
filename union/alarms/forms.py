"""The one form for a woman in danger: where to call her, if she wants that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.common.phones import PhoneError, parse_phone
from members.branches.enums import BranchLevel
from members.models import Branch
from union.alarms.actions.raising import MOST_OF_WHEN


class CallForm(forms.Form):
    """branch: only for an alarm whose place isn't known yet."""

    phone = forms.CharField(
        label=_("Số điện thoại của chị"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Ví dụ: 0912 345 678"),
        error_messages={"required": _("Chị ghi số để cán bộ gọi.")},
    )
    call_when = forms.CharField(
        label=_("Gọi lúc nào thì an toàn"),
        required=False,
        max_length=MOST_OF_WHEN,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Ví dụ: buổi sáng, khi tôi ở trên nương"),
    )
    branch = forms.ModelChoiceField(
        label=_("Xã, phường của chị"),
        required=False,
        queryset=Branch.objects.none(),
        empty_label=_("Chọn xã, phường"),
    )

    def __init__(self, *args: Any, asks_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_place:
            communes = Branch.objects.filter(is_active=True, level=BranchLevel.COMMUNE).order_by("name")
            self.fields["branch"].queryset = communes  # type: ignore[attr-defined]
        else:
            del self.fields["branch"]

    def clean_phone(self) -> str:
        try:
            return parse_phone(self.cleaned_data["phone"])
        except PhoneError as error:
            raise forms.ValidationError(str(error)) from None
