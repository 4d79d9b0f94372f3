"""The statement of a certificate, and its text.

It contains only what rows of the database prove.

    {"course": {"slug", "title", "summary", "version", "minutes", "lessons", "quizzes"},
     "issuer": name of the Union, "started_on": "2026-11-01", "finished_on": "2026-11-24",
     "results": [{"kind": OutcomeKind, "step": its title, "on": day, "names": [products],
                  "count"?, "minutes"?}]}

Days are Vietnam's, ISO 8601. The statement never changes: a product renamed later keeps its old name here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.dates import format_date
from courses.authoring.enums import StepKind
from courses.authoring.versions import published
from courses.credentials.issuer import issuer_name
from courses.models import Enrolment, HandIn, TaskState
from courses.practice.enums import OutcomeKind
from members.models import Milestone
from members.notices.enums import MilestoneKind
from products.models import Product


def make_statement(enrolment: Enrolment) -> dict[str, Any]:
    """Return the statement about a finished enrolment. A handful of queries for any number of results."""
    version = published(enrolment.version_id)
    steps = version.steps.values()
    assert enrolment.finished_at is not None
    return {
        "course": {
            "slug": version.content["slug"],
            "title": version.content["title"],
            "summary": version.content["summary"],
            "version": version.number,
            "minutes": version.minutes,
            "lessons": len(version.lessons),
            "quizzes": sum(step["kind"] == StepKind.QUIZ for step in steps),
        },
        "issuer": issuer_name(),
        "started_on": _day(enrolment.started_at),
        "finished_on": _day(enrolment.finished_at),
        "results": _results(enrolment),
    }


def _day(moment: dt.datetime) -> str:
    return timezone.localdate(moment).isoformat()


def _results(enrolment: Enrolment) -> list[dict[str, Any]]:
    version = published(enrolment.version_id)
    states = {
        (state.lesson_key, state.step_key): state
        for state in TaskState.objects.filter(enrolment=enrolment, done_at__isnull=False)
    }
    runs = _runs(enrolment, states.values())
    products = _product_names(states.values(), runs)
    held = _hand_ins_of(states.values())
    results = []
    for key, step in version.steps.items():
        state = states.get(key)
        if state is None or state.done_at is None or step["kind"] != StepKind.TASK:
            continue
        kind = step["task"]["kind"]
        words = next(iter(step["texts"].values()), None)
        result: dict[str, Any] = {
            "kind": kind,
            "step": words["title"] if words else "",
            "on": _day(state.done_at),
            "names": _names(state.subjects, runs, products),
        }
        if kind == OutcomeKind.LABELS_PRINTED:
            result["count"] = sum(runs.get(subject, {}).get("count", 0) for subject in state.subjects)
        elif kind in (OutcomeKind.PRODUCT_LISTED, OutcomeKind.HARVEST_RECORDED):
            result["count"] = len(state.subjects)
        elif kind == OutcomeKind.LIVESTREAM_HELD:
            result |= _livestreams([held[subject] for subject in state.subjects if subject in held])
        results.append(result)
    return results


def _runs(enrolment: Enrolment, states: Iterable[TaskState]) -> dict[str, dict[str, Any]]:
    """Return {"run:1": {"lot", "product", "count"}}, as recorded when the labels were printed."""
    subjects = {subject for state in states for subject in state.subjects if subject.startswith("run:")}
    if not subjects:
        return {}
    rows = Milestone.objects.filter(
        user=enrolment.user, kind=MilestoneKind.LABELS_PRINTED, subject__in=subjects
    )
    return {row.subject: row.data for row in rows}


def _product_names(states: Iterable[TaskState], runs: dict[str, dict[str, Any]]) -> dict[int, str]:
    ids = {
        int(subject.removeprefix("product:"))
        for state in states
        for subject in state.subjects
        if subject.startswith("product:") and subject.removeprefix("product:").isdecimal()
    }
    ids |= {data["product"] for data in runs.values() if data.get("product")}
    return dict(Product.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _names(subjects: list[str], runs: dict[str, dict[str, Any]], products: dict[int, str]) -> list[str]:
    names = []
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        product = runs.get(subject, {}).get("product") if kind == "run" else None
        if kind == "product" and number.isdecimal():
            product = int(number)
        if product in products:
            names.append(products[product])
    return list(dict.fromkeys(names))


def _hand_ins_of(states: Iterable[TaskState]) -> dict[str, HandIn]:
    """Return {"livestream:<id of the hand-in>": hand-in}, for any course."""
    ids = {}
    for state in states:
        for subject in state.subjects:
            if subject.startswith("livestream:"):
                with suppress(ValueError):
                    ids[UUID(subject.removeprefix("livestream:"))] = subject
    return {ids[row.pk]: row for row in HandIn.objects.filter(pk__in=ids)} if ids else {}


def _livestreams(held: list[HandIn]) -> dict[str, Any]:
    """Return the number, total duration and last day of livestreams, as a trainer confirmed them.

    {} if none has a beginning and an end.
    """
    times = [(row.started_at, row.ended_at) for row in held if row.started_at and row.ended_at]
    if not times:
        return {}
    seconds = sum((ended - started).total_seconds() for started, ended in times)
    return {
        "count": len(times),
        "minutes": int(seconds // 60),
        "on": _day(max(started for started, _ended in times)),
    }


def day_words(iso: str) -> str:
    return format_date(dt.date.fromisoformat(iso))


def result_words(result: dict[str, Any]) -> str:
    """Return a result as text in the reader's language.

    Example: "Đã ghi thu hoạch vào nhật ký: Mận hậu Mộc Châu (24/11/2026)".
    """
    count, minutes = result.get("count") or 0, result.get("minutes")
    names = ", ".join(result["names"])
    kind = result["kind"]
    if kind == OutcomeKind.PRODUCT_LISTED:
        text = _("Đã đưa lên sàn, có đủ ba ảnh")
    elif kind == OutcomeKind.HARVEST_RECORDED:
        text = _("Đã ghi thu hoạch vào nhật ký")
    elif kind == OutcomeKind.LABELS_PRINTED and count:
        text = ngettext("Đã in %(count)d tem truy xuất", "Đã in %(count)d tem truy xuất", count) % {
            "count": count
        }
    elif kind == OutcomeKind.LABELS_PRINTED:
        text = _("Đã in tem truy xuất")
    elif kind == OutcomeKind.SCANNED_BY_DEVICES:
        text = _("Tem đã được ba máy khác nhau quét trong một ngày")
    elif kind == OutcomeKind.FIRST_ORDER:
        text = _("Đã có đơn hàng đầu tiên")
    elif kind == OutcomeKind.LIVESTREAM_HELD and minutes and count > 1:
        text = _("Đã livestream bán hàng %(count)d buổi, tổng %(minutes)d phút, giảng viên xác nhận") % {
            "count": count,
            "minutes": minutes,
        }
    elif kind == OutcomeKind.LIVESTREAM_HELD and minutes:
        text = ngettext(
            "Đã livestream bán hàng %(count)d phút, giảng viên xác nhận",
            "Đã livestream bán hàng %(count)d phút, giảng viên xác nhận",
            minutes,
        ) % {"count": minutes}
    elif kind == OutcomeKind.LIVESTREAM_HELD:
        text = _("Đã livestream bán hàng, giảng viên xác nhận")
    elif kind == OutcomeKind.FANPAGE_CONFIRMED:
        text = _("Đã mở fanpage, giảng viên xác nhận")
    else:
        text = _("Bài làm được giảng viên nhận")
        names = result["step"]
    day = day_words(result["on"])
    return f"{text}: {names} ({day})" if names else f"{text} ({day})"


def course_words(statement: dict[str, Any]) -> str:
    """Return the size of the course as text: lessons, quizzes, minutes, version."""
    course = statement["course"]
    parts = [_("%(count)d bài") % {"count": course["lessons"]}]
    if course["quizzes"]:
        parts.append(_("%(count)d bài hỏi") % {"count": course["quizzes"]})
    if course["minutes"]:
        minutes = course["minutes"]
        parts.append(ngettext("%(count)d phút", "%(count)d phút", minutes) % {"count": minutes})
    parts.append(_("bản %(number)d") % {"number": course["version"]})
    return " · ".join(parts)


def time_words(statement: dict[str, Any]) -> str:
    started, finished = day_words(statement["started_on"]), day_words(statement["finished_on"])
    if started == finished:
        return _("ngày %(day)s") % {"day": finished}
    return _("từ %(first)s đến %(last)s") % {"first": started, "last": finished}
