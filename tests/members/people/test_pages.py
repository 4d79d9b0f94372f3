"""Accounts, cards and language, as a browser sees them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import User
from tests.factories.members import LanFactory, OfficerFactory, chapter
from tests.members.signing_in.test_pages import log_in, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_new_card_sent_for_twice_is_one_card():
    lan = LanFactory()
    desk = signed_in(OfficerFactory())
    numbers = set()
    for _ in range(2):
        answer = desk.post(reverse("members:new_card", args=[lan.pk]), {"idempotency_key": "k" * 20})
        assert answer["Location"] == reverse("members:member_card", args=[lan.pk])
        lan.refresh_from_db()
        numbers.add(lan.card_number)
    assert len(numbers) == 1
    for name in ("members:ticket", "members:new_card"):
        assert 'name="idempotency_key"' in desk.get(reverse(name, args=[lan.pk])).text


@pytest.mark.slow
def test_officer_opens_an_account_prints_the_paper_and_acts_on_behalf():
    officer = OfficerFactory()
    client = signed_in(officer)
    fields = {
        "full_name": "Lường Thị Bằng",
        "branch": chapter().pk,
        "birth_year": "1961",
        "idempotency_key": "k" * 20,
    }
    answer = client.post(reverse("members:open_account"), fields)
    again = client.post(reverse("members:open_account"), fields)
    assert answer["Location"] == again["Location"] == reverse("members:first_paper")
    member = User.objects.get(full_name="Lường Thị Bằng")
    paper = client.get(reverse("members:first_paper")).text
    assert member.card_number[:4] in paper
    assert "chưa ký đồng ý việc nào" in paper
    home = client.get("/").text
    assert "Đang làm hộ cho" in home
    assert "Chào chị Bằng" in home
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert "không hiện lại" in client.get(reverse("members:first_paper")).text


def test_language_is_stored_with_the_user(client):
    lan = LanFactory()
    client = signed_in(lan)
    client.post(reverse("theme:language"), {"language": "en", "next": "/"})
    lan.refresh_from_db()
    assert lan.language == "en"
    answer = log_in(Client(), lan.card_number)
    assert answer.cookies["django_language"].value == "en"


def test_home_of_a_buyer_ends_with_the_doors_of_members(client):
    page = client.get("/").text
    _before, _mark, doors = page.partition('<p class="doors">')
    links = re.findall(r'<a href="([^"]+)"', doors.partition("</p>")[0])
    assert links == [reverse("account_login"), reverse("account_signup"), reverse("members:branches")]
    assert page.index('role="search"') < page.index('class="three-lines"') < page.index('<p class="doors">')
