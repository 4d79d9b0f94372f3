import datetime as dt
import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.law.in_use import audit_in_use
from courses.law.stale import audit


class Command(BaseCommand):
    help = (
        "Bước và câu hỏi dựa vào điều luật đã đổi, tính đến một ngày: bản đang soạn, và các bản đã đăng đang có người học, "
        "có giấy chứng nhận hoặc đang mở; có thì kết thúc với mã 1. / "
        "Steps and questions that cite law which has changed by a day, in drafts and in published versions in use; "
        "ends with 1 if there are any."
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
            place = f"{row.course.slug if row.course else '-'}: {row.where}"
            self.stdout.write(f"{place}: {_cited(row.citation)}: {row.why}")
        in_use = audit_in_use(at)
        for one in in_use:
            # "published 2": the numbers of learners and of valid certificates.
            uses = f"published {one.number}, learning {one.learning}, certificates {one.certificates}"
            place = f"{one.slug} [{uses}]: {one.where}"
            self.stdout.write(f"{place}: {_cited(one.citation)}: {one.why}")
        self.stdout.write(f"{at.isoformat()}: {len(found)} + {len(in_use)}")
        if found or in_use:
            sys.exit(1)


def _cited(citation: Mapping[str, str]) -> str:
    article = f" {citation['article']}" if citation.get("article") else ""
    return f"{citation.get('document')}{article} ({citation.get('date')})"
