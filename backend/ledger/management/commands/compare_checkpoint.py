from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.ledger.kept_checkpoints import (
    Rebuilt,
    compare_with_address,
    compare_with_database,
    is_signed,
    known_keys,
    read_kept,
)
from backend.ledger.verifying.command import read_keys
from backend.ledger.verifying.formats import Refused, Unread
from backend.ledger.watch_pieu import NotFetched


class Command(BaseCommand):
    help = (
        "So điểm mốc giữ trên giấy hay trong ảnh với nhật ký bây giờ: cùng một nhật ký, nối tiếp, hay đã bị dựng lại (kết thúc bằng 1). / "
        "Compare a kept checkpoint (text, file or photo of its QR code) with the log of this machine, or with one at --url: the same, a "
        "consistent later one, or rebuilt (exit status 1); 2 if nothing was compared."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "kept", metavar="TEXT-OR-FILE", help="chữ đọc từ mã QR, tệp chữ, hay ảnh / text, file or picture"
        )
        parser.add_argument("--url", default="", help="https://…/log/")
        parser.add_argument(
            "--key", action="append", default=[], help="khoá của nhật ký / a key of the log, or a file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = read_keys(options["key"])
            kept = read_kept(options["kept"])
            signed = is_signed(kept, keys or ([] if options["url"] else known_keys()))
            if options["url"]:
                found = compare_with_address(kept, options["url"], keys)
            else:
                found = compare_with_database(kept)
        except (Unread, NotFetched) as unread:
            raise CommandError(f"CHƯA SO ĐƯỢC / NOT COMPARED: {unread}", returncode=2) from unread
        except Refused as refusal:
            raise CommandError(f"SAI / DOES NOT HOLD: {refusal}") from refusal
        except Rebuilt as rebuilt:
            raise CommandError(f"{rebuilt}\n{_words(signed)}") from rebuilt
        self.stdout.write(f"{found}\n{_words(signed)}")


def _words(signed: bool) -> str:
    if signed:
        return (
            "Chữ ký trên giấy đúng: nhật ký này đã công bố điểm mốc ấy. / "
            "The signature on paper is right: this log published that checkpoint."
        )
    return (
        "CHÚ Ý: chữ ký trên giấy không phải của khoá đã biết. Thêm --key với khoá in trên chính tờ giấy. / "
        "NOTE: the signature on paper is by no known key. Add --key with the key printed on the paper."
    )
