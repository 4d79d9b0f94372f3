from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.credentials.enums import GIVEN_REASONS
from courses.models import Credential


class ShownForm(forms.Form):
    """Form in which the holder chooses what the certificate's page shows."""

    shows_name = forms.BooleanField(label=_("Họ và tên của chị"), required=False)
    shows_results = forms.BooleanField(label=_("Các kết quả thật"), required=False)
    shows_branch = forms.BooleanField(label=_("Chi hội của chị"), required=False)

    def __init__(self, *args: Any, credential: Credential, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(credential, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        if not credential.statement["results"]:
            del self.fields["shows_results"]
        if not credential.branch_name:
            del self.fields["shows_branch"]

    def choices(self) -> dict[str, bool]:
        """Return the arguments name, results and branch of choose_disclosure."""
        data = self.cleaned_data
        return {
            "name": data["shows_name"],
            "results": data.get("shows_results", False),
            "branch": data.get("shows_branch", False),
        }


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Vì sao thu hồi"),
        choices=[(reason.value, reason.label) for reason in GIVEN_REASONS],
        widget=forms.RadioSelect,
        help_text=_("Ai xem chứng nhận cũng thấy."),
    )
    note = forms.CharField(
        label=_("Chị ghi rõ hơn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Chỉ người được cấp đọc."),
    )
