"""The pages of stored lessons on a phone, for test_accessibility.py."""

from __future__ import annotations

COURSE, LESSON, NUMBER = "fanpage-dau-tien", "trang-la-gi", "1"
OFFLINE_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "courses:on_phone"),
    ("lan", "courses:on_phone"),
    ("lan", "courses:phone_pin"),
    ("anyone", "courses:pack_course", COURSE, NUMBER),
    ("anyone", "courses:pack_lesson", COURSE, NUMBER, LESSON),
    ("anyone", "courses:pack_ask", COURSE, NUMBER, LESSON),
    ("anyone", "courses:pack_quiz", COURSE, NUMBER, LESSON, "cau-hoi"),
    ("anyone", "courses:pack_hand_in", COURSE, NUMBER, LESSON, "viec-that"),
]
OFFLINE_WITHOUT_PAGE = {
    "courses:sync", "courses:pack_quiz_manifest", "courses:device_key", "courses:pack_content", "courses:manifest", "courses:mine",
}  # fmt: skip
