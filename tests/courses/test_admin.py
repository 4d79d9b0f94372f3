"""Django's admin of training: read-only, without any secret."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from courses.models import LiveClass
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory, chapter

pytestmark = pytest.mark.django_db
# Rows that are part of another row's page, or that staff may not see.
NOT_SHOWN = {
    "Module", "Lesson", "Step", "StepText", "Removed", "LiveSheet", "MeetingHands", "Answer",
    "CalendarFeed", "DeviceKey", "RoundPaper", "ContestEntry", "Disqualification", "RoundResult",
}  # fmt: skip


@pytest.fixture
def staff(client):
    user = LanFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_every_model_is_looked_up_or_left_out_with_intent():
    missing = {
        m.__name__ for m in apps.get_app_config("courses").get_models() if not admin.site.is_registered(m)
    }
    assert missing - NOT_SHOWN == set()


@pytest.mark.slow
def test_every_list_opens_and_none_can_be_added_to(staff):
    for model in apps.get_app_config("courses").get_models():
        if not admin.site.is_registered(model):
            continue
        name = f"admin:courses_{model._meta.model_name}"
        assert staff.get(reverse(f"{name}_changelist")).status_code == 200, name
        assert staff.get(reverse(f"{name}_add")).status_code == 403, name


def test_the_link_into_a_class_is_not_shown(staff):
    start = timezone.now()
    found = LiveClass.objects.create(
        title="Lớp", branch=chapter(), trainer=make_trainer(), link="https://meet.example.vn/abc",
        starts_at=start, ends_at=start + timezone.timedelta(hours=1), places=3,
    )  # fmt: skip
    page = staff.get(reverse("admin:courses_liveclass_change", args=[found.pk])).text
    assert "Lớp" in page
    assert "meet.example.vn" not in page
