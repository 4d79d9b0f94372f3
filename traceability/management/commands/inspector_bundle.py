"""./run inspector_bundle LOT [LOT ...] --out FILE.zip
    Write an inspector's bundle of lots. LOT is a present or former code, or an id such as id:5.
./run inspector_bundle --check FILE.zip [--key KEY] [--witness KEY] [--out AGAIN.zip]
    Check a bundle, with the keys of the log that you trust. With --out, write it again with the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.common.command_lines import command_line
from backend.ledger.verifying.command import read_keys
from backend.ledger.verifying.formats import Refused
from traceability.inspection.bundle import Bundle, BundleError, read_bundle, without_link, write_bundle
from traceability.inspection.contents import contents_of
from traceability.lots.choosing import lot_meant


class Command(BaseCommand):
    help = "Bộ hồ sơ kiểm tra của lô hàng: ghi ra tệp ZIP, hoặc kiểm tra một tệp. / An inspector's bundle: write or check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lots", nargs="*", help="Lot codes, also of before, or id:5")
        parser.add_argument("--out", type=Path)
        parser.add_argument("--check", type=Path)
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            help="khoá của nhật ký / a key of the log, or a file with keys",
        )
        parser.add_argument(
            "--witness", action="append", default=[], help="khoá nhân chứng / a witness's key"
        )

    def handle(
        self, *args: Any, lots: list[str], out: Path | None, check: Path | None, **options: Any
    ) -> None:
        if check is not None:
            self._check(check, out, options["key"], options["witness"])
            return
        if not lots or out is None:
            raise CommandError(command_line("inspector_bundle LOT --out FILE.zip"))
        found = list({lot.pk: lot for lot in map(lot_meant, lots)}.values())
        made_at = timezone.now().isoformat(timespec="milliseconds")
        bundle = Bundle(made_at, settings.PUBLIC_ORIGIN, contents_of(found, made_at=made_at))
        out.write_bytes(write_bundle(bundle))
        self.stdout.write(f"{out}: {len(found)} lô / lots, {out.stat().st_size:,} byte")

    def _check(self, path: Path, again: Path | None, keys: list[str], witnesses: list[str]) -> None:
        try:
            bundle = read_bundle(path.read_bytes(), read_keys(keys), read_keys(witnesses))
        except (OSError, BundleError, Refused) as error:
            raise CommandError(str(error)) from None
        if again is not None:
            again.write_bytes(write_bundle(bundle))
        if not bundle.has_own_index:
            self.stdout.write(
                "Đừng đọc trang chi-muc.html: nó khác các tệp đi cùng, đã bị sửa hoặc do bản Piêu khác làm. "
                "--out ghi lại bộ hồ sơ với trang đúng. / The index differs from the files; --out writes it anew."
            )
        events = bundle.files["su-kien.jsonld"]["epcisBody"]["eventList"]
        self.stdout.write(
            f"Đúng: {len(bundle.files['lo.json'])} lô, {len(events)} sự kiện, lúc {bundle.made_at}."
        )
        if bundle.answer is None:
            self.stdout.write(
                "Không có bằng chứng trong nhật ký công khai. / No proof from the public log in it."
            )
        else:
            own = " (khoá lấy từ chính tệp này / by the file's own key)" if bundle.answer.is_own_key else ""
            self.stdout.write(f"Nhật ký công khai chứng minh {len(bundle.answer.entries)} mục{own}.")
        for name, count in without_link(bundle):
            self.stdout.write(
                f"{name}: {count} mục có lô không chứng minh được / rows whose lot is not provable."
            )
