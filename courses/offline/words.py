"""Texts of the scripts that store courses, and personal data, on a phone."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _


def keep_words() -> str:
    """Return the texts of courses/offline/keep.js, as JSON."""
    words = {
        "loading": _("Đang tải"),
        "paused": _("Tạm dừng"),
        "kept": _("Đã giữ trên máy, mất mạng vẫn học được"),
        "wifi": _("Máy đang dùng mạng di động. Có Wi-Fi, máy tải tiếp."),
        "ask": _(
            "Máy này không cho biết đang dùng Wi-Fi hay mạng di động. Còn phải tải {size}. Tải bây giờ?"
        ),
        "broken": _("Tệp tải về không đúng. Chị thử lại."),
        "away": _("Mất mạng. Phần đã tải còn nguyên."),
        "full": _("Máy không đủ chỗ. Phần đã tải còn nguyên: chị xoá bớt ảnh, phim rồi tải tiếp."),
        "sure": _("Xoá khoá học khỏi máy này?"),
        "newer": _("Có bản mới của khoá học."),
    }
    return json.dumps(words, ensure_ascii=False)


def people_words() -> str:
    """Return the texts of courses/offline/people.js, as JSON."""
    words = {
        "left": _("Mã PIN chưa đúng. Còn thử được {n} lần."),
        "wait": _("Sai nhiều lần. Chị đợi {n} giây rồi thử lại."),
        "noPin": _("Khi có mạng, chị đăng nhập để mở. Bản ghi chưa gửi vẫn còn."),
        "online": _("Đang có mạng: chị đăng nhập bằng tên mình."),
        "here": _("đang mở"),
    }
    return json.dumps(words, ensure_ascii=False)


def pin_words() -> str:
    """Return the texts of courses/offline/pin.js, as JSON."""
    words = {
        "empty": _("Chị nhập mã PIN đăng nhập."),
        "noKey": _("Chưa kết nối được máy chủ. Chị xem lại mạng rồi thử lại."),
        "set": _("Xong. Khi không có mạng, chị mở bằng mã PIN này."),
    }
    return json.dumps(words, ensure_ascii=False)
