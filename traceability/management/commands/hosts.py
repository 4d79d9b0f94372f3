"""./run hosts                    list the hosts that labels carry
./run hosts add HOST [NOTE]    add a former host
./run hosts remove HOST        remove one that was added by mistake; refused if labels or events carry it
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.common.errors import DomainError
from traceability.hosts.actions import (
    add_host,
    current_host,
    host_in,
    remember_printed_hosts,
    remove_host,
    runs_with,
)
from traceability.models import PrintedHost


class Command(BaseCommand):
    help = "Các địa chỉ từng in trên tem: xem, thêm, bỏ. / The hosts that labels carry: list, add, remove."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=["list", "add", "remove"], default="list")
        parser.add_argument("host", nargs="?", default="")
        parser.add_argument("note", nargs="?", default="")

    def handle(self, *args: Any, what: str, host: str, note: str, **options: Any) -> None:
        remember_printed_hosts()
        try:
            if what == "add":
                add_host(actor=None, host=host, note=note)
            elif what == "remove":
                row = PrintedHost.objects.filter(host=host_in(host)).first()
                if row is None:
                    raise CommandError(f"Không có {host} trong sổ. / {host} is not there.")
                remove_host(actor=None, host=row)
        except DomainError as error:
            raise CommandError(error.message) from None
        for row in PrintedHost.objects.order_by("since", "host"):
            current = "đang in / today's" if row.host == current_host() else ""
            runs = runs_with(row.host).count()
            self.stdout.write(
                f"{row.host}\t{row.since:%Y-%m-%d}\t{runs} đợt tem / runs\t{current}\t{row.note}".rstrip()
            )
