"""Forms for a producer and for an invitation to run it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from products.models import Producer
from products.producers.enums import ProducerKind, ProducerRole
from products.producers.inputs import UnitField, text_input


class ProducerForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Chị bán với tư cách nào?"), choices=ProducerKind, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Tên"),
        max_length=120,
        help_text=gettext_lazy(
            "Ví dụ: Hộ Lò Thị Lan, HTX Mận Phiêng Khoài. Ai cũng đọc được tên này, kể cả họ tên chị nếu chị viết vào đây."
        ),
        widget=text_input(),
    )
    unit = UnitField()
    address = forms.CharField(
        label=gettext_lazy("Bản, thôn, đường"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Ví dụ: bản Hua Tạt. Người mua thấy chỗ này."),
        widget=text_input(),
    )
    phone = forms.CharField(
        label=gettext_lazy("Điện thoại cho người mua"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Ví dụ: 0912 345 678. Để trống nếu chị không muốn hiện số."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    identity_code = forms.CharField(
        label=gettext_lazy("Mã số thuế hoặc mã hộ kinh doanh"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Chép từ giấy đăng ký, nếu có"),
        widget=text_input(),
    )
    about = forms.CharField(
        label=gettext_lazy("Chuyện của chị"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Ví dụ: Gia đình tôi trồng mận ở Hua Tạt từ năm 1998."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def initial_of(cls, producer: Producer) -> dict[str, Any]:
        return {field: getattr(producer, field) for field in cls.base_fields}


class StoryForm(forms.Form):
    """Form for the story alone: `about` of a producer, in the words of its people."""

    about = forms.CharField(
        label=gettext_lazy("Chuyện của chị"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Vài câu như nói với khách: ai làm, làm ở đâu, làm từ bao giờ, khéo ở chỗ nào."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class InviteForm(forms.Form):
    contact = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc số thẻ hội viên"),
        max_length=40,
        help_text=gettext_lazy("Ví dụ: 0912 345 678 hoặc 1234 5674"),
        widget=text_input(inputmode="tel"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Chị ấy làm gì?"),
        choices=[
            (ProducerRole.HELPER, gettext_lazy("Cùng làm: đưa hàng lên, ghi sổ, in tem")),
            (ProducerRole.OWNER, gettext_lazy("Cùng đứng chủ: làm được mọi việc")),
        ],
        widget=forms.RadioSelect,
        initial=ProducerRole.HELPER,
    )
