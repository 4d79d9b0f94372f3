"""descendants and ancestors against a simple walk, on generated genealogies."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.quick import examples
from tests.traceability.epcis_samples import CONTEXT, element, transformation
from traceability.capture import capture_events
from traceability.events.actions import LotPart, correct_event, declare_error, record_event
from traceability.events.actions.errors import LotCycle
from traceability.events.enums import ErrorReason
from traceability.genealogy.edges import rebuild_edges, write_edges
from traceability.genealogy.traversal import ancestors, descendant_ids, descendants
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole
from traceability.models import Event, Lot, LotEdge

pytestmark = pytest.mark.databases


def make_lots(world, count: int) -> list[Lot]:
    return Lot.objects.bulk_create(
        Lot(product=world.product, code=f"L{n}", quantity=100, unit="kg") for n in range(count)
    )


def by_hand(pairs: Iterable[tuple[int, int]], start: set[int]) -> set[int]:
    found: set[int] = set()
    wave = set(start)
    while wave:
        wave = {there for here, there in pairs if here in wave} - found
        found |= wave
    return found - start


def process(world, inputs, outputs, **more):
    return record_event(
        actor=world.as_.lan,
        kind="processing",
        event_time=timezone.now(),
        lots=[
            *(LotPart(lot, LotRole.INPUT, 10, "kg") for lot in inputs),
            *(LotPart(lot, LotRole.OUTPUT, 10, "kg") for lot in outputs),
        ],
        **more,
    )


transformations = st.lists(
    st.tuples(st.sets(st.integers(0, 14), max_size=3), st.sets(st.integers(0, 14), max_size=3)), max_size=12
)


@pytest.mark.slow
@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(transformations, st.sets(st.integers(0, 14), min_size=1, max_size=3))
def test_walks_equal_those_by_hand_on_any_genealogy(world, edges, start):
    """Every acyclic graph is one whose transformations lead upwards in some order; here the order of the lots' ids."""
    Lot.objects.all().delete()
    lots = [lot.pk for lot in make_lots(world, 15)]
    pairs = set()
    for sources, targets in edges:
        parts = [(lots[s], LotRole.INPUT) for s in sources]
        parts += [(lots[t], LotRole.OUTPUT) for t in targets if all(s < t for s in sources)]
        write_edges(uuid4(), parts)
        pairs |= {(lots[s], lots[t]) for s in sources for t in targets if all(one < t for one in sources)}
    first = {lots[n] for n in start}
    assert {lot.pk for lot in descendants(first)} == by_hand(pairs, first)
    assert {lot.pk for lot in ancestors(first)} == by_hand({(t, s) for s, t in pairs}, first)


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_walks_when_there_are_many_steps(world, count, django_assert_num_queries):
    lots = make_lots(world, count + 1)
    for number in range(count):
        process(world, [lots[number]], [lots[number + 1]])
    with django_assert_num_queries(1):
        found = descendant_ids([lots[0].pk])
    assert found == {lot.pk for lot in lots[1:]}


def test_a_transformation_links_inputs_to_outputs_until_it_is_declared_wrong(world):
    plums, salt, dried = make_lots(world, 3)
    event = process(world, [plums, salt], [dried])
    assert set(descendants([plums])) == {dried}
    assert set(ancestors([dried])) == {plums, salt}
    declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert not ancestors([dried]).exists()


def test_edges_are_those_of_the_right_event_when_it_is_corrected(world):
    plums, dried = make_lots(world, 2)
    event = process(world, [plums], [dried])
    new = correct_event(
        actor=world.as_.lan, event=event, event_id=uuid4(), event_time=event.event_time, quantity=4, unit="kg"
    )
    assert LotEdge.objects.get().output_event == new.event_id


def test_rebuilt_edges_are_the_same_when_events_are_all_that_is_left(world):
    plums, salt, dried, powder = make_lots(world, 4)
    process(world, [plums, salt], [dried])
    wrong = process(world, [salt], [powder])
    process(world, [dried], [powder])
    declare_error(actor=world.as_.lan, event=wrong, reason=ErrorReason.DID_NOT_OCCUR)
    before = set(LotEdge.objects.values_list("source", "target", "input_event"))
    LotEdge.objects.all().delete()
    assert rebuild_edges() == 3
    assert set(LotEdge.objects.values_list("source", "target", "input_event")) == before


def test_rebuilt_edges_join_captured_parts(world):
    plums, salt, dried = (
        open_lot(actor=world.as_.lan, product=world.product, quantity=50, unit="kg") for _lot in range(3)
    )
    sent = [
        transformation([element(plums, 9)], [], transformationID="urn:x:batch:7"),
        transformation([element(salt, 1)], [], transformationID="urn:x:batch:7"),
        transformation([], [element(dried, 5)], transformationID="urn:x:batch:7"),
    ]
    assert capture_events(actor=world.as_.lan, events=sent, context=CONTEXT).job.success
    columns = ("source", "target", "input_event", "output_event")
    before = set(LotEdge.objects.values_list(*columns))
    assert {edge[:2] for edge in before} == {(plums.pk, dried.pk), (salt.pk, dried.pk)}
    assert rebuild_edges() == 2
    assert set(LotEdge.objects.values_list(*columns)) == before


def test_a_cycle_is_refused_when_a_lot_would_be_its_own_ingredient(world):
    plums, dried, powder = make_lots(world, 3)
    process(world, [plums], [dried])
    process(world, [dried], [powder])
    before = Event.objects.count(), LotEdge.objects.count()
    for inputs, outputs in (([powder], [plums]), ([dried], [plums]), ([plums], [plums])):
        with pytest.raises(LotCycle) as refused:
            process(world, inputs, outputs)
        assert refused.value.code == "event_cycle"
    assert (Event.objects.count(), LotEdge.objects.count()) == before
    # Recorded late, and no cycle: salt was an ingredient of the powder's ingredient.
    salt = open_lot(actor=world.as_.lan, product=world.product, quantity=50, unit="kg")
    process(world, [salt], [dried])
    assert set(ancestors([powder])) == {plums, dried, salt}
