"""A transformation captured in parts under one transformationID is one: recalls, pages and limits use all of it."""

from __future__ import annotations

import uuid

import pytest

from backend.ledger.auditing import Finding
from tests.traceability.auditing.test_audit import unlock
from tests.traceability.capture.test_capture import SSCC, codes
from tests.traceability.epcis_samples import CONTEXT, aggregation, document, element, shipping, transformation
from traceability.capture.batches import MOST_PARTS
from traceability.capture.jobs import capture_events
from traceability.capture.resolving import Rights, known_things
from traceability.epcis.reading import MAX_URI, Candidate, read_event
from traceability.events.auditing import compare_events
from traceability.genealogy.edges import compute_edges
from traceability.lots.actions.lots import open_lot
from traceability.models import CompanyPrefix, EpcisEvent, EpcisGrant, LotEdge, RecallReach
from traceability.recalls.actions.recall_reach import settle_reach
from traceability.recalls.actions.recalls import recall_lot

NAME = {"transformationID": "urn:x:batch:7"}


@pytest.fixture
def lots(world):
    return [open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(4)]


@pytest.fixture
def foreign(world):
    return open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")


def edges() -> set[tuple[int, int, uuid.UUID, uuid.UUID]]:
    found = set(LotEdge.objects.values_list("source", "target", "input_event", "output_event"))
    assert found == compute_edges()
    return found


def pairs() -> list[tuple[int, int]]:
    return sorted((source, target) for source, target, _in, _out in edges())


def versions(*lots) -> list[int]:
    for lot in lots:
        lot.refresh_from_db()
    return [lot.page_version for lot in lots]


@pytest.mark.slow
@pytest.mark.parametrize("side", ["results", "ingredients"])
def test_a_recall_reaches_a_later_capture_under_the_same_id(world, lots, send, side):
    plums, dried, *_rest = lots
    documents = [
        transformation([element(plums, 10)], [], **NAME),
        transformation([], [element(dried, 5)], **NAME),
    ]
    first, later = documents if side == "results" else reversed(documents)
    assert codes(send(world.lan, document(first))) == []
    recall = recall_lot(actor=world.as_.lan, lot=plums, reason="Có mẻ bị mốc")
    before = versions(plums, dried)
    candidate = read_event(later, 0, CONTEXT)
    assert isinstance(candidate, Candidate)
    assert set(known_things([candidate], Rights(world.lan)).lots) == {plums.pk, dried.pk}
    assert codes(send(world.lan, document(later))) == []
    assert pairs() == [(plums.pk, dried.pk)]
    assert set(RecallReach.objects.filter(recall=recall).values_list("lot", flat=True)) == {
        plums.pk,
        dried.pk,
    }
    assert settle_reach() == 0
    assert all(now > then for now, then in zip(versions(plums, dried), before, strict=True))


def test_a_cycle_that_closes_through_an_earlier_capture_is_refused(world, lots, send):
    plums, dried, powder, _rest = lots
    assert codes(send(world.lan, document(transformation([], [element(dried, 5)], **NAME)))) == []
    assert codes(send(world.lan, document(transformation([element(dried, 5)], [element(plums, 5)])))) == []
    assert codes(send(world.lan, document(transformation([element(plums, 5)], [], **NAME)))) == [
        "event_cycle"
    ]
    assert pairs() == [(dried.pk, plums.pk)]


def test_each_part_of_a_transformation_is_joined_to_all_others_of_it_once(world, lots, send):
    plums, salt, dried, powder = lots
    documents = [
        transformation([element(plums, 10)], [], **NAME),
        transformation([element(salt, 10)], [element(dried, 5)], **NAME),
        transformation([], [element(powder, 5)], **NAME),
    ]
    everything = sorted((one.pk, other.pk) for one in (plums, salt) for other in (dried, powder))
    assert codes(send(world.lan, document(documents[0], documents[1]))) == []
    assert codes(send(world.lan, document(documents[2]))) == []
    assert pairs() == everything


def test_refused_part_does_not_belong_to_the_transformation(world, lots, send):
    plums, dried, *_rest = lots
    sent = document(
        transformation([element(plums, 101)], [], **NAME),
        transformation([element(plums, 10)], [], **NAME),
        transformation([], [element(dried, 11)], **NAME),
        transformation([], [element(dried, 10)], **NAME),
    )
    stored = send(world.lan, sent, **{"GS1-Capture-Error-Behaviour": "proceed"})
    assert codes(stored) == ["lot_used_up", "too_much_made"]
    assert pairs() == [(plums.pk, dried.pk)]


@pytest.mark.slow
def test_the_number_of_events_under_one_transformation_id_is_limited(world, lots, send):
    plums, dried, *_rest = lots
    many = [transformation([element(plums, 0.5)], [], **NAME) for _n in range(MOST_PARTS)]
    assert codes(send(world.lan, document(*many))) == []
    one_more = transformation([], [element(dried, 1)], **NAME)
    assert codes(send(world.lan, document(one_more))) == ["transformation_long"]
    assert (EpcisEvent.objects.count(), edges()) == (MOST_PARTS, set())
    many = [
        transformation([element(dried, 0.5)], [], transformationID="urn:x:batch:8")
        for _n in range(MOST_PARTS + 1)
    ]
    job = capture_events(actor=world.as_.lan, events=many, context=CONTEXT, rollback=False).job
    assert ([one["code"] for one in job.errors], job.captured_count) == (["transformation_long"], MOST_PARTS)


@pytest.mark.slow
def test_transformations_of_earlier_captures_are_read_at_once_for_all(
    world, lots, django_assert_max_num_queries
):
    plums, dried, *_rest = lots

    def one_part(n: int, inputs: list, outputs: list) -> dict:
        return transformation(inputs, outputs, transformationID=f"urn:x:batch:{n}")

    def queries_of(numbers: range) -> int:
        first = [one_part(n, [element(plums, 1)], []) for n in numbers]
        assert capture_events(actor=world.as_.lan, events=first, context=CONTEXT).job.success
        later = [one_part(n, [], [element(dried, 1)]) for n in numbers]
        with django_assert_max_num_queries(200) as asked:
            assert capture_events(actor=world.as_.lan, events=later, context=CONTEXT).job.success
        return len(asked)

    queries_of(range(1))
    assert queries_of(range(1, 4)) == queries_of(range(4, 24))


def test_a_transformation_id_that_would_be_cut_is_refused(world, lots, send):
    long = "urn:x:" + "b" * (MAX_URI - 6)
    put_in = transformation([element(lots[0], 1)], [], transformationID=long)
    refused = send(world.lan, document(put_in | {"transformationID": long + "b"}))
    assert codes(refused) == ["long"]
    assert not EpcisEvent.objects.exists()
    assert codes(send(world.lan, document(put_in))) == []
    assert (
        codes(send(world.lan, document(transformation([], [element(lots[1], 1)], transformationID=long))))
        == []
    )
    assert pairs() == [(lots[0].pk, lots[1].pk)]


def test_carton_as_output_of_a_transformation_is_refused(world, lots, send):
    plums, dried, *_rest = lots
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    assert codes(send(world.lan, document(aggregation(SSCC, [element(dried, 5)])))) == []
    made = transformation([element(plums, 10)], []) | {"outputEPCList": [SSCC]}
    assert codes(send(world.lan, document(made))) == ["container_made"]
    assert (EpcisEvent.objects.count(), edges()) == (1, set())


@pytest.mark.slow
@pytest.mark.parametrize("side", ["ingredients", "results"])
@pytest.mark.parametrize("is_first", [True, False], ids=["before her", "after her"])
def test_a_strangers_event_with_the_same_id_neither_joins_nor_blocks_the_owners(
    world, lots, foreign, send, side, is_first
):
    plums, dried, *_rest = lots
    strange = [element(foreign, 1)], []
    if side == "results":
        strange = [], [element(foreign, 1)]
    captures = [
        (world.hoa, transformation(*strange, **NAME)),
        (world.lan, transformation([element(plums, 10)], [], **NAME)),
        (world.hoa, transformation(*strange, **NAME)),
        (world.lan, transformation([], [element(dried, 5)], **NAME)),
    ]
    order = captures if is_first else [captures[1], captures[0], captures[3], captures[2]]
    assert [codes(send(user, document(event))) for user, event in order] == [[]] * 4
    assert pairs() == [(plums.pk, dried.pk)]
    # The first sender alone owns the ID; the other sender's first event is stored on its own, also in the entries.
    later = [one["eventID"] for _user, one in order if (one in (captures[1][1], captures[3][1])) == is_first]
    apart = EpcisEvent.objects.exclude(apart=None).order_by("entry_id")
    assert [one.uri for one in apart] == later
    assert {f"urn:uuid:{one.apart}" for one in apart} == {later[0]}
    assert [found for found in compare_events() if isinstance(found, Finding)] == []
    unlock(EpcisEvent._meta.db_table)
    apart.update(apart=None)
    assert {
        found.words().count("document.apart") for found in compare_events() if isinstance(found, Finding)
    } == {1}


def test_partner_with_a_grant_for_all_lots_continues_a_transformation(world, lots, foreign, send):
    plums, dried, *_rest = lots
    assert codes(send(world.hoa, document(transformation([element(foreign, 1)], [], **NAME)))) == []
    assert codes(send(world.lan, document(transformation([element(plums, 10)], [], **NAME)))) == []
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    # If the partner has access to two of them, the one with goods of the same producer is used.
    assert codes(send(world.hoa, document(transformation([], [element(dried, 5)], **NAME)))) == []
    assert pairs() == [(plums.pk, dried.pk)]


def test_partner_with_a_grant_for_some_lots_only_cannot_continue_a_transformation(world, lots, foreign, send):
    plums, dried, *_rest = lots
    grant = EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    assert codes(send(world.lan, document(shipping(plums, quantityList=[element(plums, 1)])))) == []
    assert (
        codes(send(world.hoa, document(transformation([element(plums, 1), element(foreign, 1)], [], **NAME))))
        == []
    )
    grant.ended_at = grant.granted_at
    grant.save()
    more = document(transformation([], [element(dried, 1)], **NAME))
    assert codes(send(world.lan, more)) == ["not_allowed"]
    assert (EpcisEvent.objects.count(), edges()) == (2, set())


@pytest.mark.parametrize("is_one_document", [True, False], ids=["one document", "two captures"])
def test_foreign_ingredient_of_an_earlier_part_counts_for_later_parts(world, lots, send, is_one_document):
    plums, dried, *_rest = lots
    sugar = {"epcClass": "https://id.gs1.org/01/09520000000011/10/A1", "quantity": 4000, "uom": "GRM"}
    documents = [
        transformation([element(plums, 10), sugar], [], **NAME),
        transformation([], [element(dried, 14.5)], **NAME),
        transformation([], [element(dried, 14)], **NAME),
    ]
    proceed = {"GS1-Capture-Error-Behaviour": "proceed"}
    if is_one_document:
        assert codes(send(world.lan, document(*documents), **proceed)) == ["too_much_made"]
    else:
        assert [codes(send(world.lan, document(one))) for one in documents] == [[], ["too_much_made"], []]
    assert pairs() == [(plums.pk, dried.pk)]


@pytest.mark.parametrize("other", ["class", "single"])
def test_unweighed_foreign_ingredient_of_an_earlier_part_counts_as_nothing(world, lots, send, other):
    plums, dried, *_rest = lots
    first = transformation([element(plums, 10)], [], **NAME)
    if other == "class":
        first["inputQuantityList"].append({"epcClass": "https://id.gs1.org/01/09520000000011/10/A1"})
    else:
        first["inputEPCList"] = ["https://id.gs1.org/01/09520000000011/21/7"]
    assert codes(send(world.lan, document(first))) == []
    assert codes(send(world.lan, document(transformation([], [element(dried, 60)], **NAME)))) == [
        "foreign_unweighed"
    ]
    weighed = {"epcClass": "https://id.gs1.org/01/09520000000011", "quantity": 50, "uom": "KGM"}
    assert codes(send(world.lan, document(transformation([weighed], [element(dried, 60)], **NAME)))) == []


@pytest.mark.parametrize(
    "other",
    [
        {"inputEPCList": ["urn:x:anything"]},
        {"inputQuantityList": [{"epcClass": "urn:x:jars", "quantity": 9000, "uom": "H87"}]},
        {"inputQuantityList": [{"epcClass": "urn:x:jars", "quantity": 9000}]},
    ],
    ids=["single", "pieces", "no unit"],
)
def test_unweighed_foreign_ingredient_does_not_raise_the_output(world, lots, send, other):
    plums, dried, *_rest = lots
    inputs = [element(plums, 1), *other.get("inputQuantityList", [])]

    def made(kg, *more):
        return transformation([*inputs, *more], [element(dried, kg)]) | {
            key: value for key, value in other.items() if key == "inputEPCList"
        }

    answer = send(world.lan, document(made(50)))
    assert codes(answer) == ["foreign_unweighed"] and not EpcisEvent.objects.exists()
    syrup = {"epcClass": "urn:x:syrup", "quantity": 2, "uom": "LTR"}
    assert codes(send(world.lan, document(made(1)))) == []  # jars and labels may be named freely
    assert codes(send(world.lan, document(made(4, syrup)))) == []
