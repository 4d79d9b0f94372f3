"""Contests over the API: the same rules, the same silence before a round closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from courses.contests.actions.results import publish_round
from courses.contests.closing import close_round
from courses.models import ContestEntry
from members.acting import Actor
from tests.factories.contests import a_contest, after, answers, committed_round, during, take
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, OfficerFactory

pytestmark = pytest.mark.django_db
ROUNDS = "/api/v1/contest-rounds/"
ENTRIES = "/api/v1/contest-entries/"
KEY = {"Idempotency-Key": "11111111-2222-3333-4444-555555555555"}


def client_of(user=None) -> APIClient:
    client = APIClient()
    if user:
        client.force_authenticate(user)
    return client


@pytest.fixture
def organiser():
    return OfficerFactory()


@pytest.fixture
def lan():
    return LanFactory()


def test_entry_is_begun_once_a_key_answered_and_handed_in(organiser, lan):
    round_ = committed_round(organiser, prediction="participants")
    client = client_of(lan)
    with during(round_):
        begun = client.post(f"{ROUNDS}{round_.pk}/start/", headers=KEY)
        assert begun.status_code == 200, begun.json()
        body = begun.json()
        assert len(body["questions"]) == 3 and "fraction" not in str(body)
        given = answers(ContestEntry.objects.get(), 2)
        path = f"{ENTRIES}{body['id']}/"
        first = next(iter(given))
        stored = client.post(f"{path}answers/", {"answers": {first: given[first]}})
        assert stored.json()["answers"] == {first: given[first]}
        for _time in range(2):
            done = client.post(f"{path}submit/", {"answers": given, "prediction": 7})
            assert (done.status_code, done.json()["prediction"], done.json()["questions"]) == (200, 7, [])
        other = client.post(f"{path}submit/", {"answers": answers(ContestEntry.objects.get(), 3)})
        assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "handed_in")
        assert client.post(f"{ROUNDS}{round_.pk}/start/", headers=KEY).json()["id"] == body["id"]
    assert ContestEntry.objects.get().answers == given
    assert [row["id"] for row in client.get(ENTRIES).json()["results"]] == [body["id"]]


def test_late_and_refused_entries_have_an_error_code(organiser, lan):
    round_ = committed_round(organiser, time_limit_seconds=60)
    assert client_of(lan).post(f"{ROUNDS}{2**63}/start/").status_code == 404
    assert client_of(lan).post(f"{ROUNDS}{round_.pk}/start/").json()["errors"][0]["code"] == "not_open_yet"
    with during(round_):
        begun = client_of(lan).post(f"{ROUNDS}{round_.pk}/start/").json()
        assert client_of().post(f"{ROUNDS}{round_.pk}/start/").status_code == 401
    with during(round_, timedelta(minutes=5)):
        late = client_of(lan).post(f"{ENTRIES}{begun['id']}/submit/", {"answers": {"cau1": {"choice": "b"}}})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "time_is_up")
    assert (ContestEntry.objects.get().answers, ContestEntry.objects.get().submitted_at) == ({}, None)


@pytest.mark.parametrize(
    "body",
    [
        {"answers": []},
        {"answers": {"cau1": "b"}},
        {"answers": {"cau9": {"choice": "b"}}},
        {"answers": {"cau1": {"choice": ["b"]}}},
        {"prediction": -1},
        {"prediction": 3},
    ],
)
def test_invalid_body_is_refused_and_not_stored(organiser, lan, body):
    round_ = committed_round(organiser)
    with during(round_):
        begun = client_of(lan).post(f"{ROUNDS}{round_.pk}/start/").json()
        for act in ("answers", "submit"):
            assert client_of(lan).post(f"{ENTRIES}{begun['id']}/{act}/", body).status_code in (400, 409)
    stored = ContestEntry.objects.get()
    assert (stored.answers, stored.prediction, stored.submitted_at) == ({}, None, None)


def test_entry_of_another_is_no_entry(organiser, lan):
    round_ = committed_round(organiser)
    with during(round_):
        begun = client_of(lan).post(f"{ROUNDS}{round_.pk}/start/").json()
        for who in (HoaFactory(), MinhFactory(), organiser):
            client = client_of(who)
            assert client.get(f"{ENTRIES}{begun['id']}/").status_code == 404
            assert client.post(f"{ENTRIES}{begun['id']}/submit/", {}).status_code == 404
            assert client.get(ENTRIES).json()["results"] == []
    assert ContestEntry.objects.get().submitted_at is None


def test_results_come_with_publishing_and_figures_with_closing(organiser, lan):
    round_ = committed_round(organiser)
    take(lan, round_, right=3, at=round_.opens_at + timedelta(hours=1))
    public = client_of()
    with during(round_, timedelta(hours=2)):
        data = public.get(f"{ROUNDS}{round_.pk}/").json()
        assert (data["state"], data["participants"], data["entries_counted"]) == ("open", None, None)
        assert data["commitment"] == round_.commitment
    with after(round_):
        done = close_round(round_=round_)
        assert public.get(f"{ROUNDS}{round_.pk}/results/").json()["results"] == []
        publish_round(actor=Actor.of(organiser), round_=done)
    [line] = public.get(f"{ROUNDS}{round_.pk}/results/").json()["results"]
    assert (line["rank"], line["name"], line["phone"]) == (1, "L. T. L.", "091****671")
    assert public.get(f"{ROUNDS}{round_.pk}/").json()["participants"] == 1


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_at_1_and_3_rows(organiser, count, django_assert_num_queries):
    for n in range(count):
        committed_round(organiser, contest=a_contest(organiser, title=f"Cuộc thi {n}"))
    with django_assert_num_queries(2):
        assert len(client_of().get("/api/v1/contests/").json()["results"]) == count
    with django_assert_num_queries(1):
        assert len(client_of().get(ROUNDS).json()["results"]) == count
