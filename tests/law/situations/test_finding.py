from __future__ import annotations

import datetime as dt

import pytest

from backend.common.text import is_one_apart
from backend.law.situations.finding import Finder
from backend.law.situations.stock import Situation, Stock, Topic

FAMILY = Topic("nha", "Vợ chồng, con cái", "users-round")
WORK = Topic("lam", "Đi làm, tiền công", "briefcase")


def situation(slug: str, topic: Topic, title: str, *words: str) -> Situation:
    return Situation(
        slug=slug,
        topic=topic,
        title=title,
        words=words,
        short="",
        says=(),
        steps=(),
        places=(),
        papers=(),
        near=(),
        unread=(),
        read_date=dt.date(2026, 12, 1),
    )


@pytest.fixture
def finder() -> Finder:
    situations = [
        situation("cap-duong", FAMILY, "Chồng cũ không trả tiền nuôi con", "không chịu chu cấp cho con"),
        situation("bi-danh", FAMILY, "Bị chồng đánh", "chồng đánh đập vợ"),
        situation("no-luong", WORK, "Chủ nợ lương", "làm xong không trả tiền công"),
        situation("nghi-de", WORK, "Được nghỉ đẻ bao lâu, tiền ai trả", "nghỉ sinh mấy tháng"),
    ]
    shelf = Stock({each.id: each for each in (FAMILY, WORK)}, {}, {each.slug: each for each in situations})
    groups = [["nuôi con", "cấp dưỡng"], ["nghỉ đẻ", "thai sản"]]
    return Finder(shelf, groups, ["bi", "khong", "cho", "bao", "lau"])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("chồng cũ không trả tiền nuôi con", "cap-duong"),
        ("chong cu khong tra tien nuoi con", "cap-duong"),
        ("cấp dưỡng", "cap-duong"),
        ("thai sản", "nghi-de"),
        ("chong danh dap", "bi-danh"),
        ("chu no luonng", "no-luong"),
        ("CHỦ NỢ LƯƠNG!!!", "no-luong"),
    ],
)
def test_the_situation_is_first_for_words_that_name_it(finder, typed, first):
    assert finder.find(typed)[0].situation.slug == first


def test_composed_and_decomposed_letters_find_the_same(finder):
    composed = [hit.situation.slug for hit in finder.find("nợ lương")]
    decomposed = [hit.situation.slug for hit in finder.find("nợ lương")]
    assert composed == decomposed != []


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "xyzabc", "qwerty"])
def test_nothing_is_found_for_words_of_no_situation(finder, typed):
    assert finder.find(typed) == []


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("luong", "luonng", True),
        ("luong", "lunog", True),
        ("luong", "lung", True),
        ("luong", "ruonng", False),
        ("luong", "gnoul", False),
    ],
)
def test_words_are_near_if_one_letter_differs(a, b, near):
    assert is_one_apart(a, b) is near
