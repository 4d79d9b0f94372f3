"""`./run audit_log` over derived data: genealogy, a recall's reach, former codes, stock, links, passports."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from backend.common.gtin import check_digit
from backend.ledger.auditing import Report, audit
from backend.ledger.checkpoints import extend_log
from products.models import Producer
from tests.factories.ledger import record_rows
from tests.factories.products import ListedProductFactory
from tests.quick import first_of
from tests.shared_rows import begins_with, made
from tests.traceability.auditing.test_audit import after, change, unlock
from tests.traceability.conftest import make_world
from tests.traceability.epcis_samples import CONTEXT, aggregation, element, transformation
from tests.traceability.label_runs import a_lot, a_ready_run
from traceability.capture import capture_events
from traceability.capture.auditing.documents import FOUND_BY
from traceability.containers.actions.cartons import pack_cartons
from traceability.containers.actions.prefixes import set_company_prefix
from traceability.epcis.sites import forget_hosts
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.hosts.actions import add_host
from traceability.labels.actions.codes import code_for
from traceability.lots.actions.lots import change_lot, open_lot, rename_lot
from traceability.lots.enums import LotRole
from traceability.models import (
    CodeLink,
    CompanyPrefix,
    ContainerLot,
    EpcisEvent,
    EventLot,
    Lot,
    LotAlias,
    LotEdge,
    PrintedHost,
    ProductCode,
    RecallPin,
    RecallReach,
)
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.resolver.actions import add_link, change_link, remove_link

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
CARTON = f"https://id.gs1.org/00/09520123000000001{check_digit('09520123000000001')}"


def make_full_book() -> SimpleNamespace:
    """Plums dried in the diary, ground by a partner's software in two parts and packed; renamed, recalled, with links."""
    folder = Path(tempfile.mkdtemp(dir=settings.VAR_DIR))
    (folder / "log").mkdir()
    with override_settings(VAR_DIR=folder / "log", MEDIA_ROOT=folder / "media"):
        return SimpleNamespace(**_record_all(make_world()), folder=folder)


@begins_with(make_full_book)
@pytest.fixture
def full_book(db, settings, tmp_path) -> SimpleNamespace:
    full_book = made(make_full_book)
    shutil.copytree(full_book.folder, tmp_path / "told")
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "told/log", tmp_path / "told/media"
    return full_book


@pytest.fixture
def world(full_book) -> SimpleNamespace:
    return full_book.world


def _record_all(world: SimpleNamespace) -> dict[str, Any]:
    lan = world.as_.lan
    Producer.objects.update(verified_at=None)  # by no action, so without an entry
    set_company_prefix(actor=world.as_.thu, producer=world.producer, prefix="952012300")
    code_for(world.other_product)
    plums, dried, powder, sold = (
        open_lot(actor=lan, product=world.product, quantity=100, unit="kg") for _lot in range(4)
    )
    change_lot(actor=lan, lot=sold, changes={"code": "BAN-1"})

    def process(into: Lot, out: Lot):
        return record_event(
            actor=lan, kind=EventKind.PROCESSING, event_time=timezone.now() - dt.timedelta(hours=2),
            lots=[LotPart(into, LotRole.INPUT, Decimal(30), "kg"), LotPart(out, LotRole.OUTPUT, Decimal(20), "kg")],
        )  # fmt: skip

    process(plums, dried)
    declare_error(actor=lan, event=process(plums, sold), reason=ErrorReason.DID_NOT_OCCUR)
    record_event(
        actor=lan, kind=EventKind.LOSS, event_time=timezone.now() - dt.timedelta(hours=1),
        lots=[LotPart(plums, LotRole.SUBJECT, Decimal(1), "kg")], more={"pieu:reason": "spoiled"},
    )  # fmt: skip
    sent = [
        transformation([element(dried, 10), element(dried)], [], transformationID="urn:x:batch:7"),
        transformation([], [element(powder, 4)], transformationID="urn:x:batch:7"),
        aggregation(CARTON, [element(powder, 3)]),
    ]
    assert capture_events(actor=lan, events=sent, context=CONTEXT).job.success
    run = a_ready_run(world, lot=a_lot(world, quantity=60))
    old = plums.code
    plums = rename_lot(actor=lan, lot=plums, code="MOI-1")
    over = recall_lot(actor=lan, lot=sold, reason="Nhầm lô")
    end_recall(actor=world.as_.thu, recall=over)
    recall_lot(actor=lan, lot=plums, reason="Có mẻ bị mốc")
    recall_lot(actor=lan, lot=run.lot, reason="Tem rách", run=run, first=2, last=3)
    fields = {"link_type": "recipeInfo", "url": "https://example.vn/mut", "title": "Làm mứt"}
    link = add_link(actor=lan, product=world.product, lot=powder, **fields)
    link = change_link(actor=lan, link=link, changes={"title": "Làm mứt mận"})
    remove_link(actor=lan, link=add_link(actor=lan, product=world.product, **fields))
    extend_log()
    for lot in (plums, dried, powder, sold):
        lot.refresh_from_db()
    return {
        "world": world, "plums": plums, "dried": dried, "powder": powder, "sold": sold, "run": run, "old": old, "link": link,
    }  # fmt: skip


def gone(rows):
    def run() -> None:
        unlock(rows.model._meta.db_table)
        assert rows._raw_delete(rows.db)

    return run


@pytest.mark.slow
def test_nothing_is_found_in_a_full_book(full_book):
    record_rows()
    assert [finding.words() for finding in audit(Report())] == []
    assert LotEdge.objects.count() == 2 and RecallReach.objects.filter(ended_at=None).count() == 4


@pytest.mark.load
def test_change_that_hides_a_recall_is_found_with_its_lot(world, full_book):
    powders = RecallReach.objects.filter(lot=full_book.powder)
    other = LotEdge.objects.get(target=full_book.powder)

    def lead_elsewhere() -> None:
        LotEdge.objects.filter(pk=other.pk).update(target=full_book.sold)

    def hide_both() -> None:
        gone(LotEdge.objects.filter(pk=other.pk))()
        gone(powders)()

    for how, lot in [
        (gone(powders), full_book.powder),
        (gone(RecallReach.objects.filter(lot=full_book.plums)), full_book.plums),
        (lambda: powders.update(ended_at=timezone.now()), full_book.powder),
        (lambda: powders.update(lot=full_book.sold), full_book.sold),
        (change(RecallReach.objects.get(lot=full_book.run.lot), "last"), full_book.run.lot),
        (lambda: RecallReach.objects.filter(lot=full_book.sold).update(ended_at=None), full_book.sold),
        (gone(LotEdge.objects.filter(pk=other.pk)), full_book.powder),
        (lead_elsewhere, full_book.sold),
        (hide_both, full_book.powder),
    ]:
        assert any(lot.code in words for words in after(how)), (how, lot)


@pytest.mark.slow
def test_a_break_between_an_old_label_and_its_lot_is_found(world, full_book):
    elsewhere = ProductCode.objects.filter(product=world.product)
    aliases = LotAlias.objects.filter(lot=full_book.plums)
    assert [alias.code for alias in aliases] == [full_book.old]
    for how, code in [
        (gone(aliases), full_book.plums.code),
        (lambda: aliases.update(code="KHAC-1"), full_book.plums.code),
        (lambda: aliases.update(lot=full_book.sold), full_book.sold.code),
        (lambda: elsewhere.update(product=ListedProductFactory()), full_book.run.lot.code),
    ]:
        assert any(code in words for words in after(how)), how


@pytest.mark.load
def test_changed_amounts_of_lots_are_found_by_a_recount(full_book):
    captured = EventLot.objects.filter(lot=full_book.dried, quantity=10).get()
    unweighed = EventLot.objects.filter(lot=full_book.dried, taken=10).get()
    for how, lot in [
        (change(full_book.plums, "used"), full_book.plums),
        (change(full_book.powder, "packed"), full_book.powder),
        (change(ContainerLot.objects.get(), "quantity"), full_book.powder),
        (change(captured, "quantity"), full_book.dried),
        (change(unweighed, "taken"), full_book.dried),
        (
            lambda: (
                unlock("traceability_eventlot"),
                EventLot.objects.filter(pk=captured.pk).update(unit="g"),
            ),
            full_book.dried,
        ),
    ]:
        found = after(how)
        assert any(lot.code in words for words in found), (how, found)


@pytest.mark.slow
@pytest.mark.parametrize("field", first_of(FOUND_BY))
def test_search_column_that_differs_from_its_document_is_found(full_book, field):
    row = EpcisEvent.objects.filter(
        event_id=LotEdge.objects.get(source=full_book.plums).input_event, is_error=False
    ).get()

    def run() -> None:
        unlock("traceability_epcisevent")
        value = timezone.now() if field == "event_time" else "khac"
        EpcisEvent.objects.filter(pk=row.pk).update(**{field: value})

    assert any(full_book.plums.code in words and f"document.{field}" in words for words in after(run))


@pytest.mark.slow
@pytest.mark.parametrize("field", first_of(["url", "title", "language", "from_date", "pin", "ended_how"]))
def test_a_changed_word_of_a_link_is_found(full_book, field):
    row = CodeLink.objects.get(pk=full_book.link.pk)

    def run() -> None:
        value = {"from_date": dt.date(2026, 11, 1), "ended_how": "removed", "language": "en"}.get(
            field, "https://example.vn/khac"
        )
        more = {"ended_at": timezone.now()} if field == "ended_how" else {}
        CodeLink.objects.filter(pk=row.pk).update(**{field: value}, **more)

    assert any(full_book.powder.code in words and "liên kết" in words for words in after(run))
    assert any(full_book.powder.code in words for words in after(gone(CodeLink.objects.filter(pk=row.pk))))


@pytest.mark.slow
def test_a_new_code_for_a_product_asks_for_no_entry(world, full_book):
    """A later GTIN doesn't change the printed codes."""
    world.product.gtin = "09521234543213"
    world.product.save(update_fields=["gtin"])
    record_rows()
    code_for(world.product)
    assert list(audit(Report())) == []


@pytest.mark.load
def test_a_cartons_number_that_would_come_again_and_a_contact_that_did_not_go_are_found(world, full_book):
    pack_cartons(
        actor=world.as_.lan, lot=full_book.run.lot, quantity=5, count=2
    )  # a partner's carton has number 1
    prefixes = CompanyPrefix.objects.filter(prefix="952012300")
    assert prefixes.get().next_serial == 4
    recall = recall_lot(actor=world.as_.lan, lot=full_book.dried, reason="Nhầm", contact="0912 345 678")
    contact = RecallPin.objects.filter(recall=recall, what="contact")

    def waits() -> None:
        assert contact.update(goes_when_over=True)

    record_rows()
    assert after(waits) == after(lambda: None) == []
    end_recall(actor=world.as_.thu, recall=recall)
    for how, what in [
        (waits, "goes_when_over"),
        (lambda: prefixes.update(next_serial=3), "next_serial"),
        (lambda: ProductCode.objects.update(since=timezone.now() + dt.timedelta(days=1)), "code.since"),
    ]:
        assert [what in words for words in after(how)] == [True], what


@pytest.mark.slow
@pytest.mark.parametrize("origin", first_of(["https://testserver:8443", "http://khac.example:8000"]))
def test_a_wrong_public_origin_is_named_once_and_accuses_no_event(full_book, settings, origin):
    before = settings.PUBLIC_ORIGIN
    record_rows()
    PrintedHost.objects.all().delete()
    forget_hosts()
    settings.PUBLIC_ORIGIN = origin
    found = [finding.words() for finding in audit(Report())]
    assert [before in words and "EARLIER_ORIGINS" in words for words in found] == [True], found
    settings.EARLIER_ORIGINS = [before]
    assert [finding.words() for finding in audit(Report())] == []


@pytest.mark.slow
def test_a_printed_host_counts_with_every_scheme_and_port(full_book, settings):
    record_rows()
    add_host(actor=None, host=settings.PUBLIC_ORIGIN)
    settings.PUBLIC_ORIGIN = "https://khac.example:8443"
    assert [finding.words() for finding in audit(Report())] == []
