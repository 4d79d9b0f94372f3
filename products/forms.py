"""What is typed about producers, products and certificates. Meaning and limits are the actions'; forms show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_date, parse_vi_date
from backend.common.errors import DomainError
from backend.common.units import UNITS, format_number
from members.enums import UnitKind
from members.models import Unit
from products import ocop
from products.actions.certificate_values import LEVELS
from products.cleaning import FieldErrors, clean_field, max_length
from products.enums import CertificateKind, ProducerKind, ProducerRole
from products.listing_rules import DECREE, HOUSE, Missing, rules_for
from products.models import Producer, Product

PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/*"
# What people sell in most; the others are in the list behind.
COMMON_UNITS = ("kg", "hu", "goi", "chai", "tui", "hop", "cai", "qua")
COMMON_REASONS = (
    gettext_lazy("Ảnh mờ hoặc tối, chụp lại ngoài sáng."),
    gettext_lazy("Ảnh chưa đúng sản phẩm."),
    gettext_lazy("Giá chưa đúng đơn vị bán."),
    gettext_lazy("Thiếu thành phần ghi trên gói."),
    gettext_lazy("Chọn chưa đúng nhóm sản phẩm."),
    gettext_lazy("Bỏ lời nói hàng chữa được bệnh."),
    gettext_lazy("Cần ảnh giấy chứng nhận."),
)
COMMON_REFUSALS = (
    gettext_lazy("Ảnh giấy mờ, chụp lại cho rõ chữ."),
    gettext_lazy("Số hoặc ngày không khớp với giấy."),
    gettext_lazy("Giấy của sản phẩm khác."),
    gettext_lazy("Giấy đã hết hạn."),
)


def add_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Show a refusal beside the fields it names, or above the form."""
    errors = error.errors if isinstance(error, FieldErrors) else {error.field: str(error)}
    for field, message in errors.items():
        form.add_error(field if field in form.fields else None, message)


def _typing(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class DateField(forms.CharField):
    """A day as people write it, 24/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Ngày/tháng/năm, ví dụ 24/11/2026"))
        kwargs.setdefault("max_length", 20)
        super().__init__(widget=_typing(inputmode="numeric"), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_vi_date(text.replace(" ", "/"))
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if hasattr(value, "strftime") else value


class UnitField(forms.ModelChoiceField):
    """A commune or ward."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Xã, phường"))
        queryset = Unit.objects.exclude(kind=UnitKind.PROVINCE).order_by("name")
        super().__init__(queryset=queryset, empty_label=gettext_lazy("Chọn xã, phường"), **kwargs)


class ProducerForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Chị bán với tư cách nào?"), choices=ProducerKind, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Tên"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Hộ Lò Thị Lan, HTX Mận Phiêng Khoài"),
        widget=_typing(),
    )
    unit = UnitField()
    address = forms.CharField(
        label=gettext_lazy("Bản, thôn, đường"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Ví dụ: bản Hua Tạt. Người mua thấy chỗ này."),
        widget=_typing(),
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
        widget=_typing(),
    )
    about = forms.CharField(
        label=gettext_lazy("Giới thiệu"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Ví dụ: Gia đình tôi trồng mận ở Hua Tạt từ năm 1998."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def initial_of(cls, producer: Producer) -> dict[str, Any]:
        return {field: getattr(producer, field) for field in cls.base_fields}


class InviteForm(forms.Form):
    contact = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc số thẻ hội viên"),
        max_length=40,
        help_text=gettext_lazy("Ví dụ: 0912 345 678 hoặc 1234 5674"),
        widget=_typing(inputmode="tel"),
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


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=gettext_lazy("Ảnh sản phẩm"),
        help_text=gettext_lazy("Chụp gần, ngoài sáng, thấy rõ hàng."),
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES, "data-shrink": ""}),
        error_messages={
            "required": gettext_lazy("Chị chụp hoặc chọn một ảnh."),
            "empty": gettext_lazy("Ảnh này rỗng. Chị chọn lại ảnh."),
        },
    )


class VoiceForm(forms.Form):
    voice = forms.FileField(
        label=gettext_lazy("Lời kể của chị"),
        help_text=gettext_lazy("Kể trong một phút: ai làm, làm thế nào, có gì riêng."),
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": "user"}),
        error_messages={
            "required": gettext_lazy("Chị thu hoặc chọn một lời kể."),
            "empty": gettext_lazy("Chưa có tiếng. Chị thu lại."),
        },
    )


class ProductField(forms.CharField):
    """A field of a product as it is typed; what it means is products.cleaning's."""

    def __init__(self, field: str, **kwargs: Any) -> None:
        self.product_field = field
        kwargs.setdefault("required", False)
        super().__init__(strip=True, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return clean_field(self.product_field, text)
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class NameForm(forms.Form):
    name = ProductField(
        "name",
        label=gettext_lazy("Sản phẩm tên gì?"),
        required=True,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Mận hậu Mộc Châu"),
        widget=_typing(enterkeyhint="next", autocapitalize="sentences"),
        error_messages={"required": gettext_lazy("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu.")},
    )


class PriceForm(forms.Form):
    price = ProductField(
        "price",
        label=gettext_lazy("Giá bán bao nhiêu?"),
        required=True,
        max_length=40,
        help_text=gettext_lazy("Ví dụ: 45.000"),
        widget=_typing(inputmode="numeric", enterkeyhint="next"),
        error_messages={"required": gettext_lazy("Chị viết giá bán, ví dụ: 120.000.")},
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Giá đó cho một"),
        choices=[(code, UNITS[code].name) for code in COMMON_UNITS],
        widget=forms.RadioSelect,
        required=False,
    )
    other_unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị khác"),
        choices=[
            ("", gettext_lazy("Không, như trên")),
            *((code, unit.name) for code, unit in UNITS.items() if code not in COMMON_UNITS),
        ],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["unit"] = values.get("other_unit") or values.get("unit") or ""
        if not values["unit"] and "unit" not in self.errors:
            self.add_error("unit", _("Chị chọn đơn vị bán, ví dụ: kg, hũ, gói."))
        return values

    @classmethod
    def initial_of(cls, product: Product) -> dict[str, Any]:
        is_common = product.unit in COMMON_UNITS
        return {
            "price": "" if product.price is None else format_number(product.price),
            "unit": product.unit if is_common else "",
            "other_unit": "" if is_common else product.unit,
        }


class QuantityForm(forms.Form):
    quantity = forms.CharField(
        label=gettext_lazy("Chị đang có bao nhiêu?"),
        max_length=20,
        help_text=gettext_lazy("Ví dụ: 50 hoặc 12,5"),
        widget=_typing(inputmode="decimal", enterkeyhint="done"),
        error_messages={"required": gettext_lazy("Chị viết số lượng đang có, ví dụ: 50.")},
    )


# Every field of the page that completes a product, in the order of its parts: (field, label, example, kind).
_FIELDS: dict[str, tuple[Any, Any, str]] = {
    "name": (gettext_lazy("Tên sản phẩm"), gettext_lazy("Ví dụ: Mận hậu Mộc Châu"), "line"),
    "ocop_set": (gettext_lazy("Nhóm sản phẩm"), gettext_lazy("Chọn nhóm gần nhất"), "set"),
    "is_packed": (
        gettext_lazy("Bán theo gói, hộp, chai đóng sẵn"),
        gettext_lazy("Người mua nhận nguyên gói chị đã đóng"),
        "flag",
    ),
    "price": (gettext_lazy("Giá bán (đồng)"), gettext_lazy("Ví dụ: 45.000"), "number"),
    "unit": (gettext_lazy("Giá đó cho một"), gettext_lazy("Ví dụ: kg, hũ, gói"), "unit"),
    "net_content": (
        gettext_lazy("Khối lượng, thể tích một gói"),
        gettext_lazy("Ví dụ: 500 g, 650 ml"),
        "line",
    ),
    "origin": (gettext_lazy("Xuất xứ"), gettext_lazy("Nơi trồng, nơi làm. Ví dụ: xã Vân Hồ, Sơn La"), "line"),
    "season_months": (gettext_lazy("Tháng có hàng"), gettext_lazy("Chọn những tháng chị bán"), "months"),
    "ingredients": (
        gettext_lazy("Thành phần"),
        gettext_lazy("Thứ nhiều nhất viết trước. Ví dụ: thịt trâu, mắc khén, ớt, muối"),
        "lines",
    ),
    "alcohol_percent": (gettext_lazy("Độ cồn (%)"), gettext_lazy("Ví dụ: 29,5"), "decimal"),
    "materials": (gettext_lazy("Chất liệu"), gettext_lazy("Ví dụ: 100% bông dệt tay"), "line"),
    "specification": (
        gettext_lazy("Kích thước, quy cách"),
        gettext_lazy("Ví dụ: rộng 40 cm, dài 2 m"),
        "line",
    ),
    "shelf_life_days": (
        gettext_lazy("Dùng được bao nhiêu ngày"),
        gettext_lazy("Kể từ ngày làm. Ví dụ: 180 là nửa năm"),
        "number",
    ),
    "usage": (gettext_lazy("Cách dùng"), gettext_lazy("Ví dụ: Hấp 10 phút rồi xé nhỏ"), "lines"),
    "storage": (
        gettext_lazy("Cách bảo quản"),
        gettext_lazy("Ví dụ: Để nơi khô, thoáng, tránh nắng"),
        "lines",
    ),
    "warnings": (gettext_lazy("Lưu ý an toàn"), gettext_lazy("Ví dụ: Không dùng khi gói bị rách"), "lines"),
    "story": (
        gettext_lazy("Chuyện của sản phẩm"),
        gettext_lazy("Ai làm, làm thế nào, có gì riêng. Đôi ba câu là được"),
        "story",
    ),
    "brand": (gettext_lazy("Nhãn hiệu"), gettext_lazy("Tên in trên bao bì, nếu có"), "line"),
    "standards": (gettext_lazy("Tiêu chuẩn áp dụng"), gettext_lazy("Ví dụ: VietGAP, TCVN 11856"), "line"),
    "gtin": (gettext_lazy("Mã vạch GTIN"), gettext_lazy("Dãy 13 số dưới mã vạch, nếu có"), "number"),
}
# The group has a page of its own, with drawings.
_FIRST = ("is_packed",)
_BASIC = ("name", "price", "unit")
_ASIDE = ("brand", "standards", "gtin")


def _make(field: str) -> forms.Field:
    label, example, kind = _FIELDS[field]
    given: dict[str, Any] = {"label": label, "help_text": example}
    limit = max_length(Product, field) or None
    if kind == "flag":
        return forms.BooleanField(required=False, **given)
    if kind == "set":
        choices = [("", gettext_lazy("Chọn nhóm")), *ocop.set_choices()]
        return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, required=False, **given)
    if kind == "unit":
        return forms.ChoiceField(
            choices=[("", gettext_lazy("Chọn đơn vị")), *((code, unit.name) for code, unit in UNITS.items())],
            required=False,
            **given,
        )
    if kind == "months":
        return forms.TypedMultipleChoiceField(
            choices=[(month, str(month)) for month in range(1, 13)],
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **given,
        )
    if kind in ("lines", "story"):
        widget: forms.Widget = forms.Textarea(attrs={"rows": 6 if kind == "story" else 3})
    elif kind == "number":
        widget = _typing(inputmode="numeric")
    elif kind == "decimal":
        widget = _typing(inputmode="decimal")
    else:
        widget = _typing()
    return ProductField(field, max_length=limit, widget=widget, **given)


class CompletionForm(forms.Form):
    """What a listing of this product needs, and no more; `missing` marks what is still empty.

    Fields depend on group and packing as they are stored: choosing another group and saving brings its own fields.
    """

    def __init__(self, *args: Any, product: Product, missing: Iterable[Missing] = (), **kwargs: Any) -> None:
        kwargs.setdefault("initial", self._initial(product))
        super().__init__(*args, **kwargs)
        wanted = {rule.field for rule in rules_for(ocop_set=product.ocop_set, is_packed=product.is_packed)}
        if "usage_or_storage" in wanted:
            wanted |= {"usage", "storage"}
        filled = {field for field in _FIELDS if getattr(product, field) not in (None, "", [], False)}
        apart = {*_FIRST, *_BASIC, "ocop_set"}
        needed = [field for field in _FIELDS if field not in apart and field in wanted]
        more = [field for field in _FIELDS if field in _ASIDE or (field in filled and field not in needed)]
        self.groups = {
            "first": list(_FIRST),
            "needed": needed,
            "basic": list(_BASIC),
            "more": [field for field in more if field not in apart],
        }
        for field in [field for group in self.groups.values() for field in group]:
            self.fields[field] = _make(field)
        self.missing = {each.field: each for each in missing}

    @staticmethod
    def _initial(product: Product) -> dict[str, Any]:
        values = {field: getattr(product, field) for field in _FIELDS}
        if product.price is not None:
            values["price"] = format_number(product.price)
        if product.alcohol_percent is not None:
            values["alcohol_percent"] = format_number(product.alcohol_percent)
        if not product.origin and product.producer_id:
            unit = product.producer.unit
            values["origin"] = f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name
        return values

    def part(self, name: str) -> list[forms.BoundField]:
        return [self[field] for field in self.groups[name]]

    def changes(self) -> dict[str, Any]:
        """What update_product takes: only the fields this form showed."""
        return {field: self.cleaned_data[field] for field in self.fields}


def clause_of(missing: Missing) -> str:
    """The article behind what is missing, as people cite it; the house's own rules say so."""
    rule = missing.rule
    if rule.document == HOUSE:
        return str(_("Quy tắc của sàn"))
    if rule.document == DECREE:
        return str(
            _("%(article)s, Nghị định %(document)s") % {"article": rule.article, "document": rule.document}
        )
    return f"{rule.article}, {rule.document}"


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
        widget=_typing(),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Nơi cấp"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: UBND tỉnh Sơn La"),
        widget=_typing(),
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
        widget=_typing(inputmode="decimal"),
    )
    decision = forms.CharField(
        label=gettext_lazy("Quyết định số"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Ví dụ: 2345/QĐ-UBND"),
        widget=_typing(),
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
        """What the actions take, without the scan, which is an upload here and a photo there."""
        return {field: value for field, value in self.cleaned_data.items() if field != "scan"}


class ReasonsForm(forms.Form):
    """Quick reasons as chips, and her own words."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Cần bổ sung gì?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = forms.CharField(
        label=gettext_lazy("Lời nhắn thêm"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: Chị chụp thêm mặt sau gói hàng."),
    )

    def __init__(self, *args: Any, common: Iterable[Any] = COMMON_REASONS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(reason), reason) for reason in common]

    def text(self) -> str:
        values = self.cleaned_data
        return "\n".join([*values.get("chosen", []), values.get("reasons", "")]).strip()
