"""A law that changes marks the lesson, the question and the contest paper that cite it, and each owner reads it once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from backend.law.citing.actions import tell_of_changes
from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.citing.registry import citing_places
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.enums import ChangeKind, DocumentState
from courses.authoring.actions.writing import change_step
from courses.authoring.locks import lock_of
from courses.contests.actions.contests import commit_round, put_question
from courses.contests.papers import paper_of
from courses.models import ContestRound, Step
from courses.question_banks.actions import save_question
from members.acting import Actor
from members.models import Notice
from tests.factories.contests import draft_round, question
from tests.factories.courses import make_course, make_trainer
from tests.factories.law import a_document, a_provision
from tests.factories.members import OfficerFactory
from tests.factories.quizzes import QUESTIONS

pytestmark = pytest.mark.django_db
TODAY = "2026-12-01 12:00 +0700"
LATER = "2027-02-01 12:00 +0700"
CITED = [{"document": "901/2019/QH99", "article": "3", "date": "2026-12-01"}]


@pytest.fixture
def law():
    read = {"state": DocumentState.READ, "read_date": dt.date(2026, 12, 1)}
    document = a_document(**read)
    a_provision("3", document=document)
    with time_machine.travel(TODAY):
        yield document


@pytest.fixture
def trainer():
    return make_trainer()


def cite_in_lesson(trainer):
    step = Step.objects.filter(lesson__module__course=make_course(author=trainer)).first()
    change_step(actor=Actor.of(trainer), step=step, lock=lock_of(step), texts={}, citations=CITED)
    return trainer


def cite_in_question(trainer):
    bank = make_course(author=trainer).question_banks.create(title="Luật", key="luat")
    save_question(actor=Actor.of(trainer), bank=bank, question={**QUESTIONS[0], "citations": CITED})
    return trainer


def cite_in_draft(_trainer):
    organiser = OfficerFactory()
    put_question(
        actor=Actor.of(organiser), round_=draft_round(organiser), question=question(1, citations=CITED)
    )
    return organiser


def cite_in_paper(_trainer):
    organiser = cite_in_draft(_trainer)
    round_ = ContestRound.objects.select_related("contest__branch").get()
    round_.opens_at, round_.closes_at = (
        round_.opens_at + dt.timedelta(days=90),
        round_.closes_at + dt.timedelta(days=90),
    )
    round_.save()
    commit_round(actor=Actor.of(organiser), round_=round_)
    return organiser


KINDS = {
    "lesson": (cite_in_lesson, "lessons", "Bài học"),
    "question": (cite_in_question, "questions", "Câu hỏi"),
    "draft of a contest": (cite_in_draft, "contest papers", "Câu hỏi thi"),
    "contest paper": (cite_in_paper, "contest papers", "Câu hỏi thi"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_law_marks_the_place_and_tells_its_owner_once(law, trainer, kind):
    cite, source, words = KINDS[kind]
    owner = cite(trainer)
    assert audit_citations(places=citing_places([source])) == []
    assert tell_of_changes() == 0
    article = law.provisions.get(ref="3")
    record_change(
        actor=None, change=NewChange(ChangeKind.AMENDS, law, dt.date(2027, 1, 1), provision=article)
    )
    with time_machine.travel(LATER):
        (finding,) = audit_citations(places=citing_places([source]))
        assert (finding.fault, finding.since, str(finding.place.kind)) == (
            Fault.CHANGED,
            dt.date(2027, 1, 1),
            words,
        )
        assert [tell_of_changes(), tell_of_changes()] == [1, 0]
    notice = Notice.objects.get(kind="law.changed")
    assert notice.user == owner
    assert notice.url == finding.place.url
    assert "901/2019/QH99 3" in notice.body


def test_a_committed_paper_keeps_its_citations_and_shows_no_question(law, trainer):
    cite_in_paper(trainer)
    (place,) = citing_places(["contest papers"])
    round_ = ContestRound.objects.get()
    assert paper_of(round_).questions["cau1"]["citations"] == CITED
    assert place.name == "Tìm hiểu pháp luật, 1, 1"
    ContestRound.objects.filter(pk=round_.pk).update(
        closed_at=dt.datetime(2027, 3, 1, tzinfo=dt.UTC), list_sha256="a" * 64
    )
    assert list(citing_places(["contest papers"])) == []
