"""A bundle is accepted under every name that capture accepts for a lot; a removed or added link is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from backend.common.gtin import check_digit
from backend.ledger.checkpoints import extend_log
from products.models import Product
from tests.traceability.epcis_samples import CONTEXT, aggregation, class_of, element, shipping, transformation
from tests.traceability.genealogy.test_unweighed import run_of
from tests.traceability.inspection.test_inspection import bundle_of
from tests.traceability.labels.test_used_labels import label
from traceability.capture import capture_events
from traceability.epcis.reading import uuid_of
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.erasure import erase_captured_words
from traceability.events.enums import ErrorReason, EventKind
from traceability.inspection.bundle import Bundle, BundleError, read_bundle, without_link, write_bundle
from traceability.labels.actions.codes import code_for
from traceability.lots.actions.lots import open_lot, rename_lot
from traceability.lots.enums import LotRole
from traceability.models import CompanyPrefix, Event, LabelRun, Lot
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.django_db
PREFIX = "952141"
GTIN = "0952141000010" + check_digit("0952141000010")
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def farm(world, settings, tmp_path) -> SimpleNamespace:
    """Lan's fruit with a GTIN and tea without one, each in as many lots as requested."""
    settings.VAR_DIR = tmp_path / "log"
    settings.VAR_DIR.mkdir()
    CompanyPrefix.objects.create(producer=world.producer, prefix=PREFIX)
    fruit = Product.objects.create(producer=world.producer, name="Mận khô", unit="kg", gtin=GTIN)
    made: list[Lot] = []

    def opened(product: Product) -> Lot:
        code_for(product)
        made.append(
            open_lot(actor=world.as_.lan, product=product, quantity=100, unit="kg", code=f"YA{len(made)}")
        )
        return made[-1]

    return SimpleNamespace(
        world=world, lan=world.as_.lan, fruit=fruit, tea=world.product, lots=made, opened=opened
    )


def sent(farm: SimpleNamespace, *events: dict[str, Any]) -> None:
    report = capture_events(actor=farm.lan, events=list(events), context=CONTEXT)
    assert report.job.errors == [], report.job.errors


def packed(farm: SimpleNamespace, lot: Lot, address: str, *, on: str = "") -> str:
    sent(farm, aggregation(address, [element(lot, 20)]))
    if on:
        sent(farm, aggregation(on, []) | {"childEPCs": [address]})
    return on or address


def sscc(number: int) -> str:
    body = f"1{PREFIX}{number:010}"
    return body + check_digit(body)


def in_list(lot: Lot, name: str) -> list[str | dict[str, Any]]:
    return [{"epcClass": name, "quantity": 2, "uom": "KGM"}]


def urn(lot: Lot) -> str:
    return f"urn:epc:class:lgtin:{PREFIX}.{GTIN[0]}{GTIN[7:13]}.{lot.code}"


def former(farm: SimpleNamespace, lot: Lot) -> str:
    before = class_of(lot)
    rename_lot(actor=farm.lan, lot=lot, code=f"{lot.code}-MOI")
    return before


def own_serial(lot: Lot) -> str:
    return class_of(lot) + ("/TEM-1" if "/P/" in class_of(lot) else "/21/TEM-1")


def with_small_lot(lot: Lot) -> str:
    return class_of(lot).replace(f"/10/{lot.code}", f"/10/{lot.code.lower()}")


CLASSES: dict[str, Callable[[Any, Lot], str]] = {
    "class": lambda farm, lot: class_of(lot),
    "small": lambda farm, lot: with_small_lot(lot),
    "former": former,
    "with a query": lambda farm, lot: f"{class_of(lot)}?17=271231",
    "with a slash": lambda farm, lot: class_of(lot).replace("/P/", "/p/") + "/",
}
ITEMS: dict[str, Callable[[Any, Lot], str]] = {
    "label": lambda farm, lot: label(run_of(lot), 1),
    "label in capitals": lambda farm, lot: label(run_of(lot), 1, upper=True),
    "label without its lot": lambda farm, lot: label(run_of(lot), 1, with_lot=False),
    "serial of her own": lambda farm, lot: own_serial(lot),
    "carton": lambda farm, lot: packed(farm, lot, f"{HERE}/thung/YC{lot.pk}"),
    "carton in small letters": lambda farm, lot: packed(farm, lot, f"{HERE}/thung/YC{lot.pk}").replace(
        "YC", "yc"
    ),
    "pallet": lambda farm, lot: packed(
        farm, lot, f"{HERE}/thung/YC{lot.pk}", on=f"https://id.gs1.org/00/{sscc(10_000 + lot.pk)}"
    ),
    "sscc": lambda farm, lot: packed(farm, lot, f"https://id.gs1.org/00/{sscc(lot.pk)}"),
    "sscc as urn": lambda farm, lot: packed(farm, lot, f"https://example.org/00/{sscc(lot.pk)}").replace(
        f"https://example.org/00/{sscc(lot.pk)}", f"urn:epc:id:sscc:{PREFIX}.1{lot.pk:010}"
    ),
}
OF_GTIN: dict[str, Callable[[Any, Lot], str]] = {
    "urn": lambda farm, lot: urn(lot),
    "of 13 digits": lambda farm, lot: f"https://id.gs1.org/01/{GTIN[1:]}/10/{lot.code}",
    "other host": lambda farm, lot: f"https://shop.example/x/01/{GTIN}/10/{lot.code}",
}

ITEMS_OF_GTIN: dict[str, Callable[[Any, Lot], str]] = {
    "label as urn": lambda farm, lot: urn_of_label(run_of(lot)),
    "label at another host": lambda farm, lot: label(run_of(lot), 1).replace(HERE, "https://shop.example/x"),
}
CERTAIN = {"label", "label in capitals", "serial of her own", "label at another host"}


def urn_of_label(run: LabelRun) -> str:
    return f"urn:epc:id:sgtin:{PREFIX}.{GTIN[0]}{GTIN[7:13]}.{codec().encode(run.pk, 1)[:16]}"


def record_all(farm: SimpleNamespace) -> None:
    """Use every name of a lot, once as an input and once in a shipment; an output gets the same name where that is possible."""
    kinds = [(name, farm.tea, of) for name, of in (CLASSES | ITEMS).items()]
    kinds += [(name, farm.fruit, of) for name, of in (CLASSES | ITEMS | OF_GTIN | ITEMS_OF_GTIN).items()]
    to = {
        "destinationList": [{"type": "owning_party", "destination": "https://id.gs1.org/417/4012345000122"}]
    }
    for name, product, of in kinds:
        source, made, sold = (farm.opened(product) for _n in range(3))
        if name in ITEMS | ITEMS_OF_GTIN:
            sent(farm, transformation([], [element(made, 1)]) | {"inputEPCList": [of(farm, source)]})
            event = shipping(sold, **to)
            del event["quantityList"]
            sent(farm, event | {"epcList": [of(farm, sold)]})
        else:
            inputs, outputs = in_list(source, of(farm, source)), in_list(made, of(farm, made))
            outputs[0]["quantity"] = 1  # type: ignore[index]
            sent(farm, transformation(inputs, outputs))  # type: ignore[arg-type]
            sent(farm, shipping(sold, quantityList=in_list(sold, of(farm, sold)), **to))


def refused(bundle: Bundle, files: dict[str, Any]) -> bool:
    try:
        read_bundle(write_bundle(replace(bundle, files=files)))
    except BundleError as error:
        return error.code == "bundle_log"
    return False


@pytest.mark.slow
def test_a_bundle_is_accepted_by_whatever_names_capture_took(farm, client, settings, tmp_path, capsys):
    record_all(farm)
    extend_log()
    whole = bundle_of(farm.lots)
    file = tmp_path / "ho-so.zip"
    file.write_bytes(whole)
    for here in (settings.PUBLIC_ORIGIN, "https://noi-khac.example"):  # identical for both readers
        settings.PUBLIC_ORIGIN = here
        bundle = read_bundle(whole)
        assert write_bundle(bundle) == whole and bundle.answer is not None
        for command in (("verify", str(file)), ("inspector_bundle", "--check", str(file))):
            call_command(*command)
            output = capsys.readouterr().out
            assert "không chứng minh được" in output and "pha-he.json: " in output
        page = client.post("/kiem-tra/doi-chieu/", {"bundle": SimpleUploadedFile("a.zip", whole)})
        assert (page.status_code, page.context["without_link"]) == (200, without_link(bundle))
        assert "lô không chứng minh được" in page.text
    # All names are certain except labels without their lot and cartons.
    kinds = 2 * len(ITEMS.keys() - CERTAIN) + len(ITEMS_OF_GTIN.keys() - CERTAIN)
    assert without_link(bundle) == [("pha-he.json", kinds), ("noi-nhan.json", kinds)]
    settings.PUBLIC_ORIGIN = HERE
    for lot in farm.lots[::5]:
        read_bundle(bundle_of([lot]))


@pytest.mark.load  # one bundle per forgery
def test_a_removed_or_added_link_is_refused_under_every_name(farm):
    record_all(farm)
    extend_log()
    bundle = read_bundle(bundle_of(farm.lots))
    files = dict(bundle.files)
    edges, rows = files["pha-he.json"]["edges"], files["noi-nhan.json"]
    assert len(edges) == len(rows) == len(farm.lots) // 3
    passed = []
    for at, edge in enumerate(edges):
        forged = deepcopy(files["pha-he.json"])
        del forged["edges"][at]
        if not refused(bundle, files | {"pha-he.json": forged}):
            passed.append(("edge gone", edge))
        for end in ("from", "to"):
            forged = deepcopy(files["pha-he.json"])
            forged["edges"].append(edge | {end: edges[at - 1][end]})
            is_label = _names_a_label_alone(files, edge["event"]) and end == "from"
            if not is_label and not refused(bundle, files | {"pha-he.json": forged}):
                passed.append(("edge more", edge))
        if not refused(bundle, files | {"noi-nhan.json": rows[:at] + rows[at + 1 :]}):
            passed.append(("row gone", rows[at]))
        elsewhere = [*rows[:at], rows[at] | {"lot": rows[at - 1]["lot"]}, *rows[at + 1 :]]
        if not _names_a_label_alone(files, rows[at]["event"]) and not refused(
            bundle, files | {"noi-nhan.json": elsewhere}
        ):
            passed.append(("row of another", rows[at]))
    assert passed == []


def _names_a_label_alone(files: dict[str, Any], uri: str) -> bool:
    """The bundle reports that it can't prove to which labelled lot of the product it belongs."""
    (event,) = [one for one in files["su-kien.jsonld"]["epcisBody"]["eventList"] if one["eventID"] == uri]
    return any("/10/" not in one and not any(mark in one.lower() for mark in ("/thung/", ":sscc:", "/00/"))
               for name in ("epcList", "inputEPCList") for one in event.get(name, ()))  # fmt: skip


@pytest.mark.slow
def test_lots_of_one_code_and_a_later_code_are_distinguished(farm):
    """Two products have a lot of the same code, and only one is in the bundle; the tea's events are older than its GTIN."""
    plums, jam, made = farm.opened(farm.tea), farm.opened(farm.fruit), farm.opened(farm.fruit)
    same = open_lot(actor=farm.lan, product=farm.fruit, quantity=10, unit="kg", code=plums.code)
    sent(
        farm,
        transformation([element(same, 2)], [element(made, 1)]),
        transformation([element(plums, 4)], [element(jam, 1)]),
    )
    Product.objects.filter(pk=farm.tea.pk).update(gtin="0952141000020" + check_digit("0952141000020"))
    plums = Lot.objects.select_related("product").get(pk=plums.pk)
    sent(farm, shipping(plums))
    extend_log()
    for lots in ([plums, made], [plums, jam, made], [same, jam], [plums], [same, plums, jam, made]):
        read_bundle(bundle_of(lots))


def test_only_what_the_book_counts_as_a_delivery_needs_a_recipient(farm):
    lot = farm.opened(farm.fruit)
    mixed = aggregation(f"{HERE}/thung/YS1", [element(lot, 3)], bizStep="shipping")
    sent(farm, shipping(lot), shipping(lot, bizStep="void_shipping"), shipping(lot, action="ADD"), mixed)
    sent(
        farm,
        shipping(
            lot,
            bizStep="departing",
            destinationList=[{"type": "location", "destination": "https://example.org/kho"}],
        ),
    )
    extend_log()
    bundle = read_bundle(bundle_of([lot]))
    assert len(bundle.files["noi-nhan.json"]) == 2
    assert all(
        refused(bundle, dict(bundle.files) | {"noi-nhan.json": [row]})
        for row in bundle.files["noi-nhan.json"]
    )


@pytest.mark.slow
def test_captured_parts_and_wrong_or_erased_diary_events_are_accepted(farm):
    lots = [farm.opened(farm.fruit) for _n in range(9)]
    batch = {"transformationID": "urn:x:batch:1"}
    sent(farm, transformation(in_list(lots[0], urn(lots[0])), [], **batch))
    sent(farm, transformation([], [element(lots[1], 1)], **batch))
    parts = [LotPart(lots[2], LotRole.INPUT, 5, "kg"), LotPart(lots[3], LotRole.OUTPUT, 2, "kg")]
    ago = timezone.now() - dt.timedelta(hours=1)
    record_event(actor=farm.lan, kind=EventKind.PROCESSING, event_time=ago, lots=parts)
    record_event(
        actor=farm.lan, kind=EventKind.SHIPPING, event_time=ago, lots=[LotPart(lots[3])], note="Chị Hà"
    )
    wrong = record_event(
        actor=farm.lan, kind=EventKind.SHIPPING, event_time=ago, lots=[LotPart(lots[2])], note="Chị Hoa"
    )
    declare_error(actor=farm.lan, event=wrong, reason=ErrorReason.DID_NOT_OCCUR)
    erased = [
        transformation([element(lots[4], 2)], [element(lots[5], 1)]), shipping(lots[6]),
        aggregation(f"{HERE}/thung/YE1", [element(lots[7], 9)]),
    ]  # fmt: skip
    sent(farm, *erased)
    sent(farm, transformation([], [element(lots[8], 1)]) | {"inputEPCList": [f"{HERE}/thung/ye1"]})
    for event in erased:
        assert erase_captured_words(
            actor=farm.lan, event=Event.objects.get(event_id=uuid_of(event["eventID"]))
        )
    extend_log()
    bundle = read_bundle(bundle_of(lots))
    assert len(bundle.files["pha-he.json"]["edges"]) == 4
    for lot in lots:
        read_bundle(bundle_of([lot]))
