import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from backend.common.dates import DateError, parse_vi_date
from backend.common.errors import DomainError
from backend.law.editions.actions.importing import Outcome, Source, import_law, resolve_citations
from backend.law.editions.files import LawFile, read_law_file
from backend.law.editions.parsed import ParsedLaw
from backend.law.editions.resolving import Resolved
from backend.law.editions.writable import require_writable

MOST_LISTED = 40


class Command(BaseCommand):
    help = (
        "Nhập lời văn của luật: tệp zip, trang html hay tệp chữ của Bộ pháp điển, một văn bản, hoặc YAML. / "
        "Imports the text of laws: the codified law as zip, html or text, a document, or YAML."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Chỉ cho xem sẽ đổi gì. / Show what would change."
        )
        parser.add_argument(
            "--from",
            dest="from_date",
            help="Ngày lời văn mới có hiệu lực; mặc định: hôm nay. / First day of changed texts; default: today.",
        )
        parser.add_argument(
            "--number", default="", help="Số hiệu, nếu tệp không ghi. / The document's number."
        )
        parser.add_argument(
            "--secondary",
            action="store_true",
            help="Tệp do người khác tổng hợp: văn bản vẫn là chưa thấy. / Not the text itself: stays “not seen”.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = parse_vi_date(options["from_date"]) if options["from_date"] else None
            found = read_law_file(options["file"], number=options["number"], from_date=day)
            for law in found.laws:
                require_writable(law)
            resolved = [resolve_citations(law) for law in found.laws]
        except (DomainError, DateError) as error:
            raise CommandError(f"{error} Chưa có gì thay đổi. / Nothing was changed.") from error
        written: list[str] = []
        for law, citations in zip(found.laws, resolved, strict=True):
            try:
                self._import(found, law, citations, day, options)
            except (DomainError, DatabaseError) as error:
                raise CommandError(_stopped(law.scope, error, written)) from error
            if not options["dry_run"]:
                written.append(law.scope)

    def _import(
        self, found: LawFile, law: ParsedLaw, resolved: Resolved, day: dt.date | None, options: dict[str, Any]
    ) -> None:
        outcome = import_law(
            actor=None,
            law=law,
            source=Source(found.name, found.sha256, is_text=not options["secondary"]),
            resolved=resolved,
            from_date=day,
            is_trial=options["dry_run"],
        )
        self.stdout.write(f"{law.scope} {law.title}")
        self.stdout.write("  " + ", ".join(f"{name} {count}" for name, count in law.count().items()))
        rate = f" ({resolved.resolved / resolved.found:.1%})" if resolved.found else ""
        self.stdout.write(
            f"  Chỉ dẫn / citations: {resolved.found}, hiểu được / resolved {resolved.resolved}{rate}, "
            f"còn lại / left {resolved.found - resolved.resolved}"
        )
        for remark in law.remarks:
            self.stdout.write(f"  {remark}")
        self._report(outcome, is_trial=options["dry_run"])

    def _report(self, outcome: Outcome, *, is_trial: bool) -> None:
        if outcome.is_empty:
            self.stdout.write("  Không có gì mới. / Nothing changed.")
        else:
            self.stdout.write(
                ("  Sẽ ghi / would write: " if is_trial else "  Đã ghi / written: ")
                + f"văn bản / documents {outcome.new_documents}, điều khoản / provisions {outcome.new_provisions}, "
                f"lời văn / texts {outcome.new_texts}, sửa / changed {outcome.changed_texts}, "
                f"thay đổi / changes {outcome.changes}, hết / ended {len(outcome.ended)}"
            )
        if outcome.resolved_again:
            self.stdout.write(
                f"  Chỉ dẫn ở văn bản khác nay hiểu được / citations elsewhere now resolved: {outcome.resolved_again}"
            )
        for name, many in (("hết / ended", outcome.ended), ("giữ lời cũ / kept", outcome.kept)):
            if many:
                shown = ", ".join(many[:MOST_LISTED])
                rest = f" … (+{len(many) - MOST_LISTED})" if len(many) > MOST_LISTED else ""
                self.stdout.write(f"  {name} {len(many)}: {shown}{rest}")


def _stopped(scope: str, error: Exception, written: list[str]) -> str:
    """Return what an import that stopped at a part of the file left behind: the parts before it, by name."""
    if not written:
        return f"{scope}: {error} Chưa có gì thay đổi. / Nothing was changed."
    names = ", ".join(written)
    return (
        f"{scope}: {error} Đã ghi: {names}. Phần này và các phần sau chưa ghi; sửa rồi nhập lại tệp. / "
        f"Written: {names}. This part and those after it are not; mend it and import the file again."
    )
