from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from members.actions.erasure import erase_member
from members.models import User
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


def test_what_staff_changed_of_her_stays_without_her_name_when_she_is_erased(client):
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
        "courses.LawProvision",
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
        "orders.Offer",
        "orders.Order",
        "orders.Shop",
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
    ]
