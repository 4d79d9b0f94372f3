"""The end of a document reaches every lesson, situation, rule, duty, term and consent that cites it, in one tick."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
import time_machine
from django.utils import timezone

from backend.common import clock
from backend.law.catalogue import load_catalogue
from backend.law.citing import registry
from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.citing.source_code import cited_in_source
from backend.law.library.enums import ChangeKind
from backend.law.models import Change, Document, ToldChange
from courses.authoring.actions.publishing import publish_course
from courses.models import Course, Question, Step
from members.acting import Actor
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import StaffFactory
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.law.citing.data_rows import ROOT, cited_rows, project_texts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENDS_ON = dt.date(2026, 12, 20)
CITED = [{"document": "37/2026/NĐ-CP", "article": "22", "date": "2026-12-01"}]
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


@pytest.fixture
def course() -> Course:
    """Return a published course that cites law in a step and in a question."""
    course = make_course(author=make_trainer())
    make_quiz(course, questions=[{**QUESTIONS[1], "citations": CITED}])
    assert Step.objects.filter(lesson__key="mot").update(citations=CITED)
    publish_course(actor=Actor.of(course.authors.get()), course=course)
    return course


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
    lesson = f"{CITED[0]['document']} {CITED[0]['article']}"
    found |= {(f"step:{each.pk}", lesson) for each in Step.objects.exclude(citations=[])}
    return found | {(f"question:{each.pk}", lesson) for each in Question.objects.exclude(citations=[])}


def unmarked() -> set[str]:
    """Return the keys of what must be marked as ended on that day, and isn't."""
    marked = {(one.place.key, one.citation) for one in audit_citations(ENDS_ON) if one.fault == Fault.ENDED}
    return {key for key, _cite in expected() - whole(marked)}


def whole(marked: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the marks, with the ranges that places name article by article: "NUMBER 97-98"."""
    keys = {key for key, _cite in marked}
    return marked | {(key, cite) for key, cite in expected() if key in keys and "-" in cite.partition(" ")[2]}


def test_the_end_of_the_documents_marks_every_place_in_one_tick(course):
    load_catalogue()
    staff = StaffFactory()
    end_all_documents()
    assert unmarked() == set()
    kinds = {key.partition(":")[0] for key, _cite in expected()}
    assert kinds == {*KEYS.values(), "situation", "place", "source", "step", "question"}
    tick = next(job for job in clock.jobs() if job.name == "law.tell_of_changes")
    with time_machine.travel(f"{ENDS_ON}T05:00:00Z", tick=False):
        tick.work()
    told = {subject.partition(" ")[0] for subject in ToldChange.objects.values_list("subject", flat=True)}
    # A release corrects the source, no officer: the audit alone lists it.
    must = {key for key, _cite in expected() if not key.startswith("source:")}
    assert must <= told and not [key for key in told if key.startswith("source:")]
    # The published version is told of by the version, its place and its question.
    assert [key for key in told if key.startswith(f"version:{course.slug}:1:")]
    assert staff.notices.filter(kind="law.changed").exists()


@pytest.mark.parametrize("source", ["consents", "terms", "duties", "situations", "statements", "lessons"])
def test_a_place_that_is_left_out_is_named(course, source, monkeypatch):
    load_catalogue()
    end_all_documents()
    places = list(registry.citing_places([source]))
    left_out = places[-1].key
    monkeypatch.setitem(registry._sources, source, lambda: [each for each in places if each.key != left_out])
    assert unmarked() == {left_out}
