"""A member's work for a practice task, and the trainer's review."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from courses.authoring.enums import AssetKind, AssetState, StepKind
from courses.authoring.versions import published
from courses.media.media_files import store_variant
from courses.models import Asset, Enrolment, HandIn, TaskState
from courses.practice.enums import HandInState, OutcomeKind
from courses.practice.outcomes import MILESTONE_OF, REVIEWED, SETTLES_AFTER
from courses.practice.pinned_rows import pin_hand_in
from courses.practice.rules import may_decide, typed_it
from members.acting import Actor
from members.notices.actions.milestones import record_milestone, undo_milestone
from members.notices.actions.notices import notify
from members.rules import require
from products.photos.images import masters as images

MOST_PHOTOS = 5
PHOTO_SIDE = 1280
PHOTO_QUALITY = 76
SHORTEST_LIVESTREAM = timedelta(minutes=15)
LONGEST_LIVESTREAM = timedelta(hours=12)


class HandInError(DomainError):
    """The work or the review lacks something or comes too late; nothing was stored."""


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """Photo re-encoded in memory: upright, small, without metadata.

    Prepare it before a transaction begins.
    """

    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Work:
    """What the member hands in; the kind of task decides which parts are required."""

    text: str = ""
    link: str = ""
    photos: tuple[PreparedPhoto, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None


def prepare_photo(upload: Any) -> PreparedPhoto:
    """Return the photo upright, at most 1280 pixels a side, as WebP. Takes up to a second of one core.

    Raises images.ImageError.
    """
    with Image.open(io.BytesIO(images.normalise(upload))) as photo:
        photo.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        photo.save(buffer, "WEBP", quality=PHOTO_QUALITY, method=4)
        return PreparedPhoto(buffer.getvalue(), photo.width, photo.height)


@transaction.atomic
def hand_in_work(*, actor: Actor, enrolment: Enrolment, lesson_key: str, step_key: str, work: Work) -> HandIn:
    """Store the member's work for the trainer and notify the course's authors.

    Raises NotAllowed, or HandInError: the task is done, another hand-in is waiting, or the work is invalid.
    """
    require(enrolment.user_id == actor.member.pk)
    # Locked, so that of two at the same time the second sees the first.
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("version__course", "user")
        .get(pk=enrolment.pk)
    )
    kind = kind_of(enrolment, lesson_key, step_key)
    here = {"enrolment": enrolment, "lesson_key": lesson_key, "step_key": step_key}
    if TaskState.objects.filter(**here, done_at__isnull=False).exists():
        raise HandInError(_("Việc này chị đã xong rồi, không phải nộp nữa."), code="task_done")
    if HandIn.objects.filter(**here, state=HandInState.WAITING).exists():
        raise HandInError(
            _("Bài chị nộp đang chờ giảng viên xem. Muốn nộp bài khác, chị rút bài ấy lại đã."),
            code="hand_in_waiting",
        )
    checked = check_work(kind, work)
    hand_in = HandIn.objects.create(
        **here,
        kind=kind,
        by=actor.by,
        text=checked.text,
        link=checked.link,
        started_at=checked.started_at,
        ended_at=checked.ended_at,
    )
    hand_in.photos.set([_keep_photo(actor, photo) for photo in checked.photos])
    _append_hand_in_entry(
        actor, hand_in, "hand_in.given", {"photos": len(checked.photos), "link": bool(checked.link)}
    )
    for author in enrolment.version.course.authors.exclude(pk=actor.member.pk):
        notify(
            user=author,
            kind="courses.handed_in",
            title=gettext_lazy("Có bài nộp chờ chị xem"),
            body=title_of_task(hand_in),
            url=reverse("courses:review", args=[hand_in.pk]),
            key=f"handed_in:{hand_in.pk}",
        )
    return hand_in


def kind_of(enrolment: Enrolment, lesson_key: str, step_key: str) -> OutcomeKind:
    """Return the kind of result that the task asks for.

    Raises HandInError if the step is no practice task that a trainer confirms.
    """
    step = published(enrolment.version_id).step(lesson_key, step_key)
    if step is None or step["kind"] != StepKind.TASK or step["task"]["kind"] not in REVIEWED:
        raise HandInError(_("Bước này không có việc phải nộp."), code="no_task")
    return OutcomeKind(step["task"]["kind"])


def check_work(kind: OutcomeKind, work: Work) -> Work:
    """Return `work` reduced to the fields of its kind. Raises HandInError, which names the field."""
    text, link = work.text.strip(), work.link.strip()
    if len(text) > 1000:
        raise HandInError(_("Chị viết gọn lại trong 1.000 chữ."), field="text", code="text_too_long")
    if link and not _is_web_address(link):
        raise HandInError(_("Đường dẫn phải bắt đầu bằng https://"), field="link", code="link_odd")
    if kind == OutcomeKind.LIVESTREAM_HELD:
        if not link:
            raise HandInError(_("Chị dán đường dẫn của buổi livestream."), field="link", code="link_missing")
        _check_times(work.started_at, work.ended_at)
        return Work(text, link, (), work.started_at, work.ended_at)
    if kind == OutcomeKind.FANPAGE_CONFIRMED:
        if not link:
            raise HandInError(_("Chị dán đường dẫn của trang."), field="link", code="link_missing")
        return Work(text, link)
    if len(work.photos) > MOST_PHOTOS:
        raise HandInError(_("Chị chọn nhiều nhất 5 ảnh."), field="photos", code="too_many_photos")
    if not link and not work.photos:
        raise HandInError(_("Chị chọn ảnh hoặc dán đường dẫn."), field="photos", code="nothing_handed_in")
    return Work(text, link, work.photos)


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and len(link) <= 300


def _check_times(started: datetime | None, ended: datetime | None) -> None:
    if started is None:
        raise HandInError(_("Chị cho biết bắt đầu lúc nào."), field="started", code="start_missing")
    if ended is None:
        raise HandInError(_("Chị cho biết hết lúc nào."), field="ended", code="end_missing")
    if ended > timezone.now():
        raise HandInError(_("Giờ hết chưa tới. Livestream xong chị mới nộp."), field="ended", code="future")
    if ended - started < SHORTEST_LIVESTREAM:
        raise HandInError(
            _("Buổi livestream phải dài ít nhất 15 phút. Chị xem lại giờ bắt đầu và giờ hết."),
            field="ended",
            code="too_short",
        )
    if ended - started > LONGEST_LIVESTREAM:
        raise HandInError(
            _("Giờ bắt đầu và giờ hết cách nhau hơn 12 tiếng. Chị xem lại."), field="ended", code="too_long"
        )


def _keep_photo(actor: Actor, photo: PreparedPhoto) -> Asset:
    return Asset.objects.create(
        kind=AssetKind.PICTURE,
        state=AssetState.READY,
        progress=100,
        uploaded_by=actor.member,
        variants=[
            store_variant(
                photo.webp, content_type="image/webp", label="photo", width=photo.width, height=photo.height
            )
        ],
    )


@transaction.atomic
def withdraw_hand_in(*, actor: Actor, hand_in: HandIn) -> HandIn:
    """Withdraw a hand-in that the trainer has not reviewed. Repeating it changes nothing.

    Raises HandInError, NotAllowed.
    """
    hand_in = _locked(hand_in.pk)
    require(hand_in.enrolment.user_id == actor.member.pk)
    if hand_in.state == HandInState.WITHDRAWN:
        return hand_in
    if hand_in.state != HandInState.WAITING:
        raise HandInError(_("Giảng viên đã xem bài này, không rút lại được."), code="already_reviewed")
    hand_in.state = HandInState.WITHDRAWN
    hand_in.save(update_fields=["state"])
    _append_hand_in_entry(actor, hand_in, "hand_in.withdrawn")
    return hand_in


@transaction.atomic
def accept_hand_in(*, actor: Actor, hand_in: HandIn, words: str = "") -> HandIn:
    """Accept the work and record its milestone, which may finish the task. Repeating it changes nothing.

    Nobody can accept work that they typed on behalf of a learner. Raises HandInError, NotAllowed.
    """
    hand_in = _locked(hand_in.pk)
    require(may_decide(actor, hand_in))
    if hand_in.state == HandInState.ACCEPTED:
        return hand_in
    _require_waiting(hand_in)
    if typed_it(actor, hand_in):
        raise HandInError(
            _("Bài này chị đã nộp hộ, nên phải để người khác duyệt: một giảng viên khác của khoá."),
            code="typed_it_herself",
        )
    _decide(actor, hand_in, HandInState.ACCEPTED, words.strip()[:1000])
    _append_hand_in_entry(actor, hand_in, "hand_in.accepted")
    _notify(hand_in, gettext_lazy("Giảng viên đã nhận bài của chị"))
    record_milestone(
        user=hand_in.enrolment.user,
        kind=MILESTONE_OF[hand_in.kind],
        subject=hand_in.subject,
        happened_at=hand_in.reviewed_at,
    )
    return hand_in


@transaction.atomic
def return_hand_in(*, actor: Actor, hand_in: HandIn, words: str) -> HandIn:
    """Return the work to the member with advice. Raises HandInError, NotAllowed."""
    hand_in = _locked(hand_in.pk)
    require(may_decide(actor, hand_in))
    _require_waiting(hand_in)
    _decide(actor, hand_in, HandInState.RETURNED, _reason(words))
    _append_hand_in_entry(actor, hand_in, "hand_in.returned")
    _notify(hand_in, gettext_lazy("Giảng viên nhắn chị làm lại một việc"))
    return hand_in


@transaction.atomic
def take_back_acceptance(*, actor: Actor, hand_in: HandIn, words: str) -> HandIn:
    """Undo an acceptance within seven days: the task opens again, and the member is notified of the reason.

    Later the result is settled (SETTLES_AFTER). Raises HandInError, NotAllowed.
    """
    hand_in = _locked(hand_in.pk)
    require(may_decide(actor, hand_in))
    if hand_in.state != HandInState.ACCEPTED or hand_in.reviewed_at is None:
        raise HandInError(_("Bài này chưa được nhận."), code="not_accepted")
    if not may_take_back(hand_in):
        raise HandInError(_("Đã quá bảy ngày từ lúc nhận bài, việc của chị ấy đã chốt."), code="settled")
    reason = _reason(words)
    undo_milestone(user=hand_in.enrolment.user, kind=MILESTONE_OF[hand_in.kind], subject=hand_in.subject)
    _decide(actor, hand_in, HandInState.RETURNED, reason)
    _append_hand_in_entry(actor, hand_in, "hand_in.taken_back")
    _notify(hand_in, gettext_lazy("Giảng viên xem lại: một việc cần làm lại"))
    return hand_in


def may_take_back(hand_in: HandIn) -> bool:
    return bool(hand_in.reviewed_at and timezone.now() - hand_in.reviewed_at <= SETTLES_AFTER)


def title_of_task(hand_in: HandIn) -> str:
    """Return the step's published title, else its lesson's."""
    version = published(hand_in.enrolment.version_id)
    step = version.step(hand_in.lesson_key, hand_in.step_key)
    words = next(iter(step["texts"].values()), None) if step else None
    lesson = version.lessons.get(hand_in.lesson_key)
    return (words["title"] if words else "") or (lesson["title"] if lesson else hand_in.lesson_key)


def _locked(pk: UUID) -> HandIn:
    rows = HandIn.objects.select_for_update(of=("self",)).select_related(
        "enrolment__user", "enrolment__version__course"
    )
    return rows.get(pk=pk)


def _require_waiting(hand_in: HandIn) -> None:
    if hand_in.state == HandInState.WITHDRAWN:
        raise HandInError(_("Chị ấy đã rút bài này lại."), code="withdrawn")
    if hand_in.state != HandInState.WAITING:
        raise HandInError(_("Bài này đã có người xem rồi."), code="already_reviewed")


def _reason(words: str) -> str:
    reason = words.strip()
    if not reason:
        raise HandInError(_("Chị viết cần làm lại điều gì."), field="words", code="reason_missing")
    if len(reason) > 1000:
        raise HandInError(_("Chị viết gọn lại trong 1.000 chữ."), field="words", code="reason_too_long")
    return reason


def _decide(actor: Actor, hand_in: HandIn, state: HandInState, words: str) -> None:
    hand_in.state, hand_in.review = state, words
    hand_in.reviewed_by, hand_in.reviewed_at = actor.by, timezone.now()
    hand_in.save(update_fields=["state", "review", "reviewed_by", "reviewed_at"])


def _append_hand_in_entry(
    actor: Actor, hand_in: HandIn, kind: str, more: dict[str, Any] | None = None
) -> None:
    append_entry(
        kind=kind,
        subject=f"hand_in:{hand_in.pk}",
        payload={
            "member": str(hand_in.enrolment.user.ref),
            "task": hand_in.task_ref.removeprefix("task:").rstrip(":"),
            "result": hand_in.kind,
            **(more or {}),
        },
        **actor.ledger_refs(),
    )
    pin_hand_in(hand_in)


def _notify(hand_in: HandIn, title: Any) -> None:
    notify(
        user=hand_in.enrolment.user,
        kind="courses.reviewed",
        title=title,
        body=f"{title_of_task(hand_in)}. {hand_in.review}".strip(),
        url=reverse(
            "courses:hand_in",
            args=[hand_in.enrolment.version.course.slug, hand_in.lesson_key, hand_in.step_key],
        ),
        key=f"reviewed:{hand_in.pk}:{hand_in.reviewed_at:%Y%m%d%H%M%S}",
    )
