"""Personal data of people who answer buyers and recall lots: the erased part, and the part that must stay."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from members.models import User
from members.own_data import exporting
from members.own_data.actions import erase_member
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.checks import check_event
from traceability.events.enums import EventKind
from traceability.inquiries.actions import answer_inquiry
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import Claim
from traceability.models import Inquiry, Recall
from traceability.own_data import traceability as own_data
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.recalls.auditing import compare_recalls
from traceability.scans.origin.content import product_content
from traceability.scans.origin.facts import facts_of, publish


@pytest.fixture
def answered_world(world):
    """A question that Lan answered, one that Thu answered for Lan, and a recall of Lan's."""
    for actor, answer in ((world.as_.lan, "Còn 20 kg."), (world.thu_for_lan, "Lan bảo còn.")):
        inquiry = Inquiry.objects.create(
            kind="question", text="Còn không?", contact_phone="+84987654321", producer=world.producer
        )
        answer_inquiry(actor=actor, inquiry=inquiry, answer=answer)
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    recall_lot(actor=world.as_.lan, lot=lot, reason="Mận bị mốc", advice="Đừng ăn")
    return world


def test_export_has_own_answers_and_recalls(answered_world):
    known = exporting.collect(answered_world.lan)
    assert [row["answer"] for row in known["inquiries"]] == ["Còn 20 kg.", "Lan bảo còn."]
    assert [row["reason"] for row in known["recalls"]] == ["Mận bị mốc"]
    assert "987654321" not in str(known["inquiries"])
    for other in (answered_world.minh, answered_world.hoa, answered_world.thu):
        assert (own_data.inquiries(other), own_data.recalls(other)) == ([], [])


def test_erasure_deletes_the_members_answers_and_leaves_the_recall(answered_world):
    for _again in range(2):
        own_data.erase(answered_world.lan)
    assert set(Inquiry.objects.values_list("answer", "answered_by", "on_behalf_of", "state")) == {
        ("Người trả lời đã rời Piêu.", None, None, "answered")
    }
    recall = Recall.objects.get()
    assert (recall.reason, recall.advice, recall.by, recall.ended_at) == ("Mận bị mốc", "Đừng ăn", None, None)


def erase(user):
    """All of the member's data is erased, and the row states it."""
    User.objects.filter(pk=user.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=user.pk)


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.parametrize("who", ["she called it back", "an officer did, and named her"])
def test_contact_is_erased_with_the_member_but_not_before_the_recall_is_over(world, who):
    """Name, number, text and salt are erased; reason and instructions stay, provable."""
    world.lan.phone, world.lan.phone_verified_at = "+84912345678", timezone.now()
    world.lan.save()
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    actor = world.as_.lan if who.startswith("she") else world.as_.thu
    recall = recall_lot(actor=actor, lot=lot, reason="Mốc", advice="Đừng ăn", contact="Chị Lan 0912 345 678")
    publish(lot, facts_of(lot, product_content(lot)))
    other = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    recall_lot(actor=world.as_.thu, lot=other, reason="Mốc", contact="Hội 0212 3852 000")
    erase(world.lan)
    recall.refresh_from_db()
    assert recall.contact == "Chị Lan 0912 345 678", "goods are still out"
    end_recall(actor=world.as_.thu, recall=recall, reason="Xong")
    recall.refresh_from_db()
    assert (recall.reason, recall.advice, recall.contact) == ("Mốc", "Đừng ăn", "")
    assert {pin.what: pin.salt is None for pin in recall.pins.all()} == {
        "reason": False, "advice": False, "contact": True, "end_reason": False,
    }  # fmt: skip
    assert not [1 for version in lot.origin_versions.all() if "0912 345 678" in str(version.facts)]
    assert lot.origin_versions.exclude(pin="").filter(salt=None).exists()
    assert Recall.objects.get(lot=other).contact == "Hội 0212 3852 000"
    assert list(compare_recalls())[:-1] == []


@pytest.mark.databases
def test_erasure_deletes_the_contact_of_an_ended_recall(world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    recall = recall_lot(actor=world.as_.lan, lot=lot, reason="Mốc", contact="Chị Lan")
    end_recall(actor=world.as_.thu, recall=recall)
    erase(world.lan)
    recall.refresh_from_db()
    assert recall.contact == "" and recall.pins.get(what="contact").salt is None
    assert list(compare_recalls())[:-1] == []


def test_erasure_of_an_officer_leaves_the_members_answers(answered_world):
    own_data.erase(answered_world.thu)
    assert list(Inquiry.objects.order_by("pk").values_list("answer", flat=True)) == [
        "Còn 20 kg.",
        "Lan bảo còn.",
    ]


def test_officers_checks_of_events_are_in_the_officers_export(world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    event = record_event(
        actor=world.as_.lan,
        kind=EventKind.HARVESTING,
        event_time=timezone.now(),
        lots=[LotPart(lot, "subject", Decimal(5), "kg")],
    )
    check_event(actor=world.as_.thu, event=event, claim=Claim.VERIFIED)
    [row] = exporting.collect(world.thu)["checks"]
    assert (row["event"], row["claim"], row["branch"]) == (event.urn, "Hội đã xác minh", world.branch.name)
    assert list(own_data.checks(world.lan)) == list(own_data.checks(world.hoa)) == []
