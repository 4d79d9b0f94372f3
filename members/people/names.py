"""What a person's full name may be. No database is needed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import nfc


class ProfileError(DomainError):
    """The data of a profile is not valid."""


def clean_name(raw: str) -> str:
    name = nfc(raw)
    if len(name) < 2 or not any(char.isalpha() for char in name):
        raise ProfileError(_("Chị viết họ và tên, ví dụ: Lò Thị Lan."), field="full_name", code="no_name")
    if len(name) > 80:
        raise ProfileError(_("Họ và tên dài quá 80 chữ."), field="full_name", code="long_name")
    if any(char in name for char in "<>{}[]@#/\\|=") or any(char.isdigit() for char in name):
        raise ProfileError(
            _("Họ và tên chỉ có chữ, không có số hay dấu lạ."), field="full_name", code="odd_name"
        )
    return name
