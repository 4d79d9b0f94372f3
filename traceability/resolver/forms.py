from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from traceability.lots.day_field import DayField
from traceability.models import CodeLink
from traceability.resolver.actions import CHANGEABLE, MAX_TITLE
from traceability.resolver.enums import LinkLanguage, LinkType
from traceability.resolver.link_addresses import MAX_LENGTH

# Countries whose buyers a producer here writes for; the API takes every code of ISO 3166-1.
COUNTRIES = [
    ("", gettext_lazy("Mọi nơi")),
    ("VN", gettext_lazy("Việt Nam")),
    ("LA", gettext_lazy("Lào")),
    ("CN", gettext_lazy("Trung Quốc")),
    ("JP", gettext_lazy("Nhật Bản")),
    ("KR", gettext_lazy("Hàn Quốc")),
    ("TH", gettext_lazy("Thái Lan")),
    ("US", gettext_lazy("Hoa Kỳ")),
]


class LinkForm(forms.Form):
    link_type = forms.ChoiceField(
        label=gettext_lazy("Liên kết dẫn tới gì"), choices=[("", gettext_lazy("Chị chọn")), *LinkType.choices]
    )
    url = forms.CharField(
        label=gettext_lazy("Địa chỉ trang"),
        max_length=MAX_LENGTH,
        help_text=gettext_lazy("Mở trang ấy rồi chép địa chỉ, ví dụ https://example.vn/mut-man"),
        error_messages={
            "required": gettext_lazy("Chị dán địa chỉ trang, ví dụ https://example.vn/cong-thuc.")
        },
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Tên gọi người mua đọc"),
        max_length=MAX_TITLE,
        help_text=gettext_lazy("Ví dụ: Cách làm mứt mận của chị Lan"),
        error_messages={"required": gettext_lazy("Chị đặt tên gọi cho liên kết.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Trang viết bằng"), choices=LinkLanguage.choices, initial=LinkLanguage.VI
    )
    from_date = DayField(
        label=gettext_lazy("Từ ngày"), help_text=gettext_lazy("Để trống thì có hiệu lực ngay.")
    )
    until_date = DayField(
        label=gettext_lazy("Đến hết ngày"), help_text=gettext_lazy("Để trống thì không hết hạn.")
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Dành cho người mua ở"),
        required=False,
        choices=COUNTRIES,
        help_text=gettext_lazy("Thường để Mọi nơi."),
    )

    @classmethod
    def of(cls, link: CodeLink) -> LinkForm:
        """Return the form, filled with the present values of `link`."""
        initial: dict[str, Any] = {name: getattr(link, name) for name in CHANGEABLE}
        for name in ("from_date", "until_date"):
            initial[name] = initial[name].isoformat() if initial[name] else ""
        return cls(initial=initial)


class TakeDownForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao gỡ"),
        max_length=200,
        help_text=gettext_lazy("Nơi làm ra đọc lời này. Ví dụ: Trang này bán hàng của nơi khác."),
        error_messages={"required": gettext_lazy("Xin ghi vì sao gỡ, nơi làm ra sẽ đọc.")},
    )
