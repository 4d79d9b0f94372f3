"""A buyer's query of the public list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from backend.common.text import nfc
from products.certificates.enums import CERTIFICATE_BITS
from products.certificates.ocop import GROUPS

MAX_TYPED = 100
MOST_PRICE = 999_999_999
# An order's words and its columns; the last column makes the order total.
SORTS = {
    "moi": (_("Mới lên sàn"), ("-listed_at", "-product_id")),
    "danh-gia": (_("Đánh giá cao nhất"), ("-rating_score", "-product_id")),
    "dat-nhieu": (_("Bán nhiều nhất"), ("-order_count", "-product_id")),
    "gia-tang": (_("Giá thấp trước"), ("price", "-product_id")),
    "gia-giam": (_("Giá cao trước"), ("-price", "product_id")),
}
DEFAULT_SORT = "moi"
# Put before the order above by a search: all hits of an earlier kind come before those of a later one.
PLACES = (
    _("đúng loại hàng bạn tìm, tên có chữ bạn gõ, đúng cả dấu"),
    _("đúng loại hàng bạn tìm, hoặc có những chữ bạn gõ liền nhau"),
    _("tên có những chữ bạn gõ, đúng cả dấu, nhưng là loại hàng khác"),
    _("có đủ các chữ bạn gõ, ở đâu cũng được"),
)
# The more a hit lacks, the later it is listed.
OTHER_NAME, OTHER_GOODS = 1, 2
GROUP_KEYS = {group.key for group in GROUPS}


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """A buyer's query of the public list: words, facets and order.

    Every part is in the address, so that it can be shared. Invalid parts are ignored, not refused.

    price_from, price_to: both included, in đồng; 0 is no limit.
    is_literal: `q` is searched as it is typed: no word of it is understood, left out or corrected.
    """

    q: str = ""
    group: str = ""
    stars: int = 0
    commune: int = 0
    in_season: bool = False
    certificate: str = ""
    price_from: int = 0
    price_to: int = 0
    is_literal: bool = False
    sort: str = DEFAULT_SORT

    @classmethod
    def read(cls, query: QueryDict | dict[str, str]) -> ProductQuery:
        def number(name: str, low: int, high: int) -> int:
            text = query.get(name, "")
            return (
                int(text)
                if text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high
                else 0
            )

        group = query.get("nhom", "")
        certificate = query.get("giay", "")
        sort = query.get("xep", "")
        return cls(
            q=nfc(query.get("q", "")[:MAX_TYPED]).replace("\x00", ""),
            group=group if group in GROUP_KEYS else "",
            stars=number("sao", 3, 5),
            commune=number("xa", 1, 9_999_999),
            in_season=query.get("mua", "") == "1",
            certificate=certificate if certificate in CERTIFICATE_BITS else "",
            price_from=number("gia-tu", 1, MOST_PRICE),
            price_to=number("gia-den", 1, MOST_PRICE),
            is_literal=query.get("dung", "") == "1",
            sort=sort if sort in SORTS else DEFAULT_SORT,
        )

    def parameters(self, **changes: Any) -> dict[str, str]:
        """Return the URL parameters of the query with `changes`, in a fixed order, without defaults."""
        it = replace(self, **changes)
        pairs = {
            "q": it.q,
            "nhom": it.group,
            "sao": str(it.stars) if it.stars else "",
            "xa": str(it.commune) if it.commune else "",
            "mua": "1" if it.in_season else "",
            "giay": it.certificate,
            "gia-tu": str(it.price_from) if it.price_from else "",
            "gia-den": str(it.price_to) if it.price_to else "",
            "dung": "1" if it.q and it.is_literal else "",
            "xep": it.sort if it.sort != DEFAULT_SORT else "",
        }
        return {name: value for name, value in pairs.items() if value}

    @property
    def uses_fold(self) -> bool:
        """Return True if the query uses a filter of the page's folded part."""
        return bool(self.group or self.commune)

    @property
    def is_sorted(self) -> bool:
        return self.sort != DEFAULT_SORT

    @property
    def is_filtered(self) -> bool:
        return bool(
            self.q
            or self.group
            or self.stars
            or self.commune
            or self.in_season
            or self.certificate
            or self.price_from
            or self.price_to
        )
