from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from backend.common.text import name_key
from members.branches.enums import BranchLevel
from members.consent.enums import ConsentPurpose
from members.fields import CodeField, PhoneField, SecretField, YearField
from members.models import Branch, User
from members.people.wording import consent_wording
from members.roles.enums import Role
from members.signing_in.validators import PinOrPasswordValidator


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Họ và tên"))
        kwargs.setdefault("help_text", gettext_lazy("Ví dụ: Lò Thị Lan"))
        kwargs.setdefault("max_length", 80)
        super().__init__(
            widget=forms.TextInput(
                attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}
            ),
            **kwargs,
        )


def communes() -> QuerySet[Branch]:
    """The communes' branches by name, wards first as the list of the province has them."""
    return (
        Branch.objects.filter(level=BranchLevel.COMMUNE, is_active=True)
        .select_related("unit")
        .order_by("name")
    )


class ByName(forms.models.ModelChoiceIterator):
    """Choices sorted as in a Vietnamese dictionary; databases sort differently."""

    def __iter__(self) -> Iterator[Any]:
        empty, *rows = (
            super().__iter__() if self.field.empty_label is not None else (None, *super().__iter__())
        )
        if empty is not None:
            yield empty
        yield from sorted(rows, key=lambda choice: name_key(str(choice[1])))


class CommuneField(forms.ModelChoiceField):
    """A commune by its own name: "Xã Chiềng Khoong"."""

    iterator = ByName

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Chị ở xã, phường nào?"))
        super().__init__(queryset=communes(), empty_label=gettext_lazy("Chọn xã, phường"), **kwargs)

    def label_from_instance(self, branch: Branch) -> str:
        return branch.unit.name if branch.unit else branch.name


class WelcomeForm(forms.Form):
    """The one page after signing up."""

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
    """A new phone number, confirmed by the PIN."""

    phone = PhoneField(label=gettext_lazy("Số điện thoại mới"))
    secret = SecretField(help_text=gettext_lazy("Để chắc là chính chị đổi"))

    def __init__(self, *args: Any, ask_secret: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_secret:
            del self.fields["secret"]


class CodeForm(forms.Form):
    code = CodeField()


class AskCodeForm(forms.Form):
    login = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc số thẻ"),
        help_text=gettext_lazy("Ví dụ: 0912 345 678, hoặc 8 chữ số trên thẻ"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "username"}),
    )


class NewSecretForm(forms.Form):
    code = CodeField()
    secret = SecretField(new=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].help_text = PinOrPasswordValidator().get_help_text()


class TicketForm(forms.Form):
    """Card number and code from the officer's paper, and the PIN she chooses herself."""

    card = forms.CharField(
        label=gettext_lazy("Số thẻ"),
        help_text=gettext_lazy("8 chữ số trên thẻ hoặc trên phiếu"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã trên phiếu"),
        help_text=gettext_lazy("8 chữ và số, ví dụ: 7K3F 9QX2"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    secret = SecretField(new=True, label=gettext_lazy("Mã PIN chị tự đặt"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].help_text = PinOrPasswordValidator().get_help_text()


class SecretForm(forms.Form):
    """The PIN, as a confirmation."""

    secret = SecretField()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Hội viên sẽ đọc câu này. Ví dụ: Chị ở bản khác, xin vào chi hội bản Áng."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


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


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices, widget=forms.RadioSelect)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Ở"), queryset=Branch.objects.none(), empty_label=gettext_lazy("Chọn cơ sở")
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]


class ChapterForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Tên chi hội"), help_text=gettext_lazy("Ví dụ: Chi hội bản Áng"), max_length=120
    )


def person_label(user: User) -> str:
    """Return a person's label in an officer's list: name and year of birth."""
    return f"{user} ({user.birth_year})" if user.birth_year else str(user)
