"""Register the acts of imports, their part of erasure and export, and the jobs that resume and delete imports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.common.clock import daily, every
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.imports.auditing import STATED
from members.imports.erasing import erase_rows_of
from members.imports.tasks import forget_imports, resume_lost_imports
from members.models import MemberImport, MemberImportRow
from members.own_data import erasing, records
from members.own_data.records import owned_by

ACTS = (
    Act("members.imported", words=_("Đưa hội viên vào từ tệp")),
    Act("members.import_undone", words=_("Rút lại hội viên đưa vào từ tệp")),
)


def register() -> None:
    """Register imports' acts, own data and clock jobs. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    erasing.register("member_imports", erase_rows_of)
    records.register(
        MemberImport,
        owned_by("by"),
        "id ref branch state file_name sha256 dropped by created_at beat_at ended_at error cards_asked_at cards_beat_at "
        "cards_count cards_made_at",
    )
    records.register(
        MemberImportRow,
        owned_by("user"),
        "id run line state full_name birth_year phone branch chapter twin_line is_elsewhere decision fills "
        "errors notes user",
    )
    every(minutes=1, name="member_imports.resume_lost")(resume_lost_imports)
    daily(at="03:50", name="member_imports.delete_old")(forget_imports)
