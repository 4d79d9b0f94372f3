"""The page of a bundle that people read: what is in it, in Vietnamese, whoever makes it and wherever it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.translation import override

from backend.common.units import format_quantity
from products.enums import CertificateKind, CertificateState
from traceability.inspection.names import EVENTS, MANIFEST, ORDERS, PROOF, SINCE_2
from traceability.inspection.unproved import NOT_COMPARED

_VIETNAM = dt.timezone(dt.timedelta(hours=7))


def index_of(files: Mapping[str, Any], *, made_at: str, origin: str) -> str:
    """The page for people; in Vietnamese whoever makes it."""
    codes = {lot["id"]: lot["code"] for lot in files["lo.json"]}
    with override("vi"):
        return render_to_string(
            "traceability/inspection/index.html",
            {
                "made_at": _read(made_at),
                "origin": origin,
                "lots": [
                    lot
                    | {name: _read(lot[name]) for name in ("harvested", "produced", "expiry")}
                    | {"amount": _amount(lot["quantity"], lot["unit"])}
                    for lot in files["lo.json"]
                ],
                "versions": [
                    {
                        "lot": codes.get(row["lot"], row["lot"]),
                        "number": row["number"],
                        "at": _read(row["publishedAt"]),
                    }
                    for row in files["ban-cong-bo.json"]
                ],
                "events": files[EVENTS]["epcisBody"]["eventList"],
                "recalls": [
                    row | {"from": _read(row["from"]), "to": _read(row["to"])}
                    for row in files["thu-hoi.json"]
                ],
                "papers": [
                    row
                    | {"issued": _read(row["issued"]), "until": _read(row["until"])}
                    | {
                        "kind": _word(CertificateKind, row["kind"]),
                        "state": _word(CertificateState, row["state"]),
                    }
                    for row in files["giay-to.json"]
                ],
                "edges": files["pha-he.json"]["edges"],
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
                    | {"lot": codes.get(row["lot"], row["lot"]), "amount": _amount(row["quantity"], row["unit"])}
                    | {name: _read(row[name]) for name in ("packed", "shipped", "delivered")}
                    for row in files.get(ORDERS, ())
                ],
                "has_orders": ORDERS in files,
                "has_proof": PROOF in files,
                "not_compared": [each for each in NOT_COMPARED if each.file in (MANIFEST, *files)],
                "has_more": SINCE_2[0] in files,
                "passports": [
                    {
                        "lot": codes.get(row["lot"], row["lot"]),
                        "number": row["number"],
                        "at": _read(row["publishedAt"]),
                    }
                    for row in files.get("ho-chieu.json", ())
                ],
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


def _amount(quantity: str, unit: str) -> str:
    try:
        return format_quantity(Decimal(quantity), unit)
    except InvalidOperation:
        return f"{quantity} {unit}"


def _word(choices: type[TextChoices], value: str) -> str:
    """A code as people call it; one that this installation doesn't know stays as it is."""
    return str(dict(choices.choices).get(value, value))


def _read(moment: str | None) -> str:
    """An ISO day or moment as people read it in Vietnam, wherever the bundle is read; what is no moment stays as it is."""
    try:
        said = dt.datetime.fromisoformat(moment or "")
    except ValueError:
        return moment or ""
    if len(moment or "") == len("2026-11-24"):
        return f"{said:%d/%m/%Y}"
    return f"{said.astimezone(_VIETNAM):%H:%M %d/%m/%Y}"
