"""The columns of a spreadsheet of products: their headings, and how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.errors import DomainError
from backend.common.money import parse_dong
from backend.common.tables import cell_text
from backend.common.text import fold
from backend.common.units import find_unit, parse_quantity
from products.certificates.ocop import SETS
from products.products.cleaning import FieldError, clean_field
from products.products.enums import Nutrition
from products.products.plain_sets import PLAIN_SETS

MAX_CODE = 40
MAX_PHOTOS = 8
MAX_COUNT = 10_000
MAX_BREAKS = 5
_QUANTITY = re.compile(r"\s*(?P<number>[\d.,\s]+?)\s*(?P<unit>[^\W\d_].*)?\s*")
_MONTHS = re.compile(r"\d{1,2}(?:\s*-\s*\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the spreadsheet.

    read: turns a cell's text into the value, or raises DomainError with the message for that cell.
    """

    key: str
    heading: str
    read: Callable[[str], Any]
    other_headings: tuple[str, ...] = ()
    help: StrOrPromise = ""
    example: tuple[str, str, str] = ("", "", "")

    def is_headed(self, text: str) -> bool:
        return fold(text.replace("*", "")) in {fold(self.heading), *(fold(h) for h in self.other_headings)}


def _name(text: str) -> str:
    name = clean_field("name", text)
    if not name:
        raise FieldError(_("Chưa có tên sản phẩm."), field="name", code="name_empty")
    return name


def _code(text: str) -> str:
    if len(text) > MAX_CODE:
        raise FieldError(_("Mã dài nhất 40 chữ."), field="code", code="too_long")
    return text


def _field(key: str) -> Callable[[str], Any]:
    return lambda text: clean_field(key, text)


def _quantity(text: str) -> dict[str, str] | None:
    """Return {"quantity": "20", "unit": code} for "20 kg"; None for an empty cell.

    `unit` is "" if the text has only a number. Raises DomainError for an unknown unit or an invalid number.
    """
    if not text:
        return None
    match = _QUANTITY.fullmatch(text)
    unit = ""
    if match and match["unit"]:
        found = find_unit(match["unit"])
        if found is None:
            raise FieldError(
                _("Chưa hiểu đơn vị “%(unit)s”. Chị viết ví dụ 20 kg hoặc 50 gói.") % {"unit": match["unit"]},
                field="quantity",
                code="unit_unknown",
            )
        unit, text = found.code, match["number"]
    return {"quantity": str(parse_quantity(text)), "unit": unit}


def _set(text: str) -> int | None:
    """Return the number of an OCOP set from its number or its name; None for "". Raises FieldError."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return clean_field("ocop_set", text)
    wanted = fold(text)
    for number, group in SETS.items():
        plain = PLAIN_SETS.get(number)
        if wanted in (fold(str(group.name)), fold(str(plain.words)) if plain else ""):
            return number
    raise FieldError(
        _("Không có nhóm “%(text)s”. Chị ghi số của nhóm, xem trang “Các nhóm” trong tệp mẫu.")
        % {"text": text[:40]},
        field="ocop_set",
        code="set_unknown",
    )


_EXEMPT = {
    "mot thanh phan": Nutrition.SINGLE, "che ca phe": Nutrition.PLAIN, "nuoc muoi giam": Nutrition.KIND, "nho le": Nutrition.SMALL,
}  # fmt: skip


def _nutrition(text: str) -> str:
    """Return the code of the reason why packed food needs no nutrition table; "" for an empty cell.

    The nutrition table itself is entered on the product's page. Raises FieldError for an unknown reason.
    """
    reason = " ".join(fold(text).replace(",", " ").split())
    if reason and reason not in _EXEMPT:
        raise FieldError(
            _("Chị ghi “một thành phần”, “chè cà phê”, “nước muối giấm”, “nhỏ lẻ”, hoặc để trống."),
            field="nutrition",
            code="choice_unknown",
        )
    return _EXEMPT[reason].value if reason else ""


def _months(text: str) -> list[int]:
    """Return the months, as numbers 1 to 12, of "5, 6, 7", "5-7" or "11-2". Raises FieldError."""
    months: list[int] = []
    for part in (piece.strip() for piece in re.split(r"[,;/ ]+(?!-)", re.sub(r"\s*[-–]\s*", "-", text))):
        if not part:
            continue
        if not _MONTHS.fullmatch(part):
            raise FieldError(_("Tháng viết ví dụ 5, 6, 7 hoặc 5-7."), field="season_months", code="months")
        first, _dash, last = part.partition("-")
        begin, end = int(first), int(last or first)
        if not (1 <= begin <= 12 and 1 <= end <= 12):
            raise FieldError(_("Tháng từ 1 đến 12."), field="season_months", code="months")
        months += range(begin, end + 1) if begin <= end else [*range(begin, 13), *range(1, end + 1)]
    return clean_field("season_months", months)


def _count(text: str) -> int:
    number = text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= MAX_COUNT):
        raise FieldError(_("Viết một số nguyên từ 1 đến 10.000."), field="min_count", code="count")
    return int(number)


def _min_count(text: str) -> int | None:
    return _count(text) if text else None


def _breaks(text: str) -> list[list[int]]:
    """Return the price breaks in "10: 40.000; 50: 38k" as [[10, 40000], [50, 38000]].

    Each is [number of pieces from which it applies, đồng per piece]. Raises DomainError if the text can't be
    read, or if prices don't fall.
    """
    steps: list[list[int]] = []
    for part in (piece.strip() for piece in re.split(r"[;\n]", text)):
        if not part:
            continue
        count, colon, price = part.partition(":")
        if not colon:
            raise FieldError(
                _("Giá mua nhiều viết ví dụ 10: 40.000; 50: 38.000."), field="breaks", code="breaks"
            )
        steps.append([_count(count.strip()), parse_dong(price.strip())])
    steps.sort()
    if len(steps) > MAX_BREAKS:
        raise FieldError(_("Nhiều nhất 5 mức giá mua nhiều."), field="breaks", code="breaks_many")
    if any(count < 2 for count, _price in steps) or len({count for count, _price in steps}) < len(steps):
        raise FieldError(
            _("Mua nhiều là từ 2 phần trở lên, mỗi mức một số khác nhau."), field="breaks", code="break_count"
        )
    if any(one[1] <= other[1] for one, other in pairwise(steps)):
        raise FieldError(_("Mua nhiều hơn thì giá phải rẻ hơn."), field="breaks", code="break_price")
    return steps


def _photos(text: str) -> list[str]:
    names = [name.strip() for name in re.split(r"[;\n,]", text) if name.strip()]
    if len(names) > MAX_PHOTOS:
        raise FieldError(_("Mỗi sản phẩm nhiều nhất 8 ảnh."), field="photos", code="too_many")
    return list(dict.fromkeys(names))


COLUMNS: tuple[Column, ...] = (
    Column(
        "code",
        "Mã của chị",
        _code,
        ("Mã", "Mã hàng", "SKU"),
        gettext_lazy("Không bắt buộc. Có mã thì đưa lại tệp lần sau vẫn nhận ra."),
        ("MAN-01", "MO-02", "KHAN-03"),
    ),
    Column(
        "name", "Tên sản phẩm", _name, ("Tên", "Tên hàng"), gettext_lazy("Bắt buộc."),
        ("Mận hậu Mộc Châu", "Mơ ngâm đường", "Khăn piêu thêu tay"),
    ),
    Column(
        "price", "Giá (đồng)", _field("price"), ("Giá", "Giá bán", "Đơn giá"),
        gettext_lazy("45000, 45.000 hoặc 45k."), ("45.000", "80k", "350000"),
    ),
    Column(
        "unit", "Đơn vị", _field("unit"), ("Đơn vị tính", "ĐVT"),
        gettext_lazy("kg, hũ, gói, cái… mỗi dòng một đơn vị riêng."), ("kg", "hũ", "cái"),
    ),
    Column(
        "quantity", "Số lượng", _quantity, ("Số lượng có", "SL"),
        gettext_lazy("20, hoặc 2 tạ khi đếm bằng đơn vị khác. Mở lô đầu tiên."), ("2 tạ", "60", "12"),
    ),
    Column(
        "min_count", "Mua ít nhất", _min_count, ("Mua tối thiểu",),
        gettext_lazy("Bao nhiêu đơn vị trở lên mới bán. Để trống là 1."), ("", "2", ""),
    ),
    Column(
        "breaks", "Giá mua nhiều", _breaks, ("Giá sỉ",),
        gettext_lazy("Từ bao nhiêu đơn vị thì giá bao nhiêu: 10: 40.000; 50: 38.000."),
        ("10: 40.000; 50: 38.000", "", ""),
    ),
    Column(
        "sale_months", "Chỉ bán trong tháng", _months, ("Tháng bán",),
        gettext_lazy("Ngoài những tháng này tự ngừng bán: 5-7 hoặc 11-2. Để trống là bán quanh năm."), ("5-7", "", ""),
    ),
    Column(
        "ocop_set", "Nhóm", _set, ("Nhóm sản phẩm", "Nhóm OCOP"),
        gettext_lazy("Số của nhóm, xem trang “Các nhóm”."), ("1", "7", "22"),
    ),
    Column(
        "net_content", "Khối lượng một gói", _field("net_content"), ("Quy cách gói", "Khối lượng tịnh"), "",
        ("", "500 g", ""),
    ),
    Column("origin", "Xuất xứ", _field("origin"), (), "", ("Mộc Châu, Sơn La", "Mộc Châu, Sơn La", "")),
    Column("ingredients", "Thành phần", _field("ingredients"), (), "", ("", "mơ 60 %, đường 40 %", "")),
    Column(
        "nutrition", "Dinh dưỡng", _nutrition, ("Bảng dinh dưỡng",),
        gettext_lazy(
            "Thực phẩm đóng gói: ghi “một thành phần”, “chè cà phê”, “nước muối giấm” hoặc “nhỏ lẻ” nếu được miễn bảng dinh dưỡng. "
            "Có bảng thì để trống, rồi ghi các số ở trang của sản phẩm."
        ),
    ),
    Column("materials", "Chất liệu", _field("materials"), (), "", ("", "", "vải bông, chỉ màu")),
    Column(
        "storage", "Bảo quản", _field("storage"), ("Cách bảo quản",), "",
        ("Nơi mát, dùng trong 5 ngày", "Nơi khô, mát", ""),
    ),
    Column(
        "shelf_life_days", "Hạn dùng (số ngày)", _field("shelf_life_days"), ("Hạn dùng", "HSD (ngày)"), "",
        ("", "365", ""),
    ),
    Column(
        "season_months", "Tháng có hàng", _months, ("Mùa", "Mùa vụ"), gettext_lazy("5-7 hoặc 5, 6, 7."),
        ("5-7", "", ""),
    ),
    Column("gtin", "Mã vạch GTIN", _field("gtin"), ("GTIN", "Mã vạch"), gettext_lazy("Có thì ghi.")),
    Column(
        "story", "Chuyện của sản phẩm", _field("story"), ("Mô tả", "Giới thiệu"), "",
        ("Nhà tôi trồng mận trên đồi từ năm 1998.", "", ""),
    ),
    Column(
        "photos", "Ảnh", _photos, ("Tên tệp ảnh", "Hình ảnh"),
        gettext_lazy("Tên tệp trong tệp zip, nhiều ảnh cách nhau dấu chấm phẩy."),
        ("man-1.jpg; man-2.jpg", "mo.jpg", "khan.jpg"),
    ),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
# Stored for a row in addition to the fields of a product.
OF_OFFER = ("min_count", "breaks", "sale_months")
NOT_FIELDS = ("code", "quantity", *OF_OFFER, "photos")
type CellErrors = dict[str, str]


def read_cell(column: Column, value: Any) -> Any:
    """Return the value of a cell as its column reads it. Raises DomainError."""
    return column.read(cell_text(value))


def error_of(column: Column, value: Any) -> str:
    try:
        read_cell(column, value)
    except DomainError as error:
        return error.message
    return ""
