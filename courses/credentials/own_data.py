"""Personal data of certificates: export and erasure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.actions import append_entry
from courses.credentials.enums import RevokeReason
from courses.credentials.issuer import absolute
from courses.credentials.statements import result_words
from courses.models import Credential
from members.models import User

WORDS = {
    "course": _("Khoá học"),
    "version": _("Bản"),
    "page": _("Trang của chứng nhận"),
    "issued_at": _("Cấp lúc"),
    "results": _("Kết quả thật"),
    "name": _("Họ tên ghi trong chứng nhận"),
    "branch": _("Chi hội ghi trong chứng nhận"),
    "shows": _("Trang cho mọi người thấy"),
    "revoked_at": _("Thu hồi lúc"),
    "reason": _("Vì sao"),
    "note": _("Ghi rõ hơn"),
}


def credentials_of(user: User) -> list[dict[str, Any]]:
    rows = Credential.objects.filter(user=user).order_by("issued_at")
    return [
        {
            "course": row.statement["course"]["title"],
            "version": row.statement["course"]["version"],
            "page": absolute("credentials:credential", row.code),
            "issued_at": row.issued_at,
            "results": [result_words(result) for result in row.statement["results"]],
            "name": row.name,
            "branch": row.branch_name,
            "shows": [
                str(row._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
                for field in ("shows_name", "shows_results", "shows_branch")
                if getattr(row, field)
            ],
        }
        | (
            {"revoked_at": row.revoked_at, "reason": row.get_revoke_reason_display(), "note": row.revoke_note}
            if row.revoked_at
            else {}
        )
        for row in rows
    ]


def erase_credentials(user: User) -> None:
    """Erase name, branch, results and salt, and revoke issued badges in the status list.

    The page shows that the holder left.
    """
    for row in Credential.objects.select_for_update().filter(user=user):
        was_standing = row.is_standing
        row.name = row.branch_name = row.revoke_note = ""
        row.salt = None
        row.statement = {**row.statement, "results": []}
        row.shows_name = row.shows_results = row.shows_branch = False
        if was_standing:
            row.revoked_at, row.revoke_reason = timezone.now(), RevokeReason.ERASED
        row.save()
        if was_standing:
            append_entry(
                kind="credential.revoked",
                subject=row.subject,
                payload={"reason": str(RevokeReason.ERASED)},
                by=user.ref,
            )
