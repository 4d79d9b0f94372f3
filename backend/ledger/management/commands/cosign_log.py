from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.common.errors import DomainError
from backend.ledger.witnesses import keep_cosignatures


class Command(BaseCommand):
    help = (
        "Giữ chữ ký của nhân chứng (LOG_WITNESSES) dưới một điểm mốc. / "
        "Keep the signature lines that a witness wrote under a checkpoint; prints whose they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("size", type=int, help="số mục của điểm mốc / the checkpoint's size")
        parser.add_argument(
            "file", nargs="?", default="-", help="các dòng chữ ký; - đọc từ đầu vào / -: stdin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text("utf-8")
            stored = keep_cosignatures(size=options["size"], lines=lines)
        except (OSError, UnicodeDecodeError, DomainError) as error:
            raise CommandError(str(error)) from error
        for row in stored:
            self.stdout.write(f"{row.key} {row.signed_at}")
