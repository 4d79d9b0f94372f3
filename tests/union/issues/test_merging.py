"""The province's officer sees what a merger would move, merges, and renames; nobody else does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from backend.ledger.auditing import Finding
from backend.ledger.row_states import compare_states, state_rows
from members.models import Branch
from members.notices.models import Notice
from tests.factories.members import HoaFactory, OfficerFactory, commune, province
from tests.factories.union import a_question
from tests.union.issues.issuing import faults, issued, officers, receipt_of
from union.issues.models import Succession
from union.questions.enums import QuestionState
from union.questions.models import Handover

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_the_province_looks_merges_and_renames_on_the_pages(client):
    above, below = officers()
    far = commune("Xã Mường Lạn", 4246)
    OfficerFactory(branch=far, full_name="Lường Thị Xa")
    made, question = issued(above), a_question(branch=far)
    spoken = a_question(branch=far)
    spoken.state = QuestionState.UNHEARD
    spoken.save(update_fields=["state"])
    state_rows(spoken)
    due, url = question.due_at, reverse("union:merge_branch")
    sent = {"branch": far.pk, "successor": commune().pk, "merged_date": "01/12/2026"}
    for person in (below, HoaFactory()):
        client.force_login(person)
        for page in (url, reverse("union:rename_branch")):
            assert client.get(page).status_code == 404
            assert client.post(page, sent | {"name": "Xã Khác"}).status_code == 404
    client.force_login(above)
    assert url in client.get(reverse("union:issued")).text
    page = " ".join(client.get(url, sent).text.split())
    assert "1, còn làm 1" in page and "<dt>Câu hỏi đang chờ</dt> <dd>2</dd>" in page
    assert client.post(url, sent | {"successor": far.pk}).status_code == 400
    assert client.post(url, sent | {"successor": province().pk}).status_code == 400
    assert not Succession.objects.exists() and receipt_of(made, far).branch == far
    assert client.post(url, sent).status_code == 302
    question.refresh_from_db()
    assert (receipt_of(made, far).branch, question.branch, question.due_at) == (commune(), commune(), due)
    spoken.refresh_from_db()
    assert (spoken.state, spoken.branch) == ("unheard", commune())
    told = Notice.objects.filter(kind="question.handed_on", user=below)
    assert [each.url for each in told] == [reverse("union:handle_question", args=[question.pk])]
    step = Handover.objects.filter(question=question).last()
    assert (step.reason, step.by) == (f"{far.name} đã nhập vào {commune().name}.", above)
    sent = {"branch": commune().pk, "name": "Xã Sau Sáp Nhập"}
    assert client.post(reverse("union:rename_branch"), sent).status_code == 302
    assert Branch.objects.get(pk=sent["branch"]).name == "Xã Sau Sáp Nhập"
    states = compare_states("union.Question", "union.Handover", "members.Branch")
    assert faults() == [] and not [each for each in states if isinstance(each, Finding)]
