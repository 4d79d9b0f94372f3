"""`./run audit_log` over every column of courses: one change alone, or one row deleted alone, is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry, Shown
from backend.ledger.row_states import state_rows
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.actions.writing import add_author, change_course, create_course, retire_course
from courses.authoring.enums import AssetKind, StepKind
from courses.authoring.locks import lock_of
from courses.classes.actions.class_places import attend_by_card, sign_up, step_back
from courses.classes.actions.classes import add_material, cancel_class, remove_material
from courses.contests.actions.contests import commit_round, withdraw_paper
from courses.contests.actions.results import disqualify, end_round, publish_round
from courses.contests.closing import close_round
from courses.credentials.actions import choose_disclosure, revoke_credential
from courses.learning.actions.asking import answer_question, ask_trainer
from courses.learning.actions.learning import start_course
from courses.live.actions import write_live_sheet
from courses.meetings.actions import begin_meeting, count_hands, end_meeting, note_present
from courses.models import Answer, ClassMaterial, Course, CourseOrigin, Credential, Step, TakenPack
from courses.practice.actions.hand_ins import (
    accept_hand_in,
    prepare_photo,
    return_hand_in,
    take_back_acceptance,
    withdraw_hand_in,
)
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from courses.quizzes.actions.grading import grade_essay
from courses.quizzes.actions.results import mark_result_shown
from members.acting import Actor
from members.models import User
from members.own_data.actions import erase_member
from tests.audit.comparing import findings_of
from tests.audit.declared.courses import TABLES
from tests.courses.credentials.test_issuing import finish, issued, list_and_print
from tests.courses.practice.test_hand_ins import give, live_times
from tests.factories.classes import a_class, at
from tests.factories.contests import a_contest, draft_round, during, take
from tests.factories.contests import after as after_round
from tests.factories.courses import make_asset, make_course, make_trainer
from tests.factories.ledger import record_rows
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, OfficerFactory, chapter
from tests.factories.products import ListedProductFactory, ProducerFactory, picture
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.traceability.auditing.test_audit import Undo, flipped, unlock

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

# Rows of which no entry says anything: late answers may still change a result that nobody was shown, and a file
# that nobody uploaded came with Piêu, which is public.
UNSTATED = {"courses.Attempt": {"told_at": None}, "courses.Asset": {"uploaded_by": None}}


@pytest.fixture
def book() -> SimpleNamespace:
    """Rows of every model, each with a value in every column, as the actions leave them."""
    trainer, organiser = make_trainer(), OfficerFactory()
    lan, minh, hoa = LanFactory(), MinhFactory(), HoaFactory()
    certificate = issued(lan, author=trainer)
    revoke_credential(actor=Actor.of(trainer), credential=certificate, reason="mistake", note="Cấp nhầm chị")
    finish(minh, certificate.enrolment.version.course)
    list_and_print(minh)
    standing = Credential.objects.get(user=minh)
    choose_disclosure(actor=Actor.of(minh), credential=standing, name=False, results=True, branch=False)
    contests(organiser, [lan, minh, hoa])
    hand_ins(trainer, hoa)
    quizzes(trainer, lan)
    classes(trainer, [lan, minh, hoa])
    meetings(organiser, minh)
    questions_and_sheets(trainer, lan)
    record_rows()
    return SimpleNamespace(people=[lan, minh, hoa, trainer, organiser])


def contests(organiser: User, people: list[User]) -> None:
    """A round whose list is published after one person was disqualified; one with a withdrawn paper, ended early."""
    actor = Actor.of(organiser)
    terms = {"prediction": "participants", "ranking": ["right", "prediction", "early"]}
    a_contest(organiser, title="Cuộc thi khác", units=[chapter()])
    contest = a_contest(organiser, who="anyone")
    for _round in range(2):
        round_ = draft_round(organiser, contest=contest, time_limit_seconds=600, questions_count=2, **terms)
        commit_round(actor=actor, round_=round_)
    withdraw_paper(actor=actor, round_=round_, reason="Câu 2 sai")
    commit_round(actor=actor, round_=round_)
    with during(round_):
        end_round(actor=actor, round_=round_, reason="Mất điện cả tỉnh")
    round_ = contest.rounds.get(number=1)
    for right, user in enumerate(people):
        with during(round_):
            take(user, round_, right=right, prediction=3)
    with after_round(round_):
        close_round(round_=round_)
        disqualify(actor=actor, round_=round_, user=people[2], reason="Nhờ người khác làm")
        publish_round(actor=actor, round_=round_)


def hand_ins(trainer: User, user: User) -> None:
    """One returned with its photo, one withdrawn, one of a livestream accepted: of two courses that build on another."""
    courses = []
    for slug, kind in (("anh-dep", "handed_in"), ("livestream", "livestream_held")):
        course = make_course(slug=slug, author=trainer)
        Step.objects.filter(lesson__module__course=course, lesson__key="hai", key="c").update(
            kind=StepKind.TASK, settings={"kind": kind, "count": 1}
        )
        courses.append(freeze_course(course=course, note="Bản đầu").course)
        enrolment = start_course(actor=Actor.of(user), course=course)
        if kind == "livestream_held":
            accept_hand_in(actor=Actor.of(trainer), hand_in=give(enrolment, **live_times()), words="Hay lắm")
            continue
        withdraw_hand_in(
            actor=Actor.of(user), hand_in=give(enrolment, photos=(prepare_photo(picture(seed=2)),))
        )
        photo = prepare_photo(picture())
        hand_in = give(enrolment, text="Ảnh vườn", link="https://example.vn/vuon", photos=(photo,))
        return_hand_in(actor=Actor.of(trainer), hand_in=hand_in, words="Ảnh còn mờ")
        again = accept_hand_in(actor=Actor.of(trainer), hand_in=give(enrolment))
        take_back_acceptance(actor=Actor.of(trainer), hand_in=again, words="Nhận nhầm")
        give(enrolment)
    fields = {"title": "Livestream", "note": "Luật sư chưa xem", "translations": {"en": {"title": "Live"}}}
    first, last = courses
    change_course(
        actor=Actor.of(trainer), course=last, lock=lock_of(last), fields=fields, prerequisites=[first]
    )
    retire_course(actor=Actor.of(trainer), course=first)
    create_course(actor=Actor.of(trainer), title="Bản nháp")


def quizzes(trainer: User, user: User) -> None:
    """A result with a graded essay that was shown to the learner."""
    questions = [QUESTIONS[0], {"key": "e1", "kind": "essay", "text": "Kể về vườn nhà chị.", "points": 3}]
    quiz = make_quiz(make_course(slug="hoi-dap", author=trainer), questions=questions, time_limit_seconds=900)
    version = freeze_course(course=quiz.step.lesson.module.course)
    actor = Actor(by=trainer, member=user)
    attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
    for number, (key, response) in enumerate((("q1", {"choice": "a"}), ("e1", {"text": "Vườn mận."}))):
        save_answer(
            actor=actor, attempt=attempt, question_key=key, response=response, device="may", sequence=number
        )
    attempt = mark_result_shown(attempt=finish_attempt(actor=actor, attempt=attempt), is_asked=True)
    answer = attempt.answers.get(question_key="e1")
    start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
    hanh = make_trainer()
    add_author(actor=Actor.of(trainer), course=version.course, login=hanh.card_number)
    grade_essay(actor=Actor.of(hanh), answer=answer, points=Decimal("2.5"), remark="Kể rất rõ.")


def classes(trainer: User, people: list[User]) -> None:
    """A class of two places with a waiting list, materials and somebody present; one that is cancelled."""
    actor, link = Actor.of(trainer), "https://example.vn/lop"
    live_class = a_class(trainer, course=Course.objects.latest("pk"), link=link)
    for user in people:
        sign_up(actor=Actor(by=trainer, member=user), live_class=live_class)
    step_back(actor=Actor.of(people[0]), live_class=live_class)
    add_material(actor=actor, live_class=live_class, title="Ảnh mẫu", link=link)
    asset = make_asset(b"%PDF-1.7", content_type="application/pdf", kind=AssetKind.PDF)
    gone = add_material(actor=actor, live_class=live_class, title="Bỏ", link=link)
    remove_material(actor=actor, material=gone)
    file = ClassMaterial.objects.create(live_class=live_class, title="Tờ rơi", asset=asset)
    state_rows(file)
    cancel_class(actor=actor, live_class=a_class(trainer), reason="Mưa lũ")
    with at(live_class.starts_at):
        for user in people[1:]:
            attend_by_card(actor=actor, live_class=live_class, card=user.card_number)


def meetings(officer: User, user: User) -> None:
    version = Course.objects.get(slug="hoi-dap").versions.get()
    begin_meeting(actor=Actor.of(officer), branch=chapter(), version=version, lesson_key="mot")
    for _meeting in range(2):
        meeting = begin_meeting(actor=Actor.of(officer), branch=chapter(), version=version, lesson_key="mot")
        for each in (user, *User.objects.filter(memberships__branch=chapter()).exclude(pk=user.pk)[:1]):
            note_present(actor=Actor.of(officer), meeting=meeting, card=each.card_number)
        count_hands(
            actor=Actor.of(officer), meeting=meeting, step_key="hoi", question_key="q1",
            counts={"a": 9, "b": 2},
        )  # fmt: skip
        end_meeting(actor=Actor.of(officer), meeting=meeting, shown=["a"], note="Mười hai chị")


def questions_and_sheets(trainer: User, user: User) -> None:
    course = Course.objects.get(slug="hoi-dap")
    voices = [make_asset(bytes(3), content_type="audio/mpeg", kind=AssetKind.AUDIO) for _voice in range(2)]
    asked = ask_trainer(
        actor=Actor(by=trainer, member=user), course=course, lesson_key="mot", step_key="hoi", text="Vì sao?",
        voice=voices[0],
    )  # fmt: skip
    answer_question(actor=Actor.of(trainer), asked=asked, text="Vì thế", voice=voices[1], is_shared=True)
    product = ListedProductFactory(producer=ProducerFactory(owner=user))
    write_live_sheet(actor=Actor(by=trainer, member=user), product=product, own={"mo-dau": "Chào cả nhà."})
    version = course.versions.get()
    origin = CourseOrigin.objects.create(
        course=course, issuer="https://pieu.xa.example", signer="ab", slug="x"
    )
    taken = TakenPack.objects.create(version=version, manifest_sha256="cd", number_there=3, taken_by=trainer)
    state_rows(origin, taken)


def findings(names: tuple[str, ...], label: str = "") -> Iterator[Finding]:
    """Yield what the comparisons find, without the photos of the factories, which have no files."""
    return (each for each in findings_of(names, label) if not each.subject.startswith("photo:"))


def is_found(change: Callable[[], int], names: tuple[str, ...], label: str) -> bool | None:
    """Return whether the audit names something after `change`, which is undone; None if the database refuses it."""
    found = None
    try:
        with transaction.atomic():
            if change():
                found = any(findings(names, label))
            raise Undo
    except (IntegrityError, DataError):
        return None
    except Undo:
        return found


def other_values(row: models.Model, field: Any) -> Iterator[Any]:
    """Yield the smallest changes of a column that has a value."""
    value = getattr(row, field.attname)
    if field.is_relation:
        yield from field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)[:8]
    elif field.choices and value:
        yield from (choice for choice, _label in field.choices if choice != value)
    elif value not in (None, "", [], {}):
        yield flipped(value)


def no_value(row: models.Model, field: Any) -> Iterator[None]:
    if field.null and getattr(row, field.attname) is not None:
        yield None


def changed(row: models.Model, field: Any, value: Any) -> Callable[[], int]:
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: value})


def deleted(row: models.Model) -> Callable[[], int]:
    """Return a deletion of this row alone: Django's would take rows that refer to it along."""
    quote, key = connection.ops.quote_name, row._meta.pk
    assert key is not None and key.column is not None

    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {quote(row._meta.db_table)} WHERE {quote(key.column)} = %s",
                [key.get_db_prep_value(row.pk, connection)],
            )
            return cursor.rowcount

    return run


@pytest.mark.slow
def test_one_changed_value_or_one_deleted_row_is_named(book):
    names = sorted({name for table in TABLES.values() for name in table.comparisons})
    assert [found.words() for found in findings(tuple(names))] == []
    missed, untried = [], []
    for label, table in TABLES.items():
        if not table.comparisons:
            continue
        model = apps.get_model(label)
        rows = list(model._base_manager.exclude(**UNSTATED.get(label, {"pk": None})).order_by("pk"))
        unlock(model._meta.db_table)
        for field in model._meta.concrete_fields:
            if field.name in table.derived or field.name in table.free:
                continue
            for values in (other_values, no_value):
                # The first change that the database allows, of one row alone.
                tries = (
                    is_found(changed(row, field, value), table.comparisons, label)
                    for row in rows
                    for value in values(row, field)
                )
                found = next((each for each in tries if each is not None), None)
                if found is False:
                    missed.append((label, field.name, values.__name__))
                elif found is None and values is other_values:
                    untried.append((label, field.name))
        if not table.gone:
            missed += [
                (label, "deleted", row.pk)
                for row in rows
                if is_found(deleted(row), table.comparisons, label) is False
            ]
            assert rows, label
    # PostgreSQL itself prevents changes of a number that other rows refer to.
    if connection.vendor == "postgresql":
        untried = [(label, name) for label, name in untried if name != "id"]
    assert (missed, untried) == ([], [])


@pytest.mark.slow
def test_accounts_that_were_erased_leave_nothing_to_find(book):
    names = tuple(sorted({name for table in TABLES.values() for name in table.comparisons}))
    for user in book.people:
        User.objects.filter(pk=user.pk).update(erase_due_at=timezone.now())
        erase_member(user_id=user.pk)
    assert not Answer.objects.exists() and not Credential.objects.exclude(salt=None).exists()
    assert [found.words() for found in findings(names)] == []


@pytest.mark.slow
def test_rows_from_before_their_pins_are_taken_up_once_and_later_ones_are_named(book):
    """An older database has the rows and none of the pins; then the clock runs, and a row appears by hand."""
    names = tuple(sorted({name for table in TABLES.values() for name in table.comparisons}))
    unlock("ledger_entry")
    unlock("ledger_leaf")
    Entry.objects.filter(kind__in=("shown", "ledger.taken_up")).delete()
    Shown.objects.all().delete()
    assert [found.words() for found in findings(names)] == []
    record_rows()
    assert [found.words() for found in findings(names)] == []
    Course.objects.create(slug="them-vao", title="Thêm vào")
    assert [found.subject for found in findings(names)] == ["course:them-vao"]
