from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from courses.actions.builtin import load_law
from courses.actions.publishing import publish_course
from courses.law import audit
from courses.models import LawProvision, QuestionBank, Step, StepText
from courses.speech import text_hash
from courses.voices import Figures, figures_of
from members.acting import Actor
from tests.factories.courses import make_asset, make_course, make_trainer

pytestmark = pytest.mark.django_db
DOCUMENT = "37/2026/NĐ-CP"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def provision(article: str, start: str, end: str | None = None) -> LawProvision:
    return LawProvision.objects.create(
        document=DOCUMENT,
        article=article,
        valid_from_date=day(start),
        valid_to_date=day(end) if end else None,
    )


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
    provision("23(7)", "2026-01-23", "2026-12-31")
    provision("23(7)", "2027-01-01")
    assert why("2026-12-31") == []
    assert why("2027-01-01") == ["Điều này đổi từ ngày 01/01/2027."]


def test_an_article_that_ended_wasnt_there_yet_or_nobody_wrote_down_is_stale(step):
    provision("1", "2026-01-01", "2026-12-31")
    provision("2", "2027-01-01")
    for article, told in (
        ("1", "Điều này không có hiệu lực vào ngày 01/03/2027."),
        ("2", "Ngày xem lại, điều này không có hiệu lực."),
        ("3", "Chưa có điều này trong sổ luật."),
    ):
        Step.objects.filter(pk=step.pk).update(citations=cite(article))
        assert why("2027-03-01") == [told]
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


def test_the_command_lists_them_and_ends_with_one(step, capsys):
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    provision("23(7)", "2026-01-23", "2026-12-31")
    call_command("law_audit", at="2026-12-01")
    assert capsys.readouterr().out == "2026-12-01: 0\n"
    with pytest.raises(SystemExit) as ended:
        call_command("law_audit", at="2027-01-01")
    assert ended.value.code == 1
    assert capsys.readouterr().out == (
        "ban-hang: Bài một › Bài một, bước a: 37/2026/NĐ-CP 23(7) (2026-11-24): "
        "Điều này không có hiệu lực vào ngày 01/01/2027.\n2027-01-01: 1\n"
    )
    with pytest.raises(CommandError):
        call_command("law_audit", at="mai")


def test_stale_steps_are_flagged_where_trainers_write(client, course, step):
    Step.objects.filter(pk=step.pk).update(citations=cite("chưa có"))
    client.force_login(course.authors.get())
    told = "Chưa có điều này trong sổ luật."
    assert told in client.get(reverse("courses:author_home")).text
    assert told in client.get(reverse("courses:edit", args=[course.slug])).text
    assert (
        "luật đã đổi" in client.get(reverse("courses:edit_lesson", args=[course.slug, step.lesson_id])).text
    )
    assert told in client.get(reverse("courses:edit_step", args=[course.slug, step.pk])).text
    assert "1 chỗ luật đã đổi" in client.get(reverse("courses:list")).text


def test_who_learns_a_step_whose_law_has_changed_reads_so_there(client, course, step):
    provision("23(7)", "2026-01-23", "2026-12-31")
    provision("23(7)", "2027-01-01")
    Step.objects.filter(pk=step.pk).update(citations=cite("23(7)"))
    publish_course(actor=Actor.herself(course.authors.get()), course=course)
    lesson = reverse("courses:lesson", args=[course.slug, "mot"])
    for at, is_told in (("2026-12-31", False), ("2027-01-02", True)):
        with time_machine.travel(f"{at}T05:00:00Z", tick=False):
            assert ("Điều này đổi từ ngày 01/01/2027." in client.get(lesson).text) is is_told


def test_the_law_that_comes_along_is_read_by_the_audit():
    assert load_law() == LawProvision.objects.count() > 10


def test_voices_are_counted_by_what_they_read(course, capsys):
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
