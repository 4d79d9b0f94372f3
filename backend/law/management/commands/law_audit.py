import datetime as dt
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.law.citing.auditing import Finding, audit_citations
from backend.law.citing.enums import Fault
from backend.law.citing.registry import citing_places


class Command(BaseCommand):
    help = (
        "Mọi chỗ trong Piêu dựa vào điều luật đã hết, đã đổi, hay thư viện chưa có, tính đến một ngày; có thì kết thúc với mã 1. "
        "Điều luật chưa thấy văn bản được ghi riêng và không đổi mã kết thúc, trừ khi có --strict. / "
        "Every place that cites law which ended or changed by a day, or which the library lacks; ends with 1 if there are any. "
        "Documents that were never read are listed apart and don't change the exit code without --strict: "
        "Piêu comes with a catalogue without texts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="DATE", default="", help="such as 2027-01-01; today if left out")
        parser.add_argument("--strict", action="store_true", help="end with 1 for what was never read, too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            at = dt.date.fromisoformat(options["at"]) if options["at"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"{options['at']} is not a date such as 2027-01-01.") from error
        places = list(citing_places())
        findings = audit_citations(at, places)
        faults = [finding for finding in findings if finding.fault != Fault.NOT_READ]
        unread = [finding for finding in findings if finding.fault == Fault.NOT_READ]
        for finding in (*faults, *unread):
            self.stdout.write(_line(finding))
        self.stdout.write(
            f"{at.isoformat()}: places {len(places)}, to look at again {len(faults)}, never read {len(unread)}"
        )
        if faults or (options["strict"] and unread):
            sys.exit(1)


def _line(finding: Finding) -> str:
    place = finding.place
    uses = f" [{place.uses}]" if place.uses else ""
    return f"{place.kind} {place.name}{uses}: {finding.citation} ({place.checked}): {finding.words}"
