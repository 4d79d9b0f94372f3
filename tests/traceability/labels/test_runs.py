"""Ordered runs, and their sheets: made once, complete, read back, by one process at a time."""

import hashlib
import json
import os
import resource
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
import rfc8785
from django.core.files.storage import default_storage
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.models import Notice
from members.rules import NotAllowed
from products.models import Certificate, Product
from tests.traceability.label_runs import (
    a_lot,
    a_ready_run,
    a_run,
    label_files,
    numbers,
    pks,
    serials_in,
    sheet_of,
    silent,
    snapshot,
    yesterday,
)
from traceability.drawing.errors import CodeDoesNotFit, LetterNotInFont, TextDoesNotFit
from traceability.drawing.run import RunPlan
from traceability.labels import tasks
from traceability.labels.actions import (
    LabelRunError,
    LotRecalled,
    ProductNotListed,
    RunNotReady,
    cancel_run,
    remake_sheet,
    request_run,
    retry_run,
    shift_sheet,
    take_to_printer,
)
from traceability.labels.enums import RunState
from traceability.labels.runs.rendering import MAX_ATTEMPTS, make_sheet, spec_of
from traceability.lots.actions.lots import LotClosed, LotLocked, change_lot, close_lot
from traceability.models import LabelRun
from traceability.recalls.actions.recalls import recall_lot

pytestmark = pytest.mark.usefixtures("own_media")


def payloads(kind: str) -> list[dict]:
    return [json.loads(entry.body)["payload"] for entry in Entry.objects.filter(kind=kind)]


def waiting_tasks() -> list[int]:
    rows = DBTaskResult.objects.filter(
        task_path="backend.common.background.make_label_sheet", status=TaskResultStatus.READY
    )
    return sorted(args["kwargs"]["run_id"] for args in rows.values_list("args_kwargs", flat=True))


# Asking


def test_request_run_freezes_the_text_and_writes_to_the_ledger(world, settings):
    settings.PUBLIC_ORIGIN = "https://pieu.example.vn"
    Certificate.objects.create(
        producer=world.producer, product=world.product, kind="ocop", state="verified", number="1", issuer="x",
        issued_date=yesterday(), stars=4,
    )  # fmt: skip
    lot = a_lot(world)
    run = request_run(actor=world.as_.lan, lot=lot, count=130, layout="a4-65", offset_x=Decimal("1.5"))
    assert run.content == {
        "product_name": "Mận hậu Mộc Châu",
        "lot": lot.code,
        "produced": yesterday().isoformat(),
        "expires": lot.expiry_date.isoformat(),
        "producer": "Vườn nhà Lan",
        "net_content": "500 g",
        "stars": 4,
        "host": "pieu.example.vn",
        "opens": "Quét để xem nơi làm ra",
        "opens_short": "Nơi làm ra",
    }
    assert (run.state, run.count, run.layout, run.key_version) == ("queued", 130, "a4-65", 1)
    assert (run.offset_x, run.offset_y, run.origin) == (Decimal("1.5"), 0, "https://pieu.example.vn")
    assert (run.requested_by, run.on_behalf_of) == (world.lan, None)
    entry = Entry.objects.get(kind="labels.run")
    assert (entry.subject, entry.by, entry.on_behalf_of) == (f"run:{run.pk}", world.lan.ref, None)
    assert payloads("labels.run") == [
        {
            "run": run.pk,
            "lot": lot.pk,
            "lotCode": lot.code,
            "product": world.product.pk,
            "producer": str(world.producer.ref),
            "code": run.code.value,
            "count": 130,
            "layout": "a4-65",
            "keyVersion": 1,
            "origin": "https://pieu.example.vn",
            "produced": yesterday().isoformat(),
            "expires": lot.expiry_date.isoformat(),
            "stars": 4,
            "offsetX": "1.50",
            "offsetY": "0.00",
            "pin": pin(bytes(run.content_salt), rfc8785.dumps(run.content)),
        }
    ]
    assert waiting_tasks() == [run.pk]


def test_run_requested_on_behalf_stores_officer_and_member(world):
    run = a_run(world, actor=world.thu_for_lan)
    assert (run.requested_by, run.on_behalf_of) == (world.thu, world.lan)
    entry = Entry.objects.get(kind="labels.run")
    assert (entry.by, entry.on_behalf_of) == (world.thu.ref, world.lan.ref)


@pytest.mark.parametrize("who", ["minh", "hoa", "thu"])
def test_request_run_refuses_whoever_does_not_run_the_producer(world, who):
    lot = a_lot(world)
    before = snapshot()
    with pytest.raises(NotAllowed):
        request_run(actor=getattr(world.as_, who), lot=lot, count=3, layout="a4-65")
    assert snapshot() == before


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": -1}, "count"),
        ({"count": 100_001}, "count"),
        ({"layout": "a4-66"}, "layout"),
        ({"layout": "poster-a4"}, "layout"),
        ({"offset_x": Decimal("5.01")}, "offset_x"),
        ({"offset_y": Decimal("-6")}, "offset_y"),
        ({"offset_y": "NaN"}, "offset_y"),
        ({"offset_x": "nhiều"}, "offset_x"),
    ],
)
def test_request_run_refuses_impossible_values(world, asked, field):
    lot = a_lot(world)
    before = snapshot()
    with pytest.raises(LabelRunError) as refusal:
        request_run(actor=world.as_.lan, lot=lot, **({"count": 3, "layout": "a4-65"} | asked))
    assert refusal.value.field == field
    assert snapshot() == before


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "retired"])
def test_request_run_refuses_a_product_that_is_not_listed(world, state):
    lot = a_lot(world)
    Product.objects.filter(pk=world.product.pk).update(state=state)
    before = snapshot()
    with pytest.raises(ProductNotListed):
        request_run(actor=world.as_.lan, lot=lot, count=3, layout="a4-65")
    assert snapshot() == before


def test_request_run_refuses_a_lot_called_back_or_sold_out(world):
    recalled, closed = a_lot(world), a_lot(world)
    recall_lot(actor=world.as_.lan, lot=recalled, reason="Có mảnh thuỷ tinh")
    close_lot(actor=world.as_.lan, lot=closed)
    before = snapshot()
    with pytest.raises(LotRecalled):
        request_run(actor=world.as_.lan, lot=recalled, count=3, layout="a4-65")
    with pytest.raises(LotClosed):
        request_run(actor=world.as_.lan, lot=closed, count=3, layout="a4-65")
    assert snapshot() == before


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Măng khô thượng hạng " * 5, TextDoesNotFit),
        ("Mậnhậusấydẻokhôngđườngđặcsảncaonguyên", TextDoesNotFit),
        ("Mận 🍑", LetterNotInFont),
    ],
)
def test_request_run_names_the_word_that_does_not_fit(world, name, error):
    world.product.name = name[:110]
    world.product.save()
    lot = a_lot(world)
    before = snapshot()
    with pytest.raises(error) as refusal:
        request_run(actor=world.as_.lan, lot=lot, count=3, layout="a4-65")
    assert refusal.value.field == "product_name"
    assert snapshot() == before


def test_request_run_refuses_an_address_too_long_for_the_code(world, settings):
    settings.PUBLIC_ORIGIN = "https://" + "rat-dai." * 12 + "vn"
    lot = a_lot(world)
    before = snapshot()
    with pytest.raises(CodeDoesNotFit):
        request_run(actor=world.as_.lan, lot=lot, count=3, layout="a4-65")
    assert snapshot() == before


def test_lot_is_locked_once_a_run_is_wanted(world):
    run = a_run(world)
    with pytest.raises(LotLocked):
        change_lot(actor=world.as_.lan, lot=run.lot, changes={"quantity": 60})


# Making


@pytest.mark.slow
def test_sheet_is_complete_read_back_and_announced(world):
    run = a_ready_run(world, count=25, layout="a4-24")
    sheet = sheet_of(run)
    assert run.state == RunState.READY
    assert (run.done_count, run.verified_count, run.attempts, run.claim) == (25, 25, 1, None)
    assert run.pdf_sha256 == hashlib.sha256(sheet).hexdigest()
    assert label_files() == [run.pdf.removeprefix("labels/")]
    assert serials_in(sheet) == numbers((1, 25))
    assert payloads("labels.ready") == [
        {"run": run.pk, "count": 25, "sha256": run.pdf_sha256, "verified": 25}
    ]
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (world.lan, f"/tem/{run.pk}/")
    assert "25 tem" in notice.body


def test_sheet_made_on_behalf_notifies_officer_and_member(world):
    a_ready_run(world, actor=world.thu_for_lan)
    assert set(Notice.objects.values_list("user", flat=True)) == {world.lan.pk, world.thu.pk}


def test_task_that_runs_twice_changes_nothing(world):
    run = a_ready_run(world)
    before, files = snapshot(), label_files()
    assert not make_sheet(run.pk)
    assert not make_sheet(run.pk + 100)
    assert (snapshot(), label_files()) == (before, files)


def test_second_worker_leaves_a_run_in_other_hands_alone(world):
    run = a_run(world)
    LabelRun.objects.filter(pk=run.pk).update(
        state=RunState.RENDERING, claim=uuid4(), heartbeat_at=timezone.now()
    )
    assert not make_sheet(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.RENDERING, 0)
    silent(run)
    assert make_sheet(run.pk)


def test_worker_that_was_given_up_stops_and_leaves_nothing(world):
    run, other = a_run(world), uuid4()

    def taken_over(done: int, total: int) -> None:
        LabelRun.objects.filter(pk=run.pk).update(claim=other)

    assert not make_sheet(run.pk, progress=taken_over)
    run.refresh_from_db()
    assert (run.state, run.claim, run.pdf) == (RunState.RENDERING, other, "")
    assert label_files() == []
    assert payloads("labels.ready") == []


def test_cancelled_run_is_not_finished(world):
    run = a_run(world)

    def given_up(done: int, total: int) -> None:
        cancel_run(actor=world.as_.lan, run=run)

    assert not make_sheet(run.pk, progress=given_up)
    run.refresh_from_db()
    assert (run.state, run.pdf, label_files()) == (RunState.CANCELLED, "", [])
    assert payloads("labels.cancelled") == [{"run": run.pk}]


@pytest.mark.slow
def test_label_that_can_not_be_read_fails_the_run(world):
    run = a_run(world, count=130, layout="a4-65")

    def scratched(done: int, total: int) -> None:
        """The file on disk changes between writing and reading."""
        [path] = Path(default_storage.path("labels/.making")).glob("*.pdf")
        if done == 65 and path.stat().st_size > 25_000:
            with path.open("r+b") as file:
                file.seek(20_000)
                file.write(bytes(3_000))

    assert not make_sheet(run.pk, progress=scratched)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "tem" in run.error.lower()
    assert (run.pdf, run.pdf_sha256, label_files()) == ("", "", [])
    assert payloads("labels.ready") == []
    assert Notice.objects.get().body == run.error
    with pytest.raises(RunNotReady):
        take_to_printer(actor=world.as_.lan, run=run)


@pytest.fixture
def small_disk():
    """No file may grow over 12 kB: the same refusal of a write as a full disk, EFBIG instead of ENOSPC."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, hard))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.slow
def test_full_disk_fails_the_run_and_a_retry_makes_the_same_labels(world, request):
    run = a_run(world, count=40, layout="a4-65")
    enlarge = request.getfixturevalue("small_disk")
    try:
        assert not make_sheet(run.pk)
    finally:
        enlarge()
    run.refresh_from_db()
    assert (run.state, run.claim, run.pdf) == (RunState.FAILED, None, "")
    assert "hết chỗ" in run.error
    assert label_files() == []
    retry_run(actor=world.as_.lan, run=run)
    assert make_sheet(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.READY, "")
    assert serials_in(sheet_of(run)) == numbers((1, 40))


def test_folder_that_can_not_be_written_fails_the_run(world):
    run = a_run(world)
    folder = Path(default_storage.path("labels"))
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("no folder")
    assert not make_sheet(run.pk)
    run.refresh_from_db()
    assert (run.state, run.pdf) == (RunState.FAILED, "")
    assert "chưa ghi được tệp" in run.error


def test_retry_and_cancel_are_refused_where_they_make_no_sense(world):
    run = a_ready_run(world)
    before = snapshot()
    with pytest.raises(RunNotReady):
        retry_run(actor=world.as_.lan, run=run)
    with pytest.raises(LabelRunError):
        cancel_run(actor=world.as_.lan, run=run)
    with pytest.raises(NotAllowed):
        cancel_run(actor=world.as_.hoa, run=run)
    assert snapshot() == before


def test_run_that_kills_its_maker_each_time_is_given_up(world):
    run = a_run(world)
    LabelRun.objects.filter(pk=run.pk).update(attempts=MAX_ATTEMPTS)
    assert not make_sheet(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "bị ngắt nhiều lần" in run.error


# Resuming


@pytest.mark.slow
def test_lost_runs_are_put_up_again_once(world):
    lost, fresh, forgotten, waiting = (a_run(world) for _ in range(4))
    LabelRun.objects.filter(pk__in=pks([lost, fresh])).update(state=RunState.RENDERING, claim=uuid4())
    DBTaskResult.objects.exclude(args_kwargs__kwargs__run_id=waiting.pk).delete()
    for run in (lost, forgotten, waiting):
        silent(run)
    assert tasks.resume_lost_runs() == 2
    assert waiting_tasks() == sorted(pks([lost, forgotten, waiting]))
    assert tasks.resume_lost_runs() == 0
    lost.refresh_from_db()
    assert (lost.state, lost.claim) == (RunState.QUEUED, None)
    assert make_sheet(lost.pk)


def test_killed_maker_leaves_a_file_that_the_next_one_removes(world):
    run, dead = a_run(world), uuid4()
    folder = Path(default_storage.path("labels/.making"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{run.pk}-{dead.hex}.pdf").write_bytes(b"%PDF-1.6 half")
    LabelRun.objects.filter(pk=run.pk).update(state=RunState.RENDERING, claim=dead)
    silent(run)
    tasks.resume_lost_runs()
    assert make_sheet(run.pk)
    run.refresh_from_db()
    assert label_files() == [run.pdf.removeprefix("labels/")]


# Deleting and making again


@pytest.mark.slow
def test_sheets_are_put_away_and_made_again_byte_for_byte(world):
    old, used, new = (a_ready_run(world) for _ in range(3))
    month = timezone.now() - tasks.KEEP_SHEETS - timedelta(days=1)
    LabelRun.objects.filter(pk__in=pks([old, used])).update(pdf_made_at=month)
    take_to_printer(actor=world.as_.lan, run=used)
    sheet = sheet_of(old)
    assert tasks.delete_old_sheets.func() == 1
    old.refresh_from_db()
    assert (old.state, old.pdf) == (RunState.READY, "")
    assert label_files() == sorted(run.pdf.removeprefix("labels/") for run in (used, new))
    assert not make_sheet(old.pk)  # nobody asked for it
    remake_sheet(actor=world.as_.lan, run=old)
    assert make_sheet(old.pk)
    old.refresh_from_db()
    assert (old.state, sheet_of(old)) == (RunState.READY, sheet)
    assert payloads("labels.remade") == []


def test_files_that_no_run_knows_are_removed_after_a_day(world):
    run = a_ready_run(world)
    folder = Path(default_storage.path("labels"))
    day_ago = time.time() - 90_000
    for name, age in (("9-old.pdf", day_ago), ("9-new.pdf", time.time()), (".making/9-x.pdf", day_ago)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (age, age))
    os.utime(folder / run.pdf.removeprefix("labels/"), (day_ago, day_ago))
    tasks.delete_old_sheets.func()
    assert label_files() == sorted([run.pdf.removeprefix("labels/"), "9-new.pdf"])
    (folder / "9-new.pdf").unlink()


@pytest.mark.slow
def test_shifted_sheet_has_the_same_labels_elsewhere(world, django_capture_on_commit_callbacks):
    run = a_ready_run(world, count=21, layout="a4-21")
    old, old_name = sheet_of(run), run.pdf
    with django_capture_on_commit_callbacks(execute=True):
        shift_sheet(actor=world.as_.lan, run=run, offset_x=Decimal("1.5"), offset_y=Decimal(-1))
    run.refresh_from_db()
    assert (run.state, run.pdf) == (RunState.READY, "")
    assert make_sheet(run.pk)
    run.refresh_from_db()
    assert sheet_of(run) != old
    assert [entry["sha256"] for entry in payloads("labels.remade")] == [run.pdf_sha256]
    assert serials_in(sheet_of(run)) == numbers((1, 21))
    assert RunPlan(spec_of(run)).offset == pytest.approx((1.5, -1.0), abs=0.05)
    assert not default_storage.exists(old_name)


def test_shift_off_the_paper_is_refused(world):
    run = a_ready_run(world, layout="roll-40x30")
    before = (snapshot(), run.pdf)
    with pytest.raises(Exception, match="ra ngoài giấy"):
        shift_sheet(actor=world.as_.lan, run=run, offset_x=Decimal(-5), offset_y=Decimal(0))
    run.refresh_from_db()
    assert (snapshot(), run.pdf) == before
