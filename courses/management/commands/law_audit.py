import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.law import audit


class Command(BaseCommand):
    help = (
        "Bước và câu hỏi dựa vào điều luật đã đổi, tính đến một ngày; có thì kết thúc với mã 1. / "
        "Steps and questions that cite law which has changed by a day; ends with 1 if there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="DATE", default="", help="such as 2027-01-01; today if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            at = dt.date.fromisoformat(options["at"]) if options["at"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"{options['at']} is not a date such as 2027-01-01.") from error
        found = audit(at)
        for row in found:
            citation = row.citation
            article = f" {citation['article']}" if citation.get("article") else ""
            self.stdout.write(
                f"{row.course.slug if row.course else '-'}: {row.where}: {citation.get('document')}{article} "
                f"({citation.get('date')}): {row.why}"
            )
        self.stdout.write(f"{at.isoformat()}: {len(found)}")
        if found:
            sys.exit(1)
