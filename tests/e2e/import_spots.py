"""The pages of imports of members for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.imports.actions.cards import request_cards
from members.imports.actions.decisions import decide_rest
from members.imports.actions.imports import start_import
from members.imports.actions.previews import check_import
from members.imports.cards import draw_cards
from members.imports.enums import Decision, ImportState
from members.imports.making import make_import
from members.models import MemberImport, User

IMPORT_SPOTS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("thu", "members:new_import", (), ""),
    ("thu", "members:import", ("member_import",), ""),
    ("thu", "members:import", ("member_import",), "?xem=dong"),
    ("thu", "members:import", ("member_import_running",), ""),
    ("thu", "members:import", ("member_import_done",), ""),
    ("thu", "members:import", ("member_import_drawing",), ""),
    ("thu", "members:import", ("member_import_failed",), ""),
]
IMPORT_WITHOUT_PAGE = {
    "members:import_template",
    "members:decide_import_row",
    "members:decide_import_rest",
    "members:start_import",
    "members:undo_import",
    "members:make_import_cards",
    "members:import_cards",
}


def furnish_imports(lan: User, thu: User) -> dict[str, Any]:
    """A file in each state that has its own look, with a double of Lan and a wrong cell; the running one has no task."""
    actor, branch = Actor.of(thu), lan.memberships.get(state="confirmed").branch

    def table(name: str) -> MemberImport:
        data = f"Họ và tên;Năm sinh;Dân tộc\n{name};1980;Thái\n{lan.full_name};;Thái\nHà Thị Xa;xa;Thái\n"
        return check_import(actor=actor, branch=branch, data=data.encode(), file_name="chi-hoi.csv")

    running, failed, done = table("Lò Thị Mới"), table("Lò Thị Khác"), table("Lò Thị Nữa")
    drawing = table("Lò Thị Thẻ")
    MemberImport.objects.filter(pk=running.pk).update(state=ImportState.RUNNING)
    MemberImport.objects.filter(pk=failed.pk).update(state=ImportState.FAILED, error="Chị không còn quyền.")
    for run in (done, drawing):
        decide_rest(actor=actor, run=run, decision=Decision.OTHER)
        start_import(actor=actor, run=run)
        make_import.call(import_id=run.pk)
        run.refresh_from_db()
        request_cards(actor=actor, run=run)
    draw_cards.call(import_id=done.pk)
    return {
        "member_import": table("Lò Thị Đợi").ref,
        "member_import_running": running.ref,
        "member_import_failed": failed.ref,
        "member_import_done": done.ref,
        "member_import_drawing": drawing.ref,
    }
