"""The proof of a lot's page: its content, its validity, and its readers."""

import json
from decimal import Decimal

import pytest
from django.utils import timezone

from backend.ledger.checkpoints import extend_log
from backend.ledger.keys import log_keys
from backend.ledger.models import Entry
from backend.ledger.verifying.proof_reading import verify_proof
from tests.factories.products import CertificateFactory
from tests.traceability.label_runs import a_lot, a_ready_run
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.labels.actions import void_labels
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.lots.actions.lots import open_lot
from traceability.models import LabelRun, Lot
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.scans.origin import pages
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.databases


@pytest.fixture
def lot(world, settings, tmp_path) -> Lot:
    settings.VAR_DIR = tmp_path / "log"
    settings.VAR_DIR.mkdir()
    pages.forget_pages()
    lot = open_lot(
        actor=world.as_.lan,
        product=world.product,
        quantity="20",
        unit="kg",
        harvested_date=timezone.localdate(),
    )
    record_event(
        actor=world.as_.lan, kind=EventKind.HARVESTING, event_time=timezone.now(), note="Cành phía suối của bà Ín",
        lots=[LotPart(lot, "subject", Decimal(20), "kg")],
    )  # fmt: skip
    LabelRun.objects.create(
        lot=lot, code=code_for(lot.product), count=9, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY,
    )  # fmt: skip
    return lot


def entries_of(answer):
    return [json.loads(each.leaf)["kind"] for each in answer.entries]


def test_proof_holds_the_page_as_it_reads_and_the_lots_events(client, lot):
    page = client.get(
        f"/P/{code_for(lot.product).value}/10/{lot.code}", HTTP_ACCEPT="text/html"
    ).content.decode()
    assert f'href="/lo/{lot.pk}/bang-chung/"' in page
    extend_log()
    response = client.get(f"/lo/{lot.pk}/bang-chung.json")
    assert response["Content-Disposition"] == f'attachment; filename="bang-chung-{lot.code}.json"'
    answer = verify_proof(response.content, log_keys())
    assert entries_of(answer) == ["lot.opened", "event", "origin.published"]
    (words,) = answer.entries[-1].opened
    assert json.loads(words)["product"]["name"] == lot.product.name
    assert "bà Ín" not in response.content.decode(), "a note is nobody's business; its pin is in the event"
    text = client.get(f"/lo/{lot.pk}/bang-chung/").content.decode()
    published = Entry.objects.get(kind="origin.published")
    assert f"mục số {published.leaf.index}" in text and "bang-chung.json" in text


def test_proof_of_too_many_entries_is_marked_as_the_newest_only(client, lot, monkeypatch):
    client.get(f"/P/{code_for(lot.product).value}/10/{lot.code}", HTTP_ACCEPT="text/html")
    extend_log()
    assert "newest" not in client.get(f"/lo/{lot.pk}/bang-chung.json").json()["about"]
    monkeypatch.setattr("traceability.scans.origin.proof.MOST", 2)
    assert client.get(f"/lo/{lot.pk}/bang-chung.json").json()["about"]["newest"] == "2"
    assert "là những mục mới nhất" in client.get(f"/lo/{lot.pk}/bang-chung/").text


def test_proof_of_a_new_change_waits_for_the_next_checkpoint(client, lot):
    assert client.get(f"/lo/{lot.pk}/bang-chung.json").status_code == 404
    assert "Xin quay lại sau một phút" in client.get(f"/lo/{lot.pk}/bang-chung/").content.decode()
    extend_log()
    client.get(f"/P/{code_for(lot.product).value}/10/{lot.code}", HTTP_ACCEPT="text/html")
    text = client.get(f"/lo/{lot.pk}/bang-chung/").content.decode()
    assert "một phút nữa sẽ có" in text
    answer = verify_proof(client.get(f"/lo/{lot.pk}/bang-chung.json").content, log_keys())
    assert entries_of(answer) == ["lot.opened", "event"]
    extend_log()
    assert verify_proof(client.get(f"/lo/{lot.pk}/bang-chung.json").content, log_keys()).entries[-1].opened


def test_erased_version_is_not_opened_and_its_entry_still_holds(client, lot):
    client.get(f"/P/{code_for(lot.product).value}/10/{lot.code}", HTTP_ACCEPT="text/html")
    extend_log()
    lot.origin_versions.update(facts=None, salt=None, erased_at=timezone.now())
    answer = verify_proof(client.get(f"/lo/{lot.pk}/bang-chung.json").content, log_keys())
    assert entries_of(answer)[-1] == "origin.published" and answer.entries[-1].opened == ()


def test_a_draft_that_nobody_may_see_has_no_proof(client, lot, world):
    CertificateFactory(product=world.product)
    extend_log()
    lot.label_runs.update(state=RunState.CANCELLED)
    type(lot.product).objects.filter(pk=lot.product_id).update(slug=None, state="draft")
    for path in ("bang-chung/", "bang-chung.json"):
        assert client.get(f"/lo/{lot.pk}/{path}").status_code == 404


@pytest.mark.slow
def test_notices_of_a_recall_and_of_labels_are_proved_word_by_word(client, world, settings, tmp_path):
    """Also of the lot whose goods are in it; the reasons of voided labels, too."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "log", tmp_path / "media"
    settings.VAR_DIR.mkdir()
    fruit = a_lot(world, quantity=60)
    jam = open_lot(actor=world.as_.lan, product=world.product, quantity=9, unit="kg")
    record_event(
        actor=world.as_.lan, kind=EventKind.PROCESSING, event_time=timezone.now(),
        lots=[LotPart(fruit, "input", Decimal(9), "kg"), LotPart(jam, "output", Decimal(9), "kg")],
    )  # fmt: skip
    run = a_ready_run(world, lot=fruit)
    void_labels(actor=world.as_.lan, run=run, first=1, last=1, reason="Tem ướt")
    words = {"reason": "Có mẻ bị mốc", "advice": "Đừng ăn", "contact": "Chị Lan, 0912 345 678"}
    recall = recall_lot(actor=world.as_.lan, lot=fruit, **words)
    end_recall(actor=world.as_.thu, recall=recall, reason="Đã đổi hết hàng")
    extend_log()
    stored = "".join(Entry.objects.values_list("body", flat=True))
    assert not [each for each in (*words.values(), "Tem ướt", "Đã đổi hết hàng") if each in stored]

    def opened(lot, kind):
        answer = verify_proof(client.get(f"/lo/{lot.pk}/bang-chung.json").content, log_keys())
        return [each.opened for each in answer.entries if json.loads(each.leaf)["kind"] == kind]

    for lot in (fruit, jam):
        assert opened(lot, "lot.recalled") == [tuple(words.values())]
        assert opened(lot, "lot.recall_ended") == [("Đã đổi hết hàng",)]
    assert opened(fruit, "labels.voided") == [("Tem ướt",)]
    ((printed,),) = opened(fruit, "labels.run")
    assert json.loads(printed) == run.content
