from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from backend.common import clock
from backend.common.earlier_names import carry_over


class Command(BaseCommand):
    help = "Chạy các việc định kỳ khi đến hạn (backend/common/clock.py)."
    # The checks import every view, a third of such a process's memory. `check` makes them before a start.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Chạy những việc đã đến hạn rồi thôi.")
        parser.add_argument("--list", action="store_true", help="Chỉ in danh sách các việc.")
        parser.add_argument("--interval", type=float, default=5, help="Số giây giữa hai lần xem.")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("tasks")
        if options["list"]:
            for job in clock.jobs():
                when = f"at {job.at:%H:%M}" if job.at else f"every {job.period}"
                self.stdout.write(f"{job.name}  {when}")
            return
        carry_over()
        if options["once"]:
            for name in clock.run_due():
                self.stdout.write(name)
            return
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        # Its wait is what a signal interrupts, so a job under way is finished first.
        clock.keep_time(stop, options["interval"])
