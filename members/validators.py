"""What a PIN or password has to be. A member's PIN is six digits or more; anything else is eight characters or more."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PinOrPasswordValidator:
    def validate(self, password: str, user=None) -> None:
        if password.isdigit():
            if len(password) < 6:
                raise ValidationError(_("Mã PIN cần ít nhất 6 chữ số."), code="too_short")
            steps = {int(b) - int(a) for a, b in zip(password, password[1:], strict=False)}
            if len(set(password)) <= 2 or steps <= {1} or steps <= {-1}:
                raise ValidationError(_("Mã PIN này dễ đoán. Chị chọn số khác nhé."), code="too_easy")
            own = [getattr(user, "phone", None) or "", getattr(user, "card_number", None) or ""]
            if any(password in number for number in own):
                raise ValidationError(_("Mã PIN không được lấy từ số điện thoại hay số thẻ."), code="own_number")
        elif len(password) < 8:
            raise ValidationError(
                _("Mật khẩu có chữ cần ít nhất 8 ký tự; hoặc chị dùng mã PIN 6 chữ số."), code="too_short"
            )

    def get_help_text(self) -> str:
        return _("6 chữ số chị dễ nhớ nhưng người khác khó đoán.")
