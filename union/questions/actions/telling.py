"""Tell askers and those who answer. A message on a phone never says what a question is about: others may see it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from backend.common.limits import SharedLimit
from backend.common.short_links import shorten
from members.models import User
from members.notices.actions.notices import notify
from members.notices.segments import fitted
from members.notices.tasks import send_sms_task
from union.questions.models import Question
from union.questions.reach import handlers_of
from union.questions.terms import terms

messages_a_month = SharedLimit("messages about a question", terms().most_sms, seconds=30 * 24 * 3600, step=1)


def tell_handlers(question: Question, what: str, title: Any) -> None:
    """Notify those who answer for the question's branch; staff, if nobody does."""
    people = handlers_of(question.branch) or list(User.objects.filter(is_staff=True, is_active=True))
    for person in people:
        notify(
            user=person,
            kind=f"question.{what}",
            title=title,
            url=reverse("union:handle_question", args=[question.pk]),
            key=f"question:{question.pk}:{what}:{question.branch_id}",
        )


def tell_asker(question: Question, what: str, title: Any) -> None:
    """Notify the asker, or send an SMS to a proven number, within the limit of messages about one question."""
    path = reverse("union:question", args=[question.ref])
    if question.asker is not None and question.asker.is_active:
        key = f"question:{question.pk}:{what}"
        notify(user=question.asker, kind=f"question.{what}", title=title, url=path, key=key)
        return
    if not question.phone or not question.is_phone_proven or messages_a_month.is_over(str(question.pk)):
        return
    with override("vi"):
        words = f"Piêu: {str(title).rstrip('.')}."
    send_sms_task.enqueue(to=question.phone, text=fitted(words, shorten(path), most=2))
