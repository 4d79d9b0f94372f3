"""Certificates: what they state, when they come and go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from backend.ledger.pins import pin
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.credentials.actions import choose_disclosure, issue_credential, issue_missing, revoke_credential
from courses.credentials.codes import read_code
from courses.credentials.statements import result_words
from courses.keys import new_code
from courses.learning.actions.learning import mark_lesson_done, reopen_step, start_course
from courses.models import Course, Credential, Enrolment, Step
from courses.practice.actions.hand_ins import Work, accept_hand_in, hand_in_work
from courses.practice.enums import OutcomeKind
from members.acting import Actor
from members.models import Notice, User
from members.notices.actions.milestones import record_milestone, undo_milestone
from members.notices.enums import MilestoneKind
from members.rules import NotAllowed
from tests.factories.courses import make_course, make_trainer, published_course
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, OfficerFactory
from tests.factories.products import ListedProductFactory

pytestmark = pytest.mark.django_db


def with_tasks(author: User | None = None) -> Course:
    """The factory's course: its last step requires a listed product, the one before it printed labels."""
    course = make_course(author=author)
    for key, kind in (("b", "labels_printed"), ("c", "product_listed")):
        Step.objects.filter(lesson__module__course=course, lesson__key="hai", key=key).update(
            kind=StepKind.TASK, settings={"kind": kind, "count": 1}
        )
    freeze_course(course=course)
    return course


def finish(user: User, course: Course) -> Enrolment:
    actor = Actor.of(user)
    enrolment = start_course(actor=actor, course=course)
    for lesson in ("mot", "hai"):
        mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=lesson)
    return enrolment


def list_and_print(user: User, **fields: Any) -> Any:
    product = ListedProductFactory(name="Mận hậu Mộc Châu", **fields)
    record_milestone(user=user, kind=MilestoneKind.PRODUCT_PHOTOGRAPHED, subject=f"product:{product.pk}")
    record_milestone(
        user=user,
        kind=MilestoneKind.LABELS_PRINTED,
        subject="run:7",
        data={"lot": 1, "product": product.pk, "count": 65},
    )
    return product


def issued(user: User | None = None, **fields: Any) -> Credential:
    """A certificate with two results."""
    user = user or LanFactory()
    finish(user, with_tasks(**fields))
    list_and_print(user)
    return Credential.objects.get(user=user)


def test_codes_are_long_and_read_as_they_are_typed():
    code = new_code()
    assert len(code) == 20
    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert read_code(code[:-1] + ("0" if code[-1] != "0" else "1")) is None
    assert read_code("") is None


def test_certificate_states_what_was_done_when_a_course_is_finished():
    lan = LanFactory()
    finish(lan, with_tasks())
    assert not Credential.objects.exists()
    list_and_print(lan)
    credential = Credential.objects.get()
    today = timezone.localdate()
    assert credential.statement == {
        "course": {
            "slug": "ban-hang",
            "title": "Bán hàng",
            "summary": "Học xong chị bán được hàng.",
            "version": 1,
            "minutes": 10,
            "lessons": 2,
            "quizzes": 0,
        },
        "issuer": "Hội LHPN tỉnh Sơn La",
        "started_on": today.isoformat(),
        "finished_on": today.isoformat(),
        "results": [
            {
                "kind": "labels_printed",
                "step": "Bài hai, bước b",
                "on": today.isoformat(),
                "names": ["Mận hậu Mộc Châu"],
                "count": 65,
            },
            {
                "kind": "product_listed",
                "step": "Bài hai, bước c",
                "on": today.isoformat(),
                "names": ["Mận hậu Mộc Châu"],
                "count": 1,
            },
        ],
    }
    day = f"{today:%d/%m/%Y}"
    assert [result_words(result) for result in credential.statement["results"]] == [
        f"Đã in 65 tem truy xuất: Mận hậu Mộc Châu ({day})",
        f"Đã đưa lên sàn, có đủ ba ảnh: Mận hậu Mộc Châu ({day})",
    ]
    assert (credential.name, credential.branch_name) == ("Lò Thị Lan", "Chi hội bản Áng")
    assert (credential.shows_name, credential.shows_results, credential.shows_branch) == (False, False, False)


def test_livestream_names_the_minutes_that_the_trainer_confirmed():
    lan, trainer = LanFactory(), make_trainer()
    course = make_course(author=trainer)
    Step.objects.filter(lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": "livestream_held", "count": 1}
    )
    freeze_course(course=course)
    enrolment = finish(lan, course)
    start = timezone.now() - timedelta(days=1)
    work = Work(link="https://fb.watch/abc", started_at=start, ended_at=start + timedelta(minutes=32))
    hand_in = hand_in_work(
        actor=Actor.of(lan), enrolment=enrolment, lesson_key="hai", step_key="c", work=work
    )
    accept_hand_in(actor=Actor.of(trainer), hand_in=hand_in)
    (result,) = Credential.objects.get().statement["results"]
    day = f"{timezone.localdate(start):%d/%m/%Y}"
    assert result_words(result) == f"Đã livestream bán hàng 32 phút, giảng viên xác nhận ({day})"
    assert (
        result_words({**result, "count": 2, "minutes": 70})
        == f"Đã livestream bán hàng 2 buổi, tổng 70 phút, giảng viên xác nhận ({day})"
    )


@pytest.mark.parametrize("kind", list(OutcomeKind))
def test_each_kind_of_result_has_words_of_its_own(kind):
    result = {"kind": str(kind), "step": "Bài làm của chị", "on": "2026-11-24", "names": []}
    words = result_words(result)
    assert words.endswith("(24/11/2026)")
    assert ("Bài làm của chị" in words) is (kind == OutcomeKind.HANDED_IN)


def test_ledger_pins_the_statement_without_a_word_of_it():
    credential = issued()
    entry = Entry.objects.get(subject=credential.subject)
    assert (entry.kind, entry.by) == ("credential.issued", credential.user.ref)
    assert pin(bytes(credential.salt), rfc8785.dumps(credential.statement)) in entry.body
    assert "Mận" not in entry.body
    assert credential.code not in entry.body


def test_member_is_notified_once_however_often_it_is_issued():
    credential = issued()
    assert issue_credential(enrolment=credential.enrolment) == credential
    assert issue_missing() == 0
    assert Credential.objects.count() == 1
    assert Notice.objects.filter(kind="courses.credential_issued").count() == 1


def test_earlier_finishers_get_certificates():
    lan = LanFactory()
    version = published_course()
    enrolment = Enrolment.objects.create(user=lan, version=version, finished_at=timezone.now())
    Enrolment.objects.create(user=MinhFactory(), version=version)
    assert issue_missing() == 1
    assert Credential.objects.get().enrolment == enrolment
    assert Credential.objects.get().statement["results"] == []


@pytest.mark.slow
def test_result_that_is_taken_back_revokes_and_finishing_again_gives_another(client):
    lan = LanFactory()
    finish(lan, with_tasks())
    product = list_and_print(lan)
    first = Credential.objects.get()
    undo_milestone(user=lan, kind=MilestoneKind.PRODUCT_PHOTOGRAPHED, subject=f"product:{product.pk}")
    first.refresh_from_db()
    assert (first.revoke_reason, first.revoked_by) == ("result_undone", None)
    page = client.get(reverse("credentials:credential", args=[first.code]))
    assert "Chứng nhận đã thu hồi" in page.text
    assert "Một kết quả ghi trong chứng nhận đã được rút lại" in page.text
    record_milestone(user=lan, kind=MilestoneKind.PRODUCT_PHOTOGRAPHED, subject=f"product:{product.pk}")
    second = Credential.objects.standing().get()
    assert second.code != first.code
    assert list(
        Entry.objects.filter(kind__startswith="credential.").order_by("pk").values_list("kind", "subject")
    ) == [
        ("credential.issued", first.subject),
        ("credential.revoked", first.subject),
        ("credential.issued", second.subject),
    ]


def test_trainer_revokes_with_a_reason_and_it_is_not_issued_again():
    trainer = make_trainer()
    credential = issued(author=trainer)
    actor = Actor.of(trainer)
    revoke_credential(actor=actor, credential=credential, reason="not_true", note="Ảnh không phải của chị.")
    credential.refresh_from_db()
    assert (credential.revoke_reason, credential.revoke_note, credential.revoked_by) == (
        "not_true",
        "Ảnh không phải của chị.",
        trainer,
    )
    assert Notice.objects.get(kind="courses.credential_revoked").body == "Ảnh không phải của chị."
    reopen_step(enrolment=credential.enrolment, lesson_key="mot", step_key="a")
    mark_lesson_done(actor=Actor.of(credential.user), enrolment=credential.enrolment, lesson_key="mot")
    credential.enrolment.refresh_from_db()
    assert credential.enrolment.finished_at is not None
    assert not Credential.objects.standing().exists()


@pytest.mark.parametrize("who", ["lan", "minh", "hoa"])
def test_nobody_else_revokes(who):
    lan = LanFactory()
    credential = issued(lan, author=make_trainer())
    user = {"lan": lan, "minh": None, "hoa": None}[who] or (MinhFactory() if who == "minh" else HoaFactory())
    with pytest.raises(NotAllowed):
        revoke_credential(actor=Actor.of(user), credential=credential, reason="mistake", note="x")
    credential.refresh_from_db()
    assert credential.is_standing


@pytest.mark.slow
def test_trainer_revokes_on_a_page_that_names_what_is_missing(client):
    trainer = make_trainer()
    credential = issued(author=trainer)
    client.force_login(trainer)
    issued_page = client.get(reverse("courses:credentials_issued", args=["ban-hang"]))
    url = reverse("courses:credential_revoke", args=[credential.pk])
    assert url in issued_page.text
    assert client.post(url, {"reason": "mistake", "note": "  "}).status_code == 400
    assert client.post(url, {"reason": "erased", "note": "x"}).status_code == 400
    credential.refresh_from_db()
    assert credential.is_standing
    fields = {"reason": "mistake", "note": "Cấp nhầm.", "idempotency_key": "k" * 20}
    for _again in range(2):
        assert client.post(url, fields).status_code == 302
    credential.refresh_from_db()
    assert (credential.revoke_reason, credential.revoke_note) == ("mistake", "Cấp nhầm.")
    assert Entry.objects.filter(kind="credential.revoked").count() == 1


def test_choice_made_on_behalf_stores_officer_and_member():
    lan = LanFactory()
    credential = issued(lan)
    officer = OfficerFactory(branch=lan.memberships.get().branch.parent)
    actor = Actor(by=officer, member=lan)
    choose_disclosure(actor=actor, credential=credential, name=False, results=True, branch=True)
    entry = Entry.objects.get(kind="credential.shown")
    assert (entry.by, entry.on_behalf_of) == (officer.ref, lan.ref)


def test_trainer_cannot_revoke_an_own_credential():
    trainer = make_trainer()
    credential = issued(trainer, author=trainer)
    with pytest.raises(NotAllowed):
        revoke_credential(actor=Actor.of(trainer), credential=credential, reason="mistake", note="x")
    credential.refresh_from_db()
    assert credential.is_standing
