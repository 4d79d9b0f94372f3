from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.phones import parse_mobile
from members.models import User
from members.tasks import send_sms_task


class AccountAdapter(DefaultAccountAdapter):
    """allauth's door to our phone column and our SMS sender."""

    def clean_phone(self, phone: str) -> str:
        return parse_mobile(phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.phone_verified_at = timezone.now() if verified else None
        if user.pk:
            user.save(update_fields=["phone", "phone_verified_at"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs) -> None:
        send_sms_task.enqueue(to=phone, text=_("Piêu: mã của chị là %(code)s. Đừng đọc mã này cho ai.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs) -> None:
        send_sms_task.enqueue(to=phone, text=_("Piêu: số này chưa có tài khoản. Chị có thể đăng ký trên trang Piêu."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        send_sms_task.enqueue(to=phone, text=_("Piêu: số này đã có tài khoản. Chị hãy đăng nhập, hoặc đặt lại mã PIN."))
