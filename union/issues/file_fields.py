"""Fields of forms that take a file which must bear no mark of a state secret."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPT = ".pdf,.docx,.xlsx,.txt,image/jpeg,image/png"


class UnmarkedField(forms.TypedChoiceField):
    """The officer's own look at a file that Piêu can't read: True if it bears no mark."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Trên giấy có dấu MẬT, TỐI MẬT hay TUYỆT MẬT không?"),
            help_text=_("Cần trả lời khi tệp là ảnh chụp hay bản quét."),
            choices=[("no", _("Không có dấu nào")), ("yes", _("Có dấu"))],
            coerce=lambda value: value == "no",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )
