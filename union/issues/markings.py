"""Find the marks of state secrets: MẬT, TỐI MẬT, TUYỆT MẬT. Piêu takes nothing that bears one.

    marking_in("Công văn TỐI MẬT")       # "TỐI MẬT"
    marking_in("Nuôi ong lấy MẬT ONG")   # ""

A mark is written in capitals, or alone on its line. It is found with letters apart ("M Ậ T"), in any Unicode form, and,
if two words long, without accents ("TOI-MAT.pdf"). Ordinary words in capitals are listed by their neighbours.
"""

from __future__ import annotations

import re
import unicodedata

_BEFORE = frozenset("BẢO BÍ LẤY HOA NUÔI NƯỚC HŨ CHAI LÍT TÚI GAN ỐNG TUẦN TRĂNG NGỌT QUẢN ĐẪN SIÊU".split())
_AFTER = frozenset("ONG MÍA KHẨU MÃ ĐỘ THƯ THIẾT HOA NGỌT NGỮ NGHỊ RỪNG DÚ BẠC".split())
_STRONG = re.compile(r"\b(tối|tuyệt)[\s_.-]{1,3}mật\b", re.IGNORECASE)
_STRONG_PLAIN = re.compile(
    r"(?<![A-Za-z])(TOI|TUYET)[\s_.-]{0,3}MAT(?![A-Za-z])|(?<![a-z])(toi|tuyet)[_.-]mat(?![a-z])"
)
_ALONE = re.compile(
    r"^[\W_]*(?:(?:mức\s+)?độ\s+mật\s*[:-]?\s*)?((?:tối\s+|tuyệt\s+)?mật)[\W_]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED = re.compile(r"độ\s+mật\s*[:-]\s*((?:tối\s+|tuyệt\s+)?mật)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"/\s*(?:[A-ZĐ]+-)?(MẬT)\b")
_APART = re.compile(r"(?<!\w)(?:\w[ \t]){2,}\w(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")


def marking_in(text: str) -> str:
    """Return the mark that `text` bears, in capitals, or "" for none."""
    text = unicodedata.normalize("NFC", text)
    # Invisible characters between letters would hide a mark.
    text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    joined = _APART.sub(lambda found: re.sub(r"[ \t]", "", found[0]), text)
    for each in dict.fromkeys(
        (text, joined, joined.replace("TỐIMẬT", "TỐI MẬT").replace("TUYỆTMẬT", "TUYỆT MẬT"))
    ):
        if found := _marking(each):
            return found
    return ""


def _marking(text: str) -> str:
    if found := _STRONG.search(text):
        return f"{found[1].upper()} MẬT"
    if found := _STRONG_PLAIN.search(text):
        return "TỐI MẬT" if (found[1] or found[2]).upper() == "TOI" else "TUYỆT MẬT"
    for pattern in (_LABELLED, _ALONE, _NUMBERED):
        if found := pattern.search(text):
            return re.sub(r"\s+", " ", found[1]).upper()
    words = _WORD.findall(text)
    for place, word in enumerate(words):
        if word == "MẬT" and not _is_ordinary(words, place):
            return word
    return ""


def _is_ordinary(words: list[str], place: int) -> bool:
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    return before in _BEFORE or after in _AFTER
