"""Questions of a contest cite provisions; a member reads them with the right answers once results are published."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.enums import ChangeKind
from courses.contests.actions.contests import commit_round, put_question
from courses.contests.actions.results import publish_round
from courses.contests.closing import close_round
from courses.models import ContestRound
from members.acting import Actor
from tests.factories.contests import after, draft_round, during, question, take
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import LanFactory, OfficerFactory

pytestmark = pytest.mark.django_db
CITE = "901/2019/QH99 3"
ARTICLE = ("901-2019-qh99", "3")


@pytest.fixture
def law():
    document = a_document(**READ)
    a_provision("3", document=document)
    return document


@pytest.fixture
def organiser():
    return OfficerFactory()


def flat(page: str) -> str:
    return " ".join(page.split())


def cited() -> list[dict[str, str]]:
    return [{"document": "901/2019/QH99", "article": "3", "date": timezone.localdate().isoformat()}]


def test_an_organiser_picks_a_provision_for_a_question(client, law, organiser):
    round_ = draft_round(organiser)
    client.force_login(organiser)
    page = reverse("courses:contest_question_new", args=[round_.contest.slug, 1])
    found = client.post(page, {"text": "", "citations-find": "1", "citations-words": "3 901/2019"})
    assert found.status_code == 200
    assert f'name="citations-add" value="{CITE}"' in flat(found.text) and "field__error" not in found.text
    sent = {"text": "Ai hái mận?", "choices": "*Lan\nMinh", "act": "save"}
    refused = client.post(page, {**sent, "citations-add": "901/2019/QH99 99"})
    assert refused.status_code == 400 and "Thư viện luật chưa có Điều 99" in refused.text
    round_.refresh_from_db()
    assert len(round_.questions) == 3
    assert client.post(page, {**sent, "citations-add": CITE}).status_code == 302
    round_.refresh_from_db()
    made = round_.questions[-1]
    assert (made["text"], made["citations"]) == ("Ai hái mận?", cited())
    edit = reverse("courses:contest_question", args=[round_.contest.slug, 1, made["key"]])
    assert f'name="citations" value="{CITE}"' in flat(client.get(edit).text)


def test_a_member_reads_the_law_behind_a_question_once_results_are_out(client, law, organiser):
    round_ = draft_round(organiser, questions=1)
    actor = Actor.of(organiser)
    put_question(actor=actor, round_=round_, question=question(1, citations=cited()))
    commit_round(actor=actor, round_=round_)
    round_ = ContestRound.objects.select_related("contest__branch").get()
    lan = LanFactory()
    client.force_login(lan)
    with during(round_):
        entry = take(lan, round_, right=0)
        page = reverse("courses:contest_entry", args=[entry.pk])
        assert "Câu trả lời đúng" not in client.get(page).text
    with after(round_):
        round_ = close_round(round_=round_)
        assert "Câu trả lời đúng" not in client.get(page).text
        publish_round(actor=actor, round_=round_)
        shown = client.get(page).text
        assert "Câu trả lời đúng" in shown and "Trả lời b" in shown
        assert f'href="{reverse("law:article", args=ARTICLE)}"' in shown and "có thể đã đổi" not in shown
        document = round_.papers.get().document
        today = timezone.localdate()
        change = NewChange(ChangeKind.REPEALS, law, today, provision=law.provisions.get(ref="3"))
        record_change(actor=None, change=change)
        marked = client.get(page).text
        assert "Luật ở đây có thể đã đổi" in marked and "hết hiệu lực" in marked
        assert round_.papers.get().document == document
