from __future__ import annotations

import importlib
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from rest_framework.views import APIView

from backend.api import router
from backend.ledger.auditing import Finding
from members.acting import Actor
from members.models import AccountChange, ApiToken, GuessLimit, Notice
from members.rules import NotAllowed
from members.signing_in.actions import tokens
from members.signing_in.actions.tokens import create_token, remind_of_ends, revoke_token
from members.signing_in.auditing import compare_tokens
from members.signing_in.enums import Scope
from members.signing_in.token_authentication import NOTE_EVERY, hash_token
from tests.api import client_of, problems, schema, token_of
from tests.factories.members import PIN, HoaFactory, LanFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FORM = {"name": "Máy của kế toán", "scopes": ["read", "account"], "days": "90", "secret": PIN}
NOTICES = "/api/v1/notices/"


def new_token(user, *scopes: Scope, days: int = 90) -> str:
    return create_token(
        actor=Actor.of(user), secret=PIN, name="Kế toán", scopes=scopes or tuple(Scope), days=days
    )


def ask(path: str, key: str, method: str = "get"):
    headers = {"Authorization": f"Token {key}"}
    sent = {} if method == "get" else {"content_type": "application/json"}
    return getattr(Client(), method)(path, headers=headers, **sent)


def test_token_is_shown_once_stored_as_a_hash_and_revoked(client):
    lan, url = LanFactory(), reverse("members:api_token")
    client.force_login(lan)
    assert url in client.get(reverse("members:profile")).text
    made = client.post(url, FORM)
    (key,) = re.findall(r"<code>(pieu_[0-9a-f]{40})</code>", made.text)
    (row,) = ApiToken.objects.values()
    assert key not in str(row) and key[5:] not in str(row)
    assert (row["scopes"], row["name"]) == ("read account", "Máy của kế toán")
    assert row["expires_at"] - row["created_at"] == timedelta(days=90)
    page = client.get(url).text
    assert key not in page and "Máy của kế toán" in page
    assert ask(NOTICES, key).status_code == 200
    client.post(url, {"revoke": row["id"]})
    assert ask(NOTICES, key).status_code == 401
    kinds = list(AccountChange.objects.filter(user=lan).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["token_made", "token_revoked"]


@pytest.mark.parametrize(
    "wrong", [{"secret": "999111"}, {"scopes": []}, {"scopes": ["all"]}, {"days": "3650"}]
)
def test_token_needs_the_pin_a_scope_and_an_end(client, wrong):
    client.force_login(LanFactory())
    page = client.post(reverse("members:api_token"), FORM | wrong)
    assert (page.status_code, ApiToken.objects.count(), AccountChange.objects.count()) == (400, 0, 0)


def test_two_programs_have_a_token_each_and_no_member_has_more_than_a_few(monkeypatch):
    monkeypatch.setattr(tokens, "MAX_TOKENS", 2)
    lan = LanFactory()
    first, second = new_token(lan), new_token(lan)
    assert first != second
    with pytest.raises(tokens.TokenError, match="2 mã"):
        new_token(lan)
    revoke_token(actor=Actor.of(lan), token=ApiToken.objects.get(key_hash=hash_token(first)).pk)
    assert (ask(NOTICES, first).status_code, ask(NOTICES, second).status_code) == (401, 200)
    assert not GuessLimit.objects.exists()


def test_officer_helping_neither_makes_nor_revokes_a_token():
    lan = LanFactory()
    key = new_token(lan)
    actor = Actor(by=OfficerFactory(), member=lan)
    with pytest.raises(NotAllowed):
        create_token(actor=actor, secret=PIN, name="x", scopes=["read"], days=30)
    with pytest.raises(NotAllowed):
        revoke_token(actor=actor, token=ApiToken.objects.get().pk)
    assert ApiToken.objects.get().key_hash == hash_token(key)


def test_owner_lists_and_revokes_her_tokens_by_the_api_and_a_stranger_cannot():
    lan, hoa = LanFactory(), HoaFactory()
    new_token(lan, Scope.READ)
    token = ApiToken.objects.get()
    path = f"/api/v1/api-tokens/{token.pk}/"
    assert client_of(hoa).delete(path).status_code == 404
    shown = client_of(lan).get(path).json()
    assert set(shown) == {"id", "name", "scopes", "created_at", "expires_at", "last_used_at"}
    assert (shown["scopes"], shown["last_used_at"]) == (["read"], None)
    assert client_of(lan).delete(path).status_code == 204
    assert not ApiToken.objects.filter(pk=token.pk).exists()


# --- Scopes -----------------------------------------------------------------------------------------------------------


def test_wrong_scope_is_403_and_names_the_scope():
    lan = LanFactory()
    refused = ask(NOTICES, token_of(lan, Scope.READ, Scope.GOODS))
    assert (refused.status_code, problems(refused)) == (403, [("wrong_scope", None)])
    assert "account (" in refused.json()["errors"][0]["detail"]
    capture = ask("/epcis/capture", token_of(lan, Scope.READ, Scope.GOODS), "post")
    assert (capture.status_code, "capture (" in capture.json()["detail"]) == (403, True)


def test_read_opens_goods_for_reading_and_nothing_for_writing():
    lan = LanFactory()
    read, goods = token_of(lan, Scope.READ), token_of(lan, Scope.GOODS)
    statuses = [ask("/api/v1/products/", key, method).status_code
                for key in (read, goods) for method in ("get", "post")]  # fmt: skip
    assert statuses == [200, 403, 200, 400]


def test_every_prefix_of_the_api_is_closed_to_a_token_without_its_scope():
    lan = LanFactory()
    held = {scope: token_of(lan, scope) for scope in Scope}
    closed = 0
    for prefix, viewset, _name in router.registry:
        reading, writing = viewset.token_scopes
        for method, scopes in (("get", reading), ("post", writing)):
            other = next(scope for scope in Scope if scope not in scopes)
            refused = ask(f"/api/v1/{prefix}/", held[other], method)
            # Some have no list. Of those with one, none answers.
            assert refused.status_code in (403, 404), (prefix, method)
            if refused.status_code == 403:
                assert problems(refused) == [("wrong_scope", None)], (prefix, method)
                closed += 1
    assert closed > 100


def views_with_tokens(patterns=None):
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(each, "url_patterns"):
            yield from views_with_tokens(each.url_patterns)
        else:
            view = getattr(each.callback, "cls", None)
            if view is not None and issubclass(view, APIView):
                yield view


def test_every_view_that_takes_a_token_declares_its_scopes():
    undeclared = {view.__name__ for view in views_with_tokens() if not hasattr(view, "token_scopes")}
    # The schema and its page are public, and can only be read.
    assert undeclared == {"SpectacularAPIView", "SpectacularSwaggerSplitView"}


@pytest.mark.slow
def test_openapi_names_the_scopes():
    operations = schema()["paths"]
    assert operations["/api/v1/products/"]["get"]["x-token-scopes"] == ["read", "goods"]
    assert operations["/api/v1/products/"]["post"]["x-token-scopes"] == ["goods"]
    assert "Token scope: goods." in operations["/api/v1/products/"]["post"]["description"]
    described = schema()["components"]["securitySchemes"]["tokenAuth"]["description"]
    assert all(f"`{scope}`" in described for scope in Scope)


# --- End and last use -------------------------------------------------------------------------------------------------


def test_token_ends_its_owner_is_reminded_once_and_the_row_is_deleted_later():
    lan = LanFactory()
    key, now = new_token(lan, days=30), timezone.now()
    assert remind_of_ends() == 0
    with time_machine.travel(now + timedelta(days=17), tick=False):
        assert (remind_of_ends(), remind_of_ends()) == (1, 1)
        assert Notice.objects.filter(kind="api_token_ends", user=lan).count() == 1
    with time_machine.travel(now + timedelta(days=31), tick=False):
        ended = ask(NOTICES, key)
        assert (ended.status_code, "hết hạn" in ended.json()["errors"][0]["detail"]) == (401, True)
        assert (remind_of_ends(), ApiToken.objects.count()) == (0, 1)
    with time_machine.travel(now + timedelta(days=61), tick=False):
        assert (remind_of_ends(), ApiToken.objects.count()) == (0, 0)


def test_last_use_is_written_after_the_response_was_sent():
    key = new_token(LanFactory())
    environ = RequestFactory().get(NOTICES, headers={"Authorization": f"Token {key}"}).environ
    # They would close the connection of the test's transaction.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        response = WSGIHandler()(environ, lambda status, headers: None)
        assert b"results" in b"".join(response)
        assert ApiToken.objects.get().last_used_at is None
        response.close()
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
    assert ApiToken.objects.get().last_used_at is not None


def test_last_use_is_written_once_in_some_minutes(django_assert_num_queries):
    lan = LanFactory()
    key, now = new_token(lan), timezone.now()
    with time_machine.travel(now, tick=False):
        ask(NOTICES, key)
    assert ApiToken.objects.get().last_used_at == now
    path = f"/api/v1/contest-entries/{uuid4()}/submit/"
    ask(path, key, "post")  # PostgreSQL prepares its statements
    with time_machine.travel(now + timedelta(minutes=1), tick=False), django_assert_num_queries(2):
        # The user, and that the entry isn't the user's.
        assert ask(path, key, "post").status_code == 404
    assert ApiToken.objects.get().last_used_at == now
    with time_machine.travel(now + NOTE_EVERY, tick=False):
        response = ask(NOTICES, key)
    assert response.status_code == 200
    assert ApiToken.objects.get().last_used_at == now + NOTE_EVERY


def test_token_of_a_locked_account_opens_nothing():
    lan = LanFactory()
    key = new_token(lan)
    lan.is_active = False
    lan.save(update_fields=["is_active"])
    assert ask(NOTICES, key).status_code == 401
    assert ApiToken.objects.get().last_used_at is None


# --- The audit --------------------------------------------------------------------------------------------------------


def found() -> list[str]:
    return [one.subject for one in compare_tokens() if isinstance(one, Finding)]


def test_audit_names_the_owner_of_a_token_that_was_changed_or_slipped_in():
    lan, hoa = LanFactory(), HoaFactory()
    new_token(lan, Scope.READ)
    assert found() == []
    row = ApiToken.objects.get()
    for change in (
        {"scopes": "read orders"}, {"key_hash": "0" * 64}, {"expires_at": row.expires_at + timedelta(days=1)}, {"user": hoa},
        {"created_at": row.created_at - timedelta(days=1)},
    ):  # fmt: skip
        ApiToken.objects.filter(pk=row.pk).update(**change)
        assert found() == [f"member:{ApiToken.objects.get().user.ref}"], change
        row.save()
    ApiToken.objects.create(user=hoa, key_hash="1" * 64, scopes="read", expires_at=row.expires_at)
    assert found() == [f"member:{hoa.ref}"]
    ApiToken.objects.filter(user=hoa).delete()
    revoke_token(actor=Actor.of(lan), token=row.pk)
    row.save(force_insert=True)
    assert found() == [f"member:{lan.ref}"]


# --- Tokens of before -------------------------------------------------------------------------------------------------


def test_earlier_tokens_work_for_90_days_and_can_no_longer_be_read():
    lan, key = LanFactory(), "0123456789abcdef0123456789abcdef01234567"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), created timestamp, user_id bigint)")
        cursor.execute("INSERT INTO authtoken_token VALUES (%s, %s, %s)", [key, timezone.now(), lan.pk])
    migration = importlib.import_module("members.migrations.0003_api_tokens")
    migration.move_tokens(apps, SimpleNamespace(connection=connection))
    assert "authtoken_token" not in connection.introspection.table_names()
    row = ApiToken.objects.get()
    assert (row.key_hash, row.user_id, row.scopes) == (hash_token(key), lan.pk, " ".join(Scope))
    notice = Notice.objects.get(user=lan)
    assert (notice.kind, notice.url) == ("api_token_ends", reverse("members:api_token"))
    assert timezone.localtime(row.expires_at).strftime("%d/%m/%Y") in notice.title
    assert ask(NOTICES, key).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=90, minutes=1), tick=False):
        assert ask(NOTICES, key).status_code == 401
