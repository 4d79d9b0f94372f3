"""Measure labels a second from serial to PDF, compared with python-qrcode and reportlab, one label at a time.

Both print the same words and codes on the same A4 sheets of 65. They take turns, so that a busy neighbour slows both; the
ratio is the median over the rounds. Memory is the peak of a process of its own.
`./run bench labels [--rounds 5] [--labels 20000] [--plain 400] [--memory 100000]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import qrcode
import zxingcpp
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from backend.common.fonts import FONT_FILES
from bench.harness import ROOT, machine
from traceability.drawing.content import LabelContent
from traceability.drawing.layouts import LAYOUTS, POINTS
from traceability.drawing.run import RunPlan, RunSpec, render_run
from traceability.drawing.verify import verify_run
from traceability.serials import LENGTH, SerialCodec, display

CODEC = SerialCodec({1: bytes(range(32))}, current=1)
CONTENT = LabelContent(
    product_name="Chẩm chéo Phiêng Tam cay vừa hũ thuỷ tinh",
    lot="CC2611-1",
    produced=dt.date(2026, 11, 24),
    expires=dt.date(2027, 11, 23),
    producer="Tổ hợp tác phụ nữ bản Phiêng Tam",
    net_content="250 g",
    stars=4,
    host="pieu.example.vn",
)
FEW = 1_000


def spec(count: int, layout: str = "a4-65") -> RunSpec:
    return RunSpec(
        layout=LAYOUTS[layout],
        content=CONTENT,
        codec=CODEC,
        key_version=1,
        run=12,
        count=count,
        origin="https://pieu.example.vn",
        gtin="09521234500018",
    )


def plain(count: int, out: io.BytesIO) -> None:
    """Draw labels the simple way: a QRCode and some drawString for each, with the same texts and positions as ours."""
    run = spec(count)
    plan = RunPlan(run)
    layout, design = run.layout, plan.design
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    for counter in range(1, count + 1):
        slot = (counter - 1) % layout.per_page
        if slot == 0 and counter > 1:
            canvas.showPage()
        serial = CODEC.encode(run.run, counter)
        x, y = plan.corner(slot)
        left, bottom = x * POINTS, A4[1] - y * POINTS - design.height
        for text in design.texts:
            canvas.setFont(text.weight, text.size)
            words = display(serial)[: len(text.text)] if text.pick else text.text
            canvas.drawString(left + text.x, bottom + design.height - text.y, words)
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
        code.add_data(plan.uri(serial))
        code.make()
        for row, modules in enumerate(code.modules):
            top = bottom + design.height - design.code_y - (row + 1) * design.module
            for column, is_dark in enumerate(modules):
                if is_dark:
                    canvas.rect(
                        left + design.code_x + column * design.module,
                        top,
                        design.module,
                        design.module,
                        stroke=0,
                        fill=1,
                    )
    canvas.save()


def ours(count: int, out: io.BytesIO) -> None:
    render_run(spec(count), out)


def ours_verified(count: int, out: io.BytesIO) -> None:
    run = spec(count)
    plan = RunPlan(run)
    render_run(run, out, plan=plan)
    verify_run(out.getvalue(), run, plan=plan)


def rate(work: Callable[[int, io.BytesIO], None], count: int) -> float:
    out = io.BytesIO()
    start = time.perf_counter()
    work(count, out)
    return count / (time.perf_counter() - start)


def symbols() -> dict[str, float]:
    """Return QR codes a second for each implementation, without serials, text and PDF."""
    plan = RunPlan(spec(1))
    serials = list(CODEC.encode_many(12, 1, 20_000))

    def library(mask: int | None) -> Callable[[str], object]:
        def make(serial: str) -> object:
            code = qrcode.QRCode(version=3, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
            code.add_data(
                QRData(plan.uri(serial).encode(), mode=MODE_ALPHA_NUM, check_data=False), optimize=0
            )
            code.make(fit=False)
            return code.modules

        return make

    def zxing(serial: str) -> object:
        barcode = zxingcpp.create_barcode(plan.uri(serial), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        return zxingcpp.write_barcode_to_image(barcode)

    makers: dict[str, tuple[Callable[[str], object], int]] = {
        "python-qrcode, best mask each": (library(None), 200),
        "python-qrcode, mask fixed": (library(plan.encoder.mask), 1_000),
        "zxing-cpp": (zxing, 4_000),
        "BatchEncoder": (lambda serial: plan.encoder.rows(serial[:LENGTH]), 20_000),
    }
    found = {}
    for name, (make, count) in makers.items():
        start = time.perf_counter()
        for serial in serials[:count]:
            make(serial)
        found[name] = count / (time.perf_counter() - start)
    return found


def peak(count: int) -> tuple[int, int]:
    """Return the peak memory of a process that renders and verifies `count` labels, and the size of its file, in bytes."""
    command = [sys.executable, "-m", "bench.labels", "--peak", str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    memory, size = done.stdout.split()
    return int(memory), int(size)


def report_peak(count: int) -> None:
    run = spec(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.pdf"
        with path.open("wb") as out:
            report = render_run(run, out)
        verify_run(path, run)
    # The kernel's own high-water mark; ru_maxrss would count the parent's memory in.
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(int(kilobytes) * 1024, report.size)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench labels", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--labels", type=int, default=20_000)
    parser.add_argument("--plain", type=int, default=400)
    parser.add_argument("--memory", type=int, default=100_000)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    if options.peak:
        report_peak(options.peak)
        return
    for weight, file in FONT_FILES.items():
        pdfmetrics.registerFont(TTFont(weight, file))
    print(machine())
    print("\nCodes alone, a second:")
    found = symbols()
    for name, speed in found.items():
        print(f"  {name:32} {speed:>10,.0f}  {speed / found['python-qrcode, best mask each']:>8,.1f} x")
    serials = CODEC.encode_many(12, 1, 100_000)
    start = time.perf_counter()
    counted = sum(1 for _ in serials)
    print(f"\nSerials a second, in bulk: {counted / (time.perf_counter() - start):,.0f}")

    rounds = []
    for _ in range(options.rounds):
        rounds.append(
            (rate(plain, options.plain), rate(ours, options.labels), rate(ours_verified, options.labels))
        )
    plain_rate, our_rate, verified_rate = (statistics.median(speeds) for speeds in zip(*rounds, strict=True))
    ratio = statistics.median(ours_ / plain_ for plain_, ours_, _verified in rounds)
    verified_ratio = statistics.median(verified / plain_ for plain_, _ours, verified in rounds)
    print("\nLabels a second, serial to finished PDF, A4 sheets of 65:")
    print(f"  {'python-qrcode + reportlab':32} {plain_rate:>10,.0f}")
    print(f"  {'ours':32} {our_rate:>10,.0f}  {ratio:>8,.1f} x   (target 20)")
    print(f"  {'ours, 100 labels read back':32} {verified_rate:>10,.0f}  {verified_ratio:>8,.1f} x")

    (few, few_size), (many, many_size) = peak(FEW), peak(options.memory)
    print("\nPeak memory of a process that prints and verifies:")
    print(f"  {FEW:>9,} labels {few / 2**20:>7.1f} MiB, file {few_size / 2**20:.1f} MiB")
    print(f"  {options.memory:>9,} labels {many / 2**20:>7.1f} MiB, file {many_size / 2**20:.1f} MiB")
    print(f"  ratio {many / few:.2f}   (target at most 1.5)")


if __name__ == "__main__":
    main(sys.argv[1:])
