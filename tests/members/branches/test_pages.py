"""The officer's desk and the pages of branches, as a browser sees them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.actions.memberships import confirm_membership, refuse_membership, request_membership
from members.branches.enums import MembershipState
from members.models import Membership, Notice
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    UserFactory,
    chapter,
    commune,
)
from tests.layout import without_layout
from tests.members.signing_in.test_pages import signed_in
from tests.officer_walk import Walk
from tests.people import HOA

pytestmark = pytest.mark.django_db

DESK = [
    "members:desk",
    "members:members",
    "members:roles",
    "members:assist",
    "members:open_account",
    "members:consent_sheet",
]


@pytest.mark.slow
def test_desk_opens_to_officers_and_staff_only():
    visitors = [
        (None, 302),
        (LanFactory(), 403),
        (HoaFactory(), 403),
        (OfficerFactory(), 200),
        (StaffFactory(), 200),
    ]
    for user, status in visitors:
        client = signed_in(user) if user else Client()
        for name in DESK:
            assert client.get(reverse(name)).status_code == status, (user, name)


@pytest.mark.slow
def test_member_page_opens_only_to_officers_of_the_members_branch():
    lan = LanFactory()
    far = OfficerFactory(branch=commune("Xã Mường Lạn", 4246))
    names = ["member", "ticket", "new_card", "member_card", "give_role"]
    for user, status in ((OfficerFactory(), 200), (far, 403), (MinhFactory(), 403)):
        for name in names:
            answer = signed_in(user).get(reverse(f"members:{name}", args=[lan.pk]))
            assert answer.status_code == status, (user, name)


def test_waiting_member_is_confirmed_from_the_desk():
    waiting = UserFactory(full_name="Cầm Thị Chờ")
    membership = Membership.objects.create(user=waiting, branch=chapter())
    client = signed_in(OfficerFactory())
    assert "Cầm Thị Chờ" in client.get(reverse("members:desk")).text
    assert signed_in(OfficerFactory(branch=commune("Xã Mường Lạn", 4246))).post(
        reverse("members:confirm", args=[membership.pk])
    ).status_code == 404  # fmt: skip
    told = client.post(reverse("members:confirm", args=[membership.pk]), follow=True).text
    assert "Đã xác nhận: Cầm Thị Chờ là hội viên." in told
    membership.refresh_from_db()
    assert membership.state == MembershipState.CONFIRMED
    assert "Cầm Thị Chờ" not in client.get(reverse("members:desk")).text


@pytest.mark.parametrize("here", ["desk", "members"])
def test_confirming_shows_the_same_list_again(here):
    memberships = [Membership.objects.create(user=UserFactory(), branch=chapter()) for _n in range(2)]
    walk = Walk(signed_in(OfficerFactory()))
    walk.open(reverse(f"members:{here}"))
    walk.press("Xác nhận")
    assert walk.path == reverse(f"members:{here}")
    assert f"Đã xác nhận: {memberships[0].user} là hội viên." in walk.text
    walk.follow("Chưa nhận")
    walk.type("reason", "Chị ở bản khác.")
    walk.press("Gửi trả lời")
    assert walk.path == reverse(f"members:{here}")
    assert f"Đã trả lời {memberships[1].user}." in walk.text
    states = Membership.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [MembershipState.CONFIRMED, MembershipState.REFUSED]


def test_htmx_gets_the_confirmed_row_and_the_number_of_the_others():
    person = UserFactory(full_name="Cầm Thị Chờ")
    membership = Membership.objects.create(user=person, branch=chapter())
    Membership.objects.create(user=UserFactory(), branch=chapter())
    client = signed_in(OfficerFactory())
    url = reverse("members:confirm", args=[membership.pk])
    row = without_layout(client.post(url, headers={"HX-Request": "true"}).text)
    assert "Đã xác nhận: Cầm Thị Chờ là hội viên." in row
    assert f'href="{reverse("members:member", args=[person.pk])}"' in row
    assert '<span id="waiting-count" hx-swap-oob="true" class="badge badge--attention">1</span>' in row
    assert "<html" not in row
    membership.refresh_from_db()
    assert membership.state == MembershipState.CONFIRMED


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_confirming_a_refused_request_changes_nothing(headers):
    membership = Membership.objects.create(user=UserFactory(), branch=chapter())
    client = signed_in(OfficerFactory())
    refuse_membership(actor=Actor.of(OfficerFactory()), membership=membership, reason="Ở xã khác.")
    before = (Entry.objects.count(), Notice.objects.count())
    url = reverse("members:confirm", args=[membership.pk])
    answer = client.post(url, headers=headers, follow=True)
    assert "Đơn này không còn chờ nữa." in answer.text
    membership.refresh_from_db()
    assert membership.state == MembershipState.REFUSED
    assert (Entry.objects.count(), Notice.objects.count()) == before


@pytest.mark.parametrize("query", ["lan", "LÒ THỊ", "0912345671", "1000 0008"])
def test_members_are_found_without_accents_by_phone_and_by_card(query):
    LanFactory()
    HoaFactory()
    page = signed_in(OfficerFactory()).get(reverse("members:members"), {"q": query}).text
    assert "Lò Thị Lan" in page
    assert HOA.full_name not in page


@pytest.mark.parametrize(
    ("who", "tabs"),
    [
        (LanFactory, ["Trang chủ", "Bán hàng", "Nhật ký", "Học", "Hỏi"]),
        (OfficerFactory, ["Trang chủ", "Bán hàng", "Việc Hội", "Học", "Hỏi"]),
    ],
    ids=["member", "officer"],
)
def test_tabs_are_those_of_the_role_and_notices_are_in_the_header(who, tabs):
    page = signed_in(who()).get("/").text
    bar = page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    assert re.findall(r"<span>([^<]+)</span>", bar) == tabs
    bell = page.partition('<a class="bell"')[2].partition("</a>")[0]
    assert reverse("members:notices") in bell and "Thông báo" in bell


def test_lists_cost_the_same_however_long(django_assert_max_num_queries):
    officer = OfficerFactory()
    client = signed_in(officer)
    LanFactory()
    for _ in range(3):
        Membership.objects.create(user=UserFactory(), branch=chapter())
    for path in ("members:desk", "members:members"):
        with django_assert_max_num_queries(46):
            client.get(reverse(path))


def test_branch_is_found_without_accents_and_joined(client):
    lan = UserFactory()
    chapter()
    page = client.get(reverse("members:branches"), {"q": "DOAN ket"}).text
    assert "Xã Đoàn Kết" in page
    assert "Chi hội bản Áng" in page
    signed_in(lan).post(reverse("members:join_branch", args=[chapter().pk]))
    assert Membership.objects.get(user=lan).branch == chapter()


def test_officers_name_shows_only_with_consent(client):
    officer = OfficerFactory()
    url = reverse("members:branch", args=[commune().pk])
    assert str(officer) not in client.get(url).text
    signed_in(officer).post(reverse("members:consents"), {"purpose": "public_name", "act": "give"})
    assert str(officer) in client.get(url).text


def test_officers_name_shows_only_after_the_membership_is_confirmed():
    officer, lan = OfficerFactory(), LanFactory()
    url = reverse("members:branch", args=[commune().pk])
    asked = request_membership(actor=Actor.of(lan), branch=commune(), leave_current=True)
    page = signed_in(lan).get(url).text
    assert ("Đơn của chị đang chờ" in page, str(officer) in page) == (True, False)
    confirm_membership(actor=Actor.of(officer), membership=asked)
    assert str(officer) in signed_in(lan).get(url).text


def test_new_chapter_is_added_by_the_communes_officer():
    url = reverse("members:add_chapter", args=[commune().pk])
    assert signed_in(LanFactory()).get(url).status_code == 403
    signed_in(OfficerFactory()).post(url, {"name": "Chi hội bản Lòng"})
    assert commune().children.filter(name="Chi hội bản Lòng").exists()
