"""Every result that closes a task is written by the action that makes it real, and taken back by its undoing.

First orders are in tests/orders/orders/test_steps.py, what trainers confirm in test_hand_ins.py.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.learning.actions.learning import start_course
from courses.models import TaskState
from courses.practice.enums import OutcomeKind
from courses.practice.outcomes import MILESTONE_OF, REVIEWED
from members.acting import Actor
from members.models import Milestone
from members.notices.enums import MilestoneKind
from products.listing.actions.listing import list_product, retire_product
from products.models import Product
from products.photos.actions import attach_photo, detach_photo
from products.products.enums import ProductState
from tests.factories.courses import task_course
from tests.factories.products import PhotoFactory
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_lot, a_ready_run
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.gs1.digital_link import parse_path
from traceability.labels.actions import take_to_printer, void_labels
from traceability.labels.runs.rendering import check_fits
from traceability.labels.runs.serials import serial_of
from traceability.lots.enums import LotRole
from traceability.scans.actions.scans import record_scan
from traceability.scans.origin.lookup import look_up

pytestmark = pytest.mark.django_db
WRITTEN_HERE = {
    OutcomeKind.PRODUCT_LISTED,
    OutcomeKind.HARVEST_RECORDED,
    OutcomeKind.LABELS_PRINTED,
    OutcomeKind.SCANNED_BY_DEVICES,
}


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_world()


def begin(user, kind):
    start_course(actor=Actor.of(user), course=task_course(kind))


def is_done() -> bool:
    return TaskState.objects.get().done_at is not None


def valid_keys(user, kind) -> list[str]:
    return list(
        Milestone.objects.filter(user=user, kind=kind, undone_at=None).values_list("subject", flat=True)
    )


def test_every_kind_of_task_is_written_somewhere():
    """Each kind is written by a test named above: a measured result can't be entered by hand."""
    assert sorted(OutcomeKind) == sorted([*WRITTEN_HERE, *REVIEWED, OutcomeKind.FIRST_ORDER])
    assert set(MILESTONE_OF) == set(OutcomeKind)


@pytest.mark.slow
def test_a_listed_product_counts_from_its_third_photo_until_it_has_two_or_leaves(world):
    begin(world.lan, OutcomeKind.PRODUCT_LISTED)
    lan, product = world.as_.lan, world.product
    photos = [PhotoFactory(producer=world.producer, uploaded_by=world.lan) for _each in range(3)]
    for photo in photos[:2]:
        attach_photo(actor=lan, product=product, photo=photo)
    assert not is_done()
    attach_photo(actor=lan, product=product, photo=photos[2])
    assert is_done()
    assert valid_keys(world.lan, MilestoneKind.PRODUCT_PHOTOGRAPHED) == [f"product:{product.pk}"]
    assert valid_keys(world.hoa, MilestoneKind.PRODUCT_PHOTOGRAPHED) == []
    detach_photo(actor=lan, product=product, photo=photos[2])
    assert not is_done()
    attach_photo(
        actor=lan, product=product, photo=PhotoFactory(producer=world.producer, uploaded_by=world.lan)
    )
    assert is_done()
    retire_product(actor=lan, product=product)
    assert not is_done()


@pytest.mark.slow
def test_three_photos_of_a_product_that_is_not_listed_count_when_the_officer_lists_it(world):
    begin(world.lan, OutcomeKind.PRODUCT_LISTED)
    Product.objects.filter(pk=world.product.pk).update(
        state=ProductState.SUBMITTED,
        slug=None,
        ocop_set=1,
        origin="Mộc Châu",
        story="Nhà trồng.",
        season_months=[5, 6],
    )
    product = Product.objects.get(pk=world.product.pk)
    for _each in range(3):
        attach_photo(
            actor=world.as_.lan,
            product=product,
            photo=PhotoFactory(producer=world.producer, uploaded_by=world.lan),
        )
    assert not is_done()
    list_product(actor=world.as_.thu, product=product)
    assert is_done()


@pytest.mark.parametrize("days_ago", [0, 20])
def test_a_recorded_harvest_counts_until_it_is_declared_a_mistake(world, days_ago):
    """An old event that is recorded today counts, too: the seven days run from the recording."""
    begin(world.lan, OutcomeKind.HARVEST_RECORDED)
    lot = a_lot(world, harvested_date=None)
    event = record_event(
        actor=world.thu_for_lan,
        kind=EventKind.HARVESTING,
        event_id=uuid.uuid4(),
        event_time=timezone.now() - timedelta(days=days_ago),
        lots=[LotPart(lot, LotRole.SUBJECT, Decimal(20), "kg")],
    )
    assert valid_keys(world.lan, MilestoneKind.HARVEST_RECORDED) == [f"event:{event.event_id}"]
    assert is_done()
    declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert not is_done()


@pytest.mark.slow
def test_a_printed_run_counts_until_all_of_it_is_void(world):
    begin(world.lan, OutcomeKind.LABELS_PRINTED)
    run = a_ready_run(world)
    assert not is_done()
    take_to_printer(actor=world.as_.lan, run=run)
    assert is_done()
    void_labels(actor=world.as_.lan, run=run, first=1, last=2, reason="Hỏng")
    assert is_done()
    void_labels(actor=world.as_.lan, run=run, first=3, last=3, reason="Hỏng")
    assert not is_done()


def scan(run, number=1, device="A", address="203.0.113.1", at=None):
    uri = check_fits(run).uri(serial_of(run, number))
    path = "/" + uri.partition("://")[2].partition("/")[2]
    return record_scan(found=look_up(parse_path(path)), address=address, agent=device, at=at)


@pytest.mark.slow
def test_a_label_counts_from_the_third_device_of_one_day_until_its_run_is_void(world):
    begin(world.lan, OutcomeKind.SCANNED_BY_DEVICES)
    run = a_ready_run(world)
    take_to_printer(actor=world.as_.lan, run=run)
    yesterday = timezone.now() - timedelta(days=1)
    scan(run, device="A", at=yesterday)
    scan(run, device="B", at=yesterday)
    for device in ("A", "A", "B"):
        scan(run, device=device)
    scan(run, number=2, device="C")
    assert not is_done()
    assert valid_keys(world.lan, MilestoneKind.LABEL_SCANNED) == [f"run:{run.pk}"]
    scan(run, device="C")
    assert is_done()
    assert valid_keys(world.lan, MilestoneKind.SCANNED_BY_THREE) == [f"run:{run.pk}"]
    void_labels(actor=world.as_.lan, run=run, first=1, last=3, reason="In nhầm")
    assert not is_done()


@pytest.mark.slow
def test_scans_of_a_recalled_or_void_label_are_no_result(world):
    begin(world.lan, OutcomeKind.SCANNED_BY_DEVICES)
    run = a_ready_run(world)
    void_labels(actor=world.as_.lan, run=run, first=1, last=1, reason="Hỏng")
    for device in "ABC":
        scan(run, device=device)
    assert not is_done()
    assert valid_keys(world.lan, MilestoneKind.SCANNED_BY_THREE) == []
