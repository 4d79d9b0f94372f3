"""Values of a product and its offer that can fill an exchange's column, and exchanges' usual headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.text import fold
from orders.feeds.items import Item, one_line

type Value = str | int


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    label: StrOrPromise
    value: Callable[[Item], Value]
    signs: tuple[str, ...] = ()


FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        Field("sku", _("Mã"), lambda item: item.id, ("mã sản phẩm", "mã hàng", "sku", "seller sku", "mã")),
        Field("title", _("Tên, kèm cách bán"), lambda item: item.title, ("tên sản phẩm", "tên hàng", "product name", "tên")),
        Field("name", _("Tên sản phẩm"), lambda item: item.name),
        Field("pack", _("Bán theo"), lambda item: item.offer_label, ("phân loại", "quy cách", "đơn vị tính", "đơn vị")),
        Field("price", _("Giá (đồng)"), lambda item: item.price, ("giá bán", "giá", "price", "đơn giá")),
        Field("pieces", _("Còn lại"), lambda item: item.pieces, ("số lượng", "tồn kho", "kho hàng", "quantity", "stock")),
        Field("description", _("Mô tả"), lambda item: item.description, ("mô tả", "mô tả sản phẩm", "description")),
        Field("kind", _("Nhóm"), lambda item: item.kind, ("ngành hàng", "danh mục", "nhóm sản phẩm", "category")),
        Field("brand", _("Nhãn hiệu"), lambda item: item.brand, ("thương hiệu", "nhãn hiệu", "brand")),
        Field("producer", _("Nơi sản xuất"), lambda item: item.producer, ("nhà sản xuất", "cơ sở sản xuất", "nơi sản xuất", "chủ thể")),
        Field("place", _("Xã, tỉnh"), lambda item: item.place, ("địa chỉ", "xuất xứ", "địa phương")),
        Field("gtin", _("Mã vạch GTIN"), lambda item: item.gtin, ("gtin", "mã vạch", "barcode")),
        Field("stars", _("Số sao OCOP"), lambda item: item.stars or "", ("số sao", "hạng sao", "ocop", "sao")),
        Field("link", _("Địa chỉ trang sản phẩm"), lambda item: item.link, ("liên kết", "link", "url")),
        Field("image", _("Ảnh thứ nhất"), lambda item: _picture(item, 0), ("ảnh chính", "hình ảnh", "ảnh", "main image", "image")),
        Field("origin", _("Xuất xứ"), lambda item: item.details.get("origin", ""), ("nguồn gốc", "nước sản xuất", "origin")),
        Field("ingredients", _("Thành phần"), lambda item: item.details.get("ingredients", ""), ("thành phần", "ingredients")),
        Field("materials", _("Chất liệu"), lambda item: item.details.get("materials", ""), ("chất liệu", "material")),
        Field("usage", _("Cách dùng"), lambda item: item.details.get("usage", ""), ("hướng dẫn sử dụng", "cách dùng")),
        Field("storage", _("Cách bảo quản"), lambda item: item.details.get("storage", ""), ("bảo quản", "hướng dẫn bảo quản")),
        Field("warnings", _("Lưu ý an toàn"), lambda item: item.details.get("warnings", ""), ("cảnh báo", "lưu ý")),
        Field("standards", _("Tiêu chuẩn áp dụng"), lambda item: item.details.get("standards", ""), ("tiêu chuẩn", "số công bố")),
        Field("net_content", _("Khối lượng một gói"), lambda item: item.details.get("net_content", ""), ("khối lượng tịnh", "dung tích")),
        Field("shelf_life", _("Hạn dùng (số ngày)"), lambda item: item.details.get("shelf_life_days", ""), ("hạn sử dụng", "hạn dùng")),
        Field("unit", _("Đơn vị"), lambda item: item.details.get("unit", ""), ("dvt",)),
        Field("grams", _("Cân nặng một phần (gam)"), lambda item: item.details.get("grams", ""), ("cân nặng", "khối lượng (g)", "weight")),
        Field("min_count", _("Mua ít nhất"), lambda item: item.details.get("min_count", ""), ("mua tối thiểu", "số lượng tối thiểu")),
        Field("season", _("Tháng bán"), lambda item: item.details.get("season", ""), ("mùa vụ", "mùa", "tháng bán", "tháng có hàng")),
        Field("image2", _("Ảnh thứ hai"), lambda item: _picture(item, 1), ("ảnh 2", "image 2")),
        Field("image3", _("Ảnh thứ ba"), lambda item: _picture(item, 2), ("ảnh 3", "image 3")),
    )
}  # fmt: skip


def counted(item: Item, columns: Mapping[int, str]) -> Item:
    """Return `item` with price, stock and weight that all refer to the same unit of sale.

    If the exchange has a column for the smallest order, that unit is one piece. Otherwise it is the smallest
    order, which the row then also names: a buyer could otherwise order a single piece.
    """
    least = int(item.details.get("min_count", 1))
    if least == 1:
        return item
    if "min_count" in columns.values():
        return replace(item, price=item.price // least)
    details = {key: int(value) * least if key == "grams" else value for key, value in item.details.items()}
    return replace(
        item,
        title=f"{one_line(item.name)}, {item.least}",
        offer_label=item.least,
        pieces=item.pieces // least,
        details=details,
    )


def _picture(item: Item, place: int) -> str:
    return item.pictures[place].url if place < len(item.pictures) else ""


def guessed(headings: list[str]) -> dict[int, str]:
    """Return {column (from 1): field key} for headings that exchanges usually have (`Field.signs`).

    Each field is used once. Case, accents and "*" are ignored.
    """
    found: dict[int, str] = {}
    for column, heading in enumerate(headings, 1):
        words = " ".join(fold(heading.replace("*", "")).split())
        for field in FIELDS.values():
            if words and field.key not in found.values() and words in {fold(sign) for sign in field.signs}:
                found[column] = field.key
                break
    return found
