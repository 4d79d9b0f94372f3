"""Imports of members: accounts as officers open them, doubles that a person decides, no second account, and undoing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.ledger.models import Entry
from backend.ledger.page_pins import compare_rows
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.assist.actions import start_assist
from members.imports import making
from members.imports.actions.decisions import decide_double, decide_rest
from members.imports.actions.imports import start_import, undo_import
from members.imports.actions.locking import ImportRefused
from members.imports.actions.previews import MAX_UPLOADS_A_DAY, check_table, store_table
from members.imports.enums import Decision
from members.imports.making import make_import, make_part
from members.imports.opening import free_card_numbers
from members.imports.tasks import KEEP_DONE, KEEP_UNUSED, LOST_AFTER, forget_imports, resume_lost_imports
from members.imports.undoing import undo_part, undo_rows
from members.models import (
    AccountChange,
    Branch,
    MemberImport,
    Membership,
    Milestone,
    Notice,
    RecoveryTicket,
    RoleGrant,
    User,
)
from members.own_data.actions import erase_member
from members.roles.enums import Role
from members.rules import NotAllowed, may_help
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    OfficerFactory,
    UserFactory,
    chapter,
    commune,
)
from tests.members.imports.tables import HEADING, MAI, NHUNG, checked, imported, started, states, xlsx
from tests.people import HOA, LAN

pytestmark = pytest.mark.django_db
LAN_ROW = [LAN.full_name, LAN.birth_year, "bản Áng", LAN.phone]


@pytest.fixture
def officer(db):
    chapter()
    return OfficerFactory()


def findings() -> list[str]:
    return [
        finding.what
        for finding in (
            *compare_states("members.User", "members.Membership", "members.AccountChange"),
            *compare_rows(),
        )
        if not isinstance(finding, int)
    ]


def undone(officer: User, run: MemberImport) -> None:
    undo_import(actor=Actor.of(officer), run=run)
    undo_rows.call(import_id=run.pk)
    run.refresh_from_db()


def test_start_opens_accounts_as_an_officer_does_one_by_one(officer):
    run = imported(officer, xlsx(MAI, NHUNG))
    assert (run.state, states(run)) == ("done", ["made", "made"])
    mai, nhung = (row.user for row in run.rows.all())
    assert (mai.full_name, mai.birth_year, mai.phone, mai.phone_to_verify) == (
        "Lò Thị Mai", 1980, None, "+84912000111",
    )  # fmt: skip
    assert nhung.phone_to_verify == "" and not nhung.has_usable_password() and may_help(officer, nhung)
    for member in (mai, nhung):
        membership = Membership.objects.get(user=member)
        assert (membership.branch, membership.state, membership.decided_by, member.opened_by) == (
            chapter(), "confirmed", officer, officer,
        )  # fmt: skip
        assert Milestone.objects.get(user=member).kind == "joined_branch"
        assert AccountChange.objects.get(user=member).kind == "opened"
        assert Notice.objects.get(user=member).kind == "account_opened"
        kinds = (
            Entry.objects.filter(subject=f"member:{member.ref}").order_by("pk").values_list("kind", flat=True)
        )
        assert list(kinds) == ["shown", "row.stated", "membership.confirmed", "account.opened"]
    started_entry = Entry.objects.get(kind="members.imported")
    assert (started_entry.subject, started_entry.by) == (f"branch:{commune().pk}", officer.ref)
    assert not RecoveryTicket.objects.exists() and findings() == []
    # The accounts have the values now.
    assert set(run.rows.values_list("full_name", "birth_year", "phone")) == {("", None, "")}


def test_the_same_file_again_changes_nothing_and_asks_nothing(officer):
    imported(officer, xlsx(MAI, NHUNG))
    again = checked(officer, xlsx(MAI, NHUNG))
    assert states(again) == ["known", "known"]
    with pytest.raises(ImportRefused):
        start_import(actor=Actor.of(officer), run=again)
    assert User.objects.filter(full_name="Lò Thị Mai").count() == 1


def test_two_previews_of_one_file_open_each_account_once(officer):
    one, other = checked(officer, xlsx(MAI, NHUNG)), checked(officer, xlsx(MAI, NHUNG))
    started(officer, one)
    started(officer, other)
    assert (states(one), states(other)) == (["made", "made"], ["known", "known"])
    assert User.objects.filter(full_name__in=["Lò Thị Mai", "Hà Thị Nhung"]).count() == 2


def test_start_twice_opens_once(officer):
    run = checked(officer, xlsx(MAI))
    start_import(actor=Actor.of(officer), run=run)
    start_import(actor=Actor.of(officer), run=run)
    assert make_import.call(import_id=run.pk) == 1 and make_import.call(import_id=run.pk) == 0
    assert Entry.objects.filter(kind="members.imported").count() == 1


def test_a_killed_task_goes_on_where_it_stopped(officer, monkeypatch):
    monkeypatch.setattr(making, "PART", 1)
    run = checked(officer, xlsx(MAI, NHUNG))
    start_import(actor=Actor.of(officer), run=run)
    assert make_part(run.pk) == 1 and states(run) == ["made", "good"]
    MemberImport.objects.update(beat_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))
    assert resume_lost_imports() == 1 and resume_lost_imports() == 0
    make_import.call(import_id=run.pk)
    assert states(run) == ["made", "made"] and User.objects.filter(full_name="Lò Thị Mai").count() == 1


def test_unknown_chapters_are_made_once_for_all_their_rows(officer):
    rows = [["Lò Thị Mai", 1980, "bản Mới", None], ["Hà Thị Nhung", 1975, "Bản mới", None]]
    run = imported(officer, xlsx(*rows), makes_chapters=True)
    made = Branch.objects.get(name="Chi hội bản Mới")
    assert made.parent == commune()
    assert {row.branch for row in run.rows.all()} == {made}
    assert Entry.objects.filter(kind="branch.created").count() == 1


def test_an_import_ends_where_the_right_was_withdrawn(officer):
    run = checked(officer, xlsx(MAI))
    start_import(actor=Actor.of(officer), run=run)
    RoleGrant.objects.update(ended_at=timezone.now())
    make_import.call(import_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.error, states(run)) == ("failed", "Việc này không thuộc quyền của chị.", ["good"])
    with pytest.raises(NotAllowed):
        undo_import(actor=Actor.of(officer), run=run)


def test_card_numbers_differ_from_each_other_and_from_those_of_others():
    lan = LanFactory()
    drawn = iter([lan.card_number, "20000006", "20000006", "30000004", "40000002"])
    numbers = free_card_numbers(3, lambda: next(drawn))
    assert sorted(numbers) == ["20000006", "30000004", "40000002"]


# Doubles.


@pytest.mark.parametrize(
    "row",
    [
        ["Lò Thị Lan", None, "bản Áng", LAN.phone],
        ["Tên Khác", 1990, "bản Áng", LAN.phone],
        ["lo thi lan", 1984, "bản Áng", None],
        ["Lò Thị Lan", None, "bản Áng", None],
    ],
    ids=["phone", "phone of another name", "name, year and chapter", "no year"],
)
def test_a_row_like_a_member_waits_for_a_person(officer, row):
    lan = LanFactory()
    run = checked(officer, xlsx(row))
    found = run.rows.get()
    assert (found.state, found.candidates) == ("double", [lan.pk])
    with pytest.raises(ImportRefused):
        start_import(actor=Actor.of(officer), run=run)


@pytest.mark.parametrize(
    "row",
    [
        ["Lò Thị Lan", 1985, "bản Áng", None],
        ["Lò Thị Lan", 1984, None, None],
        ["Lò Thị Lành", 1984, "bản Áng", None],
    ],
    ids=["another year", "another branch", "another name"],
)
def test_a_row_unlike_every_member_is_new(officer, row):
    LanFactory()
    assert states(checked(officer, xlsx(row))) == ["good"]


def test_a_row_with_all_values_of_a_member_changes_nothing(officer):
    lan = LanFactory()
    run = checked(officer, xlsx(LAN_ROW, LAN_ROW))
    # One member answers for one row: the second is a double of her.
    assert states(run) == ["known", "double"] and run.rows.first().user == lan


def test_another_person_gets_an_account_although_alike(officer):
    lan = LanFactory()
    run = checked(officer, xlsx(["Lò Thị Lan", None, "bản Áng", LAN.phone]))
    decide_double(actor=Actor.of(officer), run=run, line=2, decision=Decision.OTHER)
    started(officer, run)
    other = run.rows.get().user
    assert states(run) == ["made"] and other != lan and other.phone_to_verify == LAN.phone


def test_the_same_person_gets_only_what_she_lacks(officer):
    lan = LanFactory(birth_year=None, phone=None, phone_verified_at=None)
    run = checked(officer, xlsx(["LÒ THỊ LAN", 1984, "bản Áng", "0912 000 111"]))
    row = decide_double(actor=Actor.of(officer), run=run, line=2, decision=Decision.SAME, member_id=lan.pk)
    assert (row.state, row.fills) == ("changes", ["birth_year", "phone"])
    started(officer, run)
    lan.refresh_from_db()
    assert (states(run), lan.full_name, lan.birth_year, lan.phone_to_verify) == (
        ["changed"], LAN.full_name, 1984, "+84912000111",
    )  # fmt: skip
    assert User.objects.filter(full_name__iexact=LAN.full_name).count() == 1
    undone(officer, run)
    lan.refresh_from_db()
    assert (states(run), lan.birth_year, lan.phone_to_verify) == (["undone"], None, "")


def test_what_a_member_has_is_not_overwritten(officer):
    lan = LanFactory()
    run = checked(officer, xlsx(["Lò Thị Làn", 1999, "bản Áng", LAN.phone]))
    row = decide_double(actor=Actor.of(officer), run=run, line=2, decision=Decision.SAME, member_id=lan.pk)
    assert (row.state, row.fills) == ("known", [])


def test_a_decision_can_be_changed_until_the_row_is_done(officer):
    LanFactory()
    run = checked(officer, xlsx(["Lò Thị Lan", None, "bản Áng", None], MAI))
    actor = Actor.of(officer)
    decide_double(actor=actor, run=run, line=2, decision=Decision.OTHER)
    with pytest.raises(ImportRefused):  # no candidate of this row
        decide_double(actor=actor, run=run, line=2, decision=Decision.SAME, member_id=officer.pk)
    assert run.rows.first().state == "good"
    with pytest.raises(ImportRefused):  # no double
        decide_double(actor=actor, run=run, line=3, decision=Decision.OTHER)
    started(officer, run)
    with pytest.raises(ImportRefused):
        decide_double(actor=actor, run=run, line=2, decision=Decision.SAME)


def test_rows_that_nobody_decided_stay_and_can_follow(officer):
    LanFactory()
    run = imported(officer, xlsx(MAI, ["Lò Thị Lan", None, "bản Áng", None]))
    assert (run.state, states(run)) == ("done", ["made", "double"])
    decide_double(actor=Actor.of(officer), run=run, line=3, decision=Decision.OTHER)
    started(officer, run)
    assert states(run) == ["made", "made"]


def test_two_rows_of_one_file_alike_are_a_double(officer):
    run = checked(
        officer, xlsx(MAI, ["Lò Thị Mai", 1980, "bản Áng", None], [*HEADING[:1], 1990, None, MAI[3]])
    )
    assert [(row.state, row.twin_line) for row in run.rows.all()] == [
        ("good", None), ("double", 2), ("double", 2),
    ]  # fmt: skip
    assert decide_rest(actor=Actor.of(officer), run=run, decision=Decision.SAME) == 2
    started(officer, run)
    assert states(run) == ["made", "known", "known"]


def test_decide_rest_leaves_rows_with_several_candidates(officer):
    LanFactory()
    UserFactory(full_name=LAN.full_name, phone=None).memberships.create(branch=chapter(), state="confirmed")
    run = checked(officer, xlsx(["Lò Thị Lan", None, "bản Áng", None]))
    assert decide_rest(actor=Actor.of(officer), run=run, decision=Decision.SAME) == 0
    assert states(run) == ["double"]
    assert decide_rest(actor=Actor.of(officer), run=run, decision=Decision.OTHER) == 1


def test_a_stranger_with_the_number_is_not_named(officer):
    HoaFactory()
    run = checked(officer, xlsx(["Cầm Thị Hoa", None, "bản Áng", HOA.phone]))
    row = run.rows.get()
    assert (row.state, row.candidates, row.is_elsewhere) == ("double", [], True)
    row = decide_double(actor=Actor.of(officer), run=run, line=2, decision=Decision.SAME)
    assert (row.state, row.user) == ("known", None)


# Taking back.


def test_an_import_that_nobody_used_is_taken_back_as_a_whole(officer):
    run = imported(officer, xlsx(MAI, NHUNG))
    members = [row.user for row in run.rows.all()]
    undone(officer, run)
    assert (run.state, states(run)) == ("undone", ["undone", "undone"])
    for member in members:
        member.refresh_from_db()
        assert (member.full_name, member.birth_year, member.phone_to_verify, member.is_active) == (
            "", None, "", False,
        )  # fmt: skip
        assert member.erased_at and Membership.objects.get(user=member).state == "left"
        erased = Entry.objects.get(kind="member.erased", subject=f"member:{member.ref}")
        assert erased.by == officer.ref
    assert findings() == []
    # The corrected file brings them back, as new accounts.
    assert states(checked(officer, xlsx(MAI, NHUNG))) == ["good", "good"]


def signed_in(member: User, officer: User) -> None:
    User.objects.filter(pk=member.pk).update(last_login=timezone.now())


def helped(member: User, officer: User) -> None:
    start_assist(officer=officer, member=member)


def given_a_role(member: User, officer: User) -> None:
    RoleGrant.objects.create(user=member, role=Role.TRAINER, branch=chapter())


@pytest.mark.parametrize("use", [signed_in, helped, given_a_role])
def test_an_import_that_somebody_used_is_not_taken_back(officer, use):
    run = imported(officer, xlsx(MAI, NHUNG))
    use(run.rows.first().user, officer)
    with pytest.raises(ImportRefused) as refused:
        undo_import(actor=Actor.of(officer), run=run)
    assert refused.value.code == "import_used" and "Lò Thị Mai" in str(refused.value)
    run.refresh_from_db()
    assert run.state == "done" and not User.objects.exclude(erased_at=None).exists()


def test_a_member_who_signs_in_while_it_is_taken_back_stays(officer):
    run = imported(officer, xlsx(MAI, NHUNG))
    undo_import(actor=Actor.of(officer), run=run)
    signed_in(run.rows.first().user, officer)
    assert undo_part(run.pk) == 2 and undo_part(run.pk) == 0
    assert states(run) == ["kept", "undone"]
    assert run.rows.first().user.erased_at is None


def test_strangers_can_not_take_back_start_or_decide(officer):
    run = checked(officer, xlsx(MAI))
    for who in (LanFactory(), OfficerFactory(branch=commune("Xã Mường Lạn", 4246))):
        for act in (start_import, undo_import):
            with pytest.raises(NotAllowed):
                act(actor=Actor.of(who), run=run)
        with pytest.raises(NotAllowed):
            decide_rest(actor=Actor.of(who), run=run, decision=Decision.OTHER)
    assert states(run) == ["good"]


# What is left of an import.


def test_erasing_a_member_empties_the_rows_about_her(officer):
    lan = LanFactory(birth_year=None)
    run = checked(officer, xlsx(["Lò Thị Lan", 1984, "bản Áng", LAN.phone]))
    decide_double(actor=Actor.of(officer), run=run, line=2, decision=Decision.SAME, member_id=lan.pk)
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    row = run.rows.get()
    assert (row.full_name, row.birth_year, row.phone) == ("", None, "")
    started(officer, run)  # nothing is written into an erased account
    lan.refresh_from_db()
    assert lan.birth_year is None


def test_erasing_a_member_empties_rows_that_nobody_decided_at_once(officer):
    lan = LanFactory(birth_year=1984)
    run = checked(
        officer,
        xlsx(
            ["Lò Thị Lan", 1984, "bản Áng", None],  # by name, birth year and chapter
            ["Lò Thị Khác", None, "bản Áng", LAN.phone],  # by the number
            ["Lò Thị Hai", None, "bản Áng", LAN.phone],  # decided: somebody else with that number
            MAI,
        ),
    )
    decide_double(actor=Actor.of(officer), run=run, line=4, decision=Decision.OTHER)
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    rows = run.rows.values_list("state", "full_name", "birth_year", "phone", "candidates")
    assert [*rows][:2] == [("known", "", None, "", []), ("known", "", None, "", [])]
    assert rows[2][:4] == ("good", "Lò Thị Hai", None, "") and rows[3][:2] == ("good", "Lò Thị Mai")
    started(officer, run)
    assert states(run) == ["known", "known", "made", "made"]


def test_an_officer_sends_only_so_many_lists_a_day(officer, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    table = check_table(actor=Actor.of(officer), branch=commune(), data=xlsx(MAI), file_name="a.xlsx")
    for _time in range(MAX_UPLOADS_A_DAY):
        store_table(actor=Actor.of(officer), table=table)
    for send in (
        lambda: store_table(actor=Actor.of(officer), table=table),
        lambda: checked(officer, xlsx(NHUNG)),
    ):
        with pytest.raises(ImportRefused) as refused:
            send()
        assert (refused.value.code, refused.value.field) == ("uploads_many", "file")
    assert MemberImport.objects.count() == MAX_UPLOADS_A_DAY
    checked(OfficerFactory(), xlsx(NHUNG))  # another officer's day
    time_machine.shift(timedelta(days=1, minutes=1))
    checked(officer, xlsx(NHUNG))


def test_old_imports_are_deleted_and_their_members_stay(officer):
    imported(officer, xlsx(MAI))
    checked(officer, xlsx(NHUNG))
    MemberImport.objects.update(created_at=timezone.now() - KEEP_UNUSED - timedelta(hours=1))
    assert forget_imports.call() == 1
    MemberImport.objects.update(ended_at=timezone.now() - KEEP_DONE - timedelta(hours=1))
    assert forget_imports.call() == 1 and not MemberImport.objects.exists()
    assert User.objects.filter(full_name="Lò Thị Mai").exists()
