from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.phones import parse_mobile
from members import ports
from members.acting import Actor
from members.keys import new_card_number
from members.models import User
from members.notices.tasks import send_sms_task
from members.people.actions.changes import note_account_change, state_account
from members.people.enums import AccountChangeKind
from members.people.fields import PhoneField
from members.signing_in.actions.guesses import TooManyGuesses, key_for, remember_device, wait_for
from members.signing_in.actions.sms_codes import set_proven_phone
from members.signing_in.devices import device_of, give_number
from members.signing_in.logins import find_by_login, parse_login
from members.signing_in.phone_people import remember_person

_KEY_CHANGES = {
    "mfa/email/webauthn_added": AccountChangeKind.PASSKEY_ADDED,
    "mfa/email/totp_activated": AccountChangeKind.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": AccountChangeKind.PASSKEY_REMOVED,
    "mfa/email/totp_deactivated": AccountChangeKind.PASSKEY_REMOVED,
}


class AccountAdapter(DefaultAccountAdapter):
    """Connects allauth to our phone column, SMS sender and limits on guessing.

    An unverified number is stored in `User.phone_to_verify`: it can't sign in, and doesn't block the number
    for others.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Tài khoản này không còn dùng."),
        "phone_password_mismatch": gettext_lazy("Số hoặc mã PIN chưa đúng. Chị xem lại từng số."),
        "username_password_mismatch": gettext_lazy("Số hoặc mã PIN chưa đúng. Chị xem lại từng số."),
        "phone_taken": gettext_lazy("Số này đã có tài khoản. Chị đăng nhập, hoặc đặt lại mã PIN."),
        "incorrect_code": gettext_lazy("Mã chưa đúng. Chị xem lại tin nhắn mới nhất."),
        "incorrect_password": gettext_lazy("Mã PIN chưa đúng."),
        "enter_current_password": gettext_lazy("Mã PIN hiện nay chưa đúng."),
        "too_many_login_attempts": gettext_lazy(
            "Từ chỗ này đã thử sai nhiều lần. Chị đợi một phút rồi thử lại."
        ),
        "rate_limited": gettext_lazy("Chị bấm hơi nhanh. Đợi một phút rồi thử lại nhé."),
        "same_as_current": gettext_lazy("Số mới phải khác số đang dùng."),
    }

    def clean_phone(self, phone: str) -> str:
        try:
            return parse_mobile(phone)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**{key: value for key, value in kwargs.items() if key != "label"})

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        if user.phone:
            return user.phone, True
        return (user.phone_to_verify, False) if user.phone_to_verify else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        if verified:
            self.set_phone_verified(user, phone)
        else:
            user.phone_to_verify = phone
            with transaction.atomic():
                user.save(update_fields=["phone_to_verify"])
                state_account(user)

    def set_phone_verified(self, user: User, phone: str) -> None:
        set_proven_phone(actor=Actor.of(user), phone=phone, is_signup=user.last_login is None)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def populate_username(self, request: HttpRequest, user: User) -> None:
        user.card_number = user.card_number or new_card_number()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        text = _("Piêu: mã của chị là %(code)s, dùng trong 10 phút. Đừng đọc mã này cho ai.") % {"code": code}
        send_sms_task.enqueue(to=phone, text=text, must=True)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        send_sms_task.enqueue(
            to=phone, text=_("Piêu: số này chưa có tài khoản. Chị có thể đăng ký trên trang Piêu.")
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        send_sms_task.enqueue(
            to=phone, text=_("Piêu: số này đã có tài khoản. Chị hãy đăng nhập, hoặc đặt lại mã PIN.")
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        typed = credentials.get("username") or credentials.get("phone") or ""
        login = parse_login(typed)
        key = key_for("pin", user=find_by_login(login), login=login or typed[:80], device=device_of(request))
        if wait := wait_for(key):
            raise ValidationError(TooManyGuesses(wait).message, code="too_many")

    def get_login_stages(self) -> list[str]:
        ours = {
            "allauth.account.stages.PhoneVerificationStage": "members.signing_in.stages.SignupPhoneStage",
            "allauth.mfa.stages.AuthenticateStage": "members.signing_in.stages.DeskSecondFactorStage",
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_device(user=user, device=give_number(request, response))
        remember_person(request=request, response=response, user=user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Record and notify changes of passkeys, for which allauth would send an e-mail."""
        if kind := _KEY_CHANGES.get(template_prefix):
            note_account_change(actor=Actor.of(user), kind=kind)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return ports.landing_page(user=request.user) or super().get_login_redirect_url(request)  # type: ignore[arg-type]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/toi/"

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        words = {
            "reauthenticate": _("Dùng mã PIN"),
            "mfa_reauthenticate": _("Dùng mã của ứng dụng"),
            "mfa_reauthenticate:webauthn": _("Dùng khoá trên máy"),
        }
        methods = super().get_reauthentication_methods(user)
        return [
            method | {"description": words.get(method["id"], method["description"])} for method in methods
        ]


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Chưa nhận được khoá. Chị thử lại, hoặc dùng mã PIN."),
    }

    def _get_user_identifier(self, user: User) -> str:
        return user.card_number

    def _get_site_name(self) -> str:
        return _("Piêu")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Máy của tôi") if number == 1 else _("Máy thứ %(n)d") % {"n": number}

    def get_public_key_credential_user_entity(self, user: User) -> dict:
        return super().get_public_key_credential_user_entity(user) | {"display_name": str(user)}
