"""What completes a product: only the fields that a listing of its group needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.units import UNITS, format_number
from products.certificates import ocop
from products.inputs import ProductField, text_input
from products.legal.rule import UNCHECKED
from products.listing.requirements import DECREE, HOUSE, Missing, rules_for
from products.models import Product
from products.products.cleaning import max_length
from products.products.enums import Nutrition, NutritionPer
from products.products.nutrition import BY_FIELD as NUTRIENTS

# Every field of the page that completes a product, in the order of its parts: (field, label, example, kind).
FIELDS: dict[str, tuple[Any, Any, str]] = {
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
    "nutrition": (
        gettext_lazy("Bảng dinh dưỡng"),
        gettext_lazy(
            "Thực phẩm đóng gói phải có bảng dinh dưỡng trên nhãn, trừ những thứ ghi ở đây là không cần. Chị chọn điều đúng với hàng của "
            "mình. Thế nào là cơ sở nhỏ lẻ thì Piêu chưa có bản luật đã ký để nói chắc: chị hỏi cán bộ trước khi chọn."
        ),
        "choice",
    ),
    "nutrition_per": (
        gettext_lazy("Các số dưới đây tính cho"),
        gettext_lazy("Nước thì chọn 100 ml"),
        "choice",
    ),
    "energy_kcal": (gettext_lazy("Năng lượng (kcal)"), gettext_lazy("Ví dụ: 320"), "decimal"),
    "protein_g": (gettext_lazy("Chất đạm (g)"), gettext_lazy("Ví dụ: 1,5"), "decimal"),
    "carbohydrate_g": (
        gettext_lazy("Carbohydrat, tức chất bột đường (g)"),
        gettext_lazy("Ví dụ: 75"),
        "decimal",
    ),
    "fat_g": (gettext_lazy("Chất béo (g)"), gettext_lazy("Không có thì ghi 0"), "decimal"),
    "sodium_mg": (
        gettext_lazy("Natri, trong muối (mg)"),
        gettext_lazy("1 g muối ăn có khoảng 390 mg natri"),
        "decimal",
    ),
    "has_added_sugar": (gettext_lazy("Có cho thêm đường"), gettext_lazy("Thì ghi cả đường tổng số"), "flag"),
    "sugars_g": (gettext_lazy("Đường tổng số (g)"), gettext_lazy("Ghi khi có cho thêm đường"), "decimal"),
    "is_fried": (
        gettext_lazy("Chiên, rán trong dầu mỡ"),
        gettext_lazy("Thì ghi cả chất béo bão hoà"),
        "flag",
    ),
    "saturated_fat_g": (
        gettext_lazy("Chất béo bão hoà (g)"),
        gettext_lazy("Ghi khi hàng chiên, rán"),
        "decimal",
    ),
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
# Folded under the choice that asks for it.
_TABLE = (
    "nutrition_per", "energy_kcal", "protein_g", "carbohydrate_g", "has_added_sugar", "sugars_g", "fat_g", "is_fried",
    "saturated_fat_g", "sodium_mg",
)  # fmt: skip
_ASIDE = ("brand", "standards", "gtin")


def _make(field: str) -> forms.Field:
    label, example, kind = FIELDS[field]
    given: dict[str, Any] = {"label": label, "help_text": example}
    limit = max_length(Product, field) or None
    if kind == "choice":
        answers = Nutrition.choices if field == "nutrition" else NutritionPer.choices
        widget_of = forms.RadioSelect if field == "nutrition" else forms.Select
        blank = [] if field == "nutrition" else [("", gettext_lazy("Chọn"))]
        return forms.ChoiceField(choices=[*blank, *answers], required=False, widget=widget_of, **given)
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
        widget = text_input(inputmode="numeric")
    elif kind == "decimal":
        widget = text_input(inputmode="decimal")
    else:
        widget = text_input()
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
        filled = {field for field in FIELDS if getattr(product, field) not in (None, "", [], False)}
        apart = {*_FIRST, *_BASIC, "ocop_set", *_TABLE}
        has_table = "nutrition" in wanted or not filled.isdisjoint(("nutrition", *_TABLE))
        needed = [field for field in FIELDS if field not in apart and field in wanted]
        more = [field for field in FIELDS if field in _ASIDE or (field in filled and field not in needed)]
        self.groups = {
            "first": list(_FIRST),
            "needed": needed,
            "basic": list(_BASIC),
            "table": list(_TABLE) if has_table else [],
            "more": [field for field in more if field not in apart],
        }
        for field in [field for group in self.groups.values() for field in group]:
            self.fields[field] = _make(field)
        self.missing = {each.field: each for each in missing}

    @staticmethod
    def _initial(product: Product) -> dict[str, Any]:
        values = {field: getattr(product, field) for field in FIELDS}
        if product.price is not None:
            values["price"] = format_number(product.price)
        for field in ("alcohol_percent", *NUTRIENTS):
            if values[field] is not None:
                values[field] = format_number(values[field])
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
    """Return the readable clause that requires the missing content.

    It names the marketplace's own rules, and marks clauses that nobody checked against the original text.
    """
    rule = missing.rule
    if rule.document == HOUSE:
        return str(_("Quy tắc của sàn"))
    if rule.document == DECREE:
        clause = str(
            _("%(article)s, Nghị định %(document)s") % {"article": rule.article, "document": rule.document}
        )
    else:
        clause = f"{rule.article}, {rule.document}"
    return clause if rule.is_checked else f"{clause}; {UNCHECKED}"
