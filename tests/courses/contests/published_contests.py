"""Three contests as published, with a few entries each and the order that their own rules gave.

An entry: (person, right, prediction, minutes after opening when it began, seconds it took).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DAY = 24 * 60


@dataclass(frozen=True)
class Published:
    name: str
    terms: dict[str, Any]
    questions: int
    entries: list[tuple[str, int, int | None, int, int]]
    answer: int | None
    ranked: list[tuple[int, str, int, int | None, str | None]]  # rank, person, right, distance, prize


def prizes(*rows: tuple[int, int, str, int]) -> list[dict[str, Any]]:
    return [{"from": first, "to": last, "name": name, "amount": amount} for first, last, name, amount in rows]


# Ministry of Justice 2021, 610/TL-BTC: 19 questions and a prediction, 20 minutes, one window of 30 days.
JUSTICE_2021 = Published(
    "justice-2021",
    {
        "days": 30, "questions_count": 19, "time_limit_seconds": 20 * 60, "entries_allowed": 1, "entries_per": "round",
        "counts": "first", "ranking": ["right", "prediction", "early"], "prediction": "participants",
        "prizes": prizes((1, 1, "Giải nhất", 5_000_000), (2, 6, "Giải nhì", 3_000_000), (7, 16, "Giải ba", 2_000_000),
                         (17, 36, "Giải khuyến khích", 1_000_000)),
    },
    19,
    [
        ("an", 19, 7, 5 * DAY, 900), ("binh", 19, 5, 20 * DAY, 300), ("chi", 19, 3, 2 * DAY, 1100), ("dao", 18, 5, 10, 60),
        ("giang", 19, None, 1, 100),
    ],
    5,
    [
        (1, "binh", 19, 0, "Giải nhất"), (2, "chi", 19, 2, "Giải nhì"), (3, "an", 19, 2, "Giải nhì"),
        (4, "giang", 19, None, "Giải nhì"), (5, "dao", 18, 0, "Giải nhì"),
    ],
)  # fmt: skip

# Women's Union 2025: weeks, 10 questions and a prediction of how many get all right; many entries, the most right counts.
UNION_2025 = Published(
    "union-2025",
    {
        "days": 7, "questions_count": 10, "time_limit_seconds": 0, "entries_allowed": 1, "entries_per": "unlimited",
        "counts": "best", "ranking": ["right", "prediction", "early"], "prediction": "all_right",
        "prizes": prizes((1, 1, "Giải nhất", 1_000_000), (2, 4, "Giải nhì", 700_000), (5, 9, "Giải ba", 500_000)),
    },
    10,
    [
        ("an", 7, 3, 10, 100), ("an", 10, 1, 3 * DAY, 100), ("an", 10, 9, 3 * DAY + 60, 100),
        ("binh", 10, 2, 6 * DAY, 100), ("chi", 10, 4, 60, 500), ("dao", 9, 3, 5, 100), ("dao", 2, 3, 50, 100),
    ],
    3,
    [
        (1, "chi", 10, 1, "Giải nhất"), (2, "binh", 10, 1, "Giải nhì"), (3, "an", 10, 2, "Giải nhì"),
        (4, "dao", 9, 0, "Giải nhì"),
    ],
)  # fmt: skip

# Bình Tân district 2019: 20 questions, 10 minutes, once a week; right answers, then speed, then the time of entry.
BINH_TAN_2019 = Published(
    "binh-tan-2019",
    {
        "days": 7, "questions_count": 20, "time_limit_seconds": 600, "entries_allowed": 1, "entries_per": "round",
        "counts": "first", "ranking": ["right", "fast", "early"], "prediction": "none",
        "prizes": prizes((1, 1, "Giải nhất", 500_000), (2, 4, "Giải nhì", 300_000), (5, 9, "Giải ba", 200_000)),
    },
    20,
    [
        ("an", 20, None, 2 * DAY, 240), ("binh", 20, None, DAY, 240), ("chi", 20, None, 6 * DAY, 239),
        ("dao", 19, None, 1, 45),
    ],
    None,
    [
        (1, "chi", 20, None, "Giải nhất"), (2, "binh", 20, None, "Giải nhì"), (3, "an", 20, None, "Giải nhì"),
        (4, "dao", 19, None, "Giải nhì"),
    ],
)  # fmt: skip

ALL = [JUSTICE_2021, UNION_2025, BINH_TAN_2019]
