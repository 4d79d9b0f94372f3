"""The form for a new API token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.people.fields import SecretField
from members.signing_in.actions.tokens import LIVES
from members.signing_in.enums import Scope


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Phần mềm nào dùng mã này?"), help_text=_("Ví dụ: máy tính của kế toán"), max_length=60
    )
    scopes = forms.MultipleChoiceField(
        label=_("Phần mềm được làm gì?"),
        choices=Scope.choices,
        initial=[Scope.READ.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chị chọn ít nhất một quyền cho mã.")},
    )
    days = forms.TypedChoiceField(
        label=_("Mã dùng trong bao lâu?"),
        choices=[(LIVES[0], _("30 ngày")), (LIVES[1], _("90 ngày")), (LIVES[2], _("1 năm"))],
        coerce=int,
        initial=LIVES[1],
        widget=forms.RadioSelect,
    )
    secret = SecretField(help_text=_("Để chắc là chính chị"))
