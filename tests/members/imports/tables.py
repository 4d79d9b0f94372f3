"""Tables of members as officers send them."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

from members.acting import Actor
from members.imports.actions.imports import start_import
from members.imports.actions.previews import check_import
from members.imports.making import make_import
from members.models import Branch, MemberImport, User

HEADING = ["Họ và tên", "Năm sinh", "Chi hội", "Số điện thoại"]
MAI = ["Lò Thị Mai", 1980, "bản Áng", "0912 000 111"]
NHUNG = ["Hà Thị Nhung", 1975, "Chi hội bản Áng", None]


def xlsx(*rows: list[Any], heading: list[Any] = HEADING) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (heading, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(officer: User, data: bytes, branch: Branch | None = None, **more: Any) -> MemberImport:
    """Preview the table for the officer's own branch."""
    branch = branch or officer.role_grants.get().branch
    return check_import(actor=Actor.of(officer), branch=branch, data=data, file_name="hội viên.xlsx", **more)


def imported(officer: User, data: bytes, branch: Branch | None = None, **more: Any) -> MemberImport:
    run = checked(officer, data, branch, **more)
    started(officer, run)
    return run


def started(officer: User, run: MemberImport) -> None:
    """Start the import, and do the work of its task."""
    start_import(actor=Actor.of(officer), run=run)
    make_import.call(import_id=run.pk)
    run.refresh_from_db()


def errors(run: MemberImport) -> dict[str, str]:
    return {cell: error[1] for row in run.rows.all() for cell, error in row.errors.items()}


def states(run: MemberImport) -> list[str]:
    return [str(row.state) for row in run.rows.all()]
