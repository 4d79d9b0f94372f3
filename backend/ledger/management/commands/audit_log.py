from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.ledger.auditing import Report, audit


class Command(BaseCommand):
    help = (
        "Tính lại cả nhật ký từ các dòng và so các bảng với sổ cái; khác thì kết thúc bằng lỗi và nêu tên lô. / "
        "Recompute the whole log from its rows and compare lots, events, labels and papers with their entries; exit status "
        "1 and the lot's name where something differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--most", type=int, default=100, help="in nhiều nhất bấy nhiêu chỗ / print at most so many"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report, found = Report(), 0
        for finding in audit(report):
            found += 1
            if found <= options["most"]:
                self.stdout.write(finding.words())
        compared = ", ".join(f"{name} {count}" for name, count in report.compared.items())
        self.stdout.write(
            f"{report.entries} mục, {report.leaves} lá, {report.waiting} đang chờ, {report.checkpoints} điểm mốc / "
            f"entries, leaves, waiting, checkpoints; so với sổ cái / compared with the ledger: {compared or '0'}"
        )
        if found:
            raise CommandError(f"{found} chỗ không khớp. / {found} places do not agree.")
        self.stdout.write("Mọi thứ khớp. / Everything agrees.")
