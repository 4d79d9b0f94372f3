"""What pages show of questions: who has one until when, its way, and the law that its answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from backend.law.citing.auditing import first_fault
from backend.law.citing.enums import MOVED
from backend.law.citing.places import CitedPlace, cite_of, places_of
from backend.law.library.standings import find_standings
from backend.law.library.text_changes import texts_changed_of
from backend.law.situations.stock import Place, Topic, stock
from union.questions.models import Answer, PublicAnswer, Question
from union.questions.terms import capacity_words


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer for its pages. capacity: "Hội LHPN xã …, cán bộ Hội". place: where she is referred to, or None."""

    text: str
    capacity: str
    cited: list[CitedPlace]
    place: Place | None


def topic_of(question: Question | PublicAnswer) -> Topic | None:
    return stock().topics.get(question.topic)


def shown_answer(answer: Answer | PublicAnswer, branch: str = "") -> ShownAnswer:
    """Return what pages show. Up to seven queries if it cites law."""
    cites = [cite_of(row) for row in answer.citations]
    return ShownAnswer(
        text=answer.text,
        capacity=", ".join(filter(None, (capacity_words(answer.capacity, answer.card_number), branch))),
        cited=places_of(cites) if cites else [],
        place=stock().places.get(answer.place),
    )


def asker_page(question: Question) -> dict[str, Any]:
    """Return the context of the asker's page. A double shows the answer of the question that it was merged into."""
    source = question.merged_into or question
    answer = Answer.objects.sent().filter(question=source).select_related("branch").first()
    return {
        "question": question,
        "topic": topic_of(question),
        "way": question.handovers.select_related("branch"),
        "answer": shown_answer(answer, str(answer.branch)) if answer else None,
        "answered_at": answer.sent_at if answer else None,
    }


def public_page(row: PublicAnswer) -> dict[str, Any]:
    """Return the context of a public answer's page.

    review_from: since when its law is another one: as the port marked it, or as the library says now.
    """
    cites = [cite_of(each) for each in row.citations]
    checked, today = timezone.localdate(row.published_at), timezone.localdate()
    standings = find_standings(cites, today) if cites else {}
    texts = texts_changed_of(one for many in standings.values() for one in many) if cites else {}
    faults = [first_fault(many, checked, today, texts) for many in standings.values()]
    moved = [since or today for fault, since in faults if fault in MOVED]
    return {
        "public": row,
        "topic": topic_of(row),
        "answer": shown_answer(row),
        "review_from": row.review_from_date or min(moved, default=None),
    }


def handled_page(question: Question) -> dict[str, Any]:
    """Return the context of the page of those who answer."""
    answer = Answer.objects.filter(question=question).select_related("branch").first()
    return {
        "question": question,
        "topic": topic_of(question),
        "way": question.handovers.select_related("branch"),
        "doubles": question.doubles.count(),
        "shown": shown_answer(answer, str(answer.branch)) if answer else None,
    }
