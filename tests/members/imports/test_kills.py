"""Kill -9 of the process that opens the accounts: the page shows how far it came, and each person gets one account."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from backend.ledger.models import Entry
from members.acting import Actor
from members.imports.actions.imports import start_import
from members.imports.enums import RowState
from members.imports.making import PART, make_import
from members.imports.presenters import ImportSummary
from members.models import Membership, User
from tests.factories.members import OfficerFactory, chapter
from tests.live import ROOT, RealDatabase, eventually, project_env
from tests.members.imports.tables import checked, xlsx
from tests.shared_rows import building

pytestmark = pytest.mark.crash
PARTS, KILLS = 6, 3
NAMES = [
    f"Lò Thị {letter} {other} {third}"
    for letter in "ABCDEGHIKLMN"
    for other in "ABCDEGHIKLMN"
    for third in "ABCDEGHIKLM"
][: PARTS * PART - 7]


def test_each_person_is_opened_once_although_the_task_is_killed(real_db: RealDatabase) -> None:
    with building():
        chapter()
        officer = OfficerFactory()
    run = checked(officer, xlsx(*[[name, 1980, "bản Áng", None] for name in NAMES]))
    start_import(actor=Actor.of(officer), run=run)

    def made() -> int:
        return run.rows.filter(state=RowState.MADE).count()

    for kill in range(KILLS):
        code = f"from members.imports.making import make_import; make_import.call(import_id={run.pk})"
        process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=ROOT,
            env=project_env(DATABASE_URL=real_db.url),
        )
        eventually(lambda least=kill * PART: made() > least)
        process.kill()
        process.wait()
        run.refresh_from_db()
        summary = ImportSummary(run)
        # A part is whole or absent.
        assert run.state == "running" and summary.made % PART == 0 and summary.made < len(NAMES)
        assert (summary.done, summary.total) == (made(), len(NAMES))
    make_import.call(import_id=run.pk)
    run.refresh_from_db()
    assert run.state == "done" and made() == len(NAMES)
    opened = User.objects.filter(opened_by=officer)
    assert Counter(opened.values_list("full_name", flat=True)) == Counter(NAMES)
    assert Membership.objects.filter(user__in=opened).count() == len(NAMES)
    assert Entry.objects.filter(kind="account.opened").count() == len(NAMES)
