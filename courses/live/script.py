"""Build the script of a livestream.

A sentence is a filled template, a sentence of a product field, or a producer's own sentence that passed the
check. Buyers are Vietnamese, so the sentences are Vietnamese in every language of the pages.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courses.live.claims import Refusal, refusals
from courses.live.record import Paper, Record

_FORMATTER = string.Formatter()


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part of the broadcast.

    `show`: what the seller does meanwhile, never spoken. `weight`: its share of the minutes.
    """

    key: str
    title: str
    show: str
    weight: int
    templates: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


PLAN: tuple[PartPlan, ...] = (
    PartPlan(
        "mo-dau",
        "Mở đầu",
        "Cười, chào người mới vào. Nói rõ đây là quảng cáo.",
        2,
        (
            "Chào cả nhà, đây là {producer}, ở {place}.",
            "Buổi này là quảng cáo bán hàng: {producer} giới thiệu {name}.",
        ),
    ),
    PartPlan(
        "chuyen-hang",
        "Chuyện của hàng",
        "Đưa máy lại gần hàng, kể chậm.",
        3,
        ("{name} có xuất xứ {origin}.", "Tháng có hàng: {season}.", "Nhãn hiệu là {brand}."),
        ("story",),
    ),
    PartPlan(
        "cho-xem",
        "Cho xem tận nơi",
        "Mở gói, bẻ ra, lật mặt sau cho khách thấy.",
        4,
        (
            "Một gói {net_content}.",
            "Thành phần gồm: {ingredients}.",
            "Chất liệu: {materials}.",
            "Quy cách: {specification}.",
            "Độ cồn {alcohol} phần trăm.",
            "Cách dùng: {usage}.",
            "Cách giữ: {storage}.",
            "Hàng dùng được {shelf_life} ngày.",
            "Lưu ý: {warnings}.",
        ),
    ),
    PartPlan(
        "giay-to",
        "Giấy tờ",
        "Giơ bản gốc lên, để yên cho khách đọc.",
        2,
        ("Tiêu chuẩn áp dụng: {standards}.",),
    ),
    PartPlan(
        "gia-va-mua",
        "Giá và cách mua",
        "Chỉ vào bảng giá. Nói giá hai lần.",
        3,
        (
            "Giá {name} là {price}.",
            "Nói lại một lần nữa: {price}.",
            "Cả nhà quét mã trên màn hình để xem {producer} làm ra thế nào.",
            "Muốn mua thì gọi {phone}.",
        ),
    ),
    PartPlan(
        "tra-loi",
        "Trả lời khách",
        "Đọc to câu hỏi rồi trả lời. Không nhớ thì mở hồ sơ ra xem.",
        4,
        ("Nhắc lại: đây là quảng cáo bán hàng của {producer}.",),
    ),
    PartPlan(
        "ket",
        "Kết",
        "Nói lúc nào gửi hàng, hẹn buổi sau.",
        1,
        ("Cảm ơn cả nhà đã xem {name} của {producer}.",),
    ),
)
PART_TITLES = {plan.key: plan.title for plan in PLAN}
# Further fields that a sentence needs: a code can only be scanned if there is an address.
ALSO_NEEDS = {"Cả nhà quét mã trên màn hình để xem {producer} làm ra thế nào.": ("url",)}
PAPER_SENTENCES = (
    "Có giấy {name} {stars} sao, số {number}, {issuer} cấp.",
    "Có giấy {name} số {number}, {issuer} cấp.",
    "Giấy {name} số {number} có giá trị đến {valid_until}.",
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence of a field, or of the producer, that is not allowed, and why."""

    sentence: str
    why: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the script.

    sentences: the seller's own sentences come last. left_out: sentences that are not allowed.
    show: what the seller does meanwhile. weight: share of the minutes.
    """

    key: str
    title: str
    show: str
    weight: int
    sentences: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()


def script(record: Record, own: Mapping[str, str] | None = None) -> list[Part]:
    """Return the non-empty parts of the script, in order.

    own: {part: the seller's own sentences, one per line}.
    Sentences with a claim that no field or certificate proves go to `left_out`, also those from the record.
    """
    parts = []
    for plan in PLAN:
        backed, left_out = [], []
        for sentence in (*_drafted(plan, record), *lines_of((own or {}).get(plan.key, ""))):
            found = refusals(sentence, record)
            if found:
                left_out.append(LeftOut(sentence, tuple(found)))
            else:
                backed.append(sentence)
        if backed or left_out:
            parts.append(Part(plan.key, plan.title, plan.show, plan.weight, tuple(backed), tuple(left_out)))
    return parts


def _drafted(plan: PartPlan, record: Record) -> Iterable[str]:
    values = record.values()
    for template in plan.templates:
        if all(values[field] for field in (*fields_of(template), *ALSO_NEEDS.get(template, ()))):
            yield filled(template, values)
    for field in plan.fields:
        yield from sentences_of(values[field])
    if plan.key == "giay-to":
        for paper in record.papers:
            yield from _of_paper(paper)


def _of_paper(paper: Paper) -> Iterable[str]:
    values = {
        "name": paper.name,
        "number": paper.number,
        "issuer": paper.issuer,
        "valid_until": paper.valid_until,
        "stars": str(paper.stars or ""),
    }
    with_stars, plain, until = PAPER_SENTENCES
    first = with_stars if values["stars"] else plain
    for template in (first, until):
        if all(values[field] for field in fields_of(template)):
            yield filled(template, values)


def fields_of(template: str) -> tuple[str, ...]:
    return tuple(field for _text, field, _spec, _how in _FORMATTER.parse(template) if field)


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return `template` with its fields filled in; full stops at the end of a value are removed."""
    trimmed = {name: " ".join(value.split()).rstrip(" .") for name, value in values.items()}
    return template.format_map(trimmed)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, split at full stops and line breaks."""
    cut = re.split(r"(?<=[.!?…])\s+|\n+", text)
    return [" ".join(part.split()) for part in cut if part.strip()]


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
