"""./run export_profile NAME LOT --out FILE.json    write a lot for a system of the state (national-portal, verigoods, e-label)
./run export_profile NAME --schema --out FILE.json  write the JSON Schema of such files

Files alone: Piêu sends nothing anywhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from backend.common.errors import DomainError
from traceability.exports.files import PROFILES, export_of
from traceability.models import Lot


class Command(BaseCommand):
    help = "Ghi một lô ra tệp theo hồ sơ của một hệ thống Nhà nước; không gửi đi đâu. / A lot as a file; nothing is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(PROFILES))
        parser.add_argument("lot", nargs="?", help="Code or id of the lot")
        parser.add_argument("--schema", action="store_true")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, name: str, lot: str | None, schema: bool, out: Path, **options: Any) -> None:
        if schema == (lot is not None):
            raise CommandError("./run export_profile NAME LOT --out FILE.json")
        profile = PROFILES[name]
        if lot is None:
            said = profile.schema()
        else:
            try:
                said = export_of(profile, self._lot(lot), made_at=timezone.now())
            except DomainError as error:
                raise CommandError(error.message) from None
        out.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
        self.stdout.write(f"{out}: {out.stat().st_size:,} byte")

    def _lot(self, text: str) -> Lot:
        rows = Lot.objects.select_related(
            "place", "product__producer__unit__parent", "product__producer__branch"
        ).filter(Q(code=text.upper()) | Q(pk=int(text) if text.isdecimal() else None))
        found = list(rows[:2])
        if len(found) != 1:
            raise CommandError(
                f"Nhiều lô có mã {text}, hãy ghi số. / Several lots; name its id."
                if found
                else f"Không có lô {text}. / No such lot."
            )
        return found[0]
