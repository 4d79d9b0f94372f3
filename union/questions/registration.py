"""Register questions' acts, clock jobs, own data and slots, and show help first when somebody types a danger."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily, every
from backend.law import ports
from backend.law.citing import ports as citing
from backend.law.citing.registry import register_citing
from backend.law.situations.stock import stock
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.theme import navigation, offline
from members.acting import ActorRequest
from members.own_data import erasing
from union.alarms.places import GENERAL, help_places
from union.issues import ports as issues
from union.models import Alarm
from union.questions import own_data
from union.questions.actions.handling import (
    count_waiting,
    follow_up_questions,
    move_merged,
    remind_of_unheard,
)
from union.questions.actions.publishing import mark_changed_answers
from union.questions.auditing import STATED
from union.questions.citing import citing_answers
from union.questions.hearing import may_hear, unheard_of
from union.questions.models import Question
from union.questions.triage import dangers

ACTS = (
    Act("question.asked", words=_("Hỏi Hội Phụ nữ một câu")),
    Act("question.heard", words=_("Nghe một câu hỏi bằng lời nói")),
    Act("question.withdrawn", words=_("Rút lại một câu hỏi")),
    Act("question.handed_on", words=_("Chuyển một câu hỏi")),
    Act("question.merged", words=_("Gộp một câu hỏi trùng")),
    Act("question.answer_written", words=_("Soạn câu trả lời")),
    Act("question.answer_submitted", words=_("Gửi câu trả lời cho người thứ hai đọc")),
    Act("question.answer_returned", words=_("Trả lại câu trả lời để sửa")),
    Act("question.answered", words=_("Trả lời một câu hỏi")),
    Act("question.consented", words=_("Đồng ý cho người khác đọc câu trả lời")),
    Act("question.consent_withdrawn", words=_("Rút lại đồng ý cho người khác đọc")),
    Act("question.published", words=_("Đăng một hỏi đáp")),
    Act("question.unpublished", words=_("Bỏ một hỏi đáp khỏi trang công khai")),
    Act("question.review"),
)


def register() -> None:
    """Register everything of questions. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    own_data.register_records()
    erasing.register("union.questions", own_data.erase_questions)
    daily(at="04:05", name="questions.forget")(own_data.forget_old_questions)
    every(minutes=30, name="questions.follow_up")(follow_up_questions)
    every(minutes=30, name="questions.unheard")(remind_of_unheard)
    slots.register(
        "officer.links", "questions", template="union/questions/slots/desk.html", context=at_desk, order=8
    )
    issues.questions_merged.provide(move_merged)
    issues.questions_to_move.provide(count_waiting)
    register_citing("answers", citing_answers, is_public=True)
    citing.law_changed.provide(mark_changed_answers)
    navigation.register_tab("law", label=_("Hỏi"), also=("union:questions",))
    slots.register("law.home", "ask", template="union/questions/slots/ask.html", context=way_to_ask, order=5)
    slots.register("law.found", "ask", template="union/questions/slots/ask.html", context=way_to_ask)
    offline.register_own_folder("union:question_desk")
    slots.register("union.alarm", "spoken", template="union/questions/slots/spoken.html", context=spoken)
    register_triage()


def spoken(request: ActorRequest, alarm: Alarm, **kw: Any) -> dict[str, Any] | None:
    """Return the spoken question of an alarm until somebody has said that it is ordinary; None for other alarms."""
    question = unheard_of(alarm)
    return {"question": question} if question and may_hear(request.actor.by, question) else None


def way_to_ask(request: HttpRequest, **kw: Any) -> dict[str, Any]:
    """Return nothing of the request: the pages of the law are the same for everybody."""
    return {"typed": kw.get("typed", "")}


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return how many questions wait for this member, and how many of them are late."""
    rows = Question.objects.visible_to(request.actor.member)
    return {"count": rows.waiting().count(), "late": rows.late().count()}


def register_triage() -> None:
    """Recognise dangers for the law search, and fill the slot above its hits."""
    ports.names_danger.provide(names_danger)
    slots.register("law.danger", "help", template="union/questions/slots/danger.html", context=help_for)


def names_danger(typed: str) -> bool:
    """Answer the port of the law search: True if a rule names a danger. A learned score alone hides no hits."""
    return dangers(typed) not in ((), (GENERAL,))


def help_for(request: HttpRequest, typed: str, **kw: Any) -> dict[str, Any] | None:
    """Return the places that help in the dangers that `typed` names; None for an ordinary question."""
    kinds = dangers(typed)
    places = stock().places
    return {"places": [places[each] for each in help_places(kinds)]} if kinds else None
