"""Groups of staff: who is in one and what it may read has an entry, and the audit names any other."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from backend.ledger.auditing import Finding
from backend.ledger.taking_up import record_earlier_rows
from members.acting import Actor
from members.models import User
from members.people.actions.rights import set_group, set_rights
from members.people.auditing import compare_groups, compare_rights
from members.rules import NotAllowed
from tests.factories.members import LanFactory, OfficerFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
ADD = "admin:auth_group_add"


def findings() -> list[tuple[str, str]]:
    rows = [*compare_rights(), *compare_groups()]
    return [(row.subject, row.what.partition(" / ")[2]) for row in rows if isinstance(row, Finding)]


@pytest.fixture
def staff() -> tuple[User, Group]:
    """Lan in a group that may read accounts, as the admin sets it."""
    lan, boss = LanFactory(), StaffFactory()
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    record_earlier_rows()
    client = Client()
    client.force_login(boss)
    reads = Permission.objects.get(codename="view_user", content_type__app_label="members")
    assert client.post(reverse(ADD), {"name": "Xem sổ", "permissions": [reads.pk]}).status_code == 302
    group = Group.objects.get()
    assert list(group.permissions.all()) == [reads]
    boss.refresh_from_db()
    set_rights(
        actor=Actor.of(boss), user=lan, is_active=True, is_staff=True, is_superuser=False, groups=[group]
    )
    page = reverse("admin:auth_group_change", args=[group.pk])
    assert client.post(page, {"name": "Đọc sổ", "permissions": [reads.pk]}).status_code == 302
    assert (
        client.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"}).status_code == 403
    )
    assert findings() == [] and Group.objects.get().name == "Đọc sổ"
    return lan, group


def test_each_change_of_a_group_and_of_who_is_in_it_is_named(staff):
    lan, group = staff
    writes = Permission.objects.get(codename="change_user", content_type__app_label="members")
    other = OfficerFactory()
    of_group, of_lan = f"group:{group.pk}", f"member:{lan.ref}"
    for plant, undo, subject, what in (
        (group.permissions.add, group.permissions.remove, of_group, "the group's permissions differ"),
        (
            lan.user_permissions.add,
            lan.user_permissions.remove,
            of_lan,
            "a permission that no page gives",
        ),
    ):
        plant(writes)
        assert findings() == [(subject, what)]
        undo(writes)
    lan.groups.remove(group)
    assert findings() == [(of_lan, "the account's groups differ")]
    lan.groups.add(group)
    other.groups.add(group)
    assert findings() == [(f"member:{other.ref}", "the account's groups differ")]
    other.groups.clear()
    Group.objects.create(name="Mới").permissions.add(writes)
    assert [what for _subject, what in findings()] == ["the group's permissions differ"]
    Group.objects.all().delete()
    assert sorted(findings()) == [
        (of_group, "a group is gone that the ledger states"),
        (of_lan, "the account's groups differ"),
    ]


def test_older_groups_are_recorded_once_by_the_clock():
    lan = LanFactory()
    group = Group.objects.create(name="Cũ")
    group.permissions.add(Permission.objects.first())
    lan.groups.add(group)
    assert findings() == []
    record_earlier_rows()
    assert findings() == []
    group.permissions.clear()
    assert [subject for subject, _what in findings()] == [f"group:{group.pk}"]


def test_only_superusers_change_groups():
    plain = StaffFactory()
    plain.user_permissions.set(Permission.objects.filter(codename__in=["add_group", "change_group"]))
    client = Client()
    client.force_login(plain)
    assert client.post(reverse(ADD), {"name": "Mới"}).status_code == 403
    with pytest.raises(NotAllowed):
        set_group(actor=Actor.of(plain), group=Group(name="Mới"), permissions=[])
    assert not Group.objects.exists()
