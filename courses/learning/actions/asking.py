"""Members' questions to the trainer, and the answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import filled
from backend.ledger.row_states import state_rows
from courses.authoring.rules import may_edit_course
from courses.learning.actions.helping import note_help
from courses.models import Asked, Asset, Course
from members.acting import Actor
from members.notices.actions.notices import notify
from members.rules import require


class AskingError(DomainError):
    """The question or answer is empty or too long; nothing was stored."""


@transaction.atomic
def ask_trainer(
    *,
    actor: Actor,
    course: Course,
    lesson_key: str,
    step_key: str = "",
    text: str = "",
    voice: Asset | None = None,
    asked_at: datetime | None = None,
    notice_key: UUID | str = "",
) -> Asked:
    """Store the member's question, by text or voice, and notify the course's authors. Raises AskingError."""
    text = text.strip()
    if not text and voice is None:
        raise AskingError(_("Chị viết hoặc nói câu hỏi đã."), code="question_empty", field="text")
    if len(text) > 1000:
        raise AskingError(
            _("Câu hỏi dài quá 1.000 chữ. Chị viết ngắn lại."), code="question_too_long", field="text"
        )
    asked = Asked.objects.create(
        course=course,
        lesson_key=lesson_key,
        step_key=step_key,
        user=actor.member,
        by=actor.by,
        text=text,
        voice=voice,
        asked_at=min(asked_at or timezone.now(), timezone.now()),
    )
    state_rows(asked)
    note_help(actor=actor, kind="trainer.asked", subject=f"asked:{asked.pk}")
    for author in course.authors.all():
        notify(
            user=author,
            kind="courses.asked",
            title=filled(gettext_lazy("Có câu hỏi ở khoá “%(course)s”"), {"course": course.title}),
            body=text[:200] or gettext_lazy("Câu hỏi bằng lời nói."),
            url=reverse("courses:inbox"),
            key=asked_key(asked),
        )
    return asked


def asked_key(asked: Asked) -> str:
    """Return the key of the notice about the question. The notice contains the question's text."""
    return f"asked:{asked.pk}"


@transaction.atomic
def answer_question(
    *, actor: Actor, asked: Asked, text: str = "", voice: Asset | None = None, is_shared: bool = False
) -> Asked:
    """Answer a learner's question, or replace the answer, and notify the learner.

    A shared answer is shown under the lesson to everybody, without the member's name. Raises AskingError,
    NotAllowed.
    """
    require(may_edit_course(actor.member, asked.course))
    text = text.strip()
    if not text and voice is None:
        raise AskingError(_("Chị viết hoặc nói câu trả lời đã."), code="answer_empty", field="text")
    asked = Asked.objects.select_for_update(of=("self",)).select_related("course", "user").get(pk=asked.pk)
    asked.answer, asked.answer_voice = text, voice or asked.answer_voice
    asked.is_shared = is_shared
    asked.answered_by, asked.answered_at = actor.by, timezone.now()
    asked.save()
    state_rows(asked)
    note_help(actor=actor, kind="trainer.answered", subject=f"asked:{asked.pk}")
    notify(
        user=asked.user,
        kind="courses.answered",
        title=gettext_lazy("Giảng viên đã trả lời câu hỏi của chị"),
        body=text[:200] or gettext_lazy("Câu trả lời bằng lời nói."),
        url=reverse("courses:lesson", args=[asked.course.slug, asked.lesson_key]) + "#hoi-dap",
        key=f"answered:{asked.pk}:{asked.answered_at.timestamp():.0f}",
    )
    return asked
