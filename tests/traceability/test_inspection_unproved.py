"""Every value in a bundle is compared with the log, or named as what nobody proves: one of each is changed, and all hashes made to fit."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.html import escape

from backend.ledger.keys import log_keys
from tests.traceability.test_inspection import book, branch, bundle_of, lan, lots, proved  # noqa: F401
from traceability.epcis.hashing import event_hash
from traceability.inspection.bundle import Bundle, BundleError, read_bundle, write_bundle
from traceability.inspection.names import EVENTS, HASHES, MANIFEST, ORDERS, PROOF
from traceability.inspection.unproved import MOMENTS, NOT_COMPARED, rows_without_proof

pytestmark = pytest.mark.django_db
type Place = tuple[str | int, ...]


def values(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that is not made of others, with where it stands."""
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from values(one, (*place, name))
    else:
        yield place, value


def another(value: Any) -> Any:
    """One letter or figure of it changed, so that a day stays a day and a number a number where that can be."""
    if isinstance(value, bool) or value in (None, ""):
        return "x" if not value else False
    if isinstance(value, int):
        return value + 1
    at = next((at for at in reversed(range(len(value))) if value[at].isdigit()), len(value) - 1)
    return f"{value[:at]}{(int(value[at]) + 1) % 10 if value[at].isdigit() else '~'}{value[at + 1 :]}"


def changed(files: dict[str, Any], name: str, place: Place) -> dict[str, Any]:
    forged = files | {name: deepcopy(files[name])}
    at = forged[name]
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = another(at[place[-1]])
    if name == EVENTS:
        forged[HASHES] = [
            row | {"hash": event_hash(event, forged[EVENTS]["@context"])}
            for event, row in zip(forged[EVENTS]["epcisBody"]["eventList"], forged[HASHES], strict=True)
        ]
    return forged


def is_named(name: str, place: Place, without: dict[str, list[int]]) -> bool:
    fields = ".".join(step for step in place if isinstance(step, str))
    if any(each.file == name and any(f"{fields}.".startswith(f"{one}.") for one in each.fields) for each in NOT_COMPARED):
        return True
    # Less than a minute is forgiven: the last figure of a moment is less.
    if fields in MOMENTS.get(name, ()):
        return True
    row = next((step for step in place if isinstance(step, int)), None)
    return row in without.get(name, ())


@pytest.mark.load  # a bundle a value
def test_every_value_of_a_bundle_is_compared_with_the_log_or_named(proved: Bundle) -> None:  # noqa: F811
    files, keys = dict(proved.files), log_keys()
    without = rows_without_proof(files, proved.answer.entries)  # type: ignore[union-attr]
    # Two lots came without an entry, as rows that are older than the log.
    assert without == {"lo.json": [0, 1]}
    passed, found = set(), 0
    for name, value in files.items():
        for place, _said in values(value):
            content = write_bundle(replace(proved, files=changed(files, name, place)))
            try:
                read_bundle(content, keys)
            except BundleError:
                found += 1
                continue
            if not is_named(name, place, without):
                passed.add((name, place))
    assert (passed, found > 300) == (set(), True)


def test_rows_that_somebody_put_in_are_named(proved: Bundle) -> None:  # noqa: F811
    files = deepcopy(dict(proved.files))
    files["tem.json"][0]["prints"].append({"kind": "reprint", "first": 1, "last": 2, "at": "2026-11-25T08:00:00+07:00"})
    files["giay-to.json"].append(files["giay-to.json"][0] | {"id": 999})
    files["thu-hoi.json"][0]["reaches"].append(files["lo.json"][2]["id"])
    forged = read_bundle(write_bundle(replace(proved, files=files)))
    assert forged.answer is not None
    assert rows_without_proof(files, forged.answer.entries) == {
        "lo.json": [0, 1], "tem.json": [0], "giay-to.json": [2], "thu-hoi.json": [0],
    }  # fmt: skip


def test_what_nobody_proves_is_said_by_the_command_the_page_and_the_index(proved: Bundle, client, tmp_path, capsys) -> None:  # noqa: F811
    file = tmp_path / "ho-so.zip"
    file.write_bytes(write_bundle(proved))
    call_command("verify", str(file))
    said = capsys.readouterr().out
    assert "lo.json: 2 mục không có trong bằng chứng" in said and "nhan-dien-tu.json: name" in said
    page = client.post("/kiem-tra/doi-chieu/", {"bundle": SimpleUploadedFile("a.zip", file.read_bytes())}).text
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        index = archive.read("chi-muc.html").decode()
    for each in NOT_COMPARED:
        assert f"  {each.file}: " in said and escape(str(each.words)) in page and escape(str(each.words)) in index
    assert "2 mục không có trong bằng chứng" in page


def test_every_name_of_what_is_not_compared_is_in_a_bundle(proved: Bundle) -> None:  # noqa: F811
    """A field that was renamed would be named no longer."""
    files = dict(proved.files) | {MANIFEST: {"madeAt": proved.made_at, "origin": proved.origin}}
    there: dict[str, set[str]] = {}
    for name, value in files.items():
        for place, _said in values(value):
            steps = [step for step in place if isinstance(step, str)]
            there.setdefault(name, set()).update(".".join(steps[:many]) for many in range(1, len(steps) + 1))
    assert json.dumps(sorted(there)) and PROOF in there
    for each in NOT_COMPARED:
        if each.file == ORDERS:  # of a lot that is sold: tests/orders/test_packing.py
            continue
        assert each.fields <= there[each.file], each.file
    for name, fields in MOMENTS.items():
        assert set(fields) <= there[name], name
