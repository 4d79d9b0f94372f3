"""The pages of the law for test_accessibility.py. The demo loads the catalogue; situations are files."""

from __future__ import annotations

from typing import Any

from backend.law.models import Provision
from members.models import Branch, RoleGrant, User
from members.roles.enums import Role

LAW_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "law:home"),
    ("anyone", "law:topic", "bao-luc"),
    ("anyone", "law:situation", "cap-duong-sau-ly-hon"),
    ("anyone", "law:situation", "cam-tiep-xuc"),
    ("anyone", "law:covered"),
    ("anyone", "law:changes"),
    ("anyone", "law:document", "37-2026-nd-cp"),
    ("anyone", "law:article", "37-2026-nd-cp", "43"),
    # Plain words: an officer writes, reads and records them; a lawyer confirms
    ("huong", "law:words"),
    ("huong", "law:provision_words", "worded"),
    ("huong", "law:record_provision", "worded"),
    ("huong", "law:record_readable", "readable"),
    ("van", "law:lawyer"),
    ("van", "law:lawyer_provision", "worded"),
    ("van", "law:lawyer_readable", "readable"),
]
LAW_WITHOUT_PAGE = {
    "law:akn", "law:changes_feed", "law:pick", "law:recording", "law:remove_recording", "law:withdraw_reading",
    "law:words_read",
}  # fmt: skip


def furnish_law(van: User) -> dict[str, Any]:
    """Van is a lawyer, too; a provision with plain words, and a situation."""
    RoleGrant.objects.create(
        user=van, role=Role.LAWYER, branch=Branch.objects.filter(parent=None)[0], capacity="luật sư"
    )
    worded = Provision.objects.filter(plain_words__replaced_at=None, plain_words__isnull=False)
    return {"worded": worded[0].pk, "readable": "situation:cap-duong-sau-ly-hon"}
