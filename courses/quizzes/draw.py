"""Draw the questions of an attempt and their order.

Phones draw offline with the same algorithm in JavaScript, so the order uses a hash that is three lines there:
FNV-1a of 32 bits over the UTF-8 of "<attempt id>:<key>", the attempt's id in lower case with hyphens. Smaller
hashes come first; equal ones by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def fnv1a32(text: str) -> int:
    """Return the FNV-1a hash of 32 bits of the UTF-8 bytes.

    "" is 0x811C9DC5, "a" is 0xE40C292C, "foobar" is 0xBF9CF968.
    """
    value = 0x811C9DC5
    for byte in text.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def in_drawn_order(attempt_id: str, keys: Iterable[str]) -> list[str]:
    """Return `keys` in the pseudo-random order of this attempt.

    The order depends only on `attempt_id` and `keys`.
    """
    return sorted(keys, key=lambda key: (fnv1a32(f"{attempt_id}:{key}"), key))


def draw_questions(
    questions: Sequence[dict[str, Any]], draws: Sequence[dict[str, Any]], *, attempt_id: str, shuffle: bool
) -> list[str]:
    """Return the keys of the questions that this attempt asks, in the order of asking.

    A bank named in `draws` ([{"bank": key, "count": n}]) gives n questions, or all if it has fewer. Other
    banks give all questions. Without `shuffle` the questions are in published order.
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
    """Return a question's choices, right halves or items in the order in which this attempt shows them.

    If the drawn order equals `keys`, the first one moves to the end, so that an ordering never shows its
    solution.
    """
    order = in_drawn_order(f"{attempt_id}:{question_key}", keys)
    return [*order[1:], order[0]] if len(order) > 1 and order == list(keys) else order
