from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountChangeKind(models.TextChoices):
    OPENED = "opened", _("Mở tài khoản")
    SECRET = "secret", _("Đổi mã PIN")
    PHONE = "phone", _("Đổi số điện thoại")
    PHONE_REMOVED = "phone_removed", _("Gỡ số điện thoại")
    CARD = "card", _("Cấp thẻ mới")
    TICKET = "ticket", _("In phiếu lấy lại tài khoản")
    PASSKEY_ADDED = "passkey_added", _("Thêm khoá trên máy")
    PASSKEY_REMOVED = "passkey_removed", _("Gỡ khoá trên máy")
    TOKEN_MADE = "token_made", _("Tạo mã cho phần mềm")
    TOKEN_REVOKED = "token_revoked", _("Huỷ mã cho phần mềm")
    PROFILE = "profile", _("Sửa họ tên, năm sinh")
    RIGHTS = "rights", _("Đổi quyền của tài khoản")
    ERASURE_ASKED = "erasure_asked", _("Yêu cầu xoá tài khoản")
    ERASURE_CANCELLED = "erasure_cancelled", _("Giữ lại tài khoản")
