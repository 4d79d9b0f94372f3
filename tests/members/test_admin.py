from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.actions.branches import change_branch, create_branch
from members.models import AccountChange, Notice, User
from members.own_data.actions import erase_member
from members.people.actions.rights import set_rights
from members.rules import NotAllowed
from tests.factories.members import LanFactory, OfficerFactory, StaffFactory

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_app_config("members").get_models() if admin.site.is_registered(model)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_staff_look_at_every_list(client, model):
    LanFactory()
    client.force_login(StaffFactory(is_superuser=True))
    assert client.get(reverse(f"admin:members_{model._meta.model_name}_changelist")).status_code == 200


def test_officers_and_members_have_no_admin(client):
    for user in (OfficerFactory(), LanFactory()):
        client.force_login(user)
        assert client.get(reverse("admin:index")).status_code == 302


def test_phone_and_card_are_not_typed_in_by_staff(client):
    lan = LanFactory()
    client.force_login(StaffFactory(is_superuser=True))
    client.post(
        reverse("admin:members_user_change", args=[lan.pk]),
        {
            "full_name": "Lò Thị Lan",
            "language": "vi",
            "is_active": "on",
            "phone": "+84999999999",
            "card_number": "1",
        },
    )
    lan.refresh_from_db()
    assert (lan.phone, lan.card_number) == ("+84912345671", "10000008")


@pytest.mark.databases
def test_admin_log_entry_loses_the_members_name_on_erasure(client):
    lan = LanFactory()
    client.force_login(StaffFactory(is_superuser=True))
    page = reverse("admin:members_user_change", args=[lan.pk])
    client.post(page, {"full_name": "Lò Thị Lan", "language": "en", "is_active": "on"})
    entry = LogEntry.objects.get()
    assert entry.object_repr == "Lò Thị Lan"
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.object_id) == ("", str(lan.pk))


def change_page(row) -> str:
    return reverse(f"admin:members_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.databases
def test_names_and_rights_set_by_staff_are_recorded_and_announced(client):
    lan, boss = LanFactory(), StaffFactory(is_superuser=True)
    group = Group.objects.create(name="Xem sổ")
    client.force_login(boss)
    given = {
        "full_name": "Lò Thị  Lan Anh",
        "birth_year": "1980",
        "language": "en",
        "is_active": "on",
        "is_staff": "on",
    }
    assert client.post(change_page(lan), given | {"groups": [group.pk]}).status_code == 302
    lan.refresh_from_db()
    assert (lan.full_name, lan.language, lan.is_staff, lan.is_superuser) == (
        "Lò Thị Lan Anh",
        "en",
        True,
        False,
    )
    assert list(lan.groups.all()) == [group]
    rows = AccountChange.objects.filter(user=lan).order_by("pk").values_list("kind", "by")
    assert list(rows) == [("profile", boss.pk), ("rights", boss.pk)]
    entries = Entry.objects.filter(by=boss.ref, on_behalf_of=lan.ref).order_by("pk")
    assert [entry.kind for entry in entries] == ["account.profile", "member.language", "account.rights"]
    payload = json.loads(entries[2].body)["payload"]
    assert payload.pop("states")
    assert payload == {
        "is_active": True, "is_staff": True, "is_superuser": False, "groups": [group.pk],
    }  # fmt: skip
    assert Notice.objects.filter(user=lan, kind="account_rights").count() == 1
    client.post(change_page(lan), given | {"groups": [group.pk]})
    assert AccountChange.objects.filter(user=lan).count() == 2, "nothing changed, nothing written"


def test_an_invalid_name_is_refused_at_its_field(client):
    lan = LanFactory()
    client.force_login(StaffFactory(is_superuser=True))
    page = client.post(
        change_page(lan), {"full_name": "123", "birth_year": "3000", "language": "vi", "is_active": "on"}
    )
    assert page.status_code == 200
    assert {"full_name", "birth_year"} == set(page.context["adminform"].form.errors)
    lan.refresh_from_db()
    assert lan.full_name == "Lò Thị Lan" and not AccountChange.objects.filter(user=lan).exists()


@pytest.mark.databases
def test_rights_cannot_be_changed_without_superuser_or_on_the_own_account(client):
    lan, boss = LanFactory(), StaffFactory(is_superuser=True)
    plain = StaffFactory()
    plain.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    for who, subject in ((plain, lan), (boss, boss)):
        client.force_login(who)
        client.post(
            change_page(subject),
            {"full_name": subject.full_name, "language": "vi", "is_staff": "on", "is_superuser": "on"},
        )
        before = (subject.is_active, subject.is_staff, subject.is_superuser)
        subject.refresh_from_db()
        assert (subject.is_active, subject.is_staff, subject.is_superuser) == before
        with pytest.raises(NotAllowed):
            set_rights(
                actor=Actor.of(who),
                user=subject,
                is_active=False,
                is_staff=True,
                is_superuser=True,
                groups=[],
            )
    assert not AccountChange.objects.filter(kind="rights").exists()


def test_a_branch_gets_another_name_by_the_action(client):
    branch = LanFactory().memberships.get().branch
    taken = create_branch(actor=None, name="Chi hội bản Vặt", level="chapter", parent=branch.parent)
    boss = StaffFactory(is_superuser=True)
    client.force_login(boss)
    assert "Ở đây đã có" in client.post(change_page(branch), {"name": taken.name, "is_active": "on"}).text
    assert client.post(change_page(branch), {"name": "Chi hội bản Lùn", "is_active": "on"}).status_code == 302
    branch.refresh_from_db()
    assert (branch.name, branch.name_folded) == ("Chi hội bản Lùn", "chi hoi ban lun")
    assert Entry.objects.get(kind="branch.changed").by == boss.ref
    with pytest.raises(NotAllowed):
        change_branch(actor=Actor.of(OfficerFactory()), branch=branch, name="Khác", is_active=True)


def test_nobody_is_deleted_or_added_here(client):
    lan = LanFactory()
    client.force_login(StaffFactory(is_superuser=True))
    assert (
        client.post(reverse("admin:members_user_delete", args=[lan.pk]), {"post": "yes"}).status_code == 403
    )
    assert client.get(reverse("admin:members_user_add")).status_code == 403
    assert User.objects.filter(pk=lan.pk).exists()


def test_admin_holds_these_lists_and_no_keys():
    assert sorted(model._meta.label for model in admin.site._registry) == [
        "auth.Group",
        "courses.Asked",
        "courses.Asset",
        "courses.Attempt",
        "courses.Attendance",
        "courses.ClassMaterial",
        "courses.Contest",
        "courses.ContestRound",
        "courses.Course",
        "courses.CourseOrigin",
        "courses.CourseVersion",
        "courses.Credential",
        "courses.DeviceRecord",
        "courses.Enrolment",
        "courses.EssayGrade",
        "courses.HandIn",
        "courses.LiveClass",
        "courses.Meeting",
        "courses.MeetingPresence",
        "courses.PaperWithdrawal",
        "courses.Question",
        "courses.QuestionBank",
        "courses.Quiz",
        "courses.SignUp",
        "courses.StepDone",
        "courses.TakenPack",
        "courses.TaskState",
        "courses.XapiStatement",
        "law.Bulletin",
        "law.BulletinVersion",
        "law.Change",
        "law.Document",
        "law.Edition",
        "law.LawyerReading",
        "law.PlainWords",
        "law.Provision",
        "law.ProvisionText",
        "law.Recording",
        "ledger.Entry",
        "members.AccountChange",
        "members.AssistSession",
        "members.Branch",
        "members.Consent",
        "members.Membership",
        "members.Milestone",
        "members.Notice",
        "members.RoleGrant",
        "members.Unit",
        "members.User",
        "orders.BankFeed",
        "orders.CardAccount",
        "orders.CardEvent",
        "orders.CardPayment",
        "orders.CardRefund",
        "orders.Offer",
        "orders.Order",
        "orders.Shop",
        "orders.Transfer",
        "products.Certificate",
        "products.Photo",
        "products.Producer",
        "products.ProducerInvitation",
        "products.Product",
        "traceability.CodeLink",
        "traceability.CompanyPrefix",
        "traceability.Container",
        "traceability.ELabel",
        "traceability.Inquiry",
        "traceability.Inspection",
        "traceability.InspectionLook",
        "traceability.LabelFlag",
        "traceability.LabelPrint",
        "traceability.LabelRun",
        "traceability.LabelVoid",
        "traceability.Lot",
        "traceability.Passport",
        "traceability.PrintedHost",
        "traceability.ProductCode",
        "traceability.Recall",
        "union.Document",
        "union.Issue",
        "union.Receipt",
        "union.Report",
        "union.ReportForm",
        "union.ReportPeriod",
        "union.Succession",
        "union.UnionRole",
        "webhooks.Delivery",
        "webhooks.Endpoint",
    ]
