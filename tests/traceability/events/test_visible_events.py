"""Who sees which events: the rule's own words in Python, compared with the conditions in SQL, and their plans."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from members.models import Branch, User
from products.models import Producer, ProducerPerson, Product
from tests.factories.traceability import make_event
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import EpcisEvent, EpcisGrant, EpcisThing, Event, EventLot, Inspection, LabelRun, Lot

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


def ids(rows: Any) -> list[tuple[Any, bool]]:
    """Return the events of `rows` in order of their ids; an event found twice is returned twice."""
    return sorted((row.event_id, row.is_error) for row in rows)


def overseen(user: Any) -> set[int]:
    """Return the producers that `user` works for or oversees as an officer."""
    if not user.is_authenticated:
        return set()
    own = ProducerPerson.objects.filter(user=user, until=None).values_list("producer", flat=True)
    branches = Branch.objects.run_by(user).values_list("pk", flat=True)
    return {*own, *Producer.objects.filter(branch__in=list(branches)).values_list("pk", flat=True)}


def expected_events(user: Any) -> list[tuple[Any, bool]]:
    is_staff = user.is_authenticated and user.is_staff
    mine = overseen(user)
    printed = set(LabelRun.objects.filter(state=RunState.READY).values_list("lot", flat=True))
    declared = set(Event.objects.filter(is_error=True).values_list("event_id", flat=True))
    found = []
    for event in Event.objects.all():
        lots = [
            each.lot
            for each in EventLot.objects.filter(event_id=event.event_id).select_related("lot__product")
        ]
        is_own = any(lot.product.producer_id in mine for lot in lots)
        is_out = any(lot.product.slug or lot.pk in printed for lot in lots)
        stands = not event.is_error and event.event_id not in declared
        if (is_staff and lots) or is_own or (is_out and stands):
            found.append(event)
    return ids(found)


def expected_documents(user: Any) -> list[tuple[Any, bool]]:
    if not user.is_authenticated:
        return []
    mine = overseen(user)
    grants = list(EpcisGrant.objects.standing().filter(partner=user, may_query=True))
    found = []
    for event in EpcisEvent.objects.all():
        things = EpcisThing.objects.filter(event_id=event.event_id).exclude(lot=None)
        products = [each.lot.product for each in things.select_related("lot__product")]
        own = [product.producer_id in mine for product in products]
        covered = [
            is_own
            or any(
                grant.producer_id == product.producer_id and grant.product_id in (None, product.pk)
                for grant in grants
            )
            for is_own, product in zip(own, products, strict=True)
        ]
        is_whole = bool(covered) and all(covered)
        if user.is_staff or event.captured_by_ref == user.ref or any(own) or is_whole:
            found.append(event)
    return ids(found)


def document(number: int, *lots: Lot | None, is_error: bool = False, **fields: Any) -> EpcisEvent:
    now = timezone.now()
    event = EpcisEvent.objects.create(
        **{"event_id": uuid4()} | fields,
        is_error=is_error,
        uri=f"urn:test:{number}",
        hash_id=f"ni:{number}",
        event_type="ObjectEvent",
        event_time=now,
        recorded_at=now,
        entry_id=9_000_000 + number,
    )
    EpcisThing.objects.bulk_create(
        EpcisThing(
            event_id=event.event_id, is_error=is_error, field="quantityList", value=f"urn:{number}", lot=lot
        )
        for lot in lots
    )
    return event


@pytest.fixture
def mixed(world):
    """Events of listed, hidden, printed and unassigned goods, alone and together, some declared wrong."""
    homeless = Producer.objects.create(kind="household", name="Nhà Minh", slug="nha-minh", unit=world.commune)
    products = [world.product, world.other_product] + [
        Product.objects.create(producer=maker, name="Nháp", price=1, unit="kg", state="draft")
        for maker in (world.producer, world.other_product.producer, homeless, homeless)
    ]
    lots = [
        Lot.objects.create(product=product, code=f"XEM{n}", quantity=9, unit="kg")
        for n, product in enumerate(products)
    ]
    for lot, state in ((lots[4], RunState.READY), (lots[5], RunState.QUEUED)):
        LabelRun.objects.create(
            lot=lot,
            code=code_for(lot.product),
            state=state,
            count=1,
            layout="a4-65",
            key_version=1,
            origin="",
        )
    # She left Hoa's kitchen, and came back to it twice over as an officer's neighbour: no event is listed twice.
    now = timezone.now()
    left = now - dt.timedelta(days=3)
    ProducerPerson.objects.create(producer=world.other_product.producer, user=world.lan, until=left)
    ProducerPerson.objects.create(producer=world.producer, user=world.thu)
    number = 0
    for first in lots:
        plain = make_event(first)
        wrong = make_event(first)
        make_event(first, event_id=wrong.event_id, is_error=True, recorded_month=dt.date(2026, 1, 1))
        for second in lots:
            pair = make_event(first)
            EventLot.objects.create(
                recorded_month=pair.recorded_month,
                event_id=pair.event_id,
                position=1,
                lot=second,
                role="input",
            )
            number += 1
            document(number, first, second, None)
        document(100 + number, first, event_id=plain.event_id, captured_by_ref=world.minh.ref)
        document(200 + number, first, event_id=plain.event_id, is_error=True)
        document(300 + number, None)
    EpcisGrant.objects.create(producer=world.producer, partner=world.minh, may_query=True)
    EpcisGrant.objects.create(
        producer=world.other_product.producer, product=products[3], partner=world.minh, may_query=True
    )
    EpcisGrant.objects.create(producer=homeless, partner=world.hoa, may_capture=True)
    EpcisGrant.objects.create(producer=homeless, partner=world.hoa, may_query=True, ended_at=now)
    inspector = User.objects.create_user(full_name="Lò Thị Kiểm", password="246810")
    Inspection.objects.create(
        producer=world.producer,
        inspector=inspector,
        reason="QĐ 1",
        granted_at=left,
        until=now + dt.timedelta(9),
    )
    staff = User.objects.create_user(full_name="Bùi Thị Vân", password="246810", is_staff=True)
    nobody = User.objects.create_user(full_name="Vì Thị Lạ", password="246810")
    return [world.lan, world.hoa, world.minh, world.thu, inspector, staff, nobody, AnonymousUser()]


@pytest.mark.slow
def test_each_reader_sees_the_events_that_the_rules_say_and_each_once(mixed):
    seen = [ids(Event.objects.visible_to(user)) for user in mixed]
    assert seen == [expected_events(user) for user in mixed]
    read = [ids(EpcisEvent.objects.visible_to(user)) for user in mixed]
    assert read == [expected_documents(user) for user in mixed]
    assert len({*map(tuple, seen)}) > 3 < len({*map(tuple, read)})


@pytest.fixture
def many(world):
    """Thousands of events in a database with too little memory to keep a list of their ids."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no statistics here")
    lots = [
        Lot.objects.create(product=product, code=f"NHIEU{n}", quantity=9, unit="kg")
        for n, product in enumerate((world.product, world.other_product))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE made ON COMMIT DROP AS SELECT n, gen_random_uuid() AS id,"
            " now() - make_interval(mins => n) AS at, CASE WHEN n %% 2 = 0 THEN %s ELSE %s END AS lot"
            " FROM generate_series(1, 8000) n",
            [lot.pk for lot in lots],
        )
        month = "date_trunc('month', at)::date"
        cursor.execute(
            "INSERT INTO traceability_event (recorded_month, event_id, is_error, kind, epcis_type, action,"
            " biz_step, disposition, event_time, zone_offset, recorded_at, clock_flagged, error_reason,"
            f" corrective_event_ids, pins) SELECT {month}, id, false, 'harvesting', 'ObjectEvent', 'ADD',"
            " 'commissioning', 'active', at, '+07:00', at, false, '', '[]', '[]' FROM made"
        )
        cursor.execute(
            "INSERT INTO traceability_eventlot (recorded_month, event_id, is_error, position, lot_id, role, unit)"
            f" SELECT {month}, id, false, 0, lot, 'subject', '' FROM made"
        )
        cursor.execute(
            "INSERT INTO traceability_epcisevent (recorded_month, event_id, is_error, uri, hash_id, event_type,"
            " event_time, recorded_at, action, biz_step, disposition, read_point, biz_location,"
            f" transformation_id, body, pin, entry_id) SELECT {month}, id, false, 'urn:uuid:' || id, id::text,"
            " 'ObjectEvent', at, at, 'ADD', 'shipping', '', '', '', '', '{}', '', n FROM made"
        )
        cursor.execute(
            "INSERT INTO traceability_epcisthing (event_id, is_error, field, value, lot_id)"
            " SELECT id, false, 'quantityList', 'urn:' || n, lot FROM made"
        )
        for table in ("event", "eventlot", "epcisevent", "epcisthing", "lot"):
            cursor.execute(f"ANALYZE traceability_{table}")
        cursor.execute("SET LOCAL work_mem = '64kB'")
    return world


@pytest.mark.slow
@pytest.mark.parametrize("who", ["lan", "minh"])
def test_a_page_of_events_reads_no_whole_table_for_each_of_them(many, who):
    """The owner and the stranger. A list of ids that outgrows work_mem is a table read again for each event."""
    user = getattr(many, who)
    pages = {
        "traceability_eventlot": Event.objects.visible_to(user)
        .annotate_outline(user)
        .order_by("-event_time", "event_id", "is_error")[:51],
        "traceability_epcisthing": EpcisEvent.objects.visible_to(user).order_by("-recorded_at", "-entry_id")[
            :31
        ],
    }
    for table, rows in pages.items():
        plan = rows.explain(format="json")
        assert read_again_and_again(plan, table) == [], rows.explain()


def read_again_and_again(plan: str, table: str) -> list[str]:
    """Return the parts of a plan in JSON that read the whole `table` for each row of another.

    These are subplans without a hash table, and inner sides of nested loops.
    """
    hashed = set(re.findall(r"hashed (SubPlan \d+)", plan))
    found = []

    def walk(node: dict[str, Any], repeated: str) -> None:
        for part in node.get("Plans", []):
            name = part.get("Subplan Name", "")
            # A CTE or InitPlan is read once; so is a hashed subplan.
            again = repeated
            if name:
                again = name if name.startswith("SubPlan") and name not in hashed else ""
            elif node["Node Type"] == "Nested Loop" and part["Parent Relationship"] == "Inner":
                again = "Nested Loop"
            walk(part, again)
        if repeated and node["Node Type"] == "Seq Scan" and node["Relation Name"] == table:
            found.append(repeated)

    walk(json.loads(plan)[0]["Plan"], "")
    return found
