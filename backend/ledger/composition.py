"""Register the ledger's clock jobs, audits, and the links to its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backend.common import slots
from backend.common.clock import every
from backend.ledger import auditing, page_pins, row_states
from backend.ledger.checkpoints import PERIOD, extend_log
from backend.ledger.column_values import unreadable_values
from backend.ledger.taking_up import record_earlier_rows


def register() -> None:
    """Register the ledger's slots, audits and clock jobs. Called once, when Django starts."""
    # Alone, so that it runs every minute even if another job waits for an external service.
    every(minutes=PERIOD.total_seconds() / 60, alone=True, name="log.extend")(extend_log)
    every(minutes=1, name="earlier_rows.record")(record_earlier_rows)
    every(hours=1, name="shown_rows.pin")(page_pins.pin_missing_rows)
    auditing.register("values", unreadable_values)
    auditing.register("what pages show", page_pins.compare_rows)
    auditing.register(row_states.COMPARISON, row_states.compare_states)
    slots.register("footer", "log", template="ledger/slots/footer.html", context=way_in, order=40)
    slots.register(
        "officer.links", "witnesses", template="ledger/slots/desk_witnesses.html", context=for_staff, order=95
    )


def way_in(request: HttpRequest, **kw: Any) -> dict[str, Any]:
    return {}


def for_staff(request: HttpRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if request.user.is_staff else None
