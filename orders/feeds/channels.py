"""The required fields of each platform and their limits, as data: a correction is one row.

Google: support.google.com/merchants/answer/7052112. Meta:
developers.facebook.com/docs/commerce-platform/catalog/fields and marketing-api/catalog/reference. TikTok:
ads.tiktok.com/help/article/catalog-product-parameters (nine required fields). Read in November 2026; not yet
tested with an upload to any of the three.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from orders.feeds.items import Item, Trait

# Google accepts no pre-order farther in the future.
LONGEST_PREORDER = dt.timedelta(days=365)


class Shape(StrEnum):
    XML = "xml"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Need:
    """A required field of a catalogue. `value` is empty if the record lacks it; `why` is shown to the seller.

    Texts longer than `limit` are cut at a word. An item with a longer address or number is left out.
    """

    field: str
    value: Callable[[Item], str]
    why: StrOrPromise
    limit: int
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    key: str
    name: str
    shape: Shape
    needs: tuple[Need, ...]
    least_side: int
    in_stock: str
    preorder: str
    bars: frozenset[Trait] = frozenset(Trait)

    @property
    def file_name(self) -> str:
        return f"{self.key}.{self.shape}"

    def lacking(self, item: Item) -> list[str]:
        """Return the reasons why `item` can't be in this catalogue, a sentence each; may be empty."""
        # A single forbidden item can cost the whole account there.
        reasons = [
            str(words) for trait, words in BARRED.items() if trait in self.bars and trait in item.traits
        ]
        for need in self.needs:
            value = need.value(item)
            if not value:
                reasons.append(str(need.why))
            elif len(value) > need.limit and not need.is_text:
                reasons.append(
                    _("%(field)s dài quá %(limit)s chữ.") % {"field": need.field, "limit": need.limit}
                )
        if item.pictures and not self.large_enough(item):
            reasons.append(
                _("Ảnh nhỏ quá: cần mỗi cạnh ít nhất %(side)s điểm ảnh. Chị chụp lại ảnh to hơn.")
                % {"side": self.least_side}
            )
        if item.available_on and item.available_on > timezone.localdate() + LONGEST_PREORDER:
            reasons.append(_("Ngày có hàng còn quá một năm nữa."))
        return reasons

    def large_enough(self, item: Item) -> list[str]:
        """Return the addresses of photos that are large enough."""
        return [
            picture.url for picture in item.pictures if min(picture.width, picture.height) >= self.least_side
        ]

    def values(self, item: Item) -> dict[str, str]:
        """Return the required fields of a complete item, in the order of `needs`."""
        fields = {need.field: cut(need.value(item), need.limit) for need in self.needs}
        if "image_link" in fields:
            fields["image_link"] = self.large_enough(item)[0]
        if "availability" in fields:
            fields["availability"] = self.preorder if item.available_on else self.in_stock
        return fields


# Seller rules (Google Shopping policies, Meta commerce policies, TikTok Shop prohibited products), from
# general knowledge.
BARRED: dict[Trait, StrOrPromise] = {
    Trait.ALCOHOL: gettext_lazy("Nơi này không nhận rượu, bia."),
    Trait.ANIMAL: gettext_lazy("Nơi này không nhận con vật sống."),
    Trait.HEALS: gettext_lazy(
        "Lời giới thiệu nói hàng chữa được bệnh. Nơi này khoá tài khoản nếu thấy lời như vậy. Chị sửa lại."
    ),
    Trait.FORBIDDEN: gettext_lazy("Có chữ nói đến hàng cấm hoặc hàng từ rừng: nơi này không nhận."),
    Trait.SERVICE: gettext_lazy(
        "Đêm nghỉ, bữa ăn, lượt khách nhận tại chỗ: nơi này chỉ nhận hàng gửi đi được."
    ),
}


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, ending with a whole word.

    >>> cut("Mận hậu Mộc Châu", 10)
    'Mận hậu…'
    """
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.;") + "…"


def _price(item: Item) -> str:
    return f"{item.price} VND" if item.price > 0 else ""


def _image(item: Item) -> str:
    return item.pictures[0].url if item.pictures else ""


NO_PHOTO = gettext_lazy("Chưa có ảnh nào làm xong. Chị thêm ảnh sản phẩm.")
NO_TITLE = gettext_lazy("Sản phẩm chưa có tên.")
NO_WORDS = gettext_lazy("Chưa có lời giới thiệu.")
NO_PRICE = gettext_lazy("Chưa có giá.")
NO_BRAND = gettext_lazy("Chưa có nhãn hiệu, nơi sản xuất cũng chưa có tên.")
NO_LINK = gettext_lazy("Sản phẩm chưa có trang riêng.")


def _needs(*, id_name: str, id_limit: int, title: int, description: int, brand: int) -> tuple[Need, ...]:
    return (
        Need(id_name, lambda item: item.id, NO_LINK, id_limit),
        Need("title", lambda item: item.title if item.name else "", NO_TITLE, title, is_text=True),
        Need("description", lambda item: item.description, NO_WORDS, description, is_text=True),
        Need("availability", lambda item: "in stock", "", 30),  # goods out of stock make no item
        Need("condition", lambda item: "new", "", 10),
        Need("price", _price, NO_PRICE, 30),
        Need("link", lambda item: item.link, NO_LINK, 2_000),
        Need("image_link", _image, NO_PHOTO, 2_000),
        Need("brand", lambda item: item.brand, NO_BRAND, brand, is_text=True),
    )


GOOGLE = Channel(
    "google",
    "Google Merchant",
    Shape.XML,
    _needs(id_name="id", id_limit=50, title=150, description=5_000, brand=70),
    least_side=100,
    in_stock="in_stock",
    preorder="preorder",
    bars=frozenset(Trait) - {Trait.ANIMAL},
)
FACEBOOK = Channel(
    "facebook",
    "Facebook, Instagram",
    Shape.XML,
    _needs(id_name="id", id_limit=100, title=150, description=5_000, brand=100),
    least_side=500,
    in_stock="in stock",
    preorder="preorder",
)
TIKTOK = Channel(
    "tiktok",
    "TikTok",
    Shape.CSV,
    _needs(id_name="sku_id", id_limit=100, title=150, description=5_000, brand=100),
    least_side=500,
    in_stock="in stock",
    preorder="preorder",
)
CHANNELS = {channel.file_name: channel for channel in (GOOGLE, FACEBOOK, TIKTOK)}
