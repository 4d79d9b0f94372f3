"""The pictures of a product in the share kit, each with its use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from products.models import Product
from products.share.drawing import LAYOUTS, Layout
from products.share.facts import ShareFacts, picture_address

LAYOUT_WORDS = {
    "vuong": (_("Vuông"), _("bài đăng Facebook, Zalo")),
    "dung": (_("Dọc"), _("tin 24 giờ, khoảnh khắc Zalo")),
    "the": (_("Ngang"), _("hiện ra khi gửi liên kết")),
}


@dataclass(frozen=True, slots=True)
class SharePicture:
    """A picture to share.

    `url` is absolute; it can be cached forever, since a changed picture gets a new one.
    """

    layout: Layout
    url: str
    title: StrOrPromise
    use: StrOrPromise


def pictures_of(product: Product, facts: ShareFacts) -> Iterator[SharePicture]:
    """Yield a picture of a listed `product` for each layout; the pictures show its `facts`."""
    for name, words in LAYOUT_WORDS.items():
        yield SharePicture(LAYOUTS[name], picture_address(product, facts, name), *words)
