"""Short links lead to pages of this site only, can't be guessed, and are the same for the same page."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from backend.common import short_links
from backend.common.codes import LETTERS
from backend.common.limits import SharedLimit
from backend.common.models import ShortLink
from backend.common.short_links import LENGTH, LIFE, prune_links, shorten

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

SECRET = f"/don/{uuid.UUID(int=7)}/"


@pytest.fixture(autouse=True)
def limit(monkeypatch) -> None:
    fresh = SharedLimit(f"links {uuid.uuid4()}", 3, seconds=10**9, step=1)
    monkeypatch.setattr(short_links, "wrong_codes_a_minute", fresh)


def test_a_page_has_one_short_link_that_redirects_to_it():
    address = shorten(SECRET)
    link = ShortLink.objects.get()
    assert address == f"{settings.PUBLIC_ORIGIN}/t/{link.code}" and shorten(SECRET) == address
    assert shorten("/don/") != address
    assert (len(link.code), set(link.code) <= set(LETTERS), LENGTH * 5 >= 60) == (13, True, True)
    answer = Client().get(f"/t/{link.code}")
    assert (answer.status_code, answer.headers["Location"]) == (302, SECRET)


def test_a_short_link_is_not_cached_indexed_or_passed_on():
    answer = Client().get(shorten(SECRET).removeprefix(settings.PUBLIC_ORIGIN))
    assert "no-store" in answer.headers["Cache-Control"] and "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    settings_without_demo = Client().get("/robots.txt").text
    assert "Disallow: /t/" in settings_without_demo


def test_a_code_is_understood_as_people_type_it():
    ShortLink.objects.create(code="0123456789ABC", target="/don/", expires_at=timezone.now() + LIFE)
    for typed in ("0123456789abc", "O123-4567-89ABC", "oi23 456789abc", "0123456789ABC."):
        assert Client().get(f"/t/{typed}").headers["Location"] == "/don/"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "don/", "", "/don/ x", "javascript:alert(1)",
        "/khong-co-trang-nay/", "/t/7K3F9QX2M4TB8", "/products/?q=" + "a" * 300, "/don/\n",
    ],
)  # fmt: skip
def test_a_link_to_another_site_or_to_no_page_is_refused(path):
    with pytest.raises(ValueError):
        shorten(path)
    assert not ShortLink.objects.exists()


def test_the_database_refuses_a_target_on_another_site():
    for target in ("https://evil.example/", "//evil.example/"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShortLink.objects.create(code="0123456789ABC", target=target, expires_at=timezone.now())
    assert not ShortLink.objects.exists()


def test_an_expired_link_leads_nowhere_and_is_deleted():
    address, now = shorten(SECRET), timezone.now()
    path = address.removeprefix(settings.PUBLIC_ORIGIN)
    with time_machine.travel(now + timedelta(days=100), tick=False):
        assert shorten(SECRET) == address  # sent again: it lives longer
    with time_machine.travel(now + timedelta(days=270), tick=False):
        assert Client().get(path).status_code == 302 and prune_links() == 0
    with time_machine.travel(now + timedelta(days=281), tick=False):
        assert Client().get(path).status_code == 404
        assert prune_links() == 1 and not ShortLink.objects.exists()


def test_wrong_codes_are_limited_and_right_ones_still_work():
    path = shorten(SECRET).removeprefix(settings.PUBLIC_ORIGIN)
    wrong = ["/t/0000000000000", "/t/x", "/t/ZZZZZZZZZZZZZ", "/t/1111111111111"]
    assert [Client().get(each).status_code for each in wrong] == [404, 404, 404, 429]
    assert Client().get(path).status_code == 302
