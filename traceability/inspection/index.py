"""The page of a bundle for people: its contents in Vietnamese, whoever makes it and wherever it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backend.common.units import format_quantity
from products.certificates.enums import CertificateKind, CertificateState
from traceability.epcis.kinds import kind_of
from traceability.epcis.vocabulary import BIZ_STEPS, bare
from traceability.events.step_words import step_line
from traceability.inspection.names import EVENTS, HASHES, LEFT, MANIFEST, ORDERS, PROOF, SINCE_2
from traceability.inspection.proof_gaps import NOT_COMPARED
from traceability.labels.enums import PrintKind, RunState
from traceability.scans.origin.facts import consumer_rows

# Facts of a page that are in no row of the label.
PARTS = {
    "photo": _("ảnh"),
    "voice": _("lời kể"),
    "journey": _("đường đi của hàng"),
    "papers": _("giấy tờ"),
    "stars": _("hạng OCOP"),
    "quantity": _("số lượng của lô"),
    "recall": _("thu hồi"),
    "past_recalls": _("những lần thu hồi trước"),
}
_VIETNAM = dt.timezone(dt.timedelta(hours=7))
# Part of every bundle: changing one byte here makes the page of older bundles differ from the one that we
# render.
STYLE = (
    "body{font-family:system-ui,sans-serif;line-height:1.5;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#161b2e;background:#fff}"
    ".wide{overflow-x:auto}.wide td:first-child,.wide th{white-space:nowrap}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #d9d2c3;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "code{overflow-wrap:anywhere}"
)


def index_of(files: Mapping[str, Any], *, made_at: str, origin: str) -> str:
    """Return the bundle's page for people, in Vietnamese for every caller."""
    codes = {lot["id"]: lot["code"] for lot in files["lo.json"]}
    # More distant lots have names only in the genealogy.
    named = names_of(files["pha-he.json"]["lots"]) | names_of(files["lo.json"])
    with override("vi"):
        return render_to_string(
            "traceability/inspection/index.html",
            {
                "style": STYLE,
                "made_at": _read(made_at),
                "origin": origin,
                "lots": [
                    lot
                    | {name: _read(lot[name]) for name in ("harvested", "produced", "expiry")}
                    | {"amount": _amount(lot["quantity"], lot["unit"])}
                    for lot in files["lo.json"]
                ],
                "versions": versions(files["ban-cong-bo.json"], codes),
                "event_count": len(files[EVENTS]["epcisBody"]["eventList"]),
                "events": _events(files, codes),
                "recalls": recalls(files["thu-hoi.json"], named),
                "papers": papers(files["giay-to.json"]),
                "edges": edges(files["pha-he.json"], named),
                "recipients": [
                    {
                        "lot": codes.get(row["lot"], row["lot"]),
                        "time": _read(row["time"]),
                        "words": [*row["words"], *row.get("parties", ())],
                    }
                    for row in files["noi-nhan.json"]
                ],
                "orders": [
                    row
                    | {
                        "lot": codes.get(row["lot"], row["lot"]),
                        "amount": _amount(row["quantity"], row["unit"]),
                    }
                    | {name: _read(row[name]) for name in ("packed", "shipped", "delivered")}
                    for row in files.get(ORDERS, ())
                ],
                "has_orders": ORDERS in files,
                "has_proof": PROOF in files,
                "not_compared": [each for each in NOT_COMPARED if each.file in (MANIFEST, *files)],
                "has_more": SINCE_2[0] in files,
                "passports": passports(files.get("ho-chieu.json", ()), codes),
                "labels": [
                    {"product": row["name"], "from": _read(row["since"]), "to": _read(row["until"])}
                    for row in files.get("nhan-dien-tu.json", ())
                ],
                "links": [
                    row | {"from": _read(row["addedAt"]), "to": _read(row["endedAt"])}
                    for row in files.get("lien-ket.json", ())
                ],
            },
        )


def recalls(rows: Sequence[Mapping[str, Any]], named: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [
        {**row}
        | {"from": _read(row["from"]), "to": _read(row["to"]), "lot": named.get(row["lot"], row["lot"])}
        | {"reaches": [named.get(lot, lot) for lot in row["reaches"] if lot != row["lot"]]}
        for row in rows
    ]


def papers(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row}
        | {"issued": _read(row["issued"]), "until": _read(row["until"])}
        | {"kind": _word(CertificateKind, row["kind"]), "state": _word(CertificateState, row["state"])}
        for row in rows
    ]


def edges(genealogy: Mapping[str, Any], named: Mapping[Any, str]) -> list[dict[str, Any]]:
    """Return the names of each ingredient lot and the lot made from it.

    Each pair appears once, for any number of events.
    """
    pairs = dict.fromkeys((edge["from"], edge["to"]) for edge in genealogy["edges"])
    return [{"from": named.get(source, source), "to": named.get(target, target)} for source, target in pairs]


def passports(rows: Sequence[Mapping[str, Any]], codes: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [
        {"lot": codes.get(row["lot"], row["lot"]), "number": row["number"], "at": _read(row["publishedAt"])}
        for row in rows
    ]


def runs(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return label runs with the prints and voids of each."""
    return [
        {**row}
        | {"at": _read(row["requestedAt"]), "state": _word(RunState, row["state"])}
        | {
            "prints": [
                {**each} | {"at": _read(each["at"]), "kind": _word(PrintKind, each["kind"])}
                for each in row["prints"]
            ]
        }
        | {"voids": [{**each} | {"at": _read(each["at"])} for each in row["voids"]]}
        for row in rows
    ]


def names_of(lots: Sequence[Mapping[str, Any]]) -> dict[Any, str]:
    return {lot["id"]: f"{lot['code']} ({lot['product']})" for lot in lots}


def _number(row: Mapping[str, Any]) -> str:
    return str(row.get("id", row["eventID"])).lower()


def _events(files: Mapping[str, Any], codes: Mapping[Any, str]) -> list[dict[str, Any]]:
    """Return the events of each lot by time: {"lot", "rows": [{"at", "step", "place", "is_wrong"}]}.

    Bundles of older formats name no lots, so all their events are in one list.
    """
    # The check of the bundle verifies that each has its row.
    pairs = list(zip(files[EVENTS]["epcisBody"]["eventList"], files[HASHES], strict=False))
    # By number: after erasure of one of them, an event and its declaration have different eventIDs.
    wrong = {_number(row) for _event, row in pairs if row["isError"]}
    by_lot: dict[Any, list[tuple[dt.datetime, dict[str, Any]]]] = {}
    for event, row in pairs:
        if row["isError"]:
            continue
        entry = {
            "at": _read(event["eventTime"]),
            # The log has only a pin of captured events. After erasure the row has no pin, and the event no
            # step.
            "step": step_of(event, is_captured="pin" in row),
            "place": row.get("place", ""),
            "is_wrong": _number(row) in wrong,
        }
        for lot in row.get("lots", [None]):
            by_lot.setdefault(lot, []).append((dt.datetime.fromisoformat(event["eventTime"]), entry))
    return [
        {
            "lot": codes.get(lot, lot or ""),
            "rows": [entry for _at, entry in sorted(by_lot[lot], key=lambda one: one[0])],
        }
        for lot in [*codes, *(lot for lot in by_lot if lot not in codes)]
        if lot in by_lot
    ]


def step_of(event: Mapping[str, Any], *, is_captured: bool) -> str:
    """Return the step of an event in plain words; a step outside the standard is shown as sent."""
    if not event.get("bizStep") and event.keys() <= LEFT:
        return "–"
    step, disposition = (bare(name, str(event.get(name, ""))) for name in ("bizStep", "disposition"))
    line = step_line(kind_of({**event, "bizStep": step}), step, disposition, is_captured=is_captured)
    return f"{line}: “{step}”" if step and step not in BIZ_STEPS else line


def versions(rows: Sequence[Mapping[str, Any]], codes: Mapping[Any, str]) -> list[dict[str, Any]]:
    """Return every version of the lots' pages with its changes: label rows as text, other parts by name."""
    found = []
    before: dict[Any, Mapping[str, Any]] = {}
    for row in rows:
        facts = row["facts"] or {}
        one = {
            "lot": codes.get(row["lot"], row["lot"]),
            "number": row["number"],
            "at": _read(row["publishedAt"]),
        }
        earlier = before.get(row["lot"])
        if not facts:
            one["is_erased"] = True
        elif earlier is not None:
            one["changed"] = _changed(earlier, facts)
        found.append(one)
        before[row["lot"]] = facts or earlier or {}
    return found


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    old, new = _label(before), _label(after)
    words = [
        f"{name}: {old.get(name) or '–'} → {new.get(name) or '–'}"
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]
    return words + [str(name) for part, name in PARTS.items() if before.get(part) != after.get(part)]


def _label(facts: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in consumer_rows(dict(facts))}
    except (KeyError, TypeError, AttributeError):  # of another release
        return {}


def _amount(quantity: str, unit: str) -> str:
    try:
        return format_quantity(Decimal(quantity), unit)
    except InvalidOperation:
        return f"{quantity} {unit}"


def _word(choices: type[TextChoices], value: str) -> str:
    """Return the label of a code; an unknown code stays unchanged."""
    return str(dict(choices.choices).get(value, value))


def _read(moment: str | None) -> str:
    """Return an ISO day or moment in Vietnamese form and time zone; other text stays unchanged.

    The result doesn't depend on the server's time zone.
    """
    try:
        parsed = dt.datetime.fromisoformat(moment or "")
    except ValueError:
        return moment or ""
    if len(moment or "") == len("2026-11-24"):
        return f"{parsed:%d/%m/%Y}"
    return f"{parsed.astimezone(_VIETNAM):%H:%M %d/%m/%Y}"
