from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Answer, Attempt, Question, QuestionBank, Quiz
from courses.question_banks.actions import create_bank, save_question
from courses.question_banks.gift import read_gift
from courses.quizzes.questions import QuestionInvalid, checked
from members.acting import Actor
from tests.api import client_of, problems, send_twice
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import HoaFactory, LanFactory
from tests.factories.quizzes import QUESTIONS, quiz_version
from tests.quick import examples

pytestmark = pytest.mark.django_db
START = {"course": "ban-hang", "lesson": "mot", "step": "hoi"}


@pytest.fixture
def lan():
    return LanFactory()


@pytest.fixture
def hanh():
    return make_trainer()


@pytest.fixture
def bank(hanh):
    return create_bank(actor=Actor.of(hanh), title="Chụp ảnh", course=make_course(author=hanh))


def test_a_phone_sends_an_attempt_begun_offline(lan):
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=1), tick=False):
        quiz_version(pass_percent=50)
    client = client_of(lan)
    begun = {**START, "version": 1, "id": str(uuid4()), "started_at": (now - timedelta(hours=2)).isoformat()}
    made = send_twice(client, "post", "/api/v1/attempts/", begun, status=201)
    assert (made["id"], made["number"], made["finished_at"]) == (begun["id"], 1, None)
    assert "fraction" not in str(made["questions"])
    given = (now - timedelta(hours=1)).isoformat()
    answers = [
        {"question": "q1", "response": {"choice": "a"}, "device": "may-1", "sequence": 1, "given_at": given},
        {"question": "q2", "response": {"value": "có"}, "device": "may-1", "sequence": 2, "given_at": given},
        {"question": "q2", "response": {"value": True}, "device": "may-1", "sequence": 3, "given_at": given},
    ]
    url = f"/api/v1/attempts/{begun['id']}/"
    data = client.post(f"{url}answers/", {"answers": answers}).json()["answers"]
    assert [(row["state"], row["counts"], row["code"]) for row in data] == [
        ("kept", True, ""), ("refused", False, "response_invalid"), ("kept", True, ""),
    ]  # fmt: skip
    again = client.post(f"{url}answers/", {"answers": answers}).json()["answers"]
    assert [row["state"] for row in again] == ["known", "refused", "known"]
    done = send_twice(client, "post", f"{url}finish/", {"finished_at": given})
    assert (done["score"], done["passed"], done["results"]["q1"]) == (5000, True, 10_000)
    assert (Attempt.objects.count(), Answer.objects.count()) == (1, 2)


def test_a_stranger_gets_404_for_another_members_attempt(lan):
    quiz_version()
    made = client_of(lan).post("/api/v1/attempts/", START).json()
    hoa = client_of(HoaFactory())
    assert hoa.get("/api/v1/attempts/").json()["results"] == []
    for path in ("", "answers/", "finish/"):
        url = f"/api/v1/attempts/{made['id']}/{path}"
        assert (hoa.post(url, {}) if path else hoa.get(url)).status_code == 404
    assert client_of().get("/api/v1/attempts/").status_code == 401
    assert client_of().post("/api/v1/attempts/", START).status_code == 401
    assert Attempt.objects.get().finished_at is None


def test_unknown_values_are_refused_at_their_field(lan):
    quiz_version()
    client = client_of(lan)
    assert problems(client.post("/api/v1/attempts/", {**START, "course": "khac"}))[0][1] == "course"
    assert problems(client.post("/api/v1/attempts/", {**START, "version": 9}))[0][1] == "version"
    assert problems(client.post("/api/v1/attempts/", {**START, "step": "a"}))[0][0] == "quiz_unknown"
    assert not Attempt.objects.exists()


def test_attempt_beyond_the_limit_is_answered_with_409(lan):
    quiz_version(attempts_allowed=1)
    client = client_of(lan)
    made = client.post("/api/v1/attempts/", START).json()
    client.post(f"/api/v1/attempts/{made['id']}/finish/", {})
    answer = client.post("/api/v1/attempts/", START)
    assert (answer.status_code, problems(answer)[0][0]) == (409, "attempts_used_up")


def test_trainer_creates_changes_and_archives_questions(hanh):
    make_course(author=hanh)
    client = client_of(hanh)
    bank = send_twice(
        client, "post", "/api/v1/question-banks/", {"title": "Ảnh", "course": "ban-hang"}, status=201
    )
    body = {"bank": bank["id"], "question": QUESTIONS[0]}
    made = send_twice(client, "post", "/api/v1/questions/", body, status=201)
    assert made["question"]["choices"][0]["fraction"] == 100
    changed = client.put(
        f"/api/v1/questions/{made['id']}/", {"question": {**QUESTIONS[0], "text": "Khi nào?"}}
    )
    assert changed.json()["question"]["text"] == "Khi nào?"
    bad = client.put(f"/api/v1/questions/{made['id']}/", {"question": {**QUESTIONS[0], "text": ""}})
    assert problems(bad) == [("question_invalid", "text")]
    assert client.post(f"/api/v1/questions/{made['id']}/archive/").json()["archived_at"]
    assert client.post(f"/api/v1/questions/{made['id']}/restore/").json()["archived_at"] is None
    assert Question.objects.get().body["text"] == "Khi nào?"


def test_files_go_in_and_out(hanh, bank):
    client = client_of(hanh)
    url = f"/api/v1/question-banks/{bank.pk}/"
    file = io.BytesIO("Mận? {=tháng 5 ~tháng 11}".encode())
    file.name = "a.gift"
    assert client.post(f"{url}import/", {"file": file}, format="multipart").json() == {"new": 1, "changed": 0}
    gift = client.get(f"{url}gift/")
    assert read_gift(gift.content.decode())[0].question == Question.objects.get().body
    assert client.get(f"{url}excel/").content[:2] == b"PK"
    file = io.BytesIO(b"A {T}\n\nB {=x")
    file.name = "b.gift"
    answer = client.post(f"{url}import/", {"file": file}, format="multipart")
    assert (answer.status_code, problems(answer)) == (400, [("import_refused", "file.3")])
    assert Question.objects.count() == 1


def test_quiz_settings_are_changed_only_by_the_courses_author(hanh):
    quiz_version(author=hanh)
    url = f"/api/v1/quizzes/{Quiz.objects.get().step_id}/"
    assert client_of(hanh).patch(url, {"pass_percent": 90}).json()["pass_percent"] == 90
    assert client_of(hanh).get("/api/v1/quizzes/").json()["count"] == 1
    other = client_of(make_trainer())
    assert other.patch(url, {"pass_percent": 1}).status_code == 404
    assert client_of(hanh).get(f"/api/v1/quizzes/{2**63}/").status_code == 404
    assert Quiz.objects.get().pass_percent == 90


def test_members_see_no_banks_and_write_none(lan, hanh, bank):
    row = save_question(actor=Actor.of(hanh), bank=bank, question=QUESTIONS[0])
    for client in (client_of(lan), client_of(make_trainer())):
        assert client.get("/api/v1/question-banks/").json()["results"] == []
        assert client.get("/api/v1/questions/").json()["results"] == []
        assert client.put(f"/api/v1/questions/{row.pk}/", {"question": QUESTIONS[1]}).status_code == 404
        assert client.post("/api/v1/question-banks/", {"title": "Của tôi"}).status_code == 403
    assert client_of().get("/api/v1/questions/").status_code == 401
    assert (QuestionBank.objects.count(), Question.objects.get().kind) == (1, "one_choice")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(hanh, bank, django_assert_num_queries, count):
    for question in QUESTIONS[:count]:
        save_question(actor=Actor.of(hanh), bank=bank, question=question)
    client = client_of(hanh)
    client.get("/api/v1/questions/")
    with django_assert_num_queries(3):
        assert client.get("/api/v1/questions/").json()["count"] == count


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["key", "text", "fraction", "value", "min", "max", "left", "right", "id", "files"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
NAMES = [
    "kind",
    "text",
    "choices",
    "answers",
    "pairs",
    "items",
    "points",
    "citations",
    "picture",
    "tags",
    "format",
    "correct",
]


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(NAMES), json_values), st.sampled_from(["one_choice", "numerical", "matching", "ordering", "short_answer", "essay", "x"]))  # fmt: skip
def test_any_json_is_a_valid_question_or_is_refused(fields, kind):
    try:
        question = checked({"text": "?", "kind": kind, **fields, "key": "q"})
    except QuestionInvalid:
        return
    assert checked(question) == question
