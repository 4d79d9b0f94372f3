import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from orders.duties.gaps import DUTIES, gaps_on


class Command(BaseCommand):
    help = (
        "Nghĩa vụ của sàn thương mại điện tử vào một ngày: nêu từng chỗ còn thiếu; có thì kết thúc với mã 1. / "
        "What of a platform's duties is not met on a day, each gap by name; ends with 1 if there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date", metavar="DATE", default="", help="such as 2027-01-01; today if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = dt.date.fromisoformat(options["date"]) if options["date"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"{options['date']} is not a date such as 2027-01-01.") from error
        found = gaps_on(day)
        for duty, gap in found:
            mark = "" if duty.is_checked else " (luật sư xem lại / to be read by a lawyer)"
            self.stdout.write(f"{duty.id}: {duty.words} [{duty.document}]{mark}: {gap}")
        binding = sum(duty.source.valid_from <= day for duty in DUTIES)
        self.stdout.write(f"{day.isoformat()}: {binding} nghĩa vụ / duties, {len(found)} chỗ thiếu / gaps")
        if found:
            sys.exit(1)
