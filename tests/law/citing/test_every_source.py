"""The end of a document reaches every lesson, situation, rule, duty, term and consent that cites it, in one tick."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter

import pytest
import time_machine
from django.utils import timezone

from backend.common import clock
from backend.law.bulletins.actions.versions import Draft, begin_bulletin
from backend.law.bulletins.content import Content, Sentence
from backend.law.bulletins.enums import VersionState
from backend.law.catalogue import load_catalogue
from backend.law.citing import registry
from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.citing.registry import CitingPlace
from backend.law.citing.source_code import cited_in_source
from backend.law.library.enums import ChangeKind
from backend.law.models import Bulletin, Change, Document, ToldChange
from courses.authoring.actions.publishing import publish_course
from courses.contests.actions.contests import put_question
from courses.models import ContestRound, Course, Question, Step
from members.acting import Actor
from members.models import Notice
from tests.factories.contests import draft_round, question
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import OfficerFactory, StaffFactory
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.factories.union import a_question
from tests.law.citing.data_rows import ROOT, cited_rows, project_texts
from union.questions.enums import Capacity
from union.questions.models import PublicAnswer
from union.questions.models import Question as AskedQuestion

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENDS_ON = dt.date(2026, 12, 20)
CITED = [{"document": "37/2026/NĐ-CP", "article": "22", "date": "2026-12-01"}]
LESSON = "37/2026/NĐ-CP 22"
# The file of rows -> the first part of their places' keys. A new file needs a line here.
KEYS = {
    "backend/common/retention.toml": "term",
    "members/consent/consents.toml": "consent",
    "orders/duties/duties.toml": "duty",
    "orders/duties/statements.toml": "statement",
    "orders/figures/tax/nguong-doanh-thu-2026-nd-68.toml": "tax",
    "orders/figures/tax/nguong-doanh-thu-2026.toml": "tax",
    "products/certificates/ocop.toml": "ocop",
    "products/legal/rules.toml": "label-rule",
    "traceability/legal/rules.toml": "label-rule",
}


def make_cited_course() -> Course:
    """Return a published course that cites law in a step and in a question."""
    course = make_course(author=make_trainer())
    make_quiz(course, questions=[{**QUESTIONS[1], "citations": CITED}])
    assert Step.objects.filter(lesson__key="mot").update(citations=CITED)
    publish_course(actor=Actor.of(course.authors.get()), course=course)
    return course


@pytest.fixture
def course() -> Course:
    """Load the catalogue, and cite it in a course, a contest's question, a bulletin and an answer. Return the course."""
    load_catalogue()
    organiser = OfficerFactory()
    put_question(
        actor=Actor.of(organiser), round_=draft_round(organiser), question=question(1, citations=CITED)
    )
    document = Document.objects.get(number=CITED[0]["document"])
    words = Content(Sentence("Chị bán hàng.", (LESSON,)))
    bulletin = begin_bulletin(
        actor=Actor.of(organiser),
        document=document,
        topic="ban-hang",
        draft=Draft("Ghi nhãn", dt.date(2026, 1, 23), words),
    )
    bulletin.versions.update(state=VersionState.PUBLISHED, published_at=timezone.now())
    PublicAnswer.objects.create(
        question=a_question(),
        title="Bán trên mạng",
        asked="Bán trên mạng cần gì?",
        text="Chị ghi nhãn.",
        topic="ban-hang",
        citations=CITED,
        capacity=Capacity.OFFICER,
        published_by=organiser,
        published_at=timezone.now(),
    )
    AskedQuestion.objects.update(consented_at=timezone.now())
    return make_cited_course()


def end_all_documents() -> None:
    now = timezone.now()
    Change.objects.bulk_create(
        Change(kind=ChangeKind.REPEALS, document=each, from_date=ENDS_ON, recorded_at=now)
        for each in Document.objects.all()
    )


def expected() -> set[tuple[str, str]]:
    """Return (key, citation) of everything that must be marked, read from the files and rows themselves."""
    found = {
        (f"{KEYS[path]}:{row['id']}", cite)
        for (path, _id), row in cited_rows().items()
        if row.get("valid_to") is None
        for cite in row["cites"]
    }
    for name in project_texts(".toml"):
        if name.startswith("backend/law/data/situations/"):
            values = tomllib.loads((ROOT / name).read_text("utf-8"))
            slug = name.rpartition("/")[2].removesuffix(".toml")
            rows = [row for rows in values.values() if isinstance(rows, list) for row in rows]
            cites = [cite for row in rows if isinstance(row, dict) for cite in row.get("cites", ())]
            found |= {(f"situation:{slug}", cite) for cite in cites}
    places = tomllib.loads((ROOT / "backend/law/data/places.toml").read_text("utf-8"))
    found |= {(f"place:{key}", cite) for key, row in places.items() for cite in row.get("cites", ())}
    found |= {(f"source:{name}", cite) for name, cites in cited_in_source().items() for cite in cites}
    found |= {(f"step:{each.pk}", LESSON) for each in Step.objects.exclude(citations=[])}
    found |= {(f"bulletin:{each.pk}", LESSON) for each in Bulletin.objects.all()}
    found |= {(f"answer:{each.pk}", LESSON) for each in PublicAnswer.objects.all()}
    found |= {
        (f"contest:{each.contest.slug}:{each.number}:{one['key']}", LESSON)
        for each in ContestRound.objects.select_related("contest")
        for one in each.questions
        if one.get("citations")
    }
    return found | {(f"question:{each.pk}", LESSON) for each in Question.objects.exclude(citations=[])}


def unmarked() -> set[str]:
    """Return the keys of what must be marked as ended on that day, and isn't."""
    marked = {(one.place.key, one.citation) for one in audit_citations(ENDS_ON) if one.fault == Fault.ENDED}
    return {key for key, _cite in expected() - whole(marked)}


def whole(marked: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the marks, with the ranges that places name article by article: "NUMBER 97-98"."""
    keys = {key for key, _cite in marked}
    return marked | {(key, cite) for key, cite in expected() if key in keys and "-" in cite.partition(" ")[2]}


def tick() -> None:
    """Run the clock's job once, on the day of the end."""
    job = next(job for job in clock.jobs() if job.name == "law.tell_of_changes")
    with time_machine.travel(f"{ENDS_ON}T05:00:00Z", tick=False):
        job.work()


def told_sources() -> list[str]:
    """Return the registered sources whose owners are notified: a release corrects the source code, no officer."""
    return [name for name in registry.source_names() if name not in registry._untold]


def untold() -> set[str]:
    """Return the keys of the places whose owners should have got one notice, and got none."""
    told = Counter(
        tuple(each.split(" ")[:-2]) for each in ToldChange.objects.values_list("subject", flat=True)
    )
    assert set(told.values()) == {1}
    keys = {key for key, *_cite in told}
    return {key for key, _cite in expected() if not key.startswith("source:")} - keys


def without(places: list[CitingPlace]) -> list[CitingPlace]:
    """Return the places without the last one."""
    return [each for each in places if each.key != places[-1].key]


def test_the_end_of_the_documents_marks_every_place_in_one_tick(course):
    staff = StaffFactory()
    end_all_documents()
    assert unmarked() == set()
    kinds = {key.partition(":")[0] for key, _cite in expected()}
    assert kinds == {
        *KEYS.values(),
        "situation",
        "place",
        "source",
        "step",
        "question",
        "bulletin",
        "contest",
        "answer",
    }
    tick()
    assert untold() == set()
    told = {subject.partition(" ")[0] for subject in ToldChange.objects.values_list("subject", flat=True)}
    # A release corrects the source, no officer: the audit alone lists it.
    assert not [key for key in told if key.startswith("source:")]
    # The published version is told of by the version, its place and its question.
    assert [key for key in told if key.startswith(f"version:{course.slug}:1:")]
    assert staff.notices.filter(kind="law.changed").exists()


def test_each_owner_is_told_once_of_each_place_of_every_registered_kind(course):
    """One tick: a notice a place for each of its owners, for the staff without one; a second tick sends none."""
    staff = StaffFactory()
    end_all_documents()
    with time_machine.travel(f"{ENDS_ON}T05:00:00Z", tick=False):
        places = {name: list(registry.citing_places([name])) for name in told_sources()}
    assert [name for name, found in places.items() if not found] == []
    owed = Counter(
        person
        for owners in {each.key: each.owners for found in places.values() for each in found}.values()
        for person in owners or (staff.pk,)
    )
    tick()
    sent = Notice.objects.filter(kind="law.changed")
    assert Counter(sent.values_list("user", flat=True)) == owed
    tick()
    assert Counter(sent.values_list("user", flat=True)) == owed


def test_a_place_that_is_left_out_of_any_source_is_named_as_unmarked_and_untold(course, monkeypatch):
    StaffFactory()
    end_all_documents()
    left_out = set()
    # What published versions cite is expected by their drafts' steps and questions.
    for source in sorted(set(told_sources()) - {"published lessons"}):
        places = list(registry.citing_places([source]))
        left_out.add(places[-1].key)
        monkeypatch.setitem(registry._sources, source, lambda places=places: without(places))
        assert unmarked() == left_out
    assert len(left_out) == len(registry.source_names()) - 2
    tick()
    assert untold() == left_out
