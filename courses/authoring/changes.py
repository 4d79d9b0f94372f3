"""Describe the changes between two versions of a course in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.content_shape import Content


def what_changed(before: Content | None, after: Content) -> list[str]:
    """Return sentences about changed lessons, their order and the introduction.

    For the first version, return the number of lessons.
    """
    now = _lessons(after)
    if before is None:
        return [_("Bản đầu: %(count)s bài.") % {"count": len(now)}]
    then = _lessons(before)
    sentences = [_("Thêm bài “%(title)s”.") % {"title": now[key]["title"]} for key in now if key not in then]
    sentences += [_("Bỏ bài “%(title)s”.") % {"title": then[key]["title"]} for key in then if key not in now]
    for key, lesson in now.items():
        if key in then and lesson != then[key]:
            sentences.append(_lesson_changed(then[key], lesson))
    if [key for key in now if key in then] != [key for key in then if key in now]:
        sentences.append(_("Đổi thứ tự các bài."))
    if any(before[name] != after[name] for name in ("title", "summary", "note", "topic", "prerequisites")):
        sentences.append(_("Sửa phần giới thiệu."))
    return sentences or [_("Sửa cách trình bày.")]


def _lessons(content: Content) -> dict[str, Any]:
    return {lesson["key"]: lesson for module in content["modules"] for lesson in module["lessons"]}


def _lesson_changed(then: dict[str, Any], now: dict[str, Any]) -> str:
    old = {step["key"]: step for step in then["steps"]}
    new = {step["key"]: step for step in now["steps"]}
    came = sum(key not in old for key in new)
    went = sum(key not in new for key in old)
    changed = sum(new[key] != old[key] for key in new if key in old)
    parts = [
        words % {"count": count}
        for count, words in (
            (came, _("thêm %(count)s bước")),
            (went, _("bỏ %(count)s bước")),
            (changed, _("sửa %(count)s bước")),
        )
        if count
    ]
    return _("Bài “%(title)s”: %(changes)s.") % {
        "title": now["title"],
        "changes": ", ".join(parts) or _("sửa tên, thời gian hoặc thứ tự"),
    }
