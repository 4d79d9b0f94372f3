"""Folds with law, log references and codes: open for officers, folded for all others."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from members.acting import Actor
from tests.factories.members import LanFactory, OfficerFactory, StaffFactory

pytestmark = pytest.mark.django_db

FOLD = "<details {% open_for_officers %}>"


@pytest.mark.parametrize(
    ("who", "shown"),
    [(OfficerFactory, "open"), (StaffFactory, "open"), (LanFactory, ""), (None, "")],
    ids=["officer", "staff", "member", "visitor"],
)
def test_technical_folds_are_open_for_officers_only(rf, django_assert_max_num_queries, who, shown):
    request = rf.get("/")
    user = who() if who else AnonymousUser()
    request.actor = Actor.of(user) if who else None
    page = Template("{% load members %}" + FOLD * 3)
    with django_assert_max_num_queries(1):
        assert page.render(Context({"request": request})) == f"<details {shown}>" * 3
