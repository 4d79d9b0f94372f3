from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from backend.common.backup import BackupError
from backend.common.moving import move_database


class Command(BaseCommand):
    help = "Chuyển dữ liệu từ SQLite sang một cơ sở dữ liệu PostgreSQL mới, còn trống. Dừng Piêu trước."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="URL", required=True, help="postgres://… của cơ sở dữ liệu mới")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = move_database(options["to"], say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (DatabaseError, ValueError) as error:
            # ValueError: raised by PostgreSQL's driver for a text with a NUL, which SQLite can store.
            raise CommandError(
                f"Không chuyển được, ở đây còn nguyên: {error}\nNot moved, nothing changed here: {error}"
            ) from error
        self.stdout.write(
            f"Đã chuyển {count} dòng, số dòng từng bảng khớp. / Moved {count} rows; every table counts the same."
        )
        self.stdout.write("Đặt DATABASE_URL rồi chạy lại Piêu. / Set DATABASE_URL, then start Piêu again.")
