"""The rows of data that rest on law have the documents, places and days of the library's catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from backend.law.library.actions.catalogue import CatalogueFile, read_catalogue
from backend.law.library.references import parse_citations
from tests.law.citing.data_rows import cited_rows

# Rows that apply later than all that they cite, with the reason. It may only become shorter.
LATER = {
    "orders/duties/duties.toml seller-electronic": "Decree 248/2026 binds platforms to it a year later",
    "orders/duties/duties.toml seller-identity": "asked with the electronic verification",
}
# Rows that ended although what they cite has no recorded end, with the reason. It may only become shorter.
ENDED = {
    "products/certificates/ocop.toml 2023": "amended then: districts were abolished",
    "orders/figures/tax/nguong-doanh-thu-2026-nd-68.toml nguong-doanh-thu-2026-nd-68": "Decree 141/2026 amends it",
}


def test_each_row_is_in_the_catalogue_with_the_same_days():
    known = {file.facts.number: file for file in read_catalogue()}
    rows = {f"{path} {row['id']}": row for (path, _id), row in cited_rows().items() if row["cites"]}
    faults = [fault for name, row in rows.items() for fault in faults_of(name, row, known)]
    assert not faults, "\n".join(faults)
    assert len(rows) > 100


def test_another_day_number_or_place_is_named():
    known = {file.facts.number: file for file in read_catalogue()}
    row = {"cites": ["37/2026/NĐ-CP 42(1)"], "valid_from": dt.date(2026, 1, 23)}
    assert list(faults_of("a row", row, known)) == []
    for wrong in (
        {"valid_from": dt.date(2026, 1, 24)},
        {"valid_to": dt.date(2026, 12, 31)},
        {"cites": ["37/2026/NĐ-CP 42(99)"]},
        {"cites": ["37/2099/NĐ-CP"]},
    ):
        assert len(list(faults_of("a row", row | wrong, known))) == 1, wrong


def faults_of(name: str, row: dict[str, Any], known: dict[str, CatalogueFile]) -> Iterator[str]:
    """Yield what differs between a row and the catalogue."""
    firsts, lasts = set(), set()
    for cite in (each for text in row["cites"] for each in parse_citations(text)):
        file = known.get(cite.number)
        if file is None:
            yield f"{name}: the catalogue lacks {cite.number}"
            return
        places = {str(ref): (first, last) for ref, _title, first, last in file.provisions}
        if cite.ref and str(cite.ref) not in places:
            yield f"{name}: the catalogue lacks {cite}"
        first, last = places.get(str(cite.ref), (None, None))
        firsts.add(first or file.facts.valid_from_date)
        lasts |= {last or file.facts.valid_to_date or end_of(file)}
    if None in firsts:
        if row.get("is_checked", True):
            yield f"{name}: is checked, but the catalogue has no first day"
    elif row["valid_from"] != max(firsts) and not (name in LATER and row["valid_from"] > max(firsts)):
        yield f"{name}: applies from {row['valid_from']}, the catalogue has {max(firsts)}"
    last = min((each for each in lasts if each), default=None)
    is_later = last is None or (row.get("valid_to") or dt.date.max) < last
    if row.get("valid_to") != last and not (name in ENDED and is_later):
        yield f"{name}: applies until {row.get('valid_to')}, the catalogue has {last}"


def end_of(file: CatalogueFile) -> dt.date | None:
    """Return the last day before a recorded change ended the whole document."""
    ends = [each.from_date for each in file.changes if each.kind in ("replaces", "repeals") and not each.ref]
    return min(ends) - dt.timedelta(days=1) if ends else None
