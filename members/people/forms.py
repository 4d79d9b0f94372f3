from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from backend.common.name_choices import ByName
from members.branches.enums import BranchLevel
from members.models import Branch
from members.people.fields import CodeField, PhoneField, SecretField, YearField
from members.people.name_fields import NameField


def communes() -> QuerySet[Branch]:
    """Return the branches of communes, sorted by name.

    Names of wards (phường) come before those of communes (xã).
    """
    return (
        Branch.objects.filter(level=BranchLevel.COMMUNE, is_active=True)
        .select_related("unit")
        .order_by("name")
    )


class CommuneField(forms.ModelChoiceField):
    """A choice of a commune's branch, shown by the commune's own name: "Xã Chiềng Khoong"."""

    iterator = ByName

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Chị ở xã, phường nào?"))
        super().__init__(queryset=communes(), empty_label=gettext_lazy("Chọn xã, phường"), **kwargs)

    def label_from_instance(self, branch: Branch) -> str:
        return branch.unit.name if branch.unit else branch.name


class WelcomeForm(forms.Form):
    """Form of the only page after sign-up: name and commune."""

    full_name = NameField(label=gettext_lazy("Họ và tên của chị"))
    commune = CommuneField(required=False)


class ProfileForm(forms.Form):
    full_name = NameField()
    birth_year = YearField()
    language = forms.ChoiceField(
        label=gettext_lazy("Tiếng"),
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        widget=forms.RadioSelect,
    )


class PhoneForm(forms.Form):
    """Form of a new phone number; with `ask_secret` it also asks for the PIN as a confirmation."""

    phone = PhoneField(label=gettext_lazy("Số điện thoại mới"))
    secret = SecretField(help_text=gettext_lazy("Để chắc là chính chị đổi"))

    def __init__(self, *args: Any, ask_secret: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_secret:
            del self.fields["secret"]


class CodeForm(forms.Form):
    code = CodeField()
