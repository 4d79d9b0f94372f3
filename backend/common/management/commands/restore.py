from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from backend.common.backup import BackupError, made_at, read_manifest, restore_backup
from backend.common.command_lines import command_line


class Command(BaseCommand):
    help = "Phục hồi từ một bản sao lưu. Dừng Piêu trước."
    # Nothing but the backup may be asked: what is here may be empty or broken.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="Tệp .tar mà lệnh backup đã làm.")
        parser.add_argument(
            "--yes", action="store_true", help="Thay dữ liệu đang có; dữ liệu cũ được giữ bên cạnh."
        )
        parser.add_argument("--check", action="store_true", help="Chỉ kiểm tra bản sao lưu, không thay gì.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            raise CommandError(
                "Chị cho biết tệp sao lưu. / Name the backup file:\n"
                f"  {command_line('restore FILE.tar --check')}    chỉ kiểm tra / only look\n"
                f"  {command_line('restore FILE.tar --yes')}      thay dữ liệu đang có / replace what is here\n"
                f"Bản sao lưu thường ở / Backups are usually in: {settings.VAR_DIR / 'backups'}"
            )
        try:
            manifest = read_manifest(options["file"])
            self.stdout.write(
                f"{options['file']}: {made_at(manifest):%d/%m/%Y %H:%M}, {len(manifest['files'])} tệp, khớp."
            )
            if options["check"]:
                return
            restored = restore_backup(options["file"], yes=options["yes"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"Cơ sở dữ liệu từ chối: {error}\nThe database refused: {error}") from error
        self.stdout.write("Đã phục hồi. / Restored.")
        for old in (restored.database, restored.media):
            if old:
                self.stdout.write(f"Dữ liệu cũ còn ở / The old data is kept at: {old}")
        if restored.needs_migrate:
            self.stdout.write(f"Chạy tiếp / Now run: {command_line('migrate')}")
