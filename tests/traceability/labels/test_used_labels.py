"""A label, a carton and an amount are used, packed and shipped once; a recall of labels reaches the lots made from them."""

from __future__ import annotations

import pytest

from tests.traceability.epcis_samples import (
    aggregation,
    class_of,
    document,
    element,
    shipping,
    transformation,
)
from traceability.auditing.derived_rows import compare_reach
from traceability.containers.auditing import compare_containers
from traceability.epcis.identifiers import canonical
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.auditing import compare_events
from traceability.events.enums import ErrorReason, EventKind
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.labels.history import Label, labels_in
from traceability.lots.actions.lots import open_lot
from traceability.lots.auditing.stock import compare_stock
from traceability.lots.enums import LotRole
from traceability.models import (
    CaptureJob,
    Container,
    EpcisEvent,
    EpcisGrant,
    EpcisThing,
    Event,
    LabelRun,
    Lot,
    LotEdge,
)
from traceability.recalls.actions.recalls import recall_lot
from traceability.recalls.calls import perhaps_made
from traceability.scans.origin.lookup import codec

CARTON = "http://127.0.0.1:8000/thung/ABCDEFGH"


@pytest.fixture
def lots(world):
    return [open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(4)]


@pytest.fixture
def run(lots):
    return LabelRun.objects.create(
        lot=lots[0], code=code_for(lots[0].product), count=20, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY,
    )  # fmt: skip


def label(run: LabelRun, counter: int, *, upper: bool = False, with_lot: bool = True) -> str:
    stem, lot, rest = class_of(run.lot).partition("/10/")
    serial = codec().encode(run.pk, counter)[:16]
    # Own codes have the serial directly after them; a GTIN has AI 21 before it.
    serial = f"/{serial}" if "/P/" in stem else f"/21/{serial}"
    whole = (stem + lot + rest if with_lot else stem) + serial
    return whole.upper() if upper else whole


def codes(response) -> list[str]:
    job = CaptureJob.objects.get(pk=response["Location"].rpartition("/")[2])
    return [error["code"] for error in job.errors]


def making(labels: list[str], lot: Lot, **more):
    event = transformation([], [element(lot, 1)], **more)
    return event | {"inputEPCList": labels}


def audited() -> list:
    return [
        each
        for compare in (compare_events, compare_containers, compare_stock, compare_reach)
        for each in compare()
        if not isinstance(each, int)
    ]


@pytest.mark.slow
def test_a_label_is_used_once_however_its_address_is_written(world, lots, run, send):
    _source, jam, other, _more = lots
    first = making([label(run, 1), label(run, 2)], jam)
    assert codes(send(world.lan, document(first))) == []
    stored = EpcisEvent.objects.count()
    for again in (label(run, 1), label(run, 2, upper=True), label(run, 2, with_lot=False)):
        assert codes(send(world.lan, document(making([again], other)))) == ["label_used"]
        lost = shipping(lots[0], action="DELETE", bizStep="destroying", quantityList=[], epcList=[again])
        assert codes(send(world.lan, document(lost))) == ["label_used"]
        packed = aggregation(CARTON, []) | {"childEPCs": [again]}
        assert codes(send(world.lan, document(packed))) == ["label_used"]
    assert codes(send(world.lan, document(making([label(run, 3)], jam), making([label(run, 3)], other)))) == [
        "label_used"
    ]
    assert EpcisEvent.objects.count() == stored
    wrong = {"errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00", "reason": "did_not_occur"}}
    assert codes(send(world.lan, document(first | wrong, making([label(run, 1)], other)))) == []
    assert audited() == []


def test_a_label_named_under_another_lot_is_refused(world, lots, run, send):
    serial = label(run, 1).rpartition("/")[2]
    false = label(run, 1).replace(run.lot.code, lots[1].code)
    assert false.endswith(serial)
    assert codes(send(world.lan, document(making([false], lots[2])))) == ["label_elsewhere"]
    assert not EpcisEvent.objects.exists()


@pytest.mark.slow
def test_labels_in_a_carton_are_taken_out_before_they_are_used_and_a_carton_is_used_once(
    world, lots, run, send
):
    _source, jam, other, _more = lots
    packed = aggregation(CARTON, []) | {"childEPCs": [label(run, 1), label(run, 2)]}
    taken_out = aggregation(CARTON, [], action="DELETE", bizStep="unpacking")
    assert codes(send(world.lan, document(packed))) == []
    assert labels_in([canonical(CARTON)])[canonical(CARTON)] == {Label(run.pk, 1), Label(run.pk, 2)}
    assert codes(send(world.lan, document(making([label(run, 1)], jam)))) == ["label_packed"]
    assert codes(send(world.lan, document(taken_out))) == []
    assert labels_in([canonical(CARTON)]) == {}
    again = aggregation(CARTON, []) | {"childEPCs": [label(run, 2), label(run, 3)]}
    assert codes(send(world.lan, document(again))) == []
    assert codes(send(world.lan, document(making([CARTON], jam)))) == []
    assert set(LotEdge.objects.values_list("source", "target")) == {(run.lot_id, jam.pk)}
    for twice in (
        making([CARTON], other),
        aggregation(CARTON, [element(other, 1)]),
        aggregation(CARTON, [], action="DELETE"),
    ):
        assert codes(send(world.lan, document(twice))) == ["container_used"]
    assert codes(send(world.lan, document(making([label(run, 3)], other)))) == ["label_used"]
    assert codes(send(world.lan, document(making([label(run, 1)], other)))) == []
    assert audited() == []


@pytest.mark.slow
def test_a_recall_of_labels_reaches_what_was_made_of_them_and_of_the_carton_they_were_in(
    world, lots, run, send
):
    _source, direct, boxed, other = lots
    send(world.lan, document(aggregation(CARTON, []) | {"childEPCs": [label(run, 6), label(run, 7)]}))
    send(
        world.lan,
        document(making([label(run, 5)], direct), making([CARTON], boxed), making([label(run, 9)], other)),
    )
    assert LotEdge.objects.count() == 3

    def reached(first: int, last: int) -> set[str]:
        recall = recall_lot(actor=world.as_.lan, lot=run.lot, run=run, first=first, last=last, reason="Mốc")
        return set(recall.reach.filter(ended_at=None).values_list("lot__code", flat=True)) - {run.lot.code}

    assert reached(5, 6) == {direct.code, boxed.code}
    assert reached(8, 8) == set()
    # Each transformation records the packs that it used.
    assert perhaps_made(run.lot_id) == []
    late = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    assert codes(send(world.lan, document(making([label(run, 8)], late)))) == []
    assert late.recall_reach.filter(ended_at=None, run=None).count() == 1
    assert audited() == []
    # A label without its row could be used twice.
    EpcisThing.objects.filter(field="label", value=f"{run.pk}:9").delete()
    assert [each.what.partition(":")[2][:7] for each in audited()] == [" things"]


@pytest.mark.slow
def test_nothing_is_shipped_twice_and_a_partner_ships_on(world, lots, run, send):
    lot = lots[0]
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    send(world.lan, document(aggregation(CARTON, [element(lot, 10)])))
    whole = shipping(lot, quantityList=[element(lot, 60)])
    single = shipping(lot, quantityList=[], epcList=[label(run, 1), CARTON])
    assert codes(send(world.lan, document(whole, single))) == []
    count = Event.objects.count()
    assert codes(send(world.lan, document(shipping(lot, quantityList=[element(lot, 41)])))) == ["lot_shipped"]
    with pytest.raises(LotUsedUp):
        record_event(
            actor=world.as_.lan, kind=EventKind.SHIPPING, event_time=Event.objects.latest("recorded_at").recorded_at,
            lots=[LotPart(lot, quantity=41, unit="kg")],
        )  # fmt: skip
    for again, code in ((label(run, 1), "label_shipped"), (CARTON, "container_shipped")):
        assert codes(send(world.lan, document(shipping(lot, quantityList=[], epcList=[again])))) == [code]
    assert Event.objects.count() == count
    on = shipping(lot, quantityList=[element(lot, 60)], epcList=[label(run, 1), CARTON])
    assert codes(send(world.hoa, document(on))) == []
    back = shipping(lot, bizStep="receiving", quantityList=[element(lot, 30)], epcList=[label(run, 1)])
    assert (
        codes(
            send(
                world.lan,
                document(back, shipping(lot, quantityList=[element(lot, 70)], epcList=[label(run, 1)])),
            )
        )
        == []
    )


@pytest.mark.slow
def test_a_made_lot_has_its_recorded_yield_and_the_making_of_a_used_one_stays(world, lots, send):
    plums, jam, sold, _other = lots
    made = transformation([element(plums, 50)], [element(jam, 20)])
    assert codes(send(world.lan, document(made))) == []
    used = transformation([element(jam, 21)], [element(sold, 1)])
    assert codes(send(world.lan, document(used))) == ["lot_used_up"]
    with pytest.raises(LotUsedUp):
        record_event(
            actor=world.as_.lan, kind=EventKind.PROCESSING, event_time=Event.objects.latest("recorded_at").recorded_at,
            lots=[LotPart(jam, LotRole.INPUT, 21, "kg"), LotPart(sold, LotRole.OUTPUT, 1, "kg")],
        )  # fmt: skip
    # Also in one document: the second event can use the output of the first.
    more = transformation([element(plums, 50)], [element(jam, 10)])
    assert (
        codes(send(world.lan, document(more, transformation([element(jam, 29)], [element(sold, 1)])))) == []
    )
    event = Event.objects.get(event_id=EpcisEvent.objects.get(uri=made["eventID"]).event_id)
    with pytest.raises(LotUsedUp):
        declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert not Event.objects.filter(is_error=True).exists()
    # The input is unweighed, but it can't be more than the whole lot; a litre weighs at least 0,75 kg.
    far = open_lot(actor=world.as_.lan, product=world.product, quantity=500, unit="kg")
    unweighed = transformation([element(sold)], [element(far, 200)])
    assert codes(send(world.lan, document(unweighed))) == ["too_much_made"]
    assert codes(send(world.lan, document(transformation([element(sold, 1)], [element(far, 2, "LTR")])))) == [
        "too_much_made"
    ]
    assert audited() == []


def test_rows_of_labels_are_not_taken_for_things_that_an_event_names(world, lots, run, send):
    send(world.lan, document(making([label(run, 1)], lots[1])))
    assert EpcisThing.objects.filter(field="label").values_list("value", "lot").get() == (
        f"{run.pk}:1",
        run.lot_id,
    )
    assert not Container.objects.exists()


@pytest.mark.parametrize("way", ["product", "lot", "another"])
def test_a_stranger_cannot_find_out_which_serials_are_real(world, lots, run, send, way):
    real = label(run, 3, with_lot=way != "product")
    if way == "another":
        real = real.replace(run.lot.code, lots[1].code)
    other = "B" if real[-1] == "A" else "A"

    def refused(who, one: str) -> tuple[str, str]:
        response = send(who, document(shipping(lots[2], quantityList=[], epcList=[one])))
        (error,) = CaptureJob.objects.get(pk=response["Location"].rpartition("/")[2]).errors
        return error["code"], error["detail"]

    assert refused(world.hoa, real) == refused(world.hoa, real[:-1] + other)
    assert not EpcisEvent.objects.exists()
    # The seller's own labels are distinguished as before.
    answers = codes(send(world.lan, document(shipping(lots[2], quantityList=[], epcList=[real]))))
    assert answers == (["label_elsewhere"] if way == "another" else [])
