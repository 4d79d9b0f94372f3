from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Branch, User
from members.signing_in.logins import find_by_login, parse_login
from union.roles.enums import UnionRoleName


class GiveRoleForm(forms.Form):
    """`person` is the number of a card or a phone; its cleaned value is the user."""

    person = forms.CharField(
        label=_("Số thẻ hoặc số điện thoại của chị ấy"),
        help_text=_("Ví dụ: 0912 345 678"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Vai trò"), choices=UnionRoleName.choices, widget=forms.RadioSelect)
    branch = forms.ModelChoiceField(label=_("Ở"), queryset=Branch.objects.none(), empty_label=_("Chọn cơ sở"))

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]

    def clean_person(self) -> User:
        found = find_by_login(parse_login(self.cleaned_data["person"]))
        if found is None:
            raise forms.ValidationError(_("Không có tài khoản nào mang số này. Chị xem lại số."))
        return found
