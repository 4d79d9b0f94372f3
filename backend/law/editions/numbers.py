"""Kinds, numbers and days as laws write them."""

from __future__ import annotations

import datetime as dt
import re

from backend.common.text import fold
from backend.law.library.enums import DocumentKind

# As a law names another one, the longest names first.
KIND_NAMES = {
    "thông tư liên tịch": DocumentKind.JOINT_CIRCULAR,
    "nghị quyết liên tịch": DocumentKind.JOINT_RESOLUTION,
    "văn bản hợp nhất": DocumentKind.CONSOLIDATED,
    "hiến pháp": DocumentKind.CONSTITUTION,
    "pháp lệnh": DocumentKind.ORDINANCE,
    "nghị quyết": DocumentKind.RESOLUTION,
    "nghị định": DocumentKind.DECREE,
    "quyết định": DocumentKind.DECISION,
    "chỉ thị": DocumentKind.DIRECTIVE,
    "thông tư": DocumentKind.CIRCULAR,
    "bộ luật": DocumentKind.CODE,
    "luật": DocumentKind.LAW,
}
KIND_PATTERN = "|".join(KIND_NAMES)
# The letters after the year say the kind. Laws and resolutions of the National Assembly share QH.
_SIGNS = (
    ("TTLT", DocumentKind.JOINT_CIRCULAR), ("NQLT", DocumentKind.JOINT_RESOLUTION), ("NĐ", DocumentKind.DECREE),
    ("QĐ", DocumentKind.DECISION), ("CT", DocumentKind.DIRECTIVE), ("TT", DocumentKind.CIRCULAR),
    ("NQ", DocumentKind.RESOLUTION), ("PL", DocumentKind.ORDINANCE), ("UBTVQH", DocumentKind.RESOLUTION),
    ("QH", DocumentKind.LAW), ("VBHN", DocumentKind.CONSOLIDATED), ("KH", DocumentKind.PLAN),
)  # fmt: skip
NUMBER = re.compile(r"\d{1,4}(?:/\d{4})?/[A-ZĐƯÂ][A-ZĐƯÂa-z0-9]*(?:[-–/][A-ZĐƯÂ][A-ZĐƯÂa-zđ0-9]*)*")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
# Signs of file names, which have lost their accents.
_PLAIN_SIGNS = {
    "nd-cp": "NĐ-CP", "qd-ttg": "QĐ-TTg", "nq-cp": "NQ-CP", "ct-ttg": "CT-TTg", "nd": "NĐ-CP",
}  # fmt: skip
_IN_NAME = re.compile(
    r"(?:^|-)(\d{1,4})-((?:19|20)\d\d)-((?:nd|tt|qd|nq|qh|ct)\d*(?:-(?:cp|ttg|b[a-z]{1,8}|ubtvqh\d*))?)(?=-|$)"
)


def kind_named(name: str) -> DocumentKind:
    return KIND_NAMES.get(" ".join(name.lower().split()), DocumentKind.OTHER)


def kind_of_number(number: str) -> DocumentKind:
    """Return the kind that a number's letters say: "37/2026/NĐ-CP" is a decree."""
    letters = number.rpartition("/")[2] if "NQLT" not in number else "NQLT"
    return next((kind for sign, kind in _SIGNS if letters.startswith(sign)), DocumentKind.OTHER)


def read_day(text: str) -> dt.date | None:
    """Return the first day in `text`: 27/05/2013, or "27 tháng 5 năm 2013". None if there is none."""
    for found in _DAY.finditer(" ".join(text.split())):
        day, month, year = (int(each) for each in found.groups() if each)
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    return None


def number_in_name(name: str) -> str:
    """Return the document's number in a file name, "37-2026-nd-cp-….txt"; "" if there is none."""
    found = _IN_NAME.search(fold(name).replace(" ", "-"))
    if not found:
        return ""
    sign = _PLAIN_SIGNS.get(found[3], found[3].upper())
    return f"{found[1]}/{found[2]}/{sign}"
