from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from backend.common.errors import DomainError
from backend.common.units import format_number, format_quantity
from members.acting import Actor
from members.models import User
from traceability.labels.actions import request_run, take_to_printer
from traceability.labels.enums import RunState
from traceability.labels.runs.needs import warnings_for
from traceability.labels.runs.rendering import RUN_LAYOUTS, check_fits, make_sheet
from traceability.labels.runs.serials import printed_serial, serial_of
from traceability.models import LabelRun, Lot

REFUSED, UNKNOWN, NO_FILE, NO_SHEET = 1, 2, 3, 4


class Command(BaseCommand):
    help = (
        "Làm một đợt tem cho một lô và ghi tờ in ra tệp PDF. "
        "Mã thoát: 0 xong, 1 bị từ chối, 2 không rõ lô hay người, 3 không ghi được tệp, 4 không làm được tờ in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lot", metavar="LÔ", help="Mã lô, ví dụ MHM2611-1.")
        parser.add_argument("--count", type=int, required=True, metavar="N", help="Số tem, 1 đến 100000.")
        parser.add_argument("--layout", required=True, choices=sorted(RUN_LAYOUTS), help="Giấy tem.")
        parser.add_argument("--out", required=True, type=Path, metavar="TỆP.pdf", help="Ghi tờ in ra đây.")
        parser.add_argument("--product", type=int, metavar="ID", help="Khi nhiều sản phẩm có lô cùng mã.")
        parser.add_argument(
            "--as",
            dest="card",
            metavar="THẺ",
            help="Số thẻ hội viên của người in; không ghi thì là người quản trị.",
        )
        parser.add_argument("--offset-x", default="0", metavar="MM", help="Dịch sang phải, mm.")
        parser.add_argument("--offset-y", default="0", metavar="MM", help="Dịch xuống dưới, mm.")

    def handle(self, *args: Any, **options: Any) -> None:
        lot = self._lot(options["lot"], options["product"])
        actor = self._actor(options["card"])
        for warning in warnings_for(lot, options["count"]):
            self.stderr.write(self.style.WARNING(f"Chú ý: {warning.message}"))
        # Create the output file first, so that nothing is recorded if it can't be written.
        with _Place(options["out"]) as place:
            try:
                run = request_run(
                    actor=actor,
                    lot=lot,
                    count=options["count"],
                    layout=options["layout"],
                    offset_x=options["offset_x"].replace(",", "."),
                    offset_y=options["offset_y"].replace(",", "."),
                )
            except DomainError as error:
                raise CommandError(error.message, returncode=REFUSED) from None
            self._make(run)
            try:
                take_to_printer(actor=actor, run=run)
            except DomainError as error:
                raise CommandError(error.message, returncode=REFUSED) from None
            place.fill_from(run)
        plan = check_fits(run)
        for line in (
            f"Đợt tem số {run.pk}: {format_number(run.count)} tem, lô {lot.code}, {lot.product.name}",
            f"Đã đọc thử {format_number(run.verified_count)} tem, con nào cũng đúng.",
            f"Tem đầu  {printed_serial(run, 1)}",
            f"Tem cuối {printed_serial(run, run.count)}",
            f"Quét tem đầu mở {plan.uri(serial_of(run, 1))}",
            f"Tờ in: {options['out']} ({actor.by} in, đã ghi sổ)",
        ):
            self.stdout.write(line)

    def _lot(self, code: str, product: int | None) -> Lot:
        wanted = "".join(code.split()).upper()
        lots = Lot.objects.filter(code=wanted).select_related("product__producer")
        if product is not None:
            lots = lots.filter(product_id=product)
        found = list(lots.order_by("product_id")[:20])
        if not found:
            raise CommandError(f"Không có lô {wanted}." + _near(wanted), returncode=UNKNOWN)
        if len(found) > 1:
            rows = "\n".join(
                f"  --product {lot.product_id}   {lot.product.name}, {lot.product.producer.name}, "
                f"{format_quantity(lot.quantity, lot.unit)}"
                for lot in found
            )
            raise CommandError(f"Nhiều sản phẩm có lô {wanted}. Thêm một trong:\n{rows}", returncode=UNKNOWN)
        return found[0]

    def _actor(self, card: str | None) -> Actor:
        people = User.objects.filter(is_active=True)
        if card is not None:
            user = people.filter(card_number="".join(card.split())).first()
            if user is None:
                raise CommandError(f"Không có ai mang thẻ {card}.", returncode=UNKNOWN)
        else:
            user = people.filter(is_staff=True).order_by("-is_superuser", "pk").first()
            if user is None:
                raise CommandError("Chưa có người quản trị. Thêm --as SỐ_THẺ.", returncode=UNKNOWN)
        return Actor.of(user)

    def _make(self, run: LabelRun) -> None:
        """Make the sheet in this process. If a worker was faster, wait for it.

        Raises CommandError if the run failed or was cancelled.
        """
        tell = _Progress(self.stderr.write, is_terminal=sys.stderr.isatty())
        make_sheet(run.pk, progress=tell)
        while True:
            run.refresh_from_db()
            if run.state == RunState.READY:
                return
            if run.state in (RunState.FAILED, RunState.CANCELLED):
                raise CommandError(
                    f"Đợt tem số {run.pk}: {run.error or run.get_state_display()}", returncode=NO_SHEET
                )
            tell(run.done_count, run.count)
            time.sleep(0.5)
            make_sheet(run.pk, progress=tell)


class _Place:
    """A temporary file that replaces `target` at the end, as a whole.

    Raises CommandError if it can't be written.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.temporary: Path | None = None

    def __enter__(self) -> _Place:
        if self.target.is_dir():
            raise CommandError(f"{self.target} là thư mục, không phải tệp.", returncode=NO_FILE)
        try:
            handle, name = tempfile.mkstemp(prefix=".tem-", suffix=".pdf", dir=self.target.absolute().parent)
        except OSError as error:
            raise CommandError(
                f"Không ghi được {self.target}: {error.strerror}", returncode=NO_FILE
            ) from None
        os.close(handle)
        self.temporary = Path(name)
        return self

    def fill_from(self, run: LabelRun) -> None:
        assert self.temporary is not None
        try:
            with default_storage.open(run.pdf, "rb") as sheet, self.temporary.open("wb") as out:
                shutil.copyfileobj(sheet, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            self.temporary.chmod(0o666 & ~_umask())
            os.replace(self.temporary, self.target)
        except OSError as error:
            raise CommandError(
                f"Đợt tem số {run.pk} đã làm xong nhưng không ghi được {self.target}: {error.strerror}. "
                "Mở đợt tem trên trang để lấy tờ in.",
                returncode=NO_FILE,
            ) from None

    def __exit__(self, *_about: object) -> None:
        if self.temporary:
            with suppress(OSError):
                self.temporary.unlink(missing_ok=True)


class _Progress:
    """Progress output: one updated line on a terminal, elsewhere a line for each tenth."""

    def __init__(self, write: Callable[..., Any], *, is_terminal: bool) -> None:
        self._out, self._is_terminal = write, is_terminal
        self._last = -1

    def __call__(self, done: int, total: int) -> None:
        part = done * (100 if self._is_terminal else 10) // total
        if part == self._last:
            return
        self._last = part
        words = f"{format_number(done)}/{format_number(total)} tem"
        if self._is_terminal:
            self._out(f"\r{words}", ending="\n" if done == total else "")
        else:
            self._out(words)


def _near(code: str) -> str:
    """Return a few codes with the same beginning, in case the end was mistyped."""
    stem = code.partition("-")[0][:7]
    alike = (
        Lot.objects.filter(code__startswith=stem).order_by("-created_at").values_list("code", flat=True)[:5]
    )
    return f" Có các lô: {', '.join(alike)}." if stem and alike else ""


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
