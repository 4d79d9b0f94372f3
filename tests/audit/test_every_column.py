"""`./run audit_log` over every model: each column is compared, derived or free with a reason (tests/audit/declared).

For each compared column one change alone is named with its subject, and so is one deleted row.
"""

from __future__ import annotations

import datetime as dt
import pkgutil
import uuid
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from backend.ledger import auditing, page_pins, row_states
from backend.ledger.auditing import Finding
from backend.webhooks.actions.deliveries import send_test
from backend.webhooks.actions.endpoints import add_endpoint, renew_secret, turn_off
from members.acting import Actor
from products.certificates.actions.certificates import refuse_certificate, verify_certificate
from products.listing.actions.listing import retire_product
from products.models import ProductImport
from products.photos.actions import add_photo, prepare_drawing
from products.photos.tasks import make_photo_variants
from products.producers.actions.people import add_person, decline_invitation, invite_person, remove_person
from products.producers.actions.producers import verify_producer
from products.products.actions.products import create_draft, update_product
from products.search.actions import count_stale_cards
from tests.audit import declared
from tests.audit.comparing import findings_of
from tests.audit.declared import STATES, Table, backend
from tests.factories.ledger import record_rows
from tests.factories.products import CertificateFactory, make_user, picture
from tests.traceability.auditing.test_audit import Undo, flipped, unlock
from tests.traceability.auditing.test_audit_derived_rows import full_book as full_book  # a fixture
from tests.traceability.auditing.test_audit_derived_rows import world as world  # its world, not another one
from tests.traceability.epcis_samples import CONTEXT, element, transformation
from tests.traceability.label_runs import a_lot, a_ready_run
from traceability.capture import capture_events
from traceability.containers.actions.cartons import pack_cartons, set_yield
from traceability.containers.actions.pallets import put_on_pallet
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.checks import check_event
from traceability.hosts.actions import add_host
from traceability.inquiries.actions import answer_inquiry, send_inquiry
from traceability.inspection.actions import end_inspection, grant_inspection, look_at
from traceability.labels.actions import take_to_printer, void_labels
from traceability.labels.actions.codes import code_for
from traceability.labels.runs.serials import serial_of
from traceability.legal.actions.passports import publish_passport, switch_e_label
from traceability.lots.actions.lots import open_lot
from traceability.models import LabelFlag, LabelRun, LabelTally, Lot
from traceability.partners.actions import end_grant, grant_partner
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.resolver.actions import add_link, take_down_link
from traceability.scans.actions.flags import look_into
from traceability.scans.actions.scans import flag_label
from traceability.scans.origin.facts import build_facts, publish
from traceability.scans.origin.lookup import COUNTER_BITS

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

# Apps whose models have no file in declared/ yet. Empty once all have one.
NOT_YET: set[str] = set()
DECLARED = {
    name: import_module(f"{declared.__name__}.{name}").TABLES
    for name in sorted(each.name for each in pkgutil.iter_modules(declared.__path__))
}
# The tables of this file's book; other apps have books of their own.
TABLES: dict[str, Table] = {
    **DECLARED["traceability"],
    **DECLARED["products"],
    **{label: backend.TABLES[label] for label in ("ledger.Shown", "webhooks.Endpoint", "webhooks.Message")},
}
# Columns of which the database allows no other value in the rows of the book: a constraint ties them to others.
UNCHANGEABLE = {"EventDetail.erased_at", "RecallPin.erased_at", "Endpoint.is_on"}
QUICK = (
    "traceability.Container",
    "traceability.EpcisGrant",
    "traceability.RecallReach",
    "traceability.EventCheck",
    "webhooks.Message",
)
# A fact about a producer or a product may concern one without a lot.
OF_NO_LOT = {
    "CaptureJob",
    "EpcisGrant",
    "CompanyPrefix",
    "ProductYield",
    "ELabel",
    "Inspection",
    "PrintedHost",
    "Certificate",
    "ProductDecision",
    "ProducerPerson",
    "ListingCard",
    "Product",
    "ProductFacts",
    "ProductPhoto",
    "Photo",
    "Producer",
    "ProducerInvitation",
    "Shown",
    "ProductChange",
    "ProductImport",
    "Endpoint",
    "Message",
    "Inquiry",
}


@pytest.fixture
def book(world, full_book, client) -> SimpleNamespace:
    """Every kind of row: `full_book`, prints, voids, pages, passports, checks, grants, inspections, pallets."""
    lan, thu = world.as_.lan, world.as_.thu
    staff = make_user("Quản trị")
    staff.is_staff = True
    staff.save()
    admin = Actor.of(staff)
    run = a_ready_run(world, lot=a_lot(world, quantity=60), count=9)
    take_to_printer(actor=lan, run=run, first=1, last=9)
    take_to_printer(actor=world.thu_for_lan, run=run, first=2, last=3, reason="Nhoè")
    void_labels(actor=lan, run=run, first=4, last=5, reason="Ướt")
    event = record_event(
        actor=world.thu_for_lan, kind="harvesting", event_time=timezone.now() - dt.timedelta(hours=3),
        lots=[LotPart(run.lot, quantity=5, unit="kg")], note="Sáng sớm", device_time=timezone.now(),
    )  # fmt: skip
    check_event(actor=thu, event=event, claim="verified")
    publish(run.lot, build_facts(run.lot))
    cartons = pack_cartons(actor=lan, lot=run.lot, quantity=5, count=2)
    put_on_pallet(actor=lan, producer=world.producer, cartons=cartons)
    set_yield(actor=lan, product=world.product, lot=run.lot, percent=80)
    grant = {"producer": world.producer, "partner_code": str(world.minh.ref), "may_query": True}
    grant_partner(actor=lan, may_capture=False, product=world.product, **grant)
    end_grant(actor=lan, grant=grant_partner(actor=lan, may_capture=True, **grant))
    paper = CertificateFactory(product=world.product, producer=world.producer, state="submitted")
    verify_certificate(actor=thu, certificate=paper)
    verify_producer(actor=thu, producer=world.producer, saw_birth_date=True, saw_personal_id=True)
    for days in (3, 9):
        inspection = grant_inspection(
            actor=admin, inspector=world.hoa, producer=world.producer, days=days, reason="Theo giấy"
        )
        look_at(user=world.hoa, inspection=inspection, lot=run.lot, took_bundle=True)
    look_at(user=world.hoa, inspection=inspection, lot=run.lot, part="labels")
    look_at(user=world.hoa, inspection=inspection)
    end_inspection(actor=admin, inspection=inspection)
    add_host(actor=admin, host="tem.example.vn", note="Tem năm ngoái")
    switch_e_label(actor=lan, product=world.product, is_on=True)
    switch_e_label(actor=lan, product=world.product, is_on=False)
    flag = a_flag(run, 2)
    look_into(actor=lan, flag=flag, finding="Khách quét nhiều lần")
    aside = create_draft(actor=lan, producer=world.producer, name="Mứt")
    retire_product(actor=lan, product=aside, reasons="Hết mùa")
    update_product(actor=world.thu_for_lan, product=aside, changes={"name": "Mứt mận"})
    full_book.asked = [
        send_inquiry(
            kind="problem",
            text="Có mốc",
            lot=run.lot,
            serial_text=serial_of(run, 3),
            contact_phone="0912 345 678",
        )
        for _each in range(2)
    ]
    answer_inquiry(actor=world.thu_for_lan, inquiry=full_book.asked[1], answer="Chị gửi ảnh giúp em")
    add_person(actor=thu, producer=world.producer, user=world.minh)
    remove_person(actor=lan, producer=world.producer, user=world.minh)
    publish_a_passport(world, lan, run.lot)
    people_and_papers(world)
    foreign = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")
    strange = transformation([element(foreign, 1)], [], transformationID="urn:x:batch:7")
    assert capture_events(actor=world.as_.hoa, events=[strange], context=CONTEXT).job.success
    record_rows()
    again = a_ready_run(world, lot=run.lot)  # its labels carry the GTIN that came just now
    more = {"advice": "Đừng ăn", "contact": "0912 345 678", "until_date": timezone.localdate()}
    over = recall_lot(actor=lan, lot=run.lot, reason="Rách", run=again, first=1, last=2, **more)
    end_recall(actor=thu, recall=over, reason="Đã đổi")
    days = {"from_date": timezone.localdate(), "until_date": timezone.localdate()}
    link = {"link_type": "relatedVideo", "url": "https://example.vn/phim", "title": "Phim", "country": "VN"}
    link = add_link(actor=lan, product=world.product, lot=run.lot, **link, **days)
    take_down_link(actor=thu, link=link, reason="Trang lạ")
    recall_lot(actor=lan, lot=run.lot, reason="Tem rách", run=run, first=7, last=8)
    page_pins.pin_missing_rows()
    count_stale_cards()  # what came after the rows were recorded marked cards again
    return full_book


def people_and_papers(world: SimpleNamespace) -> None:
    """Invitations, a refused paper, a photo that an officer sent, an address for messages that is off."""
    lan, minh, other = world.as_.lan, Actor.of(world.minh), world.other_product.producer
    invite_person(actor=lan, producer=world.producer, contact="0912 000 333")
    invitation = invite_person(actor=lan, producer=world.producer, contact=world.minh.card_number)
    decline_invitation(actor=minh, invitation=invitation)
    paper = CertificateFactory(
        product=world.product, producer=world.producer, state="submitted", number="77/OCOP",
        submitted_at=timezone.now(), submitted_by=world.lan,
    )  # fmt: skip
    refuse_certificate(actor=world.as_.thu, certificate=paper, reason="Ảnh mờ")
    photo = add_photo(actor=world.thu_for_lan, upload=prepare_drawing(picture()), producer=world.producer)
    make_photo_variants.call(photo_id=photo.pk)
    type(other).objects.filter(pk=other.pk).update(verification_needs="Thiếu giấy tờ")
    ProductImport.objects.create(
        producer=world.producer, file_name="a.xlsx", sha256="ab", by=world.thu, on_behalf_of=world.lan,
        ended_at=timezone.now(),
    )  # fmt: skip
    url = "https://example.com/nhan-tin"
    endpoint, _secret = add_endpoint(actor=lan, producer=world.producer, url=url, kinds=["order.placed"])
    renew_secret(actor=lan, endpoint=endpoint)
    send_test(actor=lan, endpoint=endpoint)
    turn_off(actor=lan, endpoint=endpoint)


def a_flag(run: LabelRun, number: int) -> LabelFlag:
    """Raise it as scans would: to one above the listed number."""
    now = timezone.now()
    tally = LabelTally.objects.create(
        serial_key=run.pk << COUNTER_BITS | number, lot=run.lot, count=settings.COPY_SCANS + 1,
        first_scanned_at=now, last_scanned_at=now,
    )  # fmt: skip
    flag = flag_label(tally, now)
    assert flag is not None
    return flag


def publish_a_passport(world, lan: Actor, lot: Lot) -> None:
    product, producer = world.product, world.producer
    type(product).objects.filter(pk=product.pk).update(
        gtin="09521234543213", origin="Việt Nam", warnings="không", ocop_set=1, standards="TCVN"
    )
    type(producer).objects.filter(pk=producer.pk).update(identity_code="5500123456", address="Bản Áng")
    product.refresh_from_db()
    code_for(product)
    lot.refresh_from_db()
    publish_passport(actor=lan, lot=lot)


# The last row is changed first. A captured event may be attributed to anybody who declared one, since a
# declaration doesn't name its origin; numbers of captures have no order.
# A product that was never listed has no version to differ from.
ORDER = {
    "traceability.CaptureJob": "captured_count",
    "products.Product": F("slug").asc(nulls_first=True),
}


# A value of each kind, for a column that is empty.
PLANTED: tuple[tuple[Any, Any], ...] = (
    (models.DateTimeField, dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),
    (models.DateField, dt.date(2026, 11, 1)),
    (models.DecimalField, Decimal(1)),
    (models.IntegerField, 1),
    (models.UUIDField, uuid.UUID(int=1)),
    (models.BinaryField, b"x"),
    ((models.CharField, models.TextField), "1"),
    (models.FileField, "x.bin"),
)


def comparing(names: tuple[str, ...], label: str = "") -> list[Finding]:
    return [*findings_of(names, label)]


def other_value(row: Any, field: Any) -> Iterator[Any]:
    """Return the smallest changes of a column; none for an empty value."""
    value = getattr(row, field.attname)
    if field.is_relation:
        others = field.related_model._base_manager.exclude(pk=value).order_by("pk")
        yield from others.values_list("pk", flat=True)[:3]
    elif field.choices and value:
        yield from (choice for choice, _label in field.choices if choice != value)
    elif isinstance(field, models.FileField):
        yield from [flipped(str(value))] if value else []
    elif isinstance(field, models.DecimalField) and value is not None:
        yield value + Decimal(1).scaleb(-field.decimal_places)
    elif value not in (None, ""):
        yield flipped(value)


def first_value(row: Any, field: Any) -> Iterator[Any]:
    """Return a value for an empty column, as somebody would plant it, or an earlier day."""
    value = getattr(row, field.attname)
    if value not in (None, "", [], {}):
        if isinstance(value, dt.date):  # a later one may come after another one of the row
            yield value - dt.timedelta(days=1)
    elif field.is_relation:
        yield from field.related_model._base_manager.order_by("pk").values_list("pk", flat=True)[:3]
    elif field.choices:
        yield from (choice for choice, _label in field.choices if choice not in (None, ""))
    elif isinstance(field, models.JSONField):
        yield {"x": "1"} if field.get_default() == {} else ["x"]
    else:
        yield from [value for kind, value in PLANTED if isinstance(field, kind)][:1]


def no_value(row: Any, field: Any) -> Iterator[None]:
    """Return an empty value, if the column has one and isn't empty."""
    if field.null and getattr(row, field.attname) is not None:
        yield None


def try_out(row: Any, field: Any, names: tuple[str, ...], values: Any = other_value) -> list[Finding] | None:
    """Return the findings after the smallest change of one column, which is then undone; None if the database allows none."""
    model = type(row)
    for value in values(row, field):
        found = None
        try:
            with transaction.atomic():
                if model._base_manager.filter(pk=row.pk).update(**{field.attname: value}):
                    found = comparing(names, model._meta.label)
                raise Undo
        except (IntegrityError, DataError):
            continue
        except Undo:
            pass
        if found is not None:
            return found
    return None


def first_of(
    rows: list[Any], field: Any, names: tuple[str, ...], values: Any
) -> tuple[Any, list[Finding]] | None:
    """Return the last row of which the database allows a change, with the findings; None if there is none."""
    tries = ((row, try_out(row, field, names, values)) for row in reversed(rows))
    return next(((row, found) for row, found in tries if found is not None), None)


def test_every_model_and_column_is_declared():
    tables = {label: table for module in DECLARED.values() for label, table in module.items()}
    assert len(tables) == sum(map(len, DECLARED.values())) and not NOT_YET & DECLARED.keys()
    wrong = {}
    for model in apps.get_models(include_auto_created=True):
        label, app = model._meta.label, model._meta.app_label
        if model._meta.proxy or app in NOT_YET | backend.THIRD_PARTY.keys():
            assert label not in tables
            continue
        table = tables.pop(label, None)
        named = list(table.derived) + list(table.free) if table else []
        fields = {field.name for field in model._meta.concrete_fields}
        if (
            table is None
            or len(set(named)) != len(named)
            or not fields.issuperset(named)
            or (fields - set(named) and not table.comparisons)
            or not auditing._comparisons.keys() >= set(table.comparisons)
        ):
            wrong[label] = sorted(fields - set(named))
        each = row_states.declared().get(label)
        if (each is not None) != (table is not None and STATES[0] in table.comparisons):
            wrong[label] = ["declared otherwise in its registration"]
        elif each is not None and table is not None:
            stated = {*each.stated, *each.people, *each.pinned, *each.secret}
            compared = fields - set(named)
            # Other comparisons may read further columns; a primary key is compared with each state.
            if not stated <= compared or (
                table.comparisons == STATES and compared - stated - {"id", "product"}
            ):
                wrong[label] = sorted(compared ^ stated)
            if bool(each.pins) != ("salt" in fields):
                wrong[label] = ["salt"]
    assert wrong == {} and tables == {}


def compared(label: str) -> list[Any]:
    table = TABLES[label]
    fields = apps.get_model(label)._meta.concrete_fields
    return [field for field in fields if field.name not in table.derived | table.free]


def stated_subjects(label: str) -> dict[int | str, str]:
    """Return {primary key: the subject of its last state} of the rows of a model; empty without states."""
    if label not in row_states.declared():
        return {}
    last = row_states._last_states(label).get(label, {})
    return {key: recorded[0] for key, (_number, recorded) in last.items() if recorded is not None}


def own_keys(row: Any, field: Any = None) -> set[str]:
    """Return the keys by which a subject may name a row: its number, its ref, and those of the rows it refers to.

    field: one that was changed; the row may be missed there where it leads now.
    """
    rows = [row, *(getattr(row, each.name) for each in row._meta.concrete_fields if each.is_relation)]
    rows += other_rows(row, field) if field is not None and field.is_relation else []
    return {
        str(getattr(each, name)) for each in rows for name in ("pk", "ref", "slug") if hasattr(each, name)
    }


def other_rows(row: Any, field: Any) -> list[Any]:
    """Return the rows to which `other_value` leads a column."""
    others = field.related_model._base_manager.exclude(pk=getattr(row, field.attname))
    return list(others.order_by("pk")[:3])


def is_named(row: Any, findings: list[Finding], subjects: dict[int | str, str], field: Any = None) -> bool:
    """Return whether a finding names this very row: by the subject of its last state, by its lot, or by its keys.

    A finding about the log as a whole, such as a value that can't be read, names nothing.
    """
    stated, is_of_lot = subjects.get(row_states.key_of(row.pk)), type(row).__name__ not in OF_NO_LOT
    keys, subject = own_keys(row, field), getattr(row, "subject", stated)  # of ledger.Shown, its own
    for found in findings:
        _kind, _colon, key = found.subject.partition(":")
        if found.subject in {stated, subject} or (
            key and (key in keys or (is_of_lot and "lô " in found.words()))
        ):
            return True
    return False


def delete_one(row: Any, names: tuple[str, ...]) -> list[Finding] | None:
    """Return the findings after a row is gone, which is then undone; None if the database forbids it."""
    found: list[Finding] | None = None
    try:
        with transaction.atomic():
            rows = type(row)._base_manager.filter(pk=row.pk)
            if rows._raw_delete(rows.db):
                found = comparing(names, type(row)._meta.label)
            raise Undo
    except IntegrityError:  # PostgreSQL protects a row that others refer to
        return None
    except Undo:
        return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "tables",
    [QUICK, pytest.param(tuple(TABLES), marks=[pytest.mark.load, pytest.mark.everything])],
    ids=["quick", "all"],
)
def test_every_column_is_compared_or_says_why_not(book, tables):
    assert [found.words() for name in auditing._comparisons for found in comparing((name,))] == []
    missed, untried, undeleted = [], set(), set()
    for label in tables:
        names, model = TABLES[label].comparisons, apps.get_model(label)
        rows = list(model._base_manager.order_by(ORDER.get(label, "pk")))
        subjects = stated_subjects(label)
        unlock(model._meta.db_table)
        for field in compared(label):
            # The last row with a value, or one that is empty or tied to another column; of events, which have two
            # origins, the first one, too.
            kinds = (other_value, first_value)
            found = next(filter(None, (first_of(rows, field, names, values) for values in kinds)), None)
            tries = [found, first_of(rows[:1], field, names, other_value) if "Event" in label else None]
            tries.append(first_of(rows, field, names, no_value))
            for row, changed in filter(None, tries):
                if not is_named(row, changed, subjects, field):
                    missed.append((label, field.name, [each.words() for each in changed[:1]]))
            if found is None:
                untried.add(f"{model.__name__}.{field.name}")
        if names and not TABLES[label].gone:
            gone = ((row, delete_one(row, names)) for row in reversed(rows))
            row, deleted = next((one for one in gone if one[1] is not None), (None, None))
            if deleted is None:
                undeleted.add(label)
            elif not is_named(row, deleted, subjects):
                missed.append((label, "a deleted row", [each.words() for each in deleted[:1]]))
    assert missed == [] and (undeleted == set() or connection.vendor == "postgresql")
    # PostgreSQL itself prevents changes of a number that other rows refer to.
    if connection.vendor == "postgresql":
        untried = {one for one in untried if not one.endswith(".id")}
    tested = {each.partition(".")[2] for each in tables}
    expected = {one for one in UNCHANGEABLE if one.partition(".")[0] in tested}
    assert sorted(untried ^ expected) == []
