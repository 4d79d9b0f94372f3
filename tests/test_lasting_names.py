"""Names that are stored or used outside the code are the same as before, whatever was moved or renamed inside it.

Each group is compared with tests/lasting_names/<group>.txt. Where a name is meant to come or to go, write the file again with

    WRITE_NAMES=1 ./run test tests/test_lasting_names.py -n 0

and commit it with the change that asks for it. A name that goes is lost for what was stored under it: say in the commit how that
is carried over. ledger_payloads.txt is compared by every test that writes an entry (tests/lasting_names/written.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.lasting_names import documents, runtime, source, written

FOLDER = Path(__file__).parent / "lasting_names"
GROUPS: dict[str, Callable[[], set[str]]] = {
    "addresses": runtime.addresses,
    "api_components": runtime.api_components,
    "api_operations": runtime.api_operations,
    "commands": runtime.commands,
    "counted": source.counted_names,
    "environment": source.environment,
    "error_codes": source.error_codes,
    "headers": source.headers,
    "jobs_and_tasks": runtime.jobs_and_tasks,
    "ledger": runtime.ledger_names,
    "media_paths": source.media_paths,
    "own_data": runtime.own_data,
    "phone_storage": source.phone_storage,
    "secrets_of_signing": source.secrets_of_signing,
    "sessions_and_cookies": lambda: source.session_keys() | source.cookies(),
    "tables": runtime.tables,
    "webhook_types": runtime.webhook_types,
}


def compare(group: str, names: set[str]) -> None:
    """Fail with the names that vanished and appeared since the group's file was written."""
    path = FOLDER / f"{group}.txt"
    if os.environ.get("WRITE_NAMES"):
        path.write_text("".join(f"{name}\n" for name in sorted(names)), "utf-8")
    recorded = set(path.read_text("utf-8").splitlines())
    vanished = [f"- {name}" for name in sorted(recorded - names)]
    appeared = [f"+ {name}" for name in sorted(names - recorded)]
    if vanished or appeared:
        pytest.fail(
            f"{path.name}: {len(vanished)} vanished, {len(appeared)} appeared (see the top of this test)\n"
            + "\n".join(vanished + appeared),
            pytrace=False,
        )


@pytest.mark.parametrize("group", GROUPS)
def test_lasting_names_are_as_recorded(group):
    if connection.vendor != "sqlite" and group in ("api_components", "api_operations"):
        pytest.skip("the limits of integers in the schema are the database's")
    names = GROUPS[group]()
    assert names, f"{group}: the collector found nothing"
    compare(group, names)


@pytest.mark.django_db
@pytest.mark.databases
def test_triggers_are_as_recorded():
    if connection.vendor != "sqlite":
        pytest.skip("names of SQLite's own catalogue")
    compare("triggers", runtime.triggers())


@pytest.mark.slow
@pytest.mark.django_db
def test_pinned_documents_are_as_recorded():
    compare("pinned_documents", documents.pinned_documents())


def test_every_file_of_names_has_its_group():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {
        *GROUPS,
        "triggers",
        "pinned_documents",
        written.RECORDED.stem,
    }


def test_every_task_has_a_lasting_name():
    assert source.files_with(r"^from django\.tasks import .*\btask\b") == []
