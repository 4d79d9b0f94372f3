"""Who may do what to lots, events, links and labels: every kind of caller against every rule."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from products.models import ProducerPerson, Product
from tests.factories.members import OfficerFactory, StaffFactory, UserFactory
from tests.factories.traceability import LotFactory, make_event
from traceability.containers import rules as containers_rules
from traceability.events import rules as events_rules
from traceability.events.enums import EventKind
from traceability.hosts import rules as hosts_rules
from traceability.inquiries import rules as inquiries_rules
from traceability.inspection import rules as inspection_rules
from traceability.labels import rules as labels_rules
from traceability.legal import rights as legal_rights
from traceability.lots import rules as lots_rules
from traceability.lots.enums import LotRole
from traceability.models import CodeLink, EpcisGrant, Event, EventLot, Inquiry, Lot
from traceability.partners import rules as partners_rules
from traceability.recalls import rules as recalls_rules
from traceability.resolver import rules as resolver_rules

OWN = {"lan", "both", "pair"}
OVERSEE = {"thu", "both", "staff"}
JUDGE = {"thu", "staff"}


@pytest.fixture
def callers(world):
    """`pair` runs Lan's and Hoa's producer; `both` runs Lan's and is its officer; `partner` records for Lan's."""
    found = {
        "visitor": AnonymousUser(),
        "minh": world.minh,
        "hoa": world.hoa,
        "lan": world.lan,
        "pair": UserFactory(),
        "thu": world.thu,
        "both": OfficerFactory(branch=world.branch),
        "partner": UserFactory(),
        "staff": StaffFactory(),
    }
    for name, producer in (
        ("pair", world.producer),
        ("pair", world.other_product.producer),
        ("both", world.producer),
    ):
        ProducerPerson.objects.create(producer=producer, user=found[name])
    EpcisGrant.objects.create(producer=world.producer, partner=found["partner"], may_capture=True)
    return found


def add_lot(event: Event, lot: Lot, role: str, position: int = 1) -> None:
    month = dt.date(2026, 11, 1)
    EventLot.objects.create(
        recorded_month=month, event_id=event.event_id, position=position, lot=lot, role=role
    )


@pytest.mark.slow
def test_each_rule_admits_exactly_the_listed_callers(world, callers):
    producer, product, other = world.producer, world.product, world.other_product.producer
    lot, foreign = LotFactory(product=product), LotFactory(product=world.other_product)
    event, joint = make_event(lot), make_event(lot)
    add_lot(joint, foreign, LotRole.SUBJECT)
    of_no_lot = Event(event_id=uuid4(), kind=EventKind.HARVESTING)
    retired = Product(producer=producer, state="retired")
    link = CodeLink(product=product)
    for number, (rule, admitted) in enumerate(
        (
            (lambda user: lots_rules.may_open_lot(user, product), OWN | OVERSEE),
            (lambda user: lots_rules.may_open_lot(user, retired), set()),
            (lambda user: lots_rules.may_change_lot(user, lot), OWN | OVERSEE),
            (lambda user: lots_rules.may_close_lot(user, lot), OWN | OVERSEE),
            (lambda user: lots_rules.may_see_history(user, lot), OWN | OVERSEE),
            (lambda user: events_rules.may_record_event(user, [producer]), OWN),
            (lambda user: events_rules.may_record_event(user, iter([producer, other])), {"pair"}),
            (lambda user: events_rules.may_record_event(user, []), set()),
            (lambda user: lots_rules.may_use(user, lot), OWN | {"partner"}),
            (lambda user: lots_rules.may_use(user, foreign), {"hoa", "pair"}),
            (lambda user: events_rules.may_declare_error(user, event), OWN | OVERSEE),
            (lambda user: events_rules.may_declare_error(user, joint), {"pair", "staff"}),
            (lambda user: events_rules.may_declare_error(user, of_no_lot), set()),
            (lambda user: events_rules.may_check_event(user, event), JUDGE),
            (lambda user: events_rules.may_check_event(user, joint), {"staff"}),
            (lambda user: events_rules.may_check_event(user, of_no_lot), set()),
            (lambda user: inquiries_rules.may_answer(user, Inquiry(producer=producer)), OWN | OVERSEE),
            (lambda user: inquiries_rules.may_answer(user, Inquiry()), {"staff"}),
            (lambda user: recalls_rules.may_recall(user, lot), OWN | OVERSEE),
            (lambda user: recalls_rules.may_end_recall(user, lot), JUDGE),
            (lambda user: legal_rights.may_publish_passport(user, lot), OWN),
            (lambda user: legal_rights.may_switch_e_label(user, product), OWN),
            (lambda user: inspection_rules.may_grant_inspection(user), {"staff"}),
            (lambda user: labels_rules.may_print_labels(user, lot), OWN | {"staff"}),
            (lambda user: resolver_rules.may_add_link(user, product), OWN),
            (lambda user: resolver_rules.may_see_links(user, product), OWN | OVERSEE),
            (lambda user: resolver_rules.may_take_down_link(user, link), JUDGE),
            (lambda user: containers_rules.may_set_prefix(user, producer), OWN | OVERSEE),
            (lambda user: partners_rules.may_grant(user, producer), OWN),
            (lambda user: partners_rules.may_end_grant(user, EpcisGrant(producer=producer)), OWN | OVERSEE),
            (lambda user: hosts_rules.may_change_hosts(user), {"staff"}),
        )
    ):
        answers = {name: rule(user) for name, user in callers.items()}
        assert {name for name, may in answers.items() if may} == admitted, number
        assert set(answers.values()) <= {True, False}, number


def test_processing_belongs_to_the_producers_of_its_outputs_and_other_events_to_those_of_all_lots(world):
    lot, second = LotFactory(product=world.product), LotFactory(product=world.product)
    foreign = LotFactory(product=world.other_product)
    own, other = world.producer, world.other_product.producer
    for kind, links, expected in (
        (EventKind.PROCESSING, ((lot, LotRole.INPUT), (foreign, LotRole.OUTPUT)), {other}),
        (EventKind.PROCESSING, ((lot, LotRole.INPUT), (foreign, LotRole.INPUT)), {own, other}),
        (EventKind.HARVESTING, ((lot, LotRole.INPUT), (foreign, LotRole.OUTPUT)), {own, other}),
        (EventKind.HARVESTING, ((lot, LotRole.SUBJECT), (second, LotRole.SUBJECT)), {own}),
    ):
        event = Event(event_id=uuid4(), kind=kind)
        for position, (part, role) in enumerate(links):
            add_lot(event, part, role, position)
        found = events_rules.producers_of(event)
        assert (len(found), set(found)) == (len(expected), expected), (kind, links)
