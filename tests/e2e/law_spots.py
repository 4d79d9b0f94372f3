"""The pages of the law for test_accessibility.py. The demo loads the catalogue; situations are files."""

from __future__ import annotations

LAW_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "law:home"),
    ("anyone", "law:topic", "bao-luc"),
    ("anyone", "law:situation", "cap-duong-sau-ly-hon"),
    ("anyone", "law:situation", "cam-tiep-xuc"),
    ("anyone", "law:covered"),
    ("anyone", "law:changes"),
    ("anyone", "law:document", "37-2026-nd-cp"),
    ("anyone", "law:article", "37-2026-nd-cp", "43"),
]
LAW_WITHOUT_PAGE = {"law:akn", "law:changes_feed", "law:pick"}
