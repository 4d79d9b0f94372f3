from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backend.ledger import watch_pieu


class Command(BaseCommand):
    help = (
        "Chép lại một nhật ký công khai và báo nếu lịch sử bị viết lại: kết thúc bằng 1. / "
        "Mirror a public log; exit status 1 when history was rewritten. The same as watch_pieu.py, which needs no Piêu."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="https://…/log/")
        parser.add_argument("--into", default="pieu-log", help="thư mục / folder")
        parser.add_argument("--key", action="append", default=[], help="khoá của nhật ký / a key of the log")
        parser.add_argument("--every", type=int, default=0, help="giây / seconds between looks")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = [f"--key={key}" for key in options["key"]]
        arguments = [options["url"], f"--into={options['into']}", f"--every={options['every']}", *keys]
        if status := watch_pieu.main(arguments):
            sys.exit(status)
