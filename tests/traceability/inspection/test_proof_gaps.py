"""Every value in a bundle is compared with the log, or listed as unproved: each is changed, and all hashes are adapted."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.html import escape

from backend.ledger import verify_pieu
from backend.ledger.checkpoints import extend_log
from backend.ledger.keys import log_keys
from backend.ledger.verifying.bundles import check_lots
from members.acting import Actor
from products.products.actions.facts import publish_facts
from tests.traceability.inspection.test_inspection import (  # noqa: F401
    book,
    branch,
    bundle_of,
    lan,
    lots,
    proved,
    proved_book,
)
from traceability.epcis.hashing import event_hash
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.inspection.bundle import Bundle, BundleError, read_bundle, write_bundle
from traceability.inspection.names import EVENTS, HASHES, MANIFEST, ORDERS, PROOF
from traceability.inspection.proof_gaps import MOMENTS, NOT_COMPARED, rows_without_proof
from traceability.lots.actions.lots import close_lot, open_lot
from traceability.models import Event, Lot

pytestmark = pytest.mark.django_db
type Place = tuple[str | int, ...]


def values(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every value that is not made of others, with its path."""
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from values(one, (*place, name))
    else:
        yield place, value


def another(value: Any) -> Any:
    """Change one letter or digit, so that a date stays a date and a number a number if possible."""
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
    if any(
        each.file == name and any(f"{fields}.".startswith(f"{one}.") for one in each.fields)
        for each in NOT_COMPARED
    ):
        return True
    # Less than a minute is tolerated: the last digit of a time is less.
    if fields in MOMENTS.get(name, ()):
        return True
    row = next((step for step in place if isinstance(step, int)), None)
    return row in without.get(name, ())


@pytest.mark.load  # one bundle per value
def test_every_value_of_a_bundle_is_compared_with_the_log_or_named(proved: Bundle) -> None:  # noqa: F811
    files, keys = dict(proved.files), log_keys()
    without = rows_without_proof(files, proved.answer.entries)  # type: ignore[union-attr]
    # Two lots without an entry, as rows that are older than the log.
    assert without == {"lo.json": [0, 1]}
    passed, found = set(), 0
    for name, value in files.items():
        for place, _value in values(value):
            content = write_bundle(replace(proved, files=changed(files, name, place)))
            try:
                read_bundle(content, keys)
            except BundleError:
                found += 1
                continue
            if not is_named(name, place, without):
                passed.add((name, place))
    assert (passed, found > 300) == (set(), True)


def test_forged_rows_are_reported_as_unproved(proved: Bundle) -> None:  # noqa: F811
    files = deepcopy(dict(proved.files))
    files["tem.json"][0]["prints"].append(
        {"kind": "reprint", "first": 1, "last": 2, "at": "2026-11-25T08:00:00+07:00"}
    )
    files["giay-to.json"].append(files["giay-to.json"][0] | {"id": 999})
    files["thu-hoi.json"][0]["reaches"].append(files["lo.json"][2]["id"])
    forged = read_bundle(write_bundle(replace(proved, files=files)))
    assert forged.answer is not None
    assert rows_without_proof(files, forged.answer.entries) == {
        "lo.json": [0, 1], "tem.json": [0], "giay-to.json": [2], "thu-hoi.json": [0],
    }  # fmt: skip


def test_unproved_values_are_listed_by_the_command_the_page_and_the_index(
    proved: Bundle,  # noqa: F811
    client,
    tmp_path,
    capsys,
) -> None:
    file = tmp_path / "ho-so.zip"
    file.write_bytes(write_bundle(proved))
    call_command("verify", str(file))
    output = capsys.readouterr().out
    assert "lo.json: 2 mục không có trong bằng chứng" in output and "nhan-dien-tu.json: name" in output
    page = client.post(
        "/kiem-tra/doi-chieu/", {"bundle": SimpleUploadedFile("a.zip", file.read_bytes())}
    ).text
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        index = archive.read("chi-muc.html").decode()
    for each in NOT_COMPARED:
        assert (
            f"  {each.file}: " in output
            and escape(str(each.words)) in page
            and escape(str(each.words)) in index
        )
    assert "2 mục không có trong bằng chứng" in page


def test_every_unproved_name_is_in_a_bundle(proved: Bundle) -> None:  # noqa: F811
    """A renamed field would no longer be listed."""
    files = dict(proved.files) | {MANIFEST: {"madeAt": proved.made_at, "origin": proved.origin}}
    there: dict[str, set[str]] = {}
    for name, value in files.items():
        for place, _value in values(value):
            steps = [step for step in place if isinstance(step, str)]
            there.setdefault(name, set()).update(".".join(steps[:many]) for many in range(1, len(steps) + 1))
    assert json.dumps(sorted(there)) and PROOF in there
    for each in NOT_COMPARED:
        if each.file == ORDERS:  # from a lot with orders: tests/orders/orders/test_packing.py
            continue
        assert each.fields <= there[each.file], each.file
    for name, fields in MOMENTS.items():
        assert set(fields) <= there[name], name


def harvest(by: Actor, lot: Lot, at: str, quantity: str, unit: str = "kg") -> Event:
    part = LotPart(lot, quantity=Decimal(quantity), unit=unit)
    return record_event(
        actor=by, kind=EventKind.HARVESTING, event_time=dt.datetime.fromisoformat(at), lots=[part]
    )


def row_of(files: dict[str, Any], lot: Lot) -> dict[str, Any]:
    return next(row for row in files["lo.json"] if row["id"] == lot.pk)


@pytest.mark.slow
def test_quantity_days_and_state_are_proved_also_where_harvests_made_them(
    lan,  # noqa: F811
    lots,  # noqa: F811
    settings,
    tmp_path,
    capsys,
) -> None:
    """The log has the opening of the lot, its changes and each harvest: together they give the row."""
    settings.VAR_DIR = tmp_path / "log"
    settings.VAR_DIR.mkdir()
    by, product = Actor.of(lan), lots[0].product
    type(product).objects.filter(pk=product.pk).update(shelf_life_days=30)
    product.refresh_from_db()
    publish_facts(actor=by, product=product)
    grown = open_lot(actor=by, product=product, quantity=10, unit="kg", code="G1")
    harvest(by, grown, "2026-11-20T23:30:00+07:00", "8")
    harvest(by, grown, "2026-11-21T08:00:00+07:00", "4500", "g")
    close_lot(actor=by, lot=grown)
    wrong = open_lot(actor=by, product=product, quantity=5, unit="kg", code="G2")
    declare_error(
        actor=by, event=harvest(by, wrong, "2026-11-20T08:00:00+07:00", "7"), reason=ErrorReason.DID_NOT_OCCUR
    )
    extend_log()
    content = bundle_of([lots[0], grown, wrong])
    bundle = read_bundle(content, log_keys())
    row = row_of(bundle.files, grown)
    assert (row["quantity"], row["harvested"], row["expiry"], row["state"]) == (
        "12.5",
        "2026-11-20",
        "2026-12-20",
        "closed",
    )
    # The first has no entry for its opening, the last has an undone harvest.
    assert bundle.proved_count == 1 and check_lots(bundle.files, bundle.answer.entries).proved == {grown.pk}
    out = tmp_path / "a.zip"
    out.write_bytes(content)
    call_command("verify", str(out))
    words = "số lượng, ngày, tình trạng có bằng chứng ở 1/3 lô"
    assert words in capsys.readouterr().out and words in verify_pieu.describe_bundle(
        verify_pieu.verify_bundle(content)
    )
    for name, value in (("quantity", "12"), ("harvested", "2026-11-21"), ("state", "open"), ("unit", "g")):
        files = deepcopy(dict(bundle.files))
        row_of(files, grown)[name] = value
        forged = write_bundle(replace(bundle, files=files))
        with pytest.raises(BundleError):
            read_bundle(forged)
        with pytest.raises(verify_pieu.Refused, match=f"lot:{grown.pk}"):
            verify_pieu.verify_bundle(forged)
    # A use-by date without a source is not refused, since shelf lives of that time are unknown; it isn't proved either.
    files = deepcopy(dict(bundle.files))
    row_of(files, grown)["expiry"] = "2027-12-20"
    assert read_bundle(write_bundle(replace(bundle, files=files))).proved_count == 0
