"""Claims that a product field or a certificate must prove: one row per claim, with its rule.

Advertising Law 16/2012/QH13, Art. 15a(2)c (added by 75/2025/QH15, in force 2026-01-01): who passes an advertisement
on answers for its content, which Art. 19(1) wants true. Only an influencer must also check the papers (Art. 15a(3)a);
Piêu asks for them in every case. E-commerce Law 122/2025/QH15, Art. 24: no false or confusing claim on use, origin, quality, price,
promotion or warranty in a livestream. Words that an officer checks in listings
(products/listing/moderation.py) are never allowed. A correction is one row.

Limit: it compares phrases and numbers and does not understand meaning. A claim passes if no row has its
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.text import accent_key, fold, nfc
from courses.live.record import Record
from products.certificates.enums import CertificateKind
from products.listing.moderation import watched, without_honest
from products.products.facts import CORE_FIELDS

ADVERTISING = gettext_lazy(
    "Luật Quảng cáo 16/2012/QH13, Điều 15a(2): người giới thiệu chịu trách nhiệm về lời quảng cáo"
)
ECOMMERCE = gettext_lazy(
    "Luật 122/2025/QH15, Điều 24: không nói sai công dụng, nguồn gốc, chất lượng, giá, khuyến mãi"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Phrases that make a claim, such as of quality, and what must prove them.

    paper: kind of certificate that proves the claim.
    fields: fields of a listed product's record that prove the claim if they contain the phrase.
    needs: text for the producer that describes what would prove the claim.
    Without `paper` and `fields`, nothing in Piêu proves the claim.
    """

    id: str
    phrases: tuple[str, ...]
    needs: StrOrPromise
    law: StrOrPromise
    paper: str = ""
    fields: tuple[str, ...] = ()


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "organic",
        ("hữu cơ", "organic"),
        gettext_lazy("Cần giấy chứng nhận hữu cơ đã xác minh trong Piêu và còn giá trị."),
        ADVERTISING,
        paper=CertificateKind.ORGANIC,
    ),
    Claim(
        "vietgap",
        ("vietgap", "viet gap", "việt gap"),
        gettext_lazy("Cần giấy VietGAP đã xác minh trong Piêu và còn giá trị."),
        ADVERTISING,
        paper=CertificateKind.VIETGAP,
    ),
    Claim(
        "ocop",
        ("ocop", "ô cốp"),
        gettext_lazy("Cần giấy OCOP đã xác minh trong Piêu và còn giá trị."),
        ADVERTISING,
        paper=CertificateKind.OCOP,
    ),
    Claim(
        "indication",
        ("chỉ dẫn địa lý", "chỉ dẫn địa lí"),
        gettext_lazy("Cần giấy chỉ dẫn địa lý đã xác minh trong Piêu và còn giá trị."),
        ADVERTISING,
        paper=CertificateKind.GEOGRAPHICAL_INDICATION,
    ),
    Claim(
        "food_safety",
        ("an toàn thực phẩm", "an toàn vệ sinh", "vệ sinh an toàn", "attp", "vsattp"),
        gettext_lazy("Cần giấy an toàn thực phẩm đã xác minh trong Piêu và còn giá trị."),
        ADVERTISING,
        paper=CertificateKind.FOOD_SAFETY,
    ),
    Claim(
        "pure",
        (
            "100% tự nhiên", "tự nhiên 100%", "hoàn toàn tự nhiên", "nguyên chất", "100% sạch", "sạch 100%", "siêu sạch",
            "không hoá chất", "không hoá chất", "không thuốc sâu", "không thuốc trừ sâu", "không phun thuốc",
            "không phân hoá học", "không chất bảo quản", "không phụ gia", "không phẩm màu", "không biến đổi gen",
        ),
        gettext_lazy("Sản phẩm phải đang trên sàn, và thành phần, chất liệu, tiêu chuẩn hoặc quy cách trong hồ sơ ghi đúng lời này."),
        ECOMMERCE,
        fields=("ingredients", "materials", "standards", "specification"),
    ),
    Claim(
        "health",
        (
            "giảm cân", "giải độc", "thải độc", "hạ huyết áp", "hạ đường huyết", "tăng đề kháng", "tăng sức đề kháng",
            "thanh lọc cơ thể", "bổ thận", "mát gan", "bổ máu", "chống ung thư", "chống lão hoá", "chống lão hoá", "trẻ hoá da",
            "trẻ hoá da", "đẹp da", "ngủ ngon",
        ),
        gettext_lazy("Sản phẩm phải đang trên sàn, và tên hoặc thành phần mà cán bộ đã xem ghi đúng lời này. Lời chị tự ghi ở chỗ khác chưa ai xem."),
        ECOMMERCE,
        fields=CORE_FIELDS,
    ),
    Claim(
        "promotion",
        ("giảm giá", "khuyến mãi", "khuyến mại", "miễn phí", "tặng kèm", "mua một tặng một", "giá gốc", "rẻ hơn"),
        gettext_lazy("Piêu chưa có chỗ ghi khuyến mãi, nên lời này chưa có gì đứng sau. Giá bán thì sửa trong hồ sơ."),
        ECOMMERCE,
    ),
    Claim(
        "warranty",
        ("bảo hành", "đổi trả", "hoàn tiền", "cam kết", "đảm bảo", "bảo đảm"),
        gettext_lazy("Piêu chưa có chỗ ghi bảo hành và đổi trả, nên lời này chưa có gì đứng sau."),
        ECOMMERCE,
    ),
    Claim(
        "authority",
        ("bộ y tế", "bác sĩ", "chuyên gia", "xuất khẩu", "tiêu chuẩn châu âu", "tiêu chuẩn quốc tế", "haccp", "iso"),
        gettext_lazy("Sản phẩm phải đang trên sàn, và tiêu chuẩn áp dụng trong hồ sơ ghi đúng lời này."),
        ECOMMERCE,
        fields=("standards",),
    ),
)  # fmt: skip
# In any context they need documents that Piêu doesn't hold.
SUPERLATIVES = (
    "hàng đầu",
    "số một",
    "số 1",
    "duy nhất",
    "độc nhất",
    "vô địch",
    "có một không hai",
    "tuyệt đối",
)
# "thứ nhất", "ít nhất", "nhất là" make no ranking claim.
_NOT_RANKED = frozenset(
    accent_key(word) for word in ("thứ", "ít", "thống", "hợp", "đồng", "gần", "sớm", "muộn", "mới", "chủ")
)
_RANKS_NOTHING = frozenset(accent_key(word) for word in ("là", "định", "thiết", "trí", "quyết"))
_HEALING = re.compile(
    rf"(?<=\s)(?:{accent_key('chữa')}|{accent_key('trị')}|{accent_key('khỏi')}) (?:\S+ ){{0,3}}?"
    rf"(?:{accent_key('bệnh')}|{accent_key('ung thư')}|{accent_key('tiểu đường')}|{accent_key('mụn')}|{accent_key('đau')})(?=\s)"
)
# A number before one of these describes the goods, their price or their worth.
_MEASURED = re.compile(
    r"(?<![\w.,])(\d[\d.,]*)\s*"
    r"(%|phần trăm|đồng|đ|nghìn|ngàn|triệu|tr|k|kg|cân|ký|yến|tạ|tấn|gam|gram|g|lạng|lít|ml|l|độ|sao|điểm|năm|tuổi|đời|tháng|ngày|lần|m|cm|mm|ha)"
    r"(?![\w])",
    re.IGNORECASE,
)
_THOUSANDS = {"nghìn": 1_000, "ngàn": 1_000, "k": 1_000, "triệu": 1_000_000, "tr": 1_000_000}
_UNIT_WORDS = {
    "cân": "kg", "ký": "kg", "gam": "g", "gram": "g", "l": "lít", "đồng": "đ", "phần trăm": "%",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused `phrase` of this product: the reason or what would prove it, and the law."""

    phrase: str
    why: str
    law: str

    def __str__(self) -> str:
        return _("Chưa nói được “%(phrase)s”. %(why)s (%(law)s)") % {
            "phrase": self.phrase,
            "why": self.why,
            "law": self.law,
        }


def refusals(text: str, record: Record) -> list[Refusal]:
    """Return the claims in `text` that nothing in `record` proves, each phrase once; [] if there are none."""
    text = nfc(text)
    found: dict[str, Refusal] = {}
    for refusal in (
        *_watched(text),
        *_claims(text, record),
        *_superlatives(text),
        *_stars(text, record),
        *_numbers(text, record),
    ):
        found.setdefault(refusal.phrase, refusal)
    return list(found.values())


def _watched(text: str) -> Iterable[Refusal]:
    for phrase, watch in watched(text):
        yield Refusal(phrase, str(watch.message), str(ECOMMERCE))
    if healing := _HEALING.search(without_honest(text)):
        phrase = _as_written(text, healing[0])
        yield Refusal(
            phrase, _("Nói hàng chữa được bệnh. Thực phẩm không được quảng cáo như thuốc."), str(ECOMMERCE)
        )


def _claims(text: str, record: Record) -> Iterable[Refusal]:
    for claim in CLAIMS:
        if claim.paper and record.has_paper(claim.paper):
            continue
        values = record.values()
        backing = [values[field] for field in claim.fields if field in values] if record.is_listed else []
        for phrase in claim.phrases:
            if _says(text, phrase) and not any(_says(value, phrase) for value in backing):
                yield Refusal(phrase, str(claim.needs), str(claim.law))


def _superlatives(text: str) -> Iterable[Refusal]:
    why = _("Nói “nhất”, “duy nhất”, “tuyệt đối” phải có giấy tờ chứng minh, Piêu chưa giữ giấy nào như thế.")
    for phrase in SUPERLATIVES:
        if _says(text, phrase):
            yield Refusal(phrase, why, str(ECOMMERCE))
    words, most = accent_key(text).split(), accent_key("nhất")
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word == most and before and before not in _NOT_RANKED and after not in _RANKS_NOTHING:
            yield Refusal(_as_written(text, f"{before} {word}"), why, str(ECOMMERCE))


def _stars(text: str, record: Record) -> Iterable[Refusal]:
    for number, word in _MEASURED.findall(text):
        if word.lower() == "sao" and number != str(record.stars):
            yield Refusal(
                f"{number} sao",
                _("Số sao phải đúng giấy OCOP còn giá trị trong Piêu."),
                str(ADVERTISING),
            )


def _numbers(text: str, record: Record) -> Iterable[Refusal]:
    """Yield a Refusal for each amount in the text that the record doesn't contain.

    "45 nghìn" and "45k" equal its 45.000 đ.
    """
    held = _held(record)
    for match in _MEASURED.finditer(text):
        number, unit = _amount(match[1], match[2])
        if unit != "sao" and (number, unit) not in held:
            yield Refusal(
                match[0].strip(),
                _("Con số này không có trong hồ sơ sản phẩm. Chị sửa hồ sơ trước, rồi nói theo hồ sơ."),
                str(ECOMMERCE),
            )


def _held(record: Record) -> set[tuple[str, str]]:
    """Return the amounts of the record, each with its unit. A price per kilogram also gives "1 kg"."""
    values = record.values()
    held = {
        _amount(number, unit)
        for field, value in values.items()
        if field not in ("phone", "url")
        for number, unit in _MEASURED.findall(value)
    }
    held |= {
        (_plain(values["shelf_life"]), "ngày"),
        (_plain(values["alcohol"]), "độ"),
        (_plain(values["alcohol"]), "%"),
    }
    _price, _slash, unit = values["price"].partition("/")
    return held | {_amount("1", unit.strip())} if unit else held


def _amount(number: str, unit: str) -> tuple[str, str]:
    """Return a number and its unit in one spelling; thousands and millions become đồng."""
    word = unit.lower()
    if word in _THOUSANDS:
        return _times(_plain(number), _THOUSANDS[word]), "đ"
    return _plain(number), _UNIT_WORDS.get(word, word)


def _says(text: str, phrase: str) -> bool:
    """Return whether `text` has the words of `phrase` in sequence.

    Text without accents is compared without them.
    """
    words, plain = _read(phrase), _read(text)
    if words.key in plain.key:
        return True
    return plain.has_no_accents and "%" not in phrase and words.folded in plain.folded


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text prepared for phrase searches, with a space around every word."""

    key: str
    folded: str
    has_no_accents: bool


@lru_cache(maxsize=4096)  # each text is searched for a hundred phrases, each phrase in every text
def _read(text: str) -> _Reading:
    folded = fold(text)
    return _Reading(
        key=without_honest(_percent(text)),
        folded=f" {folded} ",
        has_no_accents=folded == " ".join(re.split(r"[\W_]+", text.casefold())).strip(),
    )


def _percent(text: str) -> str:
    return text.replace("%", " phantram ")


def _plain(number: str) -> str:
    """Return a number in the common spelling of record and text: 45.000 becomes 45000, 29,5 stays."""
    number = number.strip(".,")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number):
        return re.sub(r"[.,]", "", number)
    return number.replace(".", ",").lstrip("0") or "0"


def _times(number: str, factor: int) -> str:
    try:
        return str(round(float(number.replace(",", ".")) * factor))
    except ValueError:
        return number


def _as_written(text: str, key: str) -> str:
    """Return the words of `text` that `key` (an accent_key) matched."""
    wanted = key.split()
    words = re.findall(r"[^\W_]+", text)
    for at in range(len(words) - len(wanted) + 1):
        part = words[at : at + len(wanted)]
        if [accent_key(word) for word in part] == wanted:
            return " ".join(part)
    return key
