from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.ledger import ports
from backend.ledger.verifying.command import read_file, read_keys
from backend.ledger.verifying.formats import Refused, Unread
from backend.ledger.verifying.proof_reading import describe, verify_proof


class Command(BaseCommand):
    help = (
        "Kiểm tra một tệp bằng chứng hay bộ hồ sơ kiểm tra (.zip), không cần mạng và không đọc cơ sở dữ liệu. / "
        "Check a proof file or an inspector's bundle offline, without the database; verify_pieu.py does the same without Piêu, and says "
        "what of a bundle it leaves."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--key", action="append", default=[], help="khoá của nhật ký / a key of the log")
        parser.add_argument(
            "--witness", action="append", default=[], help="khoá nhân chứng / a witness's key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content, keys, witnesses = (
                read_file(options["file"]),
                read_keys(options["key"]),
                read_keys(options["witness"]),
            )
            if content.startswith(b"PK"):
                # An inspector's bundle: the app above reads the files in it, too. Raises Refused.
                report = ports.checked_bundle(content=content, keys=keys, witnesses=witnesses)
                self.stdout.write(report)
                return
            answer = verify_proof(content, keys, witnesses)
        except Unread as unread:
            raise CommandError(f"CHƯA KIỂM TRA / NOT CHECKED: {unread}", returncode=2) from unread
        except Refused as refusal:
            raise CommandError(f"SAI / DOES NOT HOLD: {refusal}") from refusal
        self.stdout.write(describe(answer))
