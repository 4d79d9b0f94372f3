import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import Context, Template
from django.test import RequestFactory, override_settings
from django.utils import timezone

from backend.common import idempotency
from backend.common.errors import DomainError
from backend.common.idempotency import (
    IdempotencyBusy,
    IdempotencyError,
    IdempotencyMismatch,
    StoredResponse,
    forget_owner,
    idempotent,
    prune_keys,
    run_once,
)
from backend.common.models import IdempotencyKey

pytestmark = pytest.mark.databases

KEY = "5b0f3f0e-0c2a-4a55-9c53-0d5b8a5ed1c7"
LAN, HOA = "user:1", "user:2"


def make_group(name="mận"):
    group = Group.objects.create(name=name)
    return StoredResponse(201, {"id": group.pk, "name": group.name}, f"/groups/{group.pk}/")


def run(owner=LAN, key=KEY, body=b"man", effect=make_group):
    return run_once(owner=owner, key=key, body=body, effect=effect)


@pytest.mark.django_db
def test_effect_happens_once_when_the_request_comes_three_times():
    first = run()
    again = [run(), run()]
    group = Group.objects.get()
    assert first == StoredResponse(201, {"id": group.pk, "name": "mận"}, f"/groups/{group.pk}/")
    assert again == [StoredResponse(first.status, first.body, first.location, is_replay=True)] * 2


@pytest.mark.django_db
def test_same_key_is_refused_when_the_body_differs():
    run()
    with pytest.raises(IdempotencyMismatch) as refused:
        run(body=b"xoai", effect=lambda: make_group("xoài"))
    assert refused.value.status_code == 422
    assert [group.name for group in Group.objects.all()] == ["mận"]
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db
def test_same_body_is_another_request_when_owner_or_key_differ():
    run(effect=lambda: make_group("a"))
    run(owner=HOA, effect=lambda: make_group("b"))
    run(key=str(uuid.uuid4()), effect=lambda: make_group("c"))
    assert Group.objects.count() == 3


@pytest.mark.django_db
def test_mapping_counts_as_the_same_body_when_only_its_order_differs():
    run(body={"name": "mận", "price": 1})
    assert run(body={"price": 1, "name": "mận"}).is_replay
    with pytest.raises(IdempotencyMismatch):
        run(body={"price": 1, "name": "mận "})


@pytest.mark.django_db
def test_failed_effect_leaves_neither_key_nor_trace():
    def fail():
        make_group()
        raise DomainError("Không được.")

    with pytest.raises(DomainError, match=r"Không được\."):
        run(effect=fail)
    assert not Group.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert run().status == 201


@pytest.mark.django_db
def test_answer_that_is_no_effect_leaves_no_key():
    assert run(effect=lambda: StoredResponse(200, keep=False)).status == 200
    assert not IdempotencyKey.objects.exists()
    assert not run().is_replay


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "short", "x" * 65, "khoá-có-dấu-dài-đủ", "a" * 20 + "\n", "a b" * 10])
def test_key_is_refused_when_it_is_not_plain(key):
    with pytest.raises(IdempotencyError) as refused:
        run(key=key)
    assert refused.value.code == "idempotency_key_invalid"
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_keys_are_pruned_when_older_than_thirty_days(capsys):
    old, young = str(uuid.uuid4()), str(uuid.uuid4())
    for key, days in ((old, 31), (young, 29)):
        run(key=key, effect=lambda key=key: make_group(key))
        IdempotencyKey.objects.filter(key=key).update(created_at=timezone.now() - timedelta(days=days))
    call_command("prune_idempotency_keys")
    assert [row.key for row in IdempotencyKey.objects.all()] == [young]
    assert capsys.readouterr().out == "Đã xoá 1 khoá.\n"
    assert prune_keys(older_than=timedelta(days=1), batch=1) == 1
    assert prune_keys() == 0


@pytest.mark.django_db
def test_answers_of_one_owner_are_forgotten_when_asked():
    run(effect=lambda: make_group("a"))
    run(owner=HOA, effect=lambda: make_group("b"))
    assert forget_owner(LAN) == 1
    assert [row.owner for row in IdempotencyKey.objects.all()] == [HOA]


# The decorator of pages


@idempotent
def page(request):
    if request.method == "GET":
        return HttpResponse("the form")
    name = request.POST.get("name", "")
    if not name:
        return HttpResponse("the form with its errors")
    if name == "busy":
        raise DomainError("Đang bận.")
    group = Group.objects.create(name=name)
    if request.POST.get("json"):
        return JsonResponse({"id": group.pk}, status=201)
    return HttpResponseRedirect(f"/groups/{group.pk}/")


def post(data, *, user=None, path="/groups/", **headers):
    request = RequestFactory().post(path, data, headers=headers)
    request.user = user or AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["field", "header", "quoted header"])
def test_page_redirects_to_the_same_place_when_posted_twice(where):
    def send():
        if where == "field":
            return page(
                post({"name": "mận", "idempotency_key": KEY, "csrfmiddlewaretoken": uuid.uuid4().hex})
            )
        return page(post({"name": "mận"}, **{"Idempotency-Key": KEY if where == "header" else f'"{KEY}"'}))

    first, second = send(), send()
    location = f"/groups/{Group.objects.get().pk}/"
    assert (
        (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, location)
    )


@pytest.mark.django_db
def test_page_shows_an_error_when_a_key_is_reused_with_another_body():
    page(post({"name": "mận", "idempotency_key": KEY}))
    answer = page(post({"name": "xoài", "idempotency_key": KEY}))
    assert answer.status_code == 422
    assert "Trang này đã được gửi rồi" in answer.content.decode()
    assert 'href="/groups/"' in answer.content.decode()
    assert [group.name for group in Group.objects.all()] == ["mận"]


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["secret", "code"])
def test_page_distinguishes_secrets_and_stores_none(field):
    """A corrected PIN under the first key must not be answered as done; a key's row doesn't reveal the PIN."""
    assert page(post({"name": "mận", field: "246810", "idempotency_key": KEY})).status_code == 302
    assert page(post({"name": "mận", field: "246810", "idempotency_key": KEY})).status_code == 302
    assert page(post({"name": "mận", field: "246811", "idempotency_key": KEY})).status_code == 422
    with override_settings(SECRET_KEY="another one, so that what was kept can't be tried out without it"):
        assert page(post({"name": "mận", field: "246810", "idempotency_key": KEY})).status_code == 422


@pytest.mark.django_db
def test_page_gives_the_same_json_when_posted_twice():
    first, second = (page(post({"name": "mận", "json": "1", "idempotency_key": KEY})) for _ in range(2))
    assert first.content == second.content
    assert (second.status_code, second["Content-Type"]) == (201, "application/json")
    assert Group.objects.count() == 1


@pytest.mark.django_db
def test_page_runs_as_ever_when_there_is_no_key():
    assert page(RequestFactory().get("/groups/")).content == b"the form"
    page(post({"name": "a"}))
    page(post({"name": "b"}))
    assert Group.objects.count() == 2


@pytest.mark.django_db
def test_page_takes_the_corrected_form_when_the_first_had_errors():
    assert page(post({"name": "", "idempotency_key": KEY})).content == b"the form with its errors"
    assert page(post({"name": "mận", "idempotency_key": KEY})).status_code == 302
    with pytest.raises(DomainError):
        page(post({"name": "busy", "idempotency_key": str(uuid.uuid4())}))
    assert IdempotencyKey.objects.count() == Group.objects.count() == 1


@pytest.mark.django_db
def test_page_files_are_part_of_the_body(django_user_model):
    def send(content):
        photo = SimpleUploadedFile("man.jpg", content)
        return page(post({"name": "mận", "photo": photo, "idempotency_key": KEY}))

    assert send(b"one").status_code == 302
    assert send(b"one").status_code == 302
    key = IdempotencyKey.objects.get()
    other = post({"name": "mận", "photo": SimpleUploadedFile("man.jpg", b"two")})
    assert idempotency.hash_body(idempotency.body_of(other)) != key.body_hash
    same = post({"name": "mận", "photo": SimpleUploadedFile("man.jpg", b"one")})
    assert idempotency.hash_body(idempotency.body_of(same)) == key.body_hash
    assert same.FILES["photo"].read() == b"one"


def test_owner_is_the_person_or_the_browser():
    request = post({})
    assert idempotency.owner_of(request) == "device:anonymous"
    request.session = type("Session", (), {"session_key": "abc"})()
    owner = idempotency.owner_of(request)
    assert owner.startswith("device:")
    assert "abc" not in owner
    request.user = type("User", (), {"pk": 7, "is_authenticated": True})()
    assert idempotency.owner_of(request) == "user:7"


def test_form_gets_a_new_hidden_key_each_time():
    form = Template("{% load idempotency %}{% idempotency_key %}")
    one, two = form.render(Context()), form.render(Context())
    assert one != two
    assert one.startswith('<input type="hidden" name="idempotency_key" value="')


# Two at the same time


@pytest.mark.crash
def test_second_request_waits_and_gets_the_first_answer_when_both_come_at_once(real_db):
    started, may_end, answers = threading.Event(), threading.Event(), {}

    def slow():
        stored = make_group()
        started.set()
        assert may_end.wait(20)
        return stored

    def send(name, effect):
        try:
            answers[name] = run(effect=effect)
        finally:
            connections.close_all()

    first = threading.Thread(target=send, args=("first", slow))
    first.start()
    assert started.wait(20)
    second = threading.Thread(target=send, args=("second", lambda: make_group("twice")))
    second.start()
    second.join(0.3)
    assert second.is_alive()
    may_end.set()
    first.join(20)
    second.join(20)
    assert Group.objects.get().name == "mận"
    assert answers["second"].is_replay
    assert answers["second"].body == answers["first"].body


@pytest.mark.crash
def test_second_request_does_it_itself_when_the_first_fails_at_the_end(real_db):
    started, may_end, answers = threading.Event(), threading.Event(), {}

    def failing():
        make_group("lost")
        started.set()
        assert may_end.wait(20)
        raise DomainError("Hỏng.")

    def send(name, effect):
        try:
            answers[name] = run(effect=effect)
        except DomainError as error:
            answers[name] = error
        finally:
            connections.close_all()

    first = threading.Thread(target=send, args=("first", failing))
    first.start()
    assert started.wait(20)
    second = threading.Thread(target=send, args=("second", make_group))
    second.start()
    second.join(0.2)
    may_end.set()
    first.join(20)
    second.join(20)
    assert isinstance(answers["first"], DomainError)
    assert not answers["second"].is_replay
    assert [group.name for group in Group.objects.all()] == ["mận"]
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.crash
def test_second_request_gets_busy_when_the_first_takes_too_long(real_db, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 1)
    started, may_end = threading.Event(), threading.Event()

    def slow():
        started.set()
        assert may_end.wait(20)
        return make_group()

    def send():
        try:
            run(effect=slow)
        finally:
            connections.close_all()

    first = threading.Thread(target=send)
    first.start()
    assert started.wait(20)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 300")
    with pytest.raises(IdempotencyBusy) as refused:
        run(effect=lambda: make_group("twice"))
    assert refused.value.status_code == 409
    may_end.set()
    first.join(20)
    assert [group.name for group in Group.objects.all()] == ["mận"]


@pytest.mark.crash
def test_page_asks_the_phone_to_retry_when_the_first_request_takes_too_long(real_db, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 1)
    started, may_end = threading.Event(), threading.Event()

    def slow():
        started.set()
        assert may_end.wait(20)
        return make_group()

    def send():
        try:
            run(owner="device:anonymous", effect=slow)
        finally:
            connections.close_all()

    first = threading.Thread(target=send)
    first.start()
    assert started.wait(20)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 300")
    answer = page(post({"name": "xoài", "idempotency_key": KEY}))
    assert (answer.status_code, answer["Retry-After"]) == (409, "2")
    may_end.set()
    first.join(20)
    assert [group.name for group in Group.objects.all()] == ["mận"]


@pytest.mark.crash
def test_forty_repetitions_at_once_have_one_effect(real_db):
    gate, answers = threading.Barrier(8), []

    def send():
        try:
            gate.wait(20)
            for _ in range(5):
                answers.append(run())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 40
    assert sum(not answer.is_replay for answer in answers) == 1
    assert len({answer.location for answer in answers}) == 1
    assert Group.objects.count() == 1
