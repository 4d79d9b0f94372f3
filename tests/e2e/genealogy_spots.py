"""The pages of genealogy, cartons and partners for test_accessibility.py."""

from __future__ import annotations

GENEALOGY_SPOTS: list[tuple[str, ...]] = [
    ("lan", "traceability:genealogy", "lot"),
    ("thu", "traceability:genealogy", "lot"),
    ("lan", "traceability:partners"),
    ("lan", "traceability:containers", "producer"),
    ("lan", "traceability:gs1-prefix", "producer"),
]
GENEALOGY_WITHOUT_PAGE = {
    "traceability:pack", "traceability:unpack", "traceability:lose", "traceability:yield", "traceability:end-grant",
    "traceability:take-off",
    "traceability:erase-words",
}  # fmt: skip
