"""A practice task in its lesson: the result that closes it, where to achieve it, the progress."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.dates import format_date
from backend.common.text import to_id
from courses.authoring.enums import StepKind
from courses.models import Enrolment, HandIn, TaskState
from courses.practice.enums import HandInState, OutcomeKind
from courses.practice.outcomes import REVIEWED
from members.acting import ActorRequest
from members.models import User
from products.models import Product
from products.products.enums import ProductState

PHOTOS_WANTED = 3


@dataclass(frozen=True, slots=True)
class Guide:
    """Texts of one kind of task: the result that finishes it, its button, and why the task may open again."""

    closes: StrOrPromise
    button: StrOrPromise = ""
    icon: str = "arrow-right"
    page: str = ""
    reopened: StrOrPromise = ""


GUIDES: dict[str, Guide] = {
    OutcomeKind.PRODUCT_LISTED: Guide(
        gettext_lazy(
            "Xong khi sản phẩm của chị lên sàn với ít nhất ba ảnh. Piêu tự ghi nhận, chị không phải nộp gì."
        ),
        gettext_lazy("Đưa sản phẩm lên"),
        "camera",
        "products:new",
        gettext_lazy("Sản phẩm không còn trên sàn, hoặc còn ít hơn ba ảnh."),
    ),
    OutcomeKind.HARVEST_RECORDED: Guide(
        gettext_lazy("Xong khi chị ghi một lần thu hoạch vào nhật ký. Piêu tự ghi nhận."),
        gettext_lazy("Ghi thu hoạch"),
        "notebook-pen",
        "traceability:record",
        gettext_lazy("Lần ghi thu hoạch ấy đã được sửa lại là ghi nhầm."),
    ),
    OutcomeKind.LABELS_PRINTED: Guide(
        gettext_lazy("Xong khi chị lấy tờ tem đi in. Piêu tự ghi nhận."),
        gettext_lazy("In tem"),
        "printer",
        "traceability:runs",
        gettext_lazy("Đợt tem ấy đã huỷ hết."),
    ),
    OutcomeKind.SCANNED_BY_DEVICES: Guide(
        gettext_lazy(
            "Xong khi ba máy khác nhau quét cùng một con tem trong một ngày. Chị nhờ ba người quét bằng điện thoại của họ."
        ),
        gettext_lazy("Xem tem của chị"),
        "qr-code",
        "traceability:runs",
        gettext_lazy("Đợt tem ấy đã huỷ hết."),
    ),
    OutcomeKind.FIRST_ORDER: Guide(
        gettext_lazy(
            "Xong khi có người mua tự đặt hàng trên trang và chị nhận đơn. Đơn chị ghi hộ khách, hay đặt bằng số của chị, không tính."
        ),
        gettext_lazy("Đặt giá bán, xem đơn"),
        "shopping-basket",
        "orders:sales",
        gettext_lazy("Đơn ấy đã huỷ."),
    ),
    OutcomeKind.LIVESTREAM_HELD: Guide(
        gettext_lazy(
            "Xong khi chị livestream ít nhất 15 phút, gửi đường dẫn và giờ, giảng viên xem rồi xác nhận."
        ),
        gettext_lazy("Nộp buổi livestream"),
        "radio",
        reopened=gettext_lazy("Giảng viên đã xem lại."),
    ),
    OutcomeKind.FANPAGE_CONFIRMED: Guide(
        gettext_lazy("Xong khi chị gửi đường dẫn trang bán hàng, giảng viên xem rồi xác nhận."),
        gettext_lazy("Nộp đường dẫn trang"),
        "link",
        reopened=gettext_lazy("Giảng viên đã xem lại."),
    ),
    OutcomeKind.HANDED_IN: Guide(
        gettext_lazy("Xong khi chị nộp ảnh hoặc đường dẫn, giảng viên xem và nhận."),
        gettext_lazy("Nộp bài"),
        "upload",
        reopened=gettext_lazy("Giảng viên đã xem lại."),
    ),
}


def lesson_step(
    request: ActorRequest,
    *,
    course: Any,
    enrolment: Enrolment | None,
    lesson: Any,
    step: Any,
    is_done: bool = False,
    **kw: Any,
) -> dict[str, Any] | None:
    """Return the context of a practice task for the slot "lesson.step"; None for other steps."""
    if step["kind"] != StepKind.TASK or "task" not in step:
        return None
    kind, count = OutcomeKind(step["task"]["kind"]), step["task"]["count"]
    guide = GUIDES[kind]
    state = task_state(enrolment, lesson["key"], step["key"])
    hand_in = last_hand_in(enrolment, lesson["key"], step["key"]) if kind in REVIEWED else None
    member = request.actor.member if request.actor else None
    done_at = state.done_at if state and state.done_at else None
    url = (
        reverse("courses:hand_in", args=[course.slug, lesson["key"], step["key"]])
        if kind in REVIEWED
        else _page(guide.page)
    )
    is_offline = getattr(request, "is_offline_page", False)
    needs_kit = kind == OutcomeKind.LIVESTREAM_HELD and member is not None
    return {
        "kind": kind.value,
        "guide": guide,
        "count": count,
        "asks_login": member is None and not is_offline,
        "is_done": done_at is not None or is_done,
        "done_day": _day(done_at),
        "results": result_words(member, state.subjects) if member and state and done_at else [],
        "reopened_day": _day(state.reopened_at) if state and not done_at else None,
        "reason": reopened_words(kind, hand_in) if state and state.reopened_at else "",
        "nearest": nearest_product(member)
        if member and not done_at and kind == OutcomeKind.PRODUCT_LISTED
        else None,
        "hand_in": hand_in,
        "is_waiting": bool(hand_in and hand_in.state == HandInState.WAITING),
        # A reopened task has a notice of its own.
        "is_returned": bool(hand_in and hand_in.state == HandInState.RETURNED)
        and not (state and state.reopened_at and not done_at),
        "url": url if guide.button else "",
        "login_url": reverse("account_login") + f"?next={request.path}",
        "kit_url": _page("courses:live") if needs_kit else "",
    }


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def task_state(enrolment: Enrolment | None, lesson_key: str, step_key: str) -> TaskState | None:
    if enrolment is None:
        return None
    return TaskState.objects.filter(enrolment=enrolment, lesson_key=lesson_key, step_key=step_key).first()


def last_hand_in(enrolment: Enrolment | None, lesson_key: str, step_key: str) -> HandIn | None:
    """Return the newest hand-in of the step that isn't withdrawn; None without one."""
    if enrolment is None:
        return None
    rows = HandIn.objects.filter(enrolment=enrolment, lesson_key=lesson_key, step_key=step_key)
    return rows.exclude(state=HandInState.WITHDRAWN).first()


def reopened_words(kind: str, hand_in: HandIn | None) -> str:
    """Return why a finished task is open again: the trainer's advice, else a general text."""
    if hand_in is not None and hand_in.state == HandInState.RETURNED and hand_in.review:
        return hand_in.review
    return str(GUIDES[kind].reopened)


def result_words(member: User, subjects: list[str]) -> list[str]:
    """Return the results that closed a task as text; a query or two for products and hand-ins."""
    ids = [subject.rpartition(":")[2] for subject in subjects]
    named = {
        f"product:{pk}": name
        for pk, name in Product.objects.filter(
            pk__in=[pk for pk in map(to_id, ids) if pk is not None]
            if any(s.startswith("product:") for s in subjects)
            else []
        ).values_list("pk", "name")
    }
    handed = (
        {
            hand_in.subject: hand_in
            for hand_in in HandIn.objects.filter(
                pk__in=[pk for pk in ids if len(pk) == 36], enrolment__user=member
            ).select_related("enrolment__version__course")
        }
        if any(subject.startswith(("livestream:", "fanpage:", "task:")) for subject in subjects)
        else {}
    )
    return [_describe_subject(subject, named, handed) for subject in subjects]


def _describe_subject(subject: str, named: dict[str, str], handed: dict[str, HandIn]) -> str:
    what, _colon, rest = subject.partition(":")
    if what == "product":
        return named.get(subject) or _("Sản phẩm số %(number)s") % {"number": rest}
    if what == "run":
        return _("Đợt tem số %(number)s") % {"number": rest}
    hand_in = handed.get(subject)
    if what == "livestream":
        if hand_in and hand_in.started_at:
            day = format_date(timezone.localtime(hand_in.started_at).date())
            return _("Buổi livestream ngày %(day)s, %(minutes)d phút") % {
                "day": day,
                "minutes": hand_in.minutes,
            }
        return _("Buổi livestream")
    if what == "fanpage":
        return hand_in.link if hand_in and hand_in.link else _("Trang bán hàng")
    if what == "task":
        if hand_in:
            day = format_date(timezone.localtime(hand_in.handed_in_at).date())
            return _("Bài nộp ngày %(day)s") % {"day": day}
        return _("Bài đã nộp")
    return _("Lần ghi thu hoạch")


@dataclass(frozen=True, slots=True)
class Nearest:
    """The product that needs least to reach a task's result, and the page where the member continues."""

    text: str
    url: str
    button: str


def nearest_product(member: User) -> Nearest | None:
    """Return the member's product with the most photos, listed products first; None without products.

    One query.
    """
    rows = Product.objects.run_by(member).exclude(state=ProductState.RETIRED)
    best = max(
        rows.annotate(pictures=Count("photo_links", distinct=True)).values_list(
            "state", "pictures", "name", "pk"
        ),
        key=lambda row: (row[0] == ProductState.LISTED, row[1]),
        default=None,
    )
    if best is None:
        return None
    state, pictures, name, pk = best
    text = _("“%(name)s” có %(count)d/%(wanted)d ảnh") % {
        "name": name or _("Sản phẩm chưa đặt tên"),
        "count": min(pictures, PHOTOS_WANTED),
        "wanted": PHOTOS_WANTED,
    }
    if state != ProductState.LISTED:
        text += _(", chưa lên sàn")
    if pictures < PHOTOS_WANTED:
        return Nearest(text, reverse("products:photos", args=[pk]), _("Thêm ảnh"))
    return Nearest(text, reverse("products:manage", args=[pk]), _("Xem sản phẩm"))


def _page(name: str) -> str:
    """Return the address of a page of another app, or "" if that app isn't installed."""
    if not name:
        return ""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
