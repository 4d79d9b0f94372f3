from __future__ import annotations

import pytest
from django.urls import reverse

from backend.common.phones import PhoneError
from tests.layout import without_layout
from union.alarms.actions.raising import raise_alarm
from union.models import Alarm

pytestmark = pytest.mark.django_db
NOBODY = {"branch": None, "phone": None, "asker": None, "by": None}


def test_alarm_is_raised_once_per_key():
    first = raise_alarm(text="Chồng đánh tôi", kinds=["violence"], **NOBODY, key="k" * 16)
    assert raise_alarm(text="khác", kinds=[], **NOBODY, key="k" * 16) == first
    alarm = Alarm.objects.get()
    assert (alarm.text, alarm.kinds, alarm.phone) == ("Chồng đánh tôi", ["violence"], "")


def test_wrong_number_raises_nothing():
    with pytest.raises(PhoneError):
        raise_alarm(text="a", kinds=[], **NOBODY | {"phone": "12"}, key="k" * 16)
    assert not Alarm.objects.exists()


def test_page_shows_help_before_anything_else_and_gives_nothing_away(client):
    response = client.get(reverse("union:help_now"))
    page = response.text
    assert page.index('href="tel:113"') < page.index('href="tel:115"')
    assert without_layout(page).count("<title>Hỏi Hội") == 1
    assert response["Cache-Control"] == "private, no-store"
