from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.ledger.checkpoints import LogError, note_of, sign
from backend.ledger.sequencing import sequence_all


class Command(BaseCommand):
    help = (
        "Đưa mọi mục mới vào nhật ký công khai và ký; đồng hồ làm việc này nửa phút một lần. / "
        "Bring every new entry into the public log and sign it; the clock does so every half minute. Prints the checkpoint."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--trust-database",
            action="store_true",
            help="Máy này chưa ký lần nào: tin cơ sở dữ liệu (docs/operate.md). / First time on this machine.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sequence_all()
        try:
            checkpoint = sign(trust_database=options["trust_database"])
        except LogError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(note_of(checkpoint), ending="")
