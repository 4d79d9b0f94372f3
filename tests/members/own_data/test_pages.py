"""The file of a member's own data."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from tests.factories.members import LanFactory, MinhFactory, OfficerFactory
from tests.members.signing_in.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.mark.slow
def test_export_file_holds_only_the_members_own_data():
    lan = LanFactory()
    MinhFactory()
    answer = signed_in(lan).get(reverse("members:data_file"))
    assert "attachment" in answer["Content-Disposition"]
    text = answer.getvalue().decode()
    assert json.loads(text)["person"]["full_name"] == "Lò Thị Lan"
    assert "Minh" not in text
    assert "Lò Thị Lan" in signed_in(lan).get(reverse("members:data")).text


@pytest.mark.slow
def test_officers_export_holds_the_times_of_acting_on_behalf_without_names():
    officer, lan = OfficerFactory(), LanFactory()
    client = signed_in(officer)
    client.post(reverse("members:start_helping", args=[lan.pk]))
    client.post(reverse("members:stop_helping"))
    text = client.get(reverse("members:data_file")).getvalue().decode()
    [session] = json.loads(text)["helped"]["gave"]
    assert session["started_at"] < session["ended_at"]
    assert str(lan) not in text
