from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from backend.common.errors import DomainError
from backend.common.formulas import inert
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.imports.actions.imports import start_import
from members.imports.actions.previews import check_import
from members.imports.enums import RowState
from members.imports.making import make_import
from members.imports.presenters import ImportSummary, doubles_of
from members.models import Branch, MemberImport, RoleGrant, User
from members.roles.enums import Role
from members.signing_in.logins import find_by_login, parse_login


class Command(BaseCommand):
    help = (
        "Xem trước một tệp hội viên; có --write thì đưa vào. "
        "/ Previews a file of members; with --write imports it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Tệp .xlsx hay .csv. / An .xlsx or CSV file.")
        parser.add_argument(
            "--officer",
            help="Số thẻ hay số máy của cán bộ đứng tên. / Card or phone of the officer who answers.",
        )
        parser.add_argument("--branch", type=int, help="Số của cơ sở Hội. / Number of the branch.")
        parser.add_argument(
            "--make-chapters", action="store_true", help="Lập chi hội chưa có. / Make unknown chapters."
        )
        parser.add_argument("--write", action="store_true", help="Đưa vào. / Import.")
        parser.add_argument(
            "--doubles", type=Path, help="Ghi dòng trùng ra tệp này. / Where to list doubles."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        officer = _officer(options["officer"])
        branch = _branch(options["branch"], officer)
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        try:
            run = check_import(
                actor=Actor.of(officer),
                branch=branch,
                data=data,
                file_name=options["file"].name,
                makes_chapters=options["make_chapters"],
            )
            self._report(run)
            if run.rows.filter(state=RowState.DOUBLE).exists():
                self._refuse_doubles(run, options["doubles"] or options["file"].with_suffix(".trung.csv"))
            if options["write"]:
                # The same file again has nothing to do, which is no error.
                if ImportSummary(run).rows_to_do:
                    start_import(actor=Actor.of(officer), run=run)
                    make_import.call(import_id=run.pk)
                self._result(run)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _report(self, run: MemberImport) -> None:
        summary = ImportSummary(run)
        if run.dropped:
            self.stdout.write(f"Không nhận các cột / Columns not taken: {', '.join(run.dropped)}")
        for cell, heading, message, _line in summary.errors:
            self.stdout.write(f"{cell} · {heading}: {message}")
        self.stdout.write(
            f"{summary.good} người mới, {summary.known} không đổi, {summary.doubles} chờ quyết, {summary.wrong} dòng sai "
            f"/ {summary.good} new, {summary.known} unchanged, {summary.doubles} to decide, {summary.wrong} wrong"
        )
        self.stdout.write(f"Xem và quyết ở / Read and decide at: {_address(run)}")

    def _refuse_doubles(self, run: MemberImport, path: Path) -> None:
        """Write the doubles to `path`. A person decides on them, never this command."""
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["Dòng", "Họ và tên", "Năm sinh", "Có thể là", "Số thẻ"])
                for row in _lines_of_doubles(run):
                    writer.writerow(map(inert, row))
        except OSError as error:  # the folder of another user
            raise CommandError(f"{path}: {error.strerror}. --doubles …; {_address(run)}") from error
        raise CommandError(
            f"Có dòng có thể đã là hội viên, xem {path}. Chưa đưa gì vào; cán bộ quyết từng dòng ở {_address(run)} "
            f"/ Some rows may be members already: see {path}. Nothing was imported; an officer decides at that address."
        )

    def _result(self, run: MemberImport) -> None:
        run.refresh_from_db()
        summary = ImportSummary(run)
        self.stdout.write(
            f"Đã đưa vào {summary.made}, bổ sung {summary.changed}, không đổi {summary.known} "
            f"/ {summary.made} made, {summary.changed} changed, {summary.known} unchanged"
        )
        if run.error:
            raise CommandError(run.error)


def _lines_of_doubles(run: MemberImport) -> Iterator[list[str]]:
    assert run.by is not None
    for row in doubles_of(run.rows.filter(state=RowState.DOUBLE), viewer=run.by):
        own = [str(row.row.line), row.row.full_name, str(row.row.birth_year or "")]
        for candidate in row.candidates:
            yield [*own, str(candidate.user), candidate.user.card_number]
        if row.row.twin_line is not None:
            yield [*own, f"dòng {row.row.twin_line} của tệp", ""]
        if row.row.is_elsewhere:
            yield [*own, "tài khoản ở nơi khác có số máy này", ""]


def _officer(login: str | None) -> User:
    """Return the officer `login`, by default the province's only one. Raises CommandError."""
    if login:
        found = find_by_login(parse_login(login))
        if found is None:
            raise CommandError("Không có tài khoản nào như vậy. / There is no such account.")
        return found
    grants = RoleGrant.objects.filter(role=Role.OFFICER, branch__level=BranchLevel.PROVINCE, ended_at=None)
    officers = {grant.user for grant in grants.select_related("user")}
    if len(officers) != 1:
        raise CommandError(
            "Cán bộ nào đứng tên? --officer SỐ-THẺ / Which officer answers for it? --officer CARD"
        )
    return officers.pop()


def _branch(number: int | None, officer: User) -> Branch:
    """Return the branch `number`, by default the officer's only one. Raises CommandError."""
    own = Branch.objects.filter(
        role_grants__user=officer, role_grants__role=Role.OFFICER, role_grants__ended_at=None
    ).distinct()
    found = list(Branch.objects.filter(pk=number) if number else own[:2])
    if len(found) != 1:
        names = ", ".join(f"{branch.pk} ({branch})" for branch in own[:20])
        raise CommandError(f"Cơ sở nào? --branch SỐ / Which branch? --branch NUMBER: {names}")
    return found[0]


def _address(run: MemberImport) -> str:
    return f"{settings.PUBLIC_ORIGIN}{reverse('members:import', args=[run.ref])}"
