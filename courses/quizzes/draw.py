"""Which questions an attempt gets, and in which order.

Phones draw offline by the same lines in JavaScript, so the order stands on a hash that is three lines there:
FNV-1a of 32 bits over the UTF-8 of "<attempt id>:<key>", the attempt's id in lower case with hyphens.
Smaller hashes come first; equal ones by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def fnv1a32(text: str) -> int:
    """FNV-1a, 32 bits, of the UTF-8 bytes: "" is 0x811C9DC5, "a" is 0xE40C292C, "foobar" is 0xBF9CF968."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def in_drawn_order(attempt_id: str, keys: Iterable[str]) -> list[str]:
    """`keys` as chance by this attempt orders them: always the same for the same attempt."""
    return sorted(keys, key=lambda key: (fnv1a32(f"{attempt_id}:{key}"), key))


def draw_questions(
    questions: Sequence[dict[str, Any]], draws: Sequence[dict[str, Any]], *, attempt_id: str, shuffle: bool
) -> list[str]:
    """The keys of the questions that this attempt asks, in the order in which it asks them.

    Of a bank named in `draws` ([{"bank": key, "count": n}]) come n questions, or all if it has fewer; of any other
    bank come all. Without `shuffle` they keep the order in which they were published.
    """
    counts = {draw["bank"]: int(draw["count"]) for draw in draws}
    by_bank: dict[str, list[str]] = {}
    for question in questions:
        by_bank.setdefault(question.get("bank", ""), []).append(question["key"])
    chosen: set[str] = set()
    for bank, keys in by_bank.items():
        chosen.update(in_drawn_order(attempt_id, keys)[: counts[bank]] if bank in counts else keys)
    drawn = [question["key"] for question in questions if question["key"] in chosen]
    return in_drawn_order(attempt_id, drawn) if shuffle else drawn


def mixed(attempt_id: str, question_key: str, keys: Sequence[str]) -> list[str]:
    """Choices, right halves or items of one question in the order in which this attempt shows them.

    For what is to be put in order: when chance gives `keys` back as they came, the first goes to the end.
    """
    order = in_drawn_order(f"{attempt_id}:{question_key}", keys)
    return [*order[1:], order[0]] if len(order) > 1 and order == list(keys) else order
