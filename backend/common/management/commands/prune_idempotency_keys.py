from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from backend.common.idempotency import KEEP_FOR, prune_keys


class Command(BaseCommand):
    help = "Xoá các khoá chống gửi hai lần đã cũ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=KEEP_FOR.days, help="Giữ lại bao nhiêu ngày.")

    def handle(self, *args: Any, **options: Any) -> None:
        count = prune_keys(older_than=timedelta(days=options["days"]))
        self.stdout.write(f"Đã xoá {count} khoá.")
