"""The export of a member's data: complete whatever its size, with the member's acts in the ledger, and nobody else's name."""

from __future__ import annotations

import json

import pytest
from django.db import connection, transaction
from django.urls import reverse

from backend.ledger.actions import Fact, append_entries
from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.actions.memberships import confirm_membership, request_membership
from members.models import User
from members.own_data import exporting
from members.own_data import members as own_data
from members.templatetags.members import MAX_ROWS, known
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, UserFactory
from tests.quick import some_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def taken_along(client, user: User) -> dict:
    client.force_login(user)
    return json.loads(client.get(reverse("members:data_file")).getvalue())


@transaction.atomic
def entries(count: int, *, by: User, on_behalf_of: User | None = None) -> None:
    behalf = on_behalf_of.ref if on_behalf_of else None
    append_entries(
        Fact("consent.given", f"member:{(on_behalf_of or by).ref}", {"n": n}, by.ref, behalf)
        for n in range(count)
    )


@pytest.mark.slow
def test_own_acts_are_exported_and_acts_for_others_name_nobody(client):
    lan, officer = LanFactory(), OfficerFactory()
    entries(1, by=lan)
    entries(1, by=officer, on_behalf_of=lan)
    new = UserFactory()
    membership = request_membership(actor=Actor.of(new), branch=lan.memberships.get().branch)
    confirm_membership(actor=Actor.of(officer), membership=membership)
    exported = taken_along(client, lan)
    assert [(row["what"], row["for_another"], row["about"]) for row in exported["acts"]] == [
        ("Ghi giấy đồng ý đã ký", False, f"member:{lan.ref}")
    ]
    assert [row["by"] for row in exported["helped"]["acts"]] == [str(officer)]
    officers = taken_along(client, officer)["acts"]
    assert [(row["for_another"], row["about"]) for row in officers] == [(True, None), (False, None)]
    assert all(str(each.ref) not in json.dumps(officers) for each in (lan, new))
    assert taken_along(client, HoaFactory())["acts"] == []


@pytest.mark.slow
@pytest.mark.parametrize("count", some_of([0, 1, 4, 5, 8, 9], 3))
def test_nothing_is_cut_off_at_the_edge_of_a_page(count, monkeypatch, client):
    monkeypatch.setattr(exporting, "PAGE", 4)
    lan, officer = LanFactory(), OfficerFactory()
    entries(count, by=lan)
    entries(count, by=officer, on_behalf_of=lan)
    exported = taken_along(client, lan)
    numbers = Entry.objects.filter(by=lan.ref).order_by("id").values_list("id", flat=True)
    assert [row["entry"] for row in exported["acts"]] == list(numbers)
    assert (len(exported["acts"]), len(exported["helped"]["acts"])) == (count, count)


@pytest.mark.slow
def test_more_than_the_old_five_thousand_acts_are_all_there(client, django_assert_max_num_queries):
    lan, officer = LanFactory(), OfficerFactory()
    entries(5_001, by=officer, on_behalf_of=lan)
    with django_assert_max_num_queries(12):
        assert sum(1 for _ in own_data.helped(lan)["acts"]) == 5_001


def test_page_shows_the_newest_and_says_that_the_file_has_all():
    lan = LanFactory()
    entries(MAX_ROWS, by=lan)
    rows = own_data.acts(lan)
    assert "tải về" not in known(rows, own_data.WORDS)
    entries(1, by=lan)
    rows_on_page = known(rows, own_data.WORDS)
    assert (rows_on_page.count("<li>"), "Chị tải về thì có đủ" in rows_on_page) == (MAX_ROWS, True)
    assert [row["entry"] for row in rows.newest(1)] == [Entry.objects.latest("id").pk]


@pytest.mark.slow
def test_export_written_in_pieces_equals_the_whole(monkeypatch):
    monkeypatch.setattr(exporting, "PAGE", 2)
    lan = LanFactory()
    entries(3, by=lan)
    whole = {**exporting.collect(lan), "made": {}, "none": None, "words": ["a\nb", 'nói "được"']}
    whole["acts"] = list(whole["acts"])
    whole["helped"] = {**whole["helped"], "acts": []}
    whole["software"] = {**whole["software"], "events": []}
    whole["checks"] = []
    whole["records"] = {table: list(rows) for table, rows in whole["records"].items()}
    read = json.loads(
        b"".join(exporting.written(lan, extra={key: whole[key] for key in ("made", "none", "words")}))
    )
    assert read == json.loads(json.dumps(whole, cls=exporting.DjangoJSONEncoder))


def test_own_acts_are_found_by_an_index():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "ledger_entry_by" in own_data.acts(LanFactory()).found.order_by("id")[:10].explain()
