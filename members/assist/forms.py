from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from members.consent.enums import ConsentPurpose
from members.consent.wording import consent_wording
from members.models import Branch
from members.people.fields import PhoneField, YearField
from members.people.name_fields import NameField


class OpenAccountForm(forms.Form):
    full_name = NameField()
    birth_year = YearField()
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Chi hội"),
        queryset=Branch.objects.none(),
        empty_label=gettext_lazy("Chọn chi hội"),
    )
    phone = PhoneField(
        label=gettext_lazy("Số điện thoại"),
        required=False,
        help_text=gettext_lazy("Máy bấm phím cũng được: chị ấy nhận tin nhắn của Hội"),
    )
    signed = forms.MultipleChoiceField(
        label=gettext_lazy("Chị ấy đã ký đồng ý những việc nào trên giấy?"),
        help_text=gettext_lazy("Chỉ đánh dấu việc có chữ ký. Không ký thì để trống, vẫn mở được tài khoản."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
        only = list(branches[:2])
        if len(only) == 1:
            self.fields["branch"].initial = only[0]
        signed = self.fields["signed"]
        assert isinstance(signed, forms.MultipleChoiceField)
        signed.choices = [(purpose, consent_wording(purpose)) for purpose in ConsentPurpose]
