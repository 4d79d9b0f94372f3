"""./run export_profile NAME LOT --out FILE.json       write a lot's data for a government system
./run export_profile NAME --schema --out FILE.json  write the JSON Schema of such files

NAME is national-portal, verigoods or e-label. Only files are written; nothing is sent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.common.command_lines import command_line
from backend.common.errors import DomainError
from traceability.exports.files import PROFILES, export_of
from traceability.lots.choosing import lot_meant


class Command(BaseCommand):
    help = "Ghi một lô ra tệp theo hồ sơ của một hệ thống Nhà nước; không gửi đi đâu. / A lot as a file; nothing is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(PROFILES))
        parser.add_argument("lot", nargs="?", help="Code of the lot, also one of before, or id:5")
        parser.add_argument("--schema", action="store_true")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, name: str, lot: str | None, schema: bool, out: Path, **options: Any) -> None:
        if schema == (lot is not None):
            raise CommandError(command_line("export_profile NAME LOT --out FILE.json"))
        profile = PROFILES[name]
        if lot is None:
            document = profile.schema()
        else:
            try:
                document = export_of(profile, lot_meant(lot), made_at=timezone.now())
            except DomainError as error:
                raise CommandError(error.message) from None
        out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        self.stdout.write(f"{out}: {out.stat().st_size:,} byte")
