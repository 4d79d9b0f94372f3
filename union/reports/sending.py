"""Send the received figures of a period to a DHIS2 server.

DHIS2 answers 200 if it took every value, and 409 with the refused ones by their index in the message; it kept the others.
Sending a value again writes the same value, so a repeated or interrupted sending does no harm. What came of it is an
entry of the ledger: counts, and the refused values by organisation unit and data element.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction

from backend.common.posting import AddressRefused, post
from backend.ledger.actions import append_entry
from union.reports.exchange import SCHEMES, data_value_set
from union.reports.models import ReportPeriod

# Values in one message: its answer lists at most as many refusals.
PART = 500
MOST_ANSWER = 500_000
MOST_REFUSED = 100
_ERRORS = 200


@dataclass(slots=True)
class Outcome:
    """accepted: values that DHIS2 has now. refused: (organisation unit, data element, error) of the others.

    error: why the rest was not sent, or "". is_later: whether it may succeed later.
    """

    accepted: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    error: str = ""
    is_later: bool = False

    def payload(self) -> dict[str, Any]:
        rows = [list(each) for each in self.refused[:MOST_REFUSED]]
        return {"accepted": self.accepted, "refused": len(self.refused), "rows": rows, "error": self.error}


def is_on() -> bool:
    return bool(settings.REPORTS_DHIS2_URL)


def send_values(period: ReportPeriod, *, most: int = PART) -> Outcome:
    """Send the period's received figures, `most` in a message, and append what came of it.

    Call it outside a transaction.
    """
    message = data_value_set(period, list(period.reports.select_related("branch")))
    outcome = Outcome()
    values = message["dataValues"]
    for start in range(0, len(values), most):
        part = values[start : start + most]
        _send_part({**message, "dataValues": part}, outcome)
        if outcome.error:
            break
    with transaction.atomic():
        _append(period, outcome)
    return outcome


def _append(period: ReportPeriod, outcome: Outcome) -> None:
    append_entry(
        kind="report.values_sent",
        subject=f"report_form:{period.form.ref}",
        payload={"period": period.code, **outcome.payload()},
        by=None,
    )


def _send_part(message: dict[str, Any], outcome: Outcome) -> None:
    url = f"{settings.REPORTS_DHIS2_URL.rstrip('/')}/api/dataValueSets?{urlencode(SCHEMES)}"
    headers = {"authorization": f"ApiToken {settings.REPORTS_DHIS2_TOKEN}"}
    body = json.dumps(message, ensure_ascii=False).encode()
    try:
        answer = post(url, body, headers, most_bytes=MOST_ANSWER)
    except AddressRefused as error:
        outcome.error = error.message[:_ERRORS]
        return
    summary = _summary(answer.body) if answer.status in (200, 409) else None
    if summary is None:
        outcome.error = (answer.error or f"HTTP {answer.status}")[:_ERRORS]
        outcome.is_later = answer.status is None or answer.status == 429 or answer.status >= 500
        return
    refused = _refused(summary, message["dataValues"])
    if answer.status == 409 and not refused:
        # The whole message: an unknown data set, a locked period.
        outcome.error = str(summary.get("description") or "HTTP 409")[:_ERRORS]
        return
    outcome.refused += refused
    outcome.accepted += len(message["dataValues"]) - len(refused)


def _summary(body: str) -> dict[str, Any] | None:
    """Return the import summary, which newer versions wrap into a web message; None if there is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    if isinstance(found, dict) and isinstance(found.get("response"), dict):
        found = found["response"]
    return found if isinstance(found, dict) and "importCount" in found else None


def _refused(summary: dict[str, Any], values: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Return the refused values by index, each once, with the error that DHIS2 gives."""
    conflicts = summary.get("conflicts")
    errors: dict[int, str] = {}
    for conflict in conflicts if isinstance(conflicts, list) else ():
        if isinstance(conflict, dict):
            words = str(conflict.get("errorCode") or conflict.get("value") or "")[:_ERRORS]
            errors.update((index, words) for index in _numbers(conflict.get("indexes")))
    for index in _numbers(summary.get("rejectedIndexes")):
        errors.setdefault(index, "")
    return [
        (values[index]["orgUnit"], values[index]["dataElement"], words)
        for index, words in sorted(errors.items())
        if 0 <= index < len(values)
    ]


def _numbers(found: Any) -> list[int]:
    return [each for each in found if type(each) is int] if isinstance(found, list) else []
