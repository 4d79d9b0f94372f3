"""What is known of who answers buyers and calls lots back; what goes with her, and what must stay."""

from __future__ import annotations

import pytest

from members import exporting
from traceability import own_data
from traceability.actions.inquiries import answer_inquiry
from traceability.actions.lots import open_lot
from traceability.actions.recalls import recall_lot
from traceability.models import Inquiry, Recall


@pytest.fixture
def said(world):
    """A question Lan answered, one Thu answered for her, and a recall of Lan's."""
    for actor, answer in ((world.as_.lan, "Còn 20 kg."), (world.thu_for_lan, "Lan bảo còn.")):
        inquiry = Inquiry.objects.create(
            kind="question", text="Còn không?", contact_phone="+84987654321", producer=world.producer
        )
        answer_inquiry(actor=actor, inquiry=inquiry, answer=answer)
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    recall_lot(actor=world.as_.lan, lot=lot, reason="Mận bị mốc", advice="Đừng ăn")
    return world


def test_export_tells_what_she_answered_and_called_back(said):
    known = exporting.collect(said.lan)
    assert [row["answer"] for row in known["inquiries"]] == ["Còn 20 kg.", "Lan bảo còn."]
    assert [row["reason"] for row in known["recalls"]] == ["Mận bị mốc"]
    assert "987654321" not in str(known["inquiries"])
    for other in (said.minh, said.hoa, said.thu):
        assert (own_data.inquiries(other), own_data.recalls(other)) == ([], [])


def test_her_answers_go_with_her_and_the_recall_stays(said):
    for _again in range(2):
        own_data.erase(said.lan)
    assert set(Inquiry.objects.values_list("answer", "answered_by", "on_behalf_of", "state")) == {
        ("Người trả lời đã rời Piêu.", None, None, "answered")
    }
    recall = Recall.objects.get()
    assert (recall.reason, recall.advice, recall.by, recall.ended_at) == ("Mận bị mốc", "Đừng ăn", None, None)


def test_officer_who_leaves_takes_no_answer_of_a_member_along(said):
    own_data.erase(said.thu)
    assert list(Inquiry.objects.order_by("pk").values_list("answer", flat=True)) == [
        "Còn 20 kg.",
        "Lan bảo còn.",
    ]
