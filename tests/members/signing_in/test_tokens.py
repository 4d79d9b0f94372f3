from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from members.acting import Actor
from members.models import AccountChange
from members.rules import NotAllowed
from members.signing_in.actions.tokens import create_token, revoke_token
from tests.factories.members import PIN, LanFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_token_is_shown_once_opens_the_api_and_is_revoked(client):
    lan, url = LanFactory(), reverse("members:api_token")
    client.force_login(lan)
    assert url in client.get(reverse("members:profile")).text
    made = client.post(url, {"secret": PIN})
    key = Token.objects.get(user=lan).key
    assert key in made.text
    assert key not in client.get(url).text
    software = {"headers": {"Authorization": f"Token {key}"}}
    assert Client().get("/api/v1/notices/", **software).status_code == 200
    client.post(url, {"act": "revoke"})
    assert Client().get("/api/v1/notices/", **software).status_code == 401
    kinds = set(AccountChange.objects.filter(user=lan).values_list("kind", flat=True))
    assert kinds == {"token_made", "token_revoked"}


def test_api_token_needs_the_pin(client):
    client.force_login(LanFactory())
    page = client.post(reverse("members:api_token"), {"secret": "999111"})
    assert (page.status_code, Token.objects.count(), AccountChange.objects.count()) == (400, 0, 0)


def test_new_token_ends_the_one_before():
    actor = Actor.of(LanFactory())
    first, second = (create_token(actor=actor, secret=PIN) for _ in range(2))
    assert first != second
    assert Token.objects.get().key == second


def test_officer_helping_neither_makes_nor_revokes_a_token():
    lan = LanFactory()
    key = create_token(actor=Actor.of(lan), secret=PIN)
    actor = Actor(by=OfficerFactory(), member=lan)
    with pytest.raises(NotAllowed):
        create_token(actor=actor, secret=PIN)
    with pytest.raises(NotAllowed):
        revoke_token(actor=actor)
    assert Token.objects.get().key == key


def test_token_of_a_locked_account_opens_nothing(django_assert_num_queries):
    lan = LanFactory()
    software = {"headers": {"Authorization": f"Token {create_token(actor=Actor.of(lan), secret=PIN)}"}}
    path = f"/api/v1/contest-entries/{uuid4()}/submit/"
    # A connection of PostgreSQL prepares the statement once.
    Client().post(path, "{}", content_type="application/json", **software)
    with django_assert_num_queries(2):  # the user, and that the entry isn't the user's
        assert Client().post(path, "{}", content_type="application/json", **software).status_code == 404
    lan.is_active = False
    lan.save(update_fields=["is_active"])
    assert Client().get("/api/v1/notices/", **software).status_code == 401
