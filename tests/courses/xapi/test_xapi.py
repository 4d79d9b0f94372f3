from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from courses.learning.actions.learning import mark_lesson_done, mark_step_done, reopen_step, start_course
from courses.models import Attempt, XapiStatement
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from courses.quizzes.published_quizzes import asked_quiz
from courses.xapi.registration import erase_statements
from courses.xapi.sending import forget_sent, send_due
from members.acting import Actor
from members.consent.actions import give_consent, withdraw_consent
from tests.factories.courses import published_course
from tests.factories.members import HoaFactory, LanFactory
from tests.factories.quizzes import quiz_version

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@dataclass
class Store:
    """A Learning Record Store that only accepts POST /statements: it stores by ID, and answers `status` while it is set."""

    url: str = ""
    status: int = 0
    refuses: str = ""
    calls: int = 0
    kept: dict[str, Any] = field(default_factory=dict)
    headers: list[Any] = field(default_factory=list)


@pytest.fixture
def store(settings) -> Iterator[Store]:
    stored = Store()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = (
            True  # headers and body are two packets: the second would wait for a delayed ACK
        )

        def do_POST(self) -> None:
            statements = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            stored.calls += 1
            stored.headers.append(dict(self.headers))
            status = stored.status or 200
            if stored.refuses and any(stored.refuses in json.dumps(one) for one in statements):
                status = 400
            if status == 200:
                stored.kept |= {one["id"]: one for one in statements}
            body = json.dumps([one["id"] for one in statements]).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    stored.url = f"http://127.0.0.1:{server.server_port}/xapi"
    settings.XAPI_ENDPOINT, settings.XAPI_KEY, settings.XAPI_SECRET = stored.url, "pieu", "bí mật"
    yield stored
    server.shutdown()
    server.server_close()


@pytest.fixture
def lan():
    lan = LanFactory()
    give_consent(actor=Actor.of(lan), purpose="learning_record")
    return lan


def learn(user):
    enrolment = start_course(actor=Actor.of(user), course=published_course().course)
    for key in ("mot", "hai"):
        mark_lesson_done(actor=Actor.of(user), enrolment=enrolment, lesson_key=key)
    return enrolment


def test_a_course_from_beginning_to_end_reaches_the_store_under_a_pseudonym(store, lan):
    learn(lan)
    assert send_due() == 8
    verbs = sorted(one["verb"]["display"]["en-US"] for one in store.kept.values())
    assert verbs == ["completed"] * 7 + ["initialized"]
    assert {one["actor"]["account"]["name"] for one in store.kept.values()} == {str(lan.ref)}
    assert lan.full_name not in json.dumps(list(store.kept.values()), ensure_ascii=False)
    headers = store.headers[0]
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == "pieu:bí mật"
    assert send_due() == 0


def test_waiting_statements_are_deleted_when_consent_is_withdrawn(store, lan):
    learn(lan)
    withdraw_consent(actor=Actor.of(lan), purpose="public_name")
    assert XapiStatement.objects.filter(state="waiting").count() == 8
    withdraw_consent(actor=Actor.of(lan), purpose="learning_record")
    assert not XapiStatement.objects.exists()
    give_consent(actor=Actor.of(lan), purpose="learning_record")
    assert (send_due(), store.calls) == (0, 0)


def test_a_statement_waits_while_there_is_no_open_consent(store, lan):
    """However the consent ended, the sender asks for it, too."""
    learn(lan)
    lan.consents.update(withdrawn_at=timezone.now())
    assert (send_due(), store.calls) == (0, 0)
    assert XapiStatement.objects.filter(state="waiting", attempts=0).count() == 8


def test_the_same_deed_makes_the_same_statement(store, lan):
    enrolment = learn(lan)
    ids = set(XapiStatement.objects.values_list("pk", flat=True))
    mark_step_done(actor=Actor.of(lan), enrolment=enrolment, lesson_key="mot", step_key="a")
    start_course(actor=Actor.of(lan), course=enrolment.version.course)
    assert set(XapiStatement.objects.values_list("pk", flat=True)) == ids


def test_a_store_that_is_away_gets_everything_later_and_once(store, lan):
    learn(lan)
    store.status = 503
    assert send_due() == 0
    assert XapiStatement.objects.filter(state="waiting", error="503").count() == 8
    store.status = 0
    assert send_due() == 0  # not before its time
    XapiStatement.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert send_due() == 8
    assert len(store.kept) == 8


def test_one_statement_that_the_store_refuses_holds_up_no_other(store, lan):
    learn(lan)
    store.refuses = "initialized"
    assert send_due() == 7
    assert XapiStatement.objects.get(state="refused").error.startswith("400")
    assert XapiStatement.objects.filter(state="sent").count() == 7


def test_no_statement_is_stored_without_an_endpoint_or_consent(settings, lan):
    settings.XAPI_ENDPOINT = ""
    learn(lan)
    settings.XAPI_ENDPOINT = "https://store.example/xapi"
    hoa = HoaFactory()
    start_course(actor=Actor.of(hoa), course=published_course(slug="khac").course)
    assert not XapiStatement.objects.exists()


def test_waiting_statements_of_an_erased_member_are_not_sent(store, lan):
    learn(lan)
    erase_statements(lan)
    assert send_due() == 0
    assert store.calls == 0


def test_a_passed_quiz_is_sent_with_its_score_once(store, lan):
    version = quiz_version()
    actor = Actor.of(lan)
    attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
    finish_attempt(actor=actor, attempt=attempt)
    finish_attempt(actor=actor, attempt=attempt)
    send_due()
    statements = [
        one for one in store.kept.values() if one["verb"]["display"]["en-US"] in ("passed", "failed")
    ]
    assert [(one["result"]["success"], one["result"]["score"]) for one in statements] == [
        (False, {"scaled": 0.0})
    ]


def valid_statements(store: Store) -> list[tuple[str, str]]:
    """Return the valid statements: all but the voiding ones and the voided ones."""
    voided = {
        one["object"]["id"] for one in store.kept.values() if one["object"]["objectType"] == "StatementRef"
    }
    return sorted(
        (one["verb"]["display"]["en-US"], one["object"]["id"].rpartition("/hoc/")[2])
        for key, one in store.kept.items()
        if key not in voided and one["object"]["objectType"] != "StatementRef"
    )


def test_an_undone_finish_is_voided_and_a_new_one_has_another_id(store, lan):
    enrolment = learn(lan)
    send_due()
    whole = valid_statements(store)
    verbs = {
        (one["verb"]["display"]["en-US"], one["object"]["id"].rpartition("/hoc/")[2]): key
        for key, one in store.kept.items()
    }
    for _again in range(2):
        reopen_step(enrolment=enrolment, lesson_key="hai", step_key="c")
    assert send_due() == 2
    voidings = [one for one in store.kept.values() if one["verb"]["id"].endswith("/verbs/voided")]
    assert sorted(one["object"]["id"] for one in voidings) == sorted(
        verbs["completed", place] for place in ("ban-hang/", "ban-hang/hai/#c")
    )
    assert {one["actor"]["account"]["name"] for one in voidings} == {str(lan.ref)}
    assert whole == sorted(
        [*valid_statements(store), ("completed", "ban-hang/"), ("completed", "ban-hang/hai/#c")]
    )
    mark_step_done(actor=Actor.of(lan), enrolment=enrolment, lesson_key="hai", step_key="c")
    send_due()
    assert valid_statements(store) == whole
    assert len(store.kept) == 8 + 2 + 2


def test_voiding_statement_is_sent_after_the_voided_one_and_survives_its_deletion(store, lan):
    enrolment = learn(lan)
    store.status = 503
    send_due()
    reopen_step(enrolment=enrolment, lesson_key="hai", step_key="c")
    store.status = 0
    assert send_due() == 0  # the statements that they void aren't due yet
    XapiStatement.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert send_due() == 10
    keys = list(store.kept)
    assert all(
        keys.index(one["object"]["id"]) < keys.index(key)
        for key, one in store.kept.items()
        if one["verb"]["id"].endswith("/voided")
    )
    XapiStatement.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert forget_sent() == 8
    mark_step_done(actor=Actor.of(lan), enrolment=enrolment, lesson_key="hai", step_key="c")
    assert send_due() == 2 and len(store.kept) == 12


@pytest.mark.slow
def test_a_pass_that_an_answer_taken_back_undoes_is_voided(store, lan):
    actor = Actor.of(lan)
    attempt = start_attempt(actor=actor, version=quiz_version(), lesson_key="mot", step_key="hoi")
    order = [
        item["key"] for item in asked_quiz(attempt.version_id, "mot", "hoi").full_questions["q4"]["items"]
    ]
    rights = {"q1": {"choice": "a"}, "q2": {"value": True}, "q3": {"text": "120"}, "q4": {"order": order}}
    for number, (key, response) in enumerate(rights.items()):
        save_answer(
            actor=actor, attempt=attempt, question_key=key, response=response, device="a", sequence=number
        )
    finish_attempt(actor=actor, attempt=attempt)
    send_due()
    assert [verb for verb, _activity in valid_statements(store) if verb != "initialized"] == [
        "completed",
        "passed",
    ]
    at = Attempt.objects.get(pk=attempt.pk).finished_at
    for number, key in enumerate(("q1", "q2"), 10):
        save_answer(
            actor=actor,
            attempt=attempt,
            question_key=key,
            response={},
            device="b",
            sequence=number,
            given_at=at,
        )
    send_due()
    assert [verb for verb, _activity in valid_statements(store) if verb != "initialized"] == ["failed"]
