"""The file of cards: drawn once by a task, resumed, and deleted with everything that makes it wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from members.acting import Actor
from members.imports.actions.cards import request_cards
from members.imports.actions.imports import start_import, undo_import
from members.imports.actions.locking import ImportRefused
from members.imports.cards import KEEP_CARDS, draw_cards, name_of, resume_lost_cards
from members.imports.tasks import forget_imports, resume_lost_imports
from members.models import MemberImport, User
from members.own_data.actions import erase_member
from members.rules import NotAllowed
from tests.factories.members import OfficerFactory, chapter, commune
from tests.members.imports.tables import MAI, NHUNG, checked, imported, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    chapter()
    return OfficerFactory()


@pytest.fixture
def run(officer, django_capture_on_commit_callbacks) -> MemberImport:
    run = imported(officer, xlsx(MAI, NHUNG))
    request_cards(actor=Actor.of(officer), run=run)
    assert draw_cards.call(import_id=run.pk) == 2
    run.refresh_from_db()
    assert (run.has_cards, run.cards_count) == (True, 2) and default_storage.exists(name_of(run))
    return run


def test_a_task_that_runs_twice_draws_once(run):
    assert draw_cards.call(import_id=run.pk) == 0 and default_storage.exists(name_of(run))


def test_of_two_tasks_at_once_the_later_one_leaves_the_file_alone(officer):
    run = imported(officer, xlsx(MAI, NHUNG))
    request_cards(actor=Actor.of(officer), run=run)
    drawn = []

    def other_task_draws(execute, sql, params, many, context):
        if "member" in sql and not drawn and "cards_asked_at" not in sql:
            drawn.append(0)
            drawn.append(draw_cards.call(import_id=run.pk))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(other_task_draws):
        assert draw_cards.call(import_id=run.pk) == 0
    run.refresh_from_db()
    assert drawn == [0, 2] and run.has_cards
    name = name_of(run)
    assert default_storage.exists(name)
    _folders, files = default_storage.listdir(name.rpartition("/")[0])
    assert [each for each in files if str(run.ref) in each] == [name.rpartition("/")[2]]


def test_the_file_of_a_task_that_was_killed_goes_with_the_request(
    officer, run, django_capture_on_commit_callbacks
):
    killed = name_of(run)[: -len("000000.pdf")] + "-killed.pdf"
    assert default_storage.save(killed, ContentFile(b"%PDF")) == killed
    with django_capture_on_commit_callbacks(execute=True):
        undo_import(actor=Actor.of(officer), run=run)
    assert not default_storage.exists(killed)


def test_a_request_while_cards_are_drawn_or_there_changes_nothing(officer, run):
    asked = run.cards_asked_at
    assert request_cards(actor=Actor.of(officer), run=run).cards_asked_at == asked


def test_nobody_gets_cards_of_an_import_that_made_nobody_or_of_another_branch(officer):
    run = checked(officer, xlsx(MAI))
    with pytest.raises(ImportRefused) as refused:
        request_cards(actor=Actor.of(officer), run=run)
    assert refused.value.code == "no_cards"
    with pytest.raises(NotAllowed):
        request_cards(actor=Actor.of(OfficerFactory(branch=commune("Xã Mường Lạn", 4246))), run=run)
    run.refresh_from_db()
    assert run.cards_asked_at is None


def taken_back(officer: User, run: MemberImport) -> None:
    undo_import(actor=Actor.of(officer), run=run)


def erased(officer: User, run: MemberImport) -> None:
    member = run.rows.first().user
    User.objects.filter(pk=member.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=member.pk)


@pytest.mark.parametrize("end", [taken_back, erased])
def test_cards_that_became_wrong_are_deleted(officer, run, end, django_capture_on_commit_callbacks):
    name = name_of(run)
    with django_capture_on_commit_callbacks(execute=True):
        end(officer, run)
    run.refresh_from_db()
    assert (run.has_cards, run.cards_asked_at) == (False, None) and not default_storage.exists(name)


def test_cards_are_deleted_after_a_day(run, time_machine, django_capture_on_commit_callbacks):
    name = name_of(run)
    for hours, is_there in ((-1, True), (1, False)):
        time_machine.move_to(run.cards_asked_at + KEEP_CARDS + timedelta(hours=hours), tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            forget_imports.call()
        assert default_storage.exists(name) is is_there


def test_a_member_erased_while_cards_are_drawn_is_on_none(officer, django_capture_on_commit_callbacks):
    run = imported(officer, xlsx(MAI))
    request_cards(actor=Actor.of(officer), run=run)
    erased(officer, run)
    assert draw_cards.call(import_id=run.pk) == 0
    run.refresh_from_db()
    assert not run.has_cards


def test_a_lost_task_is_enqueued_again_within_the_hour(officer):
    run = imported(officer, xlsx(MAI))
    request_cards(actor=Actor.of(officer), run=run)
    assert resume_lost_cards() == 0
    quiet = timezone.now() - timedelta(minutes=2)
    MemberImport.objects.update(cards_beat_at=quiet)
    assert (resume_lost_imports(), resume_lost_imports()) == (1, 0)
    MemberImport.objects.update(cards_beat_at=quiet, cards_asked_at=timezone.now() - timedelta(hours=2))
    assert resume_lost_imports() == 0
    run.refresh_from_db()
    assert not run.is_drawing_cards  # the page offers to ask again


def test_more_members_end_the_file(officer, run, django_capture_on_commit_callbacks):
    name = name_of(run)
    MemberImport.objects.update(state="checked")
    run.rows.filter(line=2).update(state="good", user=None, full_name="Lò Thị Mới")
    run.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        start_import(actor=Actor.of(officer), run=run)
    assert not default_storage.exists(name)
