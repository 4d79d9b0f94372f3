"""./run labels LOT --count N --layout KEY --out FILE.pdf"""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from members.models import User
from tests.traceability.label_runs import a_lot, numbers, serials_in, sheet_of, snapshot
from traceability.labels.runs.serials import printed_serial
from traceability.lots.actions.lots import open_lot
from traceability.models import LabelPrint, LabelRun
from traceability.recalls.actions.recalls import recall_lot

pytestmark = [pytest.mark.usefixtures("own_media"), pytest.mark.databases]


@pytest.fixture
def operator(db) -> User:
    return User.objects.create_user(full_name="Quàng Thị Nga", password="246810", is_staff=True)


def labels(*args: str, count: int = 3, layout: str = "a4-24", out: Path) -> tuple[str, str]:
    stdout, stderr = StringIO(), StringIO()
    call_command(
        "labels",
        *args,
        "--count",
        str(count),
        "--layout",
        layout,
        "--out",
        str(out),
        stdout=stdout,
        stderr=stderr,
    )
    return stdout.getvalue(), stderr.getvalue()


@pytest.mark.slow
def test_command_writes_the_sheet_and_the_ledger(world, operator, tmp_path):
    lot, out = a_lot(world), tmp_path / "tem.pdf"
    output, warnings = labels(lot.code.lower(), count=25, out=out)
    run, taken = LabelRun.objects.get(), LabelPrint.objects.get()
    assert out.read_bytes() == sheet_of(run)
    assert serials_in(out) == numbers((1, 25))
    assert (run.requested_by, taken.by, taken.first, taken.last) == (operator, operator, 1, 25)
    assert printed_serial(run, 1) in output and printed_serial(run, 25) in output
    assert "25/25 tem" in warnings
    assert list(tmp_path.glob(".tem-*")) == []


@pytest.mark.slow
def test_command_acts_as_the_holder_of_a_card(world, operator, tmp_path):
    labels(a_lot(world).code, "--as", world.lan.card_number, out=tmp_path / "tem.pdf")
    assert LabelRun.objects.get().requested_by == world.lan


@pytest.mark.slow
def test_command_warns_of_too_many_labels_and_makes_the_run(world, operator, tmp_path):
    _output, warnings = labels(a_lot(world).code, count=400, layout="roll-40x30", out=tmp_path / "tem.pdf")
    assert "nhiều hơn cần" in warnings
    assert LabelRun.objects.get().count == 400


@pytest.mark.slow
def test_command_lists_the_products_when_a_code_is_ambiguous(world, operator, tmp_path):
    ours = a_lot(world, code="L-1")
    open_lot(actor=world.as_.hoa, product=world.other_product, quantity=9, unit="kg", code="L-1")
    before = snapshot()
    with pytest.raises(CommandError) as refusal:
        labels("L-1", out=tmp_path / "tem.pdf")
    assert refusal.value.returncode == 2
    assert f"--product {ours.product_id}   Mận hậu Mộc Châu" in str(refusal.value)
    assert f"--product {world.other_product.pk}   Cá sông Đà" in str(refusal.value)
    assert snapshot() == before
    labels("L-1", "--product", str(ours.product_id), out=tmp_path / "tem.pdf")
    assert LabelRun.objects.get().lot == ours


@pytest.mark.parametrize(
    ("change", "returncode", "words"),
    [
        ({"lot": "KHONG-CO"}, 2, "Không có lô KHONG-CO"),
        ({"more": ["--as", "12345678"]}, 2, "Không có ai mang thẻ 12345678"),
        ({"more": ["--product", "999999"]}, 2, "Không có lô"),
        ({"who": "hoa"}, 1, "quyền"),
        ({"count": 100_001}, 1, "100.000"),
        ({"more": ["--offset-x", "7"]}, 1, "lệch"),
        ({"more": ["--offset-y=hai"]}, 1, "lệch"),
        ({"out": "."}, 3, "thư mục"),
        ({"out": "no/such/folder/tem.pdf"}, 3, "Không ghi được"),
    ],
)
def test_command_refuses_with_its_code_and_changes_nothing(
    world, operator, tmp_path, change, returncode, words
):
    lot = a_lot(world)
    before = snapshot()
    more = change.get("more", [])
    if "who" in change:
        more = ["--as", getattr(world, change["who"]).card_number]
    with pytest.raises(CommandError, match=words) as refusal:
        labels(
            change.get("lot", lot.code),
            *more,
            count=change.get("count", 3),
            out=tmp_path / change.get("out", "x.pdf"),
        )
    assert refusal.value.returncode == returncode
    assert snapshot() == before
    assert list(tmp_path.rglob("*.pdf")) == []


def test_command_leaves_an_older_file_alone_when_it_is_refused(world, operator, tmp_path):
    lot, out = a_lot(world), tmp_path / "tem.pdf"
    out.write_bytes(b"older")
    recall_lot(actor=world.as_.lan, lot=lot, reason="Có mảnh thuỷ tinh")
    with pytest.raises(CommandError, match="thu hồi"):
        labels(lot.code, out=out)
    assert out.read_bytes() == b"older"


def test_command_needs_somebody_to_act(world, tmp_path):
    lot = a_lot(world)
    with pytest.raises(CommandError, match="--as") as refusal:
        labels(lot.code, out=tmp_path / "tem.pdf")
    assert refusal.value.returncode == 2
