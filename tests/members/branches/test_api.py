"""Branches and memberships over the API."""

import pytest

from backend.ledger.models import Entry
from members.models import Branch, Membership, Notice
from members.notices.actions.notices import notify
from tests.api import client_of, everything, problems, send_twice
from tests.factories.products import make_branch, make_unit, make_user
from tests.people import HOA, LAN, MINH

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

API = "/api/v1"


@pytest.fixture
def lan():
    return make_user(LAN.full_name, branch=make_branch())


@pytest.fixture
def notices(lan) -> list[Notice]:
    return [notify(user=lan, kind="test", title=f"Tin {number}") for number in (1, 2, 3)]


def test_membership_is_requested_confirmed_and_left(notices):
    branch = make_branch()
    hoa, mai = make_user(HOA.full_name), make_user("Quàng Thị Mai", branch=branch, officer_of=branch)
    her, officer = client_of(hoa), client_of(mai)
    asked = send_twice(her, "post", f"{API}/memberships/", {"branch": branch.pk}, status=201)
    assert (asked["state"], asked["member"]) == ("requested", str(hoa))
    [waiting] = officer.get(f"{API}/memberships/?state=requested").json()["results"]
    assert waiting == asked
    url = f"{API}/memberships/{asked['id']}/"
    assert send_twice(officer, "post", f"{url}confirm/")["state"] == "confirmed"
    key = {"Idempotency-Key": "5b0f3f0e-0c2a-4a55-9c53-0d5b8a5ed1c7"}
    for _each in range(2):
        assert her.post(f"{API}/memberships/leave/", headers=key).status_code == 204
    assert Membership.objects.get(pk=asked["id"]).state == "left"


def test_refused_member_reads_why():
    branch = make_branch()
    asked = Membership.objects.create(user=make_user(HOA.full_name), branch=branch)
    officer = client_of(make_user("Quàng Thị Mai", officer_of=branch))
    url = f"{API}/memberships/{asked.pk}/refuse/"
    bad = officer.post(url, {})
    assert (bad.status_code, problems(bad)) == (400, [("required", "reason")])
    assert send_twice(officer, "post", url, {"reason": "Chị ở xã khác."})["reason"] == "Chị ở xã khác."
    again = officer.post(url, {"reason": "Lần nữa"})
    assert (again.status_code, problems(again)) == (400, [("not_waiting", None)])


def test_branch_that_is_none_is_refused_at_its_field():
    lan = make_user(LAN.full_name)
    client = client_of(lan)
    province = make_branch().parent
    for pk in (province.pk, 2_000_000):
        refused = client.post(f"{API}/memberships/", {"branch": pk})
        assert (refused.status_code, problems(refused)) == (400, [("invalid", "branch")])
    assert not Membership.objects.exists()


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "nobody"])
def test_nobody_but_an_officer_decides(lan, who):
    asked = Membership.objects.get(user=lan)
    Membership.objects.update(state="requested")
    user = {
        "lan": lambda: lan,
        "minh": lambda: make_user(MINH.full_name, branch=make_branch()),
        "hoa": lambda: make_user(HOA.full_name),
        "nobody": lambda: None,
    }[who]()
    before = everything([Membership])
    for path, body in (("confirm", None), ("refuse", {"reason": "Không"})):
        answer = client_of(user).post(f"{API}/memberships/{asked.pk}/{path}/", body)
        assert answer.status_code == {"lan": 403, "nobody": 401}.get(who, 404)
    assert everything([Membership]) == before


def test_memberships_cost_the_same_at_1_and_3_rows(django_assert_num_queries):
    branch = make_branch()
    officer = client_of(make_user("Quàng Thị Mai", officer_of=branch))
    make_user(LAN.full_name, branch=branch)
    # token, the user's branches, rows
    with django_assert_num_queries(3):
        assert len(officer.get(f"{API}/memberships/").json()["results"]) == 1
    for name in (MINH.full_name, HOA.full_name):
        make_user(name, branch=branch)
    with django_assert_num_queries(3):
        assert len(officer.get(f"{API}/memberships/").json()["results"]) == 3


def test_officer_adds_a_chapter_once_below_an_own_commune():
    commune = make_branch()
    officer = make_user("Cầm Thị Thu", officer_of=commune)
    client, body = client_of(officer), {"name": "Chi hội bản Áng", "parent": commune.pk}
    made = send_twice(client, "post", f"{API}/branches/", body, status=201)
    chapter = Branch.objects.get(parent=commune)
    assert made == {"id": chapter.pk, "name": "Chi hội bản Áng", "level": "chapter", "unit": commune.unit_id, "parent": commune.pk}  # fmt: skip
    assert Entry.objects.filter(kind="branch.created", subject=f"branch:{chapter.pk}").count() == 1
    taken = client.post(f"{API}/branches/", body | {"name": "chi hội bản ang"})
    nameless = client.post(f"{API}/branches/", body | {"name": "A"})
    none = client.post(f"{API}/branches/", body | {"parent": 10**6})
    assert [(each.status_code, problems(each)) for each in (taken, nameless, none)] == [
        (400, [("name_taken", "name")]),
        (400, [("min_length", "name")]),
        (400, [("invalid", "parent")]),
    ]
    assert Branch.objects.filter(level="chapter").count() == 1


@pytest.mark.parametrize("who", ["lan", "hoa", "nobody"])
def test_only_the_branchs_officer_adds_a_chapter(lan, who):
    elsewhere = make_branch(make_unit(4246, "Mường Lạn"))
    hoa = make_user(HOA.full_name, officer_of=elsewhere)
    client = client_of({"lan": lan, "hoa": hoa}.get(who))
    answer = client.post(f"{API}/branches/", {"name": "Chi hội bản Áng", "parent": make_branch().pk})
    assert answer.status_code == (401 if who == "nobody" else 403)
    assert not Branch.objects.filter(level="chapter").exists()
