from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.common.backup import BackupError, make_backup, read_manifest


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và các tệp vào một tệp .tar; Piêu vẫn chạy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out", metavar="DIR", default=None, help="Thư mục nhận bản sao lưu (var/backups)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["out"] or settings.VAR_DIR / "backups")
        try:
            path = make_backup(folder)
            files = read_manifest(path)["files"]
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{path}: {len(files)} tệp, {path.stat().st_size / 1e6:.1f} MB, đã đọc lại và khớp."
        )
        if "storages" in settings.STORAGES["default"]["BACKEND"]:
            self.stderr.write("Tệp ở S3 không nằm trong bản sao lưu. / Files in S3 are not in the backup.")
        self.stderr.write(
            "Khoá (SECRET_KEY, LABEL_KEYS, BADGE_KEYS, LOG_KEYS) không nằm trong bản sao lưu: cất riêng.\n"
            "The keys (SECRET_KEY, LABEL_KEYS, BADGE_KEYS, LOG_KEYS) are not in it: keep them elsewhere."
        )
