"""The inspector's bundle, and an inspection: who may look, for how long, and that each look is recorded."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import rfc8785
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from backend.ledger import pins, verify_pieu
from backend.ledger.actions import append_entry
from backend.ledger.checkpoints import extend_log
from backend.ledger.keys import log_keys
from backend.ledger.models import Entry
from backend.ledger.verifying.formats import COSIGNATURE, LOG_KEY
from backend.ledger.verifying.notes import make_key
from members.acting import Actor
from members.models import Branch, Notice, User
from members.own_data.actions import erase_member
from products.certificates.actions.certificates import (
    add_certificate,
    revoke_certificate,
    verify_certificate,
)
from products.certificates.enums import CertificateState
from products.models import Certificate, Product
from products.products.actions.facts import publish_facts
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.factories.traceability import LotFactory
from tests.layout import without_layout
from tests.people import LAN
from tests.shared_rows import begins_with, made
from tests.traceability.epcis_samples import CONTEXT, shipping
from traceability.capture import capture_events
from traceability.epcis.hashing import event_hash
from traceability.epcis.schema import check_document
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.inspection.actions import InspectionError, InspectionOver, grant_inspection, look_at
from traceability.inspection.bundle import Bundle, BundleError, read_bundle, write_bundle
from traceability.inspection.contents import contents_of
from traceability.inspection.names import LATER, MANIFEST
from traceability.inspection.views import inspection_checks
from traceability.labels.actions import request_run, take_to_printer, void_labels
from traceability.labels.actions.codes import code_for
from traceability.labels.runs.rendering import make_sheet
from traceability.legal.actions.passports import switch_e_label
from traceability.lots.actions.lots import open_lot, rename_lot
from traceability.lots.enums import LotRole
from traceability.models import EpcisEvent, Inspection, InspectionLook, LabelRun, Lot, Passport
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.resolver.actions import add_link, take_down_link
from traceability.scans.origin.facts import build_facts, publish

pytestmark = pytest.mark.django_db
MADE_AT = "2026-11-25T08:00:00.000+07:00"
BUYER = "https://id.gs1.org/417/4012345000122"


@pytest.fixture
def staff():
    return make_user("Hà Thị Kỹ", is_staff=True)


def make_book() -> SimpleNamespace:
    """Lan's fruit and jam made from it, with a wrong event, shipped and recalled."""
    branch = make_branch()
    lan = make_user(LAN.full_name, branch=branch)
    producer = ProducerFactory(branch=branch)
    producer.people.create(user=lan)
    product = ListedProductFactory(producer=producer)
    fruit, jam = (LotFactory(product=product, code=code) for code in ("A1", "A2"))
    actor, now = Actor.of(lan), timezone.now()

    def record(kind: str, parts: list[LotPart], hours: int, note: str = ""):
        return record_event(
            actor=actor, kind=kind, event_time=now - dt.timedelta(hours=hours), lots=parts, note=note
        )

    wrong = record(EventKind.GROWING, [LotPart(fruit)], 9)
    declare_error(actor=actor, event=wrong, reason=ErrorReason.DID_NOT_OCCUR)
    record(EventKind.PROCESSING, [LotPart(fruit, LotRole.INPUT), LotPart(jam, LotRole.OUTPUT)], 5)
    record(EventKind.SHIPPING, [LotPart(jam)], 2, "Chị Hà ở chợ Mộc Châu")
    recall_lot(actor=actor, lot=fruit, reason="Có mẻ bị mốc")
    lot = Lot.objects.select_related("product__producer__unit__parent", "place").get(pk=fruit.pk)
    publish(lot, build_facts(lot))
    for words in ("phơi ba nắng", "sấy ở 60 độ"):
        Product.objects.filter(pk=product.pk).update(usage=words)
        publish_facts(actor=actor, product=Product.objects.get(pk=product.pk))
    return SimpleNamespace(branch=branch, lan=lan, lots=[fruit, jam])


@begins_with(make_book)
@pytest.fixture
def book(request, db) -> SimpleNamespace:
    return request.getfixturevalue("proved_book") if "proved" in request.fixturenames else made(make_book)


@pytest.fixture
def branch(book):
    return book.branch


@pytest.fixture
def lan(book):
    return book.lan


@pytest.fixture
def lots(book) -> list[Lot]:
    return book.lots


def bundle_of(lots: list[Lot]) -> bytes:
    return write_bundle(Bundle(MADE_AT, "https://pieu.example", contents_of(lots, made_at=MADE_AT)))


def changed(content: bytes, name: str, change) -> bytes:
    """Return the same ZIP with one file changed, and its hash in the list unchanged."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info, change(body) if info.filename == name else body)
    return target.getvalue()


def test_a_bundle_holds_everything_and_reads_back_to_the_same_bytes(lots):
    content = bundle_of(lots)
    bundle = read_bundle(content)
    assert write_bundle(bundle) == content == bundle_of(lots)
    files = bundle.files
    assert [lot["code"] for lot in files["lo.json"]] == ["A1", "A2"]
    events = files["su-kien.jsonld"]["epcisBody"]["eventList"]
    assert [("errorDeclaration" in event, event["bizStep"]) for event in events] == [
        (False, "inspecting"),
        (True, "inspecting"),
        (False, "creating_class_instance"),
        (False, "shipping"),
    ]
    assert check_document(files["su-kien.jsonld"]) == []
    assert all(row["hash"].startswith("ni:///sha-256;") for row in files["ma-bam.json"])
    assert [(edge["from"], edge["to"]) for edge in files["pha-he.json"]["edges"]] == [
        (lots[0].pk, lots[1].pk)
    ]
    assert [row["words"] for row in files["noi-nhan.json"]] == [["Chị Hà ở chợ Mộc Châu"]]
    assert [(row["lot"], row["reaches"]) for row in files["thu-hoi.json"]] == [
        (lots[0].pk, [lots[0].pk, lots[1].pk])
    ]
    assert files["ban-cong-bo.json"][0]["facts"]["lot"] == "A1"
    for row in files["san-pham.json"]:
        assert pins.pin(bytes.fromhex(row["salt"]), row["body"].encode()) == row["pin"]
    assert [row["version"] for row in files["san-pham.json"]] == [1, 2]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = without_layout(archive.read("chi-muc.html").decode())
    assert "<td>100 kg</td>" in page
    assert "A1, bản số 1" in page and "lúc 08:00 25/11/2026" in page
    assert "Bộ hồ sơ kiểm tra" in page and "Có mẻ bị mốc" in page and "Chị Hà ở chợ Mộc Châu" in page


def test_bundle_names_the_receivers_in_captured_shipments(lan, lots):
    to = {"destinationList": [{"type": "owning_party", "destination": BUYER}]}
    shipments = [
        shipping(
            lots[0],
            bizTransactionList=[
                {"type": "desadv", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000115:PX-7"}
            ],
            **to,
        ),
        shipping(lots[0], bizStep="departing", eventTime="2026-11-21T08:30:00.000+07:00", **to),
        shipping(lots[0], bizStep="departing", eventTime="2026-11-22T08:30:00.000+07:00"),
    ]
    assert capture_events(actor=Actor.of(lan), events=shipments, context=CONTEXT).job.success
    content = bundle_of(lots[:1])
    bundle = read_bundle(content)
    assert write_bundle(bundle) == content and bundle.has_own_index
    assert [(row["lot"], row["words"], row["parties"]) for row in bundle.files["noi-nhan.json"]] == [
        (lots[0].pk, [], ["GLN 4012345000122", "PX-7"]),
        (lots[0].pk, [], ["GLN 4012345000122"]),
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = without_layout(archive.read("chi-muc.html").decode())
    assert "A1, GLN 4012345000122, PX-7" in page and "08:30 21/11/2026: A1, GLN 4012345000122<" in page


def test_the_index_has_events_changes_and_ingredients_of_each_lot(lan, lots):
    fruit, jam = lots
    lot = Lot.objects.select_related("product__producer__unit__parent", "place").get(pk=fruit.pk)
    publish(lot, build_facts(lot))
    run = LabelRun.objects.create(
        lot=jam, code=code_for(jam.product), count=9, layout="a4-65", key_version=1, origin="", state="ready"
    )
    # Renamed at a time without a recall; during a recall its code can't change.
    jam.recall_reach.update(ended_at=timezone.now())
    rename_lot(actor=Actor.of(lan), lot=jam, code="M2")
    jam.recall_reach.update(ended_at=None)
    recall_lot(actor=Actor.of(lan), lot=jam, run=run, first=2, last=4, reason="Thùng bị ướt")
    with zipfile.ZipFile(io.BytesIO(bundle_of(lots))) as archive:
        page = without_layout(archive.read("chi-muc.html").decode())
    fruits, jams = page.split("<h3>Lô M2 (2)</h3>")
    assert "<h3>Lô A1 (2)</h3>" in fruits
    place = fruit.place.name
    assert f"<td>Trồng, chăm</td><td>{place}</td><td>ghi sai</td>" in fruits
    # Events recorded under A2 stay under A2.
    jams = jams.partition("<h2>")[0]
    assert [step in jams for step in ("Chế biến", "Giao đi", "Trồng, chăm")] == [True, True, False]
    assert f"A1 ({fruit.product.name}) → M2 ({jam.product.name})" in page
    assert (
        f"A1 ({fruit.product.name}), cả lô. Có mẻ bị mốc<br>Hàng làm từ lô ấy: M2 ({jam.product.name})"
        in page
    )
    assert f"M2 ({jam.product.name}), tem số 2 đến 4 của đợt {run.pk}. Thùng bị ướt" in page
    assert "A1, bản số 2<br>Đổi: Cách dùng" in page and "→ sấy ở 60 độ" in page


@pytest.mark.parametrize(
    "named",
    [
        {"eventID": "https://erp.example/7"},
        {"eventID": "urn:uuid:0b1c6f5e-3f0e-4a52-9d8e-0c1f6f1f7a11"},
        {},
    ],
    ids=["web", "uuid", "hash"],
)
def test_bundle_holds_captured_events_unchanged(lan, lots, named):
    data = shipping(lots[0], **{"https://erp.example/x": "kho 5"})
    data = {name: value for name, value in data.items() if name != "eventID"} | named
    report = capture_events(actor=Actor.of(lan), events=[data], context=CONTEXT)
    assert report.job.success
    content = bundle_of(lots)
    files = read_bundle(content).files
    event, hashes = files["su-kien.jsonld"]["epcisBody"]["eventList"][-1], files["ma-bam.json"][-1]
    assert (event["eventID"], event["https://erp.example/x"]) == (report.uris[0], "kho 5")
    sent = EpcisEvent.objects.get(uri=report.uris[0])
    assert pins.pin(bytes.fromhex(hashes["salt"]), sent.body) == hashes["pin"]
    EpcisEvent.objects.filter(uri=report.uris[0]).update(body="", salt=None)  # its texts were erased
    # If the eventID is no UUID, the row names the event in the ledger.
    number = set() if sent.uri == sent.event_id.urn else {"id"}
    assert hashes.get("id", sent.uri) == sent.event_id.urn
    assert (
        read_bundle(bundle_of(lots)).files["ma-bam.json"][-1].keys()
        == {"eventID", "isError", "hash", "lots", "place"} | number
    )


def test_a_bundle_names_what_was_changed_in_it(lots):
    content = bundle_of(lots)
    with pytest.raises(BundleError, match=r"tem\.json"):
        read_bundle(changed(content, "tem.json", lambda body: body + b" "))

    def other_time(body: bytes) -> bytes:
        return body.replace(b'"shipping"', b'"packing"', 1)

    # A forger who also corrects the list of hashes fails at the event's own hash.
    forged = changed(content, "su-kien.jsonld", other_time)
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(content)).read(MANIFEST))
    body = zipfile.ZipFile(io.BytesIO(forged)).read("su-kien.jsonld")
    manifest["files"]["su-kien.jsonld"] |= {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    forged = changed(forged, MANIFEST, lambda _body: json.dumps(manifest).encode())
    with pytest.raises(BundleError, match="không khớp mã băm"):
        read_bundle(forged)


def _moves_an_event(files) -> None:
    files["su-kien.jsonld"]["epcisBody"]["eventList"][0]["eventTime"] = "2026-11-01T08:00:00.000+07:00"


def _leaves_an_event_out(files) -> None:
    del files["su-kien.jsonld"]["epcisBody"]["eventList"][0], files["ma-bam.json"][0]


def _changes_a_senders_word(files) -> None:
    files["su-kien.jsonld"]["epcisBody"]["eventList"][-1]["bizStep"] = "receiving"


def _calls_a_senders_event_erased(files) -> None:
    del files["ma-bam.json"][-1]["salt"]


def _changes_a_published_page(files) -> None:
    files["ban-cong-bo.json"][0]["facts"]["lot"] = "A9"


def _changes_a_products_body(files) -> None:
    files["san-pham.json"][0]["body"] = files["san-pham.json"][1]["body"]


def _leaves_a_recall_out(files) -> None:
    del files["thu-hoi.json"][0]


def _softens_a_recall(files) -> None:
    files["thu-hoi.json"][0]["reason"] = "Đổi bao bì"


def _ends_a_recall_later(files) -> None:
    files["thu-hoi.json"][0]["to"] = None


def _hides_a_lot_from_a_recall(files) -> None:
    files["thu-hoi.json"][0]["reaches"].pop()


def _recalls_labels_alone(files) -> None:
    files["thu-hoi.json"][0]["labels"] = [1, 1, 1]


def _prints_fewer_labels(files) -> None:
    files["tem.json"][0]["count"] -= 1


def _hides_a_print(files) -> None:
    files["tem.json"][0]["prints"].pop()


def _hides_a_void(files) -> None:
    files["tem.json"][0]["voids"].clear()


def _voids_for_another_reason(files) -> None:
    files["tem.json"][0]["voids"][0]["reason"] = "Thừa tem"


def _extends_a_certificate(files) -> None:
    files["giay-to.json"][0]["until"] = "2030-01-01"


def _leaves_a_paper_out(files) -> None:
    del files["giay-to.json"][0]


def _brings_a_paper_back(files) -> None:
    files["giay-to.json"][1]["state"] = "verified"


def _changes_a_passport(files) -> None:
    files["ho-chieu.json"][0]["facts"]["lot"] = "A9"


def _leaves_a_passport_out(files) -> None:
    files["ho-chieu.json"].pop()


def _was_a_label_longer(files) -> None:
    files["nhan-dien-tu.json"][0]["until"] = None


def _leads_somewhere_else(files) -> None:
    files["lien-ket.json"][0]["url"] = "https://example.vn/khac"


def _hides_that_a_link_ended(files) -> None:
    files["lien-ket.json"][0]["endedAt"] = None


def _renames_a_lot(files) -> None:
    files["lo.json"][2]["code"] = "X9"


def _adds_to_a_lot(files) -> None:
    files["lo.json"][2]["quantity"] = "31"


def _opens_a_lot_earlier(files) -> None:
    files["lo.json"][2]["opened"] = "2026-01-01T00:00:00+00:00"


def _leaves_a_lot_out(files) -> None:
    del files["lo.json"][2]


def _empties_the_genealogy(files) -> None:
    files["pha-he.json"]["edges"].clear()


def _turns_the_genealogy_round(files) -> None:
    (edge,) = files["pha-he.json"]["edges"]
    files["pha-he.json"]["edges"].append(edge | {"from": edge["to"], "to": edge["from"]})


def _hides_a_recipient(files) -> None:
    files["noi-nhan.json"] = [row for row in files["noi-nhan.json"] if not row["words"]]


def _hides_the_parties(files) -> None:
    files["noi-nhan.json"] = [row for row in files["noi-nhan.json"] if not row["parties"]]


def _names_another_recipient(files) -> None:
    next(row for row in files["noi-nhan.json"] if row["words"])["words"] = ["Chị Hoa ở chợ Mộc Châu"]


def _ships_a_day_later(files) -> None:
    row = next(row for row in files["noi-nhan.json"] if row["words"])
    row["time"] = (dt.datetime.fromisoformat(row["time"]) + dt.timedelta(days=1)).isoformat()


FORGERIES = [
    _renames_a_lot,
    _adds_to_a_lot,
    _opens_a_lot_earlier,
    _leaves_a_lot_out,
    _empties_the_genealogy,
    _turns_the_genealogy_round,
    _hides_a_recipient,
    _hides_the_parties,
    _names_another_recipient,
    _ships_a_day_later,
    _moves_an_event,
    _leaves_an_event_out,
    _changes_a_senders_word,
    _calls_a_senders_event_erased,
    _changes_a_published_page,
    _changes_a_products_body,
    _leaves_a_recall_out,
    _softens_a_recall,
    _ends_a_recall_later,
    _hides_a_lot_from_a_recall,
    _recalls_labels_alone,
    _prints_fewer_labels,
    _hides_a_print,
    _hides_a_void,
    _voids_for_another_reason,
    _extends_a_certificate,
    _leaves_a_paper_out,
    _brings_a_paper_back,
    _changes_a_passport,
    _leaves_a_passport_out,
    _was_a_label_longer,
    _leads_somewhere_else,
    _hides_that_a_link_ended,
]


def make_proved() -> SimpleNamespace:
    """Return the book with everything that a bundle may contain, and the log's proof of it."""
    book, folder = make_book(), Path(tempfile.mkdtemp(dir=settings.VAR_DIR))
    (folder / "log").mkdir()
    with override_settings(VAR_DIR=folder / "log", MEDIA_ROOT=folder / "media"):
        return SimpleNamespace(**vars(book), bundle=prove(book.lan, book.lots, book.branch), folder=folder)


def prove(lan: User, lots: list[Lot], branch: Branch) -> Bundle:
    lan, thu, fruit = Actor.of(lan), Actor.of(make_user("Vì Thị Thu", officer_of=branch)), lots[0]
    end_recall(actor=thu, recall=fruit.recalls.get(), reason="Đã đổi hàng")
    # The other lots have no entry for their opening.
    lots.append(open_lot(actor=lan, product=fruit.product, quantity=30, unit="kg", code="A3"))
    run = request_run(actor=lan, lot=Lot.objects.get(pk=fruit.pk), count=9, layout="roll-50x30")
    assert make_sheet(run.pk)
    run.refresh_from_db()
    take_to_printer(actor=lan, run=run, first=1, last=3)
    void_labels(actor=lan, run=run, first=3, last=3, reason="Tem ướt")
    for number in ("12/QĐ", "13/QĐ"):
        paper = add_certificate(
            actor=lan, producer=fruit.product.producer, product=fruit.product, kind="vietgap", number=number, issuer="Chi cục",
            issued_date=dt.date(2026, 1, 2), valid_until=dt.date(2027, 1, 2),
        )  # fmt: skip
        Certificate.objects.filter(pk=paper.pk).update(
            state=CertificateState.SUBMITTED
        )  # as with a picture of the paper
        verify_certificate(actor=thu, certificate=paper)
    revoke_certificate(actor=thu, certificate=paper, reason="Hết điều kiện")
    went = {
        "bizStep": "departing",
        "destinationList": [{"type": "owning_party", "destination": BUYER}],
        "eventID": "https://erp.example/7",
    }
    capture_events(actor=lan, events=[shipping(fruit), shipping(fruit, **went)], context=CONTEXT)
    for is_on in (True, False):
        switch_e_label(actor=lan, product=fruit.product, is_on=is_on)
    link = add_link(
        actor=lan,
        product=fruit.product,
        link_type="recipeInfo",
        url="https://example.vn/mut",
        title="Làm mứt",
    )
    take_down_link(actor=thu, link=link, reason="Trang lạ")
    pinned = {"salt": pins.new_salt(), "facts": {"lot": "A1"}}
    pinned["pin"] = pins.pin(pinned["salt"], rfc8785.dumps(pinned["facts"]))
    with transaction.atomic():
        append_entry(
            kind="passport.published", subject=f"lot:{fruit.pk}", by=None,
            payload={"lot": "A1", "version": 1, "pin": pinned["pin"]},
        )  # fmt: skip
        Passport.objects.create(lot=fruit, number=1, **pinned)
    extend_log()
    bundle = read_bundle(bundle_of(lots))
    assert bundle.answer is not None and len(bundle.answer.entries) > 15
    return bundle


@begins_with(make_proved)
@pytest.fixture
def proved_book(db, settings, tmp_path) -> SimpleNamespace:
    book = made(make_proved)
    shutil.copytree(book.folder, tmp_path / "proved")
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "proved/log", tmp_path / "proved/media"
    return book


@pytest.fixture
def proved(proved_book) -> Bundle:
    return proved_book.bundle


@pytest.mark.load  # one bundle per forgery
@pytest.mark.parametrize("forge", FORGERIES)
def test_bundle_that_differs_from_the_log_is_refused_although_its_hashes_fit(proved, forge):
    bundle = proved
    files = deepcopy(dict(bundle.files))
    forge(files)
    context = files["su-kien.jsonld"]["@context"]
    for event, row in zip(
        files["su-kien.jsonld"]["epcisBody"]["eventList"], files["ma-bam.json"], strict=True
    ):
        row["hash"] = event_hash(event, context)
    with pytest.raises(BundleError) as refused:
        read_bundle(write_bundle(Bundle(bundle.made_at, bundle.origin, files)))
    assert refused.value.code == "bundle_log"


@pytest.mark.parametrize("name", ["su-kien.jsonld", "ma-bam.json", "bang-chung.json", "danh-muc.json"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b"5", b"{}"], ids=["deep", "number", "empty"])
def test_a_bundle_of_another_shape_is_refused(lots, settings, tmp_path, name, body):
    settings.VAR_DIR = tmp_path
    extend_log()
    content = changed(bundle_of(lots), name, lambda _before: body)

    def fitting(manifest: bytes) -> bytes:
        data = json.loads(manifest)
        data["files"][name]["sha256"] = hashlib.sha256(body).hexdigest()
        return json.dumps(data).encode()

    with pytest.raises(BundleError):
        read_bundle(content if name == MANIFEST else changed(content, MANIFEST, fitting))


@pytest.mark.parametrize("name", ["../lo.json", "/etc/passwd", "them.json"])
def test_a_bundle_with_a_strange_file_is_refused(lots, name):
    target = io.BytesIO(bundle_of(lots))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, "{}")
    with pytest.raises(BundleError) as refused:
        read_bundle(target.getvalue())
    assert refused.value.code == "bundle_names"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04"])
def test_invalid_bundle_is_refused(content):
    with pytest.raises(BundleError):
        read_bundle(content)


@pytest.mark.slow
def test_a_bundle_with_a_broken_byte_is_refused_readably_or_reads_the_same(lots):
    content = bundle_of(lots)
    whole, refused = read_bundle(content), 0
    for at in range(0, len(content), 61):
        broken = content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
        try:
            assert read_bundle(broken).files == whole.files
        except BundleError:
            refused += 1
    assert refused


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore:Overlapped entries:UserWarning"
)  # zipfile's own message, next to its refusal
@pytest.mark.parametrize(
    "packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_damaged_zip_of_any_packing_is_refused_readably(lots, client, monkeypatch, packing):
    monkeypatch.setattr(inspection_checks.checks_an_hour, "is_over", lambda _who: False)
    whole, target, chance = bundle_of(lots), io.BytesIO(), random.Random(7)
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w", packing) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    packed = target.getvalue()
    ends = len(packed) - packed.find(b"PK\1\2")
    for turn in range(200):
        broken = bytearray(packed)
        for _time in range(chance.randrange(1, 4)):
            # The ZIP's directory, which names each file's compression, as often as the rest.
            at = chance.randrange(len(packed)) if turn % 2 else len(packed) - 1 - chance.randrange(ends)
            broken[at] ^= chance.randrange(1, 256)
        content = bytes(broken[: chance.randrange(len(broken))] if turn % 10 == 0 else broken)
        for read, error in ((read_bundle, BundleError), (verify_pieu.verify_bundle, verify_pieu.Refused)):
            with suppress(error):
                read(content)
        if turn % 20 == 0:
            answer = client.post("/kiem-tra/doi-chieu/", {"bundle": SimpleUploadedFile("ho-so.zip", content)})
            assert answer.status_code in (200, 400)
    encrypted = bytearray(packed)
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := packed.find(mark, at + 1)) >= 0:
            encrypted[at + flags] |= 1
    with pytest.raises(BundleError):
        read_bundle(bytes(encrypted))
    with pytest.raises(verify_pieu.Refused):
        verify_pieu.verify_bundle(bytes(encrypted))


@pytest.mark.slow
def test_half_a_character_in_a_bundle_is_refused_on_the_page(proved, client):
    """In names that the refusal quotes."""
    files = deepcopy(dict(proved.files))
    files["noi-nhan.json"][0]["event"] = "urn:x:\ud800"
    for name, value in (
        ("noi-nhan.json", files["noi-nhan.json"]),
        (
            "su-kien.jsonld",
            json.loads(json.dumps(proved.files["su-kien.jsonld"]).replace('"urn:uuid:', '"urn:x\\ud800:', 1)),
        ),
    ):
        target = io.BytesIO()
        body = json.dumps(value).encode()
        with zipfile.ZipFile(io.BytesIO(write_bundle(proved))) as old, zipfile.ZipFile(target, "w") as new:
            manifest = json.loads(old.read(MANIFEST))
            manifest["files"][name] = {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
            for info in old.infolist():
                data = {name: body, MANIFEST: json.dumps(manifest).encode()}.get(info.filename)
                new.writestr(info.filename, data or old.read(info))
        answer = client.post(
            "/kiem-tra/doi-chieu/", {"bundle": SimpleUploadedFile("ho-so.zip", target.getvalue())}
        )
        assert answer.status_code == 400 and "Sai: đừng tin" in answer.text


@pytest.mark.slow
def test_the_check_warns_of_a_page_that_says_other_than_the_files(lots, tmp_path, capsys):
    content = bundle_of(lots)
    out, again = tmp_path / "a.zip", tmp_path / "b.zip"
    out.write_bytes(changed(content, "chi-muc.html", lambda page: page.replace(b"A1", b"A7")))
    call_command("inspector_bundle", "--check", str(out), "--out", str(again))
    assert "Đừng đọc trang chi-muc.html" in capsys.readouterr().out
    assert again.read_bytes() == content
    call_command("inspector_bundle", "--check", str(again))
    assert "chi-muc.html" not in capsys.readouterr().out


def test_the_command_writes_a_bundle_and_checks_it(lots, tmp_path, capsys):
    out, again = tmp_path / "a.zip", tmp_path / "b.zip"
    call_command("inspector_bundle", "a1", str(lots[1].pk), "--out", str(out))
    call_command("inspector_bundle", "--check", str(out), "--out", str(again))
    assert again.read_bytes() == out.read_bytes()
    assert "2 lô" in capsys.readouterr().out
    out.write_bytes(out.read_bytes()[:-40])
    with pytest.raises(CommandError):
        call_command("inspector_bundle", "--check", str(out))
    with pytest.raises(CommandError):
        call_command("inspector_bundle", "Z9", "--out", str(out))


@pytest.mark.slow
@pytest.mark.databases
def test_the_command_checks_by_the_key_that_the_reader_trusts(proved, settings, tmp_path, capsys):
    (key,), out = log_keys(), tmp_path / "a.zip"
    out.write_bytes(write_bundle(proved))
    (tmp_path / "keys.txt").write_text(f"{key.text}\n")
    call_command("inspector_bundle", "--check", str(out))
    assert "khoá lấy từ chính tệp này" in capsys.readouterr().out
    for given in (key.text, str(tmp_path / "keys.txt")):
        call_command("inspector_bundle", "--check", str(out), "--key", given)
        assert "khoá lấy từ chính tệp này" not in capsys.readouterr().out
    forger = make_key(key.name, LOG_KEY, b"\7" * 32)
    witness = make_key("nhan-chung.example", COSIGNATURE, b"\7" * 32)
    for refused in (["--key", forger.text], ["--key", "x"], ["--key", key.text, "--witness", witness.text]):
        with pytest.raises(CommandError):
            call_command("inspector_bundle", "--check", str(out), *refused)
    files = {name: value for name, value in proved.files.items() if name != "bang-chung.json"}
    out.write_bytes(write_bundle(Bundle(proved.made_at, proved.origin, files)))
    call_command("inspector_bundle", "--check", str(out))
    with pytest.raises(CommandError, match="không có bằng chứng"):
        call_command("inspector_bundle", "--check", str(out), "--key", key.text)


@pytest.mark.slow
def test_a_bundle_costs_the_same_for_1_and_3_lots(lots, django_assert_num_queries):
    product = lots[0].product
    with django_assert_num_queries(25):
        contents_of(lots[1:], made_at=MADE_AT)
    more = [*lots, LotFactory(product=product, code="A3")]
    with django_assert_num_queries(25):
        contents_of(more, made_at=MADE_AT)


@pytest.mark.slow
def test_an_inspector_reads_one_producer_for_a_time_and_each_look_is_stored(client, lan, staff, lots):
    inspector = make_user("Quàng Văn Tra")
    stranger = LotFactory()
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False):
        row = grant_inspection(
            actor=Actor.of(staff),
            inspector=inspector,
            producer=lots[0].product.producer,
            days=7,
            reason="Quyết định 12/QĐ-CCATTP",
        )
    assert Notice.objects.get(user=lan, kind="inspection.granted").url == f"/kiem-tra/{row.pk}/"
    assert "08:00, 02/12/2026" in Notice.objects.get(user=inspector, kind="inspection.granted").body
    with time_machine.travel("2026-11-26T08:00:00+07:00", tick=False):
        client.force_login(inspector)
        assert "A2" in client.get(f"/kiem-tra/{row.pk}/").text
        page = client.get(f"/kiem-tra/{row.pk}/lo/{lots[0].pk}/").text
        assert "đã báo là ghi sai" in page
        assert client.get(f"/kiem-tra/{row.pk}/lo/{stranger.pk}/").status_code == 404
        answer = client.post(f"/kiem-tra/{row.pk}/ho-so/", {"lot": lots[1].pk})
        assert [lot["code"] for lot in read_bundle(answer.content).files["lo.json"]] == ["A2"]
        for strange in (stranger.pk, "9" * 5000, "x"):
            assert client.post(f"/kiem-tra/{row.pk}/ho-so/", {"lot": strange}).status_code == 404
        # The inspector may read, and nothing else: none of the producer's own pages opens.
        assert client.get(f"/lo/{lots[0].pk}/").status_code == 404
    looks = list(InspectionLook.objects.order_by("pk").values_list("lot", "took_bundle"))
    assert looks == [(None, False), (lots[0].pk, False), (lots[1].pk, True)]
    assert Entry.objects.filter(kind="inspection.looked").count() == 3
    with time_machine.travel("2026-11-27T08:00:00+07:00", tick=False):
        client.force_login(lan)
        page = client.get(f"/kiem-tra/{row.pk}/").text
        assert "Đã xem những gì" in page and "Tải bộ hồ sơ" in page and "Người xem: Quàng Văn Tra" in page
        client.force_login(make_user("Hoàng Thị Hoa"))
        assert client.get(f"/kiem-tra/{row.pk}/").status_code == 404
    with time_machine.travel("2026-12-02T08:00:01+07:00", tick=False):
        client.force_login(inspector)
        assert client.get(f"/kiem-tra/{row.pk}/lo/{lots[0].pk}/").status_code == 404
        with pytest.raises(InspectionOver):
            look_at(user=inspector, inspection=row, lot=lots[0])
    assert InspectionLook.objects.count() == 3


@pytest.mark.slow
def test_an_inspector_reads_every_part_of_a_lot_and_each_is_a_look(client, proved, lan, staff, lots):
    inspector, fruit = make_user("Quàng Văn Tra"), lots[0]
    row = grant_inspection(
        actor=Actor.of(staff),
        inspector=inspector,
        producer=fruit.product.producer,
        days=7,
        reason="Quyết định 12",
    )
    client.force_login(inspector)
    page = client.get(f"/kiem-tra/{row.pk}/lo/{fruit.pk}/").text
    wanted = {
        "papers": ("12/QĐ", "Chi cục"),
        "labels": ("9 tem", "Tem ướt"),
        "recalls": ("Có mẻ bị mốc", f"A2 ({fruit.product.name})", "cả lô"),
        "versions": ("bản số 1",),
        "genealogy": (f"A1 ({fruit.product.name}) → A2 ({fruit.product.name})",),
        "passports": ("bản số 1",),
    }
    for part, words in wanted.items():
        address = f"/kiem-tra/{row.pk}/lo/{fruit.pk}/{part}/"
        assert f'href="{address}"' in page
        data = client.get(address).text
        assert [word in data for word in words] == [True] * len(words), part
    assert client.get(f"/kiem-tra/{row.pk}/lo/{fruit.pk}/nothing/").status_code == 404
    assert client.get(f"/kiem-tra/{row.pk}/lo/{LotFactory().pk}/papers/").status_code == 404
    assert [look.part for look in InspectionLook.objects.order_by("pk")] == ["", *wanted]
    data = [
        json.loads(entry.body)["payload"]
        for entry in Entry.objects.filter(kind="inspection.looked").order_by("pk")
    ]
    assert [one.get("part", "") for one in data] == ["", *wanted]
    client.force_login(lan)
    assert "A1, Thu hồi" in client.get(f"/kiem-tra/{row.pk}/").text
    for user, status in ((lan, 403), (make_user("Hoàng Thị Hoa"), 404)):
        client.force_login(user)
        assert client.get(f"/kiem-tra/{row.pk}/lo/{fruit.pk}/papers/").status_code == status
    assert InspectionLook.objects.count() == len(wanted) + 1


def test_nobody_waits_for_a_bundle_that_is_being_written(client, staff, lots):
    inspector = make_user("Quàng Văn Tra")
    row = grant_inspection(
        actor=Actor.of(staff),
        inspector=inspector,
        producer=lots[0].product.producer,
        days=7,
        reason="Quyết định 12",
    )
    client.force_login(inspector)
    depths: dict[str, set[int]] = {"look": set(), "read": set()}

    def watch(execute, sql, params, many, context):
        step = (
            "look"
            if 'INSERT INTO "traceability_inspectionlook"' in sql
            else "read"
            if "originversion" in sql
            else ""
        )
        if step:
            depths[step].add(len(connection.savepoint_ids))
        return execute(sql, params, many, context)

    outside = len(connection.savepoint_ids)
    with connection.execute_wrapper(watch):
        answer = client.post(f"/kiem-tra/{row.pk}/ho-so/", {"idempotency_key": "bundle-of-all-lots-1"})
    assert read_bundle(answer.content).files["lo.json"]
    # An open transaction is SQLite's one writer. The look is recorded in a transaction that ends before the lots are read.
    assert depths == {"look": {outside + 1}, "read": {outside}}


@pytest.mark.slow
def test_a_bundle_of_many_lots_comes_in_parts_and_leaves_none_out(client, lan, staff, lots, monkeypatch):
    monkeypatch.setattr("traceability.inspection.bundle_files.MOST_LOTS", 2)
    LotFactory(product=lots[0].product, code="A3")
    inspector = make_user("Quàng Văn Tra")
    producer = lots[0].product.producer
    row = grant_inspection(
        actor=Actor.of(staff), inspector=inspector, producer=producer, days=7, reason="Quyết định 12"
    )
    client.force_login(inspector)
    assert "phần 2 trong 2" in client.get(f"/kiem-tra/{row.pk}/").text
    found = []
    for part in ("1", "2"):
        answer = client.post(f"/kiem-tra/{row.pk}/ho-so/", {"part": part})
        assert f"phan-{part}-cua-2.zip" in answer["Content-Disposition"]
        found.append([lot["code"] for lot in read_bundle(answer.content).files["lo.json"]])
    assert found == [["A1", "A2"], ["A3"]]
    for strange in ("3", "9" * 18):
        assert client.post(f"/kiem-tra/{row.pk}/ho-so/", {"part": strange}).status_code == 404


def test_an_inspectors_notice_is_erased_with_a_household_that_left(lan, staff, lots):
    inspector, producer = make_user("Quàng Văn Tra"), lots[0].product.producer
    grant_inspection(
        actor=Actor.of(staff), inspector=inspector, producer=producer, days=1, reason="Quyết định 12"
    )
    assert producer.name in Notice.objects.get(user=inspector).title
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    assert not Notice.objects.exists()
    assert Inspection.objects.get().inspector == inspector


@pytest.mark.slow
def test_only_staff_grant_and_end_an_inspection(client, lan, staff, branch, lots):
    inspector, producer = make_user("Quàng Văn Tra", card_number="14009999"), lots[0].product.producer
    data = {"inspector": "14009999", "producer": producer.pk, "days": 7, "reason": "Quyết định 12"}
    for user in (lan, make_user("Cầm Thị Thu", officer_of=branch), make_user("Hoàng Thị Hoa"), inspector):
        client.force_login(user)
        assert client.post("/kiem-tra/", data).status_code == 404
        assert ("Chỉ cán bộ kỹ thuật" in client.get("/kiem-tra/").text) is (user.full_name == "Cầm Thị Thu")
    assert Inspection.objects.count() == 0
    client.force_login(staff)
    assert client.post("/kiem-tra/", data | {"days": 91}).status_code == 400
    assert client.post("/kiem-tra/", data | {"inspector": "00000000"}).status_code == 400
    assert client.post("/kiem-tra/", data | {"reason": " "}).status_code == 400
    assert client.post("/kiem-tra/", data).status_code == 302
    row = Inspection.objects.get()
    assert client.post(f"/kiem-tra/{row.pk}/ket-thuc/").status_code == 302
    client.force_login(inspector)
    assert client.get(f"/kiem-tra/{row.pk}/").status_code == 404
    with pytest.raises(InspectionError):
        grant_inspection(actor=Actor.of(staff), inspector=lan, producer=producer, days=1, reason="x")


@pytest.mark.slow
def test_verify_checks_a_bundle_and_the_script_alone_names_unchecked_files(
    proved, lots, tmp_path, capsys, monkeypatch
):
    file = tmp_path / "ho-so.zip"
    file.write_bytes(write_bundle(proved))
    call_command("verify", str(file))
    assert "ĐÚNG / HOLDS: 3 lô / lots" in capsys.readouterr().out
    script = Path(verify_pieu.__file__)
    alone = subprocess.run(
        [sys.executable, "-I", str(script), str(file)], capture_output=True, text=True, check=False
    )
    assert alone.returncode == 0 and "ĐÚNG / HOLDS: 3 lô / lots" in alone.stdout
    assert "./run verify so tiếp" in alone.stdout and "NOBODY PROVES" in alone.stdout
    assert "lo.json: 2 mục không có trong bằng chứng" in alone.stdout
    files = deepcopy(dict(proved.files))
    _names_another_recipient(files)
    file.write_bytes(write_bundle(Bundle(proved.made_at, proved.origin, files)))
    with pytest.raises(CommandError, match="nói khác nhật ký"):
        call_command("verify", str(file))
    file.write_bytes(changed(file.read_bytes(), "lo.json", lambda body: body.replace(b"A3", b"A4")))
    alone = subprocess.run(
        [sys.executable, "-I", str(script), str(file)], capture_output=True, text=True, check=False
    )
    assert alone.returncode == 1 and "lo.json" in alone.stderr


@pytest.mark.slow
def test_index_shows_what_cannot_be_compared(proved):
    with zipfile.ZipFile(io.BytesIO(write_bundle(proved))) as archive:
        assert "Không so được" in archive.read("chi-muc.html").decode()


@pytest.mark.parametrize("format", ["pieu-inspection-1", "pieu-inspection-2"])
def test_a_bundle_of_a_format_of_before_is_read_and_written_again_as_it_was(proved, format):
    files = {name: value for name, value in proved.files.items() if name not in LATER[format]}
    # These contain deliveries from the diary alone, and name no party.
    files["noi-nhan.json"] = [
        {name: value for name, value in row.items() if name != "parties"}
        for row in files["noi-nhan.json"]
        if row["words"]
    ]
    old = write_bundle(replace(proved, files=files, format=format))
    bundle = read_bundle(old)
    assert (bundle.format, bundle.has_own_index, write_bundle(bundle) == old) == (format, True, True)
    with pytest.raises(BundleError) as refused:  # a current bundle without them hides something
        read_bundle(write_bundle(replace(proved, files=files)))
    assert refused.value.code in ("bundle_broken", "bundle_names")


def test_the_page_of_a_bundle_may_have_another_layout_but_no_other_text(proved):
    content = write_bundle(proved)
    other = changed(
        content,
        "chi-muc.html",
        lambda page: page.replace(b"<td>", b"\n  <td>\n").replace(b"</td>", b" </td>"),
    )
    assert other != content and read_bundle(other).has_own_index
    assert not read_bundle(
        changed(content, "chi-muc.html", lambda page: page.replace(b"<td>A1", b"<td>A 1"))
    ).has_own_index


@pytest.mark.slow
def test_a_bundle_is_compared_on_a_page(proved, client, monkeypatch):
    address, content = "/kiem-tra/doi-chieu/", write_bundle(proved)
    assert {'href="/log/verify_pieu.py"', 'href="/log/keys.txt"'} <= set(
        re.findall(r'href="/log/[^"]+"', client.get(address).text)
    )
    assert "So hồ sơ" in client.get(address).text  # the reader of a bundle needs no account to compare it

    def sent(body: bytes, key: str = ""):
        return client.post(address, {"bundle": SimpleUploadedFile("ho-so.zip", body), "key": key})

    assert "Đúng: bộ hồ sơ" in sent(content).text
    client.force_login(make_user("Người kiểm tra"))
    assert "kiem-tra/doi-chieu" in client.get("/kiem-tra/").text
    good = sent(content)
    assert good.status_code == 200
    assert (
        "Đúng: bộ hồ sơ nói như nhật ký công khai" in good.text and "Khoá lấy từ chính bộ hồ sơ" in good.text
    )
    assert good.context["rows"][:2] == [("Lô", 3), ("Sự kiện", 6)] and "A1, A2, A3" in good.text
    trusted = sent(content, log_keys()[0].text)
    assert trusted.status_code == 200 and "Khoá lấy từ chính bộ hồ sơ" not in trusted.text
    files = deepcopy(dict(proved.files))
    _leads_somewhere_else(files)
    forged = write_bundle(Bundle(proved.made_at, proved.origin, files))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("chi-muc.html", "danh-muc.json"):
            archive.writestr(name, b"0" * 2_000_000)
    monkeypatch.setattr(inspection_checks, "MOST_UNPACKED", 3_000_000)
    for body, key, field, words in (
        (forged, "", "bundle", "nói khác nhật ký"),
        (b"PK", "", "bundle", "không phải bộ hồ sơ"),
        (b"", "", "bundle", "rỗng"),
        (bomb.getvalue(), "", "bundle", "lớn quá"),
        (content, "run", "key", "Khoá có dạng"),
    ):
        refused = sent(body, key)
        assert refused.status_code == 400, words
        assert words in str(refused.context["form"].errors[field]), words
        assert "Đúng: bộ hồ sơ" not in refused.text
        assert ("Sai: đừng tin" in refused.text) is (body is forged), words
    assert list(refused.context["form"].fields) == ["key", "bundle"]
    assert "chọn lại tệp này" in str(
        refused.context["form"].errors["bundle"]
    )  # the key was wrong, the file is gone from the form
    monkeypatch.setattr(inspection_checks, "MAX_BYTES", 100)
    assert "lớn quá 64 MB" in sent(content).text


@pytest.mark.slow
def test_inspections_over_the_api(client, lan, staff, lots):
    address = "/api/v1/inspections/"
    inspector, producer = make_user("Người kiểm tra"), lots[0].product.producer
    row = grant_inspection(
        actor=Actor.of(staff), inspector=inspector, producer=producer, days=3, reason="12/QĐ"
    )
    look_at(user=inspector, inspection=row, lot=lots[0])
    assert client.get(address).status_code in (401, 403)
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert client.get(address).json()["results"] == []
    assert client.get(f"{address}{row.pk}/looks/").status_code == 404
    for user in (inspector, lan, staff):
        client.force_login(user)
        assert [each["reason"] for each in client.get(address).json()["results"]] == ["12/QĐ"]
        looks = client.get(f"{address}{row.pk}/looks/").json()
        assert [(each["lot"], each["took_bundle"]) for each in looks] == [(lots[0].pk, False)]
    for user, status in ((lan, 403), (staff, 200)):
        client.force_login(user)
        answer = client.post(
            f"{address}{row.pk}/end/",
            {},
            "application/json",
            headers={"Idempotency-Key": f"end-inspection-{user.pk:04}"},
        )
        assert answer.status_code == status, answer.text
        row.refresh_from_db()
        assert (row.ended_at is not None) == (status == 200)


# Checks that the script without Piêu leaves to ./run verify, and reports so.
LEFT = {
    _renames_a_lot, _adds_to_a_lot, _opens_a_lot_earlier, _empties_the_genealogy, _turns_the_genealogy_round,
    _hides_a_recipient, _hides_the_parties, _names_another_recipient, _ships_a_day_later, _recalls_labels_alone, _voids_for_another_reason,
}  # fmt: skip


@pytest.mark.load  # one bundle per forgery
def test_script_alone_refuses_each_forgery_outside_its_declared_limits(proved):
    assert verify_pieu.verify_bundle(write_bundle(proved), log_keys()).unproved == {"lo.json": 2}
    passed, words = set(), set()
    for forge in FORGERIES:
        files = deepcopy(dict(proved.files))
        forge(files)
        document = files["su-kien.jsonld"]
        for event, row in zip(document["epcisBody"]["eventList"], files["ma-bam.json"], strict=True):
            row["hash"] = event_hash(event, document["@context"])
        try:
            verify_pieu.verify_bundle(write_bundle(replace(proved, files=files)), log_keys())
            passed.add(forge)
        except verify_pieu.Refused as refused:
            words.add(refused.vietnamese.partition(":")[0])
    assert (passed <= LEFT, words) == (True, {"Bộ hồ sơ nói khác nhật ký, hoặc bỏ bớt"}), passed - LEFT
    description = verify_pieu.describe_bundle(verify_pieu.verify_bundle(write_bundle(proved)))
    assert all(
        words in description for words in ("genealogy", "recipients", "quantities", "moment of each row")
    )


@pytest.mark.slow
def test_the_script_alone_reads_the_list_of_files_both_ways(proved):
    whole = write_bundle(proved)

    def repacked(leave=(), **more):
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w") as new:
            for info in old.infolist():
                if info.filename not in leave:
                    new.writestr(info, more.pop(info.filename, None) or old.read(info))
            for name, body in more.items():
                new.writestr(name, body)
        return target.getvalue()

    def listed(change):
        manifest = json.loads(zipfile.ZipFile(io.BytesIO(whole)).read("danh-muc.json"))
        change(manifest["files"])
        return repacked(**{"danh-muc.json": json.dumps(manifest)})

    hashes = json.loads(zipfile.ZipFile(io.BytesIO(whole)).read("ma-bam.json"))
    hashes[0]["hash"] = hashes[0]["hash"].replace("sha-256;", "sha-256;0", 1)
    files = deepcopy(dict(proved.files))
    files["su-kien.jsonld"]["epcisBody"]["eventList"][0]["eventTime"] = "2026-01-01T00:00:00.000+07:00"
    for content, words in (
        (repacked(leave=("tem.json",)), "tem.json"),
        (repacked(leave=("chi-muc.html",)), "chi-muc.html"),
        (repacked(**{"la.json": "[]"}), "la.json"),
        (listed(lambda rows: rows.pop("thu-hoi.json")), "thu-hoi.json"),
        (listed(lambda rows: rows["lo.json"].update(bytes=1)), "lo.json đã bị sửa"),
        (listed(lambda rows: rows["lo.json"].update(sha256="0" * 64)), "lo.json đã bị sửa"),
        (
            changed(whole, "giay-to.json", lambda body: body.replace(b"V", b"v", 1) + b" "),
            "giay-to.json đã bị sửa",
        ),
        (write_bundle(replace(proved, files={**proved.files, "ma-bam.json": hashes})), "không khớp mã băm"),
        (write_bundle(replace(proved, files=files)), "không khớp mã băm"),
        (
            write_bundle(
                replace(proved, files={**proved.files, "ma-bam.json": proved.files["ma-bam.json"][1:]})
            ),
            "không kể đủ",
        ),
        (whole[:-30], "không phải bộ hồ sơ"),
    ):
        with pytest.raises(verify_pieu.Refused) as refused:
            verify_pieu.verify_bundle(content, log_keys())
        assert words in refused.value.vietnamese, (words, refused.value.vietnamese)
        with pytest.raises(BundleError):
            read_bundle(content, log_keys())
    without = replace(
        proved, files={name: value for name, value in proved.files.items() if name != "bang-chung.json"}
    )
    with pytest.raises(verify_pieu.Refused, match="không có bằng chứng"):
        verify_pieu.verify_bundle(write_bundle(without), log_keys())
    description = verify_pieu.describe_bundle(verify_pieu.verify_bundle(write_bundle(without)))
    assert "NO PROOF" in description
