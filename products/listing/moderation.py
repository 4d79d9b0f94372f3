"""Words in a listing that an officer looks at twice before it shows: a light filter, as data.

Of a product it never refuses anything by itself. What shows without an officer's look (how a product is sold and brought, who makes it, an
answer to a review) is refused beside its field (refusal_of). The platform moderates listings before they show, with a keyword filter (Law
122/2025/QH15, Decree 248/2026/NĐ-CP); claims that food heals are what advertising law forbids most often, and some
goods may not be sold online at all. A correction is one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.text import accent_key, fold
from products.models import Product

TEXT_FIELDS = ("name", "story", "usage", "ingredients", "storage", "warnings", "brand", "standards")


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing to look out for: `phrases` are compared word by word, in any case, with their accents or with none at all."""

    id: str
    phrases: tuple[str, ...]
    message: StrOrPromise


@dataclass(frozen=True, slots=True)
class Flag:
    """`phrase` of `watch` stands in `field` of the product."""

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


# What only looks like one of them, once accents or neighbours are left out: taken away before anything is looked for.
HONEST = (
    "không có tác dụng thay thế thuốc chữa bệnh", "không phải là thuốc", "không thay thế thuốc chữa bệnh",
    "không thay thế thuốc", "không chữa bệnh", "không dùng để chữa bệnh", "vị tê tê", "cay tê tê", "tê tê đầu lưỡi",
    "tê tê ở đầu lưỡi", "hỏi bác sĩ", "hỏi ý kiến bác sĩ", "theo chỉ định của bác sĩ", "chưa bệnh", "ngã với", "nga với",
    "cạn sạ", "cao họ",
)  # fmt: skip
_NOTHING = " | "  # in no word: what stands before it and behind it isn't taken for neighbours


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\s){re.escape(words)}(?=\s)")


_HONEST = [_pattern(accent_key(phrase)) for phrase in sorted(HONEST, key=len, reverse=True)]
_PATTERNS = [
    # One word without its accents is many another word ("sung" is a fig): only phrases are looked for so.
    (watch, phrase, _pattern(accent_key(phrase)), _pattern(fold(phrase)) if " " in phrase else None)
    for watch in WATCHES
    for phrase in watch.phrases
]


def without_honest(text: str) -> str:
    """`text` as the filter reads it (backend.common.text.accent_key, a space around every word), HONEST taken away."""
    words = f" {accent_key(text)} "
    for pattern in _HONEST:
        words = pattern.sub(_NOTHING, words)
    return words


def watched(text: str) -> list[tuple[str, Watch]]:
    """The phrases of WATCHES that stand in `text`, also written without accents, in the order of WATCHES."""
    words = without_honest(text)
    # Only what has no accent at all may stand for an accented word: "chưa bệnh" is not "chữa bệnh".
    plain = " ".join(word if fold(word) == word else "|" for word in words.split())
    plain = f" {plain} "
    return [
        (phrase, watch)
        for watch, phrase, pattern, bare in _PATTERNS
        if pattern.search(words) or (bare is not None and bare.search(plain))
    ]


def refusal_of(text: str) -> str:
    """Why `text` cannot show where no officer looks before it does, with the phrase to take out; "" where it can."""
    found = watched(text)
    if not found:
        return ""
    phrase, watch = found[0]
    return str(_("Chị bỏ lời “%(phrase)s”. %(why)s") % {"phrase": phrase, "why": watch.message})


def flags(product: Product, fields: Iterable[str] = TEXT_FIELDS) -> list[Flag]:
    """What an officer should look at in `product`, in the order of its fields; empty for nearly all."""
    return [
        Flag(field, phrase, watch)
        for field in fields
        for phrase, watch in watched(str(getattr(product, field) or ""))
    ]
