"""Form for the values that are typed from a certificate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from products.certificates.actions.certificate_values import LEVELS
from products.certificates.enums import CertificateKind
from products.models import Producer, Product
from products.photos.photo_form import PHOTO_TYPES
from products.producers.inputs import DateField, text_input


class CertificateForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Giấy gì?"),
        choices=CertificateKind,
        widget=forms.RadioSelect,
        initial=CertificateKind.OCOP,
    )
    product = forms.ModelChoiceField(
        label=gettext_lazy("Giấy của sản phẩm nào?"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=gettext_lazy("Cả nơi sản xuất"),
    )
    number = forms.CharField(
        label=gettext_lazy("Số ghi trên giấy"),
        max_length=60,
        help_text=gettext_lazy("Ví dụ: 123/GCN-OCOP"),
        widget=text_input(),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Nơi cấp"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: UBND tỉnh Sơn La"),
        widget=text_input(),
    )
    issued_date = DateField(label=gettext_lazy("Ngày cấp"))
    valid_until = DateField(
        label=gettext_lazy("Có giá trị đến ngày"),
        required=False,
        help_text=gettext_lazy("Ví dụ 24/11/2027. Giấy OCOP để trống: máy tính 36 tháng."),
    )
    stars = forms.ChoiceField(
        label=gettext_lazy("Mấy sao?"),
        choices=[(3, gettext_lazy("3 sao")), (4, gettext_lazy("4 sao")), (5, gettext_lazy("5 sao"))],
        widget=forms.RadioSelect,
        required=False,
    )
    points = forms.CharField(
        label=gettext_lazy("Số điểm"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("Ví dụ: 76,5"),
        widget=text_input(inputmode="decimal"),
    )
    decision = forms.CharField(
        label=gettext_lazy("Quyết định số"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Ví dụ: 2345/QĐ-UBND"),
        widget=text_input(),
    )
    decision_date = DateField(label=gettext_lazy("Ngày quyết định"), required=False)
    issuing_level = forms.ChoiceField(
        label=gettext_lazy("Cấp nào công nhận?"),
        choices=[("", gettext_lazy("Chưa rõ, để máy chọn")), *((each.value, each.label) for each in LEVELS)],
        required=False,
    )
    scan = forms.FileField(
        label=gettext_lazy("Ảnh chụp tờ giấy"),
        required=False,
        help_text=gettext_lazy("Chụp thẳng, đủ bốn góc, đọc được chữ."),
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES, "data-shrink": ""}),
    )
    scan_is_public = forms.BooleanField(
        label=gettext_lazy("Cho người mua xem ảnh tờ giấy này"),
        required=False,
        help_text=gettext_lazy("Không chọn thì chỉ cán bộ Hội và người cùng làm xem được."),
    )

    def __init__(self, *args: Any, producer: Producer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = producer.products.exclude(name="").order_by("name", "pk")

    OCOP_ONLY = ("stars", "points", "decision", "decision_date", "issuing_level")

    def values(self) -> dict[str, Any]:
        """Return the arguments of the actions, without the scan.

        The form holds an uploaded file, but the actions need a Photo.
        """
        return {field: value for field, value in self.cleaned_data.items() if field != "scan"}
