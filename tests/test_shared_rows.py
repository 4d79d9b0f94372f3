"""Rows shared by several tests: each test gets them as they were made, whatever the tests before it did."""

from __future__ import annotations

import pytest
from django.db import connection

from members.models import Branch, User
from tests.factories.members import LanFactory
from tests.shared_rows import begins_with, made

pytestmark = pytest.mark.databases

MADE = []


def make_lan() -> User:
    MADE.append("lan")
    return LanFactory()


@begins_with(make_lan)
@pytest.fixture
def lan(db) -> User:
    return made(make_lan)


@pytest.mark.parametrize("time", range(3))
def test_changes_of_a_test_to_shared_rows_are_gone_before_the_next(lan, time):
    assert (lan.full_name, User.objects.get().full_name, Branch.objects.count()) == (
        "Lò Thị Lan",
        "Lò Thị Lan",
        3,
    )
    lan.full_name = "Khác"
    lan.save()
    Branch.objects.create(name="Thêm", level="province", unit=Branch.objects.first().unit, path="/9999/")


@pytest.mark.django_db
def test_a_test_that_does_not_request_shared_rows_finds_none():
    assert not User.objects.exists() and not Branch.objects.exists()


def test_shared_rows_are_made_again_after_a_test_without_them(lan):
    assert User.objects.get() == lan
    if connection.vendor == "sqlite":
        assert len(MADE) <= 3  # of the four in this file that use them, the three in a row share them
