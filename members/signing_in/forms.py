"""Forms to sign in, sign up and recover access: one field for phone or card, the number keypad, one PIN."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context, ratelimit
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.network import client_address, network_of
from members.acting import Actor
from members.models import User
from members.notices import sms_limits
from members.people.fields import CodeField, PhoneField, SecretField
from members.signing_in.actions.secrets import change_secret, check_secret
from members.signing_in.devices import note_pin_key
from members.signing_in.logins import LETTERS
from members.signing_in.phone_people import find_person, tile_of
from members.signing_in.validators import PinOrPasswordValidator

PERSON = "nguoi"  # ?nguoi=KEY: a tile of this browser (members.signing_in.phone_people)


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letters = self.request is not None and LETTERS in self.request.GET
        asked = self.request.GET.get(PERSON, "") if self.request is not None else ""
        self._user = find_person(self.request, asked)
        # The tile's key replaces the number: the page of a shared phone doesn't show it.
        self.person = tile_of(self._user) if self._user else None
        self.fields = {
            "login": forms.CharField(
                label=gettext_lazy("Số điện thoại hoặc số thẻ"),
                help_text=gettext_lazy("Ví dụ: 0912 345 678, hoặc 8 chữ số trên thẻ"),
                max_length=40,
                widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "username"}),
            ),
            "password": SecretField(letters=letters, label=_("Mật khẩu") if letters else _("Mã PIN")),
        }
        if self.person:
            self.fields["login"] = forms.CharField(
                initial=self.person.key, required=False, max_length=40, widget=forms.HiddenInput
            )

    @property
    def letters_query(self) -> str:
        """Return the query of the same page with the full keyboard."""
        query = {LETTERS: "1"} | ({PERSON: self.person.key} if self.person else {})
        following = self.request.GET.get("next") if self.request is not None else None
        return urlencode(query | ({"next": following} if following else {}))

    @property
    def locked_login(self) -> str:
        """Return what was typed as login, or the tile's key, if too many guesses refused it; else "".

        A code by SMS still signs in then, so the page offers one.
        """
        refused = {error.code for error in self.errors.as_data().get("__all__", [])}
        if not refused & {"too_many", "too_many_login_attempts"}:
            return ""
        return self.person.key if self.person else self.data.get("login", "")

    def clean_login(self) -> str:
        return self._user.card_number if self._user else self.cleaned_data["login"]

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        note_pin_key(request, self.user)
        return super().login(request, redirect_url)

    def user_credentials(self) -> dict:
        """Return the credentials with the login as `username`, whether it is a phone or a card number.

        members.backends detects which it is.
        """
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data.get("password")}


class SignupForm(account_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = PhoneField()
        self.fields["password1"] = SecretField(
            new=True,
            label=gettext_lazy("Mã PIN chị tự đặt"),
            help_text=PinOrPasswordValidator().get_help_text(),
        )

    def clean(self) -> dict:
        """Check the PIN against the new phone number too, and that a code can be sent today.

        allauth checks the PIN before there is a user with that number.
        """
        data = super().clean()
        if sms_limits.is_day_full(must=True):
            raise ValidationError(
                _("Hôm nay Piêu đã gửi hết số tin nhắn của ngày. Chị đăng ký ngày mai, hoặc nhờ cán bộ Hội."),
                code="sms_day_full",
            )
        if data.get("phone") and data.get("password1"):
            try:
                check_secret(data["password1"], user=User(phone=data["phone"]))
            except DomainError as error:
                self.add_error("password1", ValidationError(error.message, code=error.code))
        return data

    def try_save(self, request: HttpRequest) -> Any:
        """Create the account. Return (user, None), or (None, response) if the request is refused.

        Refused: a code was sent to the number just now, or a message limit is exceeded. Nothing is stored
        then.
        """
        phone = self.cleaned_data["phone"]
        if ratelimit.consume(request, action="verify_phone", key=phone, dry_run=True) is None:
            waiting = get_pending_stage(request)
            if waiting is not None and waiting.state.get("phone") == phone:  # the user tapped twice
                return None, redirect("account_verify_phone")
            return None, ratelimit.respond_429(request)
        if sms_limits.is_over(network_of(client_address(request))):
            return None, ratelimit.respond_429(request)
        if self.account_already_exists:
            make_password(
                self.cleaned_data["password1"]
            )  # takes as long as for a new number, so that the time reveals nothing
        user, response = super().try_save(request)
        if user is not None:
            note_pin_key(request, user)
        return user, response


class VerifyPhoneForm(account_forms.VerifyPhoneForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField()


class ReauthenticateForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = SecretField()


class ChangeSecretForm(forms.Form):
    oldpassword = SecretField(label=gettext_lazy("Mã PIN hiện nay"))
    password1 = SecretField(new=True)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PinOrPasswordValidator().get_help_text()

    def clean_password1(self) -> str:
        secret = self.cleaned_data["password1"]
        try:
            check_secret(secret, user=self.user)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error
        return secret

    def clean(self) -> dict:
        # Last, so that a weak new PIN doesn't cost a counted try at the old one.
        data = super().clean() or {}
        if not self.errors and not get_adapter().reauthenticate(self.user, data["oldpassword"]):
            self.add_error("oldpassword", get_adapter().error_messages["enter_current_password"])
        return data

    def save(self) -> None:
        change_secret(actor=Actor.of(self.user), secret=self.cleaned_data["password1"])
        note_pin_key(context.request, self.user)


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """Form for a new passkey, which can always sign in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên máy")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].widget = forms.HiddenInput()


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
    """Card number and code from the officer's recovery ticket, and the member's new PIN."""

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
