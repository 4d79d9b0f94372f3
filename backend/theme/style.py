"""Sample content for the style page: every component, without a database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Tên sản phẩm"), help_text=_("Ví dụ: Mận hậu Mộc Châu"))
    price = forms.IntegerField(label=_("Giá"), help_text=_("Ví dụ: 35.000"))
    quantity = forms.DecimalField(label=_("Số lượng"), min_value=0)
    unit = forms.ChoiceField(label=_("Đơn vị"), choices=[("kg", "kg"), ("bag", _("túi")), ("box", _("hộp"))])
    season = forms.ChoiceField(
        label=_("Đang vào mùa chưa"),
        choices=[("now", _("Đang thu")), ("soon", _("Sắp thu"))],
        widget=forms.RadioSelect,
    )
    photo = forms.ImageField(
        label=_("Ảnh sản phẩm"),
        required=False,
        help_text=_("Chụp gần, đủ sáng"),
        widget=forms.FileInput(attrs={"accept": "image/*", "data-shrink": True}),
    )
    story = forms.CharField(label=_("Câu chuyện"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label=_("Tôi đồng ý để Hội gửi tin nhắn về mùa vụ"), required=False)


def samples(request: HttpRequest) -> dict[str, Any]:
    wrong = SampleForm(
        {"name": "Mận hậu Mộc Châu", "price": "ba mươi", "unit": "kg", "season": "now", "story": ""}
    )
    wrong.is_valid()
    page: Page[int] = Paginator(range(100), 20).get_page(2)
    products = [
        ("Mận hậu Mộc Châu", "Phường Mộc Sơn", "35.000 đ/kg", 4),
        ("Chè Tà Xùa Shan tuyết hái tay, hộp 100 g", "Xã Tà Xùa", "180.000 đ/hộp", 5),
        ("Mật ong hoa nhãn Sông Mã", "Xã Sông Mã", "220.000 đ/chai", 3),
        ("Cà phê Arabica Sơn La", "Xã Chiềng Mai", "160.000 đ/túi", None),
    ]
    return {
        "form": SampleForm(),
        "wrong": wrong,
        "day": dt.date(2026, 11, 12),
        "page": page,
        "products": products,
        "steps": [_("Ảnh"), _("Tên"), _("Giá"), _("Số lượng"), _("Xem lại")],
    }
