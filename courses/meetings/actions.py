"""Run a branch's meeting: show a lesson, record attendance, count hands, close the record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows, states
from courses.authoring.versions import published
from courses.classes.actions.class_places import card_in
from courses.classes.errors import MeetingError
from courses.classes.rules import may_lead_meeting_of, may_run_meeting
from courses.meetings.hands import choices_of
from courses.models import CourseVersion, Meeting, MeetingHands, MeetingPresence
from courses.quizzes.published_quizzes import asked_quiz
from members.acting import Actor
from members.models import Branch, User
from members.rules import require

MOST_HANDS = 500
# A meeting begun offline must be sent within this time.
OLDEST = timedelta(days=30)


@transaction.atomic
def begin_meeting(
    *,
    actor: Actor,
    branch: Branch,
    version: CourseVersion,
    lesson_key: str,
    meeting_id: UUID | None = None,
    started_at: datetime | None = None,
) -> Meeting:
    """Open a meeting with one lesson. A phone without connection gives its own `meeting_id` and `started_at`.

    A known `meeting_id` returns that meeting. A moment outside the last 30 days is replaced by now. Raises
    NotAllowed, or MeetingError (unknown lesson, or the ID belongs to another meeting).
    """
    require(may_lead_meeting_of(actor.member, branch))
    if meeting_id and (known := Meeting.objects.filter(pk=meeting_id).first()):
        same = (known.branch_id, known.version_id, known.lesson_key, known.led_by_id)
        if same != (branch.pk, version.pk, lesson_key, actor.member.pk):
            raise MeetingError(_("Buổi này đã có với nội dung khác."), code="meeting_conflict")
        return known
    if lesson_key not in published(version.pk).lessons:
        raise MeetingError(_("Bài này không có trong khoá học."), field="lesson", code="lesson_unknown")
    now = timezone.now()
    meeting = Meeting.objects.create(
        pk=meeting_id or uuid4(),
        branch=branch,
        version=version,
        lesson_key=lesson_key,
        led_by=actor.member,
        started_at=started_at if started_at and now - OLDEST <= started_at <= now else now,
    )
    append_entry(
        kind="meeting.begun",
        subject=f"meeting:{meeting.pk}",
        payload={"version": version.content_sha256, "lesson": lesson_key, **states(meeting)},
        **actor.ledger_refs(),
    )
    return meeting


def _open(actor: Actor, meeting: Meeting) -> Meeting:
    require(may_run_meeting(actor.member, meeting))
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if row.ended_at is not None:
        raise MeetingError(_("Buổi này đã kết thúc, biên bản giữ nguyên."), code="meeting_ended")
    return row


def _within(meeting: Meeting, at: datetime | None) -> datetime:
    """Return `at` if it lies within the meeting, else now."""
    now = timezone.now()
    return at if at and meeting.started_at <= at <= now else now


@transaction.atomic
def note_present(*, actor: Actor, meeting: Meeting, card: str, at: datetime | None = None) -> MeetingPresence:
    """Record a member of the leader's branches as present, by a scanned or typed card. Idempotent.

    Only presence is recorded, never learning. A card of another branch is answered like an unknown card.
    Raises NotAllowed, MeetingError.
    """
    meeting = _open(actor, meeting)
    number = card_in(card)
    if number is None:
        raise MeetingError(
            _("Số thẻ gồm tám chữ số. Chị xem lại trên thẻ."), field="card", code="card_unreadable"
        )
    member = User.objects.visible_to(actor.member).filter(card_number=number, is_active=True).first()
    if member is None:
        raise MeetingError(
            _("Không thấy hội viên mang số thẻ này trong các chi hội chị phụ trách."),
            field="card",
            code="card_unknown",
        )
    row, made = MeetingPresence.objects.get_or_create(
        meeting=meeting, user=member, defaults={"at": _within(meeting, at)}
    )
    if made:
        append_entry(
            kind="meeting.attended",
            subject=f"meeting:{meeting.pk}",
            payload=states(row),
            **Actor(by=actor.by, member=member).ledger_refs(),
        )
    return row


@transaction.atomic
def count_hands(
    *,
    actor: Actor,
    meeting: Meeting,
    step_key: str,
    question_key: str,
    counts: Mapping[str, int],
    at: datetime | None = None,
) -> MeetingHands:
    """Store the number of raised hands for each choice of a question. It counts as no member's attempt.

    The last count replaces earlier counts. `at`: the moment of a count that is reported later. Raises
    NotAllowed, MeetingError.
    """
    meeting = _open(actor, meeting)
    asked = asked_quiz(meeting.version_id, meeting.lesson_key, step_key)
    question = asked.public_questions.get(question_key) if asked else None
    keys = [key for key, _words in choices_of(question)] if question else []
    if not keys:
        raise MeetingError(_("Câu này không giơ tay được."), code="question_unknown")
    if set(counts) != set(keys):
        raise MeetingError(_("Chị đếm tay cho từng câu trả lời."), code="hands_missing")
    if any(not 0 <= count <= MOST_HANDS for count in counts.values()):
        raise MeetingError(_("Số tay từ 0 đến 500."), code="hands_many")
    row, _made = MeetingHands.objects.update_or_create(
        meeting=meeting,
        step_key=step_key,
        question_key=question_key,
        defaults={"counts": dict(counts), "counted_at": _within(meeting, at)},
    )
    state_rows(row)
    return row


@transaction.atomic
def end_meeting(
    *, actor: Actor, meeting: Meeting, shown: Collection[str], note: str = "", at: datetime | None = None
) -> Meeting:
    """End the meeting permanently and store the steps that were shown and a note.

    `at`: the moment, if it is reported later. Raises NotAllowed, MeetingError.
    """
    meeting = _open(actor, meeting)
    lesson = published(meeting.version_id).lessons[meeting.lesson_key]
    meeting.shown = [step["key"] for step in lesson["steps"] if step["key"] in shown]
    meeting.note = note.strip()
    meeting.ended_at = _within(meeting, at)
    meeting.save()
    append_entry(
        kind="meeting.ended",
        subject=f"meeting:{meeting.pk}",
        payload={
            "present": meeting.presences.count(),
            "shown": list(meeting.shown),
            "hands": [
                {"step": row.step_key, "question": row.question_key, "counts": dict(row.counts)}
                for row in meeting.hands.all()
            ],
            **states(meeting),
        },
        **actor.ledger_refs(),
    )
    return meeting
