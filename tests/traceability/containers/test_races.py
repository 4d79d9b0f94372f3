"""Cartons, pallets, links and declarations of the same lots at once: no deadlock."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum

from backend.common.errors import DomainError
from tests.factories.traceability import LotFactory
from tests.traceability.conftest import make_world
from tests.traceability.epcis_samples import CONTEXT, aggregation, element
from tests.traceability.recalls.test_races import at_once
from traceability.capture import capture_events
from traceability.containers.actions.cartons import pack_cartons, unpack_carton
from traceability.containers.actions.pallets import put_on_pallet, take_off_pallet
from traceability.labels.actions.codes import code_for
from traceability.models import Container, ContainerLot
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.resolver.actions import add_link

pytestmark = pytest.mark.crash
ROUNDS = 5
DECLARED = {"errorDeclaration": {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": "did_not_occur"}}


def test_writers_of_cartons_and_lots_wait_in_one_order(real_db):
    with transaction.atomic():
        world = make_world()
        code_for(world.product)
    lan = world.as_.lan

    def capture(*events):
        return capture_events(actor=lan, events=events, context=CONTEXT)

    for number in range(ROUNDS):
        with transaction.atomic():
            lots = [LotFactory(product=world.product, code=f"C{number}-{n}") for n in range(3)]
            cartons = [
                carton for lot in lots for carton in pack_cartons(actor=lan, lot=lot, quantity=5, count=2)
            ]
        mixed = aggregation(cartons[0].address, [element(lots[2], 1), element(lots[1], 1)])
        assert capture(mixed).job.success
        failed = at_once(
            lambda cartons=cartons: put_on_pallet(
                actor=lan, producer=world.producer, cartons=reversed(cartons[2:])
            ),
            lambda cartons=cartons: put_on_pallet(actor=lan, producer=world.producer, cartons=cartons[1:4]),
            lambda cartons=cartons: unpack_carton(actor=lan, container=cartons[0]),
            lambda cartons=cartons: capture(aggregation(cartons[5].address, [], "DELETE")),
            lambda mixed=mixed: capture(mixed | DECLARED),
            lambda lots=lots: recall_lot(actor=lan, lot=lots[1], reason="Có mẻ bị mốc"),
            lambda number=number: add_link(
                actor=lan,
                product=world.product,
                link_type="recipeInfo",
                title=f"Cách nấu {number}",
                url=f"https://example.vn/{number}",
            ),
        )
        assert [error for error in failed if not isinstance(error, DomainError)] == []
        pallets = Container.objects.filter(is_pallet=True, children__isnull=False).distinct()
        failed = at_once(
            *(lambda pallet=pallet: take_off_pallet(actor=lan, pallet=pallet) for pallet in pallets),
            lambda cartons=cartons: unpack_carton(actor=lan, container=cartons[4]),
            lambda cartons=cartons: unpack_carton(actor=lan, container=cartons[3]),
            lambda lots=lots: end_recall(actor=world.as_.thu, recall=lots[1].recalls.get()),
        )
        assert [error for error in failed if not isinstance(error, DomainError)] == []
        assert not Container.objects.exclude(parent=None).exists()
        for lot in lots:
            lot.refresh_from_db()
            inside = ContainerLot.objects.filter(lot=lot).aggregate(total=Sum("quantity"))["total"]
            assert lot.packed == (inside or Decimal(0))
