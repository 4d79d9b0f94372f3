"""The pages of the public log for test_accessibility.py; its other addresses are for programs."""

from __future__ import annotations

LOG_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "ledger:log"),
    ("nga", "ledger:witnesses"),
    ("anyone", "traceability:proof", "lot"),
]
LOG_WITHOUT_PAGE = {
    "ledger:checkpoint", "ledger:tile", "ledger:entries", "ledger:keys", "ledger:script", "ledger:watcher",
    "ledger:add-cosignature", "traceability:proof-file",
}  # fmt: skip
