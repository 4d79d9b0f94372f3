"""Find words in a listing that an officer must check before it shows: a small filter, as data.

The filter alone never refuses a product. Texts that show without an officer's check are refused with a
message at their field (refusal_of): how a product is sold and delivered, who makes it, an answer to a review.

The platform must moderate listings before they show, with a keyword filter (Law 122/2025/QH15, Decree
248/2026/NĐ-CP). Advertising law most often forbids claims that food heals, and some goods may not be sold
online at all. A correction is one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.text import accent_key, fold
from products.models import Product

TEXT_FIELDS = (
    "name",
    "story",
    "usage",
    "ingredients",
    "storage",
    "warnings",
    "brand",
    "standards",
    "name_en",
    "summary_en",
)


@dataclass(frozen=True, slots=True)
class Watch:
    """Phrases to look for, compared word by word, in any case. `message` tells the officer what to check.

    A phrase matches with its accents. A phrase of several words also matches without any.
    """

    id: str
    phrases: tuple[str, ...]
    message: StrOrPromise


@dataclass(frozen=True, slots=True)
class Flag:
    """`phrase` of `watch` occurs in `field` of the product."""

    field: str
    phrase: str
    watch: Watch


WATCHES: tuple[Watch, ...] = (
    Watch(
        "heals",
        (
            "chữa bệnh", "chữa khỏi", "khỏi bệnh", "chữa ung thư", "trị bệnh", "điều trị", "đặc trị", "đặc hiệu",
            "thay thế thuốc", "thuốc chữa", "tiêu diệt tế bào", "phòng ung thư", "dứt điểm", "hết bệnh", "trị dứt",
            "thuốc trị", "thuốc ho", "thuốc bổ", "thuốc giảm đau", "trị viêm", "chữa viêm", "chữa đau",
        ),
        _("Nói hàng chữa được bệnh. Thực phẩm không được quảng cáo như thuốc."),
    ),
    Watch(
        "absolute",
        ("tốt nhất", "số một việt nam", "số 1 việt nam", "duy nhất việt nam", "cam kết 100%", "an toàn tuyệt đối"),
        _("Nói “nhất”, “duy nhất”, “tuyệt đối”. Cần có giấy tờ chứng minh."),
    ),
    Watch(
        "unproved",
        ("đạt chuẩn quốc tế", "chuẩn châu âu", "bộ y tế chứng nhận", "bộ y tế khuyên dùng", "bác sĩ khuyên dùng"),
        _("Nói có nơi chứng nhận hoặc khuyên dùng. Cần xem giấy."),
    ),
    Watch(
        "wild",
        (
            "động vật rừng", "thú rừng", "thịt rừng", "lợn rừng", "nai rừng", "mật gấu", "cao hổ", "ngà voi",
            "sừng tê giác", "vảy tê tê", "tê tê", "lan rừng", "gỗ rừng",
        ),
        _("Có thể là hàng từ rừng, cần xem giấy tờ nguồn gốc."),
    ),
    Watch(
        "forbidden",
        ("pháo nổ", "pháo hoa nổ", "cần sa", "thuốc phiện", "súng", "dao găm", "thuốc lá điện tử"),
        _("Hàng cấm hoặc hạn chế bán."),
    ),
)  # fmt: skip


# Harmless phrases that match only without accents or neighbours. They are removed before the search.
HONEST = (
    "không có tác dụng thay thế thuốc chữa bệnh", "không phải là thuốc", "không thay thế thuốc chữa bệnh",
    "không thay thế thuốc", "không chữa bệnh", "không dùng để chữa bệnh", "vị tê tê", "cay tê tê", "tê tê đầu lưỡi",
    "tê tê ở đầu lưỡi", "hỏi bác sĩ", "hỏi ý kiến bác sĩ", "theo chỉ định của bác sĩ", "chưa bệnh", "ngã với", "nga với",
    "cạn sạ", "cao họ",
)  # fmt: skip
_NOTHING = " | "  # part of no word: the words around it don't become neighbours


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\s){re.escape(words)}(?=\s)")


_HONEST = [_pattern(accent_key(phrase)) for phrase in sorted(HONEST, key=len, reverse=True)]
_PATTERNS = [
    # One word without accents matches many other words ("sung" is a fig), so only phrases are searched
    # without accents.
    (watch, phrase, _pattern(accent_key(phrase)), _pattern(fold(phrase)) if " " in phrase else None)
    for watch in WATCHES
    for phrase in watch.phrases
]


def without_honest(text: str) -> str:
    """Return `text` as the filter compares it, with the HONEST phrases cut out.

    The form is accent_key of backend.common.text, with a space around every word.
    """
    words = f" {accent_key(text)} "
    for pattern in _HONEST:
        words = pattern.sub(_NOTHING, words)
    return words


def watched(text: str) -> list[tuple[str, Watch]]:
    """Return (phrase, watch) for each phrase of WATCHES that occurs in `text`, in the order of WATCHES."""
    words = without_honest(text)
    # Only a word without any accent may match an accented one: "chưa bệnh" is not "chữa bệnh".
    plain = " ".join(word if fold(word) == word else "|" for word in words.split())
    plain = f" {plain} "
    return [
        (phrase, watch)
        for watch, phrase, pattern, bare in _PATTERNS
        if pattern.search(words) or (bare is not None and bare.search(plain))
    ]


def refusal_of(text: str) -> str:
    """Return the message why `text` can't show without an officer's check; "" if it can.

    The message names the first phrase to remove.
    """
    found = watched(text)
    if not found:
        return ""
    phrase, watch = found[0]
    return str(_("Chị bỏ lời “%(phrase)s”. %(why)s") % {"phrase": phrase, "why": watch.message})


def flags(product: Product, fields: Iterable[str] = TEXT_FIELDS) -> list[Flag]:
    """Return the watched phrases in `fields` of the product, which an officer must check, in their order."""
    return [
        Flag(field, phrase, watch)
        for field in fields
        for phrase, watch in watched(str(getattr(product, field) or ""))
    ]
