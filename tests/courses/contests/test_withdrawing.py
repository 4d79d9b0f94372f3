"""A faulty paper is withdrawn publicly before its round opens, and never afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.ledger.models import Entry
from courses.contests.actions.contests import commit_round, put_question, withdraw_paper
from courses.contests.actions.entries import start_entry
from courses.contests.closing import close_round
from courses.contests.errors import ContestError, NoSuchRound
from courses.contests.lists import list_from_entries, list_from_results
from courses.contests.papers import sha256
from courses.models import PaperWithdrawal, RoundPaper
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.contests import after, committed_round, draft_round, during, question, take
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def organiser():
    return OfficerFactory()


def test_withdrawn_paper_stays_to_be_seen_and_a_new_one_rules(organiser, client):
    round_ = committed_round(organiser)
    actor, old = Actor.of(organiser), round_.commitment
    page = reverse("courses:contest_round", args=[round_.contest.slug, 1])
    old_file = reverse("courses:contest_old_paper", args=[round_.contest.slug, 1, old])
    draft = withdraw_paper(actor=actor, round_=round_, reason="Câu 1 in sai đáp án")
    assert (draft.commitment, len(draft.questions)) == ("", 3)
    entry = Entry.objects.get(kind="contest.withdrawn")
    assert (old in entry.body, "sai đáp án" in entry.body) == (True, False)
    assert all(word in client.get(page).text for word in (old, "Câu 1 in sai đáp án"))
    lan = LanFactory()
    with during(round_), pytest.raises(NoSuchRound):
        start_entry(actor=Actor.of(lan), round_=round_)
    put_question(actor=actor, round_=draft, question=question(1, text="Câu đã sửa?"))
    new = commit_round(actor=actor, round_=draft)
    assert new.commitment != old
    take(lan, round_, right=2, at=round_.opens_at + timedelta(hours=1))
    assert client.get(old_file).status_code == 404  # the key of most questions is still the new paper's
    with after(round_):
        done = close_round(round_=round_)
        text = client.get(page).text
    assert list_from_entries(done) == list_from_results(done)
    assert all(word in text for word in (old, new.commitment, old_file))
    assert sha256(client.get(old_file).text) == old


def test_paper_is_not_withdrawn_once_the_round_opens_nor_in_the_minute_before(organiser):
    round_ = committed_round(organiser)
    for moment in (-timedelta(seconds=30), timedelta(0), timedelta(hours=1)):
        with during(round_, moment), pytest.raises(ContestError) as refused:
            withdraw_paper(actor=Actor.of(organiser), round_=round_, reason="Sai")
        assert refused.value.code == "opens_already"
    round_.refresh_from_db()
    assert round_.commitment == RoundPaper.objects.get().commitment
    assert (
        not PaperWithdrawal.objects.exists() and not Entry.objects.filter(kind="contest.withdrawn").exists()
    )


def test_withdrawing_wants_a_reason_a_paper_and_an_organiser(organiser):
    round_ = committed_round(organiser)
    with pytest.raises(ContestError):
        withdraw_paper(actor=Actor.of(organiser), round_=round_, reason="  ")
    for user in (LanFactory(), HoaFactory()):
        with pytest.raises(NotAllowed):
            withdraw_paper(actor=Actor.of(user), round_=round_, reason="Sai")
    with pytest.raises(ContestError):
        withdraw_paper(
            actor=Actor.of(organiser),
            round_=draft_round(organiser, contest=round_.contest),
            reason="Sai",
        )
    assert not PaperWithdrawal.objects.exists()


def test_organiser_withdraws_a_paper_once_when_the_form_is_sent_twice(organiser, client):
    round_ = committed_round(organiser)
    client.force_login(organiser)
    args = [round_.contest.slug, 1]
    manage, url = (
        reverse("courses:contest_round_manage", args=args),
        reverse("courses:contest_withdraw", args=args),
    )
    assert url in client.get(manage).text
    body = {"reason": "Thiếu một câu", "idempotency_key": "k" * 20}
    for _time in range(2):
        assert client.post(url, body).headers["Location"] == manage
    assert PaperWithdrawal.objects.count() == 1
    assert "Thiếu một câu" in client.get(manage).text
    data = APIClient().get(f"/api/v1/contest-rounds/{round_.pk}/").json()
    assert (data["state"], data["commitment"]) == ("draft", "")


def test_program_withdraws_by_the_same_rule(organiser):
    round_ = committed_round(organiser)
    url = f"/api/v1/organised-rounds/{round_.pk}/withdraw-paper/"
    program = APIClient()
    program.force_authenticate(organiser)
    with during(round_):
        refused = program.post(url, {"reason": "Sai"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "opens_already")
    assert not PaperWithdrawal.objects.exists()
    assert program.post(url, {"reason": "Sai"}).json()["commitment"] == ""
