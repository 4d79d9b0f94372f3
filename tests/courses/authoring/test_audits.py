from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from backend.law.citing import registry
from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.models import Document, Provision
from courses.authoring.actions.publishing import publish_course
from courses.law.citing import citing_steps, citing_versions
from courses.law.in_use import audit_in_use
from courses.law.stale import audit
from courses.learning.actions.learning import start_course
from courses.media.speech import text_hash
from courses.media.voices import Figures, figures_of
from courses.models import Credential, Question, QuestionBank, Step, StepText
from courses.offline.packs import manifest_bytes
from courses.quizzes.actions.attempts import start_attempt
from members.acting import Actor
from tests.factories.courses import make_asset, make_course, make_trainer
from tests.factories.law import a_document, a_provision
from tests.factories.members import LanFactory, MinhFactory
from tests.factories.quizzes import QUESTIONS, make_quiz

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DOCUMENT = "37/2026/NĐ-CP"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def provision(article: str, start: str, end: str | None = None) -> Provision:
    """Let the library hold the article on these days; a second call is a change of it."""
    document = a_document(DOCUMENT, kind="decree")
    held = document.provisions.filter(ref=article).first()
    if held is None:
        return a_provision(article, document=document, period=(day(start), day(end) if end else None))
    record_change(actor=None, change=NewChange(ChangeKind.AMENDS, document, day(start), provision=held))
    return held


def cite(article: str, date: str = "2026-11-24") -> list[dict[str, str]]:
    return [{"document": DOCUMENT, "article": article, "date": date}]


@pytest.fixture
def course():
    return make_course(author=make_trainer())


@pytest.fixture
def step(course):
    return Step.objects.filter(lesson__key="mot").first()


def why(at: str) -> list[str]:
    return [row.why for row in audit(day(at))]


def test_a_citation_holds_until_its_article_changes(step):
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    provision("23(7)", "2026-01-23")
    provision("23(7)", "2027-01-01")
    assert why("2026-12-31") == []
    assert why("2027-01-01") == ["Điều này đổi từ ngày 01/01/2027."]


def test_ended_future_or_unknown_article_is_stale(step):
    provision("1", "2026-01-01", "2026-12-31")
    provision("2", "2027-01-01")
    for article, reason in (
        ("1", "Điều này không có hiệu lực vào ngày 01/03/2027."),
        ("2", "Ngày xem lại, điều này không có hiệu lực."),
        ("3", "Chưa có điều này trong sổ luật."),
    ):
        Step.objects.filter(pk=step.pk).update(citations=cite(article))
        assert why("2027-03-01") == [reason]
    Step.objects.filter(pk=step.pk).update(citations=cite("2", "2027-02-01"))
    assert why("2027-03-01") == []


def test_questions_are_looked_at_and_retired_courses_are_not(course, step):
    bank = QuestionBank.objects.create(course=course, title="Hỏi")
    shared = QuestionBank.objects.create(title="Chung")
    for each in (bank, shared):
        each.questions.create(kind="true_false", body={"text": "Đúng không?"}, citations=cite("9"))
    assert len(audit(day("2027-01-01"))) == 2
    assert [row.question.bank for row in audit(day("2027-01-01"), courses=[course.pk])] == [bank]
    type(course).objects.update(retired_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert [row.question.bank for row in audit(day("2027-01-01"))] == [shared]


def test_command_lists_stale_citations_and_exits_with_1(step, monkeypatch, capsys):
    others = [name for name in registry.source_names() if "lessons" not in name]
    for name in others:
        monkeypatch.setitem(registry._sources, name, list)
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    provision("23(7)", "2026-01-23", "2026-12-31")
    Document.objects.update(state=DocumentState.READ, read_date=day("2026-11-24"))
    call_command("law_audit", at="2026-12-01")
    assert capsys.readouterr().out == "2026-12-01: places 1, to look at again 0, never read 0\n"
    with pytest.raises(SystemExit) as ended:
        call_command("law_audit", at="2027-01-01")
    assert ended.value.code == 1
    assert capsys.readouterr().out == (
        "Bài học ban-hang: Bài một › Bài một, bước a: 37/2026/NĐ-CP 23(7) (2026-11-24): "
        "Điều này hết hiệu lực từ ngày 01/01/2027.\n"
        "2027-01-01: places 1, to look at again 1, never read 0\n"
    )
    with pytest.raises(CommandError):
        call_command("law_audit", at="mai")


def test_what_was_never_read_is_listed_without_an_error(step, capsys, monkeypatch):
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    provision("23(7)", "2026-01-23")
    assert {one.fault for one in audit_citations(day("2026-12-01"), citing_steps())} == {Fault.NOT_READ}
    for name in registry.source_names():
        if name != "lessons":
            monkeypatch.setitem(registry._sources, name, list)
    call_command("law_audit", at="2026-12-01")
    assert capsys.readouterr().out.endswith("2026-12-01: places 1, to look at again 0, never read 1\n")
    with pytest.raises(SystemExit) as ended:
        call_command("law_audit", at="2026-12-01", strict=True)
    assert ended.value.code == 1


@pytest.mark.slow
def test_stale_steps_are_flagged_where_trainers_write(client, course, step):
    Step.objects.filter(pk=step.pk).update(citations=cite("chưa có"))
    client.force_login(course.authors.get())
    expected = "Chưa có điều này trong sổ luật."
    assert expected in client.get(reverse("courses:author_home")).text
    assert expected in client.get(reverse("courses:edit", args=[course.slug])).text
    assert (
        "luật đã đổi" in client.get(reverse("courses:edit_lesson", args=[course.slug, step.lesson_id])).text
    )
    assert expected in client.get(reverse("courses:edit_step", args=[course.slug, step.pk])).text
    assert "1 chỗ luật đã đổi" in client.get(reverse("courses:list")).text


def test_step_shows_a_note_when_its_law_has_changed(client, course, step):
    provision("23(7)", "2026-01-23")
    provision("23(7)", "2027-01-01")
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    publish_course(actor=Actor.of(course.authors.get()), course=course)
    lesson = reverse("courses:lesson", args=[course.slug, "mot"])
    for at, is_stale in (("2026-12-31", False), ("2027-01-02", True)):
        with time_machine.travel(f"{at}T05:00:00Z", tick=False):
            assert ("Điều này đổi từ ngày 01/01/2027." in client.get(lesson).text) is is_stale


def test_published_versions_in_use_are_looked_at_when_the_draft_is_already_mended(course, step):
    make_quiz(course, questions=[{**QUESTIONS[1], "citations": cite("23(7)")}])
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    provision("23(7)", "2026-01-23")
    provision("23(7)", "2027-01-01")
    author = Actor.of(course.authors.get())
    first = publish_course(actor=author, course=course)
    minh = start_course(actor=Actor.of(MinhFactory()), course=course)
    start_course(actor=Actor.of(LanFactory()), course=course)
    Credential.objects.create(enrolment=minh, user=minh.user, statement={}, status_index=1)
    type(minh).objects.filter(pk=minh.pk).update(finished_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)", "2027-01-05"))
    question = Question.objects.get()
    question.citations = question.body["citations"] = cite("23(7)", "2027-01-05")
    question.save()
    assert audit(day("2027-01-10")) == []
    assert [
        (row.number, row.is_newest, row.learning, row.certificates, row.where)
        for row in audit_in_use(day("2027-01-10"))
    ] == [
        (first.number, True, 1, 1, "Bài một › Bài một, bước a"),
        (first.number, True, 1, 1, "Bài một › Mấy câu hỏi › Tem có mã QR."),
    ]
    Document.objects.update(state=DocumentState.READ, read_date=day("2026-11-24"))
    uses = [(one.place.uses, one.fault) for one in audit_citations(day("2027-01-10"), citing_versions())]
    assert uses == [("published, learning 1, certificates 1", Fault.CHANGED)] * 2
    publish_course(actor=author, course=course)
    assert {row.number for row in audit_in_use(day("2027-01-10"))} == {1}
    type(minh).objects.all().update(finished_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    Credential.objects.all().delete()
    assert audit_in_use(day("2027-01-10")) == []


def test_a_stored_page_states_when_its_law_ends_and_is_fetched_again_when_that_changes(client, course, step):
    make_quiz(course, questions=[{**QUESTIONS[1], "citations": cite("9")}])
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    rows = [provision("23(7)", "2026-01-23"), provision("9", "2026-01-23", "2027-03-31")]
    version = publish_course(actor=Actor.of(course.authors.get()), course=course)

    def marks() -> dict[str, str]:
        pages = json.loads(manifest_bytes(version))["pages"]
        return {page["page"]: page.get("mark", "") for page in pages}

    lesson = reverse("courses:lesson", args=[course.slug, "mot"])
    quiz = reverse("courses:quiz", args=[course.slug, "mot", "hoi"])
    stored = [
        reverse("courses:pack_lesson", args=[course.slug, 1, "mot"]),
        reverse("courses:pack_quiz", args=[course.slug, 1, "mot", "hoi"]),
    ]
    before = marks()
    assert "data-law-until" not in client.get(stored[0]).text
    assert 'data-law-until="2027-03-31" hidden' in client.get(stored[1]).text
    Provision.objects.filter(pk=rows[0].pk).update(valid_to_date=day("2026-12-31"))
    assert {page for page, mark in marks().items() if mark != before[page]} == {lesson}
    assert before[quiz]
    with time_machine.travel("2026-12-30T05:00:00Z", tick=False):
        page = client.get(stored[0]).text
    assert 'data-law-until="2026-12-31" hidden' in page
    assert "Luật ở đây áp dụng đến hết ngày 31/12/2026." in page
    with time_machine.travel("2027-01-30T05:00:00Z", tick=False):
        later = client.get(stored[0]).text
    nonce = re.compile(r'nonce="[^"]+"')
    assert nonce.sub("", later) == nonce.sub("", page)


def test_question_shows_a_note_when_its_law_has_ended(client, course):
    make_quiz(course, questions=[{**QUESTIONS[1], "citations": cite("23(7)")}])
    provision("23(7)", "2026-01-23", "2026-12-31")
    version = publish_course(actor=Actor.of(course.authors.get()), course=course)
    lan = LanFactory()
    client.force_login(lan)
    expected = "Điều này không có hiệu lực vào ngày 01/02/2027."
    for at, is_stale in (("2026-12-30", False), ("2027-02-01", True)):
        with time_machine.travel(f"{at}T05:00:00Z", tick=False):
            client.force_login(lan)
            attempt = start_attempt(actor=Actor.of(lan), version=version, lesson_key="mot", step_key="hoi")
            page = client.get(reverse("courses:quiz_question", args=[attempt.pk, 1])).text
            assert (expected in page) is is_stale
            assert ("áp dụng đến hết ngày 31/12/2026" in page) is not is_stale


def test_voices_are_counted_as_missing_machine_recorded_or_outdated(course, capsys):
    texts = list(StepText.objects.order_by("step__lesson__position", "step__position"))
    voice = make_asset()
    for text, source in zip(texts[:2], ("machine", "recorded"), strict=True):
        text.audio, text.audio_source = voice, source
        text.audio_text_hash = text_hash(text.title, text.text)
        text.save()
    assert figures_of([course])[course.pk] == Figures(missing=4, machine=1, recorded=1)
    call_command("audio_audit")
    assert "ban-hang: missing 4, outdated 0, machine 1, recorded 1" in capsys.readouterr().out
    texts[0].text = "Đã sửa."
    texts[0].save()
    with pytest.raises(SystemExit) as ended:
        call_command("audio_audit")
    assert ended.value.code == 1
    assert "  outdated: Bài một › Bài một, bước a [vi]" in capsys.readouterr().out
    client_figures = figures_of([course])[course.pk]
    assert (client_figures.outdated, client_figures.total) == (1, 6)


def test_markdown_marks_alone_make_no_voice_outdated(course):
    text = StepText.objects.first()
    text.audio, text.audio_source, text.audio_text_hash = (
        make_asset(),
        "recorded",
        text_hash(text.title, text.text),
    )
    text.text = text.text.replace("**", "")
    text.save()
    assert figures_of([course])[course.pk].outdated == 0
